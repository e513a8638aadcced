"""Remember the last edits of each pilot, so that they can be taken back until they are committed.

The log lies beside the objects of git, so that it is not part of the ledger and no copy takes it along. A ledger
outside a repository, if nothing is ever committed, has none. The log holds the files as they were before each edit, and
the digest of what the edit made of them: a file that was changed since is never overwritten. A repository may come from
elsewhere, so a log that names other files than those of the ledger is none, and none is kept outside the repository.
"""

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem
from talentpilot.store.issued_reports import read_plain
from talentpilot.store.writer import Replacement, write_file

_HOLE = re.compile(r"\{(\w+)\}")
_KEPT = 50
"""How many edits of a pilot are remembered."""
_LONGEST_PATH = 8192


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A file that an edit changed: its content before (None if there was none), the digest of its content after."""

    path: str
    before: bytes | None
    digest: str


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """An edit: the facts it recorded, in words, and the files it changed."""

    meanings: tuple[Message, ...]
    files: tuple[LoggedFile, ...]


def digest_of(content: bytes | None) -> str:
    """Return the digest by which a file is known again; empty for a missing file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def remember(root: Path, pilot: str, meanings: Sequence[Message], changes: Mapping[str, Replacement]) -> None:
    """Add an edit to the log of a pilot: its files by path in the ledger, with their content before and after.

    If the log can't be written, the edit stays, and can't be undone.
    """
    logged = tuple(LoggedFile(path, item.before, digest_of(item.after)) for path, item in changes.items())
    with suppress(StorageProblem, OSError):
        _write(root, pilot, (*logged_edits(root, pilot), LoggedEdit(tuple(meanings), logged))[-_KEPT:])


def forget_last(root: Path, pilot: str) -> None:
    """Remove the last edit from the log of a pilot.

    Raises:
        StorageProblem: the disk refuses.
    """
    _write(root, pilot, logged_edits(root, pilot)[:-1])


def logged_edits(root: Path, pilot: str) -> tuple[LoggedEdit, ...]:
    """Return the edits of a pilot that are remembered, oldest first; none if the log can't be read."""
    try:
        file = _file(root, pilot)
        found = json.loads((read_plain(file.parent, file.name) if file is not None else None) or b"[]")
        return tuple(
            LoggedEdit(
                tuple(map(_message, edit["meanings"])),
                tuple(
                    LoggedFile(_own(path), None if before is None else base64.b64decode(before), str(digest))
                    for path, before, digest in edit["files"]
                ),
            )
            for edit in found
        )
    except (OSError, KeyError, RecursionError, TypeError, ValueError):
        return ()


def _own(path: object) -> str:
    """Return the path of a file in the ledger.

    Raises:
        ValueError: it is none, or leads elsewhere.
    """
    if not isinstance(path, str) or any(part.startswith(".") or part == "" for part in re.split(r"[/\\]", path)):
        raise ValueError(path)
    if ":" in path or "\0" in path:
        raise ValueError(path)
    return path


def _plain(message: Message | str) -> object:
    """Return a message as a pair of its template and its values."""
    if isinstance(message, str):
        return message
    return [message.template, {name: _plain(value) for name, value in message.values.items()}]


def _message(raw: object) -> Message:
    """Return the message that `_plain` wrote, or one that a text alone makes.

    Raises:
        ValueError: it has another shape, or placeholders other than plain names with a value.
    """
    match raw:
        case str():
            return Message.joined("", (raw,))
        case [str(template), dict(values)]:
            plain = _HOLE.sub("", template)
            if "{" in plain or "}" in plain or not set(_HOLE.findall(template)) <= values.keys():
                raise ValueError(template)
            return Message(
                str(template),
                {name: item if isinstance(item, str) else _message(item) for name, item in values.items()},
            )
        case _:
            raise ValueError(raw)


def _write(root: Path, pilot: str, edits: Sequence[LoggedEdit]) -> None:
    found = [
        {
            "meanings": list(map(_plain, edit.meanings)),
            "files": [
                (item.path, None if item.before is None else base64.b64encode(item.before).decode("ascii"), item.digest)
                for item in edit.files
            ],
        }
        for edit in edits
    ]
    file = _file(root, pilot)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, json.dumps(found).encode("ascii"))


def _file(root: Path, pilot: str) -> Path | None:
    """Return the place of a pilot's log; None outside a repository."""
    root = root.absolute()
    for top in (root, *root.parents):
        place = top / ".git"
        if os.path.lexists(place):
            home = _repository(place)
            path = f"talentpilot/undo/{(root.relative_to(top) / f'{pilot}.json').as_posix()}"
            return home / path if home is not None and not _has_links(home, path) else None
    return None


def _repository(place: Path) -> Path | None:
    """Return the folder of a repository, given its `.git`; None if that is a file which leads to another's."""
    if place.is_dir() and not place.is_symlink():
        return place
    named = (read_plain(place.parent, place.name) or b"")[:_LONGEST_PATH].decode("utf-8", "replace").strip()
    home = place.parent / named.removeprefix("gitdir: ")
    if not named.startswith("gitdir: ") or not home.is_dir():
        return None
    back = (read_plain(home, "gitdir") or b"")[:_LONGEST_PATH].decode("utf-8", "replace").strip()
    of_work_tree = bool(back) and os.path.realpath(home / back) == os.path.realpath(place)
    above = (os.path.realpath(folder / ".git") for folder in place.parent.parents)
    of_submodule = any(os.path.realpath(home).startswith(folder + os.sep) for folder in above)
    return home if of_work_tree or of_submodule else None


def _has_links(home: Path, path: str) -> bool:
    """Return whether a part of the path, if it is there, is a link."""
    parts = path.split("/")
    return any((home / "/".join(parts[:length])).is_symlink() for length in range(1, len(parts) + 1))
