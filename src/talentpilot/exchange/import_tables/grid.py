"""An old book as grids of cells, turned if records are columns: from a workbook within limits, or from CSV."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook, UsageProblem
from talentpilot.exchange.cell_problems import CellPlace, CellRemark, unread_comment, unread_drawings
from talentpilot.exchange.workbook_parts import coordinate
from talentpilot.exchange.workbooks import (
    EMPTY,
    Cell,
    Sheet,
    Workbook,
    WorkbookLimits,
    cached_value,
    file_content,
    read_workbook,
)

Place = tuple[int, int]
"""A row and a column, from 1."""
_MOST_MERGED = 2_000_000


@dataclass(frozen=True)  # without slots, so that what is asked for each column can be kept
class BookGrid:
    """The cells that hold something, by row and column; `covered` leads from a merged cell to the first of its range.

    A `turned` grid has its rows and columns exchanged; places are named as they stand in the file.
    """

    file: str
    title: str
    cells: Mapping[Place, Cell]
    covered: Mapping[Place, Place] = field(default_factory=dict)
    visible: bool = True
    turned: bool = False
    formulas: Mapping[Place, str] = field(default_factory=dict)
    comments: Mapping[Place, str] = field(default_factory=dict)
    drawn: bool = False

    @cached_property
    def rows(self) -> int:
        """The last row that holds something."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def columns(self) -> int:
        """The last column that holds something."""
        return max((column for _, column in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell:
        """Return a cell, which may be empty."""
        return self.cells.get((row, column), EMPTY)

    def place(self, row: int, column: int) -> CellPlace:
        """Return the place of a cell in the file."""
        return CellPlace(self.file, self.title, self.name(row, column))

    def name(self, row: int, column: int) -> str:
        """Return the name of a cell, such as E9."""
        return coordinate(column, row) if self.turned else coordinate(row, column)

    def turn(self) -> "BookGrid":
        """Return the grid with its rows and columns exchanged."""

        def swapped(place: Place) -> Place:
            return place[1], place[0]

        return replace(
            self,
            cells={swapped(place): cell for place, cell in self.cells.items()},
            covered={swapped(place): swapped(first) for place, first in self.covered.items()},
            formulas={swapped(place): text for place, text in self.formulas.items()},
            comments={swapped(place): text for place, text in self.comments.items()},
            turned=not self.turned,
        )

    def remarks(self) -> list[CellRemark]:
        """Return what is to be said of formulas, comments and struck-through cells: their values are taken."""
        found = [
            CellRemark(
                self.place(*place), Message.of("{formula} showed {value}, which is read", formula=text,
                                               value=self.at(*place).stored or self.at(*place).value)
            )
            for place, text in sorted(self.formulas.items())
            if self.at(*place).kind != "formula"
        ]  # fmt: skip
        found += [unread_drawings(self.file, self.title)] if self.drawn else []
        found += [unread_comment(self.place(*one), text) for one, text in sorted(self.comments.items())]
        struck = [place for place, cell in self.cells.items() if cell.look.struck]
        found += [CellRemark(self.place(*one), Message("the cell is struck through")) for one in sorted(struck)]
        return found if self.visible else [_hidden(self), *found]


def _hidden(grid: BookGrid) -> CellRemark:
    return CellRemark(CellPlace(grid.file, grid.title), Message("the sheet is hidden; it is read all the same"))


def grids_of(file: str, book: Workbook) -> list[BookGrid]:
    """Return the sheets of a workbook, formulas replaced by what they showed.

    Raises:
        UnreadableWorkbook: its merged ranges are larger than any office makes them.
    """
    return [_grid(file, sheet, book) for sheet in book.sheets]


def _grid(file: str, sheet: Sheet, book: Workbook) -> BookGrid:
    formulas = {place: str(cell.value) for place, cell in sheet.cells.items() if cell.kind == "formula"}
    cells = {place: cached_value(cell, book.epoch) for place, cell in sheet.cells.items()}
    held = {place: cell for place, cell in cells.items() if not _blank(cell)}
    rows = max((row for row, _ in held), default=0)
    columns = max((column for _, column in held), default=0)
    covered: dict[Place, Place] = {}
    for one in sheet.merged:
        first = one.first_row, one.first_column
        for row in range(one.first_row, min(one.last_row, rows) + 1):
            for column in range(one.first_column, min(one.last_column, columns) + 1):
                if (row, column) != first:
                    covered[row, column] = first
            if len(covered) > _MOST_MERGED:
                raise UnreadableWorkbook("the merged ranges hold more cells than any book; it is not read")
    return BookGrid(file, sheet.title, held, covered, sheet.visible, False, formulas, sheet.comments, sheet.drawn)


def _blank(cell: Cell) -> bool:
    return cell.kind == "empty" or (cell.kind == "text" and not str(cell.value).strip())


LIMITS = WorkbookLimits(file_bytes=60_000_000, xml_bytes=300_000_000, elements=4_000_000)
_MOST_CELLS = 3_000_000
_WORKBOOK, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_TEXTS = (".csv", ".tsv", ".txt")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SMALLER = Message("save it as .xlsx or as CSV, in parts if it is large")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written; the encoding is found out where none is given."""

    encoding: str | None = None
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """The sheets of a file, and what is to be said of it."""

    grids: tuple[BookGrid, ...]
    remarks: tuple[CellRemark, ...] = ()


def open_book(path: Path, form: CsvForm) -> OpenedBook:
    """Return the sheets of a file.

    Raises:
        UsageProblem: there is no such file.
        UnreadableWorkbook: it is neither a workbook nor CSV, is damaged or encrypted, or goes beyond the limits.
        OSError: the disk refuses.
    """
    if not path.exists():
        raise UsageProblem("{path} does not exist", help="name a workbook (.xlsx) or a CSV file", path=path)
    name = str(path)
    content = file_content(path, LIMITS)
    if content.startswith((_WORKBOOK, _OLE)):
        try:
            grids = grids_of(name, read_workbook(content, LIMITS))
        except UnreadableWorkbook as problem:
            raise UnreadableWorkbook(problem.message, help=_SMALLER) from problem
        remarks = [one for grid in grids for one in grid.remarks()]
        return OpenedBook(tuple(grids), (*_macros(name, content), *remarks))
    if path.suffix.lower() not in _TEXTS:
        raise UnreadableWorkbook("this is neither an .xlsx workbook nor a CSV file", help=_SMALLER)
    return OpenedBook((_csv_grid(path, content, form),))


def _macros(name: str, content: bytes) -> Iterator[CellRemark]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(part.lower().endswith("vbaproject.bin") for part in archive.namelist()):
            yield CellRemark(CellPlace(name), Message("the workbook holds macros; they are not run"))


def _csv_grid(path: Path, content: bytes, form: CsvForm) -> BookGrid:
    text = decoded(content, form.encoding)
    delimiter = "\t" if form.delimiter == "tab" or path.suffix.lower() == ".tsv" else form.delimiter
    cells: dict[Place, Cell] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row, values in enumerate(reader, 1):
            for column, value in enumerate(values, 1):
                if value.strip():
                    cells[row, column] = Cell("text", value.removeprefix("\t"))
            if len(cells) > _MOST_CELLS:
                raise UnreadableWorkbook("the file has more cells than any book; it is not read", help=_SMALLER)
    except csv.Error as problem:
        raise UnreadableWorkbook(
            "line {line} is not valid CSV: {why}", help="correct its quotes", line=reader.line_num, why=problem
        ) from problem
    return BookGrid(str(path), path.stem, cells)


def decoded(content: bytes, encoding: str | None) -> str:
    """Return the text of a CSV file: by its mark, by the encoding given, else as UTF-8 or GB18030.

    Raises:
        UnreadableWorkbook: none of them fits.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for name in (marked,) if marked else (encoding,) if encoding else ("utf-8", "gb18030", *_unmarked(content)):
        try:
            text = content.decode(name or "utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableWorkbook(
        "the file is not text in {encodings}",
        help="save it as UTF-8, or give its encoding in the mapping",
        encodings=marked or encoding or "UTF-8, UTF-16, GB18030",
    )


def _unmarked(content: bytes) -> tuple[str, ...]:
    """Return the order of bytes of UTF-16 without a mark, by which half of most characters is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if even == odd:
        return ()
    return ("utf-16-be",) if even > odd else ("utf-16-le",)
