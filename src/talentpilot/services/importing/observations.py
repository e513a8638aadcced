"""Import indicator values from a long table (one value per row) without a mapping, with one edit per pilot."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from talentpilot.diagnostics import Message
from talentpilot.errors import TalentpilotError
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.cell_values import (
    CellAnswer,
    DayRules,
    NumberRules,
    read_amount,
    read_day,
    read_prose,
    written,
)
from talentpilot.exchange.import_tables.grid import BookGrid, CsvForm
from talentpilot.exchange.import_tables.rows import (
    SheetRecord,
    find_headings,
    heading_form,
    records,
    unlike,
)
from talentpilot.exchange.return_sheets.contents import years_later
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.import_mapping import SheetRule
from talentpilot.model.outcomes import Indicator
from talentpilot.model.units import unit_of
from talentpilot.services.importing.pilots import ImportedPilot, check_pilots, write_pilots
from talentpilot.services.importing.result import ImportResult, ImportRun, SheetCoverage
from talentpilot.services.importing.values import read_flag, read_period_name
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.recording.observations import confirm_observation, record_observation
from talentpilot.services.recording.transaction import PilotEdit, open_edit
from talentpilot.services.recording.values import without_empty
from talentpilot.suggestions import nearest, nearest_pilot

FIELDS: dict[str, tuple[str, ...]] = {
    "pilot": ("pilot", "试点", "试点编号"),
    "indicator": ("indicator", "指标", "指标编号"),
    "date": ("date", "日期"),
    "period": ("period", "报告期", "时期"),
    "value": ("value", "数值", "值"),
    "provisional": ("provisional", "初步数", "是否初步数"),
    "evidence": ("evidence", "佐证", "佐证材料"),
    "note": ("note", "备注"),
}
"""The headings of each column, in either language."""
_PASSED_OVER = ("序号", "No.", "no", "出处", "source")
_MARKS = re.compile(r"[\s,，、;；]+")
_FILE = "outcomes.yaml"


@dataclass(frozen=True, slots=True)
class ObservationRequest:
    """Files of values. `correct` lets a value of the file replace another one of the ledger."""

    files: tuple[Path, ...]
    dry_run: bool = False
    correct: bool = False


@dataclass(frozen=True, slots=True)
class _ObservationRow:
    """A value as the file says it; the day or period, the value and the rest are read once the indicator is known."""

    pilot: str
    indicator: str
    cells: Mapping[str, Cell]
    places: Mapping[str, CellPlace]


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that was read: its time, and the fields of the observation."""

    row: _ObservationRow
    when: date | str
    facts: dict[str, Any]

    @property
    def time(self) -> str:
        """The field of its time."""
        return "period" if isinstance(self.when, str) else "date"


@dataclass(slots=True)
class _ObservationImport(ImportRun):
    """An import of values, with the rows of each pilot."""

    correct: bool
    rows: dict[str, list[_ObservationRow]] = field(default_factory=dict)


def import_observations(ledger: OpenLedger, request: ObservationRequest) -> ImportResult:
    """Record the values of long tables, each pilot whole or not at all.

    Raises:
        UsageProblem: a file does not exist.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
        StorageProblem: the disk refuses; what was written of earlier pilots stays.
    """
    config = ledger.config
    config.require()
    running = _ObservationImport(ledger, request.correct)
    for path in request.files:
        for grid in running.grids(path, CsvForm()):
            if grid.cells:
                _read_sheet(running, grid)
    stopped = running.stopped or running.coverage.unexplained > 0
    planned = [] if running.stopped else [_planned(running, name, rows) for name, rows in running.rows.items()]
    for one in planned:
        one.refused = one.refused or bool(one.problems) or stopped
    check_pilots(ledger, config, planned)
    if not request.dry_run:
        write_pilots(ledger, planned, ())
    for sheet in running.sheets:
        sheet.refused = [one for pilot in planned for one in pilot.problems if one.place.file == sheet.file]
    return running.result(request.files, planned, stopped=stopped, dry_run=request.dry_run)


