"""Render evaluations as a summary by task, CSV, Markdown, and JSON with numbers unrounded."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as Styled

from talentpilot.analysis.evaluation.performance import Performance
from talentpilot.analysis.evaluation.reasons import because
from talentpilot.analysis.evaluation.result import EvaluationResult, Ratings, last_day
from talentpilot.analysis.evaluation.summary import ProposedPractice, TaskRollUp, latest_of, proposals, roll_up
from talentpilot.analysis.number_format import one_decimal, plain_number
from talentpilot.cli.output.evaluation_text import (
    evaluations_in_full,
    grade,
    print_parts,
    settings_document,
    settings_part,
    table,
)
from talentpilot.cli.output.forms import TableFormat
from talentpilot.cli.output.rows import csv_of, json_text, markdown_of, text_data, unreadable_data
from talentpilot.cli.output.tables import Column, Listing, TableRow
from talentpilot.i18n.command_terms import word
from talentpilot.i18n.translator import Translator
from talentpilot.model.evaluation import Decision
from talentpilot.report.views.inputs import Names
from talentpilot.services.evaluation import EvaluationResults


def render_evaluations(
    found: EvaluationResults, form: TableFormat, say: Translator, *, in_full: bool, color: bool
) -> str:
    """Return the evaluations in a format: each in full with its reasons if `in_full`, otherwise a summary by task."""
    match form:
        case TableFormat.JSON:
            return json_text(document(found, rolled_up=not in_full))
        case TableFormat.CSV:
            return csv_of(HEADER, rows(found))
        case TableFormat.MARKDOWN:
            return markdown_of(HEADER, rows(found))
        case TableFormat.TABLE:
            return (evaluations_in_full if in_full else task_summary)(found, say, color=color)
        case _:
            assert_never(form)


def task_summary(found: EvaluationResults, say: Translator, *, color: bool) -> str:
    """Return a line for each evaluation, then the tasks, then the practices to propose."""
    latest, names = latest_of(found.results), Names(found.programme, found.catalogue)
    pilots = len({item.status.pilot.id for item in found.results})
    counts = {"day": found.as_of, "n": len(found.results), "evaluated": pilots, "pilots": found.pilots}
    parts: list[RenderableType] = [
        say.text("Evaluations by {day}: {n}, of {evaluated} of {pilots} pilots", **counts),
        _evaluations(found.results, say),
    ]
    if latest:
        head = say.text("By task, the latest evaluation of each pilot (own ones left out)")
        parts += [Styled(head, style="bold"), _tasks(latest, names, say)]
    parts.append(Styled(say.text("Practices proposed for nationwide use"), style="bold"))
    proposed = [escape(_proposed(item, names.of(item.pilot), say)) for item in proposals(latest)]
    return print_parts([*parts, *(proposed or [f"  {say.text('none')}"]), *settings_part(found, say)], color=color)


def _evaluations(results: tuple[EvaluationResult, ...], say: Translator) -> Listing:
    heads = ("evaluation", "as of", "P to target", "P to date", "J", "R", "EL", "grade", "recommended", "decision")
    columns = [Column(word(say, name, "column"), right=2 <= number <= 6) for number, name in enumerate(heads)]
    rows = []
    for item in results:
        decision = item.evaluation.decision
        scores = (item.to_target.score, item.to_date.score, item.judgement.score, item.replicability.score)
        taken = say.term(decision.outcome, "outcome") if decision else "–"
        last = (str(item.evaluation.evidence_level), grade(item, say), say.term(item.outcome, "outcome"), taken)
        name = f"{item.status.pilot.id}/{item.name}"
        rows.append(TableRow((name, str(item.evaluation.as_of), *map(_score, scores), *last)))
    return Listing(columns, rows, ((0, 1), (2, 3), (4, 5, 6), (7,), (8, 9)))


def _tasks(latest: tuple[EvaluationResult, ...], names: Names, say: Translator) -> Table:
    made = table(say, "task", "pilots", "regions", "outcomes", "median P", "median R", "agreement")
    for item in roll_up(latest):
        made.add_row(
            escape(say.words(names.task(item.task))),
            str(len(item.pilots)),
            escape(say.listed(say.words(names.region(one)) for one in item.regions)),
            say.listed(f"{number} {say.term(outcome, 'outcome')}" for outcome, number in item.outcomes.items()),
            _score(item.median_p),
            _score(item.median_r),
            say.term(item.agreement, "agreement"),
        )
    return made


def _proposed(item: ProposedPractice, names: Names, say: Translator) -> str:
    adopters = [say.words(names.adopter(one)) for one in item.adopters]
    why = say.text("adopted by {names}", names=say.listed(adopters)) if adopters else say.text("its task is consistent")
    return f"  - {item.pilot}/{item.practice} {say.words(item.title)}{say.punctuation['colon']}{why}"


def _score(value: Fraction | None) -> str:
    return "–" if value is None else one_decimal(value)


HEADER = (
    "pilot", "name", "type", "as_of", "p_to_target", "p_to_date", "coverage_to_target", "coverage_to_date", "j", "r",
    "el", "maturity", "basis", "grade", "band", "recommendation", "because", "decision",
)  # fmt: skip


def rows(found: EvaluationResults) -> Iterator[tuple[str, ...]]:
    """Yield a row for each evaluation, in the order of `HEADER`; one decimal, empty where not defined."""
    for item in found.results:
        evaluation, status = item.evaluation, item.status
        scores = (item.to_target.score, item.to_date.score, item.to_target.coverage, item.to_date.coverage)
        yield (
            status.pilot.id, item.name, evaluation.type, evaluation.as_of.isoformat(), *map(_score_cell, scores),
            _score_cell(item.judgement.score), _score_cell(item.replicability.score), str(evaluation.evidence_level),
            status.maturity or "", item.basis.value, _score_cell(item.grade.score), item.grade.band or "", item.outcome,
            str(because(item, last_day(status.pilot, status, evaluation.as_of))),
            evaluation.decision.outcome if evaluation.decision else "",
        )  # fmt: skip


def _score_cell(value: Fraction | None) -> str:
    return "" if value is None else one_decimal(value)


Json = dict[str, object]


def document(found: EvaluationResults, *, rolled_up: bool) -> Json:
    """Return the document as plain data; tasks and practices only over all pilots."""
    latest = latest_of(found.results) if rolled_up else ()
    return {
        "schema": "talentpilot/evaluation-summary/1",
        "evaluations": [_evaluation(item) for item in found.results],
        "tasks": [_task(item) for item in roll_up(latest)],
        "practices": [_practice(item) for item in proposals(latest)],
        **settings_document(found.settings),
        "unreadable": unreadable_data(found.unreadable),
    }


def _evaluation(item: EvaluationResult) -> Json:
    end = last_day(item.status.pilot, item.status, item.evaluation.as_of)
    return {
        "pilot": item.status.pilot.id,
        "name": item.name,
        "type": item.evaluation.type,
        "as_of": item.evaluation.as_of.isoformat(),
        "basis": item.basis.value,
        "performance": {"to_target": _performance(item.to_target), "to_date": _performance(item.to_date)},
        "judgement": _ratings(item.judgement),
        "replicability": _ratings(item.replicability),
        "evidence_level": item.evaluation.evidence_level,
        "maturity": item.status.maturity,
        "grade": {"score": plain_number(item.grade.score), "band": item.grade.band},
        "recommendation": item.outcome,
        "because": str(because(item, end)),
        "tests": [
            {
                "row": test.row,
                "test": test.test,
                "value": plain_number(test.value),
                "threshold": plain_number(test.threshold),
                "passed": test.passed,
            }
            for row in item.rows
            for test in row.tests
        ],
        "sensitivity": [{"variant": one.name, "recommendation": one.outcome} for one in item.variants],
        "conditions": list(item.conditions),
        "decision": _decision(item.evaluation.decision),
    }


def _performance(found: Performance) -> Json:
    return {
        "score": plain_number(found.score),
        "coverage": plain_number(found.coverage),
        "components": {
            item.name: {"value": plain_number(item.value), "weight": plain_number(Fraction(item.weight))}
            for item in found.components
        },
    }


def _ratings(found: Ratings) -> Json:
    items = {item.name: {"median": plain_number(item.median), "spread": item.spread} for item in found.items}
    return {"score": plain_number(found.score), "items": items}


def _decision(decision: Decision | None) -> Json | None:
    if decision is None:
        return None
    return {
        "outcome": decision.outcome,
        "date": decision.date.isoformat(),
        "document": decision.document,
        "scope": text_data(decision.scope),
        "conditions": [text_data(item) for item in decision.conditions],
        "override_reason": text_data(decision.override_reason),
    }


def _task(item: TaskRollUp) -> Json:
    return {
        "task": item.task,
        "pilots": list(item.pilots),
        "regions": list(item.regions),
        "outcomes": item.outcomes,
        "median_p": plain_number(item.median_p),
        "median_r": plain_number(item.median_r),
        "agreement": item.agreement,
    }


def _practice(item: ProposedPractice) -> Json:
    return {"pilot": item.pilot, "practice": item.practice, "title": text_data(item.title), "because": item.because}
