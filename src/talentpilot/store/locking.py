"""One process at a time moves files within a folder: others wait, then find that what they have read has changed.

The lock is the system's, on the folder itself: it leaves no file behind, and goes with the process that holds it,
however that ends. Where there is none (Windows, some network drives) the comparison just before the move stands alone.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def alone_in(folders: Iterable[Path]) -> Iterator[None]:
    """Be the only one who writes into these folders; they are taken in one order, so that nobody waits in a ring."""
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            held.enter_context(_alone_in(folder))
        yield


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
