"""A ledger as of a git revision, and whether files differ from it."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import FileIO
from pathlib import Path
from typing import assert_never

from talentpilot.store.confinement import open_inside
from talentpilot.store.git.process import link_in_the_way, no_ledger_there
from talentpilot.store.git.repository import (
    Commit,
    Repository,
    TreeEntry,
    blob_size,
    find_commit,
    find_repository,
    list_files,
    read_objects,
)
from talentpilot.store.tree import (
    SIZE_LIMIT,
    AccessDenied,
    Content,
    DiskTree,
    MemoryTree,
    TooLarge,
    names_below,
    readable_names,
)

CONFIG_FILES = ("programme.yaml", "catalogue.yaml")
_LINK = AccessDenied("the file was a link or a submodule at this revision, which is not followed")
_NEEDED_FOLDER = re.compile(r"pilots|pilots/[^/]+/evaluations")
_LARGE_FILE_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize \d+\n"
)


@dataclass(slots=True, eq=False)
class GitTree:
    """A ledger at a git revision. `preload` reads many files in one process; other files are read on demand."""

    repository: Repository
    commit: Commit
    entries: dict[str, TreeEntry]
    _pilots: dict[str, list[str]] = field(default_factory=dict)
    _held: dict[str, Content] = field(default_factory=dict)
    _digests: dict[str, str] | None = None

    def __post_init__(self) -> None:
        for path, entry in self.entries.items():
            if not entry.is_file and _NEEDED_FOLDER.fullmatch(path):
                raise link_in_the_way(path, self.commit.label)
            if path.startswith("pilots/"):
                self._pilots.setdefault(path.split("/")[1], []).append(path)

    def read(self, path: str) -> Content:
        """Return the content of a file; links and submodules are refused."""
        if path not in self._held:
            self._load([path])
        return self._held[path]

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Return the names in a folder, without hidden ones; a pilot that is a link counts as a folder, so that it is
        reported.
        """
        if folder == "pilots":
            named = (
                (name, paths != [f"pilots/{name}"] or self._is_link(paths[0])) for name, paths in self._pilots.items()
            )
            return tuple(sorted(item for item in named if not item[0].startswith(".")))
        return names_below(self.files_below(folder), folder)

    def files_below(self, folder: str) -> list[str]:
        """Return the paths of all files in a folder, at any depth."""
        parts = folder.split("/")
        paths: Iterable[str] = self._pilots.get(parts[1], ()) if parts[0] == "pilots" and parts[1:] else self.entries
        return [path for path in paths if not folder or path.startswith(f"{folder}/")]

    def preload(self, pilots: Iterable[str]) -> None:
        """Read the YAML of these pilots and of the ledger itself in one process."""
        self._load([*CONFIG_FILES, *(path for name in pilots for path in self._wanted(name))])

    def part(self, pilot: str) -> MemoryTree:
        """Return what is needed to read one pilot."""
        wanted = self._wanted(pilot)
        self._load(wanted)
        contents = {path: self._held[path] for path in wanted}
        return MemoryTree(contents, self._digests_for(pilot, contents))

    def examine_evidence(self) -> None:
        """Take the digests of the evidence files in one process, without keeping a file in memory."""
        beyond = any(leads_out(self._held.get(f"pilots/{name}/pilot.yaml")) for name in self._pilots)
        paths = [path for path in self.entries if not _read_whole(path) and (beyond or path.startswith("pilots/"))]
        oids = {self.entries[path].oid for path in paths if self.entries[path].is_file}
        digest_of = {oid: _digest(size, chunks) for oid, size, chunks in read_objects(self.repository, sorted(oids))}
        self._digests = {path: digest_of.get(self.entries[path].oid, "") for path in paths}

    def _digests_for(self, pilot: str, contents: dict[str, Content]) -> dict[str, str] | None:
        if self._digests is None:
            return None
        if leads_out(contents.get(f"pilots/{pilot}/pilot.yaml")):
            return self._digests
        return {path: self._digests[path] for path in self._pilots.get(pilot, ()) if path in self._digests}

    def _wanted(self, pilot: str) -> list[str]:
        home = f"pilots/{pilot}"
        if self._is_link(home):
            return [f"{home}/{name}.yaml" for name in ("pilot", "milestones", "outcomes")]
        return [path for path in self._pilots.get(pilot, ()) if _read_whole(path)]

    def _is_link(self, path: str) -> bool:
        """Return whether the path was a link or a submodule."""
        entry = self.entries.get(path)
        return entry is not None and not entry.is_file

    def _load(self, paths: Iterable[str]) -> None:
        missing: dict[str, list[str]] = {}
        for path in paths:
            if path in self._held:
                continue
            entry = self.entries.get(path)
            if entry is not None and entry.is_file:
                missing.setdefault(entry.oid, []).append(path)
            else:
                linked = self._is_link(path) or self._is_link("/".join(path.split("/")[:2]))
                self._held[path] = _LINK if linked else None
        for oid, size, chunks in read_objects(self.repository, missing, SIZE_LIMIT):
            content: Content = b"".join(chunks) if size <= SIZE_LIMIT else TooLarge(size)
            self._held |= dict.fromkeys(missing[oid], content)


LedgerSource = DiskTree | GitTree
"""The ledger that a command reads: on disk, or at a revision."""


def open_revision(root: Path, name: str, marker: str = "programme.yaml") -> GitTree:
    """Return the ledger of a folder at a revision; `marker` is the file that makes the folder a ledger.

    Raises:
        StorageProblem: there is no such revision here, or no ledger in it; the message says what mends it.
    """
    return open_commit(find_repository(root), name, marker)


