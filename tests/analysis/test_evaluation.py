"""Evaluation: golden numbers, every row of the recommendation, and what must always hold (`evaluation.md`)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.build import indicator, milestone, pilot
from talentpilot.analysis.evaluation.decision_table import ROWS, DecisionFacts, decide, thresholds_of
from talentpilot.analysis.evaluation.performance import Basis, assess_indicators, performances
from talentpilot.analysis.evaluation.result import (
    JUDGEMENT_ITEMS,
    REPLICABILITY_ITEMS,
    EvaluationResult,
    evaluate,
    grade_of,
    judgement,
    replicability,
)
from talentpilot.analysis.status import pilot_status
from talentpilot.model.evaluation import Evaluation, Reviewer
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import EvaluationThresholds, Programme, Weights

PROGRAMME = Programme.model_validate(
    {"id": "yx-2025", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}}
)


@pytest.fixture
def golden(golden_pilot: Pilot, golden_programme: Programme) -> EvaluationResult:
    return evaluate("2026-midterm", golden_pilot.evaluations["2026-midterm"], golden_pilot, golden_programme, 0)


def tenth(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 1)


def test_the_golden_performance(golden: EvaluationResult) -> None:
    found = {item.name: tenth(item.value) for item in golden.to_target.components}
    assert found == {"results": 44.7, "delivery": 30.0, "bottlenecks": 33.3, "management": 87.5}
    assert (tenth(golden.to_target.score), tenth(golden.to_target.coverage)) == (43.6, 87.5)
    found = {item.name: tenth(item.value) for item in golden.to_date.components}
    assert found == {"results": 97.1, "delivery": 100.0, "bottlenecks": 33.3, "management": 87.5}
    assert (tenth(golden.to_date.score), tenth(golden.to_date.coverage)) == (87.3, 100.0)


def test_the_golden_judgement_and_recommendation(golden: EvaluationResult) -> None:
    assert (tenth(golden.judgement.score), tenth(golden.replicability.score)) == (70.0, 68.3)
    assert (tenth(golden.grade.score), golden.grade.band) == (78.2, "中")
    assert golden.outcome == "continue"
    assert [item.outcome for item in golden.variants] == ["continue"] * 12
    assert golden.status.maturity == "M2"


def test_a_validation_error_keeps_the_tool_from_a_finding(golden_pilot: Pilot, golden_programme: Programme) -> None:
    found = evaluate("2026-midterm", golden_pilot.evaluations["2026-midterm"], golden_pilot, golden_programme, 5)
    assert found.outcome == "no_finding"
    assert found.grade.band == "中"


LIMITS = thresholds_of(EvaluationThresholds(), 2)
GOOD = DecisionFacts(
    errors=0, vetoes=(), reviewers=3, p_to_target=Fraction(90), p_to_date=Fraction(90), coverage_to_target=Fraction(90),
    coverage_to_date=Fraction(90), replicability=Fraction(80), items=dict.fromkeys(REPLICABILITY_ITEMS, Fraction(2)),
    evidence_level=3, maturity="M4", documented_practices=1, critical_bottlenecks=0, before_end=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "roll_out"),
        ({"before_end": True}, "roll_out"),
        ({"errors": 1}, "no_finding"),
        ({"p_to_target": None}, "no_finding"),
        ({"reviewers": 1}, "no_finding"),
        ({"coverage_to_target": None}, "no_finding"),
        ({"coverage_to_target": Fraction(49)}, "no_finding"),
        ({"coverage_to_target": Fraction(49), "before_end": True}, "continue"),
        ({"coverage_to_date": Fraction(49), "before_end": True}, "no_finding"),
        ({"vetoes": ("legal_breach",)}, "stop"),
        ({"p_to_target": Fraction("79.9")}, "conditional_roll_out"),
        ({"replicability": Fraction("74.9")}, "conditional_roll_out"),
        ({"evidence_level": 2}, "conditional_roll_out"),
        ({"evidence_level": 1}, "extend"),
        ({"coverage_to_target": Fraction(79)}, "extend"),
        ({"documented_practices": 0}, "adapt"),
        ({"critical_bottlenecks": 1}, "adapt"),
        ({"p_to_target": Fraction(69)}, "adapt"),
        ({"p_to_target": Fraction(69), "maturity": "M2"}, "extend"),
        ({"p_to_target": Fraction(59)}, "adapt"),
        ({"p_to_target": Fraction(59), "replicability": Fraction(59)}, "stop"),
        ({"p_to_target": Fraction(59), "replicability": None}, "stop"),
        ({"p_to_target": Fraction(59), "before_end": True}, "continue"),
        ({"p_to_target": Fraction(59), "p_to_date": Fraction(59), "before_end": True}, "correct"),
    ],
)
def test_the_first_row_that_passes_is_recommended(change: dict[str, Any], outcome: str) -> None:
    assert decide(replace(GOOD, **change), LIMITS)[-1].outcome == outcome


@pytest.mark.parametrize(
    ("item", "value", "outcome"),
    [
        ("affordable", 1, "conditional_roll_out"),
        ("replicated", 0, "conditional_roll_out"),
        ("credible", 1, "conditional_roll_out"),
        ("credible", 0, "adapt"),
        ("compatible", 0, "adapt"),
        ("compatible", None, "adapt"),
        ("observable", 0, "roll_out"),
    ],
)
def test_a_single_weak_item_decides_where_it_must(item: str, value: int | None, outcome: str) -> None:
    items = {**GOOD.items, item: None if value is None else Fraction(value)}
    assert decide(replace(GOOD, items=items), LIMITS)[-1].outcome == outcome


_PERCENT = st.none() | st.fractions(0, 100, max_denominator=10)
_CASES = st.builds(
    DecisionFacts,
    errors=st.integers(0, 1),
    vetoes=st.sampled_from(((), ("serious_harm",))),
    reviewers=st.integers(0, 4),
    p_to_target=_PERCENT,
    p_to_date=_PERCENT,
    coverage_to_target=_PERCENT,
    coverage_to_date=_PERCENT,
    replicability=_PERCENT,
    items=st.fixed_dictionaries(
        {name: st.none() | st.fractions(0, 3, max_denominator=2) for name in REPLICABILITY_ITEMS}
    ),
    evidence_level=st.integers(0, 4),
    maturity=st.sampled_from((None, "M0", "M2", "M3", "M5")),
    documented_practices=st.integers(0, 2),
    critical_bottlenecks=st.integers(0, 1),
    before_end=st.booleans(),
)


@given(_CASES)
def test_exactly_one_row_passes_and_every_printed_test_is_true(facts: DecisionFacts) -> None:
    rows = decide(facts, LIMITS)
    assert [row.passed for row in rows] == [False] * (len(rows) - 1) + [True]
    assert len(rows) <= len(ROWS)
    for test in (test for row in rows for test in row.tests):
        if test.value is not None and ">=" in test.test:
            assert test.passed == (test.value >= test.threshold)
        elif test.value is not None and " < " in test.test:
            assert test.passed == (test.value < test.threshold)


@given(_CASES)
def test_more_of_what_is_good_never_leads_to_a_worse_proposal_among_roll_outs(facts: DecisionFacts) -> None:
    rank = {"roll_out": 2, "conditional_roll_out": 1}
    before = decide(facts, LIMITS)[-1].outcome
    better = replace(facts, p_to_target=Fraction(100), coverage_to_target=Fraction(100))
    after = decide(better, LIMITS)[-1].outcome
    if before in rank:
        assert rank.get(after, 0) >= rank[before]


@pytest.mark.parametrize(
    ("p", "band"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("79.9", "中"), ("60", "中"), ("59.9", "差")],
)
def test_the_bands_of_the_grade(p: str, band: str) -> None:
    value = Fraction(p)
    assert grade_of(value, value, value).band == band
    assert grade_of(value, None, value).band is None


@pytest.mark.parametrize(
    ("more", "day", "share"),
    [
        ({"observations": [("2026-06-30", "25")]}, "2026-06-30", "1/2"),
        ({"observations": [("2026-06-30", "80")]}, "2026-06-30", "1"),
        ({"observations": [("2026-06-30", "-5")]}, "2026-06-30", "0"),
        ({"observations": [("2025-07-20", "1")]}, "2025-07-20", None),
        ({"observations": [("2026-06-30", "100")], "trajectory": "none"}, "2026-06-30", "1"),
        ({"observations": [("2026-06-30", "40")], "trajectory": "none"}, "2026-06-30", None),
        ({"observations": [("2027-06-30", "40")], "trajectory": "none"}, "2027-06-30", "2/5"),
        ({"observations": [("2027-06-30", "40")], "baseline": None}, "2027-06-30", "0"),
        ({"observations": [("2027-06-30", "100")], "baseline": None}, "2027-06-30", "1"),
        ({"observations": [("2026-06-30", "95")], "direction": "keep_above"}, "2026-06-30", "1/2"),
        ({}, "2025-10-30", None),
        ({}, "2025-11-01", "0"),
        ({"frequency": "once"}, "2026-06-30", None),
        ({"frequency": "once"}, "2027-06-30", "0"),
        ({"baseline": None}, "2025-10-31", None),
        ({"baseline": None}, "2025-11-02", "0"),
    ],
)
def test_what_an_indicator_adds_to_date(more: dict[str, Any], day: str, share: str | None) -> None:
    observations = [{"date": when, "value": value} for when, value in more.get("observations", ())]
    subject = pilot((), (indicator(**{**more, "observations": observations}),))
    status = pilot_status(subject, PROGRAMME, date.fromisoformat(day))
    found = next(iter(assess_indicators(status, Basis.TO_DATE))).share
    assert found == (None if share is None else Fraction(share))


def test_without_indicators_there_is_no_performance() -> None:
    status = pilot_status(pilot((milestone("M1", "2026-01-31", "2026-01-20"),)), PROGRAMME, date(2026, 6, 30))
    found = performances(status, Weights())[0]
    assert (found.score, found.coverage) == (None, None)
    assert found.components[1].value == 100


_RATING = st.none() | st.integers(0, 3)
_REVIEWERS = st.lists(
    st.builds(
        lambda number, j, r: Reviewer.model_validate(
            {
                "id": f"R{number}",
                "judgement": {
                    name: str(value) for name, value in zip(JUDGEMENT_ITEMS, j, strict=True) if value is not None
                },
                "replicability": {
                    name: str(value) for name, value in zip(REPLICABILITY_ITEMS, r, strict=True) if value is not None
                },
            }
        ),
        st.integers(1, 99),
        st.lists(_RATING, min_size=5, max_size=5),
        st.lists(_RATING, min_size=10, max_size=10),
    ),
    max_size=5,
)


@given(_REVIEWERS, st.randoms())
def test_scores_lie_between_0_and_100_and_the_order_of_reviewers_never_matters(
    reviewers: list[Reviewer], chance: Any
) -> None:
    shuffled = reviewers.copy()
    chance.shuffle(shuffled)
    for score in (judgement, replicability):
        found = score(reviewers)
        assert found == score(shuffled)
        assert found.score is None or 0 <= found.score <= 100


def test_a_closed_pilot_is_judged_to_its_closing_day(golden_pilot: Pilot, golden_programme: Programme) -> None:
    closing = {
        "id": "A3", "kind": "conclusion", "reason": "done", "procedure": "filing", "authority": "yx-hrss",
        "submitted": "2026-03-01", "document": "9号",
    }  # fmt: skip
    adjustment = type(golden_pilot.file.adjustments[0]).model_validate(closing)
    file = golden_pilot.file.model_copy(update={"adjustments": (*golden_pilot.file.adjustments, adjustment)})
    found = evaluate(
        "2026-midterm", golden_pilot.evaluations["2026-midterm"], replace(golden_pilot, file=file), golden_programme, 0
    )
    assert found.basis is Basis.TO_TARGET
    assert found.outcome in ("extend", "adapt", "stop")


def test_conditions_are_generated_from_what_fails_and_what_is_weak(golden_pilot: Pilot) -> None:
    strong = {
        **dict.fromkeys(REPLICABILITY_ITEMS, "2"),
        "replicated": "0",
        "capacity": "1",
        "observable": "3",
        "relevant": "3",
    }
    reviewer = {"judgement": dict.fromkeys(JUDGEMENT_ITEMS, "2"), "replicability": strong}
    evaluation = Evaluation.model_validate(
        {
            "type": "final", "as_of": "2026-03-31", "evaluator": {"org": "yx-eval", "independent": "true"},
            "evidence_level": "2", "reviewers": [{"id": "R1", **reviewer}, {"id": "R2", **reviewer}],
        }
    )  # fmt: skip
    practice = golden_pilot.practices[0].model_copy(update={"documented": date(2026, 1, 1)})
    subject = pilot(
        (milestone("M1", "2025-09-30", "2025-09-20"),),
        (indicator(key="true", observations=[{"date": "2026-03-31", "value": "95"}]),),
        (practice,),
    )
    found = evaluate("final", evaluation, subject, PROGRAMME, 0)
    assert found.outcome == "conditional_roll_out"
    assert found.conditions == (
        "R >= 75", "EL >= 3", "replicated >= 1", "capacity >= 2", "replicated >= 2",
        "P1: an electronic title review system; one data officer per committee",
    )  # fmt: skip
