"""The journal of a write of several files: their contents before and after, and who wrote it.

It is not trusted. It counts only for files of its own folder, on the computer and for the user that wrote it, and only
as long as each file has its content from before or after the write.
"""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem
from talentpilot.store.confinement import folder_inside, leads_out, open_inside, read_inside
from talentpilot.store.working_folder import JOURNAL, NAME, flush_folder, sweep

_HEAD = "talentpilot/journal/1"
_LIMIT = 16 * 1024 * 1024
_NONE = "-"
_MOVE = re.compile(r"(-|[0-9a-f]{64}) (-|[0-9a-f]{64}) (new-\d{1,6}) ([^\0\\]{1,1024})")
_ROOT_FILE = re.compile(r"(programme|catalogue)\.yaml|schemas/[^/]+|pilots/[^/]+/.+")


class Move(NamedTuple):
    """A file of a folder, the digests of its content before and after (None: no file), and where the new content is."""

    path: str
    before: str | None
    after: str | None
    staged: str


class Interruption(NamedTuple):
    """An unfinished write, in the ledger or (`base`) in a folder of it.

    `edited` are files that a person has changed since; then the files count as they are. `distrusted` says why the
    journal is not trusted.
    """

    base: str
    moves: tuple[Move, ...] = ()
    edited: tuple[str, ...] = ()
    distrusted: Message | None = None

    @property
    def can_be_finished(self) -> bool:
        """Whether the write can be completed."""
        return self.distrusted is None and not self.edited

    @property
    def message(self) -> Message:
        """The message for the ledger's user."""
        if self.distrusted is not None:
            place = f"{self.base}/{NAME}" if self.base else NAME
            return Message("{place} is ignored: {why}", {"place": place, "why": self.distrusted})
        files = {"files": Message.listed(self._full(item.path) for item in self.moves)}
        if not self.edited:
            return Message(
                "a write of {files} was interrupted; it is read as finished, and the next command that writes there"
                " finishes it",
                files,
            )
        return Message(
            "a write of {files} was interrupted, and {edited} has changed since; the files count as they are, and the"
            " next command that writes there drops the rest of that write",
            {**files, "edited": Message.listed(map(self._full, self.edited))},
        )

    def _full(self, path: str) -> str:
        return f"{self.base}/{path}" if self.base else path


def digest(content: bytes | None) -> str | None:
    """Return the digest of a content, None if there is no file."""
    return None if content is None else hashlib.sha256(content).hexdigest()


def write_journal(home: Path, moves: Iterable[Move]) -> None:
    """Write the journal of these moves into the working folder of a folder, atomically."""
    lines = [_HEAD, _author(), *(f"{m.before or _NONE} {m.after or _NONE} {m.staged} {m.path}" for m in moves)]
    with folder_inside(home, NAME) as folder:
        prepared = folder / "new-journal"
        with prepared.open("xb") as stream:
            stream.write("\n".join(lines).encode("utf-8", "surrogateescape"))
            stream.flush()
            os.fsync(stream.fileno())
        prepared.replace(folder / JOURNAL)
        flush_folder(folder)


def interruption(root: str | Path, base: str) -> Interruption | None:
    """Return the unfinished write of a folder of the ledger, or of the ledger itself (`base` empty)."""
    home = os.path.join(root, base)
    journal = os.path.join(home, NAME, JOURNAL)
    try:
        state = os.lstat(journal)
    except OSError:
        return None
    if base and leads_out(root, base):
        return None
    if not stat.S_ISDIR(os.lstat(os.path.dirname(journal)).st_mode):
        return Interruption(base, distrusted=Message("its folder is a link"))
    return _judged(os.fspath(root), base, _identity(state), state.st_size if stat.S_ISREG(state.st_mode) else -1)


def interruptions(root: str | Path, bases: Iterable[str]) -> list[Interruption]:
    """Return the unfinished writes of these folders of the ledger."""
    return [found for base in bases if (found := interruption(root, base)) is not None]


def waiting_files(root: str | Path, base: str) -> Mapping[str, Move]:
    """Return the files that an unfinished write will bring, by path from the root; empty if it doesn't count."""
    found = interruption(root, base)
    if found is None or not found.can_be_finished:
        return {}
    start = f"{base}/" if base else ""
    return {f"{start}{item.path}": item for item in found.moves}


def new_content(root: str | Path, base: str, move: Move) -> bytes | None:
    """Return the content that an unfinished write gives to a file.

    Raises:
        FileNotFoundError: the write has been finished meanwhile.
    """
    return None if move.after is None else read_inside(root, _place(base, NAME, move.staged))


