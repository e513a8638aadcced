"""Whether files differ from a git revision, by content: neither the index nor times nor ignore rules are asked."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import assert_never

from talentpilot.store.git import Entry
from talentpilot.store.revision import Books, GitTree
from talentpilot.store.tree import DiskTree

_IN_MEMORY = 16 * 1024 * 1024
"""Bytes of the largest file that is read in one piece."""

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
    return lambda entry: is_same_file(file, entry)


def is_same_file(file: Path, entry: Entry) -> bool:
    """Return whether git would keep a file as that object: as it is, with LF line ends, or as a pointer (git lfs).

    No filter of the repository is run for it, and a large file is not taken into memory.
    """
    try:
        state = file.lstat()
        if stat.S_ISLNK(state.st_mode):
            return entry.mode == "120000" and _is_blob(os.fsencode(file.readlink()), entry)
        if not entry.is_file or not stat.S_ISREG(state.st_mode):
            return False
        if state.st_size <= _IN_MEMORY:
            return _is_blob(file.read_bytes(), entry)
        return _is_large_blob(file, state.st_size, entry)
    except OSError:
        return False


def _is_large_blob(file: Path, size: int, entry: Entry) -> bool:
    """The same for a file that is read piece by piece; its line ends are expected to be as they were."""
    blob, plain = _blob_digest(size, entry), hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(1 << 20):
            blob.update(chunk)
            plain.update(chunk)
    return blob.hexdigest() == entry.oid or _is_pointer(plain.hexdigest(), size, entry)


def _is_blob(content: bytes, entry: Entry) -> bool:
    if _blob_id(content, entry) == entry.oid:
        return True
    if b"\r\n" in content and _blob_id(content.replace(b"\r\n", b"\n"), entry) == entry.oid:
        return True
    return _is_pointer(hashlib.sha256(content).hexdigest(), len(content), entry)


def _is_pointer(digest: str, size: int, entry: Entry) -> bool:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"
    return _blob_id(pointer.encode("ascii"), entry) == entry.oid


def _blob_id(content: bytes, entry: Entry) -> str:
    """The name that git gives to a content, with the digest that this repository uses."""
    digest = _blob_digest(len(content), entry)
    digest.update(content)
    return digest.hexdigest()


def _blob_digest(size: int, entry: Entry) -> "hashlib._Hash":
    digest = hashlib.sha1 if len(entry.oid) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % size, usedforsecurity=False)


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and not path.startswith("/evidence/")


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
