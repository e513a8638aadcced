"""The rows of the recommendation with their tests: the first row that passes is proposed (`evaluation.md` 5).

No norm prescribes its settings; they are fair because they were fixed before the results were known. So a change of
weights or thresholds after the day of the first evaluation is reported wherever a result is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from talentpilot.analysis.evaluation.performance import COMPONENTS
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import as_stated
from talentpilot.diagnostics import Message
from talentpilot.model.base import FrozenMapping
from talentpilot.model.choices import Recommendation
from talentpilot.model.programme import EvaluationSettings, EvaluationThresholds, RowThresholds


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything the rows look at. Scores and coverage in percent; None is undefined and fails every test on it."""

    errors: int
    vetoes: tuple[str, ...]
    reviewers: int
    p_to_target: Fraction | None
    p_to_date: Fraction | None
    coverage_to_target: Fraction | None
    coverage_to_date: Fraction | None
    replicability: Fraction | None
    items: Mapping[str, Fraction | None]
    evidence_level: int
    maturity: str | None
    documented_practices: int
    critical_bottlenecks: int
    before_end: bool


@dataclass(frozen=True, slots=True)
class DecisionThresholds:
    """The thresholds of every row, defaults filled in."""

    min_reviewers: Fraction
    min_coverage: Fraction
    roll_out: Mapping[str, Fraction]
    conditional: Mapping[str, Fraction]
    continue_p: Fraction
    extend_p: Fraction
    extend_coverage: Fraction
    adapt_p: Fraction
    adapt_r: Fraction

    def moved(self, points: int) -> "DecisionThresholds":
        """Return the P, R and coverage thresholds of rows 2 to 7 moved together; row 0, ratings and levels stay."""

        def row(values: Mapping[str, Fraction]) -> FrozenMapping[str, Fraction]:
            return FrozenMapping({name: value + points if name != "EL" else value for name, value in values.items()})

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


