"""The pilots of all ledgers of a federation, rated by one yardstick and named with their ledger's prefix."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from talentpilot.analysis.light_words import Light
from talentpilot.analysis.newest_fact import newest_fact
from talentpilot.analysis.portfolio import PilotSelection, light_word
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Language, Message
from talentpilot.errors import NothingToCheck
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Organization, Programme, RuleSettings, Thresholds
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.pilot_readings import PilotReadings
from talentpilot.services.portfolio import Portfolio, PortfolioHead
from talentpilot.store.git.revision import GitTree

T = TypeVar("T")
Look = Callable[[PilotStatus, Programme], T]
"""Makes of a pilot, rated by the programme of its ledger, what is to be kept of it."""


@dataclass(frozen=True, slots=True)
class ShownLight:
    """A light with its reasons."""

    light: Light | None
    word: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnLight:
    """A pilot whose light by its ledger's own thresholds differs from the one by the federation's."""

    pilot: str
    title: Text
    own: ShownLight
    national: ShownLight


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Which pilots of the ledgers are looked at, and by which thresholds; None for each ledger's own."""

    catalogue: Catalogue
    thresholds: Thresholds | None
    selection: PilotSelection


@dataclass(frozen=True, slots=True)
class MemberPilots(Generic[T]):
    """The selected pilots of one ledger, with prefixed ids; `newest` is the day of their newest fact, and `registered`
    counts all pilots of the ledger.
    """

    member: Member
    programme: Programme
    pilots: tuple[T, ...]
    unreadable: tuple[Unreadable, ...]
    registered: int
    newest: date | None
    own_lights: tuple[OwnLight, ...] = ()


@dataclass(frozen=True, slots=True)
class FederationPilots(Generic[T]):
    """The selected pilots of a federation, as far as they are kept: ledger by ledger."""

    opened: OpenFederation
    head: PortfolioHead
    ledgers: tuple[MemberPilots[T], ...]

    @property
    def pilots(self) -> tuple[T, ...]:
        """The pilots of all ledgers."""
        return tuple(pilot for part in self.ledgers for pilot in part.pilots)

    @property
    def own_lights(self) -> tuple[OwnLight, ...]:
        """The pilots that their ledger's own thresholds give another light."""
        return tuple(item for part in self.ledgers for item in part.own_lights)


@dataclass(frozen=True, slots=True)
class FederationPortfolio(FederationPilots[PilotStatus]):
    """The selected pilots of a federation: as one portfolio, and ledger by ledger."""

    whole: Portfolio = field(kw_only=True)


def gather_federation(opened: OpenFederation, selection: PilotSelection) -> FederationPortfolio:
    """Read the ledgers and rate the selected pilots on the federation's day.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    found = look_at_federation(opened, selection, lambda status, _: status)
    head = found.head
    whole = Portfolio(
        head.root, head.source, head.programme, head.catalogue, head.as_of, found.pilots, head.unreadable,
        head.registered, head.folders,
    )  # fmt: skip
    return FederationPortfolio(opened, head, found.ledgers, whole=whole)


def look_at_federation(opened: OpenFederation, selection: PilotSelection, look: Look[T]) -> FederationPilots[T]:
    """Rate the selected pilots one after the other, and keep of each only what `look` makes of it.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    yardstick = yardstick_of(opened, selection)
    members = opened.progress.over("reading the ledgers", opened.read, len(opened.read))
    parts = tuple(rate_member(member, yardstick, look) for member in members)
    return FederationPilots(opened, joined_head(opened, parts), parts)


def yardstick_of(opened: OpenFederation, selection: PilotSelection) -> Yardstick:
    """Return by what the pilots of a federation are chosen and rated."""
    return Yardstick(opened.catalogue, opened.federation.rules.thresholds, selection)


