"""How long before a failure a pilot's light had warned, replayed day by day from the present ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.lifecycle import closing_day
from talentpilot.analysis.lights import Light
from talentpilot.analysis.plan import effective_adjustments
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.dates import days_after
from talentpilot.model.programme import Programme

SEEN_EARLY = 90
"""Days before a failure from which a warning was early."""
_WARNINGS = (Light.AMBER, Light.RED)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure and its day: a milestone missed for good, a target missed, or the pilot terminated.

    A milestone is missed for good if it was withdrawn after its due day, or the pilot closed without it. `object` is
    the milestone, the indicator, or the adjustment that ended the pilot.
    """

    kind: str
    object: str
    day: date


@dataclass(frozen=True, slots=True)
class LeadTime:
    """A failure, and the first day before it on which the pilot's light was amber or red.

    `days` lie between the two: 0 if no light had warned. It is None if the history does not reach back far enough: the
    failure is older than the ledger, or the light was not green on the first day of the ledger.
    """

    failure: Failure
    warned: date | None
    days: int | None

    @property
    def is_early(self) -> bool:
        """Whether the warning came early enough."""
        return self.days is not None and self.days >= SEEN_EARLY


def failures_of(status: PilotStatus) -> tuple[Failure, ...]:
    """Return what has failed by the day of the status, by day."""
    found = (*_missed_steps(status), *_missed_targets(status), *_terminations(status))
    return tuple(sorted(found, key=lambda one: (one.day, one.kind, one.object)))


def lead_times(status: PilotStatus, programme: Programme) -> tuple[LeadTime, ...]:
    """Return how long before each failure of a pilot its light had warned."""
    failures = failures_of(status)
    if not failures:
        return ()
    began = max(status.plan.term_start, programme.opened or date.min)
    last = max(one.day for one in failures)
    warned = _first_warning(status, programme, began, last)
    return tuple(_lead(one, began, warned) for one in failures)


def share_seen_early(found: Iterable[LeadTime]) -> tuple[int, int]:
    """Return how many failures were seen early, of those whose history is known."""
    known = [one for one in found if one.days is not None]
    return sum(1 for one in known if one.is_early), len(known)


def _lead(failure: Failure, began: date, warned: date | None) -> LeadTime:
    if failure.day <= began:
        return LeadTime(failure, None, None)
    if warned is None or warned >= failure.day:
        return LeadTime(failure, None, 0)
    if warned == began:
        return LeadTime(failure, warned, None)
    return LeadTime(failure, warned, (failure.day - warned).days)


def _first_warning(status: PilotStatus, programme: Programme, began: date, last: date) -> date | None:
    """Return the first day from `began` on, before the last failure, on which the light was amber or red."""
    # Day by day: a light can go back to green, so that a search by halves could miss the first warning.
    day = began
    while day < last:
        if pilot_status(status.pilot, programme, day).light in _WARNINGS:
            return day
        day = days_after(day, 1)
    return None


def _missed_steps(status: PilotStatus) -> Iterator[Failure]:
    closed = closing_day(status.pilot, status.as_of) if status.state.closed else None
    withdrawn = {
        step.change.place.id: step.adjustment.effective_date(status.as_of)
        for step in status.plan.steps
        if step.adjustment.kind == "withdraw_milestone" and step.change.place is not None
    }
    for item in status.milestones:
        if item.is_done or item.due is None:
            continue
        end = withdrawn.get(item.id) if item.state is MilestoneState.WITHDRAWN else closed
        if end is not None and item.due < end:
            yield Failure("milestone", item.id, item.due)


def _missed_targets(status: PilotStatus) -> Iterator[Failure]:
    goals = {item.id: item.target for item in status.plan.indicators}
    for item in status.indicators:
        goal = goals[item.id]
        # IND2: the target is met. IND8: the last value met it, and a newer one is missing.
        if item.judged and goal is not None and item.decisive in ("IND1", "IND3", "IND4", "IND5"):
            yield Failure("target", item.id, goal.date)


def _terminations(status: PilotStatus) -> Iterator[Failure]:
    if status.state.value != "terminated":
        return
    for item in effective_adjustments(status.pilot, status.as_of):
        day = item.effective_date(status.as_of)
        if item.kind == "termination" and day is not None:
            yield Failure("termination", item.id, day)
