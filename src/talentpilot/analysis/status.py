"""The status of a pilot on a day: four lights, the overall one, maturity. A pure function of ledger and day."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.bottlenecks import (
    BottleneckState,
    OpenBottleneck,
    bottleneck_states,
    issues_light,
    open_bottlenecks,
)
from talentpilot.analysis.indicators import IndicatorStatus, indicator_status, results_light
from talentpilot.analysis.lifecycle import PilotState, ReportingStatus, pilot_state, reporting_status
from talentpilot.analysis.lights import Light, Rated, overall_light
from talentpilot.analysis.maturity import gates_of, maturity_of
from talentpilot.analysis.plan import Plan, plan_in_force
from talentpilot.analysis.schedule import MilestoneStatus, ScheduleStatus, milestone_status, schedule_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme


@dataclass(frozen=True, slots=True)
class PilotStatus:
    """Where one pilot stands on `as_of`. `light` is None once the pilot is closed.

    `bottlenecks` are the open ones, `bottleneck_states` all that were recorded by the day.
    """

    pilot: Pilot
    as_of: date
    plan: Plan
    state: PilotState
    light: Light | None
    reasons: tuple[str, ...]
    maturity: str | None
    schedule: ScheduleStatus
    results: Rated
    issues: Rated
    reporting: ReportingStatus
    milestones: tuple[MilestoneStatus, ...]
    indicators: tuple[IndicatorStatus, ...]
    bottlenecks: tuple[OpenBottleneck, ...]
    bottleneck_states: tuple[BottleneckState, ...]


def pilot_status(pilot: Pilot, programme: Programme, as_of: date) -> PilotStatus:
    """Return the status of one pilot on that day (`status.md`)."""
    limits = programme.rules.thresholds
    plan = plan_in_force(pilot, as_of)
    state = pilot_state(pilot, as_of)
    milestones = tuple(milestone_status(item, as_of, limits.due_soon_days) for item in plan.milestones)
    indicators = tuple(indicator_status(item, as_of, limits) for item in plan.indicators)
    states = bottleneck_states(pilot, as_of, programme.rules.acceptance)
    bottlenecks = open_bottlenecks(states)
    schedule = schedule_status(
        milestones, plan, as_of, limits, proposed=state is PilotState.PROPOSED, closed=state.closed
    )
    results = results_light(indicators)
    issues = issues_light(bottlenecks, limits)
    reporting = reporting_status(pilot, plan, as_of, programme.reporting, programme.opened)
    parts = {"schedule": schedule.rated, "results": results, "issues": issues, "reporting": reporting.rated}
    light, reasons = overall_light(parts, closed=state.closed, suspended=state is PilotState.SUSPENDED)
    return PilotStatus(
        pilot,
        as_of,
        plan,
        state,
        light,
        reasons,
        maturity_of(gates_of(pilot, plan, state, milestones, indicators, as_of)),
        schedule,
        results,
        issues,
        reporting,
        milestones,
        indicators,
        bottlenecks,
        states,
    )
