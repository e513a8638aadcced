"""The view of one pilot: milestones, adjustments, bottlenecks, reports and evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.lifecycle import expected_periods
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.portfolio import light_word, next_due
from talentpilot.analysis.readiness import Outlook, outlook_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.model.pilot import PeriodReport
from talentpilot.report.views.adjustments import AdjustmentView, adjustments_of
from talentpilot.report.views.bottlenecks import (
    BottleneckView,
    SettledBottleneck,
    bottleneck_views,
    settled_bottlenecks,
)
from talentpilot.report.views.indicators import IndicatorView, indicator_views, on_track, rated
from talentpilot.report.views.inputs import Names, PilotRef, Source, refer
from talentpilot.report.views.needs import Need, needs_of
from talentpilot.report.views.phrases import Reason, late_milestones, part_reasons, reasons_of
from talentpilot.report.views.practices import PracticeView, practices_of
from talentpilot.report.views.redaction import worded

RECENT = 6
"""The number of lights that a pilot's row shows."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement with a pilot according to the plan in force; `approved` is None while it is only proposed."""

    purpose: Text | None
    units: tuple[Text, ...]
    partners: tuple[Text, ...]
    guide: Text | None
    contact: Text | None
    term_start: date
    term_end: date
    term_end_original: date
    approved: date | None
    document: str | None


def agreement_view(status: PilotStatus, names: Names) -> Agreement:
    """Return the agreement with a pilot on the day."""
    file, plan = status.pilot.file, status.plan
    approval = file.approval if file.approval is not None and file.approval.date <= status.as_of else None
    return Agreement(
        plan.objective,
        tuple(map(names.organization, plan.units)),
        tuple(map(names.organization, plan.partners)),
        names.organization(plan.guide) if plan.guide else None,
        worded(file.roles.contact),
        plan.term_start,
        plan.term_end,
        original_plan(status.pilot).term_end,
        approval.date if approval else None,
        approval.document if approval else None,
    )


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """A step on the day. `late_days` is negative for early ones; `added` means that an adjustment added it.

    `stated` is the day of the last forecast of an open step, with its `reason` and the `next` step; its date is
    `forecast`, None where the new day is open.
    """

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
    standard: Text | None
    stated: date | None
    reason: Text | None
    next: Text | None

    @property
    def is_taken_back(self) -> bool:
        """Whether it had a due date as approved and has none any more."""
        return self.is_open and self.due is None and self.due_original is not None

    @property
    def is_open(self) -> bool:
        """Whether the step is neither done nor withdrawn."""
        return self.state in ("undated", "overdue", "due_soon", "upcoming")