def thresholds_of(thresholds: EvaluationThresholds, min_reviewers: int) -> DecisionThresholds:
    """Return the programme's thresholds over the built-in ones."""
    return DecisionThresholds(
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


def _row(stated: RowThresholds, built_in: Mapping[str, Fraction]) -> FrozenMapping[str, Fraction]:
    given = {name: getattr(stated, name) for name in built_in}
    return FrozenMapping(
        {name: Fraction(given[name]) if given[name] is not None else value for name, value in built_in.items()}
    )


Sign = Literal[">=", "<", "=", "undefined"]


@dataclass(frozen=True, slots=True)
class DecisionTest:
    """One test of a row: how the value found (None: undefined) is compared with the threshold, and the outcome."""

    row: Recommendation
    name: str
    sign: Sign
    value: Fraction | None
    threshold: Fraction
    passed: bool

    @property
    def test(self) -> str:
        """The test as printed: `P >= 80`. Made on demand, since those of the variants are never read."""
        if self.sign == "undefined":
            return f"{self.name} undefined"
        level = "M" if self.name == "maturity" else ""
        return f"{self.name} {self.sign} {level}{as_stated(self.threshold)}"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row with its tests; `any_of` rows pass with one, the others with all. `extend` passes by its own rule."""

    outcome: Recommendation
    tests: tuple[DecisionTest, ...]
    passed: bool


_ZERO, _ONE, _TWO = Fraction(0), Fraction(1), Fraction(2)


def _at_least(row: Recommendation, name: str, value: Fraction | None, threshold: Fraction) -> DecisionTest:
    return DecisionTest(row, name, ">=", value, threshold, value is not None and value >= threshold)


def _below(row: Recommendation, name: str, value: Fraction | None, threshold: Fraction) -> DecisionTest:
    # An undefined value counts as below: with too little known there is no finding (row 0), or more time helps (row 6).
    return DecisionTest(row, name, "<", value, threshold, value is None or value < threshold)


def _some(row: Recommendation, name: str, number: int) -> DecisionTest:
    return _at_least(row, name, Fraction(number), _ONE)


def _none(row: Recommendation, name: str, number: int) -> DecisionTest:
    return DecisionTest(row, name, "=", Fraction(number), _ZERO, number == 0)


def no_finding(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 0: each of its tests alone means no finding."""
    row: Recommendation = "no_finding"
    coverage = facts.coverage_to_date if facts.before_end else facts.coverage_to_target
    tests = (
        _some(row, "errors", facts.errors),
        DecisionTest(row, "P", "undefined", facts.p_to_target, _ZERO, facts.p_to_target is None),
        _below(row, "reviewers", Fraction(facts.reviewers), limits.min_reviewers),
        _below(row, "coverage", coverage, limits.min_coverage),
    )
    return DecisionRow(row, tests, any(test.passed for test in tests))


def stop_by_veto(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 1."""
    del limits
    tests = (_some("stop", "vetoes", len(facts.vetoes)),)
    return DecisionRow("stop", tests, tests[0].passed)


def roll_out(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 2."""
    row: Recommendation = "roll_out"
    tests = (
        *_common(row, facts, limits.roll_out),
        *(_at_least(row, name, facts.items.get(name), _TWO) for name in ("credible", "compatible", "affordable")),
        _at_least(row, "replicated", facts.items.get("replicated"), _ONE),
    )
    return DecisionRow(row, tests, all(test.passed for test in tests))


def conditional(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 3."""
    row: Recommendation = "conditional_roll_out"
    tests = (
        *_common(row, facts, limits.conditional),
        *(_at_least(row, name, facts.items.get(name), _ONE) for name in ("credible", "compatible")),
    )
    return DecisionRow(row, tests, all(test.passed for test in tests))


def _common(row: Recommendation, facts: DecisionFacts, limits: Mapping[str, Fraction]) -> tuple[DecisionTest, ...]:
    return (
        _at_least(row, "P", facts.p_to_target, limits["P"]),
        _at_least(row, "R", facts.replicability, limits["R"]),
        _at_least(row, "EL", Fraction(facts.evidence_level), limits["EL"]),
        _at_least(row, "coverage", facts.coverage_to_target, limits["coverage"]),
        _some(row, "documented practices", facts.documented_practices),
        _none(row, "open critical bottlenecks", facts.critical_bottlenecks),
    )


def go_on(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 4: continue."""
    tests = (
        _some("continue", "before the end of the term", int(facts.before_end)),
        _at_least("continue", "P to date", facts.p_to_date, limits.continue_p),
    )
    return DecisionRow("continue", tests, all(test.passed for test in tests))


def correct(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 5."""
    del limits
    tests = (_some("correct", "before the end of the term", int(facts.before_end)),)
    return DecisionRow("correct", tests, tests[0].passed)


def extend(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 6: enough performance, and an aim that more time can reach."""
    # No level yet is less than M0.
    level = Fraction(LEVELS.index(facts.maturity)) if facts.maturity is not None else Fraction(-1)
    enough = _at_least("extend", "P", facts.p_to_target, limits.extend_p)
    lacking = (
        _below("extend", "EL", Fraction(facts.evidence_level), _TWO),
        DecisionTest("extend", "maturity", "<", level, Fraction(3), level < 3),
        _below("extend", "coverage", facts.coverage_to_target, limits.extend_coverage),
    )
    return DecisionRow("extend", (enough, *lacking), enough.passed and any(test.passed for test in lacking))


def adapt(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 7."""
    tests = (
        _at_least("adapt", "P", facts.p_to_target, limits.adapt_p),
        _at_least("adapt", "R", facts.replicability, limits.adapt_r),
    )
    return DecisionRow("adapt", tests, any(test.passed for test in tests))


def stop(facts: DecisionFacts, limits: DecisionThresholds) -> DecisionRow:
    """Row 8: nothing else passed."""
    del facts, limits
    return DecisionRow("stop", (), True)


ROWS: tuple[Callable[[DecisionFacts, DecisionThresholds], DecisionRow], ...] = (
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


def decide(facts: DecisionFacts, limits: DecisionThresholds) -> tuple[DecisionRow, ...]:
    """Return the rows from the first to the one that passes, which is the last of them."""
    rows: list[DecisionRow] = []
    for make in ROWS:
        rows.append(make(facts, limits))
        if rows[-1].passed:
            break
    return tuple(rows)


Unknown = Literal["no_history", "later_history", "shallow", "unreadable"]
"""Why the settings of that day are unknown: the ledger is not under version control, or was not yet; the clone holds
only the latest part of the history; programme.yaml of that time can't be read."""


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting with another value than then; `name` as in programme.yaml below `evaluation`: thresholds/roll_out/P."""

    name: str
    then: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class SettingsNotice:
    """What is known of the settings since `since`, the day of the first evaluation.

    If `known` is false, `why` says why the settings of that day are unknown, `problem` what git said (or that it did
    not answer), and `seen_from` is the first day of the history, if any: `changes` are those since then. If `known` is
    true and `changes` is empty, nothing changed. Without any evaluation `since` is None.
    """

    known: bool
    since: date | None
    changes: tuple[SettingChange, ...] = ()
    why: Unknown | None = None
    seen_from: date | None = None
    problem: Message | None = None


def settings_changes(then: EvaluationSettings, now: EvaluationSettings) -> tuple[SettingChange, ...]:
    """Weights and thresholds that differ, in a fixed order; a default written out is not a change."""
    before, after = _values(then), _values(now)
    return tuple(SettingChange(name, before[name], after[name]) for name in after if before[name] != after[name])


def _values(settings: EvaluationSettings) -> dict[str, Fraction]:
    """Return every value that a result depends on, defaults filled in."""
    limits = thresholds_of(settings.thresholds, settings.min_reviewers)
    return {
        **{f"weights/{name}": Fraction(getattr(settings.weights, name)) for name in COMPONENTS},
        "min_reviewers": limits.min_reviewers,
        "thresholds/min_coverage": limits.min_coverage,
        **{f"thresholds/roll_out/{name}": value for name, value in limits.roll_out.items()},
        **{f"thresholds/conditional/{name}": value for name, value in limits.conditional.items()},
        "thresholds/continue/P": limits.continue_p,
        "thresholds/extend/P": limits.extend_p,
        "thresholds/adapt/P": limits.adapt_p,
        "thresholds/adapt/R": limits.adapt_r,
    }
