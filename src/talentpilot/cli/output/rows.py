"""Write rows as CSV for a spreadsheet or as a Markdown table, and documents as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from talentpilot.escaping import visible
from talentpilot.report.markdown import escape

Rows = Iterable[Sequence[str]]

_FORMULA = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")
"""How a cell begins that a spreadsheet runs, in half and full width and after what it skips."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def csv_of(header: Sequence[str], rows: Rows) -> str:
    """CSV with a header; cells that a spreadsheet would run as a formula are given an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return visible(stream.getvalue())


def markdown_of(header: Sequence[str], rows: Rows) -> str:
    """A Markdown table; what the ledger says prints as itself."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(escape(cell, "<br>") for cell in row) + " |" for row in rows]
    return visible("\n".join(lines)) + "\n"


def json_text(document: object) -> str:
    """Return a document as JSON; control characters stand as escapes, which mean the same."""
    return visible(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
