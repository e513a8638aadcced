"""Failures and how long before each the light of the pilot had warned."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.lead_time import Failure, share_seen_early
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.inputs import KnownFailure, PilotRef, Source, refer


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failure; `days` is None where the history does not reach, 0 where no light had warned.

    `place` is its file and line, at the revision of the report.
    """

    pilot: PilotRef
    kind: str
    object: str
    title: Text | None
    day: date
    warned: date | None
    days: int | None
    place: str


@dataclass(frozen=True, slots=True)
class WarningsView:
    """All failures by day; `early` of the `known` ones were seen at least 90 days before."""

    failures: tuple[FailureView, ...]
    early: int
    known: int


def warnings_view(source: Source) -> WarningsView:
    """Return the failures of the pilots shown."""
    statuses = {status.pilot.id: status for status in source.statuses}
    found = [_view(one, statuses[one.pilot]) for one in source.failures]
    early, known = share_seen_early(one.lead for one in source.failures)
    return WarningsView(tuple(sorted(found, key=lambda one: (one.day, one.pilot.id, one.object))), early, known)


def _view(one: KnownFailure, status: PilotStatus) -> FailureView:
    lead = one.lead
    return FailureView(
        refer(status),
        lead.failure.kind,
        lead.failure.object,
        _title(status, lead.failure),
        lead.failure.day,
        lead.warned,
        lead.days,
        one.place,
    )


def _title(status: PilotStatus, failure: Failure) -> Text | None:
    found = status.pilot.milestone(failure.object) or status.pilot.indicator(failure.object)
    return found.title if found is not None else None
