"""Was it right, and will it travel: every rating given, the median, the spread, the comment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.ratings import Ratings
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Reviewer

WIDE = 2
"""Ratings this far apart are no agreement."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion: `ratings` in the order of the reviewers, None for an abstention."""

    name: str
    ratings: tuple[int | None, ...]
    median: Fraction | None
    spread: int | None
    comment: Text | None

    @property
    def abstentions(self) -> int:
        """How many reviewers gave no rating."""
        return sum(1 for one in self.ratings if one is None)

    @property
    def wide(self) -> bool:
        """Whether reviewers are two or more apart."""
        return self.spread is not None and self.spread >= WIDE


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A group of criteria; `score` is the mean of the medians in percent of the highest rating."""

    score: Fraction | None
    criteria: tuple[CriterionView, ...]

    @property
    def medians(self) -> tuple[Fraction, ...]:
        """The medians there are, which the score is the mean of."""
        return tuple(item.median for item in self.criteria if item.median is not None)

    @property
    def weak(self) -> tuple[CriterionView, ...]:
        """Criteria with a median below 2."""
        return tuple(item for item in self.criteria if item.median is not None and item.median < WIDE)


@dataclass(frozen=True, slots=True)
class RatingsView:
    """Sections 6 and 9, and who rated."""

    reviewers: tuple[str, ...]
    judgement: JudgedView
    replicability: JudgedView

    @property
    def abstentions(self) -> int:
        """Ratings not given."""
        return sum(item.abstentions for item in self.every)

    @property
    def every(self) -> tuple[CriterionView, ...]:
        """All fifteen."""
        return (*self.judgement.criteria, *self.replicability.criteria)

    @property
    def dissent(self) -> tuple[CriterionView, ...]:
        """Criteria on which reviewers differ, the widest first."""
        apart = [item for item in self.every if item.spread]
        return tuple(sorted(apart, key=lambda item: -(item.spread or 0)))


def judged_view(result: EvaluationResult) -> RatingsView:
    """The ratings of one evaluation."""
    reviewers = result.evaluation.reviewers
    return RatingsView(
        tuple(one.id for one in reviewers),
        _group(result, result.judgement, "judgement", reviewers),
        _group(result, result.replicability, "replicability", reviewers),
    )


def _group(result: EvaluationResult, found: Ratings, group: str, reviewers: Sequence[Reviewer]) -> JudgedView:
    return JudgedView(found.score, tuple(_criteria(result, found, group, reviewers)))


def _criteria(
    result: EvaluationResult, found: Ratings, group: str, reviewers: Sequence[Reviewer]
) -> Iterable[CriterionView]:
    for item in found.items:
        given = tuple(getattr(getattr(one, group), item.name) for one in reviewers)
        yield CriterionView(item.name, given, item.median, item.spread, getattr(result.evaluation.comments, item.name))
