"""The pilots of all ledgers of a federation, rated by one yardstick and named with their ledger's prefix."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from talentpilot.analysis.facts import newest_fact
from talentpilot.analysis.lights import Light
from talentpilot.analysis.portfolio import PilotSelection, light_word
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Language, Message
from talentpilot.errors import NothingToCheck
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Organization, Programme, RuleSettings, Thresholds
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.portfolio import Portfolio, PortfolioHead
from talentpilot.store.reader import PilotReading

T = TypeVar("T")
Look = Callable[[PilotStatus, Programme], T]
"""Returns what to keep of a pilot, rated by the programme of its ledger."""


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
    """The selection of pilots, and the thresholds to rate them by; None for each ledger's own."""

    catalogue: Catalogue
    thresholds: Thresholds | None
    selection: PilotSelection


@dataclass(frozen=True, slots=True)
class MemberPilots(Generic[T]):
    """The selected pilots of one ledger, with prefixed ids; `newest` is the day of their newest fact, and `registered`
    counts all pilots of the ledger.
    """

    member: Member
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
    whole = Portfolio.of(found.head, found.pilots)
    return FederationPortfolio(opened, found.head, found.ledgers, whole=whole)


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
    """Return the selection and the thresholds for the pilots of a federation."""
    return Yardstick(opened.catalogue, opened.federation.rules.thresholds, selection)


def rate_member(member: Member, yardstick: Yardstick, look: Look[T]) -> MemberPilots[T]:
    """Return the selected pilots of one ledger; nothing else of its files is kept."""
    ledger, rating = member.reached.reopened(), MemberRating(member, yardstick, look)
    ledger.preload()
    for name in ledger.pilot_ids:
        if rating.wants(name):
            rating.take(ledger.read(name))
    return rating.found()


@dataclass
class MemberRating(Generic[T]):
    """Rates the pilots of one ledger as they are read, one after the other."""

    member: Member
    yardstick: Yardstick
    look: Look[T]
    _pilots: list[T] = field(default_factory=list)
    _unreadable: list[Unreadable] = field(default_factory=list)
    _newest: list[date] = field(default_factory=list)
    _own_lights: list[OwnLight] = field(default_factory=list)

    def wants(self, name: str) -> bool:
        """Return whether the pilot in a folder may be selected."""
        selected = self.yardstick.selection.pilots
        return selected is None or f"{self.member.id}:{name}" in selected

    def take(self, reading: PilotReading) -> None:
        """Rate a pilot if it is selected, and keep what is needed of it."""
        member, day = self.member, self.member.reached.as_of
        self._unreadable += map(member.prefixed, reading.unreadable)
        if reading.pilot is None or not reading.pilot.complete:
            return
        own, programme = member.programme_by(None), member.programme_by(self.yardstick.thresholds)
        pilot = replace(reading.pilot, id=f"{member.id}:{reading.pilot.id}")
        status = pilot_status(pilot, programme, day)
        if not self.yardstick.selection.admits(status, self.yardstick.catalogue):
            return
        self._pilots.append(self.look(status, programme))
        newest = newest_fact(pilot, day)
        self._newest += [newest] if newest is not None else []
        if own.rules.thresholds != programme.rules.thresholds:
            self._own_lights += _differing(status, pilot_status(pilot, own, day))

    def found(self) -> MemberPilots[T]:
        """Return what was kept."""
        return MemberPilots(
            self.member, tuple(self._pilots), tuple(self._unreadable), len(self.member.reached.pilot_ids),
            max(self._newest, default=None), tuple(self._own_lights),
        )  # fmt: skip


def _differing(national: PilotStatus, own: PilotStatus) -> Iterator[OwnLight]:
    if own.light is not national.light:
        yield OwnLight(own.pilot.id, own.plan.title, _shown(own), _shown(national))


def _shown(status: PilotStatus) -> ShownLight:
    return ShownLight(status.light, light_word(status), status.reasons)


def joined_head(opened: OpenFederation, parts: tuple[MemberPilots[T], ...]) -> PortfolioHead:
    """Return the counts of the pilots of all ledgers together.

    Raises:
        NothingToCheck: no pilot is selected in any of them.
    """
    if not any(part.pilots or part.unreadable for part in parts):
        raise NothingToCheck("no pilot found in {ledgers} ledgers", ledgers=len(parts), help="leave a filter out")
    return PortfolioHead(
        opened.root,
        opened.source,
        shared_programme(opened),
        opened.catalogue,
        opened.as_of,
        sum(len(part.pilots) for part in parts),
        tuple(item for part in parts for item in part.unreadable),
        sum(part.registered for part in parts),
        tuple(f"{part.member.id}:{name}" for part in parts for name in part.member.reached.pilot_ids),
    )


def shared_programme(opened: OpenFederation) -> Programme:
    """Return a programme that speaks for the federation: with its title, its thresholds, and what all ledgers name."""
    federation = opened.federation
    own = [member.programme_by(None) for member in opened.read]
    return Programme(
        id=federation.id,
        title=federation.title,
        term=federation.term,
        timezone=federation.timezone,
        organizations=tuple(one for member in opened.read for one in _prefixed_organizations(member)),
        regions=tuple({one.code: one for programme in own for one in programme.regions}.values()),
        units=tuple({one.id: one for programme in own for one in programme.units}.values()),
        rules=RuleSettings(thresholds=federation.rules.thresholds or Thresholds()),
    )


def _prefixed_organizations(member: Member) -> Iterator[Organization]:
    for item in member.programme_by(None).organizations:
        heir = f"{member.id}:{item.succeeded_by}" if item.succeeded_by else None
        yield item.model_copy(update={"id": f"{member.id}:{item.id}", "succeeded_by": heir})


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
