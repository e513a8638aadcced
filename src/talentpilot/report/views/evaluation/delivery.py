"""Delivery: the plan as approved, as changed, as done; and the bottlenecks, settled and not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.performance import SEVERITY_WEIGHTS
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.evaluation.scores import moved_by, verified_by
from talentpilot.report.views.filings import FilingView, filings_of
from talentpilot.report.views.source import Names
from talentpilot.report.views.steps import MilestoneView, milestone_views


@dataclass(frozen=True, slots=True)
class StepView:
    """A milestone; `moved_by` are the adjustments that changed its due date, `verified` the evidence looked at."""

    view: MilestoneView
    deliverable: Text | None
    moved_by: tuple[str, ...]
    added_by: str | None
    verified: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """Section 4; weights of steps not withdrawn: all, done, dated by the day (PV), done of the dated (EV)."""

    steps: tuple[StepView, ...]
    total: Fraction
    done: Fraction
    planned: Fraction
    earned: Fraction
    completion: Fraction | None
    filings: tuple[FilingView, ...]
    term_start: date
    term_end: date
    term_end_original: date

    @property
    def counted(self) -> tuple[StepView, ...]:
        """The steps that are not withdrawn."""
        return tuple(item for item in self.steps if item.view.state != "withdrawn")

    @property
    def eased(self) -> tuple[str, ...]:
        """The adjustments in force that made a target easier."""
        return tuple(item.id for item in self.filings if item.lowered and item.effective is not None)

    @property
    def finished(self) -> int:
        """How many of them are done."""
        return sum(1 for item in self.counted if item.view.done is not None)

    @property
    def late(self) -> tuple[StepView, ...]:
        """Those done late, and those overdue."""
        return tuple(item for item in self.counted if (item.view.late_days or 0) > 0)


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A bottleneck recorded by the day: `days` from raising to settling, or to the day; `weight` by its severity."""

    id: str
    title: Text
    kind: str
    severity: str
    weight: int
    raised: date
    settled: date | None
    days: int
    resolution: Text | None
    needs: str
    owner: Text


def delivery_view(status: PilotStatus, names: Names) -> DeliveryView:
    """Section 4 of one evaluation."""
    steps = tuple(_steps(status, names))
    counted = [item.view for item in steps if item.view.state != "withdrawn"]
    dated = [item for item in counted if item.due is not None]
    return DeliveryView(
        steps,
        _weight(counted),
        _weight(item for item in counted if item.done is not None),
        _weight(item for item in dated if item.due is not None and item.due < status.as_of),
        _weight(item for item in dated if item.done is not None),
        status.schedule.completion,
        filings_of(status, names),
        status.plan.term_start,
        status.plan.term_end,
        status.pilot.file.term.end,
    )


def _weight(steps: Iterable[MilestoneView]) -> Fraction:
    return sum((item.weight for item in steps), Fraction(0))


def _steps(status: PilotStatus, names: Names) -> Iterable[StepView]:
    planned = {item.step.id: item.step for item in status.plan.milestones}
    verified = verified_by(status)
    for view in milestone_views(status, names):
        step = planned[view.id]
        yield StepView(
            view,
            step.deliverable,
            moved_by(status, "milestones", view.id, "due"),
            step.added,
            tuple(name for name in view.evidence if name in verified),
            step.note if view.done is not None else None,
        )


def trouble_views(status: PilotStatus, names: Names) -> tuple[TroubleView, ...]:
    """Section 7: every bottleneck recorded by the day, open ones first, then by severity and age."""
    found = []
    for state in status.bottleneck_states:
        item = state.item
        found.append(
            TroubleView(
                item.id, item.title, item.kind, item.severity, SEVERITY_WEIGHTS[item.severity], item.raised,
                state.settled, ((state.settled or status.as_of) - item.raised).days, state.resolution, item.needs,
                names.organization(item.owner),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.settled is not None, -one.weight, -one.days, one.id)))
