"""Gather what the report over many ledgers is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from talentpilot.analysis.ledger_numbers import PilotNumbers, reports_in
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Language, Text
from talentpilot.report.provenance import Provenance
from talentpilot.report.views.federation import Crossing, FederationSource, LedgerFacts, TwoLights
from talentpilot.report.views.inputs import Names, Scope
from talentpilot.report.views.redaction import Edition
from talentpilot.rules.federation import adopting_ledger, traces_of
from talentpilot.services.federation.lock import provenance_of
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import MemberPilots, OwnLight
from talentpilot.services.federation.survey import survey_federation
from talentpilot.services.federation.validation import FederationValidation
from talentpilot.services.reporting import ReportDays, narrow


@dataclass(frozen=True, slots=True)
class FederationReportRequest:
    """What the report is to hold.

    `scope` and `selection` mean the same pilots; `with_pilots` lists them in an annex.
    """

    days: ReportDays
    scope: Scope
    selection: PilotSelection
    edition: Edition = "internal"
    with_pilots: bool = False


def narrow_federation(
    view: str | None, filters: Mapping[str, str | None], ledgers: Sequence[str] = ()
) -> tuple[Scope, PilotSelection, tuple[str, ...]]:
    """Return what a view, filters and chosen ledgers mean: for the head, for the reading, and the ledgers to open.

    Raises:
        UsageProblem: there is no such view or light, or a filter contradicts the view.
    """
    kind, _, value = (view or "").partition(":")
    if kind == "ledger" and value:
        scope, selection = narrow(None, whole_life=False, **filters)
        return replace(scope, kind="ledger", value=value), selection, (value,)
    scope, selection = narrow(view, whole_life=False, **filters)
    if ledgers:
        scope = replace(scope, filters=(*scope.filters, ("ledger", ",".join(sorted(set(ledgers))))))
    return scope, selection, tuple(ledgers)


def chosen_federation_languages(asked: str | None, opened: OpenFederation) -> tuple[Language, ...]:
    """Return the languages asked for, or the one of the federation's title: Chinese if it has both.

    Raises:
        UsageProblem: there is no such language.
    """
    match asked:
        case "zh" | "en":
            return (asked,)
        case "both":
            return "zh", "en"
        case None:
            return ("zh",) if opened.federation.title.speaks("zh") else ("en",)
        case _:
            raise UsageProblem("language {language} is unknown", help="write zh, en or both", language=asked)


def gather_federation_source(opened: OpenFederation, asked: FederationReportRequest) -> FederationSource:
    """Read, rate and check every ledger, and return what the report shows.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    return compute_federation_source(opened, asked, provenance_of(opened), is_today=opened.as_of == opened.today)


def compute_federation_source(
    opened: OpenFederation, asked: FederationReportRequest, origin: Provenance, *, is_today: bool
) -> FederationSource:
    """Return the same without asking the clock; `is_today` says whether the day of the figures is the present one.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """
    survey = survey_federation(opened, asked.selection, is_today=is_today)
    validation, numbers = survey.validation, survey.numbers()
    parts = {part.member.id: part for part in numbers.ledgers}
    days = asked.days
    return FederationSource(
        opened.federation.title,
        opened.catalogue,
        asked.scope,
        days.period,
        days.as_of,
        days.issued,
        asked.edition,
        origin,
        opened.every,
        tuple(_facts(member, parts.get(member.id), validation) for member in opened.members),
        _crossings(validation, asked.edition),
        _two_lights(numbers.own_lights),
        _settings(validation),
        asked.with_pilots,
    )


def _facts(member: Member, part: MemberPilots[PilotNumbers] | None, validation: FederationValidation) -> LedgerFacts:
    name = member.entry.title or Text(plain=member.id)
    if part is None:
        return LedgerFacts(member.id, name, member.reason, None)
    received, owed = reports_in(part.pilots)
    return LedgerFacts(
        member.id, name, None, member.commit, part.pilots, received, owed, validation.errors.get(member.id, 0),
        validation.waived.get(member.id, 0), part.newest,
    )  # fmt: skip


def _crossings(validation: FederationValidation, edition: Edition) -> tuple[Crossing, ...]:
    context = validation.context
    found = []
    for ledger in context.ledgers:
        if ledger.programme is None:
            continue
        names = Names(ledger.programme, context.catalogue, edition)
        for pilot in ledger.pilots:
            for adoption in pilot.adoptions:
                other = adopting_ledger(context, ledger, adoption)
                if other is not None and adoption.day <= context.as_of:
                    adopter = names.organization(adoption.org) if adoption.org else names.region(adoption.region or "")
                    mentioned = context.mentions(other.id, traces_of(adoption))
                    title = Text(zh=pilot.titles[0], en=pilot.titles[-1])
                    found.append(
                        Crossing(
                            f"{ledger.id}:{pilot.id}", title, adoption.title, adopter, other.id, adoption.day,
                            adoption.document, mentioned,
                        )
                    )  # fmt: skip
    return tuple(sorted(found, key=lambda item: (item.pilot, item.day)))


def _two_lights(items: Iterable[OwnLight]) -> tuple[TwoLights, ...]:
    return tuple(TwoLights(item.pilot, item.title, item.own.word, item.national.word) for item in items)


def _settings(validation: FederationValidation) -> tuple[tuple[str, Message], ...]:
    found = (item for item in validation.result.shown if item.rule == "N07")
    return tuple((item.location.path.partition("/")[0], item.message) for item in found)
