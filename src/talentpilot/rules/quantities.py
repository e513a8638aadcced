"""Family I, values: what a unit does not allow, unknown units, running totals that fall, sums with a gap."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from talentpilot.analysis.observations import missing_between
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.outcomes import Direction, Indicator, Observation
from talentpilot.model.periods import Period
from talentpilot.model.units import similar_unit, unit_of
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.observations import is_jump
from talentpilot.rules.plan_values import Dated, known, lengths_of, series_is_whole, shown, when_of, written_at
from talentpilot.rules.rule import Finding, pilot_rule, reading_rule


@pilot_rule("I08", "running-total-falls", Severity.ERROR)
def running_total_falls(context: PilotContext) -> Iterator[Finding]:
    """A running total is lower than the one before it.

    What has been counted stays counted. A fall means that a value of the period was written, or that an earlier total
    was wrong.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I4
            observations:
              - {date: 2025-09-30, value: 3}
              - {date: 2025-12-31, value: 8}
              - {date: 2026-03-31, value: 4}

    Good:
        # outcomes.yaml
        indicators:
          - id: I4
            observations:
              - {date: 2025-09-30, value: 3}
              - {date: 2025-12-31, value: 8}
              - {date: 2026-03-31, value: 12}
    """
    for index, item in context.measured:
        if item.reporting != "running_total":
            continue
        observed = known(item, context.as_of)
        for (_, before), (number, one) in pairwise(observed):
            if one.value < before.value:
                values = {"value": shown(one.value), "before": shown(before.value), "when": when_of(before)[1]}
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations", number, "value"),
                    "running total {value} is below {before} of {when}", values,
                    "write the total since the start; values of the period alone need reporting: per_period",
                )  # fmt: skip


@pilot_rule("I17", "running-total-below-baseline", Severity.WARNING)
def running_total_below_baseline(context: PilotContext) -> Iterator[Finding]:
    """A running total is lower than its baseline.

    The baseline is the total on the day from which the pilot counts, and a total only grows. A lower one was
    probably counted from the start of the pilot: progress then comes out negative.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I4
            baseline: {value: 20}
            observations:
              - {date: 2025-09-30, value: 3}
              - {date: 2025-12-31, value: 8}
              - {date: 2026-03-31, value: 12}

    Good:
        # outcomes.yaml
        indicators:
          - id: I4
            baseline: {value: 20}
            observations:
              - {date: 2025-09-30, value: 23}
              - {date: 2025-12-31, value: 28}
              - {date: 2026-03-31, value: 32}
    """
    for index, item in context.measured:
        if item.reporting != "running_total" or item.baseline is None:
            continue
        start = item.baseline
        low = [pair for pair in known(item, context.as_of) if pair[1].value < start.value and pair[1].day >= start.day]
        if low:
            number, first = low[0]
            values = {"value": shown(first.value), "baseline": shown(start.value), "when": when_of(first)[1]}
            yield Finding(
                OUTCOMES, ("indicators", index, "observations", number, "value"),
                "running total {value} of {when} is below the baseline, {baseline}", values,
                "count the baseline in, or write a baseline of 0 if the total begins with the pilot",
            )  # fmt: skip


@pilot_rule("I18", "period-missing-or-straddling", Severity.WARNING)
def period_missing_or_straddling(context: PilotContext) -> Iterator[Finding]:
    """A period is missing between two of a per_period series, or the baseline date lies inside one.

    The actual is the sum of the periods: a missing one counts as 0 without notice, and a period that began
    before the baseline brings in what happened before it.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2026Q1, value: 72}

    Good:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2025Q4, value: 65}
              - {period: 2026Q1, value: 72}
    """
    for index, item in context.measured:
        if item.reporting != "per_period" or not series_is_whole(context, item):
            continue
        periods = [(number, one.period) for number, one in known(item, context.as_of) if one.period is not None]
        for number, period in periods:
            if item.baseline is not None and period.start <= item.baseline.day < period.end:
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations", number, "period"),
                    "the baseline of {baseline} lies inside period {period}",
                    {"baseline": str(item.baseline.day), "period": str(period)},
                    "count only what came after the baseline, or date the baseline on the day before the period",
                )  # fmt: skip
        lengths = lengths_of(context, item)
        fitting = [one for one in periods if not lengths or one[1].cadence in lengths]
        if len(fitting) < len(known(item, context.as_of)):
            continue  # I12 names what stands in place of a period
        for (_, before), (number, after) in pairwise(periods):
            yield from _gap(("indicators", index, "observations", number, "period"), before, after)


def _gap(place: tuple[str | int, ...], before: Period, after: Period) -> Iterator[Finding]:
    """Yield a finding for the whole periods missing between two."""
    missing = missing_between(before, after)
    if not missing:
        return
    values = {"period": str(missing[0]), "last": str(missing[-1]), "count": str(len(missing))}
    message = "{count} periods before this one are missing, {period} to {last}"
    if len(missing) == 1:
        message = "period {period} before this one is missing"
    yield Finding(
        OUTCOMES, place, message, values, "write the values that are missing; 0 where nothing happened",
    )  # fmt: skip


WHOLE_PERCENT = Decimal(100)


def _percentages(context: PilotContext) -> Iterator[tuple[int, Indicator]]:
    for index, item in context.measured:
        unit = unit_of(context.programme, item.unit)
        if unit is not None and unit.percent:
            yield index, item


Placed = tuple[tuple[str, FieldPath], Decimal]
"""A value and where it is written: the file, and the place in it."""


def _plan_values(context: PilotContext, index: int, indicator: Indicator) -> Iterator[Placed]:
    """Yield baseline, target and checkpoints in force."""
    if indicator.baseline is not None:
        yield written_at(context, index, indicator, "baseline", "value"), indicator.baseline.value
    for name in ("value", "min", "max"):
        value = getattr(indicator.target, name) if indicator.target is not None else None
        if value is not None:
            yield written_at(context, index, indicator, "target", name), value
    if context.settings.get(f"indicators/{indicator.id}/checkpoints") is None:
        for number, point in enumerate(indicator.checkpoints):
            yield (OUTCOMES, ("indicators", index, "checkpoints", number, "value")), point.value


def _observed(index: int, observed: list[Dated]) -> list[Placed]:
    return [((OUTCOMES, ("indicators", index, "observations", number, "value")), one.value) for number, one in observed]


@pilot_rule("I04", "percentage-out-of-range", Severity.ERROR)
def percentage_out_of_range(context: PilotContext) -> Iterator[Finding]:
    """A percentage lies outside 0 to 100, and the indicator does not allow it.

    A share can't exceed the whole; where a rate of growth or of plan fulfilment is meant, the indicator says
    so with `allow_over_100: true`.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 22, evidence: [E2]}
              - {date: 2026-03-31, value: 141, evidence: [E3]}

    Good:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 22, evidence: [E2]}
              - {date: 2026-03-31, value: 41, evidence: [E3]}
    """
    for index, item in _percentages(context):
        if item.allow_over_100:
            continue
        for (file, path), value in (*_plan_values(context, index, item), *_observed(index, known(item, context.as_of))):
            if not 0 <= value <= WHOLE_PERCENT:
                yield Finding(
                    file, path, "percentage {value} is outside 0 to 100", {"value": shown(value)},
                    "correct the value; if more than the whole is meant, write allow_over_100: true",
                )  # fmt: skip


@pilot_rule("I05", "percentage-as-fraction", Severity.WARNING)
def percentage_as_fraction(context: PilotContext) -> Iterator[Finding]:
    """A percentage is written as a fraction: all observations, some of them, or a value of the plan.

    0.41 under the unit % is less than half a percent; if 41 % is meant, progress comes out a hundred times too small.
    The rule speaks if all observations are above 0 and at most 1 and target or baseline is beyond 1; if a value on
    the other side of 1 than target and baseline comes nearer to them when it is multiplied or divided by 100; and if
    one value of the plan is at most 1 and all else is beyond 1 and more than ten times as large.
    A 0 is 0 on either scale and says nothing. If target, baseline and observations are as small, small percentages are
    meant, and the rule does not apply.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 0.22, evidence: [E2]}
              - {date: 2026-03-31, value: 0.41, evidence: [E3]}

    Good:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 22, evidence: [E2]}
              - {date: 2026-03-31, value: 41, evidence: [E3]}
    """
    for index, item in _percentages(context):
        dated = known(item, context.as_of)
        if dated and series_is_whole(context, item):
            yield from _fractions_of(item, dated, _observed(index, dated), list(_plan_values(context, index, item)))


def _fractions_of(item: Indicator, dated: list[Dated], observed: list[Placed], plan: list[Placed]) -> Iterator[Finding]:
    """Yield the findings on one indicator, given its observations and the values of its plan."""
    planned = [abs(value) for _, value in plan]
    if any(value > 1 for value in planned) and all(0 < value <= 1 for _, value in observed):
        message = "all {count} percentages are between 0 and 1, the first is {value}; a fraction may have been written"
        yield _fraction(observed[0], message, AS_SHARES, count=str(len(dated)))
        return
    seen = [one for one in observed if one[1]]
    odd = [one for at, one in enumerate(seen) if _is_off_scale(at, seen, planned, item.direction)]
    if odd and not any(_is_reported(item, before, one) for (_, before), (_, one) in pairwise(dated)):
        if odd[0][1] > 1:
            message = "{value} is above 1, target and baseline are not; they may have been written as fractions"
            yield _fraction(odd[0], message, PLAN_AS_PERCENT)
        else:
            message = "{value} is at most 1, target and baseline are not; a fraction may have been written"
            yield _fraction(odd[0], message, AS_SHARES)
    for one in plan:
        if seen and _is_alone(one[1], [*planned, *(value for _, value in seen)], item.direction, max(planned)):
            message = "{value} of the plan is at most 1, all else is above; a fraction may have been written"
            yield _fraction(one, message, AS_SHARE_OF_PLAN)


AS_SHARES = "if a share of 100 is meant, write {meant} for {value}, and the others likewise"
PLAN_AS_PERCENT = (
    "write target and baseline in percent too; once they are sealed, by an adjustment (change_target, change_baseline)"
)
AS_SHARE_OF_PLAN = "if a share of 100 is meant, write {meant} for {value}; once the plan is sealed, by an adjustment"


def _fraction(placed: Placed, message: str, help_: str, **more: str) -> Finding:
    """Return the finding on a value that may be a fraction, or may be the one percentage among fractions."""
    (file, path), value = placed
    return Finding(file, path, message, {"value": shown(value), "meant": shown(value * 100), **more}, help_)


def _is_off_scale(at: int, seen: list[Placed], planned: list[Decimal], direction: Direction) -> bool:
    """Return whether a value times or divided by 100 is nearer to the plan, by ratio.

    With all of the plan at most 1, a value above it is compared with its hundredth; with all of the plan above 1,
    a value of at most 1 with its hundredfold. A plan on both sides of 1 says nothing of the scale. Where the plan
    begins or ends with 0, small percentages lie on the way: then the values beside it count too, if any is above 1.
    """
    scale = [item for item in planned if item]
    if not scale:
        return False
    value, low, high = seen[at][1], min(scale), max(scale)
    if high <= 1:
        low = min(planned) if direction == "increase" else low
        return value > 1 and value * value > 100 * low * high
    if len(scale) < len(planned):
        beside = [item for _, item in (*seen[max(at - 1, 0) : at], *seen[at + 1 : at + 2])]
        low = high = min([low, *beside]) if any(item > 1 for _, item in seen) else low
    return low > 1 and 0 < value <= 1 and 100 * value * value < low * high


def _is_alone(value: Decimal, others: list[Decimal], direction: Direction, most: Decimal) -> bool:
    """Return whether a value of the plan is at most 1, and all else above 1 and more than ten times as large.

    Its hundredfold must also fit the way of the plan: 0.5 on the way to 20 does not mean 50.
    """
    fits = direction.startswith("keep_") or value * 100 < most
    return (
        0 < value <= 1 and fits and all(item > max(Decimal(1), value * 10) for item in others if item not in (0, value))
    )


def _is_reported(indicator: Indicator, before: Observation, one: Observation) -> bool:
    """Return whether I08 or I09 reports a step of the series; a fall to 0 is not a fraction."""
    falls = indicator.reporting == "running_total" and one.value < before.value
    return one.value != 0 and (falls or is_jump(indicator, before, one))


NUMBER_UNREADABLE = reading_rule(
    "I06", "number-with-words", Severity.ERROR,
    """A value is not a plain number: it has a unit, 万, 约, a comma, a Chinese numeral or more than 9 decimals.

    The tool never guesses; it shows the number that is probably meant. The unit has a field of its own.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2026-03-31, value: 41%, evidence: [E3]}

    Good:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2026-03-31, value: 41, evidence: [E3]}
    """,
)  # fmt: skip


@pilot_rule("I15", "unit-unknown", Severity.WARNING)
def unit_unknown(context: PilotContext) -> Iterator[Finding]:
    """The unit is not in the list, or is easily confused with another one (人 and 人次).

    Figures of several pilots can only be compared if they count the same thing; two words for one unit, or one word for
    two, breaks this unnoticed.

    Bad:
        # outcomes.yaml
        indicators:
          - {id: I3, unit: person}

    Good:
        # outcomes.yaml
        indicators:
          - {id: I3, unit: persons}
    """
    for index, item in context.measured:
        twin = similar_unit(context.programme, item.unit)
        known = unit_of(context.programme, item.unit) is not None
        if known and twin is None:
            continue
        values = {"unit": item.unit, "twin": twin or ""}
        message = "unit {unit} is easily taken for {twin}" if known else "unit {unit} is not in the list"
        help_ = "use a unit of the built-in list, or add this one under units: in programme.yaml"
        if twin is not None:
            help_ = "use {twin} if the same is meant; else give it a name that can't be mistaken"
        file, path = written_at(context, index, item, "unit")
        yield Finding(file, path, message, values, help_)
