"""Write files atomically: whole or not at all, even if the process is killed at any point."""

import os
import shlex
import shutil
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.store.confinement import folder_inside, place_inside, real_path, require_inside
from talentpilot.store.journal import Move, apply_moves, digest, finish, interruption, write_journal
from talentpilot.store.working_folder import JOURNAL, NAME, Tell, flush_folder, sweep, working_folder


@dataclass(frozen=True, slots=True)
class Replacement:
    """New content for a file (None removes it), and its content when it was read (None if there was no file)."""

    before: bytes | None
    after: bytes | None


def in_silence(message: Message) -> None:
    """Ignore the message."""
    del message


def replace_files(root: Path, changes: Mapping[str, Replacement], tell: Tell = in_silence) -> None:
    """Replace, make and remove files of a ledger, all or none; paths are relative to its root.

    A lock lets in one process at a time; of two that have read the same content, the second is refused. The new
    contents are prepared in a hidden folder, with the mode and owner of the files that they replace. If several files
    change, a journal is kept while they are renamed in the given order: readers see the files as after the write, and
    the next write completes it after a crash. Links are followed within the ledger and stay links. `tell` gets messages
    on waiting for another process, and on files with hard links.

    Raises:
        UsageProblem: a file has changed since it was read; nothing is written.
        StorageProblem: a path leads out of the ledger, a file is read-only, the file system reports an error, or
            another process does not end; nothing is written.
    """
    root = root.resolve()
    try:
        places = {real_path(root, path): change for path, change in changes.items()}
        homes = {base for path in places if (root / (base := base_of(path))).is_dir()}
        # Files of one pilot are prepared in its own folder, so that several pilots can be written at once.
        home = homes.pop() if len(homes) == 1 and all(base_of(path) in homes for path in places) else ""
        with ExitStack() as held:
            folders = {}
            # In a fixed order, so that two processes never wait for each other.
            for base in sorted({home, *homes} if places else ()):
                folders[base] = held.enter_context(working_folder(root, base, tell))
                finish(root, base, folders[base])
            if places:
                _replace(root, home, folders[home].parent, places, tell)
    except OSError as problem:
        raise _refusal(problem) from problem


def finish_interrupted(root: Path, bases: Iterable[str], tell: Tell = in_silence) -> None:
    """Complete what a killed process has left unfinished in the ledger (base empty) or in a pilot's folder.

    If a file has been edited by hand since, nothing is touched, and the rest of that write is dropped.

    Raises:
        StorageProblem: the journal was not left on this computer by this user, or the disk refuses.
    """
    root = root.resolve()
    try:
        for base in bases:
            if interruption(root, base) is not None:
                with working_folder(root, base, tell) as folder:
                    finish(root, base, folder)
    except OSError as problem:
        raise _refusal(problem) from problem


def base_of(path: str) -> str:
    """Return the folder in which a change of this file is prepared: that of its pilot, or the ledger (empty)."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "pilots" and len(parts) > 2 else ""


def create_folder(root: Path, path: str, files: Mapping[str, bytes]) -> None:
    """Make a folder of the ledger with its files atomically: readers see all of it or nothing, also after a crash.

    Raises:
        UsageProblem: the name is taken.
        StorageProblem: the path leads out of the ledger, or the file system reports an error.
    """
    above, _, name = path.rpartition("/")
    folder = root / path
    try:
        folder = root.resolve() / real_path(root, above) / name
        _require_absent(folder)
        with folder_inside(root, above, make=True) as parent, working_folder(parent, "", in_silence) as hidden:
            sweep(hidden)
            with folder_inside(parent, NAME) as held:
                _stage_folder(held / "new", files)
                _require_absent(folder)
                (held / "new").rename(parent / name)
            flush_folder(parent)
    except OSError as problem:
        raise _refusal(problem, folder) from problem


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, or replace one that holds such files and nothing else: whole or not at all.

    Raises:
        UsageProblem: it holds other files, or is none.
        StorageProblem: the folder leads out of the ledger that it lies in, or the file system reports an error.
    """
    require_inside(folder / "file")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(folder.parent, "", in_silence) as hidden:
            sweep(hidden)
            _stage_folder(hidden / "new", files)
            _require_replaceable(folder, files)
            if folder.exists():
                folder.rename(hidden / "old")
            (hidden / "new").rename(folder)
            flush_folder(folder.parent)
    except OSError as problem:
        raise _refusal(problem, folder) from problem


def _require_replaceable(folder: Path, files: Mapping[str, bytes]) -> None:
    if not os.path.lexists(folder):
        return
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
    if folder.is_symlink() or not folder.is_dir() or not there <= files.keys():
        raise UsageProblem(
            "{folder} is there already and holds something else; nothing was written",
            help="name another folder, or take it away",
            folder=folder,
        )


def _stage_folder(new: Path, files: Mapping[str, bytes]) -> None:
    for file in (new / name for name in files):
        file.parent.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        _write(new / name, content)
    for inner in {new, *((new / name).parent for name in files)}:
        flush_folder(inner)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, as far as they are missing.

    Raises:
        StorageProblem: the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageProblem("{folder}: {why}", folder=folder, why=system_reason(problem)) from problem


def write_file(file: Path, content: bytes) -> None:
    """Write a file atomically, replacing an existing one.

    Raises:
        StorageProblem: the folder is missing or, by a link, outside the ledger that it lies in, something else than a
            file has the name, or the file system reports an error.
    """
    require_inside(file)
    try:
        if os.path.lexists(file) and not stat.S_ISREG(file.stat().st_mode):
            raise StorageProblem("{file} is not a regular file; nothing was written", file=file)
        with working_folder(file.parent, "", in_silence) as hidden:
            sweep(hidden)
            _stage(hidden / "new", content, file)
            (hidden / "new").replace(file)
            flush_folder(file.parent)
    except OSError as problem:
        raise _refusal(problem, file) from problem


