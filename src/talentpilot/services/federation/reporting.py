"""Gather what the report over many ledgers is made from, and issue it with the lock in its manifest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot.analysis.portfolio import PilotNumbers, PilotSelection, reports_in
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.model.base import Language, Text
from talentpilot.model.periods import Cadence
from talentpilot.report.document import Publication
from talentpilot.report.manifest import FederationBasis, Past, Subject
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.federation import UNSAID, Crossing, FederationSource, LedgerFacts, TwoLights
from talentpilot.report.views.inputs import Names, Provenance, Scope
from talentpilot.report.views.redaction import Edition
from talentpilot.rules.federation import adopting_ledger, traces_of
from talentpilot.services.federation.lock import lock_of, provenance_of
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import MemberPilots, OwnLight
from talentpilot.services.federation.survey import survey_federation
from talentpilot.services.federation.validation import FederationValidation
from talentpilot.services.issuing import (
    ReportIdentity,
    describe,
    hold_back,
    issue,
    uncommitted,
    unfinished,
    warn_without_history,
)
from talentpilot.services.reporting import ReportDays, ReportRequest, days_of_report, narrow
from talentpilot.store.federation import own_digest
from talentpilot.store.git.revision import GitTree
from talentpilot.store.git.worktree import revision_of


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
    view: str | None = None, ledgers: Sequence[str] = (), **filters: str | None
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


def chosen_federation_languages(asked: LanguageChoice | None, opened: OpenFederation) -> tuple[Language, ...]:
    """Return the languages asked for, or the one of the federation's title: Chinese if it has both."""
    match asked:
        case "zh" | "en":
            return (asked,)
        case "both":
            return "zh", "en"
        case None:
            return ("zh",) if opened.federation.title.speaks("zh") else ("en",)


def gather_federation_source(
    opened: OpenFederation, asked: ReportRequest, *, with_pilots: bool
) -> tuple[OpenFederation, FederationSource]:
    """Read, rate and check every ledger; return the federation on the day of the figures, and what the report shows.

    Raises:
        UsageProblem: the period is none or has not begun, or the days contradict each other.
        NothingToCheck: the selection matches no pilot.
    """
    stated = opened.as_of if opened.as_of != opened.today else None
    days = days_of_report(asked.period, asked.issued, stated, opened.today, Cadence.QUARTERLY)
    opened = opened.on(days.as_of)
    request = FederationReportRequest(days, asked.scope, asked.selection, asked.edition, with_pilots)
    is_today = opened.as_of == opened.today
    return opened, compute_federation_source(opened, request, provenance_of(opened), is_today=is_today)


def compute_federation_source(
    opened: OpenFederation, asked: FederationReportRequest, origin: Provenance, *, is_today: bool
) -> FederationSource:
    """Return what the report shows without asking the clock; `is_today`: the day of the figures is the present one.

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
    found = (item for item in validation.result.findings if item.rule == "N07")
    return tuple((item.location.path.partition("/")[0], item.message) for item in found)


def issue_federation_report(
    opened: OpenFederation,
    source: FederationSource,
    publication: Publication,
    languages: tuple[Language, ...],
    options: RenderOptions,
    *,
    allow_missing: bool = False,
    force: bool = False,
) -> list[Path]:
    """Issue the report to `reports/` of the federation's folder, and return the paths of its files.

    Raises:
        UsageProblem: it has been issued already, a ledger is missing and that is not allowed, or `force` is not given
            while the period is not over or files are not committed.
        MissingExtra: a form needs a part that is not installed.
        StorageProblem: the disk refuses; nothing is left then.
    """
    if opened.missing and not allow_missing:
        missing = (Message.of("{id}: {reason}", id=one.id, reason=one.reason) for one in opened.missing)
        raise UsageProblem(
            "the report was not issued, since ledgers are missing: {missing}", missing=Message.joined("; ", missing),
            help="fetch them; {--allow-missing} issues it without them",
        )  # fmt: skip
    options = replace(options, strict=True)
    reasons = (*unfinished(source.period, source.as_of), *uncommitted(source.provenance), *_unfixed(opened))
    hold_back(reasons, options, force=force)
    warn_without_history(source.provenance, options)
    identity = ReportIdentity(
        subject_of(source), Past({}, (), {}), opened.as_of == opened.today,
        basis_of(opened, source),
    )  # fmt: skip
    return issue(publication, options, opened.root, describe(source, identity, publication, options, languages))


def subject_of(source: FederationSource) -> Subject:
    """Return what the report is about, as its manifest says."""
    scope = source.scope
    view = f"{scope.kind}:{scope.value}" if scope.value else scope.kind
    return Subject(source.period, view, dict(scope.filters))


def basis_of(opened: OpenFederation, source: FederationSource) -> FederationBasis:
    """Return what makes the report again: the state of each ledger as it was read, and why others were missing.

    A public edition does not say why, since that may quote paths.
    """
    public = source.edition == "public"
    missing = {one.id: UNSAID if public else one.reason for one in opened.missing if one.reason is not None}
    return FederationBasis(own_digest(opened.source), lock_of(opened), missing, source.with_pilots)


def _unfixed(opened: OpenFederation) -> Iterator[Message]:
    """Yield the ledgers that are read from files on disk, so that their state could not be found again."""
    for member in opened.read:
        source = member.reached.source
        if isinstance(source, GitTree):
            continue
        try:
            revision = revision_of(source)
        except StorageProblem:
            revision = None
        if revision is None or revision.endswith("-dirty"):
            yield Message.of("ledger {id} is read from files that are not committed; give it a rev", id=member.id)
