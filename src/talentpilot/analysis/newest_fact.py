"""The day of the newest fact that a pilot records: when somebody last wrote something that had happened."""

from collections.abc import Iterator
from datetime import date

from talentpilot.model.ledger import Pilot


def newest_fact(pilot: Pilot, as_of: date) -> date | None:
    """Return the day of the newest fact known by a day; None if the pilot records none."""
    return max((day for day in _days(pilot) if day is not None and day <= as_of), default=None)


def _days(pilot: Pilot) -> Iterator[date | None]:
    """Yield the days on which something was approved, filed, done, measured, handed in or put on paper."""
    file = pilot.file
    if file.approval is not None:
        yield file.approval.date
    for filing in file.adjustments:
        yield from (filing.submitted, filing.decided)
    for bottleneck in file.bottlenecks:
        yield from (bottleneck.raised, bottleneck.resolved)
        yield from (item.date for item in bottleneck.reopened)
    yield from (report.submitted for report in file.reports)
    for holder in (file.incentives, file.publicity, file.evidence):
        yield from (item.date for item in holder)
    for milestone in pilot.milestones:
        yield milestone.done
        yield from (forecast.stated for forecast in milestone.forecasts)
    for indicator in pilot.indicators:
        yield from (item.date or (item.period.end if item.period else None) for item in indicator.observations)
    for practice in pilot.practices:
        yield practice.documented
        yield from (adoption.date for adoption in practice.adoptions)
    yield from (evaluation.as_of for evaluation in pilot.evaluations.values())