def add_files(files: Mapping[Path, bytes]) -> None:
    """Write new files in the given order, all or none; a crash leaves the first of them.

    All are prepared in the folder that holds them all, so that the next write there removes what a crash leaves.

    Raises:
        UsageProblem: one of them has appeared meanwhile; nothing is written.
        StorageProblem: a path leads out of the ledger; nothing is written.
        OSError: the disk refuses; nothing is written.
    """
    if not files:
        return
    done: list[Path] = []
    try:
        common = Path(os.path.commonpath([file.parent for file in files]))
        with working_folder(common, "", in_silence) as hidden:
            sweep(hidden)
            for file, content in files.items():
                require_inside(file)
                if os.path.lexists(file):
                    raise _changed(file)
                _write(hidden / "new", content)
                done.append(file)
                (hidden / "new").replace(file)
                flush_folder(file.parent)
    except BaseException:
        for file in done:
            with suppress(OSError):
                file.unlink()
        raise


def _replace(root: Path, home: str, base: Path, changes: Mapping[str, Replacement], tell: Tell) -> None:
    """Replace files of a folder of the ledger; `base` is the way to it as long as its working folder is held."""
    start = f"{home}/" if home else ""
    for path, change in changes.items():
        _require_unchanged(root / path, change)
    named = {path.removeprefix(start): change for path, change in changes.items()}
    linked = [path for path in changes if _has_more_names(root / path)]
    moves = [_prepared(base, number, path, change) for number, (path, change) in enumerate(named.items())]
    if len(moves) > 1:
        write_journal(base, moves)
    _carry_out(base, moves, named)
    for path in linked:
        tell(Message.of("{path} had further names (hard links); they keep the old content", path=path))


def _prepared(base: Path, number: int, path: str, change: Replacement) -> Move:
    staged = f"new-{number}"
    if change.after is not None:
        with place_inside(base, f"{NAME}/{staged}") as place:
            _stage(place, change.after, base / path)
    return Move(path, digest(change.before), digest(change.after), staged)


def _carry_out(base: Path, moves: list[Move], changes: Mapping[str, Replacement]) -> None:
    """Rename the new files into place. If the system refuses one, those before it are restored; an interruption by
    the user comes too late and is raised when all are in place.
    """
    try:
        apply_moves(base, moves)
    except OSError:
        made = {file.parent for file in (base / path for path in changes)}
        for path, change in reversed(list(changes.items())):
            with suppress(FileNotFoundError), place_inside(base, path) as file:  # its folder may not have been made
                _restore(file, base, change)
        for parent in made:
            _remove_empty(parent, base)
        _close(base)
        raise
    except BaseException:
        apply_moves(base, moves)
        _close(base)
        raise
    _close(base)


def _close(base: Path) -> None:
    """Remove the journal. If that fails, the next write finds everything done and removes it."""
    with suppress(OSError), folder_inside(base, NAME) as folder:
        (folder / JOURNAL).unlink(missing_ok=True)


def _restore(file: Path, base: Path, change: Replacement) -> None:
    """Bring back the content of a file that has been replaced.

    Raises:
        OSError: the system refuses; the journal stays then, and the next write completes what was begun.
    """
    present = file.read_bytes() if file.is_file() else None
    if present != change.after or present == change.before:
        return
    if change.before is None:
        file.unlink()
    else:
        with place_inside(base, f"{NAME}/new-old") as spare:
            _stage(spare, change.before, file)
            spare.replace(file)


def _remove_empty(folder: Path, base: Path) -> None:
    """Remove folders that were made for files that are not there now."""
    with suppress(OSError):
        while folder != base:
            folder.rmdir()
            folder = folder.parent


def _require_absent(folder: Path) -> None:
    if os.path.lexists(folder):
        raise UsageProblem("{folder} exists already; nothing was written", help="choose another id", folder=folder)


def _require_unchanged(file: Path, change: Replacement) -> None:
    present = file.read_bytes() if file.exists() else None
    if present != change.before:
        raise _changed(file)
    # Renaming would replace a read-only file; its owner did not want that.
    if present is not None and not os.access(file, os.W_OK):
        quoted = shlex.quote(str(file))
        raise StorageProblem(
            "{file} is read-only; nothing was written", help="chmod u+w {quoted}", file=file, quoted=quoted
        )


def _has_more_names(file: Path) -> bool:
    return file.is_file() and file.stat().st_nlink > 1


def _stage(staged: Path, content: bytes, file: Path) -> None:
    """Write the new content of a file, with the mode, the owner, the group and the attributes that the file has."""
    _write(staged, content)
    if not file.is_file():
        return
    there, here = file.stat(), staged.stat()
    shutil.copystat(file, staged)
    os.utime(staged)  # with the time of the old file, programs that compare times would take it for unchanged
    if sys.platform != "win32" and (there.st_uid, there.st_gid) != (here.st_uid, here.st_gid):
        for owner, group in ((-1, there.st_gid), (there.st_uid, -1)):
            with suppress(OSError):  # only root may give a file away; the group stays, where the user is in it
                os.chown(staged, owner, group)
        staged.chmod(stat.S_IMODE(there.st_mode))  # again: a change of owner may clear bits of the mode


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _refusal(problem: OSError, place: Path | None = None) -> StorageProblem:
    where = problem.filename or (Message("the disk") if place is None else place)
    return StorageProblem("{where}: {why}", where=where, why=system_reason(problem))


def _changed(file: Path) -> UsageProblem:
    return UsageProblem("{file} has changed since it was read; nothing was written", help="run it again", file=file)
