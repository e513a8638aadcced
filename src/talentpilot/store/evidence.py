"""The state of evidence files on disk: present or not, inside the ledger or not, and their digest."""

import hashlib
import os
import posixpath
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from talentpilot.model.ledger import Attachment
from talentpilot.model.pilot import Evidence
from talentpilot.store.confinement import (
    LeadsOut,
    OpenFolder,
    leads_out,
    open_file,
    opened_folder,
    read_inside,
    scan_inside,
)
from talentpilot.store.journal import Move, waiting_files
from talentpilot.store.tree import MemoryTree

LARGE = 256 << 20
"""Size in bytes above which a file is announced before it is read."""
_CONVERTED_AT_MOST = 64 << 20
"""Size limit in bytes for trying other line endings."""
_ABSOLUTE = Attachment("path {path} is not relative to the pilot's folder")
_LEADS_OUT = Attachment("path {path} leads out of the ledger")
_NOT_THERE = Attachment("file {path} is not there")


Digests = Mapping[str, str]
"""Digests of large files that have been taken before, by path from the ledger's root."""


def examine(root: Path, pilot: str, items: tuple[Evidence, ...], taken: Digests | None = None) -> dict[str, Attachment]:
    """Return the state of each evidence file of a pilot by evidence id, without items that only have an address.

    A file that an unfinished write will bring counts as present, like the items that cite it. Digests in `taken` are
    not computed again.
    """
    arriving = waiting_files(root, pilot)
    with opened_folder(root, f"{pilot}/evidence") as folder:
        return {
            item.id: _arriving(arriving, f"{pilot}/{item.path}")
            or _with_cause(_examine_file(root, pilot, item.path, folder, taken or {}), root, pilot, item)
            for item in items if item.path is not None
        }  # fmt: skip


def _arriving(arriving: Mapping[str, Move], path: str) -> Attachment | None:
    move = arriving.get(posixpath.normpath(path))
    return None if move is None or move.after is None else Attachment(sha256=move.after)


