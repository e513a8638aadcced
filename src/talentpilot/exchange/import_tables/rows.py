"""Tell the rows of a sheet apart: titles, headings, records, skipped and blank rows, and what follows the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellProblem
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.exchange.import_tables.headings import Headings, heading_form
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.import_mapping import RowRule, SheetRule


@dataclass(slots=True)
class SortedRows:
    """The rows of a sheet by what they are; a skipped one with the rule that says so."""

    title: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)
    after_stop: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)


def sort_rows(grid: BookGrid, headings: Headings, rule: SheetRule) -> SortedRows:
    """Return the rows of the used range, each once."""
    found = SortedRows()
    filled = {row for row, _ in grid.cells}
    stopped = False
    for row in range(1, grid.rows + 1):
        if row < headings.row:
            found.title.append(row)
        elif row <= headings.last:
            found.header.append(row)
        elif row not in filled:
            found.blank.append(row)
        elif stopped or _matching(grid, headings, row, rule.stop) is not None:
            stopped = True
            found.after_stop.append(row)
        elif (matched := _matching(grid, headings, row, rule.skip)) is not None:
            found.skipped[row] = matched
        else:
            found.read.append(row)
    return found


def _matching(grid: BookGrid, headings: Headings, row: int, rules: Sequence[RowRule]) -> str | None:
    """Return the first rule that a row fits, in words."""
    for rule in rules:
        column = headings.column(rule.column)
        place = grid.covered.get((row, column or 0), (row, column or 0))
        value = grid.at(*place).value if place[0] == row else None
        text = heading_form(value) if value is not None else ""
        if text and (text in map(heading_form, rule.is_) or text.startswith(tuple(map(heading_form, rule.begins)))):
            return f"{rule.column}: {text}"
    return None


@dataclass(frozen=True, slots=True)
class RecordCell:
    """A cell of a record: what stands there, and where it stands; filled down, that is further up."""

    cell: Cell
    row: int
    column: int
    problem: CellProblem | None = None


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A row of a sheet that is read, by heading."""

    number: int
    cells: dict[str, RecordCell]


def records(grid: BookGrid, headings: Headings, rows: SortedRows, rule: SheetRule) -> Iterator[SheetRecord]:
    """Yield the records; in a column that is filled down, an empty cell means the same as above."""
    downwards = {headings.column(one) for one in rule.fill_down}
    above: dict[int, RecordCell] = {}
    for row in rows.read:
        cells: dict[str, RecordCell] = {}
        for heading, column in headings.columns.items():
            found = _record_cell(grid, row, column, filled=column in downwards)
            if column in downwards:
                found = found if found.cell.kind != "empty" else above.get(column, found)
                above[column] = found
            cells[heading] = found
        yield SheetRecord(row, cells)


def _record_cell(grid: BookGrid, row: int, column: int, *, filled: bool) -> RecordCell:
    first = grid.covered.get((row, column))
    if first is None:
        return RecordCell(grid.at(row, column), row, column)
    if filled and first[1] == column:
        return RecordCell(grid.at(*first), *first)
    said = Message.of("the cell is merged with {first}", first=grid.name(*first))
    advice = Message("part the cells, or name the column in fill_down if they all mean the same")
    value = str(grid.at(*first).value or "")
    return RecordCell(grid.at(*first), row, column, CellProblem(grid.place(row, column), said, advice, value))


def loose_cells(grid: BookGrid, headings: Headings, rows: SortedRows) -> list[CellProblem]:
    """Return the cells of records that stand below no heading: nothing is said of them."""
    explained, read = set(headings.columns.values()), set(rows.read)
    loose = [place for place in grid.cells if place[0] in read and place[1] not in explained]
    said, advice = Message("the cell stands below no heading"), Message("give its column a heading, or delete it")
    return [CellProblem(grid.place(*one), said, advice, str(grid.at(*one).value)) for one in sorted(loose)]
