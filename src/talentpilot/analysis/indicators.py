"""The light of an indicator, with its reason and the numbers behind it (`status.md` 3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from talentpilot.analysis.lights import Light, Rated
from talentpilot.analysis.observations import (
    IndicatorProgress,
    actual_value,
    expected_progress,
    is_judged,
    known_observations,
    progress_of,
    stale_since,
)
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Thresholds


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """An indicator on a day; progress and expected are ratios, the gap is in percentage points.

    `expected` is what was to be reached on the day of the value. `watched` says that there is no target to reach.
    `decisive` is the reason that makes the light, the others do not.
    """

    id: str
    rated: Rated
    actual: Fraction | None
    actual_date: date | None
    progress: IndicatorProgress
    expected: Fraction | None
    gap: Fraction | None
    stale: date | None
    key: bool
    judged: bool
    watched: bool
    decisive: str


def indicator_status(indicator: Indicator, as_of: date, thresholds: Thresholds) -> IndicatorStatus:
    """Return the status of one indicator (`status.md` 3)."""
    known = known_observations(indicator, as_of)
    actual, actual_date = actual_value(indicator, known), known[-1].day if known else None
    progress = progress_of(indicator, actual)
    expected = expected_progress(indicator, actual_date or as_of)
    gap = 100 * (expected - progress.value) if expected is not None and progress.value is not None else None
    stale = stale_since(indicator, known, as_of, thresholds.stale_grace_days)
    judged, watched = is_judged(indicator, actual_date, as_of), indicator.target is None
    light, reason = (Light.GREY, "IND9") if watched else _light(actual, progress, gap, thresholds, judged=judged)
    reasons = [reason]
    fades = stale is not None and light is Light.GREEN and (reason == "IND7" or (reason == "IND2" and progress.held))
    if stale is not None:
        reasons.append("IND8")
    return IndicatorStatus(
        indicator.id,
        Rated(Light.AMBER if fades else light, tuple(reasons)),
        Fraction(actual) if actual is not None else None,
        actual_date,
        progress,
        expected,
        gap,
        stale,
        indicator.key,
        judged,
        watched,
        "IND8" if fades else reason,
    )


def _light(
    actual: Decimal | None, progress: IndicatorProgress, gap: Fraction | None, thresholds: Thresholds, *, judged: bool
) -> tuple[Light, str]:
    """Return the first row of the table that matches, for an indicator with a target."""
    if actual is None:
        return (Light.RED, "IND1") if judged else (Light.GREY, "IND0")
    if progress.met:
        return Light.GREEN, "IND2"
    if progress.held:
        return _near(Fraction(actual), progress.edge or Fraction(0)), "IND3"
    if progress.value is not None and progress.value < 0:
        return Light.RED, "IND4"
    if judged:
        missing = None if progress.value is None else 100 * (1 - progress.value)
        return _behind(missing, thresholds), "IND5"
    if gap is None:
        return Light.GREY, "IND6"
    if gap > Fraction(thresholds.red_gap_pp):
        return Light.RED, "IND7"
    return (Light.AMBER if gap >= Fraction(thresholds.amber_gap_pp) else Light.GREEN), "IND7"


def _near(actual: Fraction, edge: Fraction) -> Light:
    """Amber for a miss of at most 10 % of the edge, red for more, or where the edge is 0."""
    return Light.AMBER if edge and abs(actual - edge) * 10 <= abs(edge) else Light.RED


def _behind(missing: Fraction | None, thresholds: Thresholds) -> Light:
    return Light.AMBER if missing is not None and missing <= Fraction(thresholds.red_gap_pp) else Light.RED


def results_light(indicators: tuple[IndicatorStatus, ...]) -> Rated:
    """Return the light over all indicators with a target: key ones decide red, any other bad one makes amber."""
    indicators = tuple(item for item in indicators if not item.watched)
    red_keys = [item for item in indicators if item.key and item.rated.light is Light.RED]
    if red_keys:
        return Rated(Light.RED, _reasons(red_keys))
    behind = [item for item in indicators if item.rated.light in (Light.RED, Light.AMBER)]
    if behind:
        return Rated(Light.AMBER, _reasons(behind))
    if any(item.rated.light is Light.GREEN for item in indicators):
        return Rated(Light.GREEN)
    return Rated(Light.GREY, _reasons(list(indicators)))


def _reasons(items: list[IndicatorStatus]) -> tuple[str, ...]:
    return tuple(f"{item.id}/{reason}" for item in items for reason in item.rated.reasons)
