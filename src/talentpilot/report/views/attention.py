"""Exceptions and escalated matters that need a decision."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.readiness import NextStep, readiness_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.pilot import Bottleneck, Matter
from talentpilot.model.programme import Thresholds
from talentpilot.report.views.bottlenecks import BottleneckView
from talentpilot.report.views.inputs import PilotRef, Source, refer
from talentpilot.report.views.needs import HIGHER
from talentpilot.report.views.phrases import Reason
from talentpilot.report.views.pilot import MilestoneView, PilotView

LARGEST = 3
_SEVERITIES = {"critical": Fraction(3), "major": Fraction(2), "minor": Fraction(1)}


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """Something that needs attention.

    `kind` is pilot, milestone or bottleneck; `severe` marks the more serious half. `days` is how late a milestone is
    or how long a bottleneck has been open; for a pilot the maximum of its own. `size` compares those of one kind: how
    many percentage points a pilot or its worst indicator is behind, the percentage that a milestone counts for in its
    plan, 3 to 1 for a critical, major or minor bottleneck.
    """

    kind: str
    severe: bool
    size: Fraction
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
    """Return the pilots to decide on, by the end of their terms, followed by those to evaluate."""
    found = []
    for status in source.statuses:
        item = readiness_of(status)
        if item is not None:
            step = "term_over" if item.term_over else item.step.value
            lead = source.names.organization(status.plan.lead)
            found.append(CompletionView(step, refer(status), lead, item.maturity, item.term_end, item.days))
    return tuple(sorted(found, key=_urgency))


def _urgency(item: CompletionView) -> tuple[bool, int, str]:
    ready = item.step == NextStep.EVALUATE.value
    return ready, 0 if ready else item.days, item.pilot.id


def exceptions_of(pilots: Iterable[PilotView], limits: Thresholds) -> tuple[ExceptionView, ...]:
    """Return all exceptions: the severe ones first, off-track pilots before single objects, the largest of each kind
    first. Age decides only between equals.
    """
    found = [item for pilot in pilots for item in _of_pilot(pilot, limits)]
    kinds = ("pilot", "bottleneck", "milestone")
    return tuple(
        sorted(
            found,
            key=lambda item: (
                not item.severe,
                kinds.index(item.kind),
                -item.size,
                -(item.days or 0),
                item.pilot.id,
                item.object,
            ),
        )
    )


def exceptions_by_pilot(items: Iterable[ExceptionView]) -> tuple[tuple[ExceptionView, ...], ...]:
    """Return the exceptions of each pilot together; the pilots in the order of their gravest exception."""
    found: dict[str, list[ExceptionView]] = {}
    for item in items:
        found.setdefault(item.pilot.id, []).append(item)
    return tuple(map(tuple, found.values()))


def largest(items: Iterable[ExceptionView]) -> tuple[ExceptionView, ...]:
    """Return the first three of different pilots."""
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
            "pilot",
            True,
            _largest_gap(pilot),
            pilot.ref,
            pilot.region_name,
            max(ages, default=None),
            pilot.lead,
            reasons=pilot.reasons,
        )
    for step in _late(pilot):
        yield _milestone(pilot, step, limits.red_overdue_days)
    for item in pilot.bottlenecks:
        if item.severity == "critical" or item.age_days > limits.bottleneck_amber_days:
            yield _bottleneck(pilot, item)


def _largest_gap(pilot: PilotView) -> Fraction:
    """Return how far a pilot or its worst indicator is behind, in percentage points."""
    gaps = [pilot.schedule.gap, *(item.gap for item in pilot.indicators if not item.held)]
    return max((gap for gap in gaps if gap is not None), default=Fraction(0))


def _late(pilot: PilotView) -> tuple[MilestoneView, ...]:
    return tuple(item for item in pilot.milestones if item.state == "overdue") if pilot.overdue else ()


def _milestone(pilot: PilotView, step: MilestoneView, limit: int) -> ExceptionView:
    severe = (step.late_days or 0) > limit
    whole = sum(item.weight for item in pilot.milestones if item.state != "withdrawn")
    return ExceptionView(
        "milestone",
        severe,
        100 * step.weight / whole,
        pilot.ref,
        pilot.region_name,
        step.late_days,
        step.owner,
        step.id,
        step.title,
    )


def _bottleneck(pilot: PilotView, item: BottleneckView) -> ExceptionView:
    return ExceptionView(
        "bottleneck",
        item.severity == "critical",
        _SEVERITIES[item.severity],
        pilot.ref,
        pilot.region_name,
        item.age_days,
        item.owner,
        item.id,
        item.title,
        severity=item.severity,
    )


KINDS = ("policy", "procedure", "legal", "data", "funding", "coordination", "capacity", "technology", "other")


@dataclass(frozen=True, slots=True)
class MatterItem:
    """One entry in a pilot's files: a bottleneck (with its age) or a matter of a report."""

    pilot: PilotRef
    id: str
    title: Text
    kind: str
    needs: str
    raised: date
    age_days: int
    is_bottleneck: bool
    same_as: str | None

    @property
    def address(self) -> str:
        """The address by which others refer to it: yx-titles-01/B1."""
        return f"{self.pilot.id}/{self.id}"


