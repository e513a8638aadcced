"""Whether files differ from a git revision, by content: neither the index nor times nor ignore rules are asked."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import assert_never

from talentpilot.store.git import Entry
from talentpilot.store.revision import Books, GitTree
from talentpilot.store.tree import DiskTree

Ids = dict[str, Callable[[Entry], bool]]
"""By path: whether the file is the one of an entry."""


def pilot_differs(now: Books, base: GitTree, here: str, there: str, *, whole: bool) -> bool:
    """Whether a pilot differs from what it was at the base; `whole` looks at its attached files as well."""
    home, home_then = f"pilots/{here}", f"pilots/{there}"
    ids = {path.removeprefix(home): same for path, same in _files(now, home).items() if whole or _is_yaml(path)}
    then = {path.removeprefix(home_then): base.entries[path] for path in base.files_below(home_then)}
    then = {path: entry for path, entry in then.items() if (whole or _is_yaml(path)) and not _is_hidden(path)}
    return ids.keys() != then.keys() or not all(ids[path](entry) for path, entry in then.items())


def file_differs(now: Books, base: GitTree, path: str) -> bool:
    """Whether one file differs from what it was at the base."""
    entry = base.entries.get(path)
    if isinstance(now, GitTree):
        return now.entries.get(path) != entry
    content = now.read(path)
    if entry is None or not isinstance(content, bytes):
        return entry is not None or content is not None
    return not _is_blob(content, entry)


def _files(tree: Books, home: str) -> Ids:
    """Every file in a folder, hidden ones left out."""
    match tree:
        case GitTree():
            entries = {path: tree.entries[path] for path in tree.files_below(home)}
            return {path: entry.__eq__ for path, entry in entries.items() if not _is_hidden(path)}
        case DiskTree():
            return {path: _comparer(tree.root / path) for path in _walk(tree, home)}
        case _:
            assert_never(tree)


def _walk(tree: DiskTree, folder: str) -> Iterator[str]:
    for name, is_folder in tree.names(folder):
        if is_folder:
            yield from _walk(tree, f"{folder}/{name}")
        else:
            yield f"{folder}/{name}"


def _comparer(file: Path) -> Callable[[Entry], bool]:
    def is_same(entry: Entry) -> bool:
        try:
            return entry.is_file and _is_blob(file.read_bytes(), entry)
        except OSError:
            return False

    return is_same


def _is_blob(content: bytes, entry: Entry) -> bool:
    """Whether git would keep the content as that object: as it is, with LF line ends, or as a pointer (git lfs)."""
    if _blob_id(content, entry) == entry.oid:
        return True
    if b"\r\n" in content and _blob_id(content.replace(b"\r\n", b"\n"), entry) == entry.oid:
        return True
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(content).hexdigest()}\n"
    return _blob_id(f"{pointer}size {len(content)}\n".encode("ascii"), entry) == entry.oid


def _blob_id(content: bytes, entry: Entry) -> str:
    """The name that git gives to a content, with the digest that this repository uses."""
    digest = hashlib.sha1 if len(entry.oid) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and not path.startswith("/evidence/")


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
