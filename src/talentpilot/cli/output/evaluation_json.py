"""Evaluations for machines: `talentpilot/evaluation-summary/1`, numbers unrounded, null and [] for what is absent."""

from fractions import Fraction

from talentpilot.analysis.evaluation.performance import Performance
from talentpilot.analysis.evaluation.recommendation import because
from talentpilot.analysis.evaluation.result import EvaluationResult, Ratings, last_day
from talentpilot.analysis.evaluation.summary import ProposedPractice, TaskRollUp, latest_of, proposals, roll_up
from talentpilot.analysis.number_format import plain_number
from talentpilot.cli.output.evaluation_text import settings_document
from talentpilot.cli.output.rows import json_text, text_data, unreadable_data
from talentpilot.model.evaluation import Decision
from talentpilot.services.evaluation import EvaluationResults

Json = dict[str, object]


def render(found: EvaluationResults, *, rolled_up: bool) -> str:
    """Return the document, ending with a line end; tasks and practices only over all pilots."""
    return json_text(document(found, rolled_up=rolled_up))


def document(found: EvaluationResults, *, rolled_up: bool) -> Json:
    """Return the document as plain data."""
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
