"""Evaluations as rows: CSV for a spreadsheet, Markdown for a page."""

from collections.abc import Iterator
from fractions import Fraction

from talentpilot.analysis.argument import because
from talentpilot.analysis.evaluation import last_day
from talentpilot.analysis.figures import one_decimal
from talentpilot.cli.evaluating import Evaluated
from talentpilot.cli.output.rows import csv_of, markdown_of

HEADER = (
    "pilot", "name", "type", "as_of", "p_to_target", "p_to_date", "coverage_to_target", "coverage_to_date", "j", "r",
    "el", "maturity", "basis", "grade", "band", "recommendation", "because", "decision",
)  # fmt: skip


def rows(found: Evaluated) -> Iterator[tuple[str, ...]]:
    """One row an evaluation, in the order of `HEADER`; one decimal, empty where not defined."""
    for item in found.results:
        evaluation, status = item.evaluation, item.status
        scores = (item.to_target.score, item.to_date.score, item.to_target.coverage, item.to_date.coverage)
        yield (
            status.pilot.id, item.name, evaluation.type, evaluation.as_of.isoformat(), *map(_score, scores),
            _score(item.judgement.score), _score(item.replicability.score), str(evaluation.evidence_level),
            status.maturity or "", item.basis.value, _score(item.grade.score), item.grade.band or "", item.outcome,
            because(item, last_day(status.pilot, status, evaluation.as_of)),
            evaluation.decision.outcome if evaluation.decision else "",
        )  # fmt: skip


def render_csv(found: Evaluated) -> str:
    """The rows as CSV."""
    return csv_of(HEADER, rows(found))


def render_markdown(found: Evaluated) -> str:
    """A Markdown table; what the ledger says prints as itself."""
    return markdown_of(HEADER, rows(found))


def _score(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
