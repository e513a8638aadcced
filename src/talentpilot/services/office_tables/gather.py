"""Gather the office tables of a ledger, and write them: one workbook, or a folder of CSV files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from talentpilot.analysis.portfolio import PilotFeatures, PilotSelection, features_of
from talentpilot.analysis.status import pilot_status
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import MissingExtra, UsageProblem
from talentpilot.exchange.office_tables.table import OfficeTable, csv_table
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.i18n.translator import long_day, period_name
from talentpilot.model.ledger import Unreadable
from talentpilot.model.periods import Period, parse_period
from talentpilot.report.views.inputs import Names
from talentpilot.report.views.redaction import WHYS, Omission, Why, omissions, redact
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.office_tables import life, overview, results, work
from talentpilot.services.office_tables.context import KeyedRow, OfficeContext, OfficePilot, TableForm
from talentpilot.services.portfolio import no_match_error
from talentpilot.store.writer import write_file

TABLES: Mapping[str, TableForm] = {
    one.name: one
    for one in (
        work.TASKS, overview.PILOTS, work.BOTTLENECKS, work.CLOSURES, work.ADJUSTMENTS, results.PRACTICES,
        results.ROLLOUT, results.INDICATORS, results.SUPPORT, results.PUBLICITY, overview.RETURNS,
        results.OBSERVATIONS, life.LIFE,
    )
}  # fmt: skip
"""The tables by name, in their order."""
NOT_BY_DEFAULT = frozenset(("life", "observations"))


@dataclass(frozen=True, slots=True)
class TableRequest:
    """Which tables of which pilots; no names mean the usual ones."""

    selection: PilotSelection
    tables: tuple[str, ...] = ()
    period: str | None = None
    language: LanguageChoice = "zh"
    edition: Literal["internal", "public"] = "internal"
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class OfficeTables:
    """The tables, what was left out of a public edition, and what could not be read.

    `title` and `keeper` are those of the programme, in the language of the tables; `pilots` counts those selected;
    `coverage` says of a federation which ledgers were read.
    """

    tables: tuple[OfficeTable, ...]
    title: str
    keeper: str
    as_of: date
    pilots: int
    words: FormWords
    period: Period | None
    omitted: tuple[Omission, ...]
    unreadable: tuple[Unreadable, ...]
    coverage: str = ""


def gather_tables(ledger: OpenLedger, request: TableRequest, prefix: str = "") -> OfficeTables:
    """Return the tables asked for; the ids of the pilots begin with `prefix`.

    Raises:
        UsageProblem: there is no such table or period.
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    names = _names(request.tables)
    period = _period(request.period)
    codes = Names(ledger.programme, ledger.catalogue, request.edition)
    context = OfficeContext(ledger, codes, FormWords(request.language), period)
    rows: dict[str, list[KeyedRow]] = {name: [] for name in names}
    unreadable: list[Unreadable] = []
    left_out: Counter[Why] = Counter()
    number = 0
    for pilot in _pilots(ledger, request.selection, prefix, unreadable):
        number += 1
        shown = pilot
        if request.edition == "public":
            shown = OfficePilot(redact(pilot.status), pilot.sources)
            left_out.update({one.why: one.count for one in omissions(shown.status)})
        for name in names:
            rows[name] += TABLES[name].rows(context, shown)
    tables = tuple(TABLES[name].table(context, found) for name, found in rows.items())
    if request.only_open:
        tables = tuple(_open_only(context, table) if table.name == "bottlenecks" else table for table in tables)
    programme = ledger.programme
    return OfficeTables(
        tables, context.text(programme.short_title or programme.title), context.organization(programme.keeper),
        context.as_of, number, context.words, period,
        tuple(Omission(why, left_out[why]) for why in WHYS if left_out[why]), tuple(unreadable),
    )  # fmt: skip


def _names(asked: Sequence[str]) -> tuple[str, ...]:
    unknown = next((name for name in asked if name not in TABLES), None)
    if unknown is not None:
        raise UsageProblem(
            "there is no table {name}", help="the tables are {names}", name=unknown, names=Message.listed(TABLES)
        )
    return tuple(name for name in TABLES if (name in asked if asked else name not in NOT_BY_DEFAULT))


