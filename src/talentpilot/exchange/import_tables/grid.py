"""A sheet of an old book as a grid of cells, whether it came from a workbook or from CSV, upright or turned."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.cell_problems import CellPlace, CellRemark
from talentpilot.exchange.workbook_parts import coordinate
from talentpilot.exchange.workbooks import EMPTY, Cell, Sheet, Workbook, cached_value

Place = tuple[int, int]
"""A row and a column, from 1."""
_MOST_MERGED = 2_000_000


@dataclass(frozen=True, slots=True)
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
    commented: frozenset[Place] = frozenset()

    @property
    def rows(self) -> int:
        """The last row that holds something."""
        return max((row for row, _ in self.cells), default=0)

    @property
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
            commented=frozenset(map(swapped, self.commented)),
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
        found += [CellRemark(self.place(*one), Message("the cell has a comment")) for one in sorted(self.commented)]
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
    return BookGrid(file, sheet.title, held, covered, sheet.visible, False, formulas, sheet.commented)


def _blank(cell: Cell) -> bool:
    return cell.kind == "empty" or (cell.kind == "text" and not str(cell.value).strip())
