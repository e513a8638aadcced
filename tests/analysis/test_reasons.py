"""How an evaluation argues: its sentence, the row above, contributions, and the roll-up by task."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from talentpilot.analysis.evaluation.decision_table import DecisionFacts, decide, thresholds_of
from talentpilot.analysis.evaluation.reasons import because, contributions, easy_targets, row_above, same_outcome
from talentpilot.analysis.evaluation.result import REPLICABILITY_ITEMS, EvaluationResult, evaluate
from talentpilot.analysis.evaluation.summary import latest_of, proposals, roll_up
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Adoption
from talentpilot.model.programme import EvaluationThresholds, Programme

END = date(2027, 6, 30)
LIMITS = thresholds_of(EvaluationThresholds(), 2)
GOOD = DecisionFacts(
    errors=0, vetoes=(), reviewers=3, p_to_target=Fraction("98.3"), p_to_date=Fraction(90),
    coverage_to_target=Fraction(90), coverage_to_date=Fraction(90), replicability=Fraction(80),
    items=dict.fromkeys(REPLICABILITY_ITEMS, Fraction(2)), evidence_level=3, maturity="M4", documented_practices=1,
    critical_bottlenecks=0, before_end=False,
)  # fmt: skip


@pytest.fixture
def golden(golden_pilot: Pilot, golden_programme: Programme) -> EvaluationResult:
    return evaluate("2026-midterm", golden_pilot.evaluations["2026-midterm"], golden_pilot, golden_programme, 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "P 98.3 >= 80, R 80.0 >= 75, EL 3 >= 3"),
        ({"evidence_level": 2}, "P 98.3 >= 70, R 80.0 >= 60, EL 2 >= 2; nationwide roll-out fails only on EL (2 < 3)"),
        (
            {"p_to_target": Fraction(75), "critical_bottlenecks": 0, "replicability": Fraction(70)},
            "P 75.0 >= 70, R 70.0 >= 60, EL 3 >= 2; nationwide roll-out fails on P (75.0 < 80) and R (70.0 < 75)",
        ),
        (
            {"p_to_target": Fraction(50), "before_end": True},
            "the term runs until 2027-06-30, P to date 90.0 >= 60; conditional roll-out fails only on P (50.0 < 70)",
        ),
        (
            {"p_to_target": Fraction(50), "p_to_date": Fraction(50), "before_end": True},
            "the term runs until 2027-06-30; continuing fails only on P to date (50.0 < 60)",
        ),
        ({"evidence_level": 1}, "P 98.3 >= 60, EL 1 < 2; conditional roll-out fails only on EL (1 < 2)"),
        ({"maturity": "M2", "critical_bottlenecks": 1},
         "P 98.3 >= 60, maturity M2 < M3; conditional roll-out fails only on open critical bottlenecks (1 > 0)"),
        ({"p_to_target": Fraction(50)}, "R 80.0 >= 60; extension fails on P (50.0 < 60)"),
        ({"replicability": None, "p_to_target": Fraction(50)}, "adapting fails on P (50.0 < 60) and R (undefined)"),
        ({"errors": 5}, "5 validation errors stand in the pilot's files or in this evaluation"),
        ({"errors": 1, "reviewers": 1}, "1 validation error stands in the pilot's files or in this evaluation and rev"),
        ({"p_to_target": None}, "P is undefined: no indicator counts"),
        ({"coverage_to_target": None}, "coverage is undefined"),
    ],
)  # fmt: skip
def test_the_sentence_names_what_decided(golden: EvaluationResult, change: dict[str, Any], sentence: str) -> None:
    rows = decide(replace(GOOD, **change), LIMITS)
    assert sentence in str(because(replace(golden, rows=rows), END))


def test_a_veto_is_the_reason_and_nothing_stands_above_it(golden: EvaluationResult) -> None:
    rows = decide(replace(GOOD, vetoes=("legal_breach",)), LIMITS)
    evaluation = golden.evaluation.model_copy(update={"vetoes": ("legal_breach",)})
    found = replace(golden, rows=rows, evaluation=evaluation)
    assert str(because(found, END)) == "of a veto: legal_breach"
    assert row_above(found) is None


def test_contributions_sum_to_p(golden: EvaluationResult) -> None:
    for found in (golden.to_target, golden.to_date):
        assert sum(item.points or 0 for item in contributions(found)) == found.score


def test_the_golden_evaluation_is_stable_and_has_no_easy_target(golden: EvaluationResult) -> None:
    assert same_outcome(golden) == (12, 12)
    assert easy_targets(golden) == ()


def elsewhere(golden: EvaluationResult, name: str, region: str, outcome: str) -> EvaluationResult:
    """The golden evaluation as that of another pilot, with another outcome."""
    case: dict[str, dict[str, Any]] = {
        "roll_out": {}, "conditional_roll_out": {"evidence_level": 2}, "stop": {"vetoes": ("legal_breach",)},
    }  # fmt: skip
    pilot = golden.status.pilot
    file = pilot.file.model_copy(update={"region": region})
    status = replace(golden.status, pilot=replace(pilot, id=name, file=file))
    return replace(golden, status=status, rows=decide(replace(GOOD, **case[outcome]), LIMITS))


@pytest.mark.parametrize(
    ("sites", "agreement"),
    [
        ((("110000", "roll_out"),), "one site only"),
        ((("110000", "roll_out"), ("110000", "roll_out")), "one site only"),
        ((("110000", "roll_out"), ("310000", "conditional_roll_out")), "consistent"),
        ((("110000", "roll_out"), ("310000", "stop")), "mixed"),
        ((("110000", "roll_out"), ("310000", "roll_out"), ("320000", "stop")), "consistent"),
    ],
)
def test_agreement_of_the_sites_of_a_task(
    golden: EvaluationResult, sites: tuple[tuple[str, str], ...], agreement: str
) -> None:
    results = [elsewhere(golden, f"p-{number}", *site) for number, site in enumerate(sites)]
    (task,) = roll_up(latest_of(results))
    assert task.agreement == agreement
    assert sum(task.outcomes.values()) == len(sites)


def test_only_the_latest_evaluation_by_others_counts(golden: EvaluationResult) -> None:
    later = replace(golden, name="z", evaluation=golden.evaluation.model_copy(update={"as_of": date(2026, 6, 30)}))
    own = golden.evaluation.model_copy(update={"as_of": date(2026, 9, 30), "type": "self"})
    assert [item.name for item in latest_of([later, golden, replace(golden, name="own", evaluation=own)])] == ["z"]


def test_a_practice_is_proposed_when_it_is_adopted_elsewhere_or_its_task_is_consistent(
    golden: EvaluationResult,
) -> None:
    one = elsewhere(golden, "p-1", "110000", "roll_out")
    pilot = one.status.pilot
    practice = pilot.practices[0].model_copy(update={"documented": date(2026, 1, 1)})
    documented = replace(one, status=replace(one.status, pilot=replace(pilot, practices=(practice,))))
    assert proposals([documented]) == ()
    (found,) = proposals([documented, elsewhere(golden, "p-2", "310000", "roll_out")])
    assert (found.practice, found.because) == ("P1", "its task is consistent")
    adoption = Adoption.model_validate({"region": "310000", "date": "2026-03-01", "document": "1号"})
    adopted = practice.model_copy(update={"adoptions": (adoption,)})
    (found,) = proposals([replace(one, status=replace(one.status, pilot=replace(pilot, practices=(adopted,))))])
    assert found.because == "adopted by 310000"
