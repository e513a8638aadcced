"""What must hold of every evaluation, whatever the ledger says: of its numbers, and of every reason it prints."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from analysis.build import indicator, milestone, pilot, practice
from talentpilot.analysis.bottlenecks import bottleneck_state
from talentpilot.analysis.evaluation.decision_table import DecisionTest as CriterionTest
from talentpilot.analysis.evaluation.decision_table import thresholds_of
from talentpilot.analysis.evaluation.performance import performances
from talentpilot.analysis.evaluation.reasons import (
    ROWS,
    because,
    contributions,
    failing_tests,
    failures,
    label_of,
    passing,
    row_above,
    same_outcome,
    value_of,
)
from talentpilot.analysis.evaluation.result import (
    JUDGEMENT_ITEMS,
    REPLICABILITY_ITEMS,
    EvaluationResult,
    evaluate,
    judgement,
    last_day,
    replicability,
)
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import decisive, one_decimal
from talentpilot.analysis.status import pilot_status
from talentpilot.model.evaluation import Evaluation, Reviewer
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import EvaluationSettings, Programme

pytestmark = pytest.mark.slow

FIRST, LAST = date(2025, 7, 1), date(2027, 12, 31)

days = st.dates(FIRST, LAST)
maybe_days = st.none() | days
values = st.integers(-400, 2600).map(lambda number: str(Decimal(number) / 10))


def programme_of(**evaluation: Any) -> Programme:
    data = {"id": "yx-2025", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}}
    return Programme.model_validate({**data, "evaluation": evaluation})


PROGRAMME = programme_of()


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Any:
    """An indicator of any direction with observations on rising days."""
    direction = draw(st.sampled_from(("increase", "decrease", "keep_above", "keep_below", "within")))
    baseline, target = draw(st.none() | values), draw(values)
    if direction == "within":
        goal: Any = (target, str(Decimal(target) + draw(st.integers(1, 40))))
    else:
        goal = target
    seen = sorted(draw(st.sets(days, max_size=3)))
    more: dict[str, Any] = {
        "id": f"I{number}",
        "weight": str(draw(st.integers(1, 5))),
        "key": draw(st.sampled_from(("true", "false"))),
        "frequency": draw(st.sampled_from(("monthly", "quarterly", "annual", "once"))),
        "trajectory": draw(st.sampled_from(("linear", "none"))),
        "observations": [{"date": day.isoformat(), "value": draw(values)} for day in seen],
    }
    return indicator(baseline, goal, direction, **more)


@st.composite
def bottlenecks(draw: st.DrawFn, number: int) -> dict[str, Any]:
    raised = draw(days)
    resolved = draw(st.none() | st.integers(0, 300).map(lambda wait: raised + timedelta(wait)))
    data = {
        "id": f"B{number}", "title": "b", "kind": "data", "owner": "yx-hrss", "needs": "unit",
        "severity": draw(st.sampled_from(("critical", "major", "minor"))), "raised": raised.isoformat(),
    }  # fmt: skip
    return data | ({"resolved": resolved.isoformat(), "resolution": "r"} if resolved is not None else {})


@st.composite
def evidence(draw: st.DrawFn, number: int) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": f"E{number}", "title": "e", "kind": "document", "date": "2025-08-01", "url": "https://example.invalid/e",
        "access": "public",
    }  # fmt: skip
    seen = draw(maybe_days)
    if seen is not None:
        data["verified"] = {"date": seen.isoformat(), "by": "yx-eval", "method": "original_seen"}
    return data


@st.composite
def pilots(draw: st.DrawFn) -> Pilot:
    """A pilot with any progress, late or early steps, bottlenecks, evidence, reports and practices."""
    steps = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        due, done = draw(maybe_days), draw(maybe_days)
        cited = draw(st.sets(st.sampled_from(("E1", "E2"))))
        day = (due.isoformat() if due else None, done.isoformat() if done else None)
        weight = str(draw(st.integers(1, 5)))
        steps.append(milestone(f"M{number}", *day, weight=weight, evidence=sorted(cited)))
    measures = tuple(draw(indicators(number)) for number in range(1, draw(st.integers(0, 3)) + 1))
    ways = tuple(practice(id="P1", documented=day.isoformat()) for day in draw(st.lists(days, max_size=1)))
    more: dict[str, Any] = {
        "bottlenecks": [draw(bottlenecks(number)) for number in range(1, draw(st.integers(0, 2)) + 1)],
        "evidence": [draw(evidence(1)), draw(evidence(2))],
        "reports": [
            {"period": period, "submitted": draw(days).isoformat(), "progress": "p"}
            for period in draw(st.lists(st.sampled_from(("2025Q4", "2026Q1", "2026Q2")), unique=True))
        ],
    }
    return pilot(tuple(steps), measures, ways, **more)


ratings = st.none() | st.integers(0, 3)


def sheet(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, str]]:
    given_ones = st.fixed_dictionaries(dict.fromkeys(names, ratings))
    return given_ones.map(lambda found: {name: str(value) for name, value in found.items() if value is not None})


reviewers = st.lists(
    st.tuples(sheet(JUDGEMENT_ITEMS), sheet(REPLICABILITY_ITEMS)), max_size=4
).map(
    lambda sheets: [
        Reviewer.model_validate({"id": f"R{number}", "judgement": j, "replicability": r})
        for number, (j, r) in enumerate(sheets, start=1)
    ]
)  # fmt: skip


@st.composite
def evaluations(draw: st.DrawFn) -> Evaluation:
    """An evaluation of any type, on any day."""
    data: dict[str, Any] = {
        "type": draw(st.sampled_from(("self", "midterm", "final", "third_party"))),
        "as_of": draw(days).isoformat(),
        "evaluator": {"org": "yx-eval", "independent": "true"},
        "evidence_level": str(draw(st.integers(0, 4))),
        "vetoes": draw(st.sampled_from(((),) * 9 + (("serious_harm",),))),
    }
    return Evaluation.model_validate(data).model_copy(update={"reviewers": tuple(draw(reviewers))})


@st.composite
def weightings(draw: st.DrawFn) -> dict[str, Any]:
    """Weights that sum to 100, and thresholds anywhere on the scale."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    parts = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]]
    names = ("results", "delivery", "bottlenecks", "management")
    percent = st.integers(0, 1000).map(lambda number: str(Decimal(number) / 10))
    thresholds = {
        "min_coverage": draw(st.sampled_from(("0", "0", "33.3", "100"))),
        "roll_out": {"P": draw(percent), "R": draw(percent), "EL": "3", "coverage": draw(percent)},
        "conditional": {"P": draw(percent), "R": draw(percent), "EL": "2", "coverage": draw(percent)},
        "continue": {"P": draw(percent)},
        "extend": {"P": draw(percent)},
        "adapt": {"P": draw(percent), "R": draw(percent)},
    }
    weights = {name: str(part) for name, part in zip(names, parts, strict=True)}
    return {"weights": weights, "thresholds": thresholds, "min_reviewers": str(draw(st.integers(0, 2)))}


