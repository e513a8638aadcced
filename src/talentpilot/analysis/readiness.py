"""The end of a pilot: when it is expected, and whether to evaluate it early, extend it or close it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus

CLOSING_DAYS = 90
"""Days before the end of the term from which a pilot below M3 needs an extension or a closing."""
READY = ("M4", "M5")
BELOW_EFFECTIVE = (None, "M0", "M1", "M2")


class NextStep(StrEnum):
    """The next step that a pilot's maturity calls for."""

    EVALUATE = "ready_for_evaluation"
    DECIDE = "to_decide"


@dataclass(frozen=True, slots=True)
class Readiness:
    """A pilot that can be evaluated before its term ends, or whose extension or closing is to be decided.

    `term_end` is the one in force; `days` are those left until then, negative once the term is over.
    """

    step: NextStep
    pilot: str
    maturity: str | None
    term_end: date
    days: int

    @property
    def term_over(self) -> bool:
        """Whether the term has run out and the pilot is not closed."""
        return self.days < 0


def readiness_of(status: PilotStatus) -> Readiness | None:
    """Return the next step of a pilot; None for one that is proposed, closed, or evaluated at its end."""
    if status.state is PilotState.PROPOSED or status.state.closed:
        return None
    end = status.plan.term_end
    days = (end - status.as_of).days
    step = _step(status, days)
    return Readiness(step, status.pilot.id, status.maturity, end, days) if step is not None else None


def ready_pilots(found: Iterable[Readiness | None], step: NextStep) -> tuple[Readiness, ...]:
    """Return the pilots for which that comes next, in the order given."""
    return tuple(item for item in found if item is not None and item.step is step)


def _step(status: PilotStatus, days: int) -> NextStep | None:
    if days < 0:
        return NextStep.DECIDE
    if status.maturity in BELOW_EFFECTIVE:
        return NextStep.DECIDE if days <= CLOSING_DAYS else None
    final = any(item.type == "final" and item.as_of <= status.as_of for item in status.pilot.evaluations.values())
    return NextStep.EVALUATE if status.maturity in READY and days > 0 and not final else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The end of a pilot as planned and as forecast.

    `forecast` is the day on which the last open step is expected: its forecast, else its due date. It is None if
    nothing is open, or where an open step has neither: one that is overdue without a forecast, or without any date.
    `slip_days` is what adjustments moved the end by, `late_days` how far the forecast lies after the end in force, 0
    if it does not. `extensions` counts the adjustments in effect that moved the end later.
    """

    end_original: date
    end: date
    forecast: date | None
    slip_days: int
    late_days: int | None
    extensions: int
    closed: bool

    @property
    def days_beyond_plan(self) -> int:
        """How many days after its original end the pilot is expected to end; 0 if it is not later."""
        return max(0, self.slip_days + (self.late_days or 0))

    @property
    def is_moved(self) -> bool:
        """Whether the end was moved, or an open pilot is not forecast to end by the day in force."""
        return bool(self.slip_days or (not self.closed and (self.forecast is None or self.late_days)))


def outlook_of(status: PilotStatus) -> Outlook:
    """Return when the pilot will end, seen from the day of the status."""
    first, last = original_plan(status.pilot).term_end, status.plan.term_end
    expected = _forecast(status)
    return Outlook(
        first,
        last,
        expected,
        (last - first).days,
        max(0, (expected - last).days) if expected is not None else None,
        _extensions(status),
        status.state.closed,
    )


def _forecast(status: PilotStatus) -> date | None:
    if status.state.closed:
        return None
    expected: list[date] = []
    for item in status.milestones:
        if item.is_done or item.state is MilestoneState.WITHDRAWN:
            continue
        day = item.forecast or (None if item.stated is not None else item.due)
        if day is None or day < status.as_of:
            return None
        expected.append(day)
    return max(expected, default=None)


def _extensions(status: PilotStatus) -> int:
    """Return the number of adjustments in effect that moved the end of the term to a later day."""
    moved = {
        step.adjustment.id
        for step in status.plan.steps
        if step.change.path == "term/end"
        and isinstance(step.change.to, date)
        and isinstance(step.found, date)
        and step.change.to > step.found
    }
    return len(moved)