@dataclass(frozen=True, slots=True)
class MatterView:
    """One matter with all its entries, in the words of the oldest bottleneck."""

    kind: str
    title: Text
    needs: tuple[str, ...]
    since: date
    age_days: int
    pilots: tuple[PilotRef, ...]
    items: tuple[MatterItem, ...]


@dataclass(frozen=True, slots=True)
class MatterGroup:
    """The matters of one kind, the most widely shared first."""

    kind: str
    matters: tuple[MatterView, ...]


def matter_groups(source: Source) -> tuple[MatterGroup, ...]:
    """Return every matter for a higher level, grouped by kind."""
    items = [item for status in source.statuses for item in _items(source, status)]
    matters = [_merge(shared) for shared in shared_matters(items)]
    matters.sort(key=lambda one: (-len(one.pilots), -one.age_days, one.items[0].address))
    groups = ((kind, tuple(one for one in matters if one.kind == kind)) for kind in KINDS)
    return tuple(MatterGroup(kind, found) for kind, found in groups if found)


def _items(source: Source, status: PilotStatus) -> Iterator[MatterItem]:
    file, pilot = status.pilot.file, refer(status)
    for state in status.bottleneck_states:
        item = state.item
        if state.open_since is not None and state.age_days is not None and item.needs in HIGHER:
            yield matter_item(pilot, item, state.open_since, age_days=state.age_days, is_bottleneck=True)
    for report in file.reports:
        if not source.covers(report.period) or report.submitted > source.issued:
            continue
        for one in report.matters:
            if one.needs in HIGHER:
                age = max(0, (source.as_of - report.submitted).days)
                yield matter_item(pilot, one, report.submitted, age_days=age, is_bottleneck=False)


def matter_item(
    pilot: PilotRef, one: Bottleneck | Matter, raised: date, *, age_days: int = 0, is_bottleneck: bool
) -> MatterItem:
    """Return an entry of a pilot's files; what it refers to is named with the pilot that it stands in."""
    same = one.same_as if one.same_as is None or "/" in one.same_as else f"{pilot.id}/{one.same_as}"
    return MatterItem(pilot, one.id, one.title, one.kind, one.needs, raised, age_days, is_bottleneck, same)


def shared_matters(items: Iterable[MatterItem]) -> list[list[MatterItem]]:
    """Return the items grouped with those they refer to, directly or through a third."""
    parent: dict[str, str] = {}

    def root(address: str) -> str:
        while parent.setdefault(address, address) != address:
            address = parent[address]
        return address

    ordered = list(items)
    for item in ordered:
        if item.same_as is not None:
            parent[root(item.address)] = root(item.same_as)
    groups: dict[str, list[MatterItem]] = {}
    for item in ordered:
        groups.setdefault(root(item.address), []).append(item)
    return list(groups.values())


def _merge(items: list[MatterItem]) -> MatterView:
    first = min(items, key=lambda item: (not item.is_bottleneck, item.raised, item.address))
    pilots = {item.pilot.id: item.pilot for item in items}
    levels = tuple(level for level in reversed(HIGHER) if any(item.needs == level for item in items))
    return MatterView(
        first.kind,
        first.title,
        levels,
        min(item.raised for item in items),
        max(item.age_days for item in items),
        tuple(pilots[name] for name in sorted(pilots)),
        tuple(sorted(items, key=lambda item: item.address)),
    )
