"""Explain the state of a milestone: its due dates, the filings that moved it, days late."""

from fractions import Fraction

from talentpilot.analysis.explain.explanation import (
    DAYS,
    PILOT,
    Explanation,
    Fields,
    Input,
    name_of,
    planned,
    threshold,
    value_at,
)
from talentpilot.analysis.plan import PlannedMilestone
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.model.programme import Programme


def explain_milestone(status: PilotStatus, programme: Programme, identifier: str) -> Explanation:
    """Return the state of one milestone of the plan in force, walked back."""
    found = next(item for item in status.milestones if item.id == identifier)
    plan = next(item for item in status.plan.milestones if item.step.id == identifier)
    fields = Fields.of(status)
    parts = [_due(fields, plan), _done(fields, found, plan), _forecast(fields, found, plan)]
    if found.state in (MilestoneState.DUE_SOON, MilestoneState.UPCOMING):
        parts.append(threshold("due_soon_days", programme.rules.thresholds.due_soon_days, DAYS))
    if found.late_days is not None:
        parts.append(_days("late", found.late_days, _late_sum(found, status)))
    if found.slip_days is not None:
        parts.append(_days("slip", found.slip_days, f"{found.due} − {found.due_original}"))
    parts += [_weight(fields, found, status), _owner(fields, found)]
    state = Explanation(
        "state",
        found.state.value.replace("_", " "),
        because=_why(found, status, programme),
        rule=_named_in(status, identifier),
        parts=tuple(parts),
    )
    added = _added(fields, plan)
    return Explanation(f"{status.pilot.id}/{identifier}", plan.step.title, parts=(state, added) if added else (state,))


def _why(found: MilestoneStatus, status: PilotStatus, programme: Programme) -> Message:
    limit = programme.rules.thresholds.due_soon_days
    match found.state:
        case MilestoneState.WITHDRAWN:
            return Message.of("withdrawn by {filings}; it counts nowhere", filings=_withdrawal(status, found.id))
        case MilestoneState.DONE if found.due is None:
            return Message.of("done {day}, no due date", day=found.done)
        case MilestoneState.DONE:
            return Message.of("done {day} <= due {due}", day=found.done, due=found.due)
        case MilestoneState.DONE_LATE:
            return Message.of("done {day} > due {due}", day=found.done, due=found.due)
        case MilestoneState.UNDATED:
            return Message.of("no due date")
        case MilestoneState.OVERDUE:
            return Message.of("not done, and due {due} < {day}", due=found.due, day=status.as_of)
        case MilestoneState.DUE_SOON | MilestoneState.UPCOMING:
            left = (found.due - status.as_of).days if found.due is not None else 0
            sign = "<=" if found.state is MilestoneState.DUE_SOON else ">"
            return Message.of(
                "not done, and due {due} − {day} = {n} days {sign} {limit}",
                due=found.due, day=status.as_of, n=left, sign=sign, limit=limit,
            )  # fmt: skip


def _withdrawal(status: PilotStatus, identifier: str) -> str:
    steps = (step for step in status.plan.steps if step.change.path == f"milestones/{identifier}")
    return ", ".join(step.adjustment.id for step in steps if step.adjustment.kind == "withdraw_milestone")


def _named_in(status: PilotStatus, identifier: str) -> str:
    """Return the row of the schedule's light that names this milestone."""
    reasons = status.schedule.rated.reasons
    return next((code.partition("/")[2] for code in reasons if code.startswith(f"{identifier}/")), "")


def _due(fields: Fields, plan: PlannedMilestone) -> Explanation:
    identifier = plan.step.id
    return planned(fields, "due", plan.step.due, f"milestones/{identifier}/due", fields.milestone(identifier, "due"))


def _done(fields: Fields, found: MilestoneStatus, plan: PlannedMilestone) -> Explanation:
    if found.done is None:
        later = Message.of("not done")
        if plan.step.done is not None:
            later = Message.of("stands there as {done}, after {day}", done=plan.step.done, day=fields.as_of)
        return Explanation(
            "done", because=later, inputs=(fields.milestone(found.id, "done"),) if plan.step.done else ()
        )
    papers = tuple(
        Explanation(Message.of("evidence {ids}", ids=name), _title_of(fields, name), inputs=(fields.evidence(name),))
        for name in plan.step.evidence
        if any(item.id == name for item in fields.pilot.file.evidence)
    )
    return Explanation("done", found.done, inputs=(fields.milestone(found.id, "done"),), parts=papers)


def _title_of(fields: Fields, name: str) -> Text:
    return next(item.title for item in fields.pilot.file.evidence if item.id == name)


def _forecast(fields: Fields, found: MilestoneStatus, plan: PlannedMilestone) -> Explanation:
    if found.stated is None:
        return Explanation("forecast", because=Message.of("none stated"))
    day = found.stated.stated
    index = next(index for index, item in enumerate(plan.step.forecasts) if item is found.stated)
    if found.forecast is None:
        place = fields.milestone(found.id, "forecasts", index, "reason")
        return Explanation(
            "forecast", found.stated.reason, because=Message.of("open, stated {day}", day=day), inputs=(place,)
        )
    place = fields.milestone(found.id, "forecasts", index, "date")
    return Explanation("forecast", found.forecast, because=Message.of("stated {day}", day=day), inputs=(place,))


def _late_sum(found: MilestoneStatus, status: PilotStatus) -> str:
    return f"{found.done if found.done is not None else status.as_of} − {found.due}"


def _days(label: str, days: int, formula: str) -> Explanation:
    return Explanation(label, Fraction(days), DAYS, formula=formula)


def _weight(fields: Fields, found: MilestoneStatus, status: PilotStatus) -> Explanation:
    counted = [item for item in status.milestones if item.state is not MilestoneState.WITHDRAWN]
    total = Explanation("", Fraction(sum(item.weight for item in counted))).shown
    path = f"milestones/{found.id}/weight"
    place = fields.in_force(path, fields.milestone(found.id, "weight"))
    withdrawn = found.state is MilestoneState.WITHDRAWN
    note = Message.of("counts nowhere") if withdrawn else Message.of("of {total} in all", total=total)
    return Explanation("weight", Fraction(found.weight), because=note, inputs=(place,))


def _owner(fields: Fields, found: MilestoneStatus) -> Explanation:
    path = f"milestones/{found.id}/owner"
    return planned(fields, "owner", value_at(path, found.owner), path, fields.milestone(found.id, "owner"))


def _added(fields: Fields, plan: PlannedMilestone) -> Explanation | None:
    """Return the filing that added or withdraws the milestone."""
    steps = fields.filings(f"milestones/{plan.step.id}")
    if not steps:
        return None
    parts = []
    for step in steps:
        index = max(i for i, item in enumerate(fields.pilot.file.adjustments) if item.id == step.adjustment.id)
        since = step.adjustment.effective_date(fields.as_of)
        parts.append(Explanation(name_of(step), since, inputs=(Input(PILOT, ("adjustments", index)),)))
    return Explanation("filings", ", ".join(step.adjustment.id for step in steps), parts=tuple(parts))
