"""Actual value, progress and expected path of an indicator on a day, and its targets and actuals by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from talentpilot.analysis.ratios import difference, ratio, total
from talentpilot.model.dates import days_after
from talentpilot.model.outcomes import Direction, Indicator, Observation, Target
from talentpilot.model.periods import Cadence, Period, last_end, periods_ending

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class IndicatorProgress:
    """The progress of an indicator: `value` as a ratio (None: undefined), `met` (None: unknown, or only watched).

    `held` marks a value to be kept, not approached (keep_*, and `within` from inside): then `credit` is the share
    earned near the target, and `edge` the value to be kept.
    """

    value: Fraction | None
    met: bool | None
    held: bool = False
    credit: Fraction | None = None
    edge: Fraction | None = None


def known_observations(indicator: Indicator, as_of: date) -> list[Observation]:
    """Return the observations dated by that day, oldest first; a period counts at its last day."""
    return sorted((item for item in indicator.observations if item.day <= as_of), key=lambda item: item.day)


def actual_value(indicator: Indicator, known: Sequence[Observation]) -> Decimal | None:
    """Return the actual by its known observations: the latest value, or the sum of a per_period series."""
    if indicator.reporting == "per_period" and known:
        return total(item.value for item in known)
    return known[-1].value if known else None


def missing_periods(indicator: Indicator, as_of: date) -> list[Period]:
    """Return the periods missing inside a per_period series; its sum counts each of them as 0."""
    if indicator.reporting != "per_period":
        return []
    periods = [item.period for item in known_observations(indicator, as_of) if item.period is not None]
    return [missing for before, after in pairwise(periods) for missing in missing_between(before, after)]


def missing_between(before: Period, after: Period) -> list[Period]:
    """Return the whole periods missing between two, of the shorter of their lengths."""
    cadence = min(before.cadence, after.cadence, key=lambda cadence: cadence.months)
    first, last = days_after(before.end, 1), days_after(after.start, -1)
    return [period for period in periods_ending(first, last, cadence) if period.start >= first]


def is_judged(indicator: Indicator, actual_date: date | None, as_of: date) -> bool:
    """Return whether the target is to be judged: its figure is published, or there is a value of its date or later."""
    target = indicator.target
    if target is None:
        return False
    published = (as_of - target.date).days >= indicator.lag_days
    return published or (actual_date is not None and actual_date >= target.date)


def is_on_wrong_side(indicator: Indicator) -> bool:
    """Return whether the target lies on the wrong side of the baseline for its direction (I02)."""
    baseline, target = indicator.baseline, indicator.target
    if baseline is None or target is None or target.value is None:
        return False
    if indicator.direction == "increase":
        return target.value < baseline.value
    return indicator.direction == "decrease" and target.value > baseline.value


def progress_of(indicator: Indicator, actual: Decimal | None) -> IndicatorProgress:
    """Progress towards the target, for every direction; none towards a target on the wrong side of the baseline."""
    match indicator.direction:
        case "within":
            return _within(indicator, actual)
        case "keep_above" | "keep_below":
            return _kept(indicator, actual)
        case "increase" | "decrease":
            return _approach(indicator, actual)


def _approach(indicator: Indicator, actual: Decimal | None) -> IndicatorProgress:
    if actual is None or indicator.target is None:
        return IndicatorProgress(None, None)
    target = indicator.target.value or _ZERO
    met = actual >= target if indicator.direction == "increase" else actual <= target
    if indicator.baseline is None or is_on_wrong_side(indicator):
        return IndicatorProgress(None, met)
    baseline = indicator.baseline.value
    if baseline == target:
        return IndicatorProgress(Fraction(met), met)
    return IndicatorProgress(_progress(actual, baseline, target), met)


def _progress(value: Decimal, start: Decimal, goal: Decimal) -> Fraction:
    """Return how much of the way from `start` to `goal`, which differ, is behind a value."""
    return ratio(difference(value, start), difference(goal, start))


def _kept(indicator: Indicator, actual: Decimal | None) -> IndicatorProgress:
    if indicator.target is None:
        return IndicatorProgress(None, None)
    target = indicator.target.value or _ZERO
    if actual is None:
        return IndicatorProgress(None, None, held=True, edge=Fraction(target))
    met = actual >= target if indicator.direction == "keep_above" else actual <= target
    return _held(actual, target, met=met)


def _held(actual: Decimal, edge: Decimal, *, met: bool) -> IndicatorProgress:
    return IndicatorProgress(Fraction(met), met, held=True, credit=_credit(actual, edge, met=met), edge=Fraction(edge))


def _within(indicator: Indicator, actual: Decimal | None) -> IndicatorProgress:
    if indicator.target is None:
        return IndicatorProgress(None, None)
    low, high = indicator.target.min or _ZERO, indicator.target.max or _ZERO
    baseline = indicator.baseline.value if indicator.baseline is not None else None
    held = baseline is None or low <= baseline <= high
    if actual is None:
        return IndicatorProgress(None, None, held=held)
    met = low <= actual <= high
    if held or baseline is None:
        return _held(actual, low if actual < low else high, met=met)
    if met:
        return IndicatorProgress(Fraction(1), met)
    near, far = (low, high) if baseline < low else (high, low)
    beyond = actual > far if far == high else actual < far
    if beyond:
        missed = abs(ratio(difference(actual, far), difference(near, baseline)))
        return IndicatorProgress(max(Fraction(0), 1 - missed), met)
    return IndicatorProgress(_progress(actual, baseline, near), met)


def _credit(actual: Decimal, edge: Decimal, *, met: bool) -> Fraction:
    """Return 1 if met, 0 if the edge is 0, otherwise a share that falls to 0 at a miss of 10 % of the edge."""
    if met:
        return Fraction(1)
    if edge == 0:
        return Fraction(0)
    return max(Fraction(0), 1 - abs(ratio(difference(actual, edge), edge)) * 10)


def expected_progress(indicator: Indicator, day: date) -> Fraction | None:
    """Return the progress expected on that day by straight lines through the checkpoints; None if there is no path."""
    points = expected_path(indicator)
    return _interpolate(points, day) if points else None


def expected_path(indicator: Indicator) -> list[tuple[date, Fraction]]:
    """Return the corners of the expected path, (day, progress), from baseline to target; empty if there is none."""
    baseline, target = indicator.baseline, indicator.target
    if baseline is None or target is None or indicator.frequency == "once" or indicator.trajectory == "none":
        return []
    if is_on_wrong_side(indicator):
        return []
    start = baseline.value
    goal = _goal(indicator.direction, target, start)
    if goal is None:
        return []
    points = [(baseline.day, Fraction(0))]
    points += [
        (point.date, _progress(point.value, start, goal))
        for point in sorted(indicator.checkpoints, key=lambda point: point.date)
        if goal != start
    ]
    return [*points, (target.date, Fraction(1))]


def _goal(direction: Direction, target: Target, baseline: Decimal) -> Decimal | None:
    """Return the value that the path leads to; None for a value to be kept."""
    if direction in ("keep_above", "keep_below"):
        return None
    if direction == "within":
        low, high = target.min or _ZERO, target.max or _ZERO
        if low <= baseline <= high:
            return None
        return low if baseline < low else high
    return target.value or _ZERO


def _interpolate(points: list[tuple[date, Fraction]], day: date) -> Fraction:
    if day <= points[0][0]:
        return Fraction(0)
    if day >= points[-1][0]:
        return Fraction(1)
    for (left, low), (right, high) in pairwise(points):
        if left <= day < right:
            return low + (high - low) * Fraction((day - left).days, (right - left).days)
    return Fraction(1)


def stale_since(indicator: Indicator, known: Sequence[Observation], as_of: date, grace_days: int) -> date | None:
    """Return the end of the last published period if its observation is missing; None if it is there.

    An observation is expected once its figure is published, `lag_days` after the period, and the grace is over.
    """
    if indicator.frequency == "once" or not known or is_judged(indicator, known[-1].day, as_of):
        return None
    waited = grace_days + indicator.lag_days
    end = last_end(days_after(as_of, -waited), Cadence(indicator.frequency))
    after_baseline = end is not None and (indicator.baseline is None or end > indicator.baseline.day)
    return end if end is not None and after_baseline and known[-1].day < end else None


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
