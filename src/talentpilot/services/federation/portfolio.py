"""The pilots of all ledgers of a federation, rated by one yardstick and named with their ledger's prefix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from talentpilot.analysis.newest_fact import newest_fact
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.diagnostics import Language, Message
from talentpilot.errors import NothingToCheck
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Organization, Programme, RuleSettings, Thresholds
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.portfolio import Portfolio
from talentpilot.store.git.revision import GitTree


@dataclass(frozen=True, slots=True)
class OwnLight:
    """A pilot whose light by its ledger's own thresholds differs from the one by the federation's."""

    own: PilotStatus
    national: PilotStatus


@dataclass(frozen=True, slots=True)
class MemberPortfolio:
    """The selected pilots of one ledger, with prefixed ids; `registered` counts all pilots of the ledger."""

    member: Member
    programme: Programme
    statuses: tuple[PilotStatus, ...]
    unreadable: tuple[Unreadable, ...]
    registered: int
    own_lights: tuple[OwnLight, ...] = ()

    @property
    def newest(self) -> date | None:
        """The day of the newest fact that one of the pilots records; None if none does."""
        days = (newest_fact(status.pilot, status.as_of) for status in self.statuses)
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class FederationPortfolio:
    """The selected pilots of a federation: as one portfolio, and ledger by ledger."""

    opened: OpenFederation
    whole: Portfolio
    ledgers: tuple[MemberPortfolio, ...]

    @property
    def own_lights(self) -> tuple[OwnLight, ...]:
        """The pilots that their ledger's own thresholds give another light."""
        return tuple(item for part in self.ledgers for item in part.own_lights)


def gather_federation(opened: OpenFederation, selection: PilotSelection) -> FederationPortfolio:
    """Read the ledgers and rate the selected pilots on the federation's day.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    members = opened.progress.over("reading the ledgers", opened.read, len(opened.read))
    parts = tuple(rate_member(opened, member, selection) for member in members)
    if not any(part.statuses or part.unreadable for part in parts):
        raise NothingToCheck("no pilot found in {ledgers} ledgers", ledgers=len(parts), help="leave a filter out")
    return FederationPortfolio(opened, _merged(opened, parts), parts)


def rate_member(opened: OpenFederation, member: Member, selection: PilotSelection) -> MemberPortfolio:
    """Return the selected pilots of one ledger."""
    ledger = member.reached
    thresholds = opened.federation.rules.thresholds
    own = ledger.programme
    programme = own if thresholds is None else own.with_thresholds(thresholds)
    folders = ledger.pilot_ids
    statuses, unreadable, own_lights = [], [], []
    if isinstance(ledger.source, GitTree):
        ledger.source.preload(folders)
    for name in folders:
        if selection.pilots is not None and f"{member.id}:{name}" not in selection.pilots:
            continue
        reading = ledger.read(name)
        unreadable += [member.prefixed(item) for item in reading.unreadable]
        if reading.pilot is None or not reading.pilot.complete:
            continue
        pilot = replace(reading.pilot, id=f"{member.id}:{reading.pilot.id}")
        status = pilot_status(pilot, programme, opened.as_of)
        if not replace(selection, pilots=None).admits(status, opened.catalogue):
            continue
        statuses.append(status)
        if programme is not own and own.rules.thresholds != programme.rules.thresholds:
            before = pilot_status(pilot, own, opened.as_of)
            own_lights += [OwnLight(before, status)] if before.light is not status.light else []
    return MemberPortfolio(member, programme, tuple(statuses), tuple(unreadable), len(folders), tuple(own_lights))


def _merged(opened: OpenFederation, parts: tuple[MemberPortfolio, ...]) -> Portfolio:
    """Return the pilots of all ledgers as one portfolio."""
    return Portfolio(
        opened.root,
        opened.source,
        shared_programme(opened, {part.member.id: part.programme for part in parts}),
        opened.catalogue,
        opened.as_of,
        tuple(status for part in parts for status in part.statuses),
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
