"""Pilots read and rated once, for services that work on the same pilots one after the other."""

from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import in_one_process
from talentpilot.store.git.revision import GitTree
from talentpilot.store.reader import PilotReading, read_pilot
from talentpilot.store.tree import DiskTree


class PilotReadings:
    """The pilots of a ledger, and their status on the ledger's day.

    Each pilot is read and rated when it is first asked for. A caller makes one for the length of a call. Its evidence
    files are examined unless `evidence` is false.
    """

    def __init__(self, ledger: OpenLedger, *, evidence: bool = True) -> None:
        self._ledger = ledger
        self._evidence = evidence
        self._readings: dict[str, PilotReading] = {}
        self._statuses: dict[str, PilotStatus | None] = {}
        if isinstance(ledger.source, GitTree):
            ledger.source.preload(ledger.pilot_ids)
            if evidence:
                ledger.source.examine_evidence()
        self._taken = ledger.large_digests(ledger.pilot_ids) if evidence else {}

    def reading(self, pilot_id: str) -> PilotReading:
        """Return what could be read of a pilot."""
        if pilot_id not in self._readings:
            source = self._ledger.source
            root = self._ledger.root if isinstance(source, DiskTree) and self._evidence else None
            self._readings[pilot_id] = read_pilot(source.part(pilot_id), pilot_id, root, taken=self._taken)
        return self._readings[pilot_id]

    def status(self, pilot_id: str) -> PilotStatus | None:
        """Return the status of a pilot, or None if it can't be read completely."""
        if pilot_id not in self._statuses:
            pilot, ledger = self.reading(pilot_id).pilot, self._ledger
            rated = None
            if pilot is not None and pilot.complete:
                rated = pilot_status(pilot, ledger.programme, ledger.as_of)
            self._statuses[pilot_id] = rated
        return self._statuses[pilot_id]


def shared_readings(ledger: OpenLedger) -> PilotReadings | None:
    """Return readings to share, or None if several processes check so many pilots faster, each reading its own."""
    return PilotReadings(ledger) if in_one_process(len(ledger.pilot_ids), ledger.processors) else None
