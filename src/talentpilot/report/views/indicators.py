"""Indicators as a pilot's section shows them: baseline, target, actual, progress, expected progress, light."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.number_format import observed
from talentpilot.analysis.observations import YearValue, known_observations, missing_periods, yearly_values
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.status import PilotStatus
from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Indicator, Target
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Names
from talentpilot.report.views.phrases import Reason, part_reasons


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: `value`, or `low` and `high` for a value to be kept within limits."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    day: date


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator on the day; `progress` and `expected` in percent, `gap` in percentage points.

    `first_target` is that of the approved plan where it differs, as are `first_baseline` and its day; `yes_no` says
    that 0 and 1 mean no and yes;
    `held` that it is kept, not approached, so that no pace is expected.
    """

    id: str
    title: Text
    level: str
    direction: str
    unit: Text
    yes_no: bool
    key: bool
    light: str
    reasons: tuple[Reason, ...]
    baseline: Fraction | None
    baseline_day: date | None
    target: Goal | None
    first_target: Goal | None
    first_baseline: Fraction | None
    first_baseline_day: date | None
    actual: Fraction | None
    actual_day: date | None
    provisional: bool
    progress: Fraction | None
    expected: Fraction | None
    gap: Fraction | None
    met: bool | None
    held: bool
    judged: bool
    stale: date | None
    missing_periods: tuple[Period, ...]
    source: Text | None
    evidence: tuple[str, ...]
    years: tuple[YearValue, ...]


def indicator_views(status: PilotStatus, names: Names) -> tuple[IndicatorView, ...]:
    """Return every indicator of the plan in force, key ones first."""
    planned = {item.id: item for item in status.plan.indicators}
    original = {item.id: item for item in original_plan(status.pilot).indicators}
    ordered = sorted(status.indicators, key=lambda item: not item.key)
    return tuple(_view(status, item, planned[item.id], original.get(item.id), names) for item in ordered)


def _view(
    status: PilotStatus, item: IndicatorStatus, planned: Indicator, original: Indicator | None, names: Names
) -> IndicatorView:
    known = known_observations(planned, status.as_of)
    last = known[-1] if known else None
    baseline = planned.baseline
    changed = original is not None and original.target != planned.target
    revised = original.baseline if original is not None and original.baseline != baseline else None
    return IndicatorView(
        item.id,
        planned.title,
        planned.level,
        planned.direction,
        names.unit(planned.unit),
        planned.unit == "yes_no",
        item.key,
        item.rated.light.value,
        part_reasons(status, "results", tuple(f"{item.id}/{rule}" for rule in item.rated.reasons)),
        Fraction(baseline.value) if baseline else None,
        baseline.day if baseline else None,
        _goal(planned.target),
        _goal(original.target) if original is not None and changed else None,
        Fraction(revised.value) if revised else None,
        revised.day if revised else None,
        item.actual,
        item.actual_date,
        last is not None and last.provisional,
        _percent(item.progress.value),
        _percent(item.expected),
        item.gap,
        item.progress.met,
        item.progress.held,
        item.judged,
        item.stale,
        tuple(missing_periods(planned, status.as_of)),
        planned.source,
        last.evidence if last else (),
        yearly_values(planned, status.as_of),
    )


def _goal(target: Target | None) -> Goal | None:
    if target is None:
        return None
    value, low, high = (Fraction(one) if one is not None else None for one in (target.value, target.min, target.max))
    return Goal(value, low, high, target.date)


def _percent(ratio: Fraction | None) -> Fraction | None:
    return 100 * ratio if ratio is not None else None


def on_track(views: Iterable[IndicatorView]) -> int:
    """Return the number of green indicators."""
    return sum(1 for view in views if view.light == "green")


def rated(views: Iterable[IndicatorView]) -> int:
    """Return the number of indicators with a light other than grey."""
    return sum(1 for view in views if view.light != "grey")


def measured(value: Fraction | None, item: IndicatorView, say: Translator) -> str | None:
    """Return a value of an indicator without its unit, or yes and no for 1 and 0.

    A value of the plan is shown as stated, an observed one with one decimal, or with as many more as
    it takes to differ from the others.
    """
    if value is None:
        return None
    if item.yes_no:
        return say.term("yes" if value else "no", "flag")
    stated = {item.baseline, item.first_baseline, *(one.target for one in item.years)}
    stated |= {one for goal in (item.target, item.first_target) if goal for one in (goal.value, goal.low, goal.high)}
    seen = {item.actual, *(one.actual for one in item.years)}
    others = {one for one in stated | seen if one is not None}
    return say.figure(value if value in stated else observed(value, others))


def recorded(value: Fraction, item: IndicatorView, say: Translator) -> str:
    """Return an observation as it was recorded, where all of them stand below each other."""
    return say.term("yes" if value else "no", "flag") if item.yes_no else say.figure(value)


def aimed_at(goal: Goal | None, item: IndicatorView, say: Translator) -> str:
    """Return a target without its unit, with the sign of what is to be kept."""
    if goal is None:
        return say.text("only watched")
    if goal.value is not None:
        bound = {"keep_above": "≥ ", "keep_below": "≤ "}.get(item.direction, "")
        return f"{bound}{measured(goal.value, item, say)}"
    return f"{say.figure(goal.low or 0)}–{say.figure(goal.high or 0)}"
