"""The headings of a sheet, and its rows by kind: titles, records, skipped and blank ones, those after the end."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.import_mapping import RowRule, SheetRule
from talentpilot.suggestions import nearest_words

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def heading_form(text: object) -> str:
    """Return a heading for comparison: in NFKC, without spaces and line breaks."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


@dataclass(frozen=True, slots=True)
class Headings:
    """The first row of the headings, how many they are, and the column of each heading; `shown` keeps its spaces."""

    row: int
    rows: int
    columns: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last row of the headings."""
        return self.row + self.rows - 1

    def column(self, heading: str) -> int | None:
        """Return the column of a heading, however it is spaced."""
        return self.columns.get(heading_form(heading))


def find_headings(grid: BookGrid, first: str, rows: int) -> Headings | None:
    """Return the headings below the first row whose first filled cell reads so; None if there is no such row."""
    wanted = heading_form(first)
    firsts: dict[int, int] = {}
    for row, column in grid.cells:
        firsts[row] = min(column, firsts.get(row, column))
    at = next((row for row in sorted(firsts) if heading_form(_shown(grid, row, firsts[row])) == wanted), None)
    if at is None:
        return None
    found: dict[str, int] = {}
    shown: dict[str, str] = {}
    for column in range(1, grid.columns + 1):
        name = _joined(grid, at, rows, column)
        if name:
            number, whole = 2, name
            while heading_form(whole) in found:
                whole, number = f"{name}#{number}", number + 1
            found[heading_form(whole)] = column
            shown[heading_form(whole)] = whole
    return Headings(at, rows, found, shown)


def _joined(grid: BookGrid, row: int, rows: int, column: int) -> str:
    """Return the heading of a column, joined downwards; the same word twice in a row counts once."""
    parts: list[str] = []
    for one in range(row, row + rows):
        part = " ".join(unicodedata.normalize("NFKC", _shown(grid, one, column)).split())
        if _CHINESE.search(part):  # line breaks in Chinese stand for nothing
            part = heading_form(part)
        if part and (not parts or heading_form(parts[-1]) != heading_form(part)):
            parts.append(part)
    return "/".join(parts)


def _shown(grid: BookGrid, row: int, column: int) -> str:
    """Return the text of a cell; each cell of a merged range has that of its first."""
    cell = grid.at(*grid.covered.get((row, column), (row, column)))
    return "" if cell.value is None else str(cell.value)


def unlike(grid: BookGrid, headings: Headings, named: Iterable[str], explained: Iterable[str]) -> list[CellProblem]:
    """Return how the headings differ from those of the mapping: ones it names are missing, or it lacks some."""
    forms = {heading_form(one): one for one in named}
    absent = [one for form, one in forms.items() if form not in headings.columns]
    known = {heading_form(one) for one in explained}
    strange = [one for one in headings.columns if one not in known]
    place = CellPlace(grid.file, grid.title)
    found = [
        CellProblem(
            place,
            Message.of("the sheet has no heading {heading}", heading=one),
            _near(one, [headings.shown[other] for other in strange]),
        )
        for one in absent
    ]
    for one in strange:
        where = grid.place(headings.row, headings.columns[one])
        said = Message.of("the mapping says nothing of the heading {heading}", heading=headings.shown[one])
        found.append(CellProblem(where, said, _near(one, absent)))
    if found:
        there, wanted = map(Message.listed, (headings.shown.values(), forms.values()))
        said = Message.of("headings of the sheet: {there}", there=there)
        found.append(CellProblem(place, said, Message.of("headings of the mapping: {wanted}", wanted=wanted)))
    return found


def _near(heading: str, others: Sequence[str]) -> Message:
    near = nearest_words(heading, others)
    if not near:
        return Message("no other one is like it")
    return Message.of("the nearest is {near}", near=Message.listed(near))


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
    """A cell of a record with its row and column; of a value that is filled down, those of the cell it comes from."""

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
    """Return a problem for each cell of a record in a column without a heading."""
    explained, read = set(headings.columns.values()), set(rows.read)
    loose = [place for place in grid.cells if place[0] in read and place[1] not in explained]
    said, advice = Message("the cell stands below no heading"), Message("give its column a heading, or delete it")
    return [CellProblem(grid.place(*one), said, advice, str(grid.at(*one).value)) for one in sorted(loose)]
