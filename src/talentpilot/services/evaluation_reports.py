"""Writes the reports on evaluations: gathers the answers and what stands in the files they rest on."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.cli.commands.evaluate import EvaluationReportOptions
from talentpilot.cli.output.language import say_unreadable
from talentpilot.cli.output.reports import plan_output, write_reports
from talentpilot.cli.output.revisions import say_trouble
from talentpilot.cli.progress import progress
from talentpilot.cli.session import ExitCode, Session, parse_day
from talentpilot.diagnostics import Diagnostic
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Language
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication, evaluations_publication
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.evaluation.inputs import EvaluationSource, Key, key_of
from talentpilot.report.views.evaluation.summary import evaluations_view
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.services.evaluation import EvaluationResults, gather_evaluations
from talentpilot.services.issuing import issue_evaluation, refuse_twice
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.provenance import provenance
from talentpilot.services.reporting import chosen_edition, chosen_languages
from talentpilot.services.validation.ledger import ValidationOptions, check_ledger
from talentpilot.store.issued_reports import FOLDER, input_digest


@dataclass(frozen=True, slots=True)
class EvaluationReportSource:
    """What a report on evaluations needs, and where the ledger lies."""

    root: Path
    source: EvaluationSource


def write_evaluation_reports(
    session: Session, subject: str | None, request: EvaluationReportOptions, language: str | None, output: Path | None
) -> ExitCode:
    """Write one report for each evaluation of the pilot named, or the summary over all pilots.

    Raises:
        UsageProblem: there is no such form, language, edition or folder, or one file is asked for and there are more.
    """
    if request.issue and (output is not None or subject is None):
        why = "writes to reports/ of the ledger, so --output has no place beside it" if output else "wants a pilot"
        raise UsageProblem(f"--issue {why}")
    plan = plan_output(request.report, output, request.templates)
    with progress(quiet=session.quiet) as shown:
        ledger = session.open_ledger(shown)
        reported = gather_report(ledger, subject, request)
        options = plan.options(reported.root, shown.began)
        languages = chosen_languages(language, reported.source.programme, one_file=plan.stem is not None)
        if request.issue:
            return _issue(ledger, reported, languages, options)
        found = list(_publications(reported.source, languages, options.folders, in_full=subject is not None))
        if plan.stem is not None and len(found) > 1:
            raise UsageProblem(
                f"{subject} has {len(found)} evaluations\n  help: name a folder with --output, or one of them"
            )
        say_trouble(reported.source.provenance)
        written = [path for publication in found for path in write_reports(publication, plan, options)]
    for path in written:
        sys.stdout.write(f"{path}\n")
    say_unreadable(reported.source.unreadable)
    return ExitCode.FINDINGS if reported.source.unreadable else ExitCode.FINE


def _issue(
    ledger: OpenLedger, reported: EvaluationReportSource, languages: tuple[Language, ...], options: RenderOptions
) -> ExitCode:
    """Issue the report on each evaluation, none where one of them has been issued already."""
    sources = list(reported.source.each())
    made = [(one, evaluation_publication(evaluation_view(one), languages, options.folders)) for one in sources]
    for _, publication in made:
        refuse_twice(reported.root / FOLDER / publication.stem)
    for one, publication in made:
        for path in issue_evaluation(ledger, one, publication, languages, options):
            sys.stdout.write(f"{path}\n")
    say_unreadable(reported.source.unreadable)
    return ExitCode.FINDINGS if reported.source.unreadable else ExitCode.FINE


def _publications(
    source: EvaluationSource, languages: Sequence[Language], folders: Sequence[Path], *, in_full: bool
) -> Iterator[Publication]:
    if not in_full:
        yield evaluations_publication(evaluations_view(source), languages, folders)
        return
    for one in source.each():
        yield evaluation_publication(evaluation_view(one), languages, folders)


def gather_report(
    ledger: OpenLedger,
    subject: str | None,
    request: EvaluationReportOptions,
    *,
    is_today: Callable[[date], bool] | None = None,
) -> EvaluationReportSource:
    """The evaluations asked for, as `gather_evaluations` finds them; the files are checked where pilots are named.

    `is_today` tells whether a day is the present one; by default the ledger's clock does.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation that could be read.
        UsageProblem: the pilot has no evaluation of that name, or the day of issue lies before an evaluation's.
    """
    ledger.progress.began("answering the evaluations")
    found = gather_evaluations(ledger, subject)
    is_today = is_today or (lambda day: day == ledger.today)
    source = EvaluationSource(
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
    return EvaluationReportSource(ledger.root, source)


def _issue_day(ledger: OpenLedger, found: EvaluationResults, stated: str | None, *, summed: bool) -> date:
    """The day stated, or today, or the day of the answers where that lies ahead.

    Raises:
        UsageProblem: an evaluation, or the day up to which they are summed up, is later.
    """
    issued = parse_day(stated) if stated is not None else max(ledger.today, found.as_of)
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
    """What validation says of each evaluation's pilot on the evaluation's day."""
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
