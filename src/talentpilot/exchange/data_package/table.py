"""A table of the data for analysts: its columns, its keys, and its rows with the line of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from talentpilot.exchange.data_package.columns import Cell, ColumnPart, DataColumn, column
from talentpilot.model.periods import Period

Key = tuple[str | int | Period, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key: columns of a table that name a row of another one by its key."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table: `meaning` says in English and Chinese what a row is; the columns of the key come first."""

    name: str
    meaning: str
    key: tuple[DataColumn, ...]
    columns: tuple[DataColumn, ...]
    references: tuple[ForeignKey, ...] = ()

    @property
    def whole(self) -> tuple[DataColumn, ...]:
        """Every column, with the place in the files at the end."""
        return (*self.key, *self.columns, *SOURCE)

    @property
    def always(self) -> tuple[DataColumn, ...]:
        """The columns that hold something in every row; of a text one language may be absent."""
        return tuple(one for one in self.whole if (one.required and one.kind != "text") or one in self.key)

    @property
    def key_names(self) -> tuple[str, ...]:
        """The names of the columns of the key."""
        return tuple(one.name for one in self.key)

    def parts(self) -> Iterator[tuple[str, DataColumn, ColumnPart]]:
        """Yield each column as it stands in the files: its name, what it is part of, and how it stands there."""
        for one in self.whole:
            for part in one.parts:
                yield f"{one.name}{part.suffix}", one, part


@dataclass(frozen=True, slots=True)
class Fact:
    """A row before it is written: its key, the record, and where it stands; no place for what is built in."""

    key: Key
    record: Any
    source_path: str | None = None
    source_line: int | None = None


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row: its key, and a cell for each part of each column."""

    key: Key
    cells: tuple[Cell, ...]

    @property
    def place(self) -> str:
        """The file and the line that state it."""
        path, line = self.cells[-2:]
        return f"{path}:{line}"


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table with its rows, in the order of their keys."""

    table: DataTable
    rows: tuple[DataRow, ...]

    @property
    def repeated(self) -> tuple[DataRow, ...]:
        """The rows whose key an earlier row has."""
        return tuple(later for earlier, later in pairwise(self.rows) if earlier.key == later.key)

    def values(self, columns: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
        """Yield the cells of these columns, row by row."""
        names = [name for name, _, _ in self.table.parts()]
        places = [names.index(one) for one in columns]
        for one in self.rows:
            yield tuple(one.cells[place] for place in places)


SOURCE = (
    column("source_path", "code", "File of the ledger that states it 出处文件"),
    column("source_line", "integer", "Line in that file 出处行号"),
)


def row(table: DataTable, fact: Fact) -> DataRow:
    """Return the row of a fact."""
    cells: list[Cell] = []
    for one, part in zip(table.key, fact.key, strict=True):
        cells += one.cells(part)
    for one in table.columns:
        cells += one.cells(one.value(fact.record))
    for one in SOURCE:
        cells += one.cells(one.value(fact))
    return DataRow(fact.key, tuple(cells))


def leading_nowhere(tables: Sequence[FilledTable]) -> int:
    """Return how many references of these tables lead to no row."""
    by_name = {one.table.name: one for one in tables}
    count = 0
    for one in tables:
        for reference in one.table.references:
            other = by_name[reference.table]
            there = set(other.values(other.table.key_names))
            count += sum(1 for cells in one.values(reference.columns) if None not in cells and cells not in there)
    return count


def filled(table: DataTable, rows: Iterable[DataRow]) -> FilledTable:
    """Return the table with its rows in order."""
    return FilledTable(table, tuple(sorted(rows, key=lambda one: one.key)))
