"""The files of a federation itself, as an issued report was made from them, found again."""

from pathlib import Path

from talentpilot.errors import StorageProblem
from talentpilot.store.federation import FILE, read_federation
from talentpilot.store.git.history import LIMIT, Recovered
from talentpilot.store.git.repository import Repository, find_repository, list_commits
from talentpilot.store.git.revision import GitTree, LedgerSource, open_commit
from talentpilot.store.issued_reports import files_digest
from talentpilot.store.tree import DiskTree


def own_files(tree: LedgerSource) -> tuple[str, ...]:
    """Return the paths of federation.yaml and of the shared catalogue that it names."""
    federation = read_federation(tree).federation
    return (FILE,) if federation is None else (FILE, federation.catalogue)


def own_digest(tree: LedgerSource) -> str:
    """Return the digest of federation.yaml and of the shared catalogue."""
    return files_digest(tree, own_files(tree))


def recover_federation(root: Path, digest: str, revision: str | None) -> Recovered:
    """Return the federation's own files with that digest: at the recorded revision, on disk, or in any commit."""
    try:
        repository: Repository | None = find_repository(root)
    except StorageProblem:
        repository = None
    recorded = (revision or "").removesuffix("-dirty")
    if repository is not None and recorded:
        tree = _at(repository, recorded)
        if tree is not None and own_digest(tree) == digest:
            return Recovered(tree, "revision")
    disk = DiskTree(root)
    if own_digest(disk) == digest:
        return Recovered(disk, "files")
    if repository is None:
        return Recovered(None)
    commits = list_commits(repository, own_files(disk), LIMIT)
    for number, commit in enumerate(commits, 1):
        tree = _at(repository, commit)
        if tree is not None and own_digest(tree) == digest:
            return Recovered(tree, "commit", number, repository.shallow)
    return Recovered(None, "", len(commits), repository.shallow)


def _at(repository: Repository, revision: str) -> GitTree | None:
    """Return the federation at a revision; None if this clone lacks it or it held no federation."""
    try:
        return open_commit(repository, revision, FILE)
    except StorageProblem:
        return None
