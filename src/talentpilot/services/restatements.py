"""Find what has been restated since a revision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.restatements import RestatedValue, restated
from talentpilot.errors import LedgerUnreadable, NothingToCheck, StorageProblem
from talentpilot.services.comparison import settings_between
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import Portfolio, gather_portfolio
from talentpilot.store.git.repository import writers_of
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, file_differs, pilot_differs
from talentpilot.store.git.worktree import not_checked_out
from talentpilot.store.reader import pilot_folders, read_pilot
from talentpilot.store.tree import DiskTree

NOT_COMMITTED = "not committed"
"""Stands for the commit of a line that is in no commit yet."""


@dataclass(frozen=True, slots=True)
class Restatements:
    """What differs since a revision, which `since` names; `commits` by restatement, where git tells them.

    `settings` of the programme that differ (name, then, now): each side is rated by its own.
    """

    since: str
    items: tuple[RestatedValue, ...]
    commits: Mapping[RestatedValue, str]
    not_compared: tuple[str, ...]
    settings: tuple[tuple[str, str, str], ...] = ()

    def of(self, pilot: str) -> tuple[RestatedValue, ...]:
        """Return what was restated of one pilot."""
        return tuple(item for item in self.items if item.pilot == pilot)


def restate(ledger: OpenLedger, portfolio: Portfolio, chosen: PilotSelection) -> Restatements | None:
    """Compare what was gathered at a revision with the files at hand; None if no revision was asked for."""
    revision = portfolio.source
    if not isinstance(revision, GitTree):
        return None
    here = DiskTree(portfolio.root)
    altered = _altered(revision, here, chosen)
    folders = pilot_folders(here)
    hidden = not_checked_out(here)
    now = _now(ledger, portfolio, altered & frozenset(folders)) if altered else None
    rated = {status.pilot.id: status for status in now.statuses} if now is not None else {}
    unread = {name for name in altered if name in folders and name not in rated} | _unread(portfolio)
    unread |= altered & hidden
    before = [item for item in portfolio.statuses if item.pilot.id in altered and item.pilot.id not in unread]
    known = {status.pilot.id for status in before}
    after = [
        status
        for name, status in rated.items()
        if name in known or (name not in portfolio.folders and chosen.admits(status, portfolio.catalogue))
    ]
    items = restated(before, after)
    commits = _commits(revision, portfolio.root, items)
    settings = settings_between(portfolio.programme, now.programme, of_lights=True) if now is not None else ()
    return Restatements(revision.commit.label, items, commits, tuple(sorted(unread)), settings)


def _altered(revision: GitTree, here: DiskTree, chosen: PilotSelection) -> frozenset[str]:
    """Return the pilots that may have been restated: those whose files differ; all of them where the programme does."""
    every = {*pilot_folders(revision), *pilot_folders(here)}
    asked = every if chosen.pilots is None else every & chosen.pilots
    if any(file_differs(here, revision, name) for name in CONFIG_FILES):
        return frozenset(asked)
    return frozenset(name for name in asked if pilot_differs(here, revision, name, name, whole=False))


def _now(ledger: OpenLedger, portfolio: Portfolio, pilots: frozenset[str]) -> Portfolio | None:
    """Return the same day by the files at hand; None if they can't be read, or hold none of these pilots."""
    try:
        here = ledger.reading(DiskTree(ledger.root), portfolio.as_of)
        return gather_portfolio(here, PilotSelection(pilots=pilots))
    except (NothingToCheck, LedgerUnreadable):
        return None


def _unread(portfolio: Portfolio) -> set[str]:
    """Return the pilots that can't be read at the revision."""
    read = {status.pilot.id for status in portfolio.statuses}
    return {item.path.split("/")[1] for item in portfolio.unreadable if item.path.startswith("pilots/")} - read


def _commits(revision: GitTree, root: Path, items: Iterable[RestatedValue]) -> dict[RestatedValue, str]:
    """By fact, the commit that wrote the line on which it stands now; one call of git for each file."""
    by_file: dict[tuple[str, str], list[RestatedValue]] = {}
    for item in items:
        if item.file:
            by_file.setdefault((item.pilot, item.file), []).append(item)
    found: dict[RestatedValue, str] = {}
    for (folder, name), facts in by_file.items():
        path, disk = f"pilots/{folder}/{name}", DiskTree(root)
        source = read_pilot(disk, folder).sources[name]
        lines = {item: source.mark(item.path, on_key=False).line + 1 for item in facts}
        content = disk.read(path)
        now = content if isinstance(content, bytes) else b""
        try:
            writers = writers_of(revision.repository, revision.commit, path, now, lines.values())
        except StorageProblem:
            continue
        found |= {item: writers[line] or NOT_COMMITTED for item, line in lines.items() if line in writers}
    return found
