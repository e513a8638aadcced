"""Family I, totals: a running total that falls or begins too low, a sum of periods with a gap."""

from collections.abc import Iterator
from itertools import pairwise

from talentpilot.analysis.observations import missing_between
from talentpilot.diagnostics import Severity
from talentpilot.model.periods import Period
from talentpilot.rules.contexts import OUTCOMES, PilotContext
from talentpilot.rules.plan_values import known, lengths_of, series_is_whole, shown, when_of
from talentpilot.rules.rule import Finding, pilot_rule


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
                    "write the total since the start; values of the period alone want reporting: per_period",
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


TOTAL_RULES = (running_total_falls, running_total_below_baseline, period_missing_or_straddling)
