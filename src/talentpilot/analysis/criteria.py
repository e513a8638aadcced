"""The rows of the recommendation with their tests: the first row that passes is proposed (`evaluation.md` 5)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from talentpilot.analysis.figures import as_stated
from talentpilot.analysis.maturity import LEVELS
from talentpilot.model.evaluation import Recommendation
from talentpilot.model.programme import EvaluationThresholds, RowThresholds


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the rows look at. Scores and coverage in percent; None is undefined and fails every test on it."""

    errors: int
    vetoes: tuple[str, ...]
    reviewers: int
    p_to_target: Fraction | None
    p_to_date: Fraction | None
    coverage_to_target: Fraction | None
    coverage_to_date: Fraction | None
    replicability: Fraction | None
    items: dict[str, Fraction | None]
    evidence_level: int
    maturity: str | None
    documented_practices: int
    critical_bottlenecks: int
    before_end: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of every row, defaults filled in."""

    min_reviewers: Fraction
    min_coverage: Fraction
    roll_out: dict[str, Fraction]
    conditional: dict[str, Fraction]
    continue_p: Fraction
    extend_p: Fraction
    extend_coverage: Fraction
    adapt_p: Fraction
    adapt_r: Fraction

    def moved(self, points: int) -> "Limits":
        """The P, R and coverage thresholds of rows 2 to 7 moved together; row 0, ratings and levels stay."""

        def row(values: dict[str, Fraction]) -> dict[str, Fraction]:
            return {name: value + points if name != "EL" else value for name, value in values.items()}

        return replace(
            self,
            roll_out=row(self.roll_out),
            conditional=row(self.conditional),
            continue_p=self.continue_p + points,
            extend_p=self.extend_p + points,
            extend_coverage=self.extend_coverage + points,
            adapt_p=self.adapt_p + points,
            adapt_r=self.adapt_r + points,
        )


ROLL_OUT = {"P": Fraction(80), "R": Fraction(75), "EL": Fraction(3), "coverage": Fraction(80)}
CONDITIONAL = {"P": Fraction(70), "R": Fraction(60), "EL": Fraction(2), "coverage": Fraction(80)}


def limits_of(thresholds: EvaluationThresholds, min_reviewers: int) -> Limits:
    """The programme's thresholds over the built-in ones."""
    return Limits(
        Fraction(min_reviewers),
        Fraction(thresholds.min_coverage),
        _row(thresholds.roll_out, ROLL_OUT),
        _row(thresholds.conditional, CONDITIONAL),
        _row(thresholds.continue_, {"P": Fraction(60)})["P"],
        _row(thresholds.extend, {"P": Fraction(60)})["P"],
        Fraction(80),
        _row(thresholds.adapt, {"P": Fraction(60)})["P"],
        _row(thresholds.adapt, {"R": Fraction(60)})["R"],
    )


def _row(stated: RowThresholds, built_in: dict[str, Fraction]) -> dict[str, Fraction]:
    given = {name: getattr(stated, name) for name in built_in}
    return {name: Fraction(given[name]) if given[name] is not None else value for name, value in built_in.items()}


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a row: `test` as printed, the value found (None: undefined), the threshold, the outcome."""

    row: Recommendation
    test: str
    name: str
    value: Fraction | None
    threshold: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its tests; `any_of` rows pass with one, the others with all. `extend` passes by its own rule."""

    outcome: Recommendation
    tests: tuple[Test, ...]
    passed: bool


def _at_least(row: Recommendation, name: str, value: Fraction | None, threshold: Fraction) -> Test:
    return Test(
        row, f"{name} >= {as_stated(threshold)}", name, value, threshold, value is not None and value >= threshold
    )


def _below(row: Recommendation, name: str, value: Fraction | None, threshold: Fraction) -> Test:
    return Test(row, f"{name} < {as_stated(threshold)}", name, value, threshold, value is None or value < threshold)


def _some(row: Recommendation, name: str, number: int) -> Test:
    return _at_least(row, name, Fraction(number), Fraction(1))


def _none(row: Recommendation, name: str, number: int) -> Test:
    return Test(row, f"{name} = 0", name, Fraction(number), Fraction(0), number == 0)


