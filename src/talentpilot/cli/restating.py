"""What has been restated since a revision: the same pilots on the same day, as the files at hand tell it now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot.analysis.portfolio import Selection
from talentpilot.analysis.restated import Restatement, restated
from talentpilot.cli.gathering import Gathered, gather
from talentpilot.cli.session import Session
from talentpilot.cli.sides import settings_between
from talentpilot.errors import LedgerUnreadable, NothingToCheck, StorageProblem
from talentpilot.store.committed import writers_of
from talentpilot.store.differing import file_differs, pilot_differs
from talentpilot.store.reader import pilot_folders, read_pilot
from talentpilot.store.revision import FRAME, GitTree
from talentpilot.store.standing import not_checked_out
from talentpilot.store.tree import DiskTree

NOT_COMMITTED = "not committed"
"""Stands for the commit of a line that is in no commit yet."""


@dataclass(frozen=True, slots=True)
class Restatements:
    """What differs since a revision, which `since` names; `commits` by restatement, where git tells them.

    `settings` of the programme that differ (name, then, now): each side is rated by its own.
    """

    since: str
    items: tuple[Restatement, ...]
    commits: Mapping[Restatement, str]
    not_compared: tuple[str, ...]
    settings: tuple[tuple[str, str, str], ...] = ()

    def of(self, pilot: str) -> tuple[Restatement, ...]:
        """What was restated of one pilot."""
        return tuple(item for item in self.items if item.pilot == pilot)


def restate(session: Session, gathered: Gathered, chosen: Selection) -> Restatements | None:
    """Compare what was gathered at a revision with the files at hand; None where no revision was asked for."""
    books = gathered.books
    if not isinstance(books, GitTree):
        return None
    here = DiskTree(gathered.root)
    altered = _altered(books, here, chosen)
    folders = pilot_folders(here)
    hidden = not_checked_out(here)
    now = _now(session, gathered, altered & frozenset(folders)) if altered else None
    rated = {status.pilot.id: status for status in now.statuses} if now is not None else {}
    unread = {name for name in altered if name in folders and name not in rated} | _unread(gathered)
    unread |= altered & hidden
    before = [item for item in gathered.statuses if item.pilot.id in altered and item.pilot.id not in unread]
    known = {status.pilot.id for status in before}
    after = [
        status
        for name, status in rated.items()
        if name in known or (name not in gathered.folders and chosen.admits(status, gathered.catalogue))
    ]
    items = restated(before, after)
    commits = _commits(books, gathered.root, items)
    settings = settings_between(gathered.programme, now.programme) if now is not None else ()
    return Restatements(books.commit.label, items, commits, tuple(sorted(unread)), settings)


def _altered(books: GitTree, here: DiskTree, chosen: Selection) -> frozenset[str]:
    """The pilots that may have been restated: those whose files differ; all of them where the programme does."""
    every = {*pilot_folders(books), *pilot_folders(here)}
    asked = every if chosen.pilots is None else every & chosen.pilots
    if any(file_differs(here, books, name) for name in FRAME):
        return frozenset(asked)
    return frozenset(name for name in asked if pilot_differs(here, books, name, name, whole=False))


def _now(session: Session, gathered: Gathered, pilots: frozenset[str]) -> Gathered | None:
    """The same day by the files at hand; None where they can't be read, or hold none of these pilots."""
    try:
        return gather(replace(session, rev_option=None), Selection(pilots=pilots), gathered.as_of)
    except (NothingToCheck, LedgerUnreadable):
        return None


def _unread(gathered: Gathered) -> set[str]:
    """The pilots that can't be read at the revision."""
    read = {status.pilot.id for status in gathered.statuses}
    return {item.path.split("/")[1] for item in gathered.unreadable if item.path.startswith("pilots/")} - read


def _commits(books: GitTree, root: Path, items: Iterable[Restatement]) -> dict[Restatement, str]:
    """By fact, the commit that wrote the line on which it stands now; one call of git for each file."""
    by_file: dict[tuple[str, str], list[Restatement]] = {}
    for item in items:
        if item.file:
            by_file.setdefault((item.pilot, item.file), []).append(item)
    found: dict[Restatement, str] = {}
    for (folder, name), facts in by_file.items():
        path, disk = f"pilots/{folder}/{name}", DiskTree(root)
        source = read_pilot(disk, folder).sources[name]
        lines = {item: source.mark(item.path, on_key=False).line + 1 for item in facts}
        try:
            writers = writers_of(books, disk, path, lines.values())
        except StorageProblem:
            continue
        found |= {item: writers[line] or NOT_COMMITTED for item, line in lines.items() if line in writers}
    return found
