"""What needs attention: pilots off track, overdue milestones, critical or old bottlenecks; the worst first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.completion import Step, completion_of
from talentpilot.model.base import Text
from talentpilot.model.programme import Thresholds
from talentpilot.report.views.pilots import BottleneckView, PilotView
from talentpilot.report.views.reasons import Reason
from talentpilot.report.views.source import PilotRef, Source, refer
from talentpilot.report.views.steps import MilestoneView

LARGEST = 3


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """One thing that needs attention: `kind` is pilot, milestone or bottleneck; `severe` marks the graver half.

    `days` is how late a milestone is or how long a bottleneck has been open; for a pilot the longest of its own.
    """

    kind: str
    severe: bool
    pilot: PilotRef
    region: Text
    days: int | None
    owner: Text
    object: str = ""
    title: Text | None = None
    reasons: tuple[Reason, ...] = ()
    severity: str = ""


@dataclass(frozen=True, slots=True)
class CompletionView:
    """A pilot whose maturity asks for a step before its term ends, or whose end must be decided.

    `step` is ready_for_evaluation, to_decide or term_over; `days` are those left of the term, negative once it is over.
    """

    step: str
    pilot: PilotRef
    lead: Text
    maturity: str | None
    term_end: date
    days: int


def completions_of(source: Source) -> tuple[CompletionView, ...]:
    """Those to decide on first, the term that ends soonest before the others; then those to evaluate, by pilot."""
    found = []
    for status in source.statuses:
        item = completion_of(status)
        if item is not None:
            step = "term_over" if item.term_over else item.step.value
            lead = source.names.organization(status.plan.lead)
            found.append(CompletionView(step, refer(status), lead, item.maturity, item.term_end, item.days))
    return tuple(sorted(found, key=_urgency))


def _urgency(item: CompletionView) -> tuple[bool, int, str]:
    ready = item.step == Step.EVALUATE.value
    return ready, 0 if ready else item.days, item.pilot.id


def exceptions_of(pilots: Iterable[PilotView], limits: Thresholds) -> tuple[ExceptionView, ...]:
    """All of them, by severity, then by age."""
    found = [item for pilot in pilots for item in _of_pilot(pilot, limits)]
    kinds = ("pilot", "bottleneck", "milestone")
    return tuple(
        sorted(found, key=lambda item: (not item.severe, -(item.days or 0), kinds.index(item.kind), item.pilot.id))
    )


def largest(items: Iterable[ExceptionView]) -> tuple[ExceptionView, ...]:
    """The first three of different pilots."""
    chosen: dict[str, ExceptionView] = {}
    for item in items:
        if len(chosen) < LARGEST:
            chosen.setdefault(item.pilot.id, item)
    return tuple(chosen.values())


def _of_pilot(pilot: PilotView, limits: Thresholds) -> Iterator[ExceptionView]:
    if pilot.light == "red":
        ages = [reason.days for reason in pilot.reasons if reason.days is not None]
        ages += [step.late_days for step in _late(pilot) if step.late_days is not None]
        yield ExceptionView(
            "pilot", True, pilot.ref, pilot.region_name, max(ages, default=None), pilot.lead, reasons=pilot.reasons
        )
    for step in _late(pilot):
        yield _milestone(pilot, step, limits.red_overdue_days)
    for item in pilot.bottlenecks:
        if item.severity == "critical" or item.age_days > limits.bottleneck_amber_days:
            yield _bottleneck(pilot, item)


def _late(pilot: PilotView) -> tuple[MilestoneView, ...]:
    return tuple(item for item in pilot.milestones if item.state == "overdue") if pilot.overdue else ()


def _milestone(pilot: PilotView, step: MilestoneView, limit: int) -> ExceptionView:
    severe = (step.late_days or 0) > limit
    return ExceptionView(
        "milestone", severe, pilot.ref, pilot.region_name, step.late_days, step.owner, step.id, step.title
    )


def _bottleneck(pilot: PilotView, item: BottleneckView) -> ExceptionView:
    return ExceptionView(
        "bottleneck",
        item.severity == "critical",
        pilot.ref,
        pilot.region_name,
        item.age_days,
        item.owner,
        item.id,
        item.title,
        severity=item.severity,
    )
