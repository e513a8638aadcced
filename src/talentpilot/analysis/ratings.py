"""Was it right, and will it travel? Judgement J and replicability R from the reviewers' ratings (`evaluation.md` 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from talentpilot.model.base import Record
from talentpilot.model.evaluation import Judgement, Replicability, Reviewer

JUDGEMENT_ITEMS = tuple(Judgement.model_fields)
REPLICABILITY_ITEMS = tuple(Replicability.model_fields)
HIGHEST = 3


@dataclass(frozen=True, slots=True)
class ItemRating:
    """One item: the median of the ratings given and their spread; None where nobody rated it."""

    name: str
    median: Fraction | None
    spread: int | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """A group of items: `score` is their mean in percent of the highest rating, None where nothing is rated."""

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
    rated = [item.median for item in items if item.median is not None]
    score = 100 * sum(rated, Fraction(0)) / (len(rated) * HIGHEST) if rated else None
    return Ratings(score, items)


def _item(name: str, ratings: Sequence[int | None]) -> ItemRating:
    given = [Fraction(rating) for rating in ratings if rating is not None]
    if not given:
        return ItemRating(name, None, None)
    return ItemRating(name, median(given), int(max(given) - min(given)))
