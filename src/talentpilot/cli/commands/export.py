"""`talentpilot export …`: office tables (台账表) as a workbook to print or as CSV, and the data for analysts."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from talentpilot.cli.commands.returns import ReturnLanguage
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.options import Filters, filter_option
from talentpilot.cli.session import ExitCode, Session

if TYPE_CHECKING:
    from talentpilot.services.federation.members import OpenFederation
    from talentpilot.services.office_tables.gather import OfficeTables

NAMES = (
    "tasks, pilots, bottlenecks, closures, adjustments, practices, rollout, indicators, support, publicity, returns, "
    "observations, life"
)


OnlyPilot = Annotated[str | None, filter_option("--pilot", metavar="PILOT", help="Only this pilot.")]
Edition = Annotated[Literal["internal", "public"], typer.Option(help="Who may see it.")]


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Which tables, of which facts."""

    table: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help=f"{NAMES}; repeatable. Default: all but the last two."),
    ] = None
    pilot: OnlyPilot = None
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Facts of this period, such as 2026Q3.")
    ] = None
    only_open: Annotated[bool, typer.Option("--open", help="Of bottlenecks, the open ones only.")] = False
    edition: Edition = "internal"


Language = Annotated[ReturnLanguage, typer.Option("--lang", help="Language of the tables.")]


def export_xlsx(
    session: Session,
    tables: TableOptions,
    filters: Filters,
    federated: FederationOptions,
    language: Language = ReturnLanguage.ZH,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The workbook.")] = Path(
        "build/tables.xlsx"
    ),
) -> ExitCode:
    """Write office tables (台账表) as a workbook to print."""
    from talentpilot.services.office_tables.gather import write_workbook

    found, code = _gathered(session, federated, tables, filters, language)
    return _finished(session, found, write_workbook(found, output), code)


def export_csv(
    session: Session,
    tables: TableOptions,
    filters: Filters,
    federated: FederationOptions,
    language: Language = ReturnLanguage.ZH,
    bom: Annotated[
        bool | None,
        typer.Option("--bom/--no-bom", help="Byte-order mark, which a Chinese Excel needs. Default: not for en."),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder; a file for each table.")
    ] = Path("build/tables"),
) -> ExitCode:
    """Write office tables (台账表) as CSV files."""
    from talentpilot.services.office_tables.gather import write_csv

    found, code = _gathered(session, federated, tables, filters, language)
    return _finished(session, found, write_csv(found, output, mark=bom), code)


def export_data(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    pilot: OnlyPilot = None,
    edition: Edition = "internal",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder; an earlier export in it is replaced.")
    ] = Path("build/data"),
) -> ExitCode:
    """Write every fact as data for analysts: SQLite, CSV, and a Data Package that describes them."""
    from talentpilot.cli.output.notes import say_trouble, say_unreadable
    from talentpilot.services.data_package.gather import DataRequest, gather_data, write_data
    from talentpilot.services.federation.exports import gather_federation_data

    request = DataRequest(filters.selection(pilot), edition)
    if (opened := _federation(session, federated)) is None:
        found, code = gather_data(session.open_ledger(), request), ExitCode.FINE
    else:
        found, code = gather_federation_data(opened, request), federated.code(opened)
    written = write_data(found, output)
    say, nowhere = session.translator(), found.missing_references
    sys.stdout.write("".join(f"{path}\n" for path in written))
    say_trouble(found.origin.trouble, session.language)
    say_unreadable(session, found.unreadable)
    if nowhere:
        text = say.count(
            "{n} reference leads to nothing; the table findings says which",
            "{n} references lead to nothing; the table findings says which",
            nowhere,
        )
        sys.stderr.write(f"talentpilot: {text}\n")
    return ExitCode.FINDINGS if found.unreadable or nowhere else code


def _gathered(
    session: Session, federated: FederationOptions, tables: TableOptions, filters: Filters, language: ReturnLanguage
) -> "tuple[OfficeTables, ExitCode]":
    """Return the tables, and the code to end with: a missing ledger is a finding."""
    from talentpilot.services.federation.exports import gather_federation_tables
    from talentpilot.services.office_tables.gather import TableRequest, gather_tables

    names, selection = tuple(tables.table or ()), filters.selection(tables.pilot)
    request = TableRequest(selection, names, tables.period, language.value, tables.edition, tables.only_open)
    if (opened := _federation(session, federated)) is None:
        return gather_tables(session.open_ledger(), request), ExitCode.FINE
    return gather_federation_tables(opened, request), federated.code(opened)


def _federation(session: Session, federated: FederationOptions) -> "OpenFederation | None":
    """Open the federation, if it is one, and say on standard error which ledgers were read."""
    from talentpilot.cli.output.federation import head_line
    from talentpilot.i18n.translator import translator_for

    opened = federated.open(session)
    if opened is not None:
        sys.stderr.write(f"talentpilot: {head_line(opened, translator_for(session.language))}\n")
    return opened


def _finished(session: Session, found: "OfficeTables", paths: tuple[Path, ...], code: ExitCode) -> ExitCode:
    from talentpilot.cli.output.notes import say_unreadable

    sys.stdout.write("".join(f"{path}\n" for path in paths))
    say_unreadable(session, found.unreadable)
    return ExitCode.FINDINGS if found.unreadable else code
