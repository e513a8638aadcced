"""Explain the records of a pilot: milestones, filings, bottlenecks, practices, evidence, support, with their lines."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.bottlenecks import bottleneck_state, written_episodes
from talentpilot.analysis.explain.explanation import (
    DAYS,
    OUTCOMES,
    PILOT,
    Explanation,
    Fields,
    Input,
    LedgerWord,
    Stated,
    adopter,
    name_of,
    plan_value,
    planned,
    text_at,
    threshold,
    value_at,
)
from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.plan import PlannedMilestone
from talentpilot.analysis.schedule import MilestoneState, MilestoneStatus
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Practice
from talentpilot.model.pilot import Adjustment, Bottleneck, Evidence, Incentive
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


def _withdrawal(status: PilotStatus, identifier: str) -> Message:
    steps = (step for step in status.plan.steps if step.change.path == f"milestones/{identifier}")
    return Message.listed(step.adjustment.id for step in steps if step.adjustment.kind == "withdraw_milestone")


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


@dataclass(frozen=True, slots=True)
class _Record:
    """A record with the place where it is written."""

    item: Any
    file: str
    path: FieldPath

    def at(self, *route: str | int) -> Input:
        return Input(self.file, (*self.path, *route))

    def facts(self, *names: str) -> Iterator[Explanation]:
        """Yield the fields that the record states, each with its line."""
        for name in names:
            value = getattr(self.item, name)
            if value is not None and value != ():
                yield Explanation(name.replace("_", " "), self._stated(name, value), inputs=(self.at(name),))

    def _stated(self, name: str, value: Any) -> Stated | Text:
        if isinstance(value, Text):
            return value
        group = _GROUPS.get(name) if name != "kind" else _KIND_GROUPS[type(self.item)]
        if group is not None:
            return LedgerWord.among(group, value)
        return Fraction(value) if isinstance(value, Decimal) else plan_value(value)


_GROUPS = {
    "owner": "organization", "authority": "organization", "by": "organization", "grantor": "organization",
    "severity": "severity", "needs": "needs", "procedure": "procedure", "decision": "decision", "access": "access",
    "method": "verification",
}  # fmt: skip
"""The group of a field's words, by field."""
_KIND_GROUPS: Mapping[type, str] = {
    Adjustment: "adjustment", Bottleneck: "bottleneck", Practice: "practice_kind", Evidence: "evidence_kind",
    Incentive: "incentive",
}  # fmt: skip


Explain = Callable[[_Record, PilotStatus, Programme], Iterator[Explanation]]


def explain_record(status: PilotStatus, programme: Programme, identifier: str) -> Explanation | None:
    """Return the explanation of the filing, bottleneck, practice, evidence or support with that id.

    Return None if nothing known by the day has the id.
    """
    for name, (file, explain) in _KINDS.items():
        holder = status.pilot if name == "practices" else status.pilot.file
        for index, item in enumerate(getattr(holder, name)):
            if item.id == identifier and _known(item, status.as_of):
                record = _Record(item, file, (name, index))
                title = item.reason if isinstance(item, Adjustment) else item.title
                return Explanation(
                    f"{status.pilot.id}/{identifier}", title, parts=tuple(explain(record, status, programme))
                )
    return None


def record_ids(status: PilotStatus) -> tuple[str, ...]:
    """Return the ids that `explain_record` knows on the day."""
    return tuple(
        item.id
        for name in _KINDS
        for item in getattr(status.pilot if name == "practices" else status.pilot.file, name)
        if _known(item, status.as_of)
    )


def _known(item: Adjustment | Bottleneck | Practice | Evidence | Incentive, day: date) -> bool:
    match item:
        case Adjustment():
            return item.known_by(day)
        case Bottleneck():
            return item.raised <= day
        case Practice():
            return True
        case _:
            return item.date <= day


def _filing(record: _Record, status: PilotStatus, programme: Programme) -> Iterator[Explanation]:
    del programme
    item: Adjustment = record.item
    since, decision = item.effective_date(status.as_of), item.decision_by(status.as_of)
    if since is not None and item.procedure == "filing":
        because = Message.of("a filing holds from its day of effect, or the day it was submitted")
    elif since is not None:
        because = Message.of("it was approved, and holds from its day of effect, or the day of the decision")
    elif decision == "pending":
        because = Message.of("no decision by {day}", day=status.as_of)
    else:
        because = Message.of("it was {decision}", decision=Message.of(decision))
    state = Message.of("in force since {day}", day=since) if since is not None else Message.of("not in force")
    names = ["kind", "procedure", "authority", "submitted", "document"]
    names += ["decision", "decided", "decision_document"] if decision != "pending" else []
    names += ["effective"] if since is not None else []
    yield Explanation("state", state, because=because, parts=tuple(record.facts(*names)))
    for index, change in enumerate(item.changes):
        move = Message.of("before {value}", value=text_at(change.path, change.from_))
        place = record.at("changes", index, "to") if change.to is not None else record.at("changes", index)
        yield Explanation(change.path, value_at(change.path, change.to), because=move, inputs=(place,))
    yield from _papers(record, status)


