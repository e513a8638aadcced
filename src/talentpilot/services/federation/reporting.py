"""Gather what the report over many ledgers is made from."""

from dataclasses import dataclass

from talentpilot import __version__
from talentpilot.analysis.portfolio import PilotSelection, light_word
from talentpilot.diagnostics import Message
from talentpilot.model.base import Text
from talentpilot.report.provenance import Provenance
from talentpilot.report.views.federation import Crossing, FederationSource, LedgerFacts, TwoLights
from talentpilot.report.views.redaction import Edition
from talentpilot.rules.contexts import AdoptionSummary, LedgerSummary, PilotSummary
from talentpilot.rules.federation import adopting_ledger, traces_of
from talentpilot.services.federation.lock import inputs_of, reports_in
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import FederationPortfolio, MemberPortfolio, gather_federation
from talentpilot.services.federation.validation import FederationValidation, validate_federation
from talentpilot.services.reporting import ReportDays
from talentpilot.store.git.worktree import revision_of


@dataclass(frozen=True, slots=True)
class FederationReportRequest:
    """What the report is to hold; `with_pilots` adds every pilot in an annex."""

    days: ReportDays
    selection: PilotSelection
    edition: Edition = "internal"
    with_pilots: bool = False


def gather_federation_source(opened: OpenFederation, asked: FederationReportRequest) -> FederationSource:
    """Read, rate and check every ledger, and return what the report shows.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    validation = validate_federation(opened, allow_missing=True)
    portfolio = gather_federation(opened, asked.selection)
    parts = {part.member.id: part for part in portfolio.ledgers}
    days = asked.days
    return FederationSource(
        opened.federation.title,
        opened.catalogue,
        days.period,
        days.as_of,
        days.issued,
        asked.edition,
        Provenance(revision_of(opened.source), inputs_of(opened), __version__),
        opened.every,
        tuple(_facts(member, parts.get(member.id), validation) for member in opened.members),
        _crossings(validation),
        _two_lights(portfolio),
        _settings(validation),
        asked.with_pilots,
    )


def _facts(member: Member, part: MemberPortfolio | None, validation: FederationValidation) -> LedgerFacts:
    name = member.entry.title or Text(plain=member.id)
    if part is None:
        return LedgerFacts(member.id, name, member.reason, None)
    received, owed = reports_in(part.statuses)
    return LedgerFacts(
        member.id, name, None, member.commit, part.statuses, received, owed, validation.errors.get(member.id, 0),
        validation.waived.get(member.id, 0), part.newest,
    )  # fmt: skip


def _crossings(validation: FederationValidation) -> tuple[Crossing, ...]:
    context = validation.context
    found = []
    for ledger in context.ledgers:
        for pilot in ledger.pilots:
            for adoption in pilot.adoptions:
                other = adopting_ledger(context, ledger, adoption)
                if other is not None and adoption.day <= context.as_of:
                    mentioned = context.mentions(other.id, traces_of(adoption))
                    found.append(_crossing(ledger, pilot, adoption, other.id, mentioned=mentioned))
    return tuple(sorted(found, key=lambda item: (item.pilot, item.day)))


def _crossing(
    ledger: LedgerSummary, pilot: PilotSummary, adoption: AdoptionSummary, other: str, *, mentioned: bool
) -> Crossing:
    known = ledger.programme.organization(adoption.org) if ledger.programme is not None and adoption.org else None
    adopter = Text(zh=known.zh, en=known.en) if known is not None else Text(plain=adoption.org or adoption.region)
    return Crossing(
        f"{ledger.id}:{pilot.id}", adoption.title, adopter, other, adoption.day, adoption.document, mentioned
    )


def _two_lights(portfolio: FederationPortfolio) -> tuple[TwoLights, ...]:
    return tuple(
        TwoLights(item.own.pilot.id, item.own.plan.title, light_word(item.own), light_word(item.national))
        for item in portfolio.own_lights
    )


def _settings(validation: FederationValidation) -> tuple[tuple[str, Message], ...]:
    found = (item for item in validation.result.shown if item.rule == "N07")
    return tuple((item.location.path.partition("/")[0], item.message) for item in found)