def _read_sheet(running: _ObservationImport, grid: BookGrid) -> None:
    """Read one sheet: headings of any order in the first row that begins with one of them."""
    forms = {heading_form(name).casefold(): key for key, names in FIELDS.items() for name in names}
    passed = {heading_form(name).casefold() for name in _PASSED_OVER}
    first = _first_heading(grid, forms.keys() | passed)
    headings = find_headings(grid, first, 1) if first else None
    coverage = running.sheet(grid)
    if headings is None:
        said = Message("no row has the headings of observations")
        advice = Message.of("they are {headings}", headings=Message.listed(FIELDS))
        running.stop(grid, CellProblem(CellPlace(grid.file, grid.title), said, advice))
        return
    columns = {name: forms.get(name.casefold(), "") for name in headings.columns}
    known = [name for name in headings.columns if columns[name] or name.casefold() in passed]
    missing = [key for key in ("pilot", "indicator", "value") if key not in columns.values()]
    missing += [] if {"date", "period"} & set(columns.values()) else ["date"]
    if len(missing) > 1:
        running.stop(grid, _other_table(grid, missing))
        return
    strange = unlike(grid, headings, [*known, *missing], known)
    if strange:
        running.stop(grid, *strange)
        return
    rule = SheetRule(sheet="*")
    rows = running.sort_rows(grid, headings, rule)
    coverage.mapped = tuple(name for name in known if columns[name])
    for record in records(grid, headings, rows, rule):
        _take_row(running, grid, record, columns, coverage)


def _other_table(grid: BookGrid, missing: Sequence[str]) -> CellProblem:
    """Return the problem of a sheet that is no table of observations: each of its headings would be another one."""
    said = Message.of("the sheet is no table of observations: it has no {headings}", headings=Message.listed(missing))
    advice = "other books need a mapping: talentpilot import --suggest {file} > mapping.yaml"
    return CellProblem(CellPlace(grid.file, grid.title), said, Message.of(advice, file=grid.file))


def _first_heading(grid: BookGrid, known: set[str]) -> str:
    """Return the first heading of the row that has the most of them, in the first thirty rows."""
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in grid.cells.items():
        if row <= 30:
            found.setdefault(row, []).append((column, heading_form(cell.value)))
    ranked = {row: sum(name.casefold() in known for _, name in cells) for row, cells in found.items()}
    best = max(ranked, key=lambda row: (ranked[row], -row), default=0)
    return min(found[best])[1] if best and ranked[best] >= 3 else ""


def _take_row(
    running: _ObservationImport,
    grid: BookGrid,
    record: SheetRecord,
    columns: Mapping[str, str],
    coverage: SheetCoverage,
) -> None:
    cells = {columns[name]: found for name, found in record.cells.items() if columns[name]}
    merged = [one.problem for one in cells.values() if one.problem is not None]
    running.problems += merged
    pilot = written(cells["pilot"].cell).lower()
    if merged or not pilot:
        if not pilot:
            place = grid.place(record.number, cells["pilot"].column)
            running.problems.append(CellProblem(place, Message("the row names no pilot"), Message("fill it in")))
        coverage.cells["refused"] += 1
        return
    coverage.cells.update("read" if one.cell.kind != "empty" else "empty" for one in cells.values())
    places = {key: grid.place(record.number, one.column) for key, one in cells.items()}
    row = _ObservationRow(
        pilot, written(cells["indicator"].cell).upper(), {key: one.cell for key, one in cells.items()}, places
    )
    running.rows.setdefault(pilot, []).append(row)


def _planned(running: _ObservationImport, name: str, rows: Sequence[_ObservationRow]) -> ImportedPilot:
    """Return what the rows of one pilot do to it, in memory."""
    ledger = running.ledger
    place = rows[0].places["pilot"]
    found = ImportedPilot(name, is_new=False, place=place)
    if name not in ledger.pilot_ids:
        said = Message.of("there is no pilot {pilot}", pilot=name)
        found.problems.append(CellProblem(place, said, nearest_pilot(name, ledger.pilot_ids), name))
        found.refused = True
        return found
    try:
        found.edit = open_edit(ledger, name)
        _record(running, found, found.edit, rows)
    except TalentpilotError as problem:
        found.problems.append(CellProblem(place, problem.message, problem.help))
        found.refused = True
    return found


def _record(
    running: _ObservationImport, found: ImportedPilot, edit: PilotEdit, rows: Sequence[_ObservationRow]
) -> None:
    by_indicator: dict[str, list[_ObservationRow]] = {}
    for row in rows:
        by_indicator.setdefault(row.indicator, []).append(row)
    for identifier, own in by_indicator.items():
        indicator = edit.pilot.indicator(identifier)
        if indicator is None:
            known = [one.id for one in edit.pilot.indicators]
            said = Message.of("{pilot} has no indicator {id}", pilot=edit.folder, id=identifier or "–")
            found.problems.append(CellProblem(own[0].places["indicator"], said, nearest(identifier, known)))
            continue
        values = [one for row in own if (one := _read_row(running, found, row, indicator)) is not None]
        _record_series(running, found, edit, identifier, values)


