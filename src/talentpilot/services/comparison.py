"""Compare two snapshots of a ledger: two days, or two revisions."""

from dataclasses import dataclass, replace
from datetime import date

from talentpilot.analysis.changes import changes_between, renamings
from talentpilot.analysis.ledger_change import LedgerChange
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import gather_portfolio
from talentpilot.store.git.revision import GitTree, LedgerSource, open_revision
from talentpilot.store.git.worktree import not_checked_out

HERE = "the files as they stand"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is compared: the books by name, the day, the pilots. `unread` are pilots that can't be read there,
    `absent` those that a sparse checkout leaves out."""

    name: str
    books: LedgerSource
    as_of: date
    programme: Programme
    catalogue: Catalogue
    statuses: tuple[PilotStatus, ...]
    unreadable: tuple[Unreadable, ...]
    unread: frozenset[str]
    absent: frozenset[str] = frozenset()

    @property
    def is_here(self) -> bool:
        """Whether it is the files at hand, not a revision."""
        return self.name == HERE

    def only(self, meant: set[str], named: frozenset[str] | None) -> "Snapshot":
        """The same side with those pilots alone; what can't be read is kept, unless others were asked for by name."""
        kept = tuple(status for status in self.statuses if status.pilot.id in meant)
        if named is None:
            return replace(self, statuses=kept)
        return replace(self, statuses=kept, unread=self.unread & named, absent=self.absent & named)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Then and now."""

    then: Snapshot
    now: Snapshot

    def of(self, chosen: PilotSelection) -> "Comparison":
        """Only the pilots that are meant on either side; each of them stays on both."""
        admitted = {
            status.pilot.id for side in (self.then, self.now) for status in side.statuses
            if chosen.admits(status, side.catalogue)
        }  # fmt: skip
        then, now = ({status.pilot.id: status for status in side.statuses} for side in (self.then, self.now))
        pairs = [{new, old} for new, old in renamings(then, now).items()]
        meant = admitted.union(*(pair for pair in pairs if pair & admitted))
        return Comparison(self.then.only(meant, chosen.pilots), self.now.only(meant, chosen.pilots))

    @property
    def changes(self) -> tuple[LedgerChange, ...]:
        """What changed, by pilot and kind."""
        return changes_between(self.then.statuses, self.now.statuses, self.unread)

    @property
    def unread(self) -> frozenset[str]:
        """Pilots that can't be read on one side, or are not checked out, and so are compared on neither."""
        return self.then.unread | self.now.unread | self.absent

    @property
    def absent(self) -> frozenset[str]:
        """Pilots that a sparse checkout leaves out of the files at hand."""
        return self.then.absent | self.now.absent

    @property
    def settings(self) -> tuple[tuple[str, str, str], ...]:
        """Settings of the programme behind the lights that differ: (name, then, now). Each side is rated by its own."""
        return settings_between(self.then.programme, self.now.programme)


def settings_between(then: Programme, now: Programme) -> tuple[tuple[str, str, str], ...]:
    """The settings of two programmes that lights depend on and that differ: (name, then, now)."""
    before, after = _settings(then), _settings(now)
    return tuple((name, before[name], after[name]) for name in before if before[name] != after[name])


def _settings(programme: Programme) -> dict[str, str]:
    found = {"rules/thresholds": programme.rules.thresholds, "reporting": programme.reporting}
    return {f"{group}/{name}": str(value) for group, record in found.items() for name, value in record}


def gather_comparison(ledger: OpenLedger, span: str | None, since: date | None, chosen: PilotSelection) -> Comparison:
    """The two sides that `A..B` or `--since DATE` means; without either, the last commit and the files as they stand.

    `chosen` says which pilots are meant.

    Raises:
        UsageProblem: the options contradict each other.
        NothingToCheck: neither side has a pilot.
        StorageProblem: git has no such revision.
    """
    if since is not None and span is not None:
        raise UsageProblem("A..B and --since contradict each other\n  help: compare two revisions, or two days")
    at_revision = isinstance(ledger.source, GitTree)
    if span is not None and at_revision:
        raise UsageProblem("A..B and --rev contradict each other\n  help: write the revision into A..B")
    sides = _two_days(ledger, since) if since is not None else _two_revisions(ledger, span)
    if not (sides.then.statuses or sides.now.statuses or sides.unread):
        raise NothingToCheck("no pilot on either side\n  help: talentpilot new starts one")
    meant = sides.of(chosen)
    if not (meant.then.statuses or meant.now.statuses or meant.unread):
        raise NothingToCheck("no pilot found with these filters, on either side\n  help: talentpilot status lists them")
    return meant


def _two_days(ledger: OpenLedger, since: date) -> Comparison:
    """Return the same books at both days, each side knowing what was known by its day."""
    now = _side(ledger, HERE)
    if since > now.as_of:
        raise UsageProblem(f"--since {since} lies after {now.as_of}\n  help: name an earlier day")
    statuses = tuple(pilot_status(item.pilot, now.programme, since) for item in now.statuses)
    return Comparison(replace(now, as_of=since, statuses=statuses, unreadable=()), now)


def _two_revisions(ledger: OpenLedger, span: str | None) -> Comparison:
    """Return two states of the books, both on the same day, so that only the books differ."""
    if span is None and isinstance(ledger.source, GitTree):
        raise UsageProblem("--rev names one side only\n  help: write diff A..B, or diff --since DATE --rev REV")
    first, second = _ends(span)
    before = open_revision(ledger.root, first)
    after = ledger if second is None else ledger.reading(open_revision(ledger.root, second))
    now = _side(after, HERE)
    return Comparison(_side(ledger.reading(before, now.as_of), HERE), now)


def _ends(span: str | None) -> tuple[str, str | None]:
    """Both revisions; the second is None for the files as they stand. An empty end is HEAD, as in git."""
    if span is None:
        return "HEAD", None
    if "..." in span:
        raise UsageProblem(f"{span}: three dots are not understood\n  help: write A..B with two")
    first, dots, second = span.partition("..")
    return first or "HEAD", (second or "HEAD") if dots else None


def _side(ledger: OpenLedger, name: str) -> Snapshot:
    """Return one side; `name` is what it is called if it is not a revision."""
    books, folders = ledger.source, ledger.pilot_ids
    programme, catalogue = ledger.config.require()
    as_of = ledger.as_of
    label = books.commit.label if isinstance(books, GitTree) else name
    statuses: tuple[PilotStatus, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    if folders:
        try:
            portfolio = gather_portfolio(ledger, PilotSelection())
            statuses, unreadable = portfolio.statuses, portfolio.unreadable
        except NothingToCheck:
            pass
    read = {item.pilot.id for item in statuses}
    unread = frozenset(folders) - read
    absent = not_checked_out(books)
    return Snapshot(label, books, as_of, programme, catalogue, statuses, unreadable, unread, absent)
