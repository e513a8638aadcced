"""Select pilots and compute their status, and report a selection that matches none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from talentpilot.analysis.portfolio import (
    LIGHT_WORDS,
    Counts,
    PilotFeatures,
    PilotSelection,
    brief_of,
    count,
    features_of,
)
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.model.regions import region_contains
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.reader import PilotReading
from talentpilot.suggestions import nearest, nearest_pilot

if TYPE_CHECKING:
    from talentpilot.services.pilot_readings import PilotReadings


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PortfolioHead:
    """The selected pilots of a ledger on a day, without the pilots: how many there are, and what can't be read.

    `folders` are all pilots of the ledger, `registered` counts them, `selected` those that were looked at.
    """

    root: Path
    source: LedgerSource
    programme: Programme
    catalogue: Catalogue
    as_of: date
    selected: int
    unreadable: tuple[Unreadable, ...]
    registered: int
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portfolio(PortfolioHead):
    """The selected pilots of a ledger on a day, sorted by id; `registered` counts all pilots of the ledger."""

    statuses: tuple[PilotStatus, ...]

    @classmethod
    def of(cls, head: PortfolioHead, statuses: tuple[PilotStatus, ...]) -> "Portfolio":
        """Return the pilots under that head."""
        return cls(
            head.root, head.source, head.programme, head.catalogue, head.as_of, head.selected, head.unreadable,
            head.registered, head.folders, statuses,
        )  # fmt: skip

    @property
    def counts(self) -> Counts:
        """How many of the pilots have which light, maturity level and state."""
        return count(map(brief_of, self.statuses))

    @property
    def head(self) -> PortfolioHead:
        """The portfolio itself, which is a head with its pilots."""
        return self


def gather_portfolio(
    ledger: OpenLedger, selection: PilotSelection, readings: "PilotReadings | None" = None
) -> Portfolio:
    """Read the ledger, unless its `readings` are given, and rate the selected pilots on its day.

    Raises:
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    return Portfolio.of(*look_at_pilots(ledger, selection, lambda status: status, readings))


