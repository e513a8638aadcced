"""Runs one function over many pilots, on as many processors as there are."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

R = TypeVar("R")

WORTH_A_POOL = 48
"""Pilots below which starting processes costs more than it saves."""


def over_pilots(work: Callable[[str], R], folders: Sequence[str], processors: int | None = None) -> Iterator[R]:
    """`work` of each folder, in the order given; `work` must be picklable (a partial of a top-level function)."""
    count = processors if processors is not None else os.cpu_count() or 1
    if count < 2 or len(folders) < WORTH_A_POOL:
        yield from map(work, folders)
        return
    chunk = max(1, min(64, len(folders) // (count * 4)))
    with ProcessPoolExecutor(max_workers=count, initializer=gc.disable) as pool:
        yield from pool.map(work, folders, chunksize=chunk)
