"""Gathers the status of the pilots a command asks for, with what could not be read named beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.portfolio import LIGHT_WORDS, Selection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.cli.nobody import nobody
from talentpilot.cli.progress import SILENT, Progress
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.model.regions import region_contains
from talentpilot.store.reader import pilot_folders, read_frame, read_pilot
from talentpilot.store.revision import Books, GitTree
from talentpilot.store.tree import Tree


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pilots asked for on a day, sorted by id, of `registered` in the ledger, which was read from `books`."""

    root: Path
    books: Books
    programme: Programme
    catalogue: Catalogue
    as_of: date
    statuses: tuple[PilotStatus, ...]
    unreadable: tuple[Unreadable, ...]
    registered: int
    folders: tuple[str, ...]


def gather(
    session: Session,
    selection: Selection,
    as_of: date | None = None,
    books: Books | None = None,
    shown: Progress = SILENT,
) -> Gathered:
    """Read the ledger and rate its pilots on the session's day (or on `as_of`).

    What could not be read of a pilot is left out where the pilot is known to be none of those meant.

    Raises:
        NothingToCheck: no pilot of the ledger is meant.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    root = session.root()
    books = books or session.books(root)
    folders = pilot_folders(books)
    if isinstance(books, GitTree):
        books.hold(folders)
    programme, catalogue = read_frame(books).demand()
    day = as_of or session.as_of(programme)
    wanted = folders if selection.pilots is None else tuple(name for name in folders if name in selection.pilots)
    # One process: a status holds its whole pilot, and sending that costs more than reading and rating it.
    names = shown.over("reading the pilots", wanted, len(wanted))
    results = [_rate(programme, day, name, books.part(name)) for name in names]
    statuses = tuple(status for status, _ in results if status is not None and selection.admits(status, catalogue))
    anywhere = replace(selection, light=None)  # a light says little where a part is missing
    unreadable = tuple(
        item for status, items in results if status is None or anywhere.admits(status, catalogue) for item in items
    )
    if not statuses and not unreadable:
        raise nobody(selection, [status for status, _ in results if status is not None], catalogue, folders)
    return Gathered(root, books, programme, catalogue, day, statuses, unreadable, len(folders), folders)


def _rate(
    programme: Programme, as_of: date, folder: str, tree: Tree
) -> tuple[PilotStatus | None, tuple[Unreadable, ...]]:
    reading = read_pilot(tree, folder)
    pilot = reading.pilot
    if pilot is None or not pilot.complete:
        return None, reading.unreadable
    return pilot_status(pilot, programme, as_of), reading.unreadable


def parse_view(text: str | None) -> Selection:
    """The pilots that a view such as `domain:titles` means.

    Raises:
        UsageProblem: there is no such view.
    """
    if text is None or text == "programme":
        return Selection()
    kind, _, value = text.partition(":")
    match kind:
        case "domain" if value:
            return Selection(domain=value)
        case "region" if value:
            return Selection(region=value)
        case "lead" if value:
            return Selection(lead=value)
        case "pilot" if value:
            return Selection(pilots=frozenset((value,)))
        case _:
            allowed = "programme, domain:ID, region:CODE, lead:ORG or pilot:ID"
            raise UsageProblem(f"view {text} is unknown\n  help: write {allowed}")


def narrowed(view: str | None, given: Mapping[str, str | None]) -> Selection:
    """The pilots that a view means, narrowed by filters: `given` has values of domain, region, lead and light.

    Raises:
        UsageProblem: there is no such view or light, or a filter leaves nothing of what the view means.
    """
    meant = parse_view(view)
    check_light(given.get("light"))
    return replace(
        meant,
        domain=_within("domain", meant.domain, given.get("domain")),
        region=_within("region", meant.region, given.get("region")),
        lead=_within("lead", meant.lead, given.get("lead")),
        light=given.get("light"),
    )


def _within(kind: str, viewed: str | None, filtered: str | None) -> str | None:
    """The narrower of both; a region may lie inside the other."""
    if viewed is None or filtered is None or viewed == filtered:
        return filtered or viewed
    if kind == "region" and region_contains(viewed, filtered):
        return filtered
    if kind == "region" and region_contains(filtered, viewed):
        return viewed
    problem = f"--{kind} {filtered} has no pilot in common with --view {kind}:{viewed}"
    raise UsageProblem(f"{problem}\n  help: leave one of them out")


def check_light(word: str | None) -> None:
    """Refuse a light that does not exist.

    Raises:
        UsageProblem: it is none of the five words.
    """
    if word is not None and word not in LIGHT_WORDS:
        raise UsageProblem(f"light {word} is unknown\n  help: write {', '.join(LIGHT_WORDS)}")
