"""The row of the table of lights that decided over an indicator, with the numbers in it (`status.md` 3)."""

from fractions import Fraction

from talentpilot.analysis.figures import as_stated, one_decimal
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.provenance import number, percent, points
from talentpilot.analysis.reasons import REASONS
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import told
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Thresholds


def row_of(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> str:
    """The row of the table that decided, with the numbers in it."""
    said = _row(found, plan, status, limits)
    if "IND8" in found.rated.reasons and found.stale is not None:
        return told("{row}; amber because no value is there for the period that ended {day}", row=said, day=found.stale)
    return said


def _row(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> str:
    progress, day = found.progress.value, plan.target.date if plan.target is not None else None
    match found.rated.reasons[0]:
        case "IND0":
            return told("no observation, and {today} is before the target date {day}", today=status.as_of, day=day)
        case "IND1":
            return told("no observation, and the target date {day} has come", day=day)
        case "IND2":
            return told("met: {comparison}", comparison=met_by(found, plan))
        case "IND3":
            return _missed(found)
        case "IND4":
            reached = percent(progress or Fraction(0))
            return told("progress {reached} is below 0: worse than the baseline", reached=reached)
        case "IND5":
            return told("the target date {day} has come, {lacking}", day=day, lacking=_lacking(progress, limits))
        case "IND7" if found.gap is not None:
            return _pace(found.gap, limits)
        case code:
            return told(REASONS[code])


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
