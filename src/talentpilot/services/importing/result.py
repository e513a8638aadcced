"""The result of an import: pilots, organizations, and the coverage (覆盖报告) of every row, column and cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.cell_problems import CellPlace, CellProblem, CellRemark
from talentpilot.exchange.cell_values import NumberRules, read_amount
from talentpilot.exchange.import_tables.grid import BookGrid, CsvForm, open_book
from talentpilot.exchange.import_tables.rows import Headings, SortedRows, heading_form, loose_cells, sort_rows
from talentpilot.model.import_mapping import SheetRule
from talentpilot.model.programme import Organization
from talentpilot.services.importing.pilots import ImportedPilot
from talentpilot.services.ledger import OpenLedger

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
        """Whether both agree; None if the sheet has no total."""
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
        """The number of rows of unknown meaning, or with a cell that is below no heading."""
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
        own = read_amount(grid.at(row, column), NumberRules(percent=True, as_shown=False)).value
        if own is not None:
            return ColumnSum(heading, exact, own, grid.name(row, column))
    return ColumnSum(heading, exact)


def _is_total(rule: str) -> bool:
    return heading_form(rule.partition(": ")[2]).casefold() in _TOTALS


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import. `stopped`: the layout is not that of the mapping, so nothing was written."""

    files: tuple[str, ...]
    pilots: tuple[ImportedPilot, ...]
    organizations: tuple[Organization, ...]
    problems: tuple[CellProblem, ...]
    remarks: tuple[CellRemark, ...]
    coverage: Coverage
    stopped: bool
    written: bool

    @property
    def complete(self) -> bool:
        """Whether everything was taken, and nothing is unexplained."""
        problems = bool(self.problems) or any(one.problems for one in self.pilots)
        return not problems and not self.stopped and not self.coverage.unexplained


@dataclass(slots=True)
class ImportRun:
    """An import while it runs: what it has found so far."""

    ledger: OpenLedger
    problems: list[CellProblem] = field(default_factory=list, init=False)
    remarks: list[CellRemark] = field(default_factory=list, init=False)
    sheets: list[SheetCoverage] = field(default_factory=list, init=False)
    stopped: bool = field(default=False, init=False)

    @property
    def coverage(self) -> Coverage:
        """What became of the sheets read so far."""
        return Coverage(tuple(self.sheets))

    def grids(self, path: Path, form: CsvForm) -> tuple[BookGrid, ...]:
        """Return the sheets of a file; one that can't be read stops the import.

        Raises:
            UsageProblem: there is no such file.
        """
        try:
            book = open_book(path, form)
        except UnreadableWorkbook as problem:
            self.problems.append(CellProblem(CellPlace(str(path)), problem.message, problem.help))
            self.stopped = True
            return ()
        self.remarks += book.remarks
        return book.grids

    def sheet(self, grid: BookGrid) -> SheetCoverage:
        """Begin with a sheet."""
        self.sheets.append(SheetCoverage(grid.file, grid.title))
        return self.sheets[-1]

    def stop(self, grid: BookGrid, *problems: CellProblem) -> None:
        """Stop at the last sheet, whose layout is not the expected one: none of its rows is explained."""
        self.problems += problems
        self.sheets[-1].rows = {"unexplained": len({row for row, _ in grid.cells}), "read": 0}
        self.sheets[-1].unmapped = self.stopped = True

    def sort_rows(self, grid: BookGrid, headings: Headings, rule: SheetRule) -> SortedRows:
        """Return the rows of the last sheet by what they are, and count them."""
        rows = sort_rows(grid, headings, rule)
        loose = loose_cells(grid, headings, rows)
        self.problems += loose
        self.sheets[-1].rows = row_counts(rows, loose)
        for row, words in rows.skipped.items():
            self.sheets[-1].skipped.setdefault(words, []).append(row)
        return rows

    def result(
        self, files: Sequence[Path], pilots: Sequence[ImportedPilot], *, stopped: bool, dry_run: bool,
        organizations: tuple[Organization, ...] = (),
    ) -> ImportResult:  # fmt: skip
        """Return the result of the import."""
        return ImportResult(
            tuple(map(str, files)), tuple(pilots), organizations, tuple(self.problems), tuple(self.remarks),
            self.coverage, stopped, not dry_run,
        )  # fmt: skip