def milestone_views(status: PilotStatus, names: Names) -> tuple[MilestoneView, ...]:
    """Return every step of the plan in force by due date; withdrawn ones are listed but not counted."""
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
            planned[item.id].standard,
            forecast.stated if forecast else None,
            forecast.reason if forecast else None,
            forecast.next if forecast else None,
        )
        for item in status.milestones
        for forecast in (None if item.is_done else item.stated,)
    ]
    return tuple(sorted(views, key=lambda view: view.due or date.max))


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A piece of evidence: where it lies, its digest, what cites it by the day, who verified it by the day.

    `cited_by` are inner ids; `approves` says that the approval of the plan cites it, which has none.
    Of internal evidence a public edition has id, kind, day and verification only: `title` is the mark.
    """

    id: str
    title: Text
    kind: str
    day: date
    place: str
    sha256: str | None
    access: str
    cited_by: tuple[str, ...]
    approves: bool
    verified: date | None
    verified_by: Text | None
    method: str | None


def evidence_views(status: PilotStatus, names: Names) -> tuple[EvidenceView, ...]:
    """Return the evidence dated by the day, and whatever is cited by then."""
    approval = status.pilot.file.approval
    approving = approval.evidence if approval is not None and approval.date <= status.as_of else ()
    cited: dict[str, list[str]] = {}
    for holder, evidence in _citing(status):
        for name in evidence:
            cited.setdefault(name, []).append(holder)
    return tuple(
        EvidenceView(
            item.id,
            item.title,
            item.kind,
            item.date,
            item.path or item.url or "",
            item.sha256,
            item.access,
            tuple(dict.fromkeys(cited.get(item.id, ()))),
            item.id in approving,
            verified.date if verified else None,
            names.organization(verified.by) if verified else None,
            verified.method if verified else None,
        )
        for item in status.pilot.file.evidence
        if item.date <= status.as_of or item.id in cited or item.id in approving
        for verified in (item.verified if item.verified and item.verified.date <= status.as_of else None,)
    )


def _citing(status: PilotStatus) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield everything that has an id and cites evidence by the day, each with its citations."""
    day, file = status.as_of, status.pilot.file
    done = {item.id for item in status.milestones if item.is_done}
    yield from ((item.step.id, item.step.evidence) for item in status.plan.open_milestones if item.step.id in done)
    for indicator in status.plan.indicators:
        yield from ((indicator.id, one.evidence) for one in indicator.observations if one.day <= day)
    yield from ((item.id, item.evidence) for item in file.bottlenecks if item.raised <= day)
    yield from ((item.id, item.evidence) for item in file.adjustments if item.known_by(day))
    yield from ((item.id, item.evidence) for item in file.incentives if item.date <= day)
    yield from ((item.id, item.evidence) for item in file.publicity if item.date <= day)


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the four lights with its reasons."""

    name: str
    light: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NewMatter:
    """Something that a report asks another level to settle."""

    id: str
    title: Text
    kind: str
    needs: str


@dataclass(frozen=True, slots=True)
class UnitReport:
    """The unit's own words on a period."""

    period: Period
    submitted: date
    late: bool
    progress: Text
    problems: Text | None
    next: Text | None
    matters: tuple[NewMatter, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Shares of the weights in percent, the gap in percentage points, or None if nothing is dated."""

    completion: Fraction | None
    planned: Fraction | None
    planned_original: Fraction | None
    gap: Fraction | None


@dataclass(frozen=True, slots=True)
class RecentLight:
    """The light at the end of a period, computed by the present rules from the present ledger."""

    period: Period
    light: str


@dataclass(frozen=True, slots=True)
class PilotView:
    """Everything the report shows of one pilot.

    `before` is the light at the end of the previous period; `overdue` counts late steps of a pilot under way;
    `due` are the reports owed for the period, whether their deadline is over or not; `missing` those due by the day
    of the figures that had not come by the day of issue; `recent` its last lights, oldest first, this one last.
    """

    ref: PilotRef
    agreement: Agreement
    domain: str
    domain_name: Text
    task: str
    task_name: Text
    region: str
    region_name: Text
    lead: Text
    standing: str
    light: str
    before: str
    reasons: tuple[Reason, ...]
    parts: tuple[PartView, ...]
    maturity: str | None
    schedule: Schedule
    milestones: tuple[MilestoneView, ...]
    overdue: int
    next_due: MilestoneView | None
    indicators: tuple[IndicatorView, ...]
    bottlenecks: tuple[BottleneckView, ...]
    resolved: int
    settled: tuple[SettledBottleneck, ...]
    filings: tuple[AdjustmentView, ...]
    practices: tuple[PracticeView, ...]
    evidence: tuple[EvidenceView, ...]
    due: tuple[Period, ...]
    reports: tuple[UnitReport, ...]
    missing: tuple[Period, ...]
    outlook: Outlook
    needs: tuple[Need, ...]
    recent: tuple[RecentLight, ...]

    @property
    def on_track(self) -> int:
        """Green indicators."""
        return on_track(self.indicators)

    @property
    def rated(self) -> int:
        """Indicators with a light."""
        return rated(self.indicators)

    @property
    def steps_done(self) -> int:
        """The number of milestones done, of `steps_counted`."""
        return sum(1 for item in self.milestones if item.done is not None and item.state != "withdrawn")

    @property
    def steps_counted(self) -> int:
        """The number of milestones that are not withdrawn."""
        return sum(1 for item in self.milestones if item.state != "withdrawn")


def pilot_view(source: Source, status: PilotStatus) -> PilotView:
    """Return the view of one pilot."""
    names, file = source.names, status.pilot.file
    milestones, waiting = milestone_views(status, names), next_due(status)
    domain = names.domain_of(file.task)
    return PilotView(
        ref=refer(status),
        agreement=agreement_view(status, names),
        domain=domain,
        domain_name=names.domain(domain) if domain else Text(),
        task=file.task,
        task_name=names.task(file.task),
        region=file.region,
        region_name=names.region(file.region),
        lead=names.organization(status.plan.lead),
        standing=status.state.value,
        light=light_word(status),
        before=_before(source, status),
        reasons=reasons_of(status),
        parts=_parts(status),
        maturity=status.maturity,
        schedule=_schedule(status),
        milestones=milestones,
        overdue=len(late_milestones(status)),
        next_due=next((item for item in milestones if item.id == waiting), None),
        indicators=indicator_views(status, names),
        bottlenecks=bottleneck_views(status, names),
        resolved=sum(1 for state in status.bottleneck_states if not state.is_open),
        settled=settled_bottlenecks(status, names),
        filings=adjustments_of(status, names),
        practices=practices_of(status, names),
        evidence=evidence_views(status, names),
        due=_due(source, status),
        reports=_reports(source, status),
        missing=_still_missing(source, status),
        outlook=outlook_of(status),
        needs=needs_of(status),
        recent=_recent(source, status),
    )


def _before(source: Source, status: PilotStatus) -> str:
    before = source.before.get(status.pilot.id)
    return light_word(before) if before is not None else ""


def _recent(source: Source, status: PilotStatus) -> tuple[RecentLight, ...]:
    """Return the light of the last periods and of this one, oldest first."""
    earlier = [
        RecentLight(one.period, one.lights[status.pilot.id])
        for one in source.earlier[-(RECENT - 1) :]
        if status.pilot.id in one.lights
    ]
    return (*earlier, RecentLight(source.period, light_word(status)))


def _parts(status: PilotStatus) -> tuple[PartView, ...]:
    parts = (
        ("schedule", status.schedule.rated),
        ("results", status.results),
        ("issues", status.issues),
        ("reporting", status.reporting.rated),
    )
    return tuple(PartView(name, one.light.value, part_reasons(status, name, one.reasons)) for name, one in parts)


def _schedule(status: PilotStatus) -> Schedule:
    pace = status.schedule
    return Schedule(pace.completion, pace.planned, pace.planned_original, pace.gap)


def _reports(source: Source, status: PilotStatus) -> tuple[UnitReport, ...]:
    """Return the reports on what is covered, up to the day of issue."""
    grace = source.programme.reporting.due_days
    found = [
        unit_report(item, grace)
        for item in status.pilot.file.reports
        if source.covers(item.period) and item.submitted <= source.issued
    ]
    return tuple(sorted(found, key=lambda item: item.period.end))


def unit_report(item: PeriodReport, grace: int) -> UnitReport:
    """Return the unit's report on a period, late after `grace` days."""
    return UnitReport(
        item.period,
        item.submitted,
        (item.submitted - item.period.end).days > grace,
        item.progress,
        item.problems,
        item.next,
        tuple(NewMatter(one.id, one.title, one.kind, one.needs) for one in item.matters),
    )


def _due(source: Source, status: PilotStatus) -> tuple[Period, ...]:
    """Return the periods covered for which the pilot owes a report, from the day after their end."""
    at_once = source.programme.reporting.model_copy(update={"due_days": 0})
    expected = expected_periods(status.pilot, status.plan, source.issued, at_once, source.programme.opened)
    return tuple(one for one in expected if source.covers(one))


def _still_missing(source: Source, status: PilotStatus) -> tuple[Period, ...]:
    """Return the reports missing on the day of the figures and on the day of issue."""
    submitted = {item.period for item in status.pilot.file.reports if item.submitted <= source.issued}
    return tuple(period for period in status.reporting.missing if period not in submitted)
