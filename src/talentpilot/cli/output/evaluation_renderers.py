"""Render evaluations as a summary by task, CSV and Markdown."""

from collections.abc import Iterator
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation.recommendation import because
from talentpilot.analysis.evaluation.result import EvaluationResult, last_day
from talentpilot.analysis.evaluation.summary import latest_of, proposals, roll_up
from talentpilot.analysis.number_format import one_decimal
from talentpilot.cli.output.evaluation_text import print_parts, settings_part
from talentpilot.cli.output.rows import csv_of, markdown_of
from talentpilot.cli.session import terminal_language
from talentpilot.services.evaluation import EvaluationResults


def task_summary(found: EvaluationResults, *, color: bool) -> str:
    """A line for each evaluation, then the tasks, then the practices to propose."""
    latest = latest_of(found.results)
    pilots = len({item.status.pilot.id for item in found.results})
    parts: list[RenderableType] = [
        f"Evaluations by {found.as_of}: {len(found.results)}, of {pilots} of {found.pilots} pilots",
        _evaluations(found.results),
    ]
    if latest:
        parts += [
            Styled("By task, the latest evaluation of each pilot (own ones left out)", style="bold"),
            _tasks(found),
        ]
    parts.append(Styled("Practices proposed for nationwide use", style="bold"))
    language = terminal_language()
    named = [
        escape(f"  - {item.pilot}/{item.practice} {item.title.say(language)}: {item.because}")
        for item in proposals(latest)
    ]
    return print_parts([*parts, *(named or ["  none"]), *settings_part(found)], color=color)


def _evaluations(results: tuple[EvaluationResult, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("evaluation", "as of", "P to target", "P to date", "J", "R", "EL", "grade", "recommended", "decided"):
        table.add_column(name, justify="right" if name.startswith("P ") or name in ("J", "R", "EL") else "left")
    for item in results:
        decision = item.evaluation.decision
        grade = f"{_score(item.grade.score)} {item.grade.band}" if item.grade.band else "–"
        table.add_row(
            f"{item.status.pilot.id}/{item.name}", str(item.evaluation.as_of), _score(item.to_target.score),
            _score(item.to_date.score), _score(item.judgement.score), _score(item.replicability.score),
            str(item.evaluation.evidence_level), grade, item.outcome, decision.outcome if decision else "–",
        )  # fmt: skip
    return table


def _tasks(found: EvaluationResults) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("task", "pilots", "regions", "outcomes", "median P", "median R", "agreement"):
        table.add_column(name, justify="right" if name.startswith("median") else "left")
    for item in roll_up(latest_of(found.results)):
        task = found.catalogue.task(item.task)
        name = task.name(terminal_language()) if task else item.task
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in item.outcomes.items())
        table.add_row(
            escape(name), str(len(item.pilots)), ", ".join(item.regions), outcomes, _score(item.median_p),
            _score(item.median_r), item.agreement,
        )  # fmt: skip
    return table


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


HEADER = (
    "pilot", "name", "type", "as_of", "p_to_target", "p_to_date", "coverage_to_target", "coverage_to_date", "j", "r",
    "el", "maturity", "basis", "grade", "band", "recommendation", "because", "decision",
)  # fmt: skip


def rows(found: EvaluationResults) -> Iterator[tuple[str, ...]]:
    """One row an evaluation, in the order of `HEADER`; one decimal, empty where not defined."""
    for item in found.results:
        evaluation, status = item.evaluation, item.status
        scores = (item.to_target.score, item.to_date.score, item.to_target.coverage, item.to_date.coverage)
        yield (
            status.pilot.id, item.name, evaluation.type, evaluation.as_of.isoformat(), *map(_score_cell, scores),
            _score_cell(item.judgement.score), _score_cell(item.replicability.score), str(evaluation.evidence_level),
            status.maturity or "", item.basis.value, _score_cell(item.grade.score), item.grade.band or "", item.outcome,
            because(item, last_day(status.pilot, status, evaluation.as_of)),
            evaluation.decision.outcome if evaluation.decision else "",
        )  # fmt: skip


def render_csv(found: EvaluationResults) -> str:
    """The rows as CSV."""
    return csv_of(HEADER, rows(found))


def render_markdown(found: EvaluationResults) -> str:
    """A Markdown table; what the ledger says prints as itself."""
    return markdown_of(HEADER, rows(found))


def _score_cell(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)
