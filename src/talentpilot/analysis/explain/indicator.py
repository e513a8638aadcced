"""Explain the light of an indicator: actual, target, progress, gap and the deciding row."""

from fractions import Fraction
from itertools import pairwise

from talentpilot.analysis.explain.explanation import (
    DAYS,
    PERCENT,
    POINTS,
    Explanation,
    Fields,
    Input,
    number,
    percent,
    planned,
    points,
    threshold,
)
from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lights import REASONS, Light
from talentpilot.analysis.number_format import as_stated, beside, one_decimal
from talentpilot.analysis.observations import expected_path, is_on_wrong_side, known_observations, missing_periods
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Message
from talentpilot.model.outcomes import Indicator, Observation, Target
from talentpilot.model.programme import Programme, Thresholds


def explain_indicator(status: PilotStatus, programme: Programme, identifier: str) -> Explanation:
    """Return the light of one indicator of the plan in force, walked back."""
    found = next(item for item in status.indicators if item.id == identifier)
    plan = next(item for item in status.plan.indicators if item.id == identifier)
    fields, limits = Fields.of(status), programme.rules.thresholds
    parts = [_actual(fields, found, plan), _baseline(fields, plan), *_targets(fields, plan), _progress(found, plan)]
    parts += [_expected(fields, found, plan), *_gap(found), _stale(fields, found, plan, limits), _key(fields, plan)]
    parts += _thresholds(found, limits)
    light = Explanation(
        "light",
        found.rated.light.value,
        because=row_of(found, plan, status, limits),
        rule=" ".join(found.rated.reasons),
        light=found.rated.light,
        parts=tuple(parts),
    )
    return Explanation(f"{status.pilot.id}/{identifier}", plan.title, parts=(light,))


def _actual(fields: Fields, found: IndicatorStatus, plan: Indicator) -> Explanation:
    known = known_observations(plan, fields.as_of)
    used = known if plan.reporting == "per_period" else known[-1:]
    if not used:
        return Explanation("actual", because=Message.of("no observation by {day}", day=fields.as_of))
    parts = tuple(_observation(fields, plan, item) for item in used)
    sums = " + ".join(number(item.value) for item in used)
    gaps = missing_periods(plan, fields.as_of)
    because: str | Message = ""
    if gaps:
        because = Message.of("missing and counted as 0: {periods}", periods=Message.listed(map(str, gaps)))
    if len(used) > 1:
        return Explanation("actual", found.actual, plan.unit, because, sums, parts=parts)
    latest = Message.of("the latest of {n} by {day}", n=len(known), day=fields.as_of)
    return Explanation("actual", found.actual, plan.unit, latest, parts=parts)


def _observation(fields: Fields, plan: Indicator, item: Observation) -> Explanation:
    index = next(i for i, one in enumerate(plan.observations) if one is item)
    cited = (
        Message.of("evidence {ids}", ids=Message.listed(item.evidence)) if item.evidence else Message.of("no evidence")
    )
    because = Message.of("provisional; {evidence}", evidence=cited) if item.provisional else cited
    place = fields.indicator(plan.id, "observations", index, "value")
    label = Message.of("observation {when}", when=item.period or item.date)
    return Explanation(label, Fraction(item.value), plan.unit, because, inputs=(place,))


def _baseline(fields: Fields, plan: Indicator) -> Explanation:
    if plan.baseline is None:
        return Explanation("baseline", because=Message.of("none is stated"))
    place = fields.indicator(plan.id, "baseline", "value")
    measured = Message.of("measured {day}", day=plan.baseline.day)
    when = Message.of("of {period}, counted at {day}", period=plan.baseline.period, day=plan.baseline.day)
    when = when if plan.baseline.period is not None else measured
    return Explanation("baseline", Fraction(plan.baseline.value), plan.unit, when, inputs=(place,))


def _targets(fields: Fields, plan: Indicator) -> list[Explanation]:
    if plan.target is None:
        return [Explanation("target", because=Message.of("none is stated: the indicator is only watched"))]
    names = ("min", "max", "date") if plan.direction == "within" else ("value", "date")
    found = []
    for name in names:
        stated = getattr(plan.target, name)
        value = stated if name == "date" else Fraction(stated or 0)
        label = {"value": "target", "date": "target date"}.get(name, f"target {name}")
        path = f"indicators/{plan.id}/target/{name}"
        unit = "" if name == "date" else plan.unit
        found.append(planned(fields, label, value, path, fields.indicator(plan.id, "target", name), unit))
    return found


