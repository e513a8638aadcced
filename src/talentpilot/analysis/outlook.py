"""When a pilot will end: by the plan as approved, by the plan in force, and by its own forecasts."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus


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
