"""Family M: the steps of the plan."""

from collections.abc import Iterator
from decimal import Decimal

from talentpilot.diagnostics import Severity
from talentpilot.rules.cases import MILESTONES, PilotCase
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("M01", "plan-without-steps", Severity.ERROR)
def plan_without_steps(case: PilotCase) -> Iterator[Finding]:
    """An approved pilot has no milestone.

    Without steps nobody can say whether the pilot is on time, and every light about its schedule stays grey.

    Bad:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones: []

    Good:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones:
          - {id: M1, title: Plan issued, owner: yx-hrss, due: 2025-12-31, done: 2025-12-20, evidence: [E1]}
          - {id: M2, title: Trial run, owner: nj-hrss, due: 2026-06-15}
          - {id: M3, title: Full run, owner: nj-hrss, due: 2026-11-30}
          - {id: M4, title: Summary, owner: yx-hrss, due: 2027-05-31}
    """
    if case.approved and case.has(MILESTONES) and not case.pilot.milestones and not case.pilot.unreadable_ids:
        yield Finding(
            MILESTONES, ("milestones",), "the pilot is approved and has no milestone", on_key=True,
            help="write the steps of the plan as approved",
        )  # fmt: skip


@pilot_rule("M02", "due-outside-term", Severity.ERROR)
def due_outside_term(case: PilotCase) -> Iterator[Finding]:
    """A due date lies outside the term in force.

    A step after the end of the term can't be asked of anybody; either the step or the term is wrong. A date set by
    an adjustment speaks as A06.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2027-09-30}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2027-05-31}
    """
    plan = case.plan
    for index, item in case.planned():
        due = item.step.due
        if due is None or case.set_by_adjustment(f"milestones/{item.step.id}/due"):
            continue
        values = {"due": str(due), "start": str(plan.term_start), "end": str(plan.term_end), "pilot": case.pilot.id}
        if due > plan.term_end:
            yield Finding(
                MILESTONES, ("milestones", index, "due"),
                "due {due} is after the end of the term in force, {end}", values,
                "move the milestone, or file an extension: talentpilot adjust {pilot} term/end {due} --reason …",
            )  # fmt: skip
        elif due < plan.term_start:
            yield Finding(
                MILESTONES, ("milestones", index, "due"), "due {due} is before the start of the term, {start}", values,
                "correct the date; a step of the plan lies inside its term",
            )  # fmt: skip


@pilot_rule("M04", "done-without-evidence", Severity.WARNING)
def done_without_evidence(case: PilotCase) -> Iterator[Finding]:
    """A milestone is called done, and nothing shows it.

    An auditor asks for the paper behind each finished step; a step without one is a claim.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M1, evidence: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M1, evidence: [E1]}
    """
    for index, step in enumerate(case.pilot.milestones):
        if step.done is not None and step.done <= case.as_of and not step.evidence:
            yield Finding(
                MILESTONES, ("milestones", index, "done"), "done {done} without evidence", {"done": str(step.done)},
                "register the paper and cite it: talentpilot record evidence FILE, then evidence: [E…]",
            )  # fmt: skip


@pilot_rule("M06", "weight-out-of-proportion", Severity.ERROR)
def weight_out_of_proportion(case: PilotCase) -> Iterator[Finding]:
    """A weight is not a positive number (error), or one milestone holds over half the weight (warning).

    Completion is the weight of what is done; where one step weighs more than all others together, the percentage
    says little but whether that step is done.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M2, weight: 0}

    Good:
        # milestones.yaml
        milestones:
          - {id: M2, weight: 1}
    """
    planned = list(case.planned())
    total = sum((item.step.weight for _, item in planned), Decimal(0))
    for index, item in planned:
        if len(planned) > 1 and item.step.weight * 2 > total:
            values = {"weight": str(item.step.weight), "total": str(total)}
            yield Finding(
                MILESTONES, ("milestones", index, "weight"), "weight {weight} is over half of all, {total}", values,
                "split the step, or weigh the others", severity=Severity.WARNING,
            )  # fmt: skip


MILESTONE_RULES = (plan_without_steps, due_outside_term, done_without_evidence, weight_out_of_proportion)
