"""Performance P of a pilot on two bases, to target and to date (`evaluation.md` 2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.ratios import percentage, total, weighted_mean
from talentpilot.analysis.schedule import MilestoneState, weight_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.outcomes import Indicator
from talentpilot.model.programme import Weights

EXPECTED_FLOOR = Fraction(1, 20)
"""Expected progress below which results are not assessed yet."""
GRACE_DAYS = 30
FREQUENCY_DAYS = {"monthly": 31, "quarterly": 92, "semiannual": 183, "annual": 366}
SEVERITY_WEIGHTS = {"critical": 3, "major": 2, "minor": 1}
_NONE, _ALL, _WHOLE = Fraction(0), Fraction(1), Fraction(100)
COMPONENTS = ("results", "delivery", "bottlenecks", "management")


class Basis(StrEnum):
    """Against the target at the end, or against what could be expected by the day."""

    TO_TARGET = "to_target"
    TO_DATE = "to_date"


@dataclass(frozen=True, slots=True)
class Component:
    """One of the four components: `value` in percent, None if it is not scored."""

    name: str
    value: Fraction | None
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Performance:
    """P in percent (None if results are not scored), coverage in percent (None if nothing is assessable)."""

    basis: Basis
    score: Fraction | None
    coverage: Fraction | None
    components: tuple[Component, ...]


class Assessed(NamedTuple):
    """What one indicator adds to results: `share` 0 to 1, None if it is not assessable."""

    id: str
    weight: Decimal
    share: Fraction | None
    has_data: bool


def performances(status: PilotStatus, weights: Weights) -> tuple[Performance, Performance]:
    """Return P of a pilot on the day of its status, to target and to date."""
    either = {"bottlenecks": _bottlenecks(status), "management": _management(status)}
    to_target, to_date = (_performance(status, weights, basis, either) for basis in Basis)
    return to_target, to_date


def _performance(
    status: PilotStatus, weights: Weights, basis: Basis, either: dict[str, Fraction | None]
) -> Performance:
    """Return P on a basis; `either` are the components that are the same on both."""
    assessed = tuple(assess_indicators(status, basis))
    values = {"results": _results(assessed), "delivery": _delivery(status, basis), **either}
    components = tuple(Component(name, values[name], getattr(weights, name)) for name in COMPONENTS)
    return Performance(basis, weighted_score(components), _coverage(assessed), components)


def weighted_score(components: tuple[Component, ...]) -> Fraction | None:
    """Return the weighted mean over the scored components; None if results are not scored."""
    if not any(item.name == "results" and item.value is not None for item in components):
        return None
    return weighted_mean((item.weight, item.value) for item in components if item.value is not None)


def assess_indicators(status: PilotStatus, basis: Basis) -> Iterator[Assessed]:
    """Yield each indicator of the plan in force that has a target, on a basis."""
    for plan, found in zip(status.plan.indicators, status.indicators, strict=True):
        if found.watched:
            continue
        has_data = found.actual is not None
        if basis is Basis.TO_TARGET:
            share: Fraction | None = _to_target(found)
        else:
            share = _to_date(plan, found, status.as_of, status.plan.term_start)
        yield Assessed(plan.id, plan.weight, share, has_data)


def clip(value: Fraction) -> Fraction:
    """Return the value kept between 0 and 1."""
    return _NONE if value < 0 else _ALL if value > 1 else value


def _to_target(found: IndicatorStatus) -> Fraction:
    progress = found.progress
    if progress.held:
        return progress.credit or Fraction(0)
    if progress.value is None:
        return Fraction(1 if progress.met else 0)
    return clip(progress.value)


def _to_date(plan: Indicator, found: IndicatorStatus, day: date, term_start: date) -> Fraction | None:
    """Return the first of the four cases that fits."""
    progress, expected = found.progress, found.expected
    if found.actual is None:
        return Fraction(0) if found.judged or _overdue_for_data(plan, day, term_start) else None
    if progress.held:
        return progress.credit
    if progress.met or found.judged:
        return _to_target(found)
    if expected is None:
        return None
    if expected < EXPECTED_FLOOR or progress.value is None:
        return None
    return clip(progress.value / expected)


def _overdue_for_data(plan: Indicator, day: date, term_start: date) -> bool:
    if plan.frequency == "once":
        return False
    start = plan.baseline.day if plan.baseline is not None else term_start
    return (day - start).days > FREQUENCY_DAYS[plan.frequency] + plan.lag_days + GRACE_DAYS


def _results(assessed: tuple[Assessed, ...]) -> Fraction | None:
    mean = weighted_mean((item.weight, item.share) for item in assessed if item.share is not None)
    return None if mean is None else 100 * mean


def _coverage(assessed: tuple[Assessed, ...]) -> Fraction | None:
    assessable = [item for item in assessed if item.share is not None]
    return percentage(
        total(item.weight for item in assessable if item.has_data), total(item.weight for item in assessable)
    )


def _delivery(status: PilotStatus, basis: Basis) -> Fraction | None:
    if basis is Basis.TO_TARGET:
        return status.schedule.completion
    dated = [item for item in status.milestones if item.state is not MilestoneState.WITHDRAWN and item.due is not None]
    earned = percentage(
        weight_of([item for item in dated if item.is_done]),
        weight_of([item for item in dated if item.due is not None and item.due < status.as_of]),
    )
    return earned if earned is None else min(_WHOLE, earned)


def _bottlenecks(status: PilotStatus) -> Fraction | None:
    states = status.bottleneck_states
    total = sum(SEVERITY_WEIGHTS[state.item.severity] for state in states)
    settled = sum(SEVERITY_WEIGHTS[state.item.severity] for state in states if not state.is_open)
    return Fraction(100 * settled, total) if total else None


def _management(status: PilotStatus) -> Fraction | None:
    parts = []
    reporting = status.reporting
    if reporting.expected:
        in_time = len(reporting.expected) - len(reporting.missing) - len(reporting.late)
        parts.append(Fraction(100 * in_time, len(reporting.expected)))
    cited = cited_evidence(status)
    if cited:
        parts.append(Fraction(100 * len(cited & verified_evidence(status)), len(cited)))
    return sum(parts, Fraction(0)) / len(parts) if parts else None


def cited_evidence(status: PilotStatus) -> frozenset[str]:
    """Return the evidence cited by the day for done milestones and observations of the plan in force."""
    done = {item.id for item in status.milestones if item.is_done}
    cited = {name for item in status.plan.open_milestones if item.step.id in done for name in item.step.evidence}
    for indicator in status.plan.indicators:
        cited |= {name for one in indicator.observations if one.day <= status.as_of for name in one.evidence}
    return frozenset(cited)


def verified_evidence(status: PilotStatus) -> frozenset[str]:
    """Return the evidence verified by the day."""
    seen = ((item.id, item.verified) for item in status.pilot.file.evidence)
    return frozenset(name for name, found in seen if found is not None and found.date <= status.as_of)
