"""Rules of family M: milestones, their dates and their delays."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.plan import pending_steps
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.scalars import digits
from talentpilot.rules.contexts import MILESTONES, PILOT, PilotContext
from talentpilot.rules.plan_values import has_term, intact, shown_or_nothing, term_breaker
from talentpilot.rules.rule import Finding, pilot_rule


@pilot_rule("M01", "plan-without-steps", Severity.ERROR)
def plan_without_steps(context: PilotContext) -> Iterator[Finding]:
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
    if context.approved and not context.pilot.milestones and intact(context, MILESTONES):
        yield Finding(
            MILESTONES, ("milestones",), "the pilot is approved and has no milestone", on_key=True,
            help="write the milestones of the plan as approved, each with owner and due",
        )  # fmt: skip


@pilot_rule("M02", "due-outside-term", Severity.ERROR)
def due_outside_term(context: PilotContext) -> Iterator[Finding]:
    """A due date lies outside the term in force.

    Nobody can be asked to finish a step after the end of the term; either the step or the term is wrong. A date set by
    an adjustment is reported as A06.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2027-09-30}

    Good:
        # milestones.yaml
        milestones:
          - {id: M4, due: 2027-05-31}
    """
    plan = context.plan
    if not has_term(context):
        return
    for index, item in context.planned:
        due = item.step.due
        if due is None or plan.term_start <= due <= plan.term_end or context.is_older(due):
            continue
        if term_breaker(context, f"milestones/{item.step.id}/due", context.pilot.milestones[index].due) is not None:
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
def undated_milestone(context: PilotContext) -> Iterator[Finding]:
    """A milestone has no due date.

    It is never late and never counts in the pace of the plan, so nobody is reminded of it.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M6, due: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-02-28}
    """
    for index, item in context.planned:
        if item.step.due is None:
            yield Finding(
                MILESTONES, ("milestones", index), "{id} has no due date", {"id": item.step.id},
                "write due: YYYY-MM-DD, the last day by which it is to be done",
            )  # fmt: skip


@pilot_rule("M04", "done-without-evidence", Severity.WARNING)
def done_without_evidence(context: PilotContext) -> Iterator[Finding]:
    """A milestone is recorded as done, and nothing shows it.

    An auditor asks for the document behind each finished step; a step without one is only a claim.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M1, evidence: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M1, evidence: [E1]}
    """
    for index, step in enumerate(context.pilot.milestones):
        if step.done is not None and step.done <= context.as_of and not step.evidence:
            yield Finding(
                MILESTONES, ("milestones", index, "done"),
                "done on {done} without evidence", {"done": str(step.done)},
                "write evidence: [E…] here, and register the paper under evidence: in pilot.yaml",
            )  # fmt: skip


@pilot_rule("M05", "done-before-approval", Severity.WARNING)
def done_before_approval(context: PilotContext) -> Iterator[Finding]:
    """A milestone was done before the plan was approved.

    What was finished before the approval is the starting point, not an achievement of the pilot; or one of the dates is
    wrong.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M1, done: 2025-07-26}

    Good:
        # milestones.yaml
        milestones:
          - {id: M1, done: 2025-08-26}
    """
    approval = context.pilot.file.approval
    if approval is None or not context.approved:
        return
    for index, step in enumerate(context.pilot.milestones):
        if step.done is not None and step.done < approval.date and not context.is_older(step.done):
            yield Finding(
                MILESTONES, ("milestones", index, "done"),
                "done on {done}, before the plan was approved on {approved}",
                {"done": str(step.done), "approved": str(approval.date)},
                "correct the date, or leave out of the plan what had been done before",
            )  # fmt: skip


@pilot_rule("M06", "weight-out-of-proportion", Severity.ERROR)
def weight_out_of_proportion(context: PilotContext) -> Iterator[Finding]:
    """A weight is not a positive number (error), or one milestone holds over half the weight (warning).

    Completion is the weight of what is done; if one step weighs more than all others together, the percentage says
    little more than whether that step is done.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M2, weight: 0}

    Good:
        # milestones.yaml
        milestones:
          - {id: M2, weight: 1}
    """
    planned = context.planned
    if len(planned) < 2 or not intact(context, MILESTONES):
        return
    total = sum((item.step.weight for _, item in planned), Decimal(0))
    for index, item in planned:
        if item.step.weight * 2 > total:
            place = context.setting_of(f"milestones/{item.step.id}/weight")
            file, path = (PILOT, place) if place else (MILESTONES, ("milestones", index, "weight"))
            yield Finding(
                file, path, "weight {weight} is more than half of {total}, that of all milestones together",
                {"weight": digits(item.step.weight), "total": digits(total)},
                "split the step, or give the others more weight", severity=Severity.WARNING,
            )  # fmt: skip


@pilot_rule("M07", "overdue-without-a-word", Severity.WARNING, by_clock=True)
def overdue_without_a_word(context: PilotContext) -> Iterator[Finding]:
    """A milestone is overdue, and there is no forecast, no open bottleneck and no pending adjustment of it.

    Being late is acceptable; being late without saying why, or until when, is not. A forecast in the past counts as
    none. Only pilots in progress are checked.

    Bad:
        # pilot.yaml
        adjustments: null
        bottlenecks:
          - {id: B1, resolved: 2026-03-01, resolution: Interface delivered}
        # milestones.yaml
        milestones:
          - {id: M3, forecasts: null}

    Good:
        # pilot.yaml
        adjustments: null
        bottlenecks:
          - {id: B1, resolved: 2026-03-01, resolution: Interface delivered}
        # milestones.yaml
        milestones:
          - {id: M3, forecasts: [{date: 2026-04-28, stated: 2026-03-20}]}
    """
    if context.status.state is not PilotState.ACTIVE or context.status.bottlenecks or not intact(context, PILOT):
        return
    late = {item.id: item for item in context.status.milestones if item.state is MilestoneState.OVERDUE}
    if not late:
        return
    filed = [step.change.place for step in pending_steps(context.pilot, context.plan, context.as_of)]
    pending = {place.id for place in filed if place is not None}
    for index, step in enumerate(context.pilot.milestones):
        item = late.pop(step.id, None)
        if item is None or item.id in pending:
            continue
        if item.forecast is None or item.forecast < context.as_of:
            yield _overdue(index, item)


def _overdue(index: int, item: MilestoneStatus) -> Finding:
    values = {"due": str(item.due), "days": str(item.late_days), "forecast": str(item.forecast)}
    message = "overdue since {due} ({days} days), without forecast, open bottleneck or pending adjustment"
    if item.forecast is not None:
        message = "overdue since {due} ({days} days); the forecast {forecast} has passed as well"
    return Finding(
        MILESTONES, ("milestones", index, "due"), message, values,
        "write forecasts: with date and stated, raise the bottleneck that holds it up, or file a new due date",
        on_key=True,
    )  # fmt: skip


@pilot_rule("M08", "half-a-year-without-due-date", Severity.WARNING)
def half_a_year_without_due_date(context: PilotContext) -> Iterator[Finding]:
    """More than `quiet_days` (183) in a row, inside the term in force, carry no due date.

    In such a stretch nothing can be late, and problems show only at its end. Measured are the full days before the
    first due date in force, between two of them, and after the last one, from the start of the term to its end. Set the
    number with `rules.thresholds.quiet_days` in programme.yaml.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-05-15}

    Good:
        # milestones.yaml
        milestones:
          - {id: M6, due: 2027-02-28}
    """
    start, end = context.plan.term_start, context.plan.term_end
    if not has_term(context) or context.status.state.closed or not intact(context, MILESTONES):
        return
    steps = [(item.step.due, index, item.step.id) for index, item in context.planned]
    planned = [(due, index, identifier) for due, index, identifier in steps if due is not None]
    dated = sorted(one for one in planned if start <= one[0] <= end)
    if not dated or len(dated) < len(planned):
        return
    limit = context.programme.rules.thresholds.quiet_days
    earlier = start.toordinal() - 1
    for due, index, identifier in dated:
        free = due.toordinal() - earlier - 1
        if free > limit:
            values = {"days": str(free), "id": identifier, "due": str(due), "limit": str(limit)}
            message = "{days} days without a due date before {id}, which is due on {due}; the limit is {limit}"
            yield _gap(MILESTONES, ("milestones", index, "due"), message, values)
        earlier = due.toordinal()
    free = end.toordinal() - earlier
    if free > limit:
        values = {"days": str(free), "end": str(end), "last": str(date.fromordinal(earlier)), "limit": str(limit)}
        message = "{days} days without a due date between {last} and the end of the term on {end}; the limit is {limit}"
        yield _gap(PILOT, context.written("term/end"), message, values)


def _gap(file: str, path: FieldPath, message: str, values: dict[str, str]) -> Finding:
    return Finding(file, path, message, values, "add a step on the way, or split a long one")


@pilot_rule("M09", "orphan-responsibility", Severity.ERROR)
def orphan_responsibility(context: PilotContext) -> Iterator[Finding]:
    """The owner of a step not yet done is not lead, unit, partner or guide, nor the successor of one.

    Nobody can ask that office to deliver, nor one that ends without a successor before the step is due. When roles
    change, a filing must also change the owners of the steps.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M5, owner: yx-eval}

    Good:
        # milestones.yaml
        milestones:
          - {id: M5, owner: nj-hrss}
    """
    plan, programme = context.plan, context.programme
    named = plan.members if plan.guide is None else plan.members | {plan.guide}
    if not plan.units or any(programme.organization(member) is None for member in named):
        return  # P02 and R02 speak of that
    members = {heir for member in named for heir in programme.successors(member)}
    for index, item in context.planned:
        owner, done, due = item.step.owner, item.step.done, item.step.due
        is_done = done is not None and done <= context.as_of
        known = programme.organization(owner)
        if is_done or known is None:
            continue
        place = context.setting_of(f"milestones/{item.step.id}/owner")
        file, path = (PILOT, place) if place else (MILESTONES, ("milestones", index, "owner"))
        if owner in members:
            if due is not None and not programme.stands(owner, due):
                yield Finding(
                    file, path, "owner {owner} ends on {until} without a successor, the step is due on {due}",
                    {"owner": owner, "until": str(known.until), "due": str(due)},
                    "file an adjustment (change_owner), or write succeeded_by: at {owner} in programme.yaml",
                )  # fmt: skip
            continue
        yield Finding(
            file, path, "owner {owner} is neither lead, unit, partner nor guide of this pilot", {"owner": owner},
            "file an adjustment: change_owner to one of them, or change_unit to make {owner} a partner",
        )  # fmt: skip


@pilot_rule("M10", "due-date-moved-when-done", Severity.WARNING)
def due_date_moved_when_done(context: PilotContext) -> Iterator[Finding]:
    """The due date of a step was moved by a filing submitted after the step had been done.

    A finished step needs no new date. If the date is moved afterwards, a step that was late looks as if it had been
    done in time.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M3, done: 2026-01-10, evidence: [E1], forecasts: null}

    Good:
        # milestones.yaml
        milestones:
          - {id: M3, done: 2026-03-10, evidence: [E1], forecasts: null}
    """
    done_on = {item.id: item.done for item in context.pilot.milestones if item.done is not None}
    for path, step in context.effective_steps if done_on else ():
        place = step.change.place
        if place is None or place.pattern != "milestones/*/due":
            continue
        done, moved = done_on.get(place.id), step.adjustment.submitted or step.adjustment.effective
        if done is not None and moved is not None and done <= context.as_of and done < moved:
            values = {"id": place.id, "done": str(done), "moved": str(moved), "old": shown_or_nothing(step.found)}
            yield Finding(
                PILOT, (*path, "to"), "due date {old} of {id} was moved on {moved}; it had been done on {done}", values,
                "withdraw the filing, or correct the day on which {id} was done",
            )  # fmt: skip
