"""The ledger as it stood at a git revision: the same shape as a folder, read with two processes however large it is."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from talentpilot.store.git import (
    Commit,
    Entry,
    Repository,
    find_commit,
    find_repository,
    list_files,
    read_objects,
)
from talentpilot.store.gitproblems import link_in_the_way, no_ledger_there
from talentpilot.store.tree import SIZE_LIMIT, Content, DiskTree, HeldTree, Refused, TooLarge, names_below

FRAME = ("programme.yaml", "catalogue.yaml")
_LINK = Refused("the file was a link or a submodule at this revision, which is not followed")
_NEEDED_FOLDER = re.compile(r"pilots|pilots/[^/]+/evaluations")
_LARGE_FILE_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize \d+\n"
)


@dataclass(slots=True, eq=False)
class GitTree:
    """A ledger at a revision. Contents are read in one go by `hold`; what was not held is read when it is asked for."""

    repository: Repository
    commit: Commit
    entries: dict[str, Entry]
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
        """The content of a file; links and submodules are refused."""
        if path not in self._held:
            self._load([path])
        return self._held[path]

    def names(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """Names in a folder, hidden ones left out; a pilot that is a link counts as a folder, so that it is told."""
        if folder == "pilots":
            named = (
                (name, paths != [f"pilots/{name}"] or self._is_link(paths[0])) for name, paths in self._pilots.items()
            )
            return tuple(sorted(item for item in named if not item[0].startswith(".")))
        return names_below(self.files_below(folder), folder)

    def files_below(self, folder: str) -> list[str]:
        """The paths of all files in a folder, at any depth."""
        parts = folder.split("/")
        paths: Iterable[str] = self._pilots.get(parts[1], ()) if parts[0] == "pilots" and parts[1:] else self.entries
        return [path for path in paths if not folder or path.startswith(f"{folder}/")]

    def hold(self, pilots: Iterable[str]) -> None:
        """Read the YAML of these pilots, and of the ledger's own files, with one process."""
        self._load([*FRAME, *(path for name in pilots for path in self._wanted(name))])

    def part(self, pilot: str) -> HeldTree:
        """What reading one pilot takes."""
        wanted = self._wanted(pilot)
        self._load(wanted)
        contents = {path: self._held[path] for path in wanted}
        return HeldTree(contents, self._digests_for(pilot, contents))

    def examine_evidence(self) -> None:
        """Take the digests of the evidence files, with one process, without keeping a file in memory."""
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
        """Whether a link or a submodule stood there."""
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
        for oid, size, chunks in read_objects(self.repository, missing):
            content: Content = b"".join(chunks) if size <= SIZE_LIMIT else TooLarge(size)
            self._held |= dict.fromkeys(missing[oid], content)


Books = DiskTree | GitTree
"""What a command reads: the ledger as its files stand, or as they stood."""


def open_revision(root: Path, name: str) -> GitTree:
    """The ledger of a folder at a revision.

    Raises:
        StorageProblem: there is no such revision here, or no ledger in it; the message says what mends it.
    """
    repository = find_repository(root)
    commit = find_commit(repository, name)
    entries = list_files(repository, commit)
    if "programme.yaml" not in entries:
        raise no_ledger_there(commit.label, repository.prefix)
    return GitTree(repository, commit, entries)


def _read_whole(path: str) -> bool:
    """Whether the file is one of those that the ledger is read from, and no attachment."""
    return path.endswith((".yaml", ".yml")) and path.split("/")[2:3] != ["evidence"]


def leads_out(content: Content) -> bool:
    """Whether a pilot may cite a file outside its folder."""
    return isinstance(content, bytes) and b"../" in content


def _digest(size: int, chunks: Iterator[bytes]) -> str:
    """The sha256 of a file; of a large one that is kept elsewhere (git lfs), the one that its pointer states."""
    if size < 1024:
        whole = b"".join(chunks)
        pointer = _LARGE_FILE_POINTER.fullmatch(whole)
        return pointer[1].decode("ascii") if pointer else hashlib.sha256(whole).hexdigest()
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
