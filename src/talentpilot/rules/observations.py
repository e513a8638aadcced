"""Rules on the observations of indicators: dates, falls, jumps, gaps, sources."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from talentpilot.analysis.observations import expected_progress
from talentpilot.diagnostics import Severity
from talentpilot.model.outcomes import Indicator, Observation
from talentpilot.model.periods import Period
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.plan_values import (
    Dated,
    known,
    lengths_of,
    series_is_whole,
    shown,
    when_of,
    written_at,
)
from talentpilot.rules.rule import Finding, pilot_rule

JUMP = 10


@pilot_rule("I07", "observation-before-baseline-or-twice", Severity.ERROR)
def before_baseline_or_twice(context: PilotContext) -> Iterator[Finding]:
    """An observation lies before the baseline, has two times, or is the second for its date or period.

    The baseline is where the series begins: a period of a per_period series that ends on or before its day is before
    it. If there are two values for one day, nobody can say which one counts.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2025Q4, value: 65}
              - {period: 2025Q4, value: 72}

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
        seen: dict[date, list[Observation]] = {}
        for number, one in enumerate(item.observations):
            if one.day > context.as_of:
                continue
            key, when = when_of(one)
            place = ("indicators", index, "observations", number, key)
            others = seen.setdefault(one.day, [])
            same = (other for other in others if other.period in (None, one.period) or one.period is None)
            if (first := next(same, None)) is not None:
                yield Finding(
                    OUTCOMES, place, "two observations for {when}: {first} and {value}",
                    {"when": when, "first": shown(first.value), "value": shown(one.value)},
                    "correct the period or the date, or keep the right one of the two",
                )  # fmt: skip
            elif item.baseline is not None and _is_before(item, one, item.baseline.day):
                message = "observation of {when} is before the baseline of {baseline}"
                if one.day == item.baseline.day:
                    message = "period {when} ends on the day of the baseline, {baseline}"
                yield Finding(
                    OUTCOMES, place, message, {"when": when, "baseline": str(item.baseline.day)},
                    "correct the date, or leave out what was measured before the baseline",
                )  # fmt: skip
            others.append(one)


def _is_before(indicator: Indicator, one: Observation, baseline: date) -> bool:
    """Return whether the value is older than the baseline, and so is not part of a sum."""
    if indicator.reporting == "per_period" and one.period is not None:
        return one.day <= baseline
    return one.day < baseline


_CHECK_SCALE = "check the decimal point and the unit; where the change is real, write a waiver in programme.yaml"


@pilot_rule("I09", "jump-of-ten-times", Severity.WARNING)
def jump_of_ten_times(context: PilotContext) -> Iterator[Finding]:
    """A value is ten times the previous one or more, or a tenth of it or less, or a count is below 0.

    Real progress seldom jumps or falls like this between two reports; a lost or added decimal point, a
    fraction among percentages, or 万 for 个 does. The first value of a series that begins at 0 is compared with the
    target: what was planned for the whole term is not exceeded ten times in the first period. People and things counted
    are never fewer than none. The fall of a running total is I08.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I2
            observations:
              - {date: 2025-12-31, value: 112, evidence: [E2]}
              - {date: 2026-03-31, value: 1120, evidence: [E3]}

    Good:
        # outcomes.yaml
        indicators:
          - id: I2
            observations:
              - {date: 2025-12-31, value: 112, evidence: [E2]}
              - {date: 2026-03-31, value: 104, evidence: [E3]}
    """
    for index, item in context.measured:
        observed = known(item, context.as_of) if series_is_whole(context, item) else []
        yield from _first_beyond_plan(index, item, observed)
        yield from _below_nothing(index, item, observed)
        for (_, before), (number, one) in pairwise(observed):
            if not is_jump(item, before, one):
                continue
            message = "{value} is at most a tenth of {before} of {when}"
            if abs(one.value) >= JUMP * abs(before.value):
                message = "{value} is at least ten times {before} of {when}"
            values = {"value": shown(one.value), "before": shown(before.value), "when": when_of(before)[1]}
            yield Finding(
                OUTCOMES, ("indicators", index, "observations", number, "value"), message, values,
                _CHECK_SCALE,
            )  # fmt: skip


def _first_beyond_plan(index: int, item: Indicator, observed: list[Dated]) -> Iterator[Finding]:
    goal = item.target.value if item.target is not None and item.direction == "increase" else None
    if not observed or goal is None or goal <= 0 or item.baseline is None or item.baseline.value:
        return
    number, first = observed[0]
    if first.value >= JUMP * goal:
        yield Finding(
            OUTCOMES, ("indicators", index, "observations", number, "value"),
            "the first value {value} is at least ten times the target {target}",
            {"value": shown(first.value), "target": shown(goal)}, _CHECK_SCALE,
        )  # fmt: skip


