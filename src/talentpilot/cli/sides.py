"""The two sides of a comparison: one ledger at two days, or two revisions of it on one day."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.portfolio import Selection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.cli.gathering import gather
from talentpilot.cli.session import Session, parse_day
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.store.reader import pilot_folders, read_frame
from talentpilot.store.revision import Books, GitTree, open_revision, revision_of

HERE = "the files as they stand"


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: the books by name, the day, the pilots. `unread` are pilots that can't be read there."""

    name: str
    revision: str | None
    as_of: date
    programme: Programme
    statuses: tuple[PilotStatus, ...]
    unreadable: tuple[Unreadable, ...]
    unread: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sides:
    """Then and now."""

    then: Side
    now: Side

    @property
    def unread(self) -> frozenset[str]:
        """Pilots that can't be read on one side, and so are compared on neither."""
        return self.then.unread | self.now.unread

    @property
    def settings(self) -> tuple[tuple[str, str, str], ...]:
        """Settings of the programme behind the lights that differ: (name, then, now). Each side is rated by its own."""
        then, now = (_settings(side.programme) for side in (self.then, self.now))
        return tuple((name, then[name], now[name]) for name in then if then[name] != now[name])


def _settings(programme: Programme) -> dict[str, str]:
    found = {"rules/thresholds": programme.rules.thresholds, "reporting": programme.reporting}
    return {f"{group}/{name}": str(value) for group, record in found.items() for name, value in record}


def gather_sides(session: Session, span: str | None, since: str | None) -> Sides:
    """The two sides that `A..B` or `--since DATE` means; without either, the last commit and the files as they stand.

    Raises:
        UsageProblem: the options contradict each other.
        NothingToCheck: neither side has a pilot.
        StorageProblem: git has no such revision.
    """
    if since is not None and span is not None:
        raise UsageProblem("A..B and --since contradict each other\n  help: compare two revisions, or two days")
    if span is not None and session.rev_option is not None:
        raise UsageProblem("A..B and --rev contradict each other\n  help: write the revision into A..B")
    sides = _two_days(session, since) if since is not None else _two_revisions(session, span)
    if not (sides.then.statuses or sides.now.statuses or sides.unread):
        raise NothingToCheck("no pilot on either side\n  help: talentpilot new starts one")
    return sides


def _two_days(session: Session, since: str) -> Sides:
    """The same books at both days, each side knowing what was known by its day."""
    day = parse_day(since)
    now = _side(session, session.books(), HERE, None)
    if day > now.as_of:
        raise UsageProblem(f"--since {day} lies after {now.as_of}\n  help: name an earlier day")
    statuses = tuple(pilot_status(item.pilot, now.programme, day) for item in now.statuses)
    return Sides(Side(now.name, now.revision, day, now.programme, statuses, (), now.unread), now)


def _two_revisions(session: Session, span: str | None) -> Sides:
    """Two states of the books, both on the same day, so that only the books differ."""
    root = session.root()
    if span is None and session.rev_option is not None:
        raise UsageProblem("--rev names one side only\n  help: write diff A..B, or diff --since DATE --rev REV")
    first, second = _ends(span)
    before = open_revision(root, first)
    after = session.books(root) if second is None else open_revision(root, second)
    now = _side(session, after, HERE if second is None else "", None)
    return Sides(_side(session, before, "", now.as_of), now)


def _ends(span: str | None) -> tuple[str, str | None]:
    """Both revisions; the second is None for the files as they stand. An empty end is HEAD, as in git."""
    if span is None:
        return "HEAD", None
    if "..." in span:
        raise UsageProblem(f"{span}: three dots are not understood\n  help: write A..B with two")
    first, dots, second = span.partition("..")
    return first or "HEAD", (second or "HEAD") if dots else None


def _side(session: Session, books: Books, name: str, day: date | None) -> Side:
    folders = pilot_folders(books)
    programme, _ = read_frame(books).demand()
    as_of = day or session.as_of(programme)
    label = books.commit.label if isinstance(books, GitTree) else name
    statuses: tuple[PilotStatus, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    if folders:
        try:
            gathered = gather(session, Selection(), as_of, books)
            statuses, unreadable = gathered.statuses, gathered.unreadable
        except NothingToCheck:
            pass
    read = {item.pilot.id for item in statuses}
    return Side(label, revision_of(books), as_of, programme, statuses, unreadable, frozenset(folders) - read)