def open_commit(repository: Repository, name: str, marker: str = "programme.yaml") -> GitTree:
    """Return the ledger in a repository at a revision.

    Raises:
        StorageProblem: the repository has no such revision, or no ledger in it; the message says what mends it.
    """
    commit = find_commit(repository, name)
    entries = list_files(repository, commit)
    if marker not in entries:
        raise no_ledger_there(commit.label, repository.prefix)
    return GitTree(repository, commit, entries)


def _read_whole(path: str) -> bool:
    """Return whether the file is one of the ledger's YAML files and not an attachment."""
    return path.endswith((".yaml", ".yml")) and path.split("/")[2:3] != ["evidence"]


def leads_out(content: Content) -> bool:
    """Return whether a pilot cites a file outside its folder."""
    return isinstance(content, bytes) and b"../" in content


def _digest(size: int, chunks: Iterator[bytes]) -> str:
    """Return the sha256 of a file; for a large file stored elsewhere (git lfs), the one in its pointer."""
    if size < _POINTER_AT_MOST:
        whole = b"".join(chunks)
        pointer = _LARGE_FILE_POINTER.fullmatch(whole)
        return pointer[1].decode("ascii") if pointer else hashlib.sha256(whole).hexdigest()
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


_IN_MEMORY = 16 * 1024 * 1024
"""Size limit in bytes for reading a file in one piece."""
_POINTER_AT_MOST = 1024
"""Size limit in bytes of what is stored in place of a large file (git lfs)."""

Ids = dict[str, Callable[[TreeEntry], bool]]
"""A function that returns whether the file at a path equals an entry of a revision."""


def pilot_differs(now: LedgerSource, base: GitTree, here: str, there: str, *, whole: bool) -> bool:
    """Return whether a pilot differs from the base; `whole` includes its attached files."""
    home, home_then = f"pilots/{here}", f"pilots/{there}"
    ids = {
        path.removeprefix(home): same
        for path, same in _files(now, home, base.repository).items()
        if whole or _is_yaml(path)
    }
    then = {path.removeprefix(home_then): base.entries[path] for path in base.files_below(home_then)}
    then = {path: entry for path, entry in then.items() if (whole or _is_yaml(path)) and not _is_hidden(path)}
    return ids.keys() != then.keys() or not all(ids[path](entry) for path, entry in then.items())


def file_differs(now: LedgerSource, base: GitTree, path: str) -> bool:
    """Return whether one file differs from the base."""
    entry = base.entries.get(path)
    if isinstance(now, GitTree):
        return now.entries.get(path) != entry
    content = now.read(path)
    if entry is None or not isinstance(content, bytes):
        return entry is not None or content is not None
    return not _is_blob(content, entry)


def _files(tree: LedgerSource, home: str, repository: Repository) -> Ids:
    """Return every file in a folder, without hidden ones; `repository` holds the entries to compare with."""
    match tree:
        case GitTree():
            entries = {path: tree.entries[path] for path in tree.files_below(home)}
            return {path: entry.__eq__ for path, entry in entries.items() if not _is_hidden(path)}
        case DiskTree():
            return {path: partial(is_same_file, repository, tree.root, path) for path in _walk(tree, home)}
        case _:
            assert_never(tree)


def _walk(tree: DiskTree, folder: str) -> Iterator[str]:
    for name, is_folder in readable_names(tree, folder):
        if is_folder:
            yield from _walk(tree, f"{folder}/{name}")
        else:
            yield f"{folder}/{name}"


def is_same_file(repository: Repository, root: Path, path: str, entry: TreeEntry) -> bool:
    """Return whether git would store a file as that object: unchanged, with LF line endings, or as a pointer (git lfs).

    No filter of the repository runs, and a large file is not loaded into memory.
    """
    try:
        file = root / path
        if file.is_symlink():
            return entry.mode == "120000" and _is_blob(os.fsencode(file.readlink()), entry)
        stream = open_inside(root, path) if entry.is_file else None
        if stream is None:
            return False
        with stream:
            size = os.fstat(stream.fileno()).st_size
            if size <= _IN_MEMORY:
                return _is_blob(stream.readall(), entry)
            stored = blob_size(repository, entry.oid)
            may_be_same = stored is None or stored == size or stored <= _POINTER_AT_MOST
            return may_be_same and _is_large_blob(stream, size, entry)
    except OSError:
        return False


def _is_large_blob(stream: FileIO, size: int, entry: TreeEntry) -> bool:
    """Return the same for a large file, read piece by piece; its line endings must be unchanged."""
    blob, plain = _blob_digest(size, entry), hashlib.sha256()
    while chunk := stream.read(1 << 20):
        blob.update(chunk)
        plain.update(chunk)
    return blob.hexdigest() == entry.oid or _is_pointer(plain.hexdigest(), size, entry)


def _is_blob(content: bytes, entry: TreeEntry) -> bool:
    if _blob_id(content, entry) == entry.oid:
        return True
    if b"\r\n" in content and _blob_id(content.replace(b"\r\n", b"\n"), entry) == entry.oid:
        return True
    return _is_pointer(hashlib.sha256(content).hexdigest(), len(content), entry)


def _is_pointer(digest: str, size: int, entry: TreeEntry) -> bool:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {size}\n"
    return _blob_id(pointer.encode("ascii"), entry) == entry.oid


def _blob_id(content: bytes, entry: TreeEntry) -> str:
    """Return the object name that git gives to a content, with the hash that this repository uses."""
    digest = _blob_digest(len(content), entry)
    digest.update(content)
    return digest.hexdigest()


def _blob_digest(size: int, entry: TreeEntry) -> "hashlib._Hash":
    digest = hashlib.sha1 if len(entry.oid) == 40 else hashlib.sha256
    return digest(b"blob %d\0" % size, usedforsecurity=False)


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and not path.startswith("/evidence/")


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
