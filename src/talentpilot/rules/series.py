"""Family I, what a series as a whole gives away: its kind, its sources."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from talentpilot.analysis.series import expected_progress
from talentpilot.diagnostics import Severity
from talentpilot.model.outcomes import Indicator
from talentpilot.rules.cases import OUTCOMES, PilotCase
from talentpilot.rules.inforce import Dated, known, measured, series_is_whole, shown, written_at
from talentpilot.rules.rule import Finding, pilot_rule

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
def series_of_the_other_kind(case: PilotCase) -> Iterator[Finding]:
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
    for index, item in measured(case):
        if item.reporting == "level" or len(item.observations) < ENOUGH_PERIODS or not series_is_whole(case, item):
            continue
        observed = known(item, case.as_of)
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
    """What the straight path expects on the day of the last value; None without values enough or a path."""
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
def key_figure_without_source(case: PilotCase) -> Iterator[Finding]:
    """A key indicator has no source, or observations without evidence; said once an indicator.

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
    for index, item in measured(case):
        if item.key:
            yield from _unproven(case, index, item)


def _unproven(case: PilotCase, index: int, indicator: Indicator) -> Iterator[Finding]:
    """Say once what an indicator lacks: at `key` where it is the source, else at the first observation unproven."""
    bare = [(n, one) for n, one in enumerate(indicator.observations) if not one.evidence and one.day <= case.as_of]
    number = "none" if not bare else "one" if len(bare) == 1 else "many"
    if indicator.source is not None and not bare:
        return
    message = UNPROVEN[indicator.source is not None, number]
    days = sorted((one.day, str(one.period or one.date)) for _, one in bare)
    values = {"count": str(len(bare)), "value": shown(bare[0][1].value) if bare else ""}
    values |= {"first": days[0][1], "last": days[-1][1]} if days else {}
    if indicator.source is None:
        file, path = written_at(case, index, indicator, "key")
        advice = "write source: the system or the survey that the figure comes from"
        yield Finding(file, path, message, values, advice)
        return
    yield Finding(
        OUTCOMES, ("indicators", index, "observations", bare[0][0]), message, values,
        "write evidence: [E…] here, and register the extract or survey under evidence: in pilot.yaml",
    )  # fmt: skip


SERIES_RULES = (series_of_the_other_kind, key_figure_without_source)
