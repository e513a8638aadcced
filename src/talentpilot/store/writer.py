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
"""Age in seconds at which an unfinished file is known to be abandoned."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """New content for a file, and its content when it was read (None if there was no file)."""

    before: bytes | None
    after: bytes


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with its files atomically: readers see all of it or nothing, also after a crash.

    The files are written into a hidden folder that git and the reader skip, which is renamed when it is complete.

    Raises:
        UsageProblem: the name is taken.
        StorageProblem: the file system reports an error.
    """
    try:
        _require_absent(folder)
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-", ignore_cleanup_errors=True) as name:
            hidden = Path(name)
            (hidden / ".gitignore").write_bytes(b"*\n")
            new = hidden / folder.name
            new.mkdir()
            for file, content in files.items():
                (new / file).parent.mkdir(parents=True, exist_ok=True)
                _write(new / file, content)
            for inner in {new, *((new / file).parent for file in files)}:
                _flush_folder(inner)
            _require_absent(folder)
            new.rename(folder)
        _flush_folder(folder.parent)
    except OSError as problem:
        raise StorageProblem(f"{folder}: {problem.strerror or problem}") from problem


def write_file(file: Path, content: bytes) -> None:
    """Write a file atomically, replacing an existing one.

    Raises:
        StorageProblem: the folder is missing, or the file system reports an error.
    """
    try:
        _remove_abandoned(file)
        written = _write_beside(file, content)
        try:
            written.replace(file)
        finally:
            written.unlink(missing_ok=True)
    except OSError as problem:
        raise StorageProblem(f"{file}: {problem.strerror or problem}") from problem


def replace_files(changes: Mapping[Path, Replacement]) -> None:
    """Replace the content of files, all or none: new content is written to hidden files, which are then renamed.

    A lock lets in one process at a time; of two that have read the same content, the second is refused. Files are
    renamed in the given order, so that a file that others refer to can come first. If one can't be renamed, those
    before it are restored. If several existing files of one folder change, a journal is kept while they are renamed,
    from which `recover_pending` completes the change after a crash.

    Raises:
        UsageProblem: a file has changed since it was read; nothing is written.
        StorageProblem: a file is read-only, or the file system reports an error; nothing is written.
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
    journal_folder = _common_folder(changes)
    try:
        for file, change in changes.items():
            recover_pending(file.parent)
            _remove_abandoned(file)
            prepared[file] = _write_beside(file, change.after)
        _require_unchanged(changes)
        if journal_folder is not None:
            _write_journal(journal_folder, prepared)
        for file, written in prepared.items():
            _rename(written, file, changes[file].after)
            moved.append(file)
        for parent in {file.parent for file in changes}:
            _flush_folder(parent)
    except BaseException:
        for file in moved:
            _restore(file, changes[file].before)
        raise
    finally:
        for written in (*prepared.values(), *(() if journal_folder is None else (journal_folder / JOURNAL,))):
            written.unlink(missing_ok=True)


def _common_folder(changes: Mapping[Path, Replacement]) -> Path | None:
    """Return the folder of several files to be replaced, if they share one and all other files are below it."""
    replaced = [file for file, change in changes.items() if change.before is not None]
    folders = {file.parent for file in replaced}
    if len(replaced) < 2 or len(folders) > 1:
        return None
    folder = folders.pop()
    return folder if all(file.is_relative_to(folder) for file in changes) else None


def _write_journal(folder: Path, moves: Mapping[Path, Path]) -> None:
    """Write the journal of the renames, before the first of them."""
    _write_beside(folder / JOURNAL, journal_of(folder, moves)).replace(folder / JOURNAL)
    _flush_folder(folder)


def _rename(written: Path, file: Path, content: bytes) -> None:
    """Rename a file into place, unless another process that has read the journal has done so."""
    try:
        written.replace(file)
    except FileNotFoundError:
        if not file.is_file() or file.read_bytes() != content:
            raise


def _require_absent(folder: Path) -> None:
    if os.path.lexists(folder):
        raise UsageProblem(f"{folder} exists already; nothing was written\n  help: choose another id")


def _require_unchanged(changes: Mapping[Path, Replacement]) -> None:
    for file, change in changes.items():
        present = file.read_bytes() if file.exists() else None
        if present != change.before:
            raise UsageProblem(f"{file} has changed since it was read; nothing was written\n  help: run it again")
        # Renaming would replace a read-only file; its owner did not want that.
        if present is not None and not os.access(file, os.W_OK):
            advice = f"chmod u+w {shlex.quote(str(file))}"
            raise StorageProblem(f"{file} is read-only; nothing was written\n  help: {advice}")


def _restore(file: Path, before: bytes | None) -> None:
    with suppress(OSError):
        if before is None:
            file.unlink()
        else:
            _write_beside(file, before).replace(file)


def _remove_abandoned(file: Path) -> None:
    """Remove what a process that was killed an hour ago or earlier has left beside the file."""
    for left in file.parent.glob(f".{glob.escape(file.name)}.*{_UNFINISHED}"):
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - _LONG_AGO:
                left.unlink()


def _write_beside(file: Path, content: bytes) -> Path:
    """Write into a hidden file of the same folder, with the mode of the file it will replace."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=_UNFINISHED)
    os.close(handle)
    written = Path(name)
    try:
        written.unlink()
        _write(written, content)
        if file.exists():
            shutil.copymode(file, written)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return written


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush the entries of a folder to disk. Systems that can't open folders do it on their own."""
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


JOURNAL = ".pending"
"""The name of the journal in a folder; hidden, so that the reader of a ledger skips it."""


def pending_moves(folder: Path) -> dict[str, str]:
    """Return for each pending file the file with its new content, both by path in the folder."""
    try:
        found = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return {str(name): str(written) for name, written in found.items() if (folder / str(written)).is_file()}


def journal_of(folder: Path, moves: Mapping[Path, Path]) -> bytes:
    """Return the journal of these renames, all in one folder."""
    names = (
        (file.relative_to(folder).as_posix(), written.relative_to(folder).as_posix()) for file, written in moves.items()
    )
    return json.dumps(dict(names)).encode("utf-8")


def recover_pending(folder: Path) -> None:
    """Complete the renames of a process that was killed, then remove the journal."""
    if not (folder / JOURNAL).exists():
        return
    for name, written in pending_moves(folder).items():
        with suppress(FileNotFoundError):  # another process has renamed it meanwhile
            (folder / written).replace(folder / name)
    (folder / JOURNAL).unlink(missing_ok=True)