COUNTS = ("persons", "person_times", "items", "hours")


def _below_nothing(index: int, item: Indicator, observed: list[Dated]) -> Iterator[Finding]:
    for number, one in observed:
        if item.unit in COUNTS and one.value < 0:
            yield Finding(
                OUTCOMES, ("indicators", index, "observations", number, "value"),
                "{value} is below 0, and a count", {"value": shown(one.value)},
                "write what was counted; what corrects an earlier period is corrected there",
            )  # fmt: skip


def is_jump(indicator: Indicator, before: Observation, one: Observation) -> bool:
    """Return whether a value is ten times the one before it or more, or a tenth or less; never for running totals."""
    if not before.value:
        return False
    fell = abs(one.value) * JUMP <= abs(before.value) and indicator.reporting != "running_total"
    return fell or abs(one.value) >= JUMP * abs(before.value)


@pilot_rule("I11", "series-stale", Severity.WARNING, by_clock=True)
def series_stale(context: PilotContext) -> Iterator[Finding]:
    """No observation since the last period that should have one.

    A light computed from old figures says how things stood, not how they stand; a green one turns amber.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}

    Good:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2025Q4, value: 65}
    """
    if context.status.state.closed:
        return
    stale = {item.id: item for item in context.status.indicators if item.stale is not None}
    for index, item in context.measured if stale else ():
        if item.id in stale and series_is_whole(context, item):
            found = stale[item.id]
            values = {"last": str(found.actual_date), "end": str(found.stale), "frequency": item.frequency}
            file, path = written_at(context, index, item, "frequency")
            yield Finding(
                file, path, "the last observation is of {last}; with frequency {frequency} one for {end} is missing",
                values,
                "add the figure under observations:, or file a change of the frequency (change_content)",
            )  # fmt: skip


@pilot_rule("I12", "period-unfit", Severity.ERROR)
def period_unfit(context: PilotContext) -> Iterator[Finding]:
    """Periods of a series overlap or are not as long as the frequency says, or a per_period value has a date.

    A sum over periods that overlap counts twice; a month in a quarterly series stands for a third of what it
    seems.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2025-12, value: 65}

    Good:
        # outcomes.yaml
        indicators:
          - id: I3
            observations:
              - {period: 2025Q3, value: 40}
              - {period: 2025Q4, value: 65}
    """
    for index, item in context.measured:
        fitting: list[Period] = []
        lengths = lengths_of(context, item)
        for number, one in enumerate(item.observations):
            place = ("indicators", index, "observations", number)
            period = one.period
            if one.day > context.as_of or (period is None and item.reporting != "per_period"):
                continue
            if period is None:
                yield Finding(
                    OUTCOMES, (*place, "date"), "date {date} stands in a per_period series",
                    {"date": str(one.date)},
                    "write period: instead, such as 2026Q1, the period for which the value holds",
                )  # fmt: skip
            elif lengths and period.cadence.value not in lengths:
                values = {"period": str(period), "length": period.cadence.value, "frequency": item.frequency}
                yield Finding(
                    OUTCOMES, (*place, "period"), "period {period} is {length}, the frequency is {frequency}",
                    values,
                    "write the value of a whole period, or file a change of the frequency (change_content)",
                )  # fmt: skip
            else:
                yield from _overlap(place, period, fitting)
                fitting.append(period)


def _overlap(place: tuple[str | int, ...], period: Period, others: list[Period]) -> Iterator[Finding]:
    for other in others:
        if other != period and other.start <= period.end and period.start <= other.end:
            yield Finding(
                OUTCOMES, (*place, "period"), "period {period} overlaps {other}",
                {"period": str(period), "other": str(other)}, "keep periods that follow each other",
            )  # fmt: skip
            return


ENOUGH_PERIODS = 4
NEAR = 2
"""A figure within this factor of the one expected is near it; beyond it, it is not."""
UNPROVEN = {
    (True, "one"): "observation {value} of a key indicator without evidence",
    (True, "many"): "{count} observations of a key indicator without evidence, {first} to {last}",
    (False, "none"): "key indicator without source",
    (False, "one"): "key indicator without source, and its observation {value} without evidence",
    (False, "many"): "key indicator without source, and {count} observations without evidence, {first} to {last}",
}
"""What I13 says: by whether there is a source, and how many observations have no evidence."""


