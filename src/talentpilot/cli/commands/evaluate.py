"""`talentpilot evaluate`: what an evaluation comes to, and why; all of them by task; rating sheets out and back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.evaluation_options import Reports
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.output.evaluation import BY_ENDING, EvaluationFormat, render_evaluations
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.recording.options import Writing
from talentpilot.cli.session import Session
from talentpilot.cli.sheets_options import Filled, Sheets
from talentpilot.errors import UsageProblem

Subject = Annotated[
    str | None, typer.Argument(metavar="PILOT[/NAME]", help="A pilot's evaluations in full, or the one of that name.")
]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANG", help="Of sheets and reports: zh, en or both; the programme's own languages."
    ),
]


def evaluate(
    session: Session,
    sheets: Sheets,
    filled: Filled,
    writing: Writing,
    reports: Reports,
    subject: Subject = None,
    every: Annotated[
        bool, typer.Option("--all", help="All evaluations, rolled up by task; so it is without a pilot too.")
    ] = False,
    format_: Annotated[EvaluationFormat | None, typer.Option("--format", help="How the answer is printed.")] = None,
    output: options.Output = None,
    language: Language = None,
) -> ExitCode:
    """Show performance, judgement, replicability, the recommendation and why; the authority decides."""
    if every and subject is not None:
        raise UsageProblem(f"--all and {subject} contradict each other\n  help: leave one of them out")
    _check_report_options(reports, shown=format_ is not None, sheets=sheets.sheet or bool(filled.ratings))
    spoken = language if reports.report is None else None
    _check_sheet_options(sheets, filled, writing, shown=every or format_ is not None, language=spoken)
    if filled.ratings:
        from talentpilot.cli.sheets_reading import take_ratings

        return take_ratings(session, subject, filled, writing)
    if sheets.sheet:
        from talentpilot.cli.sheets import Wish, write_sheets

        return write_sheets(session, Wish(subject, sheets.reviewers, language, output))
    if reports.report is not None:
        from talentpilot.cli.evaluation_reporting import write_evaluation_reports

        return write_evaluation_reports(session, subject, reports, language, output)
    return _answer(session, subject, format_, output)


def _answer(session: Session, subject: str | None, format_: EvaluationFormat | None, output: Path | None) -> ExitCode:
    from talentpilot.cli.evaluating import gather_evaluations
    from talentpilot.cli.output.unreadable import say_unreadable

    form = choose_form(format_, output, BY_ENDING, EvaluationFormat.TABLE)
    found = gather_evaluations(session, subject)
    color = session.out_in_color and output is None
    deliver(render_evaluations(found, form, in_full=subject is not None, color=color), output, sys.stdout)
    say_unreadable(found.unreadable)
    return ExitCode.FINDINGS if found.unreadable else ExitCode.FINE


def _check_report_options(reports: Reports, *, shown: bool, sheets: bool) -> None:
    """Refuse options that would be passed over in silence.

    Raises:
        UsageProblem: one has no meaning here.
    """
    if reports.report is None and reports.details:
        told = ", ".join(reports.details)
        raise UsageProblem(f"{told} says how a report is written\n  help: give --report md,pdf too")
    if reports.report is not None and (shown or sheets):
        other = "--format" if shown else "rating sheets"
        raise UsageProblem(f"--report and {other} contradict each other\n  help: ask for one after the other")


def _check_sheet_options(
    sheets: Sheets, filled: Filled, writing: Writing, *, shown: bool, language: str | None
) -> None:
    """Refuse options that would be passed over in silence.

    Raises:
        UsageProblem: one has no meaning here.
    """
    stray: list[str] = []
    if not filled.ratings:
        stray += [*filled.describes, *(["--evidence-level"] if filled.evidence_level is not None else [])]
        stray += [name for name, given in (("--dry-run", writing.dry_run), ("--force", writing.force)) if given]
    if stray:
        raise UsageProblem(f"{', '.join(stray)} says how --ratings are taken in\n  help: give --ratings too")
    if sheets.sheet and filled.ratings:
        raise UsageProblem("--sheet and --ratings contradict each other\n  help: one writes sheets, one reads them")
    if (sheets.reviewers is not None or language is not None) and not sheets.sheet:
        option = "--reviewers" if sheets.reviewers is not None else "--lang"
        if option == "--lang":
            raise UsageProblem("--lang is about sheets and reports\n  help: give --sheet or --report too")
        raise UsageProblem(f"{option} is about rating sheets\n  help: give --sheet too")
    if shown and (sheets.sheet or filled.ratings):
        raise UsageProblem("--all and --format have no meaning with rating sheets\n  help: leave them out")
