"""What falls due in a pilot, by owner: milestones, reports, bottlenecks, decisions, evaluations, end of term."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from talentpilot.analysis.lifecycle import PilotState, periods_due_by
from talentpilot.analysis.readiness import NextStep, readiness_of
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.model.programme import Programme

DECISION_DAYS = 30
"""Days that a decision may take (A05)."""
NOTHING = Message("")
"""A note that says nothing."""
_WAITING = (MilestoneState.OVERDUE, MilestoneState.DUE_SOON, MilestoneState.UPCOMING)


class AgendaKind(StrEnum):
    """What is due."""

    MILESTONE = "milestone"
    REPORT = "report"
    BOTTLENECK = "bottleneck"
    DECISION = "decision"
    EVALUATION = "evaluation"
    CLOSING = "closing"


class AgendaSpan(StrEnum):
    """How soon it is due."""

    OVERDUE = "overdue"
    DAYS_30 = "within 30 days"
    DAYS_60 = "within 60 days"
    DAYS_90 = "within 90 days"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing due: `object` is an inner id, a period, or empty; `days` are the days left, negative if it is late.

    `title` is the ledger's own, None if it has none, as of a report; `note` says what else matters: a forecast, a
    maturity; `pilot_title` is the name of the pilot.
    """

    matter: AgendaKind
    pilot: str
    object: str
    due: date
    days: int
    owner: str
    title: Text | None = None
    note: Message = NOTHING
    pilot_title: Text | None = None

    @property
    def span(self) -> AgendaSpan:
        """How soon."""
        if self.days < 0:
            return AgendaSpan.OVERDUE
        steps = ((30, AgendaSpan.DAYS_30), (60, AgendaSpan.DAYS_60), (90, AgendaSpan.DAYS_90))
        return next((span for limit, span in steps if self.days <= limit), AgendaSpan.LATER)

    @property
    def subject(self) -> str:
        """The object with its pilot: `yx-titles-01/M3`."""
        return f"{self.pilot}/{self.object}" if self.object else self.pilot


def agenda(statuses: Iterable[PilotStatus], programme: Programme, within: int) -> tuple[AgendaItem, ...]:
    """Return everything that is late or falls due within so many days, by owner, the latest first.

    Closed and proposed pilots owe nothing. What an ended organization owes falls to its successor.
    """
    return in_order(item for status in statuses for item in due_of(status, programme, within))


def due_of(status: PilotStatus, programme: Programme, within: int) -> list[AgendaItem]:
    """Return what is late or falls due of one pilot, in no order."""
    if status.state is PilotState.PROPOSED or status.state.closed:
        return []
    return [item for make in _MAKERS for item in make(status, programme, days_after(status.as_of, within))]


def in_order(items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """Return the items by owner, the latest first."""
    return tuple(sorted(items, key=lambda item: (item.owner, item.due, item.pilot, item.matter, item.object)))


def carried_by(reference: str, programme: Programme, day: date) -> str:
    """Return the organization, or its successor by that day."""
    for name in programme.successors(reference):
        known = programme.organization(name)
        if known is None or known.until is None or known.until >= day or known.succeeded_by is None:
            return name
    return reference


def _item(
    matter: AgendaKind, status: PilotStatus, programme: Programme, owner: str, due: date, name: str = "",
    title: Text | None = None, note: Message = NOTHING,
) -> AgendaItem:  # fmt: skip
    day, carrier = status.as_of, carried_by(owner, programme, status.as_of)
    days = (due - day).days
    return AgendaItem(matter, status.pilot.id, name, due, days, carrier, title, note, status.plan.title)


def _milestones(status: PilotStatus, programme: Programme, until: date) -> Iterator[AgendaItem]:
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    suspended = Message("suspended") if status.state is PilotState.SUSPENDED else None
    for item in status.milestones:
        if item.state in _WAITING and item.due is not None and item.due <= until:
            forecast = Message("forecast {day}", {"day": str(item.forecast)}) if item.forecast is not None else None
            note = forecast or suspended or NOTHING
            if forecast is not None and suspended is not None:
                note = Message("{forecast}, {suspended}", {"forecast": forecast, "suspended": suspended})
            yield _item(AgendaKind.MILESTONE, status, programme, item.owner, item.due, item.id, titles[item.id], note)


def _reports(status: PilotStatus, programme: Programme, until: date) -> Iterator[AgendaItem]:
    settings, sent = (
        programme.reporting,
        {item.period for item in status.pilot.file.reports if item.submitted <= status.as_of},
    )
    for period in periods_due_by(until, status.pilot, status.plan, status.as_of, settings, programme.opened):
        if period not in sent:
            due = days_after(period.end, settings.due_days)
            yield _item(AgendaKind.REPORT, status, programme, status.plan.lead, due, str(period))


def _bottlenecks(status: PilotStatus, programme: Programme, until: date) -> Iterator[AgendaItem]:
    for state in status.bottleneck_states:
        item = state.item
        if state.is_open and item.due is not None and item.due <= until:
            note = Message(item.severity)
            yield _item(AgendaKind.BOTTLENECK, status, programme, item.owner, item.due, item.id, item.title, note)


def _decisions(status: PilotStatus, programme: Programme, until: date) -> Iterator[AgendaItem]:
    day = status.as_of
    for item in status.pilot.file.adjustments:
        awaits = item.decision == "pending" or item.procedure == "approval"
        if item.submitted is None or item.submitted > day or not awaits or item.decision_by(day) != "pending":
            continue
        due = days_after(item.submitted, DECISION_DAYS)
        if due <= until:
            owner = item.authority or status.plan.lead
            note = Message("{kind}, submitted {day}", {"kind": Message(item.kind), "day": str(item.submitted)})
            yield _item(AgendaKind.DECISION, status, programme, owner, due, item.id, item.reason, note)


def _completion(status: PilotStatus, programme: Programme, until: date) -> Iterator[AgendaItem]:
    """Yield an evaluation that is possible or an end to be decided; both are due by the end of the term."""
    found = readiness_of(status)
    if found is None or found.term_end > until:
        return
    lead, level = status.plan.lead, found.maturity or Message("no maturity level")
    if found.step is NextStep.EVALUATE:
        note = Message("ready: {level} before the end of the term", {"level": level})
        yield _item(AgendaKind.EVALUATION, status, programme, lead, found.term_end, note=note)
    else:
        note = Message("extension or closing to be decided, {level}", {"level": level})
        if found.term_over:
            note = Message("the term is over: extension or closing to be decided, {level}", {"level": level})
        yield _item(AgendaKind.CLOSING, status, programme, lead, found.term_end, note=note)


_MAKERS = (_milestones, _reports, _bottlenecks, _decisions, _completion)
