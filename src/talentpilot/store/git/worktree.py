"""The revision of a ledger's files: a commit, proven by their content, or a commit with changes.

The index, times, ignore rules and filters are not used: a file hidden from `git status` counts like any other.
"""

import os
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from talentpilot.store.git.repository import (
    Repository,
    TreeEntry,
    find_head,
    find_repository,
    list_files,
    list_skipped,
)
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, LedgerSource, is_same_file
from talentpilot.store.tree import DiskTree

_FOLDERS = ("pilots", "templates")
_LEFTOVERS = frozenset(("thumbs.db", "desktop.ini"))


def revision_of(source: LedgerSource, heads: Collection[str] = CONFIG_FILES) -> str | None:
    """Return the commit of a ledger, with `-dirty` if its files differ from it; None outside a repository.

    `heads` are the files that count besides pilots and templates.

    Raises:
        StorageProblem: a repository is around it, and git refuses it, can't read it, or is not there.
    """
    return source.commit.oid if isinstance(source, GitTree) else describe_revision(source.root, heads)


def describe_revision(root: Path, heads: Collection[str] = CONFIG_FILES) -> str | None:
    """Return the same for a folder."""
    if not lies_in_repository(root):
        return None
    repository = find_repository(root)
    head = find_head(repository)
    if head is None:
        return None
    return f"{head.oid}-dirty" if _differs(root, repository, list_files(repository, head), heads) else head.oid


def lies_in_repository(root: Path) -> bool:
    """Return whether a folder is in a repository, judging by `.git`; git itself might refuse it."""
    root = root.absolute()
    return any(os.path.lexists(above / ".git") for above in (root, *root.parents))


def not_checked_out(source: LedgerSource) -> frozenset[str]:
    """Return the pilots whose YAML files a sparse checkout leaves out, so that nothing can be computed for them.

    Raises:
        StorageProblem: git can't be asked.
    """
    if not isinstance(source, DiskTree) or not lies_in_repository(source.root):
        return frozenset()
    skipped = list_skipped(find_repository(source.root))
    missing = (path for path in skipped if path.startswith("pilots/") and path.endswith((".yaml", ".yml")))
    return frozenset(path.split("/")[1] for path in missing if not os.path.lexists(source.root / path))


def is_leftover(name: str) -> bool:
    """Return whether an office program or a file manager created the file beside the user's files."""
    return name.startswith("~$") or name.endswith(("~", ".tmp")) or name.casefold() in _LEFTOVERS


def _differs(root: Path, repository: Repository, entries: Mapping[str, TreeEntry], heads: Collection[str]) -> bool:
    """Return whether any input of the figures or of their layout differs from the commit."""
    counted = {path: entry for path, entry in entries.items() if _counts(path, heads)}
    known = {unicodedata.normalize("NFC", path) for path in counted}
    if any(
        unicodedata.normalize("NFC", path) not in known
        for path in _files(root, heads)
        if not is_leftover(path.rpartition("/")[2])
    ):
        return True
    return not all(is_same_file(repository, root, path, entry) for path, entry in counted.items())


def _counts(path: str, heads: Collection[str]) -> bool:
    inside = path in heads or path.partition("/")[0] in _FOLDERS
    return inside and not any(part.startswith(".") for part in path.split("/"))


def _files(root: Path, heads: Collection[str]) -> Iterator[str]:
    """Yield the paths of all relevant files; links are not followed, hidden files are left out."""
    yield from (name for name in heads if os.path.lexists(root / name))
    waiting = [name for name in _FOLDERS if (root / name).is_dir()]
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as found:
            for item in found:
                if item.name.startswith("."):
                    continue
                path = f"{folder}/{item.name}"
                if item.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path
