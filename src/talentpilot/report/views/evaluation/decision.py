"""How the recommendation was reached: rows and tests, what decided, what would change it, and its conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from talentpilot.analysis.evaluation.decision_table import DecisionRow, DecisionTest, Sign
from talentpilot.analysis.evaluation.reasons import failing_tests, row_above, same_outcome
from talentpilot.analysis.evaluation.result import EvaluationResult, last_day
from talentpilot.model.base import Text
from talentpilot.model.choices import Recommendation

TestKind = Literal["at_least", "below", "zero", "undefined", "running"]
RowMode = Literal["all", "any", "first", "else"]
_KINDS: Mapping[Sign, TestKind] = {">=": "at_least", "<": "below", "=": "zero", "undefined": "undefined"}
ENOUGH = Fraction(2)
"""The median from which an item of replicability is not a condition."""
_DECISIVE = ("P", "R", "EL")


@dataclass(frozen=True, slots=True)
class TestView:
    """A test. `value` is None if it is undefined; `running` tests whether the term is running, with 1 for yes and 0 for
    no.
    """

    name: str
    kind: TestKind
    value: Fraction | None
    threshold: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the recommendation, 0 to 8.

    It passes if all its tests pass, if any does, or (`first`) if the first and any other does; `else` has no tests
    and always passes.
    """

    number: int
    outcome: Recommendation
    mode: RowMode
    tests: tuple[TestView, ...]
    passed: bool

    @property
    def speaks(self) -> bool:
        """Whether a test that passes counts against the pilot, so that `passed` would mislead."""
        return self.number < 2


@dataclass(frozen=True, slots=True)
class VariantView:
    """A variant of the sensitivity check: what changes and by how much, the resulting P and R, and the outcome."""

    kind: str
    subject: str
    change: Decimal
    p_to_target: Fraction | None
    p_to_date: Fraction | None
    replicability: Fraction | None
    outcome: Recommendation
    same: bool


@dataclass(frozen=True, slots=True)
class ConditionView:
    """A condition of a conditional roll-out: a test still to be passed, or a need of a practice."""

    test: TestView | None
    practice: str
    title: Text | None
    text: Text | None


@dataclass(frozen=True, slots=True)
class DecisionPath:
    """Section 11. `decisive` are the tests that carried the outcome (those of the row before it where it has none);
    `above` is the next better row, which fails on `failing`; `end` is the last day of the pilot."""

    outcome: Recommendation
    rows: tuple[RowView, ...]
    decisive: tuple[TestView, ...]
    above: RowView | None
    failing: tuple[TestView, ...]
    end: date
    variants: tuple[VariantView, ...]
    same: int
    conditions: tuple[ConditionView, ...]

    @property
    def last(self) -> RowView:
        """The row that passed."""
        return self.rows[-1]


def decision_path(result: EvaluationResult) -> DecisionPath:
    """Return how the recommendation of one evaluation was reached."""
    rows = tuple(_row(number, row) for number, row in enumerate(result.rows))
    above = row_above(result)
    higher = rows[result.rows.index(above)] if above is not None else None
    return DecisionPath(
        result.outcome,
        rows,
        _decisive(result),
        higher,
        tuple(map(_test, failing_tests(above))) if above is not None else (),
        last_day(result.status.pilot, result.status, result.evaluation.as_of),
        tuple(
            VariantView(
                item.kind, item.subject, item.change, item.p_to_target, item.p_to_date, item.replicability,
                item.outcome, item.outcome == result.outcome,
            )
            for item in result.variants
        ),
        same_outcome(result)[0],
        tuple(_conditions(result)),
    )  # fmt: skip


def _row(number: int, row: DecisionRow) -> RowView:
    return RowView(number, row.outcome, _mode(row), tuple(map(_test, row.tests)), row.passed)


def _mode(row: DecisionRow) -> RowMode:
    if not row.tests:
        return "else"
    match row.outcome:
        case "no_finding" | "adapt":
            return "any"
        case "extend":
            return "first"
        case _:
            return "all"


def _test(test: DecisionTest) -> TestView:
    return TestView(test.name, _kind(test), test.value, test.threshold, test.passed)


def _kind(test: DecisionTest) -> TestKind:
    if test.name == "before the end of the term":
        return "running"
    return _KINDS[test.sign]


def _decisive(result: EvaluationResult) -> tuple[TestView, ...]:
    """Return the tests that are named as the reason."""
    row = result.rows[-1]
    match row.outcome:
        case "roll_out" | "conditional_roll_out":
            found: Iterable[DecisionTest] = (test for test in row.tests if test.name in _DECISIVE)
        case "stop" if not row.tests:
            found = result.rows[-2].tests
        case _:
            found = (test for test in row.tests if test.passed)
    return tuple(map(_test, found))


def _conditions(result: EvaluationResult) -> Iterable[ConditionView]:
    """Return `EvaluationResult.conditions` in words; only a conditional roll-out has any."""
    if result.outcome != "conditional_roll_out":
        return
    full = next(row for row in result.rows if row.outcome == "roll_out")
    failing = [_test(test) for test in full.tests if not test.passed]
    named = {test.name for test in failing if test.threshold == ENOUGH}
    for test in failing:
        yield ConditionView(test, "", None, None)
    for item in result.replicability.items:
        if item.median is not None and item.median < ENOUGH and item.name not in named:
            yield ConditionView(TestView(item.name, "at_least", item.median, ENOUGH, False), "", None, None)
    for practice in result.status.pilot.practices:
        if practice.conditions and practice.is_documented(result.status.as_of):
            yield ConditionView(None, practice.id, practice.title, practice.conditions)
