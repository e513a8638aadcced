"""A table of the data for analysts: columns, how their values are written, keys, and rows with their lines."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from talentpilot.model.base import Record, Text
from talentpilot.model.descriptions import meaning_of
from talentpilot.model.periods import Period

Kind = Literal["code", "text", "date", "period", "integer", "boolean", "decimal", "ratio", "list", "object"]
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """A column of the files: its type in SQLite and in a Table Schema; None if the CSV lacks it."""

    suffix: str
    sql: Literal["TEXT", "INTEGER", "REAL"]
    schema: str | None
    cell: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column: `meaning` in English and Chinese; `path` leads to its value from the record of the row."""

    name: str
    kind: Kind
    meaning: str
    path: tuple[str, ...] = ()
    required: bool = False

    @property
    def parts(self) -> tuple[ColumnPart, ...]:
        """The columns that stand for it in the files."""
        return PARTS[self.kind]

    def value(self, record: object) -> Any:
        """Return the value in a record; None if a part of the path is absent."""
        for step in self.path:
            if record is None:
                return None
            record = getattr(record, step)
        return record

    def cells(self, value: Any) -> tuple[Cell, ...]:
        """Return a value as it is written, a cell for each part."""
        return tuple(None if value is None else part.cell(value) for part in self.parts)


def column(name: str, kind: Kind, meaning: str, path: str | None = None, *, required: bool = False) -> DataColumn:
    """Return a column that is not a field of the ledger's files. Default path: the name."""
    return DataColumn(name, kind, meaning, tuple((path or name).split(".")), required)


def fields(
    record: type[Record],
    *,
    leave: Collection[str] = (),
    only: Collection[str] | None = None,
    of: str = "",
    prefix: str = "",
    suffix: str = "",
) -> tuple[DataColumn, ...]:
    """Return a column for each field of a record of the ledger, except those to `leave`, such as `approval.seal`.

    The columns of an inner record begin with its name; lists of records have their own tables. `of` is the path from
    the row to the record, `prefix` and `suffix` are added to the names of the columns.
    """
    start, whole = tuple(of.split(".")) if of else (), not (prefix or suffix)
    wanted = (one for one in _fields(record, ()) if only is None or one.path[0] in only)
    return tuple(
        replace(one, name=f"{prefix}{one.name}{suffix}", path=(*start, *one.path), required=one.required and whole)
        for one in wanted
        if not any(".".join(one.path[:length]) in leave for length in (1, 2))
    )


def _fields(record: type[Record], above: tuple[str, ...]) -> Iterator[DataColumn]:
    for name, info in record.model_fields.items():
        type_, path = _bare(info.annotation), (*above, name)
        if isinstance(type_, type) and issubclass(type_, Record):
            yield from _fields(type_, path)
        elif type_ in _KINDS:
            label = "_".join((*above, _NAMES.get(name, name)))
            meaning = meaning_of(record, info.alias or name)
            yield DataColumn(label, _KINDS[type_], meaning, path, info.is_required() and not above)


_NAMES = {"zh": "name_zh", "en": "name_en"}
"""Fields whose names alone say nothing in a table."""


_KINDS: Mapping[Any, Kind] = {
    str: "code", Text: "text", date: "date", Period: "period", int: "integer", bool: "boolean", Decimal: "decimal",
    tuple: "list",
}  # fmt: skip


def _bare(annotation: Any) -> Any:
    """Return the type of a field without `None` and what is annotated; None for a list of records."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin is tuple:
        inner = _bare(get_args(annotation)[0])
        return None if isinstance(inner, type) and issubclass(inner, Record) else tuple
    return str if origin is Literal else annotation


def _json(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case Text():
            return {"zh": _zh(value), "en": _en(value)}
        case tuple() | list():
            return list(map(_plain, value))
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case None | bool() | int():
            return value
    return str(value)


def _zh(text: Text) -> str | None:
    return text.zh or text.plain


def _en(text: Text) -> str | None:
    return text.en or text.plain


PARTS: Mapping[Kind, tuple[ColumnPart, ...]] = {
    "code": (ColumnPart("", "TEXT", "string", str),),
    "text": (ColumnPart("_zh", "TEXT", "string", _zh), ColumnPart("_en", "TEXT", "string", _en)),
    "date": (ColumnPart("", "TEXT", "date", date.isoformat),),
    "period": (
        ColumnPart("", "TEXT", "string", str),
        ColumnPart("_start", "TEXT", "date", lambda period: period.start.isoformat()),
        ColumnPart("_end", "TEXT", "date", lambda period: period.end.isoformat()),
    ),
    "integer": (ColumnPart("", "INTEGER", "integer", int),),
    "boolean": (ColumnPart("", "INTEGER", "boolean", bool),),
    "decimal": (ColumnPart("", "TEXT", "number", "{:f}".format), ColumnPart("_real", "REAL", None, float)),
    "ratio": (
        ColumnPart("_numerator", "TEXT", "integer", lambda ratio: str(ratio.numerator)),
        ColumnPart("_denominator", "TEXT", "integer", lambda ratio: str(ratio.denominator)),
        ColumnPart("_real", "REAL", "number", float),
    ),
    "list": (ColumnPart("", "TEXT", "array", _json),),
    "object": (ColumnPart("", "TEXT", "object", _json),),
}
"""How a value of each kind is written. Exact numbers are text in the database, since those of SQLite are not exact."""


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
        """Yield each column of the files: its name, the column of the table it belongs to, and how it is written."""
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


def missing_references(tables: Sequence[FilledTable]) -> int:
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