def no_finding(case: Case, limits: Limits) -> Row:
    """Row 0: any of its tests keeps the tool from a finding."""
    row: Recommendation = "no_finding"
    coverage = case.coverage_to_date if case.before_end else case.coverage_to_target
    tests = (
        _some(row, "errors", case.errors),
        Test(row, "P undefined", "P", case.p_to_target, Fraction(0), case.p_to_target is None),
        _below(row, "reviewers", Fraction(case.reviewers), limits.min_reviewers),
        _below(row, "coverage", coverage, limits.min_coverage),
    )
    return Row(row, tests, any(test.passed for test in tests))


def stop_by_veto(case: Case, limits: Limits) -> Row:
    """Row 1."""
    del limits
    tests = (_some("stop", "vetoes", len(case.vetoes)),)
    return Row("stop", tests, tests[0].passed)


def roll_out(case: Case, limits: Limits) -> Row:
    """Row 2."""
    row: Recommendation = "roll_out"
    two, one = Fraction(2), Fraction(1)
    tests = (
        *_common(row, case, limits.roll_out),
        *(_at_least(row, name, case.items.get(name), two) for name in ("credible", "compatible", "affordable")),
        _at_least(row, "replicated", case.items.get("replicated"), one),
    )
    return Row(row, tests, all(test.passed for test in tests))


def conditional(case: Case, limits: Limits) -> Row:
    """Row 3."""
    row: Recommendation = "conditional_roll_out"
    tests = (
        *_common(row, case, limits.conditional),
        *(_at_least(row, name, case.items.get(name), Fraction(1)) for name in ("credible", "compatible")),
    )
    return Row(row, tests, all(test.passed for test in tests))


def _common(row: Recommendation, case: Case, limits: dict[str, Fraction]) -> tuple[Test, ...]:
    return (
        _at_least(row, "P", case.p_to_target, limits["P"]),
        _at_least(row, "R", case.replicability, limits["R"]),
        _at_least(row, "EL", Fraction(case.evidence_level), limits["EL"]),
        _at_least(row, "coverage", case.coverage_to_target, limits["coverage"]),
        _some(row, "documented practices", case.documented_practices),
        _none(row, "open critical bottlenecks", case.critical_bottlenecks),
    )


def go_on(case: Case, limits: Limits) -> Row:
    """Row 4: continue."""
    tests = (
        _some("continue", "before the end of the term", int(case.before_end)),
        _at_least("continue", "P to date", case.p_to_date, limits.continue_p),
    )
    return Row("continue", tests, all(test.passed for test in tests))


def correct(case: Case, limits: Limits) -> Row:
    """Row 5."""
    del limits
    tests = (_some("correct", "before the end of the term", int(case.before_end)),)
    return Row("correct", tests, tests[0].passed)


def extend(case: Case, limits: Limits) -> Row:
    """Row 6: enough performance, and something that more time can bring."""
    level = Fraction(LEVELS.index(case.maturity)) if case.maturity is not None else Fraction(-1)
    enough = _at_least("extend", "P", case.p_to_target, limits.extend_p)
    lacking = (
        _below("extend", "EL", Fraction(case.evidence_level), Fraction(2)),
        Test("extend", "maturity < M3", "maturity", level, Fraction(3), level < 3),
        _below("extend", "coverage", case.coverage_to_target, limits.extend_coverage),
    )
    return Row("extend", (enough, *lacking), enough.passed and any(test.passed for test in lacking))


def adapt(case: Case, limits: Limits) -> Row:
    """Row 7."""
    tests = (
        _at_least("adapt", "P", case.p_to_target, limits.adapt_p),
        _at_least("adapt", "R", case.replicability, limits.adapt_r),
    )
    return Row("adapt", tests, any(test.passed for test in tests))


def stop(case: Case, limits: Limits) -> Row:
    """Row 8: nothing else passed."""
    del case, limits
    return Row("stop", (), True)


ROWS: tuple[Callable[[Case, Limits], Row], ...] = (
    no_finding,
    stop_by_veto,
    roll_out,
    conditional,
    go_on,
    correct,
    extend,
    adapt,
    stop,
)


def decide(case: Case, limits: Limits) -> tuple[Row, ...]:
    """The rows from the first to the one that passes, which is the last of them."""
    rows: list[Row] = []
    for make in ROWS:
        rows.append(make(case, limits))
        if rows[-1].passed:
            break
    return tuple(rows)
