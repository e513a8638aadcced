"""Pilots read, rated and checked in one go, for a service that needs all three."""

from datetime import date

from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.validation.pilot import PilotResult, PilotTask, WorkerContext, check_pilot
from talentpilot.store.reader import PilotReading, read_pilot


class PilotReadings:
    """The status and the check of each pilot of a ledger, on the ledger's day.

    Each pilot is read when it is first asked for, and what only its check needs is let go at once: the sources of all
    pilots of a large ledger would fill the memory. It is done in one process, since a second reading in other ones
    costs more than they save. `today` is the present day, None if nothing may depend on it. Evidence files are examined
    unless `evidence` is false.
    """

    def __init__(self, ledger: OpenLedger, today: date | None, *, evidence: bool = True) -> None:
        config, source = ledger.config, ledger.source
        ledger.preload(evidence=evidence)
        self.today = today
        self._source = source
        self._worker = WorkerContext(
            ledger.root if ledger.is_on_disk and evidence else None,
            config.programme, config.catalogue, ledger.as_of, today, config.unreadable_ids,
            taken=ledger.large_digests(ledger.pilot_ids) if evidence else None,
        )  # fmt: skip
        self._found: dict[str, tuple[PilotStatus | None, PilotResult]] = {}

    def status(self, pilot_id: str) -> PilotStatus | None:
        """Return the status of a pilot, or None if it can't be read completely."""
        return self._of(pilot_id)[0]

    def result(self, pilot_id: str) -> PilotResult:
        """Return what the check of a pilot found."""
        return self._of(pilot_id)[1]

    def _of(self, pilot_id: str) -> tuple[PilotStatus | None, PilotResult]:
        if pilot_id not in self._found:
            tree, worker = self._source.part(pilot_id), self._worker
            self._found[pilot_id] = self._look(read_pilot(tree, pilot_id, worker.root, taken=worker.taken))
        return self._found[pilot_id]

    def _look(self, reading: PilotReading) -> tuple[PilotStatus | None, PilotResult]:
        """Return what is kept of a pilot."""
        pilot, worker, status = reading.pilot, self._worker, None
        if pilot is not None and pilot.complete and worker.programme is not None:
            status = pilot_status(pilot, worker.programme, worker.as_of)
        return status, check_pilot(worker, PilotTask(reading.folder, self._source), reading, status)
