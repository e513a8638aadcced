"""What each pilot needs next, by fixed rules: the words that a minister reads in its row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.portfolio import next_due
from talentpilot.analysis.readiness import NextStep, readiness_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.phrases import late_milestones

HIGHER = ("province", "other_ministries", "ministry")
"""The levels above the pilot, the highest last."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a pilot needs: approval, help (of a `level`), overdue, decision, values, reports, evaluation, or
    else only its next step. `count` is of those of a kind, `title` what the gravest is called.
    """

    kind: str
    level: str = ""
    title: Text | None = None
    count: int = 0
    day: date | None = None


def needs_of(status: PilotStatus) -> tuple[Need, ...]:
    """Return what a pilot needs, the weightiest first; nothing once it is closed."""
    if status.state.closed:
        return ()
    if status.state.value == "proposed":
        return (Need("approval"),)
    found = tuple(_pressing(status))
    return found or tuple(_next(status))


def _pressing(status: PilotStatus) -> Iterator[Need]:
    titles = {item.step.id: item.step.title for item in status.plan.milestones}
    asked = [item for item in status.bottleneck_states if item.is_open and item.item.needs in HIGHER]
    asked.sort(key=lambda one: (-HIGHER.index(one.item.needs), -(one.age_days or 0), one.item.id))
    if asked:
        yield Need("help", level=asked[0].item.needs, title=asked[0].item.title, count=len(asked))
    late = sorted(late_milestones(status), key=lambda one: (-(one.late_days or 0), one.id))
    if late:
        yield Need("overdue", title=titles[late[0].id], count=len(late), day=late[0].due)
    ready = readiness_of(status)
    if ready is not None:
        yield Need("evaluation" if ready.step is NextStep.EVALUATE else "decision", day=ready.term_end)
    stale = [item for item in status.indicators if item.stale is not None]
    if stale:
        yield Need("values", count=len(stale))
    if status.reporting.missing:
        yield Need("reports", count=len(status.reporting.missing))


def _next(status: PilotStatus) -> Iterator[Need]:
    step = next_due(status)
    planned = next((item for item in status.plan.milestones if item.step.id == step), None)
    if planned is not None:
        yield Need("next", title=planned.step.title, day=planned.step.due)