@st.composite
def promising(draw: st.DrawFn) -> tuple[Evaluation, Pilot]:
    """An evaluation that can come out well: data for every indicator, practices, two reviewers or three."""
    day = draw(st.dates(date(2026, 1, 1), LAST))
    seen = {"date": (day - timedelta(draw(st.integers(0, 60)))).isoformat(), "value": str(draw(st.integers(30, 130)))}
    measures = [indicator(id="I1", key="true", observations=[seen])]
    if draw(st.booleans()):
        measures.append(indicator("50", "20", "decrease", id="I2", weight=str(draw(st.integers(1, 2)))))
    steps = tuple(
        milestone(f"M{number}", "2025-12-31", draw(st.sampled_from(("2025-12-20", None))))
        for number in range(1, draw(st.integers(1, 3)) + 1)
    )
    proof = {**draw(evidence(1)), "verified": {"date": "2025-09-01", "by": "yx-eval", "method": "original_seen"}}
    ways = (practice(),) if draw(st.integers(0, 5)) else ()
    subject = pilot(steps, tuple(measures), ways, evidence=[proof])
    rated = st.integers(0, 20).map(lambda number: str(min(3, 1 + number // 4)) if number else "0")
    sheets = [
        Reviewer.model_validate(
            {
                "id": f"R{number}",
                "judgement": {name: draw(rated) for name in JUDGEMENT_ITEMS},
                "replicability": {name: draw(rated) for name in REPLICABILITY_ITEMS},
            }
        )
        for number in range(1, draw(st.integers(2, 3)) + 1)
    ]
    evaluation = draw(evaluations()).model_copy(
        update={"as_of": day, "reviewers": tuple(sheets), "evidence_level": draw(st.integers(1, 4))}
    )
    return evaluation, subject


@st.composite
def results(draw: st.DrawFn) -> EvaluationResult:
    """Any evaluation answered; often with thresholds where its own scores are, as they are printed."""
    settings_: dict[str, Any] = draw(st.just({}) | weightings())
    if not draw(st.integers(0, 3)):
        errors = draw(st.sampled_from((0, 0, 1, 5)))
        return evaluate("name", draw(evaluations()), draw(pilots()), programme_of(**settings_), errors)
    evaluation, subject = draw(promising())
    found = evaluate("name", evaluation, subject, programme_of(**settings_), 0)
    near = (found.to_target.score, found.replicability.score, found.to_target.coverage, found.to_date.score)
    if None not in near and draw(st.booleans()):
        p, r, coverage, dated = (one_decimal(one) for one in near if one is not None)
        row = {"P": p, "R": r, "EL": "2", "coverage": coverage}
        limits = {"min_coverage": "0", "roll_out": row, "conditional": row, "continue": {"P": dated}}
        limits |= {"extend": {"P": p}, "adapt": {"P": p, "R": r}}
        found = evaluate("name", evaluation, subject, programme_of(**settings_ | {"thresholds": limits}), 0)
    return found


def within_bounds(value: Fraction | None) -> bool:
    return value is None or 0 <= value <= 100


@given(results())
def test_scores_lie_between_0_and_100(found: EvaluationResult) -> None:
    for side in (found.to_target, found.to_date):
        assert within_bounds(side.score)
        assert within_bounds(side.coverage)
        assert all(within_bounds(item.value) for item in side.components)
    assert within_bounds(found.judgement.score)
    assert within_bounds(found.replicability.score)
    assert within_bounds(found.grade.score)
    assert (found.grade.score is None) == (
        None in (found.graded.score, found.judgement.score, found.replicability.score)
    )
    assert all(within_bounds(item.p_to_target) and within_bounds(item.p_to_date) for item in found.variants)


def scores(subject: Pilot, day: date) -> list[Fraction | None]:
    status = pilot_status(subject, PROGRAMME, day)
    return [found.score for found in performances(status, PROGRAMME.evaluation.weights)]


def not_lower(before: Fraction | None, after: Fraction | None) -> bool:
    """An undefined score may become defined; a defined one may neither fall nor vanish."""
    return before is None or (after is not None and after >= before)


@given(pilots(), days, st.data())
def test_more_progress_never_lowers_p(subject: Pilot, day: date, data: st.DataObject) -> None:
    """The latest value moves towards the target, and P on neither basis falls."""
    movable = [item for item in subject.indicators if any(one.day <= day for one in item.observations)]
    assume(movable)
    chosen = data.draw(st.sampled_from(movable))
    latest = max((one for one in chosen.observations if one.day <= day), key=lambda one: one.day)
    step = data.draw(st.integers(1, 500).map(lambda number: Decimal(number) / 10))
    value = latest.value
    target = chosen.target
    assert target is not None
    match chosen.direction:
        case "increase" | "keep_above":
            value += step
        case "decrease" | "keep_below":
            value -= step
        case _:
            assert target.min is not None
            assert target.max is not None
            low, high = target.min, target.max
            value = min(value + step, low) if value < low else max(value - step, high) if value > high else value
    if chosen.direction in ("increase", "decrease") and chosen.baseline is not None and target.value is not None:
        up = target.value > chosen.baseline.value
        assume(target.value == chosen.baseline.value or up == (chosen.direction == "increase"))
    moved = latest.model_copy(update={"value": value})
    observations = tuple(moved if one is latest else one for one in chosen.observations)
    better = chosen.model_copy(update={"observations": observations})
    after = replace(subject, indicators=tuple(better if item is chosen else item for item in subject.indicators))
    for one, other in zip(scores(subject, day), scores(after, day), strict=True):
        assert not_lower(one, other)


@given(pilots(), days, st.data())
def test_a_step_done_or_a_bottleneck_settled_never_lowers_p(subject: Pilot, day: date, data: st.DataObject) -> None:
    undone = [item for item in subject.milestones if item.done is None or item.done > day]
    stuck = [item for item in subject.file.bottlenecks if bottleneck_state(item, day, ()).is_open]
    assume(undone or stuck)
    after = subject
    if undone:
        chosen = data.draw(st.sampled_from(undone))
        done = chosen.model_copy(update={"done": day, "evidence": ()})
        after = replace(after, milestones=tuple(done if item is chosen else item for item in after.milestones))
    if stuck:
        settled = {item.id: item.model_copy(update={"resolved": day}) for item in stuck[:1]}
        file = subject.file.model_copy(
            update={"bottlenecks": tuple(settled.get(item.id, item) for item in subject.file.bottlenecks)}
        )
        after = replace(after, file=file)
    for one, other in zip(scores(subject, day), scores(after, day), strict=True):
        assert not_lower(one, other)


@given(evaluations(), pilots(), st.randoms())
def test_the_order_of_reviewers_never_matters(evaluation: Evaluation, subject: Pilot, chance: Any) -> None:
    shuffled = list(evaluation.reviewers)
    chance.shuffle(shuffled)
    other = evaluation.model_copy(update={"reviewers": tuple(shuffled)})
    one, two = (evaluate("n", item, subject, PROGRAMME, 0) for item in (evaluation, other))
    assert (one.judgement, one.replicability, one.grade, one.rows, one.conditions) == (
        two.judgement, two.replicability, two.grade, two.rows, two.conditions,
    )  # fmt: skip
    assert {(item.name, item.outcome) for item in one.variants} == {(item.name, item.outcome) for item in two.variants}


@given(reviewers, st.data())
def test_leaving_a_reviewer_out_changes_only_what_he_rated(everyone: list[Reviewer], data: st.DataObject) -> None:
    assume(everyone)
    gone = data.draw(st.sampled_from(everyone))
    others = [item for item in everyone if item is not gone]
    for score, group in ((judgement, "judgement"), (replicability, "replicability")):
        before, after = score(everyone), score(others)
        for one, other in zip(before.items, after.items, strict=True):
            if getattr(getattr(gone, group), one.name) is None:
                assert one == other


@given(evaluations(), pilots())
def test_each_reviewer_left_out_is_answered_as_if_never_asked(evaluation: Evaluation, subject: Pilot) -> None:
    found = evaluate("n", evaluation, subject, PROGRAMME, 0)
    for variant in found.variants:
        if variant.kind == "reviewer":
            others = tuple(item for item in evaluation.reviewers if item.id != variant.subject)
            alone = evaluate("n", evaluation.model_copy(update={"reviewers": others}), subject, PROGRAMME, 0)
            assert variant.outcome == alone.outcome
            assert variant.replicability == alone.replicability.score


@given(results())
def test_exactly_one_row_passes_and_it_is_the_last(found: EvaluationResult) -> None:
    assert [row.passed for row in found.rows] == [False] * (len(found.rows) - 1) + [True]
    assert found.rows[-1].outcome == found.outcome
    assert all(test.row == row.outcome for row in found.rows for test in row.tests)


NUMBER = r"-?\d+(?:\.\d+)?"
COMPARISON = re.compile(rf"(?P<left>M\d|none|{NUMBER}) (?P<sign>>=|<|=|>) (?P<right>M\d|{NUMBER})")
SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
    ">": lambda one, other: one > other,
}


def number(text: str) -> Fraction:
    if text == "none":
        return Fraction(-1)
    return Fraction(LEVELS.index(text)) if text.startswith("M") else Fraction(text)


def check_comparisons(sentence: str) -> int:
    """How many comparisons a sentence makes; each must be true of the numbers as they are printed."""
    found = list(COMPARISON.finditer(sentence))
    for one in found:
        assert SIGNS[one["sign"]](number(one["left"]), number(one["right"])), f"{one[0]} in: {sentence}"
    return len(found)


@settings(max_examples=150)
@given(results())
def test_every_printed_reason_is_true_of_the_numbers_printed(found: EvaluationResult) -> None:
    end = last_day(found.status.pilot, found.status, found.evaluation.as_of)
    sentence = str(because(found, end))
    assert sentence
    check_comparisons(sentence)
    if "the term runs until" in sentence:
        assert found.evaluation.as_of < end
        assert f"the term runs until {end}" in sentence
    if " is undefined" in sentence or "(undefined)" in sentence:
        assert any(test.value is None for row in found.rows for test in row.tests)
    if "fails only on" in sentence:
        above = row_above(found)
        assert above is not None
        assert len(failing_tests(above)) == 1
    for row in found.rows:
        for test in row.tests:
            check_test(test)


def check_test(test: CriterionTest) -> None:
    """A line of the table of tests: its mark is what its printed value and threshold come to."""
    line = str(passing(test)) if test.name != "before the end of the term" else ""
    if test.value is None or test.test == "P undefined" or not line:
        return
    found = COMPARISON.search(line)
    assert found is not None, line
    said = SIGNS[found["sign"]](number(found["left"]), number(found["right"]))
    assert said == test.passed, f"{line}: {test.passed}"
    assert str(label_of(test)) in (test.test, test.name)
    if not test.passed:
        assert check_comparisons(str(failures((test,)))) == 1


@given(results())
def test_what_would_change_this_would_change_it(found: EvaluationResult) -> None:
    """The row above did fail, on the tests that are named, and names none that passed."""
    above = row_above(found)
    if above is None:
        assert found.outcome in ("no_finding", "stop", "roll_out")
        return
    assert not above.passed
    assert above.outcome in ROWS
    failing = failing_tests(above)
    assert failing
    assert not any(test.passed for test in failing)
    if above.outcome not in ("extend", "adapt"):
        assert {test.name for test in failing} == {test.name for test in above.tests if not test.passed}


@given(results())
def test_contributions_add_up_to_p(found: EvaluationResult) -> None:
    for side in (found.to_target, found.to_date):
        points = [item.points for item in contributions(side)]
        if side.score is None:
            assert points == [None] * 4
        else:
            assert sum((item for item in points if item is not None), Fraction(0)) == side.score


@given(results())
def test_the_sensitivity_counts_what_it_names(found: EvaluationResult) -> None:
    same, every = same_outcome(found)
    more = len(found.evaluation.reviewers)
    assert every == 12 + (more if more >= 3 else 0)
    assert len({item.name for item in found.variants}) == every
    assert same == every - sum(item.outcome != found.outcome for item in found.variants)


@given(st.fractions(0, 100), st.integers(0, 1000).map(lambda tenths: Fraction(tenths, 10)))
def test_a_printed_value_stands_on_its_own_side_of_the_threshold(value: Fraction, threshold: Fraction) -> None:
    told = decisive(value, threshold)
    assert (told >= threshold) == (value >= threshold)
    assert abs(told - value) <= Fraction(1, 20)
    if (Fraction(one_decimal(value)) >= threshold) == (value >= threshold):
        assert told == Fraction(one_decimal(value))


def test_a_value_just_below_a_threshold_is_not_printed_as_having_reached_it() -> None:
    limits = thresholds_of(EvaluationSettings().thresholds, 2)
    test = CriterionTest("roll_out", "P", ">=", Fraction("79.96"), limits.roll_out["P"], passed=False)
    assert str(value_of(test)) == "79.96"
    assert str(failures((test,))) == "P (79.96 < 80)"
    close = replace(test, value=Fraction(80) - Fraction(1, 3 * 10**12))
    assert str(value_of(close)) == "79.999999999"


@pytest.mark.slow
def test_the_evaluations_that_are_drawn_come_out_in_every_way() -> None:
    """The properties above hold of little if all that is drawn ends in the first row."""
    seen: set[str] = set()

    @settings(max_examples=600, database=None, phases=[Phase.generate], derandomize=True)
    @given(results())
    def look(found: EvaluationResult) -> None:
        seen.add(found.outcome)

    look()
    assert seen == set(ROWS)
