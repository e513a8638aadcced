"""Family M: the steps of the plan."""

from collections.abc import Iterator
from decimal import Decimal

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.scalars import digits
from talentpilot.rules.cases import MILESTONES, PILOT, PilotCase
from talentpilot.rules.inforce import has_term, intact, term_breaker
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("M01", "plan-without-steps", Severity.ERROR)
def plan_without_steps(case: PilotCase) -> Iterator[Finding]:
    """An approved pilot has no milestone.

    Without steps nobody can say whether the pilot is on time, and every light about its schedule stays grey.

    Bad:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones: []
        # pilot.yaml
        adjustments: null

    Good:
        # milestones.yaml, whole
        schema: talentpilot/milestones/1
        milestones:
          - {id: M1, title: Plan issued, owner: yx-hrss, due: 2025-12-31, done: 2025-12-20, evidence: [E1]}
          - {id: M2, title: Trial run, owner: nj-hrss, due: 2026-06-15}
          - {id: M3, title: Full run, owner: nj-hrss, due: 2026-11-30}
          - {id: M4, title: Summary, owner: yx-hrss, due: 2027-05-31}
        # pilot.yaml
        adjustments: null
    """
    if case.approved and not case.pilot.milestones and intact(case, MILESTONES):
        yield Finding(
            MILESTONES, ("milestones",), "the pilot is approved and has no milestone", on_key=True,
            help="write the milestones of the plan as approved, each with owner and due",
        )  # fmt: skip


@pilot_rule("M02", "due-outside-term", Severity.ERROR)
def due_outside_term(case: PilotCase) -> Iterator[Finding]:
    """A due date lies outside the term in force.

    A step after the end of the term can't be asked of anybody; either the step or the term is wrong. A date
    set by an adjustment speaks as A06.

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
    if not has_term(case):
        return
    for index, item in case.planned():
        due = item.step.due
        if due is None or plan.term_start <= due <= plan.term_end or case.is_older(due):
            continue
        if term_breaker(case, f"milestones/{item.step.id}/due", case.pilot.milestones[index].due) is not None:
            continue
        path: FieldPath = ("milestones", index, "due")
        values = {"due": str(due), "start": str(plan.term_start), "end": str(plan.term_end)}
        if due > plan.term_end:
            yield Finding(
                MILESTONES, path, "due {due} is after the end of the term in force, {end}", values,
                "move the milestone, or file an extension: kind: extension with path: term/end, to: {due}",
            )  # fmt: skip
        else:
            yield Finding(
                MILESTONES, path, "due {due} is before the start of the term, {start}", values,
                "correct the date; a step of the plan lies inside its term",
            )  # fmt: skip


@pilot_rule("M03", "undated-milestone", Severity.WARNING)
def undated_milestone(case: PilotCase) -> Iterator[Finding]:
    """A milestone has no due date.

    It is never late, and it never counts in the pace of the plan; so nobody is reminded of it.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M6, due: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-02-28}
    """
    for index, item in case.planned():
        if item.step.due is None:
            yield Finding(
                MILESTONES, ("milestones", index), "{id} has no due date", {"id": item.step.id},
                "write due: YYYY-MM-DD, the last day by which it is to be done",
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
                MILESTONES, ("milestones", index, "done"),
                "done on {done} without evidence", {"done": str(step.done)},
                "write evidence: [E…] here, and register the paper under evidence: in pilot.yaml",
            )  # fmt: skip


@pilot_rule("M05", "done-before-approval", Severity.WARNING)
def done_before_approval(case: PilotCase) -> Iterator[Finding]:
    """A milestone was done before the plan was approved.

    What was finished before is where the pilot starts from, not something it has achieved; or one of the
    dates is wrong.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M1, done: 2025-07-26}

    Good:
        # milestones.yaml
        milestones:
          - {id: M1, done: 2025-08-26}
    """
    approval = case.pilot.file.approval
    if approval is None or not case.approved:
        return
    for index, step in enumerate(case.pilot.milestones):
        if step.done is not None and step.done < approval.date and not case.is_older(step.done):
            yield Finding(
                MILESTONES, ("milestones", index, "done"),
                "done on {done}, before the plan was approved on {approved}",
                {"done": str(step.done), "approved": str(approval.date)},
                "correct the date, or leave out of the plan what had been done before",
            )  # fmt: skip


@pilot_rule("M06", "weight-out-of-proportion", Severity.ERROR)
def weight_out_of_proportion(case: PilotCase) -> Iterator[Finding]:
    """A weight is not a positive number (error), or one milestone holds over half the weight (warning).

    Completion is the weight of what is done; where one step weighs more than all others together, the
    percentage says little but whether that step is done.

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
    if len(planned) < 2 or not intact(case, MILESTONES):
        return
    total = sum((item.step.weight for _, item in planned), Decimal(0))
    for index, item in planned:
        if item.step.weight * 2 > total:
            place = case.setting_of(f"milestones/{item.step.id}/weight")
            file, path = (PILOT, place) if place else (MILESTONES, ("milestones", index, "weight"))
            yield Finding(
                file, path, "weight {weight} is more than half of {total}, that of all milestones together",
                {"weight": digits(item.step.weight), "total": digits(total)},
                "split the step, or give the others more weight", severity=Severity.WARNING,
            )  # fmt: skip


MILESTONE_RULES = (
    plan_without_steps,
    due_outside_term,
    undated_milestone,
    done_without_evidence,
    done_before_approval,
    weight_out_of_proportion,
)
