"""Target and actual of an indicator year by year, as a results framework shows them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.observations import actual_value, known_observations
from talentpilot.model.outcomes import Indicator


@dataclass(frozen=True, slots=True)
class YearValue:
    """A calendar year: the last target set for a day in it, and the actual at its end or on the day of the figures.

    `target` is None if the plan sets none, or one with two limits; `actual` if no value is dated in the year.
    """

    year: int
    target: Fraction | None
    actual: Fraction | None


def yearly_values(indicator: Indicator, as_of: date) -> tuple[YearValue, ...]:
    """Return every year that has a target or a value, oldest first."""
    targets = {item.date.year: Fraction(item.value) for item in sorted(indicator.checkpoints, key=lambda one: one.date)}
    goal = indicator.target
    if goal is not None and goal.value is not None:
        targets[goal.date.year] = Fraction(goal.value)
    seen = {item.day.year for item in known_observations(indicator, as_of)}
    return tuple(
        YearValue(
            year, targets.get(year), _value_of(indicator, min(as_of, date(year, 12, 31))) if year in seen else None
        )
        for year in sorted(targets.keys() | seen)
    )


def _value_of(indicator: Indicator, day: date) -> Fraction | None:
    actual = actual_value(indicator, known_observations(indicator, day))
    return Fraction(actual) if actual is not None else None
