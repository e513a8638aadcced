"""Write rows as CSV for a spreadsheet or as a Markdown table, and documents as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from talentpilot.escaping import visible
from talentpilot.model.base import Text
from talentpilot.model.ledger import Unreadable
from talentpilot.report.markdown import escape

Rows = Iterable[Sequence[str]]

_FORMULA = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")
"""The beginning of a cell that a spreadsheet runs as a formula, in half or full width, after what it skips."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def csv_of(header: Sequence[str], rows: Rows) -> str:
    """Return CSV with a header; cells that a spreadsheet would run as a formula are given an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return visible(stream.getvalue())


def markdown_of(header: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table; what the ledger says prints as itself."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(escape(cell, "<br>") for cell in row) + " |" for row in rows]
    return visible("\n".join(lines)) + "\n"


@dataclass(frozen=True, slots=True)
class WrittenJson:
    """A part of a document that is JSON already, in UTF-8: half as large as a text with Chinese characters."""

    content: bytes

    @classmethod
    def of(cls, value: object) -> "WrittenJson":
        """Return a value as JSON."""
        return cls(_dumped(value).encode("utf-8"))


def text_data(text: Text | None) -> dict[str, object] | None:
    """Return a text of the ledger as plain data, the plain one in both languages; None if there is none."""
    return None if text is None else {"zh": text.zh or text.plain, "en": text.en or text.plain}


def wordings(text: Text | None) -> tuple[str, str]:
    """Return a text of the ledger in Chinese and in English, the plain one in both; empty where there is none."""
    return ("", "") if text is None else (text.zh or text.plain or "", text.en or text.plain or "")


def unreadable_data(items: Iterable[Unreadable]) -> list[dict[str, object]]:
    """Return what could not be read as plain data."""
    return [{"path": item.path, "rule": item.rule, "object": item.object} for item in items]


def json_text(document: object) -> str:
    """Return a document as JSON; control characters stand as escapes, which mean the same."""
    return "".join(json_pieces(document)) if isinstance(document, Mapping) else f"{_dumped(document)}\n"


def json_pieces(document: Mapping[str, object]) -> Iterator[str]:
    """Yield a document as JSON, piece by piece: the items of an iterator are written one after the other."""
    for number, (key, value) in enumerate(document.items()):
        yield f"{',' if number else '{'}\n  {_dumped(key)}: "
        if isinstance(value, Iterator):
            yield from _items(value)
        else:
            yield _indented(value, "  ")
    yield "\n}\n" if document else "{}\n"


def _items(items: Iterator[object]) -> Iterator[str]:
    empty = True
    for item in items:
        yield f"{'[' if empty else ','}\n    {_indented(item, '    ')}"
        empty = False
    yield "[]" if empty else "\n  ]"


def _indented(value: object, indent: str) -> str:
    text = value.content.decode("utf-8") if isinstance(value, WrittenJson) else _dumped(value)
    return text.replace("\n", f"\n{indent}")  # a line end within a text is an escape


def _dumped(value: object) -> str:
    return visible(json.dumps(value, ensure_ascii=False, indent=2))


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
