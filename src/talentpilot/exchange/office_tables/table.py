"""An office table: its columns and its rows in words, ready for a workbook, CSV or an annex."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from talentpilot.model.base import Text

Value = str | int | Decimal | date | None
"""What a cell holds; None where there is nothing to say."""
ColumnKind = Literal["text", "number", "percent", "amount", "date", "blank"]


@dataclass(frozen=True, slots=True)
class OfficeColumn:
    """A column: percent is a computed percentage with one decimal, amount is money, blank is filled in by hand.

    `group` is a heading above several columns.
    """

    label: Text
    kind: ColumnKind = "text"
    group: Text | None = None

    @property
    def whole_label(self) -> Text:
        """The label with that of the group, where there is one heading only."""
        if self.group is None:
            return self.label
        return Text(zh=f"{self.group.zh}{self.label.zh}", en=f"{self.group.en} {self.label.en}")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A row: a value for each column, and the file and line of the fact."""

    values: tuple[Value, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class OfficeTable:
    """A table. The number of the row comes before its columns and the source behind them.

    `sums` are rows that stand below the table.
    """

    name: str
    title: Text
    columns: tuple[OfficeColumn, ...]
    rows: tuple[OfficeRow, ...]
    sums: tuple[tuple[Value, ...], ...] = ()


NUMBER = OfficeColumn(Text(zh="序号", en="No."), "number")
SOURCE = OfficeColumn(Text(zh="出处", en="Source"))


def grouped(group: tuple[str, str], *labels: tuple[str, str] | tuple[str, str, ColumnKind]) -> tuple[OfficeColumn, ...]:
    """Return columns below a common heading."""
    zh, en = group
    return tuple(replace(one, group=Text(zh=zh, en=en)) for one in columns(*labels))


def columns(*labels: tuple[str, str] | tuple[str, str, ColumnKind]) -> tuple[OfficeColumn, ...]:
    """Return columns from (Chinese, English) or (Chinese, English, kind)."""
    return tuple(OfficeColumn(Text(zh=zh, en=en), kind[0] if kind else "text") for zh, en, *kind in labels)


def whole_columns(table: OfficeTable) -> tuple[OfficeColumn, ...]:
    """Return the columns with that of the number and that of the source."""
    return (NUMBER, *table.columns, SOURCE)


def whole_rows(table: OfficeTable) -> Iterator[tuple[Value, ...]]:
    """Yield the rows with their number and their source."""
    for number, row in enumerate(table.rows, start=1):
        yield (number, *row.values, row.source)


def joined(items: Iterable[str], mark: str = "；") -> str:
    """Return several phrases in one cell."""
    return mark.join(item for item in items if item)
