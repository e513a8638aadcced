"""Evaluate a pilot: ratings, performance, grade, the recommendation and its sensitivity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from talentpilot.analysis.evaluation.decision_table import (
    DecisionFacts,
    DecisionRow,
    DecisionThresholds,
    decide,
    thresholds_of,
)
from talentpilot.analysis.evaluation.performance import (
    COMPONENTS,
    Basis,
    Component,
    Performance,
    performances,
    weighted_score,
)
from talentpilot.analysis.lifecycle import closing_day
from talentpilot.analysis.ratios import weighted_mean
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.base import FrozenMapping, Record
from talentpilot.model.choices import Recommendation
from talentpilot.model.evaluation import Evaluation, Judgement, Replicability, Reviewer
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme, Weights

JUDGEMENT_ITEMS = tuple(Judgement.model_fields)
REPLICABILITY_ITEMS = tuple(Replicability.model_fields)
HIGHEST = 3


@dataclass(frozen=True, slots=True)
class ItemRating:
    """One item: the median of the ratings given and their spread; None if nobody rated it."""

    name: str
    median: Fraction | None
    spread: int | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """A group of items: `score` is their mean in percent of the highest rating, None if nothing is rated."""

    score: Fraction | None
    items: tuple[ItemRating, ...]


def judgement(reviewers: Sequence[Reviewer]) -> Ratings:
    """J over the five DAC criteria that reviewers judge."""
    return _ratings(JUDGEMENT_ITEMS, [reviewer.judgement for reviewer in reviewers])


def replicability(reviewers: Sequence[Reviewer]) -> Ratings:
    """R over the ten items of scaling up."""
    return _ratings(REPLICABILITY_ITEMS, [reviewer.replicability for reviewer in reviewers])


def _ratings(names: Sequence[str], sheets: Sequence[Record]) -> Ratings:
    items = tuple(_item(name, [getattr(sheet, name) for sheet in sheets]) for name in names)
    mean = weighted_mean((1, item.median) for item in items if item.median is not None)
    return Ratings(None if mean is None else 100 * mean / HIGHEST, items)


def _item(name: str, ratings: Sequence[int | None]) -> ItemRating:
    given = sorted(rating for rating in ratings if rating is not None)
    if not given:
        return ItemRating(name, None, None)
    middle = Fraction(given[(len(given) - 1) // 2] + given[len(given) // 2], 2)
    return ItemRating(name, middle, given[-1] - given[0])


SHARES = {"P": Fraction(1, 2), "J": Fraction(1, 5), "R": Fraction(3, 10)}
BANDS = ((90, "优"), (80, "良"), (60, "中"))
LOWEST_BAND = "差"
LARGEST_EVIDENCE_LEVEL = 4
REVIEWERS_TO_LEAVE_ONE_OUT = 3

VariantKind = Literal["thresholds", "weight", "evidence_level", "reviewer"]


@dataclass(frozen=True, slots=True)
class Grade:
    """O in percent with its band; both None if P, J or R is undefined."""

    score: Fraction | None
    band: str | None


class Variant(NamedTuple):
    """One variant of the sensitivity check, what P and R would be, and what would be recommended then.

    `subject` is the component whose weight changes, or the reviewer left out; `change` the points that thresholds or
    the evidence level move by, or the factor of a weight.
    """

    kind: VariantKind
    subject: str
    change: Decimal
    p_to_target: Fraction | None
    p_to_date: Fraction | None
    replicability: Fraction | None
    outcome: Recommendation

    @property
    def name(self) -> str:
        """What is varied, in few words."""
        match self.kind:
            case "thresholds":
                return f"thresholds {self.change:+f}"
            case "weight":
                return f"weight of {self.subject} x{self.change}"
            case "evidence_level":
                return f"evidence level {self.change:+f}"
            case "reviewer":
                return f"without {self.subject}"


@dataclass(frozen=True)
class EvaluationResult:
    """Everything computed of one evaluation; `basis` is that of the grade, `rows` end with the one that passed.

    `facts` and `limits` are what the rows compare, `weights` those of the components of performance.
    """

    name: str
    evaluation: Evaluation
    status: PilotStatus
    basis: Basis
    to_target: Performance
    to_date: Performance
    judgement: Ratings
    replicability: Ratings
    grade: Grade
    rows: tuple[DecisionRow, ...]
    conditions: tuple[str, ...]
    facts: DecisionFacts
    limits: DecisionThresholds
    weights: Weights

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """What would be recommended if thresholds, weights, evidence level or the reviewers were a little different.

        Computed when asked for: a table of many evaluations shows none, and they take as long as all the rest.
        """
        return _variants(self)

    @property
    def outcome(self) -> Recommendation:
        """What is recommended; the authority decides."""
        return self.rows[-1].outcome

    @property
    def graded(self) -> Performance:
        """Performance on the basis of the grade."""
        return self.to_target if self.basis is Basis.TO_TARGET else self.to_date


def recommend(evaluation: Evaluation, status: PilotStatus, programme: Programme, errors: int) -> Recommendation:
    """Return the outcome of an evaluation alone, since its reasons take ten times as long."""
    weights, day = programme.evaluation.weights, evaluation.as_of
    to_target, to_date = performances(status, weights)
    ratings, before_end = replicability(evaluation.reviewers), day < last_day(status.pilot, status, day)
    case = _case(evaluation, status, to_target, to_date, ratings, errors, before_end=before_end)
    return decide(case, thresholds_of(programme.evaluation.thresholds, programme.evaluation.min_reviewers))[-1].outcome


def evaluate(
    name: str,
    evaluation: Evaluation,
    pilot: Pilot,
    programme: Programme,
    errors: int,
    status: PilotStatus | None = None,
) -> EvaluationResult:
    """Compute one evaluation on its own day; `errors` is the number of validation errors that count (row 0).

    `status` is that of the pilot on the day of the evaluation, if it is known already.
    """
    day, settings = evaluation.as_of, programme.evaluation
    status = status or pilot_status(pilot, programme, day)
    end = last_day(pilot, status, day)
    basis = Basis.TO_TARGET if evaluation.type == "final" or day >= end else Basis.TO_DATE
    to_target, to_date = performances(status, settings.weights)
    limits = thresholds_of(settings.thresholds, settings.min_reviewers)
    judged, travels = judgement(evaluation.reviewers), replicability(evaluation.reviewers)
    case = _case(evaluation, status, to_target, to_date, travels, errors, before_end=day < end)
    rows = decide(case, limits)
    graded = to_target if basis is Basis.TO_TARGET else to_date
    return EvaluationResult(
        name,
        evaluation,
        status,
        basis,
        to_target,
        to_date,
        judged,
        travels,
        grade_of(graded.score, judged.score, travels.score),
        rows,
        _conditions(rows, travels, status),
        case,
        limits,
        settings.weights,
    )


def last_day(pilot: Pilot, status: PilotStatus, day: date) -> date:
    """Return the end of the term in force, or the closing day if that is earlier."""
    return min(status.plan.term_end, closing_day(pilot, day) or date.max)


def grade_of(p: Fraction | None, j: Fraction | None, r: Fraction | None) -> Grade:
    """O = 0.5 P + 0.2 J + 0.3 R, with the bands of the Ministry of Finance."""
    if p is None or j is None or r is None:
        return Grade(None, None)
    score = SHARES["P"] * p + SHARES["J"] * j + SHARES["R"] * r
    return Grade(score, next((band for floor, band in BANDS if score >= floor), LOWEST_BAND))


def _case(
    evaluation: Evaluation,
    status: PilotStatus,
    to_target: Performance,
    to_date: Performance,
    travels: Ratings,
    errors: int,
    *,
    before_end: bool,
) -> DecisionFacts:
    return DecisionFacts(
        errors,
        evaluation.vetoes,
        len(evaluation.reviewers),
        to_target.score,
        to_date.score,
        to_target.coverage,
        to_date.coverage,
        travels.score,
        FrozenMapping({item.name: item.median for item in travels.items}),
        evaluation.evidence_level,
        status.maturity,
        sum(1 for item in status.pilot.practices if item.is_documented(status.as_of)),
        sum(1 for item in status.bottlenecks if item.severity == "critical"),
        before_end,
    )


def _variants(found: EvaluationResult) -> tuple[Variant, ...]:
    facts, limits, evaluation = found.facts, found.limits, found.evaluation
    variants = [_variant("thresholds", "", Decimal(points), facts, limits.moved(points)) for points in (-5, 5)]
    for name in COMPONENTS:
        for factor in (Decimal("0.8"), Decimal("1.2")):
            weights = found.weights.model_copy(update={name: getattr(found.weights, name) * factor})
            scores = _reweighted(found.to_target, weights), _reweighted(found.to_date, weights)
            changed = replace(facts, p_to_target=scores[0], p_to_date=scores[1])
            variants.append(_variant("weight", name, factor, changed, limits))
    for step in (-1, 1):
        level = min(LARGEST_EVIDENCE_LEVEL, max(0, facts.evidence_level + step))
        variants.append(_variant("evidence_level", "", Decimal(step), replace(facts, evidence_level=level), limits))
    left_out = evaluation.reviewers if len(evaluation.reviewers) >= REVIEWERS_TO_LEAVE_ONE_OUT else ()
    variants += [_variant("reviewer", one.id, Decimal(0), _without(facts, evaluation, one), limits) for one in left_out]
    return tuple(variants)


def _variant(
    kind: VariantKind, subject: str, change: Decimal, facts: DecisionFacts, limits: DecisionThresholds
) -> Variant:
    outcome = decide(facts, limits)[-1].outcome
    return Variant(kind, subject, change, facts.p_to_target, facts.p_to_date, facts.replicability, outcome)


def _reweighted(found: Performance, weights: Weights) -> Fraction | None:
    return weighted_score(
        tuple(Component(item.name, item.value, getattr(weights, item.name)) for item in found.components)
    )


def _without(facts: DecisionFacts, evaluation: Evaluation, reviewer: Reviewer) -> DecisionFacts:
    others = [one for one in evaluation.reviewers if one is not reviewer]
    travels = replicability(others)
    items = FrozenMapping({item.name: item.median for item in travels.items})
    return replace(facts, reviewers=len(others), replicability=travels.score, items=items)


def _conditions(rows: tuple[DecisionRow, ...], travels: Ratings, status: PilotStatus) -> tuple[str, ...]:
    """Return the conditions of a roll-out: failed tests of full roll-out, weak items, conditions of practices."""
    if rows[-1].outcome != "conditional_roll_out":
        return ()
    full = next(row for row in rows if row.outcome == "roll_out")
    failing = [test.test for test in full.tests if not test.passed]
    weak = [f"{item.name} >= 2" for item in travels.items if item.median is not None and item.median < 2]
    named = [
        f"{item.id}: {item.conditions}"
        for item in status.pilot.practices
        if item.conditions and item.is_documented(status.as_of)
    ]
    return tuple(dict.fromkeys((*failing, *weak, *named)))
