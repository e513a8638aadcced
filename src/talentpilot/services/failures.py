"""The failures of the pilots of a report: how long before each its light had warned, and where it stands."""

from collections.abc import Iterable

from talentpilot.analysis.lead_time import Failure, lead_times
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import KnownFailure
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.reader import PilotReading


def known_failures(
    ledger: OpenLedger, programme: Programme, statuses: Iterable[PilotStatus]
) -> tuple[KnownFailure, ...]:
    """Return the failures by pilot and day; only the files of pilots with one are read again, for the line."""
    found: list[KnownFailure] = []
    for status in statuses:
        leads = lead_times(status, programme)
        reading = ledger.read(status.pilot.id) if leads else None
        for lead in leads:
            place = _place(reading, status, lead.failure) if reading is not None else ""
            found.append(KnownFailure(status.pilot.id, lead, place))
    return tuple(found)


def _place(reading: PilotReading, status: PilotStatus, failure: Failure) -> str:
    """Return the file and the line of the milestone, the indicator or the adjustment."""
    pilot = status.pilot
    file, part, ids = {
        "milestone": ("milestones.yaml", "milestones", [item.id for item in pilot.milestones]),
        "target": ("outcomes.yaml", "indicators", [item.id for item in pilot.indicators]),
        "termination": ("pilot.yaml", "adjustments", [item.id for item in pilot.file.adjustments]),
    }[failure.kind]
    source = reading.sources.get(file)
    if source is None or failure.object not in ids:
        return ""
    return f"{source.path}:{source.mark((part, ids.index(failure.object))).line + 1}"
