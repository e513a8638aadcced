"""The hidden folder in which a write is prepared, under a lock.

It ignores itself in git and is gone after the write. What a killed process leaves in it is removed by the next one.
"""

import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem
from talentpilot.store.confinement import folder_inside

if TYPE_CHECKING:
    from filelock import FileLock

NAME = ".talentpilot"
JOURNAL = "journal"
"""The name of the journal of a write in its working folder."""
PATIENCE = 60
"""Seconds that a write waits for another one in the same folder."""
_LOCK = "lock"
_IGNORE = ".gitignore"
_EVERYTHING = b"*\n"
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
"""What file systems without locks answer."""

Tell = Callable[[Message], object]
"""Shows a message about the write to a person."""


@contextmanager
def working_folder(root: Path, base: str, tell: Tell) -> Iterator[Path]:
    """Make the working folder of a folder below `root`, and remove it afterwards unless a journal is left in it.

    Raises:
        StorageProblem: another process is writing and does not end, or something else has the name.
        OSError: the folder leads out of `root`, or the system refuses.
    """
    with folder_inside(root, base) as home:
        folder = home / NAME
        lock = _locked(folder, root / base / NAME, tell)
        try:
            _ignore(folder)  # again: the process before may just have removed it
            yield folder
        finally:
            try:
                if not os.path.lexists(folder / JOURNAL):
                    _remove(folder)
            finally:
                if lock is not None:
                    lock.release(force=True)
            if sys.platform == "win32" and not os.path.lexists(folder / JOURNAL):  # a held file can't be removed there
                _remove(folder)


def sweep(folder: Path) -> None:
    """Remove what a killed process has left in a working folder."""
    with folder_inside(folder.parent, folder.name) as held:
        with os.scandir(held) as found:
            left = [item for item in found if item.name not in (_LOCK, _IGNORE)]
        for item in left:
            with suppress(OSError):
                if item.is_dir(follow_symlinks=False):
                    shutil.rmtree(item.path)
                else:
                    Path(item.path).unlink()


def flush_folder(folder: Path) -> None:
    """Flush the entries of a folder to disk. Systems that can't open folders do it on their own."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _locked(folder: Path, name: Path, tell: Tell) -> "FileLock | None":
    """Return the lock of the folder, which is made; None on a file system without locks. `name` is what messages say.

    Writing goes on there: a file that has changed since it was read is still refused.

    Raises:
        StorageProblem: as for `working_folder`.
        OSError: the system refuses.
    """
    from filelock import FileLock, Timeout  # only commands that write pay for the import

    until, announced = time.monotonic() + PATIENCE, False
    while (left := until - time.monotonic()) > 0:
        _make(folder, name)
        # Whoever may write in the folder must be able to lock it, and a soft lock would stay behind a killed process.
        lock = FileLock(folder / _LOCK, mode=0o666, fallback_to_soft=False)
        try:
            # A second in silence: most writes have ended by then.
            lock.acquire(timeout=left if announced else min(left, 1))
            return lock
        except (FileNotFoundError, FileExistsError):
            continue  # filelock makes the folder if need be, while the process before is removing it
        except Timeout:
            if not announced:
                tell(Message("another process writes in {folder}; waiting for it", {"folder": str(name.parent)}))
            announced = True
        except OSError as problem:
            if problem.errno not in _NO_LOCKS:
                raise
            return None
    raise StorageProblem(
        "another process has been writing in {folder} for {seconds} seconds; nothing was written",
        help="wait until it has ended, or end it, then run this again",
        folder=name.parent,
        seconds=PATIENCE,
    )


def _make(folder: Path, name: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir()
        with suppress(OSError):  # whoever may write beside it may also take over what is left in it
            shutil.copymode(folder.parent, folder)
    for inner, is_right in (("", stat.S_ISDIR), (_LOCK, stat.S_ISREG)):
        with suppress(FileNotFoundError):
            if not is_right((folder / inner).lstat().st_mode):
                raise StorageProblem(
                    "{path} is in the way of writing; nothing was written", help="delete it", path=name / inner
                )
    _ignore(folder)  # before anything else is in it: git must never take that along


def _remove(folder: Path) -> None:
    """Remove the folder while the lock is held: a process that waits notices it, and makes it anew."""
    with suppress(OSError):
        sweep(folder)
        with folder_inside(folder.parent, folder.name) as held:
            for name in (_LOCK, _IGNORE):
                (held / name).unlink(missing_ok=True)
        folder.rmdir()


def _ignore(folder: Path) -> None:
    """Let git ignore the folder; whatever else has the name of its `.gitignore` is replaced, never followed."""
    # Another process may have made it meanwhile, or removed the folder.
    with suppress(FileExistsError, FileNotFoundError), folder_inside(folder.parent, folder.name) as held:
        file = held / _IGNORE
        with suppress(FileNotFoundError):
            state = file.lstat()
            if stat.S_ISREG(state.st_mode) and state.st_size == len(_EVERYTHING) and file.read_bytes() == _EVERYTHING:
                return
            file.unlink()
        with file.open("xb") as stream:
            stream.write(_EVERYTHING)
