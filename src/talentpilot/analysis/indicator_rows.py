"""The row of the table of lights that decided over an indicator, with the numbers in it (`status.md` 3)."""

from fractions import Fraction

from talentpilot.analysis.figures import as_stated, one_decimal
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lights import Light
from talentpilot.analysis.provenance import number, percent, points
from talentpilot.analysis.reasons import REASONS
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import told
from talentpilot.model.outcomes import Indicator, Target
from talentpilot.model.programme import Thresholds


def row_of(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> str:
    """The row of the table that decided, with the numbers in it."""
    said = _row(found, plan, status, limits)
    if found.stale is None:
        return said
    if found.rated.light is Light.AMBER and found.rated.reasons[0] in ("IND2", "IND7") and _was_green(found, limits):
        return told("{row}; amber because no value is there for the period that ended {day}", row=said, day=found.stale)
    return told("{row}; no value is there for the period that ended {day}", row=said, day=found.stale)


def _was_green(found: IndicatorStatus, limits: Thresholds) -> bool:
    """Whether the row itself says green, and the age of the value alone makes it amber."""
    return found.rated.reasons[0] == "IND2" or (found.gap is not None and found.gap < Fraction(limits.amber_gap_pp))


def _row(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> str:
    progress, target = found.progress.value, plan.target
    match found.rated.reasons[0]:
        case "IND0" | "IND1" if target is not None:
            return _unobserved(found, plan, target, status)
        case "IND2":
            return told("met: {comparison}", comparison=met_by(found, plan))
        case "IND3":
            return _missed(found)
        case "IND4":
            reached = percent(progress or Fraction(0))
            return told("progress {reached} is below 0: worse than the baseline", reached=reached)
        case "IND5" if target is not None:
            judged = _judged(found, plan, target)
            return told("{judged}, {lacking}", judged=judged, lacking=_lacking(progress, limits))
        case "IND7" if found.gap is not None:
            return _pace(found.gap, limits)
        case code:
            return told(REASONS[code])


def _unobserved(found: IndicatorStatus, plan: Indicator, target: Target, status: PilotStatus) -> str:
    if found.judged:
        return told("no observation, and {judged}", judged=_judged(found, plan, target))
    day, today = target.date, status.as_of
    if today >= day:
        return told("no observation; the figure of {day} is published {n} days later", day=day, n=plan.lag_days)
    return told("no observation, and {today} is before the target date {day}", today=today, day=day)


def _judged(found: IndicatorStatus, plan: Indicator, target: Target) -> str:
    """Since when the target is judged: with the value of its own day, or once its figure is published."""
    if found.actual_date is not None and found.actual_date >= target.date:
        return told("the value of the target date {day} or later is there", day=target.date)
    if plan.lag_days:
        return told("{n} days after the target date {day} have passed", n=plan.lag_days, day=target.date)
    return told("the target date {day} has come", day=target.date)


def _lacking(progress: Fraction | None, limits: Thresholds) -> str:
    if progress is None:
        return told("and the target is not met")
    reached, limit = 100 * progress, Fraction(limits.red_gap_pp)
    sign = "<=" if 100 - reached <= limit else ">"
    return told(
        "100 − {reached} = {missing} pp are missing {sign} {limit} pp",
        reached=points(reached), missing=one_decimal(100 - reached), sign=sign, limit=as_stated(limit),
    )  # fmt: skip


def _pace(gap: Fraction, limits: Thresholds) -> str:
    red, amber = Fraction(limits.red_gap_pp), Fraction(limits.amber_gap_pp)
    if gap > red:
        return told("gap {gap} pp > {red} pp", gap=one_decimal(gap), red=as_stated(red))
    if gap >= amber:
        thresholds = {"amber": as_stated(amber), "red": as_stated(red)}
        return told("{amber} pp <= gap {gap} pp <= {red} pp", gap=one_decimal(gap), **thresholds)
    return told("gap {gap} pp < {amber} pp", gap=one_decimal(gap), amber=as_stated(amber))


def met_by(found: IndicatorStatus, plan: Indicator) -> str:
    """How the actual compares with the target that it meets."""
    actual, target = number(found.actual or Fraction(0)), plan.target
    if target is None:
        return actual
    if plan.direction == "within":
        return f"{number(target.min or 0)} <= {actual} <= {number(target.max or 0)}"
    sign = ">=" if plan.direction in ("increase", "keep_above") else "<="
    return f"{actual} {sign} {number(target.value or 0)}"


def _missed(found: IndicatorStatus) -> str:
    edge, actual = found.progress.edge or Fraction(0), found.actual or Fraction(0)
    miss = abs(actual - edge)
    if edge == 0:
        return told("to be kept at 0, and is {actual}", actual=number(actual))
    share = miss / abs(edge)
    sign = "<=" if share * 10 <= 1 else ">"
    return told(
        "{kept} is to be kept; missed by {miss}, {share} of it {sign} 10 %",
        kept=number(edge), miss=as_stated(miss), share=percent(share), sign=sign,
    )  # fmt: skip