def _bottleneck(record: _Record, status: PilotStatus, programme: Programme) -> Iterator[Explanation]:
    state = bottleneck_state(record.item, status.as_of, programme.rules.acceptance)
    if state.open_since is not None and state.age_days is not None:
        sum_ = f"{status.as_of} − {state.open_since}"
        yield Explanation("open days", Fraction(state.age_days), DAYS, formula=sum_)
    else:
        yield Explanation("settled", state.settled)
    if state.needs_acceptance:
        yield Explanation("acceptance", because=Message.of("the programme asks for it at this severity"))
    yield from record.facts("severity", "kind", "needs", "owner", "due")
    for route, episode in written_episodes(state.item):
        one = _Record(episode, record.file, (*record.path, *route))
        began = one.facts("raised") if not route else one.facts("date", "reason")
        parts = (*began, *one.facts("resolved", "resolution"))
        if episode.accepted is not None:
            accepted = _Record(episode.accepted, one.file, (*one.path, "accepted"))
            says = tuple(accepted.facts("date", "by", "document"))
            parts = (*parts, Explanation("accepted", episode.accepted.date, parts=says))
        yield Explanation("reopened" if route else "raised", parts[0].value, inputs=parts[0].inputs, parts=parts[1:])
    yield from _papers(record, status)


def _practice(record: _Record, status: PilotStatus, programme: Programme) -> Iterator[Explanation]:
    del programme
    item: Practice = record.item
    stages = []
    for name in ("documented", "endorsed", "promoted", "withdrawn"):
        found = getattr(item, name)
        day = getattr(found, "date", found)
        if day is not None and day <= status.as_of:
            place = record.at(name) if found is day else record.at(name, "date")
            stages.append(Explanation(name, day, inputs=(place,)))
    yield Explanation(
        "stage", item.status(status.as_of), because=Message.of("the last that has happened"), parts=tuple(stages)
    )
    yield from record.facts("kind", "conditions")
    counted = tuple(adoptions_elsewhere(item, status.pilot, status.plan, status.as_of))
    rows = []
    for index, one in enumerate(item.adoptions):
        if one.date <= status.as_of:
            counts = any(one is other for other in counted)
            because = Message.of("counts as replication") if counts else Message.of("does not count as replication")
            rows.append(Explanation(adopter(one), one.date, because=because, inputs=(record.at("adoptions", index),)))
    yield Explanation("adoptions", Fraction(len(rows)), parts=tuple(rows))


def _evidence(record: _Record, status: PilotStatus, programme: Programme) -> Iterator[Explanation]:
    del programme
    item: Evidence = record.item
    seen = item.verified if item.verified is not None and item.verified.date <= status.as_of else None
    if seen is None:
        yield Explanation("verified", because=Message.of("nobody has verified it by {day}", day=status.as_of))
    else:
        check = _Record(seen, record.file, (*record.path, "verified"))
        yield Explanation("verified", seen.date, inputs=(check.at("date"),), parts=tuple(check.facts("by", "method")))
    yield from record.facts("kind", "date", "access", "path", "url", "sha256")


def _support(record: _Record, status: PilotStatus, programme: Programme) -> Iterator[Explanation]:
    del programme
    yield from record.facts("kind", "grantor", "date", "amount", "currency")
    yield from _papers(record, status)


def _papers(record: _Record, status: PilotStatus) -> Iterator[Explanation]:
    """Yield the evidence that the record cites."""
    for index, one in enumerate(status.pilot.file.evidence):
        if one.id in record.item.evidence:
            label = Message.of("evidence {ids}", ids=one.id)
            yield Explanation(label, one.title, inputs=(Input(PILOT, ("evidence", index)),))


_KINDS: Mapping[str, tuple[str, Explain]] = {
    "adjustments": (PILOT, _filing),
    "bottlenecks": (PILOT, _bottleneck),
    "practices": (OUTCOMES, _practice),
    "evidence": (PILOT, _evidence),
    "incentives": (PILOT, _support),
}
