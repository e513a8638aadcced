"""The lifecycle state of a pilot on a day, its open bottlenecks and the reports it owes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from talentpilot.analysis.lights import Light, Rated
from talentpilot.analysis.plan import Plan, effective_adjustments
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Pilot
from talentpilot.model.periods import Period, period_of, periods_ending
from talentpilot.model.pilot import Adjustment
from talentpilot.model.programme import ReportingSettings

DAYS_BEFORE_FIRST_REPORT = 30
CLOSING = ("termination", "conclusion")
"""The kinds of adjustment that close a pilot."""


class PilotState(StrEnum):
    """The derived status of a pilot; there is no field for it."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CONCLUDED = "concluded"

    @property
    def closed(self) -> bool:
        """Terminated or concluded: no light is shown any more."""
        return self in (PilotState.TERMINATED, PilotState.CONCLUDED)


def pilot_state(pilot: Pilot, as_of: date) -> PilotState:
    """Return the status on that day."""
    approval = pilot.file.approval
    if approval is None or approval.date > as_of:
        return PilotState.PROPOSED
    kinds = [item.kind for item in _since_reopening(pilot, as_of)]
    if "termination" in kinds:
        return PilotState.TERMINATED
    if "conclusion" in kinds:
        return PilotState.CONCLUDED
    pauses = [kind for kind in kinds if kind in ("suspension", "resumption")]
    return PilotState.SUSPENDED if pauses and pauses[-1] == "suspension" else PilotState.ACTIVE


def closing_day(pilot: Pilot, as_of: date) -> date | None:
    """Return the effective date of the first termination or conclusion after the last effective reopening, or None."""
    return next((_effective(item, as_of) for item in _since_reopening(pilot, as_of) if item.kind in CLOSING), None)


class Closure(NamedTuple):
    """A time during which the pilot was closed; `reopened` is None if it still is."""

    closed: date
    reopened: date | None


def closures(pilot: Pilot, as_of: date) -> tuple[Closure, ...]:
    """Return the times during which the pilot was closed by that day, in order."""
    found: list[Closure] = []
    closed: date | None = None
    for item in effective_adjustments(pilot, as_of):
        day = _effective(item, as_of)
        if item.kind in CLOSING:
            closed = closed or day
        elif item.kind == "reopening" and closed is not None:
            found.append(Closure(closed, day))
            closed = None
    return (*found, Closure(closed, None)) if closed is not None else tuple(found)


def _since_reopening(pilot: Pilot, as_of: date) -> tuple[Adjustment, ...]:
    """Return the effective adjustments after the last reopening of a closed pilot, in the order of the replay."""
    since: list[Adjustment] = []
    for item in effective_adjustments(pilot, as_of):
        if item.kind == "reopening" and any(earlier.kind in CLOSING for earlier in since):
            since.clear()
        else:
            since.append(item)
    return tuple(since)


def _effective(item: Adjustment, as_of: date) -> date:
    """Return the effective date of an adjustment that holds on that day."""
    return item.effective_date(as_of) or as_of


@dataclass(frozen=True, slots=True)
class ReportingStatus:
    """The periods for which a report is due by now, those without one, those with a late one."""

    rated: Rated
    expected: tuple[Period, ...]
    missing: tuple[Period, ...]
    late: tuple[Period, ...]


def reporting_status(
    pilot: Pilot, plan: Plan, as_of: date, settings: ReportingSettings, opened: date | None
) -> ReportingStatus:
    """Return which reports of the pilot are due, missing or late (`status.md` 4)."""
    expected = expected_periods(pilot, plan, as_of, settings, opened)
    submitted = {item.period: item.submitted for item in reversed(pilot.file.reports) if item.submitted <= as_of}
    missing = tuple(period for period in expected if period not in submitted)
    late = tuple(
        period
        for period in expected
        if period in submitted and submitted[period] > days_after(period.end, settings.due_days)
    )
    return ReportingStatus(_reporting_light(expected, missing), expected, missing, late)


def expected_periods(
    pilot: Pilot, plan: Plan, as_of: date, settings: ReportingSettings, opened: date | None
) -> tuple[Period, ...]:
    """Return the calendar periods of the cadence whose due day is over; none while proposed.

    A report sent on its due day is in time, so it is missing from the next day on, like an overdue milestone.
    """
    return periods_due_by(days_after(as_of, -1), pilot, plan, as_of, settings, opened)


def periods_due_by(
    until: date, pilot: Pilot, plan: Plan, as_of: date, settings: ReportingSettings, opened: date | None
) -> tuple[Period, ...]:
    """Return the periods whose report falls due by `until`, by what is known on `as_of`.

    Reports are owed from the later of term start and approval. Periods that ended before the ledger was `opened`, and
    those that lie wholly between a closing and the next reopening, are left out.
    """
    if settings.cadence is None or pilot_state(pilot, as_of) is PilotState.PROPOSED:
        return ()
    begun = max(plan.term_start, pilot.file.approval.date) if pilot.file.approval is not None else plan.term_start
    first_end = days_after(begun, DAYS_BEFORE_FIRST_REPORT)
    last_start = min(plan.term_end, closing_day(pilot, as_of) or plan.term_end)
    last_end = min(days_after(until, -settings.due_days), period_of(last_start, settings.cadence).end)
    periods = periods_ending(first_end, last_end, settings.cadence)
    first_end = max(first_end, opened) if opened is not None else first_end
    owed = (period for period in periods if period.end >= first_end)
    pauses = [(one.closed, one.reopened) for one in closures(pilot, as_of) if one.reopened is not None]
    return tuple(one for one in owed if not any(start < one.start and one.end < end for start, end in pauses))


def _reporting_light(expected: tuple[Period, ...], missing: tuple[Period, ...]) -> Rated:
    if not expected:
        return Rated(Light.GREY)
    reasons = tuple(str(period) for period in missing)
    if len(expected) >= 2 and set(expected[-2:]) <= set(missing):
        return Rated(Light.RED, reasons)
    return Rated(Light.AMBER, reasons) if missing else Rated(Light.GREEN)