def _progress(found: IndicatorStatus, plan: Indicator) -> Explanation:
    value, credit = found.progress.value, found.progress.credit
    parts: tuple[Explanation, ...] = ()
    if credit is not None and not found.progress.met:
        parts = (Explanation("credit", 100 * credit, PERCENT, formula=_credit(found)),)
    remark = _remark(found, plan)
    formula = _formula(found, plan) if remark is None else ""
    return Explanation(
        "progress",
        None if value is None else 100 * value,
        PERCENT,
        "" if remark is None else remark,
        formula,
        parts=parts,
    )


def _credit(found: IndicatorStatus) -> Message:
    edge, actual = found.progress.edge or Fraction(0), found.actual or Fraction(0)
    if edge == 0:
        return Message.of("none where the value to be kept is 0")
    return Message.of(
        "1 − {missed} / {kept} / 10 %, at least 0", missed=as_stated(abs(actual - edge)), kept=as_stated(abs(edge))
    )


def _remark(found: IndicatorStatus, plan: Indicator) -> str | Message | None:
    """Return why progress has no formula; None if it is computed by one."""
    if found.actual is None:
        return Message.of("undefined without an observation")
    if plan.target is None:
        return Message.of("undefined without a target")
    if is_on_wrong_side(plan):
        return Message.of(
            "undefined: the target is on the wrong side of the baseline, and getting worse is no progress"
        )
    if found.progress.held:
        return Message.of("a value to be kept: 100 % if it is, else 0 %")
    if plan.baseline is None:
        return Message.of("undefined without a baseline")
    if plan.direction == "within":
        return met_by(found, plan) if found.progress.met else None
    if plan.baseline.value != plan.target.value:
        return None
    return Message.of("the target equals the baseline: 100 % if met, else 0 %")


def _formula(found: IndicatorStatus, plan: Indicator) -> str | Message:
    if plan.baseline is None or plan.target is None or found.actual is None:
        return ""
    actual, start = found.actual, Fraction(plan.baseline.value)
    goal = Fraction(plan.target.value or 0)
    if plan.direction == "within":
        low, high = Fraction(plan.target.min or 0), Fraction(plan.target.max or 0)
        goal, far = (low, high) if start < low else (high, low)
        if actual > far if far == high else actual < far:
            return Message.of(
                "1 − |{actual} − {edge}| / |{goal} − {start}|, at least 0",
                actual=number(actual), edge=number(far), goal=number(goal), start=number(start),
            )  # fmt: skip
    return f"({number(actual)} − {number(start)}) / ({number(goal)} − {number(start)})"


def _expected(fields: Fields, found: IndicatorStatus, plan: Indicator) -> Explanation:
    path, day = expected_path(plan), found.actual_date or fields.as_of
    if found.expected is None or not path:
        return Explanation("expected", unit=PERCENT, because=_no_path(plan))
    corners = tuple(
        Explanation(
            Message.of("checkpoint {day}", day=item.date),
            Fraction(item.value),
            plan.unit,
            inputs=(_checkpoints(fields, plan, i),),
        )
        for i, item in enumerate(plan.checkpoints)
    )
    value = 100 * found.expected
    when = Message.of("on {day}, the day of the value", day=day)
    when = when if found.actual_date is not None else Message.of("on {day}, without a value", day=day)
    if day <= path[0][0]:
        begins = Message.of("{when}; the path begins on {day}", when=when, day=path[0][0])
        return Explanation("expected", value, PERCENT, begins, parts=corners)
    if day >= path[-1][0]:
        ends = Message.of("{when}; the path ends on {day}", when=when, day=path[-1][0])
        return Explanation("expected", value, PERCENT, ends, parts=corners)
    (left, low), (right, high) = next((a, b) for a, b in pairwise(path) if a[0] <= day < b[0])
    formula = Message.of(
        "{n} of {all} days from {start} to {end}", n=(day - left).days, all=(right - left).days, start=left, end=right
    )
    if low != 0 or high != 1:
        formula = Message.of(
            "{low} + ({high} − {start}) × {share}",
            low=percent(low), high=one_decimal(100 * high), start=points(100 * low), share=formula,
        )  # fmt: skip
    return Explanation("expected", value, PERCENT, when, formula, parts=corners)


