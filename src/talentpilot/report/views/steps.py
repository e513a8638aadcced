"""Milestones as a pilot's section shows them: the plan as approved, the plan in force, what was done."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.source import Names


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A step on the day. `late_days` is negative for early ones; `added` says that an adjustment brought it."""

    id: str
    title: Text
    state: str
    due_original: date | None
    due: date | None
    done: date | None
    forecast: date | None
    late_days: int | None
    slip_days: int | None
    weight: Fraction
    owner: Text
    evidence: tuple[str, ...]
    added: bool

    @property
    def is_open(self) -> bool:
        """Neither done nor withdrawn."""
        return self.state in ("undated", "overdue", "due_soon", "upcoming")


def milestone_views(status: PilotStatus, names: Names) -> tuple[MilestoneView, ...]:
    """Every step of the plan in force, by due date; withdrawn ones are listed and count nowhere."""
    planned = {item.step.id: item.step for item in status.plan.milestones}
    views = [
        MilestoneView(
            item.id,
            planned[item.id].title,
            item.state.value,
            item.due_original,
            item.due,
            item.done,
            item.forecast,
            item.late_days,
            item.slip_days,
            Fraction(item.weight),
            names.organization(item.owner),
            planned[item.id].evidence if item.done is not None else (),
            planned[item.id].added is not None,
        )
        for item in status.milestones
    ]
    return tuple(sorted(views, key=lambda view: view.due or date.max))
