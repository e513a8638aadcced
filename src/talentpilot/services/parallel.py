"""Run a function over many pilots on all processors."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R")

BATCH = 64
"""Pilots that are read before anything is computed of them: few enough to be kept together."""
WORTH_A_POOL = 48
"""Pilots below which starting processes costs more than it saves."""


def _processors() -> int:
    """Return how many processors this process may use: in a container fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_one_process(pilots: int, processors: int | None = None) -> bool:
    """Return whether so few pilots, or processors, are worked on in this process."""
    return (processors if processors is not None else _processors()) < 2 or pilots < WORTH_A_POOL


def in_batches(read: Callable[[T], S], work: Callable[[S], R], pilots: Iterable[T]) -> Iterator[R]:
    """Yield `work` of what `read` returns of each pilot, in the order given.

    A batch is read, then worked on: the code of reading does not fit into the processor's cache beside that of the
    rules, and fetching it anew for each pilot takes a sixteenth of the time.
    """
    following = iter(pilots)
    while batch := [read(one) for one in islice(following, BATCH)]:
        yield from map(work, batch)


def over_pilots(work: Callable[[T], R], pilots: Sequence[T], processors: int | None = None) -> Iterator[R]:
    """Yield `work` of each pilot, in the order given; both must be picklable.

    `work` is therefore a partial of a top-level function.
    """
    if in_one_process(len(pilots), processors):
        yield from map(work, pilots)
        return
    count = processors if processors is not None else _processors()
    from concurrent.futures import ProcessPoolExecutor  # a small ledger never needs it

    # A process gets the work once, as it begins: it holds the programme, with every organization.
    with ProcessPoolExecutor(max_workers=count, initializer=_begin, initargs=(work,)) as pool:
        yield from pool.map(_do, pilots, chunksize=max(1, min(16, len(pilots) // (count * 4))))


_WORK: list[Callable[[Any], Any]] = []
"""What this process does with each pilot, where it is one of several."""


def _begin(work: Callable[[Any], Any]) -> None:
    gc.disable()
    _WORK[:] = [work]


def _do(pilot: Any) -> Any:
    return _WORK[0](pilot)


def over_each(work: Callable[[T], R], tasks: Sequence[T], processors: int | None = None) -> Iterator[R]:
    """Yield `work` of each of a few large tasks, in the order given, on all processors."""
    count = min(len(tasks), processors if processors is not None else _processors())
    if count < 2:
        yield from map(work, tasks)
        return
    from concurrent.futures import ProcessPoolExecutor  # a small ledger never needs it

    with ProcessPoolExecutor(max_workers=count, initializer=gc.disable) as pool:
        yield from pool.map(work, tasks)