def large_files(root: Path, pilots: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield pilot, path from the ledger's root and size of each file beside the evidence that takes long to read."""
    for pilot in pilots:
        for place, _, names in os.walk(os.path.join(root, "pilots", pilot, "evidence")):
            for name in names:
                file = os.path.join(place, name)
                try:
                    state = os.stat(file)
                except OSError:
                    continue
                if state.st_size <= LARGE or not stat.S_ISREG(state.st_mode):
                    continue
                path = os.path.relpath(file, root).replace(os.sep, "/")
                if not leads_out(root, path):
                    yield pilot, path, state.st_size


def examine_preloaded(tree: MemoryTree, folder: str, items: tuple[Evidence, ...]) -> dict[str, Attachment]:
    """Return the same for a git revision, from the digests taken there; `folder` is the pilot's, relative to the
    ledger's root.
    """
    return {
        item.id: _with_held_cause(_examine_held_file(tree, folder, item.path), tree, folder, item)
        for item in items if item.path is not None
    }  # fmt: skip


def loose_on_disk(root: Path, pilot: str, items: tuple[Evidence, ...]) -> tuple[str, ...]:
    """Return the files in a pilot's folder that no evidence item names, without hidden files and the ledger's YAML."""
    found: list[str] = []
    _collect_files(root, pilot, "", found)
    return _loose(found, items)


def _collect_files(root: Path, pilot: str, start: str, found: list[str]) -> None:
    """Add the files below a folder, without hidden ones; `os.walk` takes three times as long for a handful of names."""
    folders = []
    try:
        with scan_inside(root, f"{pilot}/{start}") as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{start}{entry.name}/")
                elif not (entry.is_symlink() and entry.is_dir()):
                    found.append(start + entry.name)
    except OSError:
        return  # reading the pilot reports a folder that can't be listed
    for folder in folders:
        _collect_files(root, pilot, folder, found)


def loose_held(tree: MemoryTree, folder: str, items: tuple[Evidence, ...]) -> tuple[str, ...]:
    """Return the same for a git revision."""
    start = f"{folder}/"
    below = [path.removeprefix(start) for path in tree.digests or () if path.startswith(start)]
    return _loose([path for path in below if not any(name.startswith(".") for name in path.split("/"))], items)


def _loose(files: list[str], items: tuple[Evidence, ...]) -> tuple[str, ...]:
    """Leave out named files, also if the name differs in case or Unicode form, which E01 reports."""
    named = {_name_key(posixpath.normpath(item.path)) for item in items if item.path is not None}
    of_ledger = (path for path in files if path.endswith((".yaml", ".yml")) and not path.startswith("evidence/"))
    return tuple(sorted({path for path in files if _name_key(path) not in named} - set(of_ledger)))


def _name_key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _examine_held_file(tree: MemoryTree, folder: str, path: str) -> Attachment:
    if _is_absolute(path):
        return replace(_ABSOLUTE, near=_near_held(tree, folder, path.replace("\\", "/")))
    place = posixpath.normpath(f"{folder}/{path}")
    if place.startswith("../") or place in ("..", "."):
        return _LEADS_OUT
    content = tree.read(place)
    digest = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else (tree.digests or {}).get(place)
    if digest is None:
        return replace(_NOT_THERE, near=_near_held(tree, folder, path))
    return Attachment(sha256=digest) if digest else Attachment("file {path} is a link, not followed at a revision")


def _with_held_cause(state: Attachment, tree: MemoryTree, folder: str, item: Evidence) -> Attachment:
    """Return the state with the file that has the digest stated under another name, where the cited one is missing."""
    if state != _NOT_THERE or item.sha256 is None:
        return state
    digests, wanted = tree.digests or {}, item.sha256.lower()
    same = (path for path in loose_held(tree, folder, (item,)) if digests.get(f"{folder}/{path}") == wanted)
    return replace(state, near=next(same, ""))


def _near_held(tree: MemoryTree, folder: str, path: str) -> str:
    """Return the same as `_near` for a git revision."""
    start, key = f"{folder}/", _name_key(path)
    below = (name.removeprefix(start) for name in tree.digests or () if name.startswith(start))
    alike = [name for name in below if _name_key(name) == key]
    return alike[0] if len(alike) == 1 else ""


def _examine_file(root: Path, pilot: str, path: str, folder: OpenFolder | None, taken: Digests) -> Attachment:
    """Return the state of one file."""
    if _is_absolute(path):
        return _ABSOLUTE
    place = f"{pilot}/{path}"
    try:
        return Attachment(sha256=taken[place]) if place in taken else _state(root, place, folder)
    except LeadsOut:
        return _LEADS_OUT
    except (FileNotFoundError, NotADirectoryError):
        return _NOT_THERE
    except OSError as problem:
        return Attachment("file {path} can't be read: {reason}", reason=problem.strerror or "")


def _state(root: Path, place: str, folder: OpenFolder | None) -> Attachment:
    digest = _digest(root, place, folder)
    return _NOT_THERE if digest is None else Attachment(sha256=digest)


def _with_cause(state: Attachment, root: Path, pilot: str, item: Evidence) -> Attachment:
    """Return the state with its cause: the file under another form of its name, or a conversion of its line endings."""
    path = item.path or ""
    if state.sha256 is None:
        near = _near(root, pilot, path.replace("\\", "/"))
        if near and near != path:
            return replace(state, near=near)
        renamed = _renamed(root, pilot, item) if state is _NOT_THERE else ""
        return replace(state, near=renamed) if renamed else state
    if item.sha256 is None or state.sha256 == item.sha256.lower():
        return state
    return replace(state, converted=_conversion(root, f"{pilot}/{path}", item.sha256.lower()))


def _renamed(root: Path, pilot: str, item: Evidence) -> str:
    """Return the path of a file that no evidence names and that has the digest of one; empty if there is none."""
    if item.sha256 is None:
        return ""
    wanted = item.sha256.lower()
    for path in loose_on_disk(root, pilot, (item,)):
        with suppress(OSError):
            state = Path(root, pilot, path).lstat()  # a link may lead anywhere
            is_small = stat.S_ISREG(state.st_mode) and state.st_size <= _CONVERTED_AT_MOST
            if is_small and _digest(root, f"{pilot}/{path}") == wanted:
                return path
    return ""


def _near(root: Path, pilot: str, path: str) -> str:
    """Return the path of the only file whose name differs in nothing but Unicode form and case; empty if there is
    none.
    """
    found: list[str] = []
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return ""
        try:
            with scan_inside(root, "/".join((pilot, *found))) as entries:
                names = [entry.name for entry in entries]
        except OSError:
            return ""
        same = [name for name in names if name == part]
        alike = same or [name for name in names if _name_key(name) == _name_key(part)]
        if len(alike) != 1:
            return ""
        found += alike
    place = "/".join((pilot, *found))
    return "/".join(found) if os.path.isfile(os.path.join(root, place)) and not leads_out(root, place) else ""


def _conversion(root: Path, path: str, wanted: str) -> str:
    """Return how the line endings of a file changed since its digest was taken; empty if that is not the cause."""
    try:
        content = read_inside(root, path, _CONVERTED_AT_MOST)
    except OSError:
        return ""
    if content is None:
        return ""
    plain = content.replace(b"\r\n", b"\n")
    if hashlib.sha256(plain).hexdigest() == wanted:
        return "LF → CRLF"
    return "CRLF → LF" if hashlib.sha256(plain.replace(b"\n", b"\r\n")).hexdigest() == wanted else ""


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or "\\" in path or "\0" in path


def _digest(root: Path, path: str, folder: OpenFolder | None = None) -> str | None:
    """Return the digest of a file; None if it is not a regular one."""
    opened = open_file(root, path, folder)
    if opened is None:
        return None
    digest = hashlib.sha256()
    with opened:
        for piece in opened.pieces():
            digest.update(piece)
    return digest.hexdigest()
