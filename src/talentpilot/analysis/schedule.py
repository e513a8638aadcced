"""Milestones and the schedule: states, completion, planned pace, gap, light (`status.md` 1 and 2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from talentpilot.analysis.lights import Light, Rated
from talentpilot.analysis.plan import Plan, PlannedMilestone
from talentpilot.analysis.ratios import percentage, total
from talentpilot.model.milestones import Forecast, Milestone
from talentpilot.model.programme import Thresholds


class MilestoneState(StrEnum):
    """The states of a milestone."""

    WITHDRAWN = "withdrawn"
    DONE = "done"
    DONE_LATE = "done_late"
    UNDATED = "undated"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    UPCOMING = "upcoming"


@dataclass(frozen=True, slots=True)
class MilestoneStatus:
    """A step of the plan in force on a day; days are calendar days, None if they have no meaning.

    `stated` is the forecast of which `forecast` is the date: it may say that the new day is open.
    """

    id: str
    state: MilestoneState
    due: date | None
    due_original: date | None
    done: date | None
    forecast: date | None
    late_days: int | None
    slip_days: int | None
    weight: Decimal
    owner: str
    stated: Forecast | None = None

    @property
    def is_done(self) -> bool:
        """Done, in time or late."""
        return self.state in (MilestoneState.DONE, MilestoneState.DONE_LATE)


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """Completion and pace in percent, gap in percentage points; None if nothing is dated or planned.

    `planned_original` is the pace of the dates as approved, over the steps that have one.
    """

    rated: Rated
    completion: Fraction | None
    planned: Fraction | None
    planned_original: Fraction | None
    gap: Fraction | None


def milestone_status(item: PlannedMilestone, as_of: date, due_soon_days: int) -> MilestoneStatus:
    """Return the state of one step, first match of `status.md` 1."""
    step = item.step
    done = step.done if step.done is not None and step.done <= as_of else None
    state, late = _state(item, done, as_of, due_soon_days)
    stated = forecast_at(step, as_of)
    forecast = stated.date if stated is not None else None
    slip = (step.due - item.due_original).days if step.due is not None and item.due_original is not None else None
    return MilestoneStatus(
        step.id, state, step.due, item.due_original, done, forecast, late, slip, step.weight, step.owner, stated
    )


def forecast_at(step: Milestone, as_of: date) -> Forecast | None:
    """Return the last forecast stated by that day; of several stated on one day, the last in the file."""
    known = [forecast for forecast in step.forecasts if forecast.stated <= as_of]
    return max(reversed(known), key=lambda one: one.stated, default=None)


def _state(
    item: PlannedMilestone, done: date | None, as_of: date, due_soon_days: int
) -> tuple[MilestoneState, int | None]:
    due = item.step.due
    if item.withdrawn:
        return MilestoneState.WITHDRAWN, None
    if done is not None:
        late = (done - due).days if due is not None else None
        return (MilestoneState.DONE_LATE if late is not None and late > 0 else MilestoneState.DONE), late
    if due is None:
        return MilestoneState.UNDATED, None
    if due < as_of:
        return MilestoneState.OVERDUE, (as_of - due).days
    if (due - as_of).days <= due_soon_days:
        return MilestoneState.DUE_SOON, None
    return MilestoneState.UPCOMING, None


def schedule_status(
    milestones: tuple[MilestoneStatus, ...], plan: Plan, as_of: date, thresholds: Thresholds,
    *, proposed: bool, closed: bool,
) -> ScheduleStatus:  # fmt: skip
    """Return pace and light of the whole plan (`status.md` 2); a milestone is expected once its due day is over."""
    counted = [item for item in milestones if item.state is not MilestoneState.WITHDRAWN]
    dated = [item for item in counted if item.due is not None]
    whole, whole_dated = weight_of(counted), weight_of(dated)
    completion = percentage(weight_of([item for item in counted if item.is_done]), whole)
    planned = percentage(weight_of([item for item in dated if item.due is not None and item.due < as_of]), whole_dated)
    approved = [(item, item.due_original) for item in counted if item.due_original is not None]
    passed = weight_of([item for item, due in approved if due < as_of])
    original = percentage(passed, weight_of([item for item, _ in approved]))
    earned = percentage(weight_of([item for item in dated if item.is_done]), whole_dated)
    gap = planned - earned if planned is not None and earned is not None else None
    if proposed or as_of < plan.term_start:
        rated = Rated(Light.GREY, ("SCH0",))
    else:
        rated = _light(counted, gap, completion, plan, as_of, thresholds, closed=closed)
    return ScheduleStatus(rated, completion, planned, original, gap)


def _light(
    counted: list[MilestoneStatus], gap: Fraction | None, completion: Fraction | None, plan: Plan, as_of: date,
    limits: Thresholds, *, closed: bool,
) -> Rated:  # fmt: skip
    """Return the first row of the table that matches, with every object it names."""
    overdue = [item for item in counted if item.state is MilestoneState.OVERDUE]
    long_overdue = [item for item in overdue if (item.late_days or 0) > limits.red_gap_after_days]
    very_late = [item for item in overdue if (item.late_days or 0) > limits.red_overdue_days]
    beyond = [item for item in counted if not item.is_done and item.forecast and item.forecast > plan.term_end]
    over, unfinished = (as_of - plan.term_end).days, completion is not None and completion < 100
    behind = gap if gap is not None else Fraction(0)
    rows = (
        (behind > Fraction(limits.red_gap_pp) and bool(long_overdue), Light.RED, ("SCH1",)),
        (bool(very_late), Light.RED, _named(very_late, "SCH2")),
        (over > 0 and unfinished, Light.RED, ("SCH3",)),
        (over > limits.closing_days and not closed, Light.AMBER, ("SCH6",)),
        (gap is None, Light.GREY, ("SCH5",)),
        (behind >= Fraction(limits.amber_gap_pp), Light.AMBER, ("SCH1",)),
        (bool(overdue), Light.AMBER, _named(overdue, "SCH2")),
        (bool(beyond), Light.AMBER, _named(beyond, "SCH4")),
    )
    return next((Rated(light, reasons) for matches, light, reasons in rows if matches), Rated(Light.GREEN))


def _named(items: list[MilestoneStatus], reason: str) -> tuple[str, ...]:
    return tuple(f"{item.id}/{reason}" for item in items)


def weight_of(items: list[MilestoneStatus]) -> Decimal:
    """Return the exact weight of several milestones."""
    return total(item.weight for item in items)
