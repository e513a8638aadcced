"""Write ledger files atomically, under a lock, and recover interrupted writes."""

import glob
import json
import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from talentpilot.errors import StorageProblem, UsageProblem

_UNFINISHED = ".unfinished"
_LOCK = ".lock"
"""The name of the lock file of a folder: hidden, and removed when the lock is released."""
_LONG_AGO = 3600
"""Seconds after which an unfinished file is nobody's work any more."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """New content for a file, and what stood in it when it was read (None: there was no such file)."""

    before: bytes | None
    after: bytes


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with its files in one step: whoever looks sees all of it or nothing, also after a crash.

    It grows in a hidden folder beside its place, which git and the reader skip, and is moved when complete.

    Raises:
        UsageProblem: something of that name is there.
        StorageProblem: the disk refuses.
    """
    try:
        _refuse_existing(folder)
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-", ignore_cleanup_errors=True) as name:
            workshop = Path(name)
            (workshop / ".gitignore").write_bytes(b"*\n")
            growing = workshop / folder.name
            growing.mkdir()
            for file, content in files.items():
                (growing / file).parent.mkdir(parents=True, exist_ok=True)
                _write(growing / file, content)
            for inner in {growing, *((growing / file).parent for file in files)}:
                _flush_folder(inner)
            _refuse_existing(folder)
            growing.rename(folder)
        _flush_folder(folder.parent)
    except OSError as problem:
        raise StorageProblem(f"{folder}: {problem.strerror or problem}") from problem


