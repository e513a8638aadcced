"""Family I, units and what they allow: percentages, unknown units."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.outcomes import Direction, Indicator
from talentpilot.model.units import near_twin, unit_of
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.observations import is_jump
from talentpilot.rules.plan_values import Dated, known, series_is_whole, shown, written_at
from talentpilot.rules.rule import Finding, pilot_rule, reading_rule

WHOLE_PERCENT = Decimal(100)


def _percentages(context: PilotContext) -> Iterator[tuple[int, Indicator]]:
    for index, item in context.measured:
        unit = unit_of(context.programme, item.unit)
        if unit is not None and unit.percent:
            yield index, item


def _values(context: PilotContext, index: int, indicator: Indicator) -> Iterator[tuple[str, FieldPath, Decimal]]:
    """Yield every value of an indicator with the place where it is written."""
    if indicator.baseline is not None:
        yield OUTCOMES, ("indicators", index, "baseline", "value"), indicator.baseline.value
    for name in ("value", "min", "max"):
        value = getattr(indicator.target, name) if indicator.target is not None else None
        if value is not None and not 0 <= value <= WHOLE_PERCENT:
            yield *written_at(context, index, indicator, "target", name), value
    if context.settings.get(f"indicators/{indicator.id}/checkpoints") is None:
        for number, point in enumerate(indicator.checkpoints):
            yield OUTCOMES, ("indicators", index, "checkpoints", number, "value"), point.value
    for number, item in known(indicator, context.as_of):
        yield OUTCOMES, ("indicators", index, "observations", number, "value"), item.value


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
        for file, path, value in _values(context, index, item):
            if not 0 <= value <= WHOLE_PERCENT:
                yield Finding(
                    file, path, "percentage {value} is outside 0 to 100", {"value": shown(value)},
                    "correct the value; if more than the whole is meant, write allow_over_100: true",
                )  # fmt: skip


@pilot_rule("I05", "percentage-as-fraction", Severity.WARNING)
def percentage_as_fraction(context: PilotContext) -> Iterator[Finding]:
    """A percentage is written as a fraction: all observations, some of them, or target and baseline.

    0.41 under the unit % is less than half a percent; if 41 % is meant, progress comes out a hundred times too small.
    The rule speaks if all observations are above 0 and at most 1 and target or baseline is beyond 1; and if a value on
    the other side of 1 than target and baseline comes nearer to them when it is multiplied or divided by 100.
    If target, baseline and observations are as small, small percentages are meant, and the rule does not apply.

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
        observed = known(item, context.as_of)
        if not observed or not series_is_whole(context, item):
            continue
        planned = [abs(value) for value in _planned(item)]
        if any(value > 1 for value in planned) and all(0 < one.value <= 1 for _, one in observed):
            message = (
                "all {count} percentages are between 0 and 1, the first is {value}; a fraction may have been written"
            )
            yield _fraction(index, observed[:1], observed, message, AS_SHARES)
            continue
        odd = [pair for pair in observed if _is_off_scale(pair[1].value, planned, item.direction)]
        if odd and not any(is_jump(item, before, after) for (_, before), (_, after) in pairwise(observed)):
            if odd[0][1].value > 1:
                message = "{value} is above 1, target and baseline are not; they may have been written as fractions"
                yield _fraction(index, odd, observed, message, AS_PERCENT)
            else:
                message = "{value} is at most 1, target and baseline are not; a fraction may have been written"
                yield _fraction(index, odd, observed, message, AS_SHARES)


AS_SHARES = "if a share of 100 is meant, write {meant} for {value}, and the others likewise"
AS_PERCENT = (
    "write target and baseline in percent too; once they are sealed, by an adjustment (change_target, change_baseline)"
)


def _fraction(index: int, odd: list[Dated], observed: list[Dated], message: str, help_: str) -> Finding:
    """Return the finding at the first value that is odd."""
    number, first = odd[0]
    values = {"value": shown(first.value), "meant": shown(first.value * 100), "count": str(len(observed))}
    return Finding(OUTCOMES, ("indicators", index, "observations", number, "value"), message, values, help_)


def _is_off_scale(value: Decimal, planned: list[Decimal], direction: Direction) -> bool:
    """Return whether a value comes nearer to what is planned, by ratio, if 100 times less or more.

    With all of the plan at most 1, a value above it is compared with its hundredth; with all of the plan above 1,
    a value of at most 1 with its hundredfold. A plan on both sides of 1 says nothing of the scale, nor does a target
    of 0: small percentages lie on the way to it.
    """
    if not any(planned):
        return False
    low, high = min(planned), max(planned)
    if high <= 1:
        low = low if direction == "increase" else min(filter(None, planned))
        return value > 1 and value * value > 100 * low * high
    return low > 1 and 0 < value <= 1 and 100 * value * value < low * high


def _planned(indicator: Indicator) -> list[Decimal]:
    """Return target and baseline."""
    target = indicator.target
    planned = [target.value, target.min, target.max] if target is not None else []
    if indicator.baseline is not None:
        planned.append(indicator.baseline.value)
    return [value for value in planned if value is not None]


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
        twin = near_twin(context.programme, item.unit)
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


QUANTITY_RULES = (percentage_out_of_range, percentage_as_fraction, NUMBER_UNREADABLE, unit_unknown)