def _read_row(
    running: _ObservationImport, found: ImportedPilot, row: _ObservationRow, indicator: Indicator
) -> _Value | None:
    """Return the value of a row, and report what can't be read."""
    answers = _answers(running, row, indicator)
    for key, one in answers.items():
        found.remarks += [CellRemark(row.places[key], said) for said in one.remarks]
        if one.problem is not None:
            seen, name = written(row.cells[key]), f"observation.{key}"
            found.problems.append(CellProblem(row.places[key], one.problem, one.help, seen, name))
    if any(one.problem is not None for one in answers.values()):
        return None
    value = {key: one.value for key, one in answers.items() if one.value is not None}
    times = [value[key] for key in ("date", "period") if key in value]
    if len(times) != 1 or "value" not in value:
        said = Message("the row needs a value, and either a date or a period")
        found.problems.append(CellProblem(row.places["value"], said, Message("fill them in, or delete the row")))
        return None
    facts = without_empty(value=value["value"], evidence=value.get("evidence", []),
                          provisional=value.get("provisional", False), note=value.get("note"))  # fmt: skip
    return _Value(row, times[0], facts)


def _answers(running: _ObservationImport, row: _ObservationRow, indicator: Indicator) -> dict[str, CellAnswer[Any]]:
    term = running.ledger.programme.term
    unit = unit_of(running.ledger.programme, indicator.unit)
    words = (unit.zh, unit.en, unit.id) if unit is not None else (indicator.unit,)
    days = DayRules(years_later(term.start, -5), running.ledger.today)
    found: dict[str, CellAnswer[Any]] = {}
    for key, cell in row.cells.items():
        if cell.kind == "empty":
            continue
        match key:
            case "value":
                found[key] = read_amount(cell, NumberRules(words, percent=unit is not None and unit.percent))
            case "date":
                found[key] = read_day(cell, days)
            case "period":
                found[key] = read_period_name(written(cell))
            case "provisional":
                found[key] = read_flag(written(cell))
            case "evidence":
                found[key] = CellAnswer([one for one in _MARKS.split(written(cell)) if one])
            case "note":
                found[key] = _note(read_prose(cell))
    return found


def _note(answer: CellAnswer[str]) -> CellAnswer[Any]:
    if answer.value is None:
        return answer
    return CellAnswer({"en" if answer.value.isascii() else "zh": answer.value})


def _record_series(
    running: _ObservationImport, found: ImportedPilot, edit: PilotEdit, identifier: str, values: Sequence[_Value]
) -> None:
    """Append the new values of an indicator at once; those of a day or period that is there are compared."""
    place = ("indicators", edit.find(_FILE, "indicators", identifier), "observations")
    present = {str(item.get("period") or item.get("date")): item for item in edit.file(_FILE).at(place) or ()}
    new: dict[str, _Value] = {}
    for one in values:
        when = str(one.when)
        if when in new:
            said = Message.of("{id} of {when} stands in {cell} already", id=identifier, when=when,
                              cell=new[when].row.places["value"].cell)  # fmt: skip
            found.problems.append(CellProblem(one.row.places["value"], said, Message("keep one of the rows")))
        elif when in present:
            _compare(running, found, edit, identifier, one, present[when])
        else:
            new[when] = one
    if new:
        items = [{one.time: one.when, **one.facts} for one in new.values()]
        edit.extend(_FILE, place, items, Message.of("imported: {what} ({n})", what=identifier, n=len(items)))
        found.added["observation"] += len(items)


def _compare(
    running: _ObservationImport,
    found: ImportedPilot,
    edit: PilotEdit,
    identifier: str,
    value: _Value,
    item: Mapping[str, Any],
) -> None:
    """Confirm or replace an existing value, or report that the ledger has another one."""
    day, period = (value.when, None) if isinstance(value.when, date) else (None, value.when)
    same = Decimal(str(item.get("value"))) == value.facts["value"]
    was_provisional, is_provisional = item.get("provisional") == "true", value.facts.get("provisional", False)
    if same and was_provisional == is_provisional:
        return
    if same and was_provisional:
        confirm_observation(edit, identifier, day, period=period)
    elif was_provisional or running.correct:
        facts = value.facts
        record_observation(
            edit, identifier, facts["value"], day, period=period, evidence=facts.get("evidence", ()),
            provisional=is_provisional, note=facts.get("note"), force=True,
        )  # fmt: skip
    else:
        said = Message.of("{id} of {when} is {value} here, and the ledger says {seen}", id=identifier,
                          when=value.when, value=value.facts["value"], seen=item.get("value"))  # fmt: skip
        advice = Message("{--correct} replaces it, and talentpilot validate --base reports the correction (C02)")
        found.problems.append(CellProblem(value.row.places["value"], said, advice, str(value.facts["value"])))
        return
    found.added["observation"] += 1
