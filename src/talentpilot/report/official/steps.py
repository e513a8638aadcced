"""The milestones of a report, sorted into what an official document counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from talentpilot.report.views.pilot import MilestoneView, PilotView
from talentpilot.report.views.quarterly import QuarterlyView

AHEAD = 90
"""How many days the next steps look ahead."""

Step = tuple[PilotView, MilestoneView]


@dataclass(frozen=True, slots=True)
class Steps:
    """Milestones of approved pilots, withdrawn ones left out; `soon` are those of running pilots due in 90 days,
    `held` counts those of suspended ones.
    """

    counted: tuple[Step, ...]
    done: tuple[Step, ...]
    fresh: tuple[Step, ...]
    overdue: tuple[Step, ...]
    soon: tuple[Step, ...]
    held: int

    def within(self, domain: str) -> "Steps":
        """Return those of the pilots of a domain."""

        def mine(steps: tuple[Step, ...]) -> tuple[Step, ...]:
            return tuple(one for one in steps if one[0].domain == domain)

        return Steps(
            mine(self.counted), mine(self.done), mine(self.fresh), mine(self.overdue), mine(self.soon), self.held
        )


def steps_of(view: QuarterlyView) -> Steps:
    """Return the milestones of a report; the overdue ones by lateness, those to come by their day."""
    head = view.head
    every = [(pilot, step) for pilot in view.pilots for step in pilot.milestones if step.state != "withdrawn"]
    approved = tuple(one for one in every if one[0].standing != "proposed")
    last = head.as_of + timedelta(AHEAD)

    def chosen(
        wanted: Callable[[PilotView, MilestoneView], bool], steps: "tuple[Step, ...] | list[Step]"
    ) -> list[Step]:
        return [one for one in steps if wanted(*one)]

    done = chosen(lambda _, step: step.done is not None, approved)
    fresh = chosen(lambda _, step: step.done is not None and head.period.start <= step.done <= head.as_of, done)
    late = chosen(lambda pilot, step: step.state == "overdue" and bool(pilot.overdue), approved)
    due = chosen(lambda _, step: step.done is None and step.due is not None and head.as_of < step.due <= last, approved)
    soon = chosen(lambda pilot, _: pilot.standing == "active", due)
    held = chosen(lambda pilot, _: pilot.standing == "suspended", due)
    late.sort(key=lambda one: -(one[1].late_days or 0))
    soon.sort(key=lambda one: (one[1].due or head.as_of, one[0].ref.id))
    return Steps(approved, tuple(done), tuple(fresh), tuple(late), tuple(soon), len(held))
