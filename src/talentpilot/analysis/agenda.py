"""What is due of a pilot: milestones, reports, bottlenecks, decisions, evaluations, the end of the term; by owner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.standing import Standing, periods_due_by
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Language, Text
from talentpilot.model.programme import Programme

DECISION_DAYS = 30
"""Days that a decision may take (A05)."""
CLOSING_DAYS = 90
"""Days before the end of the term from which a pilot below M3 needs an extension or a closing (`status.md` 5)."""
READY = ("M4", "M5")
BELOW_EFFECTIVE = (None, "M0", "M1", "M2")
_WAITING = (MilestoneState.OVERDUE, MilestoneState.DUE_SOON, MilestoneState.UPCOMING)


class Matter(StrEnum):
    """What is due."""

    MILESTONE = "milestone"
    REPORT = "report"
    BOTTLENECK = "bottleneck"
    DECISION = "decision"
    EVALUATION = "evaluation"
    CLOSING = "closing"


class Span(StrEnum):
    """How soon it is due."""

    OVERDUE = "overdue"
    DAYS_30 = "within 30 days"
    DAYS_60 = "within 60 days"
    DAYS_90 = "within 90 days"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing due: `object` is an inner id, a period, or empty; `days` are those left, negative once it is late.

    `title` is the ledger's own, None where it has none; `note` says what else matters: a forecast, a maturity.
    """

    matter: Matter
    pilot: str
    object: str
    due: date
    days: int
    owner: str
    title: Text | None = None
    note: str = ""

    @property
    def span(self) -> Span:
        """How soon."""
        if self.days < 0:
            return Span.OVERDUE
        steps = ((30, Span.DAYS_30), (60, Span.DAYS_60), (90, Span.DAYS_90))
        return next((span for limit, span in steps if self.days <= limit), Span.LATER)

    @property
    def subject(self) -> str:
        """The object with its pilot: `yx-titles-01/M3`."""
        return f"{self.pilot}/{self.object}" if self.object else self.pilot

    def wording(self, language: Language) -> str:
        """What is due, in words: the ledger's title, or what kind of thing it is."""
        return self.title.say(language) if self.title is not None else self.note or self.matter.value


def agenda(statuses: Iterable[PilotStatus], programme: Programme, within: int) -> tuple[Item, ...]:
    """Everything that is late or falls due within so many days, by owner, the latest first.

    Closed pilots owe nothing more, proposed ones nothing yet. An organization that has ended hands on to its successor.
    """
    found = []
    for status in statuses:
        if status.standing is not Standing.PROPOSED and not status.standing.closed:
            found += [item for make in _MAKERS for item in make(status, programme, status.as_of + timedelta(within))]
    return tuple(sorted(found, key=lambda item: (item.owner, item.due, item.pilot, item.matter, item.object)))


def carried_by(reference: str, programme: Programme, day: date) -> str:
    """The organization, or the one that has taken over from it by that day."""
    for name in programme.successors(reference):
        known = programme.organization(name)
        if known is None or known.until is None or known.until >= day or known.succeeded_by is None:
            return name
    return reference


def _item(
    matter: Matter, status: PilotStatus, programme: Programme, owner: str, due: date, name: str = "",
    title: Text | None = None, note: str = "",
) -> Item:  # fmt: skip
    day = status.as_of
    return Item(matter, status.pilot.id, name, due, (due - day).days, carried_by(owner, programme, day), title, note)


def _milestones(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    suspended = "suspended" if status.standing is Standing.SUSPENDED else ""
    for item in status.milestones:
        if item.state in _WAITING and item.due is not None and item.due <= until:
            forecast = f"forecast {item.forecast}" if item.forecast is not None else ""
            note = ", ".join(part for part in (forecast, suspended) if part)
            yield _item(Matter.MILESTONE, status, programme, item.owner, item.due, item.id, titles[item.id], note)


def _reports(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    settings, sent = (
        programme.reporting,
        {item.period for item in status.pilot.file.reports if item.submitted <= status.as_of},
    )
    for period in periods_due_by(until, status.pilot, status.plan, status.as_of, settings):
        if period not in sent:
            due = period.end + timedelta(days=settings.due_days)
            yield _item(Matter.REPORT, status, programme, status.plan.lead, due, str(period))


def _bottlenecks(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    for item in status.pilot.file.bottlenecks:
        if item.is_open(status.as_of) and item.due is not None and item.due <= until:
            yield _item(Matter.BOTTLENECK, status, programme, item.owner, item.due, item.id, item.title, item.severity)


def _decisions(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    day = status.as_of
    for item in status.pilot.file.adjustments:
        awaits = item.decision == "pending" or item.procedure == "approval"
        if item.submitted is None or item.submitted > day or not awaits or item.decision_by(day) != "pending":
            continue
        due = item.submitted + timedelta(days=DECISION_DAYS)
        if due <= until:
            owner, note = item.authority or status.plan.lead, f"{item.kind}, submitted {item.submitted}"
            yield _item(Matter.DECISION, status, programme, owner, due, item.id, item.reason, note)


def _evaluations(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    """Ready on the day, whatever the window is: such a pilot can be evaluated before its term ends."""
    del until
    final = any(item.type == "final" and item.as_of <= status.as_of for item in status.pilot.evaluations.values())
    if status.maturity in READY and status.as_of < status.plan.term_end and not final:
        note = f"ready: {status.maturity} before the end of the term"
        yield _item(Matter.EVALUATION, status, programme, status.plan.lead, status.plan.term_end, note=note)


def _closings(status: PilotStatus, programme: Programme, until: date) -> Iterator[Item]:
    del until
    end, day = status.plan.term_end, status.as_of
    level = status.maturity or "no maturity level"
    if day > end:
        note = f"the term is over: extension or closing to be decided, {level}"
    elif status.maturity in BELOW_EFFECTIVE and (end - day).days <= CLOSING_DAYS:
        note = f"extension or closing to be decided, {level}"
    else:
        return
    yield _item(Matter.CLOSING, status, programme, status.plan.lead, end, note=note)


_MAKERS = (_milestones, _reports, _bottlenecks, _decisions, _evaluations, _closings)
