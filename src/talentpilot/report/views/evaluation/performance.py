"""Performance: the four components of P on both bases, and the contribution of every indicator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from talentpilot.analysis.evaluation.performance import (
    Assessed,
    Basis,
    assess_indicators,
    cited_evidence,
    verified_evidence,
)
from talentpilot.analysis.evaluation.reasons import EASY_TARGET, contributions
from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Indicator
from talentpilot.model.periods import Period
from talentpilot.report.views.indicators import IndicatorView, indicator_views
from talentpilot.report.views.inputs import Names


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One of the four components: value in percent and points of P on each basis, or None if it is not scored."""

    name: str
    weight: Fraction
    to_target: Fraction | None
    to_date: Fraction | None
    points_to_target: Fraction | None
    points_to_date: Fraction | None


@dataclass(frozen=True, slots=True)
class ManagementView:
    """What management is computed from: reports by the day, and the evidence cited by steps done and observations.

    A report is in time when it is handed in within `due_days` after its period.
    """

    expected: int
    in_time: int
    late: int
    missing: int
    cited: int
    verified: int
    due_days: int


@dataclass(frozen=True, slots=True)
class ValueView:
    """One observation, on a day or over a period."""

    day: date
    period: Period | None
    value: Fraction
    provisional: bool
    evidence: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """An indicator with its share of the results, on each basis: `share` 0 to 1, `points` of 100.

    Both are None on the basis to date where it can't be assessed yet, and on both bases where there is no target.
    `case` is the number of the rule that applied to date: 1 kept, 2 met, judged or without expected progress,
    3 progress over expected, 4 without data, 0 only watched. `moved_by` are the adjustments that changed its target,
    `verified` those pieces of its evidence that somebody has looked at.
    """

    view: IndicatorView
    weight: Fraction
    share_to_target: Fraction | None
    points_to_target: Fraction | None
    case: int
    share_to_date: Fraction | None
    points_to_date: Fraction | None
    series: str
    frequency: str
    values: tuple[ValueView, ...]
    evidence: tuple[str, ...]
    verified: tuple[str, ...]
    moved_by: tuple[str, ...]
    added_by: str | None
    easy: bool


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Section 5; `easy` are the indicators that exceed their target by more than half."""

    components: tuple[ComponentView, ...]
    management: ManagementView
    indicators: tuple[IndicatorScore, ...]
    withdrawn: tuple[str, ...]

    def without(self, attribute: str) -> tuple[str, ...]:
        """Return the ids of indicators without that share."""
        return tuple(item.view.id for item in self.indicators if getattr(item, attribute) is None)

    @property
    def without_data(self) -> tuple[str, ...]:
        """The ids of indicators without any value."""
        return tuple(item.view.id for item in self.indicators if item.view.actual is None)

    @property
    def easy(self) -> tuple[str, ...]:
        """The ids of indicators far beyond their target."""
        return tuple(item.view.id for item in self.indicators if item.easy)

    @property
    def provisional(self) -> tuple[str, ...]:
        """The ids of indicators whose last value is provisional."""
        return tuple(item.view.id for item in self.indicators if item.view.provisional)


def results_view(result: EvaluationResult, names: Names, due_days: int) -> ResultsView:
    """Return section 5 of one evaluation; a unit's report is due `due_days` after its period."""
    status = result.status
    return ResultsView(
        tuple(_components(result)),
        _management(status, due_days),
        tuple(_indicators(status, names)),
        tuple(sorted(status.plan.withdrawn_indicators)),
    )


def _components(result: EvaluationResult) -> Iterable[ComponentView]:
    both = zip(contributions(result.to_target), contributions(result.to_date), strict=True)
    for target, dated in both:
        yield ComponentView(
            target.name, Fraction(target.weight), target.value, dated.value, target.points, dated.points
        )


def _management(status: PilotStatus, due_days: int) -> ManagementView:
    reporting, cited = status.reporting, cited_evidence(status)
    late, missing = len(reporting.late), len(reporting.missing)
    expected = len(reporting.expected)
    return ManagementView(
        expected, expected - late - missing, late, missing, len(cited), len(cited & verified_evidence(status)), due_days
    )


def _indicators(status: PilotStatus, names: Names) -> Iterable[IndicatorScore]:
    planned = {item.id: item for item in status.plan.indicators}
    target = {item.id: item for item in assess_indicators(status, Basis.TO_TARGET)}
    dated = {item.id: item for item in assess_indicators(status, Basis.TO_DATE)}
    verified = verified_evidence(status)
    for view in indicator_views(status, names):
        plan = planned[view.id]
        observed = known_observations(plan, status.as_of)
        evidence = tuple(dict.fromkeys(name for one in observed for name in one.evidence))
        yield IndicatorScore(
            view=view,
            weight=Fraction(plan.weight),
            share_to_target=_share(target, view.id),
            points_to_target=_points(target, view.id),
            case=_case(view),
            share_to_date=_share(dated, view.id),
            points_to_date=_points(dated, view.id),
            series=plan.reporting,
            frequency=plan.frequency,
            values=tuple(_values(plan, status.as_of)),
            evidence=evidence,
            verified=tuple(name for name in evidence if name in verified),
            moved_by=moved_by(status, "indicators", view.id, "target"),
            added_by=plan.added,
            easy=view.progress is not None and view.progress > 100 * EASY_TARGET,
        )


def _share(assessed: dict[str, Assessed], name: str) -> Fraction | None:
    """Return the share of an indicator, or None if it can't be assessed, or has no target."""
    return assessed[name].share if name in assessed else None


def _points(assessed: dict[str, Assessed], name: str) -> Fraction | None:
    """Return the points that the indicator adds to the component, of 100."""
    total = sum((item.weight for item in assessed.values() if item.share is not None), Decimal(0))
    share = _share(assessed, name)
    return Fraction(100 * assessed[name].weight) * share / Fraction(total) if share is not None and total else None


def _case(view: IndicatorView) -> int:
    if view.target is None:
        return 0
    if view.actual is None:
        return 4
    if view.held:
        return 1
    return 2 if view.met or view.judged or view.expected is None else 3


def _values(plan: Indicator, day: date) -> Iterable[ValueView]:
    for item in known_observations(plan, day):
        yield ValueView(item.day, item.period, Fraction(item.value), item.provisional, item.evidence, item.note)


def moved_by(status: PilotStatus, collection: str, name: str, field: str) -> tuple[str, ...]:
    """Return the adjustments in force that changed this field of this object, in the order of their replay."""
    steps = (step for step in status.plan.steps if step.resolved and step.change.place is not None)
    found = (
        step.adjustment.id
        for step in steps
        if (place := step.change.place) is not None
        and (place.collection, place.id, place.fields[:1]) == (collection, name, (field,))
    )
    return tuple(dict.fromkeys(found))
