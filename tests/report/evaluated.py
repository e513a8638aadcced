"""Evaluations for the tests of their reports: those of the example, the golden one, and one for each outcome."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from talentpilot.analysis.evaluation.decision_table import DecisionFacts, decide, thresholds_of
from talentpilot.analysis.evaluation.result import REPLICABILITY_ITEMS, EvaluationResult, evaluate
from talentpilot.model.base import Text
from talentpilot.model.programme import EvaluationThresholds
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import EvaluationView, evaluation_view
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.ledger import open_ledger

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ledger"
TITLES, OVERSEAS = "yx-titles-01/2026-midterm", "yx-overseas-01/2026-final"
LIMITS = thresholds_of(EvaluationThresholds(), 2)
GOOD = DecisionFacts(
    errors=0, vetoes=(), reviewers=3, p_to_target=Fraction("98.3"), p_to_date=Fraction(90),
    coverage_to_target=Fraction(90), coverage_to_date=Fraction(90), replicability=Fraction(80),
    items=dict.fromkeys(REPLICABILITY_ITEMS, Fraction(2)), evidence_level=3, maturity="M4", documented_practices=1,
    critical_bottlenecks=0, before_end=False,
)  # fmt: skip
HALF = Fraction(50)
WAYS: dict[str, dict[str, Any]] = {
    "roll out": {},
    "conditional": {"evidence_level": 2},
    "continue": {"p_to_target": HALF, "before_end": True},
    "correct": {"p_to_target": HALF, "p_to_date": HALF, "before_end": True},
    "extend": {"maturity": "M2", "critical_bottlenecks": 1},
    "extend for coverage": {"coverage_to_target": Fraction(70), "evidence_level": 1},
    "adapt": {"p_to_target": HALF},
    "stop": {"p_to_target": HALF, "replicability": None},
    "veto": {"vetoes": ("legal_breach", "serious_harm")},
    "errors": {"errors": 5, "reviewers": 1},
    "undefined": {"p_to_target": None, "coverage_to_target": None},
}
"""Ways through the rows, each from a case that would be rolled out."""


@cache
def source_of(subject: str | None, root: Path = ROOT, day: str = "2026-09-30") -> EvaluationSource:
    """What the reports on those evaluations are made from; read once."""
    ledger = open_ledger(root, as_of=date.fromisoformat(day))
    return gather_evaluation_source(ledger, EvaluationReportRequest(subject, issued=date(2026, 10, 20)))


@cache
def view_of(subject: str, root: Path = ROOT) -> EvaluationView:
    """The view of one evaluation."""
    return evaluation_view(source_of(subject, root))


def with_result(source: EvaluationSource, result: EvaluationResult) -> EvaluationView:
    """The view of another answer in the place of the source's."""
    return evaluation_view(replace(source, results=(result,)))


def gone(way: str) -> EvaluationResult:
    """The golden evaluation with the rows of that way."""
    (result,) = source_of(TITLES).results
    case = replace(GOOD, **WAYS[way])
    evaluation = result.evaluation.model_copy(update={"vetoes": case.vetoes})
    return replace(result, evaluation=evaluation, rows=decide(case, LIMITS))


def weaker(level: int = 2) -> EvaluationResult:
    """The example's best evaluation with another evidence level: at 2, a conditional roll-out."""
    source = source_of(OVERSEAS)
    (result,) = source.results
    evaluation = result.evaluation.model_copy(update={"evidence_level": level})
    return evaluate(result.name, evaluation, result.status.pilot, source.programme, 0)


def end_of(result: EvaluationResult) -> date:
    """The last day of the pilot, as the sentence names it."""
    return result.status.plan.term_end


def moved(result: EvaluationResult, pilot: str, region: str) -> EvaluationResult:
    """The same answer of another pilot, which is called by its id."""
    own, plan = result.status.pilot, replace(result.status.plan, title=Text(plain=pilot))
    other = replace(own, id=pilot, file=own.file.model_copy(update={"region": region}))
    status = replace(result.status, pilot=other, plan=plan)
    return replace(result, status=status)


@cache
def many() -> EvaluationSource:
    """The example's evaluations, and a pilot for each way through the rows."""
    source = source_of(None)
    regions = ("990100", "990200", "990300")
    others = [moved(gone(way), f"yx-many-{n:02}", regions[n % 3]) for n, way in enumerate(WAYS)]
    others.append(moved(weaker(), "yx-many-90", "990400"))
    return replace(source, results=(*source.results, *others), registered=40)