@pilot_rule("I10", "series-of-the-other-kind", Severity.WARNING)
def series_of_the_other_kind(context: PilotContext) -> Iterator[Finding]:
    """A per_period series looks like running totals, or running totals look like values of single periods.

    Summed running totals count the first quarter again in each later one, and a target seems reached in a
    year. The rule compares with the plan: over four or more periods that never fall, the last value is near
    what is expected and the sum is at least twice that; or, for running totals, the other way round.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I3
            frequency: monthly
            observations:
              - {period: 2025-09, value: 20}
              - {period: 2025-10, value: 45}
              - {period: 2025-11, value: 60}
              - {period: 2025-12, value: 80}

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
        if item.reporting == "level" or len(item.observations) < ENOUGH_PERIODS or not series_is_whole(context, item):
            continue
        observed = known(item, context.as_of)
        expected = _expected_total(item, observed)
        if expected is None or not _looks_other(item, observed, expected):
            continue
        total = sum((one.value for _, one in observed), Decimal(0))
        values = {"last": shown(observed[-1][1].value), "sum": shown(total), "count": str(len(observed))}
        values |= {"expected": str(round(expected)), "kind": item.reporting}
        other = "running_total" if item.reporting == "per_period" else "per_period"
        yield Finding(
            OUTCOMES, ("indicators", index, "reporting"),
            "the values do not look {kind}: about {expected} is planned by now, "
            "the last of {count} is {last}, their sum {sum}",
            values | {"other": other}, "compare with the source; is reporting: {other} meant?",
        )  # fmt: skip


def _expected_total(indicator: Indicator, observed: list[Dated]) -> Fraction | None:
    """Return the value that the straight path expects on the day of the last one; None without enough values."""
    if len(observed) < ENOUGH_PERIODS or indicator.direction != "increase":
        return None
    if indicator.baseline is None or indicator.target is None:
        return None
    values = [one.value for _, one in observed]
    if indicator.baseline.value != 0 or any(late < early for early, late in pairwise(values)):
        return None
    share = expected_progress(indicator, observed[-1][1].day)
    goal = Fraction(indicator.target.value or 0)
    return share * goal if share and goal > 0 else None


def _looks_other(indicator: Indicator, observed: list[Dated], expected: Fraction) -> bool:
    first, last = Fraction(observed[0][1].value), Fraction(observed[-1][1].value)
    total = sum((Fraction(one.value) for _, one in observed), Fraction(0))
    if indicator.reporting == "per_period":
        return last > first and expected <= last * NEAR and last <= expected * NEAR <= total
    return first > 0 and last < first * NEAR and last * NEAR <= expected <= total * NEAR and total <= expected * NEAR


@pilot_rule("I13", "key-figure-without-source", Severity.WARNING)
def key_figure_without_source(context: PilotContext) -> Iterator[Finding]:
    """A key indicator has no source, or observations without evidence; reported once per indicator.

    Key indicators decide the light and the recommendation; an auditor asks first where these figures come
    from.

    Bad:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 22, evidence: [E2]}
              - {date: 2026-03-31, value: 41}

    Good:
        # outcomes.yaml
        indicators:
          - id: I1
            observations:
              - {date: 2025-12-31, value: 22, evidence: [E2]}
              - {date: 2026-03-31, value: 41, evidence: [E3]}
    """
    for index, item in context.measured:
        if item.key:
            yield from _unproven(context, index, item)


def _unproven(context: PilotContext, index: int, indicator: Indicator) -> Iterator[Finding]:
    """Yield one finding on what an indicator lacks: at `key` for the source, else at the first unproven observation."""
    bare = [(n, one) for n, one in enumerate(indicator.observations) if not one.evidence and one.day <= context.as_of]
    number = "none" if not bare else "one" if len(bare) == 1 else "many"
    if indicator.source is not None and not bare:
        return
    message = UNPROVEN[indicator.source is not None, number]
    days = sorted((one.day, str(one.period or one.date)) for _, one in bare)
    values = {"count": str(len(bare)), "value": shown(bare[0][1].value) if bare else ""}
    values |= {"first": days[0][1], "last": days[-1][1]} if days else {}
    if indicator.source is None:
        file, path = written_at(context, index, indicator, "key")
        advice = "write source: the system or the survey that the figure comes from"
        yield Finding(file, path, message, values, advice)
        return
    yield Finding(
        OUTCOMES, ("indicators", index, "observations", bare[0][0]), message, values,
        "write evidence: [E…] here, and register the extract or survey under evidence: in pilot.yaml",
    )  # fmt: skip
