"""Family I, the series of observations: dates, falls, jumps, gaps, sources."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from talentpilot.diagnostics import Severity
from talentpilot.model.outcomes import Indicator, Observation
from talentpilot.model.periods import Period
from talentpilot.rules.cases import OUTCOMES, PilotCase
from talentpilot.rules.inforce import known, measured, series_is_whole, shown, written_at
from talentpilot.rules.rule import Finding, pilot_rule

JUMP = 10


def _when(item: Observation) -> tuple[str, str]:
    """The key under which an observation is dated, and what stands there."""
    return ("period", str(item.period)) if item.period is not None else ("date", str(item.date))


@pilot_rule("I07", "observation-before-baseline-or-twice", Severity.ERROR)
def before_baseline_or_twice(case: PilotCase) -> Iterator[Finding]:
    """An observation is dated before the baseline, or two stand for one date or period.

    The baseline is where the series begins; and of two values for one day nobody can say which one counts.

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
    for index, item in measured(case):
        seen: dict[date, list[Period | None]] = {}
        for number, one in enumerate(item.observations):
            if one.day > case.as_of:
                continue
            key, when = _when(one)
            place = ("indicators", index, "observations", number, key)
            others = seen.setdefault(one.day, [])
            if any(other is None or one.period is None or other == one.period for other in others):
                yield Finding(
                    OUTCOMES, place, "a second observation for {when}", {"when": when},
                    "correct the period or the date, or keep the right one of the two",
                )  # fmt: skip
            elif item.baseline is not None and one.day < item.baseline.day:
                yield Finding(
                    OUTCOMES, place, "observation of {when} is before the baseline of {baseline}",
                    {"when": when, "baseline": str(item.baseline.day)},
                    "correct the date, or leave out what was measured before the baseline",
                )  # fmt: skip
            others.append(one.period)


@pilot_rule("I08", "running-total-falls", Severity.ERROR)
def running_total_falls(case: PilotCase) -> Iterator[Finding]:
    """A running total is lower than the one before it.

    What was counted once stays counted. A fall means that a value of the period was written, or that an
    earlier total was wrong.

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
    for index, item in measured(case):
        if item.reporting != "running_total":
            continue
        observed = known(item, case.as_of)
        for (_, before), (number, one) in pairwise(observed):
            if one.value < before.value:
                values = {"value": shown(one.value), "before": shown(before.value), "when": _when(before)[1]}
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations", number, "value"),
                    "running total {value} is below {before} of {when}", values,
                    "write the total since the start; values of the period alone want reporting: per_period",
                )  # fmt: skip


@pilot_rule("I09", "jump-of-ten-times", Severity.WARNING)
def jump_of_ten_times(case: PilotCase) -> Iterator[Finding]:
    """A value is ten times the previous one, or more.

    Real progress seldom jumps like this between two reports; a lost decimal point, or 万 for 个, does.

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
    for index, item in measured(case):
        observed = known(item, case.as_of) if series_is_whole(case, item) else []
        for (_, before), (number, one) in pairwise(observed):
            if before.value and abs(one.value) >= JUMP * abs(before.value):
                values = {"value": shown(one.value), "before": shown(before.value), "when": _when(before)[1]}
                yield Finding(
                    OUTCOMES, ("indicators", index, "observations", number, "value"),
                    "{value} is at least ten times {before} of {when}", values,
                    "check the decimal point and the unit; where the jump is real, write a waiver in programme.yaml",
                )  # fmt: skip


@pilot_rule("I11", "series-stale", Severity.WARNING, by_clock=True)
def series_stale(case: PilotCase) -> Iterator[Finding]:
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
    if case.status.standing.closed:
        return
    stale = {item.id: item for item in case.status.indicators if item.stale is not None}
    for index, item in measured(case) if stale else ():
        if item.id in stale and series_is_whole(case, item):
            found = stale[item.id]
            values = {"last": str(found.actual_date), "end": str(found.stale), "frequency": item.frequency}
            file, path = written_at(case, index, item, "frequency")
            yield Finding(
                file, path, "the last observation is of {last}; with frequency {frequency} one for {end} is missing",
                values,
                "add the figure under observations:, or file a change of the frequency (change_content)",
            )  # fmt: skip


@pilot_rule("I12", "period-unfit", Severity.ERROR)
def period_unfit(case: PilotCase) -> Iterator[Finding]:
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
    for index, item in measured(case):
        fitting: list[Period] = []
        lengths = _lengths(case, item)
        for number, one in enumerate(item.observations):
            place = ("indicators", index, "observations", number)
            period = one.period
            if one.day > case.as_of or (period is None and item.reporting != "per_period"):
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


def _lengths(case: PilotCase, indicator: Indicator) -> set[str]:
    """The lengths a period may have, by the frequency and by those before an adjustment; empty for `once`."""
    path = f"indicators/{indicator.id}/frequency"
    earlier = {str(step.found) for step in case.plan.steps if step.change.path == path}
    return set() if indicator.frequency == "once" else {indicator.frequency, *earlier}


def _overlap(place: tuple[str | int, ...], period: Period, others: list[Period]) -> Iterator[Finding]:
    for other in others:
        if other != period and other.start <= period.end and period.start <= other.end:
            yield Finding(
                OUTCOMES, (*place, "period"), "period {period} overlaps {other}",
                {"period": str(period), "other": str(other)}, "keep periods that follow each other",
            )  # fmt: skip
            return


OBSERVATION_RULES = (
    before_baseline_or_twice,
    running_total_falls,
    jump_of_ten_times,
    series_stale,
    period_unfit,
)