def finish(root: Path, base: str, held: Path) -> None:
    """Complete an unfinished write, or drop it if a file has been edited since. `held` is its working folder, locked.

    Raises:
        StorageProblem: the journal is not trusted.
    """
    _judged.cache_clear()
    found = interruption(root, base)
    if found is not None and found.distrusted is not None:
        folder = root / base / NAME
        raise StorageProblem(
            "{folder} holds a write that is not finished here: {why}; nothing was written",
            help="run talentpilot fmt on the computer that it is from, or delete {folder}",
            folder=folder,
            why=found.distrusted,
        )
    if found is not None:
        if found.can_be_finished:
            apply_moves(held.parent, found.moves)
        (held / JOURNAL).unlink(missing_ok=True)
    sweep(held)
    _judged.cache_clear()


def apply_moves(home: Path, moves: Iterable[Move]) -> None:
    """Rename each new content into place; what is in place already stays."""
    touched = set()
    with folder_inside(home, NAME) as folder:
        for move in moves:
            above, _, name = move.path.rpartition("/")
            staged = folder / move.staged
            if move.after is None:
                with suppress(FileNotFoundError), folder_inside(home, above) as parent:
                    (parent / name).unlink()
            elif os.path.lexists(staged):
                with folder_inside(home, above, make=True) as parent:
                    staged.replace(parent / name)
            touched.add(above)
    for above in touched:
        with suppress(OSError), folder_inside(home, above) as parent:
            flush_folder(parent)


@lru_cache(maxsize=64)
def _judged(root: str, base: str, identity: tuple[int, ...], size: int) -> Interruption:
    """Return the interruption that a journal describes; cached by the journal's identity, since every read asks."""
    del identity
    moves = _read(root, base, size)
    if isinstance(moves, Message):
        return Interruption(base, distrusted=moves)
    for move in moves:
        if leads_out(os.path.join(root, base), move.path):
            return Interruption(base, distrusted=Message("it names {path}, which leads out", {"path": move.path}))
    edited = tuple(move.path for move in moves if not _is_known(root, base, move))
    return Interruption(base, moves, edited)


def _read(root: str, base: str, size: int) -> tuple[Move, ...] | Message:
    """Return the moves of a journal, or why it is not trusted."""
    if not 0 <= size <= _LIMIT:
        return Message("its journal is not of the form that this program writes")
    content = read_inside(root, _place(base, NAME, JOURNAL)) or b""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    found = [_MOVE.fullmatch(line) for line in lines[2:]]
    if lines[0] != _HEAD or len(lines) < 3 or None in found:
        return Message("its journal is not of the form that this program writes")
    if lines[1] != _author():
        return Message("it was left on another computer or by another user ({author})", {"author": lines[1][:80]})
    moves = tuple(Move(m[4], _no_none(m[1]), _no_none(m[2]), m[3]) for m in found if m is not None)
    strange = next((move.path for move in moves if not _is_own(base, move.path)), None)
    if strange is not None:
        return Message("it names {path}, which is not a file of this folder", {"path": strange})
    return moves


def _is_own(base: str, path: str) -> bool:
    """Return whether a path may stand in the journal of a folder."""
    parts = path.split("/")
    visible = all(part and not part.startswith(".") for part in parts) and ":" not in path
    return visible and (bool(base) or _ROOT_FILE.fullmatch(path) is not None)


def _is_known(root: str, base: str, move: Move) -> bool:
    """Return whether a file is as before the write with its new content at hand, or as after it."""
    try:
        present = _file_digest(root, _place(base, move.path))
        if present == move.after:
            return True
        staged = None if move.after is None else _file_digest(root, _place(base, NAME, move.staged))
    except OSError:
        return False
    return present == move.before and staged == move.after


def _file_digest(root: str, path: str) -> str | None:
    """Return the digest of a regular file, None if there is none.

    Raises:
        OSError: it is not a regular file, or can't be read.
    """
    try:
        state = os.lstat(os.path.join(root, path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    stream = open_inside(root, path) if stat.S_ISREG(state.st_mode) else None
    if stream is None:
        raise OSError(f"{path} is not a file")
    with stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _place(*parts: str) -> str:
    """Return a path from the ledger's root."""
    return "/".join(part for part in parts if part)


def _identity(state: os.stat_result) -> tuple[int, ...]:
    return state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size, state.st_mode


def _no_none(word: str) -> str | None:
    return None if word == _NONE else word


def _author() -> str:
    """Return the computer and the user, for whom alone a journal counts."""
    import platform

    user = "-"
    if sys.platform == "win32":
        with suppress(OSError):
            user = os.getlogin()
    else:
        user = str(os.geteuid())
    return f"{platform.node()} {user}"
