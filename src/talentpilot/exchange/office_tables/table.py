"""An office table: its columns and its rows in words, ready for a workbook or an annex; and its CSV.

A spreadsheet computes a text that begins with an equals sign, and takes `0010` or `1-2` for a number or a day. In CSV
such a text gets one tab before it, which a reader takes off again, so that every text comes back as it was.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from talentpilot.escaping import visible
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.model.base import Text
from talentpilot.model.scalars import digits

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


BYTE_ORDER_MARK = "\ufeff"
_DANGEROUS = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")
_GUESSED = re.compile(r"[0-9.,:/\-年月日% ¥$]*[0-9][0-9.,:/\-年月日% ¥$]*(?:E[+-]?[0-9]+)?|TRUE|FALSE", re.IGNORECASE)


def csv_table(table: OfficeTable, words: FormWords, *, mark: bool) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8, with a byte-order mark for a Chinese Excel if `mark` says so."""
    columns = whole_columns(table)
    heads = [protected(words.word(head.whole_label)) for head in columns]
    kinds = [head.kind for head in columns]
    rows = ([_cell(*pair) for pair in zip(row, kinds, strict=True)] for row in (*whole_rows(table), *table.sums))
    lines = (",".join(map(_quoted, row)) + "\r\n" for row in (heads, *rows))
    return ((BYTE_ORDER_MARK if mark else "") + "".join(lines)).encode("utf-8")


def _cell(value: Value, kind: ColumnKind) -> str:
    match value:
        case None:
            return ""
        case bool() | int():
            return str(value)
        case Decimal():
            return str(value) if kind == "percent" else digits(value)
        case date():
            return value.isoformat()
        case str():
            return protected(visible(value))


def _quoted(cell: str) -> str:
    """Return a cell in quotes where its text would end it otherwise, or begins with a protecting tab."""
    quoted = cell.replace('"', '""')
    return f'"{quoted}"' if any(mark in cell for mark in ',"\r\n\t') else cell


def protected(text: str) -> str:
    """Return a text that no spreadsheet computes or takes for a number or a day."""
    guessed = _GUESSED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"\t{text}" if text and (_DANGEROUS.match(text) or guessed) else text
