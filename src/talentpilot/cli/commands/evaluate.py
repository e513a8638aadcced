"""The `talentpilot evaluate` command and its option groups."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.options import WriteOptions
from talentpilot.cli.output.delivery import choose_form, deliver
from talentpilot.cli.output.evaluation import BY_ENDING, EvaluationFormat, render_evaluations
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.services.days import parse_day

if TYPE_CHECKING:
    from talentpilot.model.ledger import Unreadable

REPORT = "Report"


@dataclass(frozen=True, slots=True)
class EvaluationReportOptions:
    """The report on the evaluations asked for, one each; over all pilots one summary."""

    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="FORMS",
            help="Write the report: md, pdf, docx, html, json, several as md,pdf; into --output, or build/out here.",
            rich_help_panel=REPORT,
        ),
    ] = None
    issued: Annotated[
        str | None,
        typer.Option("--issued", metavar="DATE", help="The day of issue; today.", rich_help_panel=REPORT),
    ] = None
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition", metavar="EDITION", help="internal or public. Default: internal.", rich_help_panel=REPORT
        ),
    ] = None
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates",
            metavar="DIR",
            help="Folder with your own templates, which take precedence.",
            rich_help_panel=REPORT,
        ),
    ] = None

    issue: Annotated[
        bool,
        typer.Option(
            "--issue",
            help="With --report: issue it, write reports/evaluation-PILOT-NAME/ in the ledger, once.",
            rich_help_panel=REPORT,
        ),
    ] = False

    @property
    def details(self) -> tuple[str, ...]:
        """The options given that say how a report is written."""
        given = {"--issued": self.issued, "--edition": self.edition, "--templates": self.templates}
        named = tuple(name for name, value in given.items() if value is not None)
        return (*named, "--issue") if self.issue else named


BLANK = "Blank rating sheets"
FILLED = "Filled rating sheets"


@dataclass(frozen=True, slots=True)
class BlankSheetOptions:
    """Blank sheets: whether they are wanted, and for whom."""

    sheet: Annotated[
        bool,
        typer.Option(
            "--sheet",
            help="Write blank rating sheets with the questions and the facts; --output FILE.xlsx, FILE.md or a folder.",
            rich_help_panel=BLANK,
        ),
    ] = False
    reviewers: Annotated[
        str | None,
        typer.Option(
            "--reviewers",
            metavar="N|CODES",
            help="How many, or their codes such as R1,R2; as many as the programme wants.",
            rich_help_panel=BLANK,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class CompletedSheetOptions:
    """Filled sheets, and what an evaluation says of itself that no reviewer answers."""

    ratings: Annotated[
        list[Path] | None,
        typer.Option(
            "--ratings",
            metavar="FILE",
            help="Take the ratings of this filled sheet (.xlsx), or of all in a folder, into the evaluation.",
            rich_help_panel=FILLED,
        ),
    ] = None
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Of a new evaluation: self, midterm, final or third_party.",
            rich_help_panel=FILLED,
        ),
    ] = None
    evaluator: Annotated[
        str | None,
        typer.Option("--evaluator", metavar="ORG", help="Of a new evaluation: who evaluates.", rich_help_panel=FILLED),
    ] = None
    independent: Annotated[
        bool | None,
        typer.Option(
            "--independent/--not-independent",
            help="Of a new evaluation: whether the evaluator is neither lead nor unit nor paid by them.",
            rich_help_panel=FILLED,
        ),
    ] = None
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="TEXT", help="Of a new evaluation: how it was done.", rich_help_panel=FILLED),
    ] = None
    evidence_level: Annotated[
        int | None,
        typer.Option(
            "--evidence-level",
            metavar="0-4",
            help="The evidence level, where reviewers differ or none says it.",
            rich_help_panel=FILLED,
        ),
    ] = None

    @property
    def describes(self) -> tuple[str, ...]:
        """The options given that describe a new evaluation."""
        given = {
            "--type": self.type_,
            "--evaluator": self.evaluator,
            "--independent": self.independent,
            "--method": self.method,
        }
        return tuple(name for name, value in given.items() if value is not None)


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
    sheets: BlankSheetOptions,
    filled: CompletedSheetOptions,
    writing: WriteOptions,
    reports: EvaluationReportOptions,
    subject: Subject = None,
    every: Annotated[
        bool, typer.Option("--all", help="All evaluations, rolled up by task; so it is without a pilot too.")
    ] = False,
    format_: Annotated[EvaluationFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
    language: Language = None,
) -> ExitCode:
    """Show performance, judgement, replicability and a recommendation with its reasons. The authority decides."""
    if every and subject is not None:
        raise UsageProblem(f"--all and {subject} contradict each other\n  help: leave one of them out")
    _check_report_options(reports, shown=format_ is not None, sheets=sheets.sheet or bool(filled.ratings))
    spoken = "both" if language == "both" and reports.report is None else None
    _check_sheet_options(sheets, filled, writing, shown=every or format_ is not None, language=spoken)
    if filled.ratings:
        from talentpilot.services.ratings_import import take_ratings

        return take_ratings(session, subject, filled, writing)
    if sheets.sheet:
        return _write_sheets(session, subject, sheets.reviewers, language, output)
    if reports.report is not None:
        return _write_reports(session, subject, reports, language, output)
    return _answer(session, subject, format_, output)


def _write_sheets(
    session: Session, subject: str | None, reviewers: str | None, language: str | None, output: Path | None
) -> ExitCode:
    from talentpilot.services.rating_sheets import SheetRequest, write_sheets

    written = write_sheets(session.open_ledger(), SheetRequest(subject, reviewers, language, output))
    return _name_files(written.paths, written.unreadable)


def _write_reports(
    session: Session, subject: str | None, asked: EvaluationReportOptions, language: str | None, output: Path | None
) -> ExitCode:
    from talentpilot.cli.output.revisions import say_unknown, warn
    from talentpilot.cli.progress import progress
    from talentpilot.services.evaluation_reports import (
        EvaluationReportRequest,
        issue_evaluation_reports,
        write_evaluation_reports,
    )
    from talentpilot.services.report_files import plan_output

    if asked.issue and output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    if asked.issue and subject is None:
        raise UsageProblem("--issue wants a pilot")
    plan = plan_output(asked.report, output, asked.templates)
    day = None if asked.issued is None else parse_day(asked.issued)
    work = issue_evaluation_reports if asked.issue else write_evaluation_reports
    with progress(quiet=session.quiet) as shown:
        request = EvaluationReportRequest(subject, day, asked.edition)
        written = work(session.open_ledger(shown), request, language, plan, warn)
    if written.trouble:
        say_unknown(written.trouble)
    return _name_files(written.paths, written.unreadable)


def _name_files(paths: Iterable[Path], unreadable: "Sequence[Unreadable]") -> ExitCode:
    """Print the files written and what could not be read."""
    from talentpilot.cli.output.language import say_unreadable

    for path in paths:
        sys.stdout.write(f"{path}\n")
    say_unreadable(unreadable)
    return ExitCode.FINDINGS if unreadable else ExitCode.FINE


def _answer(session: Session, subject: str | None, format_: EvaluationFormat | None, output: Path | None) -> ExitCode:
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.services.evaluation import gather_evaluations

    form = choose_form(format_, output, BY_ENDING, EvaluationFormat.TABLE)
    found = gather_evaluations(session.open_ledger(), subject)
    color = session.out_in_color and output is None and form is EvaluationFormat.TABLE
    text = render_evaluations(found, form, in_full=subject is not None, color=color)
    csv_for = session.language if form is EvaluationFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.unreadable)
    return ExitCode.FINDINGS if found.unreadable else ExitCode.FINE


def _check_report_options(reports: EvaluationReportOptions, *, shown: bool, sheets: bool) -> None:
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
    sheets: BlankSheetOptions,
    filled: CompletedSheetOptions,
    writing: WriteOptions,
    *,
    shown: bool,
    language: str | None,
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
            raise UsageProblem("--lang both is about sheets and reports\n  help: give --sheet or --report too")
        raise UsageProblem(f"{option} is about rating sheets\n  help: give --sheet too")
    if shown and (sheets.sheet or filled.ratings):
        raise UsageProblem("--all and --format have no meaning with rating sheets\n  help: leave them out")
