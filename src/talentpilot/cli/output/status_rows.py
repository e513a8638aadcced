"""Status as rows: CSV for a spreadsheet, Markdown for a page."""

from collections.abc import Iterator
from fractions import Fraction

from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.portfolio import light_word
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output.rows import csv_of, markdown_of
from talentpilot.model.base import Text

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
    """The rows as CSV."""
    return csv_of(HEADER, rows(gathered))


def render_markdown(gathered: Gathered) -> str:
    """A Markdown table; what the ledger says prints as itself."""
    return markdown_of(HEADER, rows(gathered))


def _wordings(text: Text) -> tuple[str, str]:
    return text.zh or text.plain or "", text.en or text.plain or ""


def _figure(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