def _period(text: str | None) -> Period | None:
    period = parse_period(text) if text is not None else None
    if text is not None and period is None:
        raise UsageProblem("{text} is not a period", help="write it as in {example}", text=text, example="2026Q3")
    return period


def _open_only(context: OfficeContext, table: OfficeTable) -> OfficeTable:
    closed = context.flag(False)
    rows = tuple(row for row in table.rows if row.values[16] == closed)
    return OfficeTable(table.name, table.title, table.columns, rows)


def _pilots(
    ledger: OpenLedger, selection: PilotSelection, prefix: str, unreadable: list[Unreadable]
) -> Iterator[OfficePilot]:
    """Yield the selected pilots with their files, each read once and let go; what can't be read is noted."""
    programme, catalogue = ledger.config.require()
    ledger.preload()
    features: list[PilotFeatures] = []
    found = False
    wanted = [name for name in ledger.pilot_ids if selection.pilots is None or f"{prefix}{name}" in selection.pilots]
    for name in ledger.progress.over("reading the pilots", wanted, len(wanted)):
        reading = ledger.read(name)
        unreadable += reading.unreadable
        if reading.pilot is not None and reading.pilot.complete:
            pilot = replace(reading.pilot, id=f"{prefix}{reading.pilot.id}") if prefix else reading.pilot
            status = pilot_status(pilot, programme, ledger.as_of)
            features.append(features_of(status, catalogue))
            if selection.admits(status, catalogue):
                found = True
                yield OfficePilot(status, reading.sources)
    if not found and not unreadable:
        raise no_match_error(selection, features, ledger.pilot_ids)


def workbook_content(found: OfficeTables) -> bytes:
    """Return the workbook of the tables.

    Raises:
        MissingExtra: openpyxl is not installed.
    """
    try:
        from talentpilot.exchange.office_tables.workbook import render_tables
    except ImportError as problem:
        raise MissingExtra("workbooks need the extra `sheets`", help="pip install 'talentpilot[sheets]'") from problem
    heads = {table.name: _head(found, table) for table in found.tables}
    return render_tables(found.tables, heads, found.words, found.as_of)


def _head(found: OfficeTables, table: OfficeTable) -> tuple[str, str]:
    """Return the title of a table and the line below it: the day, the period, how many pilots and what is left out."""
    line, day = found.words.line, found.as_of
    parts = [line(f"截至{long_day(day, 'zh')}", f"as of {long_day(day, 'en')}")]
    if found.period is not None:
        parts.append(line(period_name(found.period, "zh"), period_name(found.period, "en")))
    parts.append(found.coverage or line(f"试点 {found.pilots} 个", f"{found.pilots} pilot{'s' * (found.pilots != 1)}"))
    parts += [line(f"单位：{found.keeper}", f"kept by {found.keeper}")] if found.keeper else []
    left = sum(one.count for one in found.omitted)
    parts += [line(f"公开版，略去 {left} 项", f"public edition, {left} items left out")] if left else []
    return f"{found.title} {found.words.word(table.title)}", " · ".join(parts)


def write_workbook(found: OfficeTables, file: Path) -> tuple[Path, ...]:
    """Write the workbook; return its path.

    Raises:
        UsageProblem: the name has another ending.
        MissingExtra: openpyxl is not installed.
        StorageProblem: the disk refuses.
    """
    if file.suffix.lower() != ".xlsx":
        raise UsageProblem("{file} is not the name of a workbook", help="end it with .xlsx", file=file)
    content = workbook_content(found)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(file, content)
    return (file,)


def write_csv(found: OfficeTables, folder: Path, *, mark: bool | None) -> tuple[Path, ...]:
    """Write a CSV file for each table into a folder; return their paths.

    `mark` asks for a byte-order mark. Default: one where there is Chinese.

    Raises:
        StorageProblem: the disk refuses.
    """
    words = found.words
    marked = words.language != "en" if mark is None else mark
    files = {folder / f"{table.name}.csv": csv_table(table, words, mark=marked) for table in found.tables}
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        write_file(path, content)
    return tuple(files)
