"""Rules on the plan of the indicators: baseline, target, unit, percentages."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from talentpilot.diagnostics import Severity
from talentpilot.model.dates import days_after
from talentpilot.model.outcomes import Indicator
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.plan_values import (
    has_term,
    intact,
    outside_term,
    shown,
    term_breaker,
    written_at,
)
from talentpilot.rules.rule import Finding, pilot_rule

BASELINE_GRACE_DAYS = 90


@pilot_rule("I01", "plan-without-measure", Severity.ERROR)
def plan_without_measure(context: PilotContext) -> Iterator[Finding]:
    """An approved pilot has no indicator (error), no key indicator, or none of outcome level (warnings).

    Without a measure nobody can say whether the pilot worked; with outputs alone one sees what was done and
    not what changed.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I1, key: false}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I1, key: true, level: outcome}
    """
    if not context.approved or not intact(context, OUTCOMES):
        return
    indicators = context.plan.indicators
    if not indicators:
        yield Finding(
            OUTCOMES, ("indicators",), "the pilot is approved and has no indicator", on_key=True,
            help="write the indicators of the plan as approved, at least one of them with key: true",
        )  # fmt: skip
        return
    if not any(item.key for item in indicators):
        yield Finding(
            OUTCOMES, ("indicators",), "none of the {count} indicators is marked as key",
            {"count": str(len(indicators))},
            "write key: true at the one to three that decide; in a sealed plan by an adjustment (change_target)",
            Severity.WARNING, on_key=True,
        )  # fmt: skip
    if all(item.level == "output" for item in indicators):
        yield Finding(
            OUTCOMES, ("indicators",), "all {count} indicators are of output level",
            {"count": str(len(indicators))},
            "add one of level outcome: what changed for those the pilot is for", Severity.WARNING,
            on_key=True,
        )  # fmt: skip


class Contradiction(NamedTuple):
    """A target that the rest of the indicator contradicts: the rule, the field and the message."""

    rule: str
    fields: tuple[str, ...]
    message: str
    values: dict[str, str]
    help: str


def contradictions(indicator: Indicator) -> Iterator[Contradiction]:
    """Yield the findings of I02 and I03 on an indicator; for a target set by an adjustment A06 reports them."""
    if indicator.reporting == "per_period":
        if indicator.direction != "increase":
            yield Contradiction(
                "I02", ("reporting",), "reporting per_period does not go with direction {direction}",
                {"direction": indicator.direction},
                "values of periods are summed, and a sum only grows; use reporting: level or running_total",
            )  # fmt: skip
            return
        if indicator.baseline is not None and indicator.baseline.value != 0:
            yield Contradiction(
                "I02", ("baseline", "value"), "baseline {baseline} of a per_period series is not 0",
                {"baseline": shown(indicator.baseline.value)},
                "the sum of the periods begins at 0: write value: 0",
            )  # fmt: skip
    yield from _against_target(indicator)


def _against_target(indicator: Indicator) -> Iterator[Contradiction]:
    target, baseline, direction = indicator.target, indicator.baseline, indicator.direction
    if target is None:
        return
    if direction == "within":
        if target.min is not None and target.max is not None and target.min >= target.max:
            yield Contradiction(
                "I02", ("target", "max"), "max {max} is not above min {min}",
                {"max": shown(target.max), "min": shown(target.min)}, "write the smaller number as min",
            )  # fmt: skip
        return
    if direction in ("keep_above", "keep_below") or baseline is None or target.value is None:
        return
    values = {"target": shown(target.value), "baseline": shown(baseline.value), "direction": direction}
    if target.value == baseline.value:
        yield Contradiction(
            "I03", ("target", "value"), "target {target} equals the baseline, with direction {direction}",
            values, "where a value shall be held, use keep_above or keep_below; else correct the target",
        )  # fmt: skip
    elif (target.value > baseline.value) is not (direction == "increase"):
        below = "target {target} is below the baseline {baseline}, with direction {direction}"
        above = "target {target} is above the baseline {baseline}, with direction {direction}"
        yield Contradiction(
            "I02", ("target", "value"), below if direction == "increase" else above, values,
            "correct the target, the baseline or the direction",
        )  # fmt: skip


def target_setting_paths(indicator: Indicator) -> tuple[str, ...]:
    """Return the paths by which an adjustment can cause a contradiction."""
    names = ("min", "max") if indicator.direction == "within" else ("value",)
    return tuple(f"indicators/{indicator.id}/target/{name}" for name in names)


def _as_written(context: PilotContext, rule: str) -> Iterator[Finding]:
    for index, item in context.measured:
        for found in contradictions(item):
            set_later = found.fields[0] == "target" and any(map(context.set_by_adjustment, target_setting_paths(item)))
            if found.rule == rule and not set_later:
                yield Finding(OUTCOMES, ("indicators", index, *found.fields), found.message, found.values, found.help)


@pilot_rule("I02", "target-against-direction", Severity.ERROR)
def target_against_direction(context: PilotContext) -> Iterator[Finding]:
    """The target lies on the wrong side of the baseline, or a range or a sum of periods contradicts itself.

    Progress is measured from baseline to target; if the two contradict the direction, every figure is wrong without
    looking wrong. A target set by an adjustment is reported as A06.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I2, target: {value: 130}}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I2, target: {value: 75}}
    """
    yield from _as_written(context, "I02")


@pilot_rule("I03", "target-equals-baseline", Severity.ERROR)
def target_equals_baseline(context: PilotContext) -> Iterator[Finding]:
    """Target and baseline are the same, and the direction asks for a change.

    The target would be met without any change. For a value that must be kept, write keep_above or keep_below.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I2, target: {value: 120}}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I2, target: {value: 75}}
    """
    yield from _as_written(context, "I03")


@pilot_rule("I16", "key-indicator-without-target", Severity.ERROR)
def key_indicator_without_target(context: PilotContext) -> Iterator[Finding]:
    """A key indicator has no target.

    An indicator without a target is only watched: no light is computed for it. Key indicators decide the light of the
    pilot and the recommendation, so each needs something to be judged by.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I1, target: null}
        # pilot.yaml
        adjustments:
          - {id: A2, decision: withdrawn, decided: 2026-03-12}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I1, target: {value: 90, date: 2027-06-30}}
    """
    for index, item in context.measured:
        if item.key and item.target is None:
            file, path = written_at(context, index, item, "key")
            yield Finding(
                file, path, "key indicator {id} without a target", {"id": item.id},
                "write target: with value and date, or take key: true away",
            )  # fmt: skip


@pilot_rule("I14", "baseline-or-target-date-off", Severity.ERROR)
def baseline_or_target_date_off(context: PilotContext) -> Iterator[Finding]:
    """A target or checkpoint is on an impossible day (error); a baseline is late, a checkpoint off the way (warning).

    Nobody can be held to a target after the end of the term in force. Checkpoints are the path from baseline to target:
    each lies between the two, and one day has one value. Without a value from before the start, no change can be shown.
    A date set by an adjustment is reported as A06.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I1, target: {date: 2027-12-31}}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I1, target: {date: 2027-06-30}}
    """
    start, end = context.plan.term_start, context.plan.term_end
    latest = days_after(start, BASELINE_GRACE_DAYS)
    for index, item in context.measured:
        day = item.target.date if item.target is not None else None
        if day and has_term(context) and outside_term(day, start, end) and not _moved(context, index, item):
            values = {"date": str(day), "start": str(start), "end": str(end)}
            yield Finding(
                OUTCOMES, ("indicators", index, "target", "date"),
                "target date {date} is outside the term in force, {start} to {end}", values,
                "correct the date, or file an extension of the term",
            )  # fmt: skip
        if not any(map(context.set_by_adjustment, path_setting_paths(item))):
            for number, found in checkpoints_off(item):
                place = ("indicators", index, "checkpoints", number, "date")
                yield Finding(OUTCOMES, place, found.message, found.values, found.help)
            yield from _checkpoints_beyond(index, item)
        if item.baseline is None:
            yield Finding(
                OUTCOMES, ("indicators", index), "{id} has no baseline", {"id": item.id},
                "write baseline: with value and date, measured before the start of the term or soon after it",
                Severity.WARNING,
            )  # fmt: skip
        elif item.baseline.day > latest:
            values = {"date": str(item.baseline.day), "start": str(start), "days": str(BASELINE_GRACE_DAYS)}
            yield Finding(
                OUTCOMES, ("indicators", index, "baseline", "period" if item.baseline.period else "date"),
                "baseline of {date} is more than {days} days after the start of the term, {start}", values,
                "use a value from before the pilot took effect, if there is one", Severity.WARNING,
            )  # fmt: skip


def _checkpoints_beyond(index: int, indicator: Indicator) -> Iterator[Finding]:
    goal = indicator.target.value if indicator.target is not None else None
    if indicator.baseline is None or goal is None or indicator.direction not in ("increase", "decrease"):
        return
    low, high = sorted((indicator.baseline.value, goal))
    for number, point in enumerate(indicator.checkpoints):
        if not low <= point.value <= high:
            values = {"value": point.value, "baseline": indicator.baseline.value, "target": goal}
            yield Finding(
                OUTCOMES, ("indicators", index, "checkpoints", number, "value"),
                "checkpoint {value} is not between the baseline {baseline} and the target {target}",
                {name: shown(value) for name, value in values.items()},
                "correct the value; once the plan is sealed, by an adjustment (change_target)", Severity.WARNING,
            )  # fmt: skip


def checkpoints_off(indicator: Indicator) -> Iterator[tuple[int, Contradiction]]:
    """Return the findings of I14 on the checkpoints, by number; for a path set by a filing A06 reports them."""
    first = indicator.baseline.day if indicator.baseline is not None else None
    last = indicator.target.date if indicator.target is not None else None
    between = "checkpoints lie between baseline and target; correct the date"
    seen: set[date] = set()
    for number, point in enumerate(indicator.checkpoints):
        values = {"date": str(point.date), "first": str(first), "last": str(last)}
        fields = ("checkpoints",)
        if point.date in seen:
            yield number, Contradiction("I14", fields, "a second checkpoint for {date}", values, "keep one of the two")
        elif first is not None and point.date <= first:
            message = "checkpoint of {date} is not after the baseline of {first}"
            yield number, Contradiction("I14", fields, message, values, between)
        elif last is not None and point.date >= last:
            message = "checkpoint of {date} is not before the target date {last}"
            yield number, Contradiction("I14", fields, message, values, between)
        seen.add(point.date)


def path_setting_paths(indicator: Indicator) -> tuple[str, ...]:
    """Return the paths by which an adjustment can put a checkpoint on an impossible day or value."""
    names = ("checkpoints", "target/date", "baseline/date", "baseline/period")
    return tuple(f"indicators/{indicator.id}/{name}" for name in names)


def _moved(context: PilotContext, index: int, indicator: Indicator) -> bool:
    path = f"indicators/{indicator.id}/target/date"
    if not context.plan.steps:
        return False
    written = context.pilot.indicators[index].target
    return context.settings.get(path) is not None or (
        written is not None and term_breaker(context, path, written.date) is not None
    )
