"""Office tables as CSV for a spreadsheet, and the protection of its texts.

A spreadsheet computes a text that begins with an equals sign, and takes `0010` or `1-2` for a number or a day. Such a
text gets one tab before it, which a reader takes off again, so that every text comes back as it was.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from talentpilot.escaping import visible
from talentpilot.exchange.office_tables.table import ColumnKind, OfficeTable, Value, whole_columns, whole_rows
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.model.scalars import digits

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
