"""Write and issue the reports on evaluations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Diagnostic, LanguageChoice, Message
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Language
from talentpilot.model.ledger import Unreadable
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication, evaluations_publication
from talentpilot.report.views.evaluation.inputs import EvaluationSource, Key, key_of
from talentpilot.report.views.evaluation.summary import evaluations_view
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.services.evaluation import EvaluationResults, gather_evaluations
from talentpilot.services.issuing import issue_evaluation, refuse_twice
from talentpilot.services.ledger import OpenLedger, provenance
from talentpilot.services.report_files import OutputPlan, write_reports
from talentpilot.services.reporting import chosen_edition, chosen_languages
from talentpilot.services.validation.ledger import ValidationOptions, check_ledger
from talentpilot.store.issued_reports import FOLDER, input_digest


@dataclass(frozen=True, slots=True)
class EvaluationReportRequest:
    """Which evaluations a report is on, its day of issue and its edition; `subject` None is all pilots, summed up."""

    subject: str | None = None
    issued: date | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluationReports:
    """The reports of a request: what all of them rest on, their languages, and each with its own part of it."""

    source: EvaluationSource
    languages: tuple[Language, ...]
    each: tuple[tuple[EvaluationSource, Publication], ...]


@dataclass(frozen=True, slots=True)
class WrittenReports:
    """The files written, what could not be read, and why git could not name the revision (empty if it could)."""

    paths: tuple[Path, ...]
    unreadable: tuple[Unreadable, ...]
    trouble: Message | None


def write_evaluation_reports(
    ledger: OpenLedger,
    request: EvaluationReportRequest,
    language: LanguageChoice | None,
    plan: OutputPlan,
    warned: Callable[[Message], object],
) -> WrittenReports:
    """Write one report for each evaluation of the pilot named, or the summary over all pilots.

    Raises:
        UsageProblem: there is no such edition, or one file is asked for and there are more reports.
    """
    options = plan.options(ledger.root, ledger.progress.began, warned)
    found = gather_evaluation_reports(ledger, request, language, options.folders, one_file=plan.stem is not None)
    if plan.stem is not None and len(found.each) > 1:
        raise UsageProblem(
            "{subject} has {number} evaluations",
            help="write to a folder, or name one of them",
            subject=request.subject,
            number=len(found.each),
        )
    paths = tuple(path for _, publication in found.each for path in write_reports(publication, plan, options))
    return WrittenReports(paths, found.source.unreadable, found.source.provenance.trouble)


def issue_evaluation_reports(
    ledger: OpenLedger,
    request: EvaluationReportRequest,
    language: LanguageChoice | None,
    plan: OutputPlan,
    warned: Callable[[Message], object],
    *,
    force: bool = False,
) -> WrittenReports:
    """Issue the report on each evaluation, none if one of them has been issued already.

    Raises:
        UsageProblem: a report has been issued already, there is no such edition, or the ledger is not
            committed and `force` is not given.
    """
    options = plan.options(ledger.root, ledger.progress.began, warned)
    found = gather_evaluation_reports(ledger, request, language, options.folders)
    for _, publication in found.each:
        refuse_twice(ledger.root / FOLDER / publication.stem)
    paths = tuple(
        path
        for one, publication in found.each
        for path in issue_evaluation(ledger, one, publication, found.languages, options, force=force)
    )
    return WrittenReports(paths, found.source.unreadable, found.source.provenance.trouble)


def gather_evaluation_reports(
    ledger: OpenLedger,
    request: EvaluationReportRequest,
    language: LanguageChoice | None,
    folders: Sequence[Path],
    *,
    one_file: bool = False,
) -> EvaluationReports:
    """Gather one report for each evaluation of the pilot named, or the summary over all pilots; write nothing.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation that could be read.
        UsageProblem: there is no such evaluation or edition.
    """
    source = gather_evaluation_source(ledger, request)
    languages = chosen_languages(language, source.programme, one_file=one_file)
    if request.subject is None:
        each = [(source, evaluations_publication(evaluations_view(source), languages, folders))]
    else:
        each = [(one, evaluation_publication(evaluation_view(one), languages, folders)) for one in source.each()]
    return EvaluationReports(source, languages, tuple(each))


def gather_evaluation_source(
    ledger: OpenLedger, request: EvaluationReportRequest, *, is_today: Callable[[date], bool] | None = None
) -> EvaluationSource:
    """Return the evaluations asked for, with the findings on their files if a pilot is named.

    `is_today` returns whether a day is the present one. Default: by the ledger's clock.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation that could be read.
        UsageProblem: the pilot has no evaluation of that name, or the day of issue lies before an evaluation's.
    """
    subject = request.subject
    ledger.progress.began("answering the evaluations")
    found = gather_evaluations(ledger, subject)
    is_today = is_today or (lambda day: day == ledger.today)
    return EvaluationSource(
        programme=found.programme,
        catalogue=found.catalogue,
        as_of=found.as_of,
        issued=_issue_day(ledger, found, request.issued, summed=subject is None),
        results=found.results,
        registered=len(ledger.pilot_ids),
        provenance=provenance(ledger.source, input_digest(ledger.source, ledger.pilot_ids)),
        settings=found.settings,
        findings=_findings(ledger, found, is_today) if subject is not None else {},
        unreadable=found.unreadable,
        edition=chosen_edition(request.edition),
    )


def _issue_day(ledger: OpenLedger, found: EvaluationResults, stated: date | None, *, summed: bool) -> date:
    """Return the day stated, or else the later of today and the day of the results.

    Raises:
        UsageProblem: an evaluation, or the day up to which they are summed up, is later.
    """
    issued = stated if stated is not None else max(ledger.today, found.as_of)
    last = max((item.evaluation.as_of for item in found.results), default=issued)
    if issued < last:
        raise UsageProblem(
            "the day of issue, {issued}, is before the day of an evaluation, {day}", issued=issued, day=last
        )
    if summed and issued < found.as_of:
        raise UsageProblem(
            "the day of issue, {issued}, is before the day of the figures, {day}",
            help="compute the figures as of {issued} too",
            issued=issued,
            day=found.as_of,
        )
    return issued


def _findings(
    ledger: OpenLedger, found: EvaluationResults, is_today: Callable[[date], bool]
) -> dict[Key, tuple[Diagnostic, ...]]:
    """Return the findings on each evaluation's pilot on the evaluation's day."""
    ledger.progress.began("checking the files by the rules")
    return {
        key_of(item): _of_pilot(ledger, item.status.pilot.id, day, is_today=is_today(day))
        for item in found.results
        for day in (item.evaluation.as_of,)
    }


def _of_pilot(ledger: OpenLedger, pilot: str, day: date, *, is_today: bool) -> tuple[Diagnostic, ...]:
    result = check_ledger(ledger.reading(ledger.source, day), day if is_today else None, ValidationOptions((pilot,)))
    home = f"pilots/{pilot}/"
    return tuple(item for item in result.diagnostics if item.location.path.startswith(home))