def rate_member(
    member: Member, yardstick: Yardstick, look: Look[T], readings: PilotReadings | None = None
) -> MemberPilots[T]:
    """Return the selected pilots of one ledger; nothing else of its files is kept.

    `readings` are the pilots as a caller has read them.
    """
    ledger = member.reached.reopened()
    own, thresholds = ledger.programme, yardstick.thresholds
    programme = own if thresholds is None else own.with_thresholds(thresholds)
    selection = yardstick.selection
    pilots: list[T] = []
    unreadable: list[Unreadable] = []
    days: list[date] = []
    own_lights: list[OwnLight] = []
    if isinstance(ledger.source, GitTree) and readings is None:
        ledger.source.preload(ledger.pilot_ids)
    for name in ledger.pilot_ids:
        if selection.pilots is not None and f"{member.id}:{name}" not in selection.pilots:
            continue
        reading = ledger.read(name) if readings is None else readings.reading(name)
        unreadable += [member.prefixed(item) for item in reading.unreadable]
        if reading.pilot is None or not reading.pilot.complete:
            continue
        pilot = replace(reading.pilot, id=f"{member.id}:{reading.pilot.id}")
        status = pilot_status(pilot, programme, ledger.as_of)
        if not selection.admits(status, yardstick.catalogue):
            continue
        pilots.append(look(status, programme))
        newest = newest_fact(pilot, ledger.as_of)
        days += [newest] if newest is not None else []
        if own.rules.thresholds != programme.rules.thresholds:
            own_lights += _differing(status, pilot_status(pilot, own, ledger.as_of))
    newest_day = max(days, default=None)
    return MemberPilots(
        member, programme, tuple(pilots), tuple(unreadable), len(ledger.pilot_ids), newest_day, tuple(own_lights)
    )


def _differing(national: PilotStatus, own: PilotStatus) -> Iterator[OwnLight]:
    if own.light is not national.light:
        yield OwnLight(own.pilot.id, own.plan.title, _shown(own), _shown(national))


def _shown(status: PilotStatus) -> ShownLight:
    return ShownLight(status.light, light_word(status), status.reasons)


def joined_head(opened: OpenFederation, parts: tuple[MemberPilots[T], ...]) -> PortfolioHead:
    """Return what is said of the pilots of all ledgers together.

    Raises:
        NothingToCheck: no pilot is selected in any of them.
    """
    if not any(part.pilots or part.unreadable for part in parts):
        raise NothingToCheck("no pilot found in {ledgers} ledgers", ledgers=len(parts), help="leave a filter out")
    return PortfolioHead(
        opened.root,
        opened.source,
        shared_programme(opened, {part.member.id: part.programme for part in parts}),
        opened.catalogue,
        opened.as_of,
        sum(len(part.pilots) for part in parts),
        tuple(item for part in parts for item in part.unreadable),
        sum(part.registered for part in parts),
        tuple(f"{part.member.id}:{name}" for part in parts for name in part.member.reached.pilot_ids),
    )


def shared_programme(opened: OpenFederation, programmes: Mapping[str, Programme]) -> Programme:
    """Return a programme that speaks for the federation: its title, term and thresholds, all organizations."""
    federation = opened.federation
    organizations = [one for name, own in programmes.items() for one in _prefixed_organizations(name, own)]
    return Programme(
        id=federation.id,
        title=federation.title,
        term=federation.term,
        timezone=federation.timezone,
        organizations=tuple(organizations),
        rules=RuleSettings(thresholds=federation.rules.thresholds or Thresholds()),
    )


def _prefixed_organizations(prefix: str, programme: Programme) -> Iterator[Organization]:
    for item in programme.organizations:
        heir = f"{prefix}:{item.succeeded_by}" if item.succeeded_by else None
        yield item.model_copy(update={"id": f"{prefix}:{item.id}", "succeeded_by": heir})


def coverage(opened: OpenFederation, language: Language = "zh") -> Message:
    """Return the line that every output begins with: how many ledgers were read, and which are missing, and why."""
    counts = {"read": len(opened.read), "every": opened.every, "pilots": sum(opened.registered.values())}
    if not opened.missing:
        return Message.of("{read} of {every} ledgers, {pilots} pilots", **counts)
    missing = _named(opened.missing[0], language)
    for member in opened.missing[1:]:
        missing = Message.of("{earlier}; {next}", earlier=missing, next=_named(member, language))
    return Message.of("{read} of {every} ledgers, {pilots} pilots; missing: {missing}", **counts, missing=missing)


def _named(member: Member, language: Language) -> Message:
    title, reason = member.entry.title, member.reason or Message("")
    if title is None:
        return Message.of("{id}: {reason}", id=member.id, reason=reason)
    return Message.of("{id} {title}: {reason}", id=member.id, title=title.say(language), reason=reason)