def _checkpoints(fields: Fields, plan: Indicator, index: int) -> Input:
    filings = fields.filings(f"indicators/{plan.id}/checkpoints")
    return fields.change(filings[-1]) if filings else fields.indicator(plan.id, "checkpoints", index, "value")


def _no_path(plan: Indicator) -> Message:
    if plan.target is None:
        return Message.of("none without a target")
    if is_on_wrong_side(plan):
        return Message.of("none: no path leads to a target on the wrong side of the baseline")
    if plan.direction.startswith("keep") or plan.direction == "within":
        kept = Message.of("none: a value to be kept has no path")
        return kept if plan.baseline is not None else Message.of("none without a baseline")
    if plan.frequency == "once":
        return Message.of("none: it is measured once")
    return (
        Message.of("none: trajectory is none") if plan.trajectory == "none" else Message.of("none without a baseline")
    )


def _gap(found: IndicatorStatus) -> list[Explanation]:
    if found.gap is None or found.expected is None or found.progress.value is None:
        return []
    because = f"{points(100 * found.expected)} − {points(100 * found.progress.value)}"
    return [Explanation("gap", found.gap, POINTS, formula=because)]


def _stale(fields: Fields, found: IndicatorStatus, plan: Indicator, limits: Thresholds) -> Explanation:
    place = fields.in_force(f"indicators/{plan.id}/frequency", fields.indicator(plan.id, "frequency"))
    because = Message.of("{frequency} values", frequency=Message.of(plan.frequency))
    if found.stale is not None:
        because = Message.of(
            "{values}; none for the period that ended {day}, {n} days ago",
            values=because, day=found.stale, n=(fields.as_of - found.stale).days,
        )  # fmt: skip
    parts = [threshold("stale_grace_days", limits.stale_grace_days, DAYS)]
    if plan.lag_days:
        parts.append(_lag(fields, plan))
    said = Message.of("no") if found.stale is None else Message.of("yes")
    return Explanation("stale", said, because=because, inputs=(place,), parts=tuple(parts))


def _lag(fields: Fields, plan: Indicator) -> Explanation:
    place = fields.indicator(plan.id, "lag_days")
    return planned(fields, "lag_days", Fraction(plan.lag_days), f"indicators/{plan.id}/lag_days", place, DAYS)


def _key(fields: Fields, plan: Indicator) -> Explanation:
    place = fields.in_force(f"indicators/{plan.id}/key", fields.indicator(plan.id, "key"))
    decides, counts = (
        Message.of("it decides red over the results"),
        Message.of("over the results it counts for amber at most"),
    )
    because = decides if plan.key else counts
    return Explanation("key", Message.of("yes") if plan.key else Message.of("no"), because=because, inputs=(place,))


def _thresholds(found: IndicatorStatus, limits: Thresholds) -> list[Explanation]:
    code = found.rated.reasons[0]
    if code == "IND7":
        return [threshold("amber_gap_pp", limits.amber_gap_pp), threshold("red_gap_pp", limits.red_gap_pp)]
    return [threshold("red_gap_pp", limits.red_gap_pp)] if code == "IND5" else []


