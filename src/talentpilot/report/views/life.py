"""The whole life of one pilot: since when, and every value of its indicators."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Names, Source


@dataclass(frozen=True, slots=True)
class ObservedValue:
    """One value of an indicator; `day` is the one it counts at, the last of its `period` if it has one."""

    day: date
    period: Period | None
    value: Fraction
    provisional: bool
    note: Text | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorLife:
    """Every value of an indicator by the day, oldest first; `yes_no` says that 0 and 1 mean no and yes."""

    id: str
    title: Text
    unit: Text
    yes_no: bool
    values: tuple[ObservedValue, ...]


@dataclass(frozen=True, slots=True)
class LifeView:
    """What a report over the whole life of a pilot adds; the life began with its selection, approval or term."""

    began: date
    indicators: tuple[IndicatorLife, ...]


def life_view(source: Source) -> LifeView | None:
    """Return the life of the one pilot of a report over its whole life; None for other reports."""
    if not source.scope.whole_life or not source.statuses:
        return None
    (status,) = source.statuses
    return LifeView(_began(status), _indicators(status, source.names))


def _began(status: PilotStatus) -> date:
    file = status.pilot.file
    days = [original_plan(status.pilot).term_start]
    days += [file.approval.date] if file.approval is not None else []
    days += [file.selection.assessed] if file.selection is not None and file.selection.assessed is not None else []
    return min(days)


def _indicators(status: PilotStatus, names: Names) -> tuple[IndicatorLife, ...]:
    return tuple(
        IndicatorLife(
            item.id,
            item.title,
            names.unit(item.unit),
            item.unit == "yes_no",
            tuple(
                ObservedValue(one.day, one.period, Fraction(one.value), one.provisional, one.note, one.evidence)
                for one in known_observations(item, status.as_of)
            ),
        )
        for item in status.plan.indicators
    )