def look_at_pilots(
    ledger: OpenLedger,
    selection: PilotSelection,
    look: Callable[[PilotStatus], T],
    readings: "PilotReadings | None" = None,
) -> tuple[PortfolioHead, tuple[T, ...]]:
    """Rate the selected pilots one after the other, and keep of each only what `look` makes of it.

    A pilot takes ten times the memory of its files, so that those of a large ledger can't all be kept. What could not
    be read of a pilot is left out if the pilot is known not to be selected.

    Raises:
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    folders = ledger.pilot_ids
    if readings is None:
        ledger.preload()
    programme, catalogue = ledger.config.require()
    day = ledger.as_of
    wanted = folders if selection.pilots is None else tuple(name for name in folders if name in selection.pilots)
    anywhere = replace(selection, light=None)  # a light says little where a part is missing
    found: list[T] = []
    met: list[PilotFeatures] = []
    unreadable: list[Unreadable] = []
    # One process: a status holds its whole pilot, and sending that costs more than reading and rating it.
    for name in ledger.progress.over("reading the pilots", wanted, len(wanted)):
        if readings is None:
            status, items = _rate(programme, day, ledger.read(name))
        else:
            status, items = readings.status(name), readings.result(name).unreadable
        features = None if status is None else features_of(status, catalogue)
        if features is None or anywhere.fits(features):
            unreadable += items
        if status is not None and features is not None:
            met.append(features)
            found += [look(status)] if selection.fits(features) else []
    if not found and not unreadable:
        raise no_match_error(selection, met, folders)
    head = PortfolioHead(
        ledger.root, ledger.source, programme, catalogue, day, len(found), tuple(unreadable), len(folders), folders
    )
    return head, tuple(found)


def _rate(
    programme: Programme, as_of: date, reading: PilotReading
) -> tuple[PilotStatus | None, tuple[Unreadable, ...]]:
    pilot = reading.pilot
    if pilot is None or not pilot.complete:
        return None, reading.unreadable
    return pilot_status(pilot, programme, as_of), reading.unreadable


def parse_view(text: str | None) -> PilotSelection:
    """Return the selection of a view such as `domain:titles`.

    Raises:
        UsageProblem: there is no such view.
    """
    if text is None or text == "programme":
        return PilotSelection()
    kind, _, value = text.partition(":")
    match kind:
        case "domain" if value:
            return PilotSelection(domain=value)
        case "region" if value:
            return PilotSelection(region=value)
        case "lead" if value:
            return PilotSelection(lead=value)
        case "pilot" if value:
            return PilotSelection(pilots=frozenset((value,)))
        case _:
            raise UsageProblem(
                "there is no view {view}",
                help="write programme, domain:ID, region:CODE, lead:ORG or pilot:ID",
                view=text,
            )


def selection_of(view: str | None, given: Mapping[str, str | None]) -> PilotSelection:
    """Return the selection of a view, narrowed by filters: the values of domain, region, lead and light in `given`.

    Raises:
        UsageProblem: there is no such view or light, or a filter has no pilot in common with the view.
    """
    selection = parse_view(view)
    check_light(given.get("light"))
    return replace(
        selection,
        domain=_within("domain", selection.domain, given.get("domain")),
        region=_within("region", selection.region, given.get("region")),
        lead=_within("lead", selection.lead, given.get("lead")),
        light=given.get("light"),
    )


def _within(kind: str, viewed: str | None, filtered: str | None) -> str | None:
    """Return the narrower of both values; one region may lie inside the other."""
    if viewed is None or filtered is None or viewed == filtered:
        return filtered or viewed
    if kind == "region" and region_contains(viewed, filtered):
        return filtered
    if kind == "region" and region_contains(filtered, viewed):
        return viewed
    raise UsageProblem(
        "{filter} has no pilot in common with {view}",
        help="leave one of them out",
        filter=Message.joined(" ", (Message.argument(kind), filtered)),
        view=Message.joined(" ", (Message.argument("view"), f"{kind}:{viewed}")),
    )


def check_light(word: str | None) -> None:
    """Refuse a light that does not exist.

    Raises:
        UsageProblem: it is none of the five words.
    """
    if word is not None and word not in LIGHT_WORDS:
        raise UsageProblem(
            "there is no light {word}", help="write {lights}", word=word, lights=Message.listed(LIGHT_WORDS)
        )


def no_match_error(selection: PilotSelection, rated: Sequence[PilotFeatures], folders: Sequence[str]) -> NothingToCheck:
    """Build the error for a selection that fits none of the `rated` pilots; `folders` are all pilots."""
    wanted = sorted(selection.pilots or ())
    absent = [name for name in wanted if name not in folders]
    if absent or not folders:
        where = Message.listed(absent) if absent else Message("under pilots/")
        return _nothing(where, nearest_pilot(absent[0] if absent else "", folders))
    given = {item.name: getattr(selection, item.name) for item in fields(selection) if item.name != "pilots"}
    narrowing = {name: word for name, word in given.items() if word is not None}
    for name, word in narrowing.items():
        if not any(replace(PilotSelection(), **{name: word}).fits(pilot) for pilot in rated):
            found = sorted({getattr(pilot, name) for pilot in rated} - {""})
            return _nothing(_phrase(wanted, {name: word}), nearest(word, found))
    advice = Message.of("leave one of these out; talentpilot status lists the {n} pilots", n=len(folders))
    return _nothing(_phrase(wanted, narrowing), advice)


def _nothing(what: Message | str, advice: Message) -> NothingToCheck:
    return NothingToCheck("no pilot found: {what}", help=advice, what=what)


def _phrase(pilots: Sequence[str], narrowing: dict[str, str]) -> Message:
    filters = (part for name, word in narrowing.items() for part in (Message.argument(name), word))
    return Message.joined(" ", (*pilots, *filters))
