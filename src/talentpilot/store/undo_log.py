"""Remember the last edits of each pilot, so that they can be taken back until they are committed.

The log lies beside the objects of git, so that it is no part of the ledger and no copy takes it along. A ledger outside
a repository, where nothing is ever committed, has none. The log holds the files as they were before each edit, and the
digest of what the edit made of them: a file that was changed since is never overwritten.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from talentpilot.errors import StorageProblem
from talentpilot.store.issued_reports import read_plain
from talentpilot.store.writer import Replacement, write_file

_KEPT = 50
"""How many edits of a pilot are remembered."""


@dataclass(frozen=True, slots=True)
class LoggedFile:
    """A file that an edit changed: its content before (None if there was none), the digest of its content after."""

    path: str
    before: bytes | None
    digest: str


@dataclass(frozen=True, slots=True)
class LoggedEdit:
    """An edit: what it recorded, in words, and the files it changed."""

    meanings: tuple[str, ...]
    files: tuple[LoggedFile, ...]


def digest_of(content: bytes | None) -> str:
    """Return the digest by which a file is known again; empty for a missing file."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def remember(root: Path, pilot: str, meanings: Sequence[str], changes: Mapping[str, Replacement]) -> None:
    """Add an edit to the log of a pilot: its files by path in the ledger, with their content before and after.

    A log that can't be written is no reason to lose the edit: then it can't be undone.
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
        found = json.loads((read_plain(file) if file is not None else None) or b"[]")
        return tuple(
            LoggedEdit(
                tuple(map(str, edit["meanings"])),
                tuple(
                    LoggedFile(str(path), None if before is None else base64.b64decode(before), str(digest))
                    for path, before, digest in edit["files"]
                ),
            )
            for edit in found
        )
    except (OSError, KeyError, RecursionError, TypeError, ValueError):
        return ()


def _write(root: Path, pilot: str, edits: Sequence[LoggedEdit]) -> None:
    found = [
        {
            "meanings": edit.meanings,
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
        if place.is_file():  # of a further work tree, or of a submodule
            place = top / place.read_text("utf-8").strip().removeprefix("gitdir: ")
        if place.is_dir():
            return place / "talentpilot" / "undo" / root.relative_to(top) / f"{pilot}.json"
    return None
