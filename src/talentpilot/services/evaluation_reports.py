"""Write and issue the reports on evaluations."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Diagnostic
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
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.provenance import provenance
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
class WrittenReports:
    """The files written, what could not be read, and why git could not name the revision (empty if it could)."""

    paths: tuple[Path, ...]
    unreadable: tuple[Unreadable, ...]
    trouble: str


def write_evaluation_reports(
    ledger: OpenLedger,
    request: EvaluationReportRequest,
    language: str | None,
    plan: OutputPlan,
    warned: Callable[[str], object],
) -> WrittenReports:
    """Write one report for each evaluation of the pilot named, or the summary over all pilots.

    Raises:
        UsageProblem: there is no such language or edition, or one file is asked for and there are more reports.
    """
    source = gather_report(ledger, request)
    options = plan.options(ledger.root, ledger.progress.began, warned)
    languages = chosen_languages(language, source.programme, one_file=plan.stem is not None)
    found = list(_publications(source, languages, options.folders, in_full=request.subject is not None))
    if plan.stem is not None and len(found) > 1:
        raise UsageProblem(
            f"{request.subject} has {len(found)} evaluations\n  help: name a folder with --output, or one of them"
        )
    paths = tuple(path for publication in found for path in write_reports(publication, plan, options))
    return WrittenReports(paths, tuple(source.unreadable), source.provenance.trouble)


def issue_evaluation_reports(
    ledger: OpenLedger,
    request: EvaluationReportRequest,
    language: str | None,
    plan: OutputPlan,
    warned: Callable[[str], object],
) -> WrittenReports:
    """Issue the report on each evaluation, none if one of them has been issued already.

    Raises:
        UsageProblem: a report has been issued already, or there is no such language or edition.
    """
    source = gather_report(ledger, request)
    options = plan.options(ledger.root, ledger.progress.began, warned)
    languages = chosen_languages(language, source.programme)
    made = [(one, evaluation_publication(evaluation_view(one), languages, options.folders)) for one in source.each()]
    for _, publication in made:
        refuse_twice(ledger.root / FOLDER / publication.stem)
    paths = tuple(
        path for one, publication in made for path in issue_evaluation(ledger, one, publication, languages, options)
    )
    return WrittenReports(paths, tuple(source.unreadable), source.provenance.trouble)


def _publications(
    source: EvaluationSource, languages: Sequence[Language], folders: Sequence[Path], *, in_full: bool
) -> Iterator[Publication]:
    if not in_full:
        yield evaluations_publication(evaluations_view(source), languages, folders)
        return
    for one in source.each():
        yield evaluation_publication(evaluation_view(one), languages, folders)


def gather_report(
    ledger: OpenLedger, request: EvaluationReportRequest, *, is_today: Callable[[date], bool] | None = None
) -> EvaluationSource:
    """Return the evaluations asked for, with the findings on their files if a pilot is named.

    `is_today` tells whether a day is the present one; by default the ledger's clock does.

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
        raise UsageProblem(f"--issued {issued} lies before the day of an evaluation, {last}")
    if summed and issued < found.as_of:
        raise UsageProblem(
            f"--issued {issued} lies before the day of the figures, {found.as_of}\n  help: say --as-of {issued} too"
        )
    return issued


def _findings(
    ledger: OpenLedger, found: EvaluationResults, is_today: Callable[[date], bool]
) -> dict[Key, tuple[Diagnostic, ...]]:
    """Return what validation says of each evaluation's pilot on the evaluation's day."""
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