def row_of(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> Message:
    """Return the row of the table that decided, with the numbers in it."""
    said = _row(found, plan, status, limits)
    if found.stale is None:
        return said
    if found.rated.light is Light.AMBER and found.rated.reasons[0] in ("IND2", "IND7") and _was_green(found, limits):
        return Message.of(
            "{row}; amber because no value is there for the period that ended {day}", row=said, day=found.stale
        )
    return Message.of("{row}; no value is there for the period that ended {day}", row=said, day=found.stale)


def _was_green(found: IndicatorStatus, limits: Thresholds) -> bool:
    """Return whether the indicator would be green but for the age of its value."""
    return found.rated.reasons[0] == "IND2" or (found.gap is not None and found.gap < Fraction(limits.amber_gap_pp))


def _row(found: IndicatorStatus, plan: Indicator, status: PilotStatus, limits: Thresholds) -> Message:
    progress, target = found.progress.value, plan.target
    match found.rated.reasons[0]:
        case "IND0" | "IND1" if target is not None:
            return _unobserved(found, plan, target, status)
        case "IND2":
            return Message.of("met: {comparison}", comparison=met_by(found, plan))
        case "IND3":
            return _missed(found)
        case "IND4":
            reached = percent(progress or Fraction(0))
            return Message.of("progress {reached} is below 0: worse than the baseline", reached=reached)
        case "IND5" if target is not None:
            judged = _judged(found, plan, target)
            return Message.of("{judged}, {lacking}", judged=judged, lacking=_lacking(progress, limits))
        case "IND7" if found.gap is not None:
            return _pace(found.gap, limits)
        case code:
            return Message.of(REASONS[code])


def _unobserved(found: IndicatorStatus, plan: Indicator, target: Target, status: PilotStatus) -> Message:
    if found.judged:
        return Message.of("no observation, and {judged}", judged=_judged(found, plan, target))
    day, today = target.date, status.as_of
    if today >= day:
        return Message.of("no observation; the figure of {day} is published {n} days later", day=day, n=plan.lag_days)
    return Message.of("no observation, and {today} is before the target date {day}", today=today, day=day)


def _judged(found: IndicatorStatus, plan: Indicator, target: Target) -> Message:
    """Return since when the target is judged: with the value of its own day, or once its figure is published."""
    if found.actual_date is not None and found.actual_date >= target.date:
        return Message.of("the value of the target date {day} or later is there", day=target.date)
    if plan.lag_days:
        return Message.of("{n} days after the target date {day} have passed", n=plan.lag_days, day=target.date)
    return Message.of("the target date {day} has come", day=target.date)


def _lacking(progress: Fraction | None, limits: Thresholds) -> Message:
    if progress is None:
        return Message.of("and the target is not met")
    reached, limit = 100 * progress, Fraction(limits.red_gap_pp)
    sign = "<=" if 100 - reached <= limit else ">"
    return Message.of(
        "100 − {reached} = {missing} pp are missing {sign} {limit} pp",
        reached=points(reached), missing=beside(100 - reached, limit), sign=sign, limit=as_stated(limit),
    )  # fmt: skip


def _pace(gap: Fraction, limits: Thresholds) -> Message:
    red, amber = Fraction(limits.red_gap_pp), Fraction(limits.amber_gap_pp)
    shown = beside(gap, amber, red)
    if gap > red:
        return Message.of("gap {gap} pp > {red} pp", gap=shown, red=as_stated(red))
    if gap >= amber:
        thresholds = {"amber": as_stated(amber), "red": as_stated(red)}
        return Message.of("{amber} pp <= gap {gap} pp <= {red} pp", gap=shown, **thresholds)
    return Message.of("gap {gap} pp < {amber} pp", gap=shown, amber=as_stated(amber))


def met_by(found: IndicatorStatus, plan: Indicator) -> str:
    """Return how the actual compares with the target that it meets."""
    actual, target = number(found.actual or Fraction(0)), plan.target
    if target is None:
        return actual
    if plan.direction == "within":
        return f"{number(target.min or 0)} <= {actual} <= {number(target.max or 0)}"
    sign = ">=" if plan.direction in ("increase", "keep_above") else "<="
    return f"{actual} {sign} {number(target.value or 0)}"


def _missed(found: IndicatorStatus) -> Message:
    edge, actual = found.progress.edge or Fraction(0), found.actual or Fraction(0)
    miss = abs(actual - edge)
    if edge == 0:
        return Message.of("to be kept at 0, and is {actual}", actual=number(actual))
    share = miss / abs(edge)
    sign = "<=" if share * 10 <= 1 else ">"
    return Message.of(
        "{kept} is to be kept; missed by {miss}, {share} of it {sign} 10 %",
        kept=number(edge), miss=as_stated(miss), share=percent(share), sign=sign,
    )  # fmt: skip
