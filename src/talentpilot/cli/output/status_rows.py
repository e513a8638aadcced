"""Status as rows: CSV for a spreadsheet, Markdown for a page."""

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.portfolio import light_word
from talentpilot.cli.gathering import Gathered
from talentpilot.model.base import Text
from talentpilot.report.markdown import escape

HEADER = (
    "id", "title_zh", "title_en", "domain", "task", "region", "lead", "status", "light", "reasons", "maturity",
    "completion", "planned", "planned_original", "gap",
)  # fmt: skip


def rows(gathered: Gathered) -> Iterator[tuple[str, ...]]:
    """One row a pilot, in the order of `HEADER`; percentages with one decimal, empty where not defined."""
    for status in gathered.statuses:
        file, schedule = status.pilot.file, status.schedule
        domain = gathered.catalogue.domain_of(file.task)
        yield (
            status.pilot.id,
            *_wordings(file.title),
            domain.id if domain else "",
            file.task,
            file.region,
            status.plan.lead,
            status.standing.value,
            light_word(status),
            " ".join(status.reasons),
            status.maturity or "",
            *map(_figure, (schedule.completion, schedule.planned, schedule.planned_original, schedule.gap)),
        )


def render_csv(gathered: Gathered) -> str:
    """CSV with a header; cells that a spreadsheet would run as a formula are given an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([harmless(cell) for cell in row] for row in rows(gathered))
    return stream.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not number else cell


def render_markdown(gathered: Gathered) -> str:
    """A Markdown table; what the ledger says prints as itself."""
    lines = ["| " + " | ".join(HEADER) + " |", "|" + " --- |" * len(HEADER)]
    lines += ["| " + " | ".join(escape(cell, "<br>") for cell in row) + " |" for row in rows(gathered)]
    return "\n".join(lines) + "\n"


def _wordings(text: Text) -> tuple[str, str]:
    return text.zh or text.plain or "", text.en or text.plain or ""


def _figure(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
