"""`talentpilot import`: take over books that were kept in workbooks or CSV files, by a mapping."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.services.importing.result import ImportResult

_MAPPINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How old books are taken over."""

    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out the cells that can't be taken, not the whole pilot.")
    ] = False
    correct: Annotated[
        bool, typer.Option("--correct", help="Of observations: write over values that differ in the ledger.")
    ] = False
    coverage: Annotated[
        Path | None,
        typer.Option(
            "--coverage", metavar="FILE", help="Write the coverage report here; the ending says how: .json .csv .txt"
        ),
    ] = None
    suggest: Annotated[
        Path | None,
        typer.Option("--suggest", metavar="FILE", help="Print a mapping for this book, to be edited; nothing else."),
    ] = None


def import_books(
    session: Session,
    how: ImportOptions,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[MAPPING] FILE",
            help="A mapping (.yaml) and the books (.xlsx, .csv); without a mapping, observations.",
            show_default=False,
        ),
    ] = None,
    dry_run: options.DryRun = False,
    format_: options.Form = TextFormat.TEXT,
) -> ExitCode:
    """Take old books over: by a mapping, or values of indicators as a long table."""
    from talentpilot.cli.output.delivery import deliver
    from talentpilot.cli.output.imports import coverage_text, render_import
    from talentpilot.i18n.translator import translator_for

    if how.suggest is not None:
        return _suggest(how.suggest, files or [])
    if how.coverage is not None and how.coverage.suffix not in (".json", ".csv", ".txt"):
        raise UsageProblem(
            "{output}: its ending names no format", help="end it with .json, .csv or .txt", output=how.coverage
        )
    result = _imported(session, files or [], how, dry_run=dry_run)
    say = translator_for(session.language, "commands")
    if how.coverage is not None:
        text = coverage_text(result.coverage, how.coverage.suffix, say)
        deliver(text, how.coverage, sys.stdout, csv_for=session.language if how.coverage.suffix == ".csv" else None)
    out, err = render_import(result, format_, say, quiet=session.quiet)
    sys.stderr.write(err)
    sys.stdout.write(out)
    return ExitCode.FINE if result.complete else ExitCode.FINDINGS


def _imported(session: Session, files: list[Path], how: ImportOptions, *, dry_run: bool) -> "ImportResult":
    from talentpilot.services.importing.books import ImportRequest
    from talentpilot.services.importing.books import import_books as take_over
    from talentpilot.services.importing.observations import ObservationRequest, import_observations

    by_mapping = bool(files) and files[0].suffix.lower() in _MAPPINGS
    books = files[1:] if by_mapping else files
    if not books:
        raise UsageProblem(
            "no book is named",
            help="talentpilot import MAPPING.yaml FILE, talentpilot import observations.csv, or import --suggest FILE",
        )
    if by_mapping and how.correct:
        raise UsageProblem("--correct is for observations alone", help="correct the book or the ledger")
    if not by_mapping and how.partial:
        raise UsageProblem("--partial needs a mapping", help="leave it out; each pilot is taken whole or not at all")
    ledger = session.open_ledger()
    if by_mapping:
        return take_over(ledger, ImportRequest(files[0], tuple(books), dry_run, how.partial))
    return import_observations(ledger, ObservationRequest(tuple(books), dry_run, how.correct))


def _suggest(book: Path, others: list[Path]) -> ExitCode:
    from talentpilot.services.importing.suggest import suggest_mapping

    if others:
        raise UsageProblem("--suggest looks at one book", help="talentpilot import --suggest FILE > mapping.yaml")
    sys.stdout.write(suggest_mapping(book))
    return ExitCode.FINE
