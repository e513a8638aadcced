"""The coverage report (覆盖报告): what became of every row, column and cell of the old books."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from talentpilot.exchange.cell_numbers import NumberRules, read_amount
from talentpilot.exchange.cell_problems import CellProblem
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.exchange.import_tables.headings import Headings, heading_form
from talentpilot.exchange.import_tables.rows import SortedRows

_TOTALS = ("合计", "总计", "总数", "total", "grandtotal", "sum")


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """The sum of a numeric column as read, and what the sheet's own total says, if it has one."""

    heading: str
    sum: Decimal
    own: Decimal | None = None
    own_cell: str = ""

    @property
    def agrees(self) -> bool | None:
        """Whether both agree; None where the sheet has no total."""
        return None if self.own is None else self.own == self.sum


@dataclass(slots=True)
class SheetCoverage:
    """What became of a sheet. `rows` counts them by what they are; `unmapped`: no sheet of the mapping fits."""

    file: str
    sheet: str
    rows: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    mapped: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    cells: Counter[str] = field(default_factory=Counter)
    refused: list[CellProblem] = field(default_factory=list)
    sums: list[ColumnSum] = field(default_factory=list)
    unmapped: bool = False

    @property
    def used(self) -> int:
        """The number of rows in the used range."""
        return sum(count for name, count in self.rows.items() if name != "unexplained")

    @property
    def unexplained(self) -> int:
        """The number of rows of which nothing is known, or in which a cell stands below no heading."""
        return self.rows.get("unexplained", 0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of all the sheets."""

    sheets: tuple[SheetCoverage, ...]

    @property
    def unexplained(self) -> int:
        """The number of rows that are not explained."""
        return sum(sheet.unexplained for sheet in self.sheets)


def row_counts(rows: SortedRows, loose: Sequence[CellProblem]) -> dict[str, int]:
    """Return how many rows there are of each kind."""
    unexplained = {problem.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for problem in loose}
    return {
        "title": len(rows.title),
        "header": len(rows.header),
        "read": len(rows.read),
        "skipped": len(rows.skipped),
        "after_stop": len(rows.after_stop),
        "blank": len(rows.blank),
        "unexplained": len(unexplained),
    }


def column_sum(
    grid: BookGrid, headings: Headings, rows: SortedRows, heading: str, values: Sequence[Fraction]
) -> ColumnSum:
    """Return the sum of a column, beside the sheet's own total in the last skipped row that is one."""
    total = sum(values, Fraction(0))
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    column = headings.column(heading) or 0
    own_rows = [row for row, rule in rows.skipped.items() if _is_total(rule)]
    for row in reversed(own_rows):
        own = read_amount(grid.at(row, column), NumberRules(percent=True)).value
        if own is not None:
            return ColumnSum(heading, exact, own, grid.name(row, column))
    return ColumnSum(heading, exact)


def _is_total(rule: str) -> bool:
    return heading_form(rule.partition(": ")[2]).casefold() in _TOTALS
