"""Work on many pilots: on all processors, or each read and rated once and shared by several services."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git.revision import GitTree
from talentpilot.store.reader import PilotReading, read_pilot
from talentpilot.store.tree import DiskTree

T = TypeVar("T")
R = TypeVar("R")

WORTH_A_POOL = 48
"""Pilots below which starting processes costs more than it saves."""


def _processors() -> int:
    """Return how many processors this process may use: in a container fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_one_process(pilots: int, processors: int | None = None) -> bool:
    """Return whether so few pilots, or processors, are worked on in this process."""
    return (processors if processors is not None else _processors()) < 2 or pilots < WORTH_A_POOL


def over_pilots(work: Callable[[T], R], pilots: Sequence[T], processors: int | None = None) -> Iterator[R]:
    """`work` of each pilot, in the order given; both must be picklable (`work` a partial of a top-level function)."""
    if in_one_process(len(pilots), processors):
        yield from map(work, pilots)
        return
    count = processors if processors is not None else _processors()
    chunk = max(1, min(64, len(pilots) // (count * 4)))
    from concurrent.futures import ProcessPoolExecutor  # a small ledger never needs it

    with ProcessPoolExecutor(max_workers=count, initializer=gc.disable) as pool:
        yield from pool.map(work, pilots, chunksize=chunk)


def over_each(work: Callable[[T], R], tasks: Sequence[T], processors: int | None = None) -> Iterator[R]:
    """Yield `work` of each of a few large tasks, in the order given, on all processors."""
    count = min(len(tasks), processors if processors is not None else _processors())
    if count < 2:
        yield from map(work, tasks)
        return
    from concurrent.futures import ProcessPoolExecutor  # a small ledger never needs it

    with ProcessPoolExecutor(max_workers=count, initializer=gc.disable) as pool:
        yield from pool.map(work, tasks)


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
