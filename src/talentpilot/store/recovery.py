"""Finds again the books that an issued report was made from: by the revision recorded, or by the digest alone.

A squash merge or a shallow clone may have lost the commit; the same files then stand in another one, or still lie there
as they were.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from talentpilot.errors import StorageProblem
from talentpilot.store.digest import combined, input_digest, input_paths
from talentpilot.store.git import (
    Commit,
    Entry,
    Repository,
    find_repository,
    list_commits,
    list_files,
    read_objects,
)
from talentpilot.store.reader import pilot_folders
from talentpilot.store.revision import FRAME, Books, GitTree, open_revision
from talentpilot.store.tree import SIZE_LIMIT, DiskTree, names_below

LIMIT = 1000
"""Commits that are searched at most, the latest first: of 800 pilots in a few dozen seconds."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The books, None where they are not to be had; `how` is revision, files or commit; `searched` counts commits."""

    books: Books | None
    how: Literal["revision", "commit", "files", ""] = ""
    searched: int = 0
    shallow: bool = False


def recover(root: Path, inputs: str, revision: str | None) -> Recovered:
    """The books whose digest is `inputs`: at the revision recorded, as the files stand, or in any commit.

    Raises:
        StorageProblem: they do not stand in the files, and git can't be asked.
    """
    repository, trouble = _repository(root)
    recorded = (revision or "").removesuffix("-dirty")
    if repository is not None and recorded:
        tree = _at(root, recorded)
        if tree is not None and input_digest(tree, pilot_folders(tree)) == inputs:
            return Recovered(tree, "revision")
    disk = DiskTree(root)
    if input_digest(disk, pilot_folders(disk)) == inputs:
        return Recovered(disk, "files")
    if repository is None:
        if recorded and trouble is not None:
            raise trouble
        return Recovered(None)
    return _search(repository, inputs)


def _repository(root: Path) -> tuple[Repository | None, StorageProblem | None]:
    try:
        return find_repository(root), None
    except StorageProblem as problem:
        return None, problem


def _at(root: Path, revision: str) -> GitTree | None:
    """The books at a revision; None where this clone lacks it, or no ledger was kept here then."""
    try:
        tree = open_revision(root, revision)
        tree.hold(pilot_folders(tree))
    except StorageProblem:
        return None
    return tree


def _search(repository: Repository, inputs: str) -> Recovered:
    """The latest commit whose files have that digest. Each version of a file is read once, however many hold it."""
    commits = list_commits(repository, (*FRAME, "pilots"), LIMIT)
    known: dict[str, str | None] = {}
    for number, oid in enumerate(commits, 1):
        commit = Commit(oid, oid)
        try:
            entries = list_files(repository, commit)
            if digest_at(repository, entries, known) == inputs:
                return Recovered(GitTree(repository, commit, entries), "commit", number, repository.shallow)
        except StorageProblem:
            continue
    return Recovered(None, "", len(commits), repository.shallow)


def digest_at(repository: Repository, entries: Mapping[str, Entry], known: dict[str, str | None]) -> str:
    """The digest of the books with these files; `known` keeps that of each version of a file for the next commit."""
    folders = tuple(name for name, is_folder in names_below(entries, "pilots") if is_folder)
    below: dict[str, list[tuple[str, bool]]] = {}
    for path in entries:
        folder, _, name = path.rpartition("/")
        if folder.endswith("/evaluations") and not name.startswith("."):
            below.setdefault(folder, []).append((name, False))
    paths = input_paths(folders, lambda folder: tuple(below.get(folder, ())))
    files = {path: entry.oid for path in paths if (entry := entries.get(path)) is not None and entry.is_file}
    for oid, size, chunks in read_objects(repository, sorted({oid for oid in files.values() if oid not in known})):
        content = b"".join(chunks).replace(b"\r\n", b"\n") if size <= SIZE_LIMIT else None
        known[oid] = hashlib.sha256(content).hexdigest() if content is not None else None
    return combined((path, known[oid]) for path, oid in files.items())