def write_file(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, over whatever stood there.

    Raises:
        StorageProblem: the folder is not there or the disk refuses.
    """
    try:
        _sweep(file)
        ready = _write_beside(file, content)
        try:
            ready.replace(file)
        finally:
            ready.unlink(missing_ok=True)
    except OSError as problem:
        raise StorageProblem(f"{file}: {problem.strerror or problem}") from problem


def replace_files(changes: Mapping[Path, Replacement]) -> None:
    """Put new content into files, all or none: each is written beside its place first, then all are moved.

    One process at a time: of two that have read the same, the second is refused. They are moved in the order given, so
    that what others point to comes first. A file that can't be moved brings back those moved before it. Where several
    files of one folder give way to new ones, a note stands beside them meanwhile, so that a crash between two moves
    leaves no half (`store.pending`).

    Raises:
        UsageProblem: a file has changed since it was read; nothing is written.
        StorageProblem: a file is read-only, or the disk refuses; nothing is written.
    """
    try:
        folders = {file.parent for file in changes}
        for folder in folders:
            folder.mkdir(exist_ok=True)
        with locked(folders):
            _replace_files(changes)
    except OSError as problem:
        raise StorageProblem(f"{problem.filename or 'the disk'}: {problem.strerror or problem}") from problem


def _replace_files(changes: Mapping[Path, Replacement]) -> None:
    prepared: dict[Path, Path] = {}
    moved: list[Path] = []
    together = _common_folder(changes)
    try:
        for file, change in changes.items():
            recover_pending(file.parent)
            _sweep(file)
            prepared[file] = _write_beside(file, change.after)
        _refuse_changed(changes)
        if together is not None:
            _note(together, prepared)
        for file, ready in prepared.items():
            _move(ready, file, changes[file].after)
            moved.append(file)
        for parent in {file.parent for file in changes}:
            _flush_folder(parent)
    except BaseException:
        for file in moved:
            _bring_back(file, changes[file].before)
        raise
    finally:
        for ready in (*prepared.values(), *(() if together is None else (together / NOTE,))):
            ready.unlink(missing_ok=True)


def _common_folder(changes: Mapping[Path, Replacement]) -> Path | None:
    """The folder of several files that give way, if they are of one and everything else lies below it."""
    replaced = [file for file, change in changes.items() if change.before is not None]
    folders = {file.parent for file in replaced}
    if len(replaced) < 2 or len(folders) > 1:
        return None
    folder = folders.pop()
    return folder if all(file.is_relative_to(folder) for file in changes) else None


def _note(folder: Path, moves: Mapping[Path, Path]) -> None:
    """Leave word of what is to be moved, before anything is."""
    _write_beside(folder / NOTE, pending_note(folder, moves)).replace(folder / NOTE)
    _flush_folder(folder)


def _move(ready: Path, file: Path, content: bytes) -> None:
    """Move a file into its place; it may stand there already, moved by whoever has read the note."""
    try:
        ready.replace(file)
    except FileNotFoundError:
        if not file.is_file() or file.read_bytes() != content:
            raise


def _refuse_existing(folder: Path) -> None:
    if os.path.lexists(folder):
        raise UsageProblem(f"{folder} exists already; nothing was written\n  help: choose another id")


def _refuse_changed(changes: Mapping[Path, Replacement]) -> None:
    for file, change in changes.items():
        present = file.read_bytes() if file.exists() else None
        if present != change.before:
            raise UsageProblem(f"{file} has changed since it was read; nothing was written\n  help: run it again")
        # A file can be moved over one that may not be written; whoever took that right away did not want it.
        if present is not None and not os.access(file, os.W_OK):
            advice = f"chmod u+w {shlex.quote(str(file))}"
            raise StorageProblem(f"{file} is read-only; nothing was written\n  help: {advice}")


def _bring_back(file: Path, before: bytes | None) -> None:
    with suppress(OSError):
        if before is None:
            file.unlink()
        else:
            _write_beside(file, before).replace(file)


def _sweep(file: Path) -> None:
    """Take away what a process that was killed an hour ago or earlier has left beside the file."""
    for left in file.parent.glob(f".{glob.escape(file.name)}.*{_UNFINISHED}"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _LONG_AGO:
                left.unlink()


def _write_beside(file: Path, content: bytes) -> Path:
    """Write into a hidden file of the same folder, with the mode of the file it will replace."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=_UNFINISHED)
    os.close(handle)
    ready = Path(name)
    try:
        ready.unlink()
        _write(ready, content)
        if file.exists():
            shutil.copymode(file, ready)
    except BaseException:
        ready.unlink(missing_ok=True)
        raise
    return ready


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder last; where the system can't open folders, it does so by itself."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def locked(folders: Iterable[Path]) -> Iterator[None]:
    """Hold the lock of each folder; they are taken in sorted order, so that two processes never wait for each other."""
    from filelock import FileLock  # only commands that write pay for the import

    with ExitStack() as locks:
        for folder in sorted({folder.resolve() for folder in folders}):
            # Some network drives have no locks. Writing goes on there: a file that changed meanwhile is still refused.
            with suppress(OSError):
                locks.enter_context(FileLock(folder / _LOCK))
                # Removed while it is held: a process that waits notices, and tries again. Windows removes it itself.
                locks.callback(_remove, folder / _LOCK)
        yield


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


NOTE = ".pending"
"""The name of the note, beside the files; hidden, so that the reader of a ledger passes over it."""


def pending_moves(folder: Path) -> dict[str, str]:
    """By path of a file from the folder, where its new content lies ready; empty where nothing is pending."""
    try:
        found = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return {str(name): str(ready) for name, ready in found.items() if (folder / str(ready)).is_file()}


def pending_note(folder: Path, moves: Mapping[Path, Path]) -> bytes:
    """What the note says of these moves, all below one folder."""
    names = (
        (file.relative_to(folder).as_posix(), ready.relative_to(folder).as_posix()) for file, ready in moves.items()
    )
    return json.dumps(dict(names)).encode("utf-8")


def recover_pending(folder: Path) -> None:
    """Finish what a process that was killed has left: move what is ready, then take the note away."""
    if not (folder / NOTE).exists():
        return
    for name, ready in pending_moves(folder).items():
        with suppress(FileNotFoundError):  # another process has moved it meanwhile
            (folder / ready).replace(folder / name)
    (folder / NOTE).unlink(missing_ok=True)
