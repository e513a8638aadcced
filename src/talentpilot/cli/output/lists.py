"""The forms of `talentpilot list`, and the same facts of one pilot in `talentpilot status PILOT`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text as Styled

from talentpilot.analysis.number_format import as_stated, plain_number
from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.output.rows import csv_of, json_pieces, markdown_of, text_data, unreadable_data
from talentpilot.cli.output.tables import Column, Listing, TableRow, printed
from talentpilot.i18n.command_terms import field_words, word
from talentpilot.i18n.translator import Translator, message
from talentpilot.model.base import Text
from talentpilot.services.lists import (
    TITLES,
    Cell,
    Code,
    FactList,
    FilePart,
    ListedName,
    ListName,
    PlanChange,
    Row,
    Sum,
)

_NONE = message("none")
_LONG = ("title", "practice", "reason", "change", "solution", "summary", "progress")
"""Columns that grow and fold on a terminal."""
_NAMES = ("adopter", "recipient", "grantor", "authority", "owner", "verified by", "document")
"""Columns that fold too, but grow less."""
_STACKED = 3
"""How many columns are stacked in a terminal that is too narrow for all."""
_ON_SCREEN: Mapping[ListName, tuple[str, ...]] = {
    "adoptions": ("pilot", "id", "practice", "adopter", "date", "document"),
    "incentives": ("pilot", "id", "recipient", "kind", "title", "grantor", "date", "amount", "currency"),
    "publicity": ("pilot", "id", "date", "channel", "title"),
    "filings": ("pilot", "id", "kind", "procedure", "change", "reason", "submitted", "authority", "decision"),
    "bottlenecks": ("pilot", "id", "title", "severity", "owner", "raised", "open", "open days", "reopened"),
    "practices": ("pilot", "id", "title", "kind", "status", "documented", "adoptions"),
}
"""By list, the columns that a terminal has room for; the other forms have all."""


def render_list(found: FactList, form: TableFormat, say: Translator, *, color: bool) -> Iterator[str]:
    """Yield the list in that form; JSON has codes and ids, the others words and names in the language of `say`."""
    match form:
        case TableFormat.JSON:
            yield from json_pieces(document(found))
        case TableFormat.CSV:
            heads = [word(say, key, "column") for key in _keys(found)]
            yield csv_of(heads, ([plain(cell, say) for cell in row.values()] for row in found.rows))
        case TableFormat.MARKDOWN:
            yield _markdown(found, say)
        case TableFormat.TABLE:
            yield _table(found, say, color=color)
        case _:
            assert_never(form)


def document(found: FactList) -> dict[str, object]:
    """Return the list as plain data, its rows written one by one."""
    return {
        "schema": "talentpilot/list/1",
        "list": found.name,
        "as_of": found.head.as_of.isoformat(),
        "rows": map(_row, found.rows),
        "sums": [
            {
                "recipient": one.recipient.id,
                "currency": one.currency.id if one.currency is not None else None,
                "count": one.count,
                "amount": plain_number(Fraction(one.amount)),
            }
            for one in found.sums
        ],
        "unreadable": unreadable_data(found.head.unreadable),
    }


def _row(row: Row) -> dict[str, object]:
    return {key.replace(" ", "_"): data(cell) for key, cell in row.items()}


def data(cell: Cell) -> object:
    """Return a cell as plain data: codes, ids, numbers."""
    match cell:
        case Code():
            return cell.word
        case ListedName():
            return cell.id
        case Text():
            return text_data(cell)
        case Decimal():
            return plain_number(Fraction(cell))
        case date():
            return cell.isoformat()
        case tuple():
            return "; ".join(map(str, cell))
        case _:
            return cell


def plain(cell: Cell, say: Translator) -> str:
    """Return a cell in words; empty where there is nothing."""
    match cell:
        case None:
            return ""
        case Code():
            return say.term(cell.word, cell.group)
        case ListedName():
            return say.words(cell.name)
        case Text():
            return say.words(cell)
        case Decimal():
            return as_stated(Fraction(cell))
        case tuple():
            return say.joined(_change(one, say) for one in cell)
        case _:
            return str(cell)


def _change(one: PlanChange, say: Translator) -> str:
    """Return `M3 due 2026-02-28 → 2026-04-30`, the field in words; the object alone where all of it is meant."""
    object_, _, field = one.path.partition("/") if one.path[:1].isupper() else ("", "", one.path)
    if not field:
        return object_
    values = (_named(value, one, say) for value in (one.before, one.after))
    return f"{object_} {field_words(say, field).replace('/', ' ')} {' → '.join(values)}".strip()


def _named(value: str, change: PlanChange, say: Translator) -> str:
    """Return a value of a plan with the names of what it refers to."""
    names = {item.id: say.words(item.name) for item in change.named}
    return say.listed(names.get(part, part) for part in value.split(", "))


def _keys(found: FactList) -> tuple[str, ...]:
    return tuple(found.rows[0]) if found.rows else _ON_SCREEN[found.name]


def _head(found: FactList, say: Translator) -> str:
    values = {"list": say.text(TITLES[found.name]), "day": found.head.as_of, "n": len(found.rows)}
    return say.text("{list} as of {day}: {n}", **values)


def _markdown(found: FactList, say: Translator) -> str:
    heads = [word(say, key, "column") for key in _keys(found)]
    table = markdown_of(heads, ([plain(cell, say) for cell in row.values()] for row in found.rows))
    below = ""
    if found.sums:
        below = "\n" + markdown_of([word(say, key, "column") for key in _SUMS], (_sum(one, say) for one in found.sums))
    return f"{_head(found, say)}\n\n{table if found.rows else say.text(_NONE) + chr(10)}{below}"


_SUMS = ("recipient", "currency", "times", "amount")


def _sum(one: Sum, say: Translator) -> list[str]:
    return [say.words(one.recipient.name), plain(one.currency, say), str(one.count), as_stated(Fraction(one.amount))]


def _table(found: FactList, say: Translator, *, color: bool) -> str:
    parts: list[RenderableType] = [escape(_head(found, say))]
    keys = _ON_SCREEN[found.name]
    if found.rows:
        parts.append(listing(keys, [_shown(row, keys, say) for row in found.rows], say))
    if found.sums:
        parts.append(listing(_SUMS, [_sum(one, say) for one in found.sums], say))
    return printed(parts, color=color)


def _shown(row: Row, keys: Sequence[str], say: Translator) -> list[str]:
    return [plain(row[key], say) for key in keys]


def listing(keys: Sequence[str], rows: Sequence[Sequence[str]], say: Translator) -> Listing:
    """Return a table with a column for each key."""
    right = ("amount", "open days", "reopened", "adoptions", "times")
    columns = [Column(word(say, key, "column"), 2 * (key in _LONG) + (key in _NAMES), 12, key in right) for key in keys]
    cells = [TableRow(tuple(map(escape, row))) for row in rows]
    stacks = [tuple(range(start, min(start + _STACKED, len(keys)))) for start in range(0, len(keys), _STACKED)]
    return Listing(columns, cells, stacks)


Facts = Mapping[FilePart, tuple[Row, ...]]
_PARTS: Mapping[str, str] = {
    **{str(name): title for name, title in TITLES.items()},
    "reports": message("Reports of the unit"), "evidence": message("Evidence"),
}  # fmt: skip
_PARTS_ON_SCREEN: Mapping[str, tuple[str, ...]] = {
    **{name: keys[1:] for name, keys in _ON_SCREEN.items()},
    "bottlenecks": (
        "id", "title", "severity", "owner", "raised", "reopened on", "resolved", "accepted", "accepted by", "open days",
    ),
    "reports": ("period", "submitted", "progress"),
    "incentives": ("id", "kind", "title", "grantor", "date", "amount", "currency"),
    "evidence": ("id", "title", "kind", "date", "verified", "verified by"),
}  # fmt: skip
"""By part of a pilot's file, the columns that a terminal has room for; JSON has all."""


def file_tables(file: Facts, say: Translator) -> Iterator[RenderableType]:
    """Yield a heading and a table for each part that there is something of."""
    for part, rows in file.items():
        if rows:
            keys = _PARTS_ON_SCREEN[part]
            yield Styled(say.text(_PARTS[part]), style="bold")
            yield listing(keys, [_shown(row, keys, say) for row in rows], say)


def file_document(file: Facts) -> dict[str, object]:
    """Return the parts as plain data, the empty ones too."""
    return {part: [_row(row) for row in rows] for part, rows in file.items()}
