"""The commits that wrote the lines of a file after a revision."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from talentpilot.store.git.repository import find_head, last_writers, list_files, read_object
from talentpilot.store.git.revision import GitTree
from talentpilot.store.tree import DiskTree


def writers_of(base: GitTree, disk: DiskTree, path: str, lines: Iterable[int]) -> dict[int, str]:
    """Return by line number (from 1) the commit after the base that wrote it, empty if it is not committed yet.

    Lines unchanged since the base are left out. Git is asked about the last commit, not the file, so that no filter
    of the repository runs; differences from that commit are found here.

    Raises:
        StorageProblem: git can't tell.
    """
    content, wanted = disk.read(path), set(lines)
    head = find_head(base.repository)
    entry = list_files(base.repository, head).get(path) if head is not None else None
    if head is None or entry is None or not entry.is_file or not isinstance(content, bytes):
        return dict.fromkeys(wanted, "")
    committed = _committed_lines(read_object(base.repository, entry.oid), content)
    kept = {line: committed[line] for line in wanted if line in committed}
    writers = last_writers(base.repository, head, path, kept.values(), base.commit)
    found = {line: writers[then] for line, then in kept.items() if then in writers}
    return found | dict.fromkeys(wanted - kept.keys(), "")


def _committed_lines(then: bytes, now: bytes) -> dict[int, int]:
    """Return the line number in the commit for each unchanged line (from 1) of the present file."""
    before, after = ([line.rstrip(b"\r") for line in content.split(b"\n")] for content in (then, now))
    if before == after:
        return {number: number for number in range(1, len(after) + 1)}
    matcher = SequenceMatcher(None, before, after)
    blocks = ((first + 1, second + 1, size) for first, second, size in matcher.get_matching_blocks())
    return {second + step: first + step for first, second, size in blocks for step in range(size)}
