"""Status as rows: CSV for a spreadsheet, Markdown for a page."""

from collections.abc import Iterator
from fractions import Fraction

from talentpilot.analysis.figures import one_decimal
from talentpilot.analysis.portfolio import light_word
from talentpilot.cli.gathering import Gathered
from talentpilot.cli.output import restated
from talentpilot.cli.output.rows import csv_of, markdown_of
from talentpilot.cli.restating import Restatements
from talentpilot.language.command_terms import figure_value, word
from talentpilot.language.translator import Translator
from talentpilot.model.base import Text

HEADER = (
    "id", "title_zh", "title_en", "domain", "task", "region", "lead", "status", "light", "reasons", "maturity",
    "completion", "planned", "planned_original", "gap", "restated",
)  # fmt: skip


def rows(gathered: Gathered, past: Restatements | None) -> Iterator[tuple[str, ...]]:
    """One row a pilot, in the order of `HEADER`; percentages with one decimal, empty where not defined.

    `restated` counts facts and figures that differ now; empty where nothing was compared.
    """
    for status in gathered.statuses:
        file, schedule = status.pilot.file, status.schedule
        domain = gathered.catalogue.domain_of(file.task)
        yield (
            status.pilot.id,
            *_wordings(status.plan.title),
            domain.id if domain else "",
            file.task,
            file.region,
            status.plan.lead,
            status.standing.value,
            light_word(status),
            " ".join(status.reasons),
            status.maturity or "",
            *map(_figure, (schedule.completion, schedule.planned, schedule.planned_original, schedule.gap)),
            "" if past is None else str(len(past.of(status.pilot.id))),
        )


def render_csv(gathered: Gathered, past: Restatements | None) -> str:
    """The rows as CSV."""
    return csv_of(HEADER, rows(gathered, past))


def render_markdown(gathered: Gathered, past: Restatements | None, say: Translator) -> str:
    """A Markdown table; what the ledger says prints as itself. What was restated follows in a table of its own."""
    told = restated.render_markdown(past, gathered.as_of, say) if past is not None else ""
    header = [word(say, name, "column") for name in HEADER]
    return markdown_of(header, (_spoken(row, say) for row in rows(gathered, past))) + told


def _spoken(row: tuple[str, ...], say: Translator) -> list[str]:
    """A row with its codes in words; in English they stand as they are."""
    return [figure_value(say, name, value) if value else "" for name, value in zip(HEADER, row, strict=True)]


def _wordings(text: Text) -> tuple[str, str]:
    return text.zh or text.plain or "", text.en or text.plain or ""


def _figure(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
