"""How far the figures can be trusted: findings, waivers, stale indicators, missing reports, unverified evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from talentpilot.analysis.evaluation.performance import cited_evidence
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.base import Text
from talentpilot.model.ledger import Unreadable
from talentpilot.model.periods import Period, runs
from talentpilot.model.programme import Waiver
from talentpilot.report.views.inputs import Names, PilotRef, Source, refer
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.restated_figures import Restatement, restatement


@dataclass(frozen=True, slots=True)
class FindingCount:
    """The number of findings of one rule, waived ones separately; `objects` are the first few."""

    rule: str
    severity: str
    count: int
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver of the programme; `holds` means that it applies on the day."""

    rule: str
    object: str
    reason: Text | None
    by: Text
    until: date
    holds: bool


@dataclass(frozen=True, slots=True)
class StaleView:
    """An indicator without a value for the last period that should have one."""

    pilot: PilotRef
    id: str
    title: Text
    last: date | None
    wanted: date


@dataclass(frozen=True, slots=True)
class MissingPeriodsView:
    """An indicator whose sum counts periods as 0 for which no value is there."""

    pilot: PilotRef
    id: str
    title: Text
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class MissingReport:
    """A report that was missing on the day of issue; `open` means that its deadline had not passed."""

    pilot: PilotRef
    period: Period
    open: bool


@dataclass(frozen=True, slots=True)
class UnverifiedView:
    """Evidence that nobody has verified by the day, of all that is dated by then or that figures of the day rest on,
    whatever its own date: values of a quarter's last day are exported some days later."""

    pilot: PilotRef
    ids: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DataNotes:
    """Section 9. `restated` compares the reports issued before, whose figures could have been restated."""

    errors: int
    warnings: int
    hints: int
    waived: int
    findings: tuple[FindingCount, ...]
    unreadable: tuple[Unreadable, ...]
    waivers: tuple[WaiverView, ...]
    stale: tuple[StaleView, ...]
    missing_periods: tuple[MissingPeriodsView, ...]
    missing: tuple[MissingReport, ...]
    unverified: tuple[UnverifiedView, ...]
    restated: Restatement

    @property
    def missing_spans(self) -> tuple[tuple[MissingReport, ...], ...]:
        """The missing reports of each pilot, those of periods that follow each other together; open ones alone."""
        ordered = sorted(self.missing, key=lambda one: (one.pilot.id, one.period.start))
        pilots = (list(mine) for _, mine in groupby(ordered, key=lambda one: one.pilot))
        return tuple(span for mine in pilots for span in runs(mine, lambda one: None if one.open else one.period))


def data_notes(source: Source, pilots: Sequence[PilotView], missing: Sequence[tuple[PilotRef, Period]]) -> DataNotes:
    """Return section 9; `missing` are the reports for the period itself that were missing on the day of issue."""
    return DataNotes(
        _count(source, Severity.ERROR),
        _count(source, Severity.WARNING),
        _count(source, Severity.INFO),
        sum(1 for item in source.findings if item.waived),
        _findings(source.findings),
        source.unreadable,
        _waivers(source),
        tuple(
            StaleView(pilot.ref, item.id, item.title, item.actual_day, item.stale)
            for pilot in pilots
            for item in pilot.indicators
            if item.stale is not None
        ),
        tuple(
            MissingPeriodsView(pilot.ref, item.id, item.title, item.missing_periods)
            for pilot in pilots
            for item in pilot.indicators
            if item.missing_periods
        ),
        _missing(source, pilots, missing),
        tuple(view for status in source.statuses if (view := _unverified(status)) is not None),
        restatement(source.past, source.statuses, source.programme, registered=source.folders),
    )


def _count(source: Source, severity: Severity) -> int:
    return sum(1 for item in source.findings if item.severity is severity and not item.waived)


def _findings(findings: Sequence[Diagnostic]) -> tuple[FindingCount, ...]:
    """Return errors, then warnings, then hints; by rule."""
    objects: dict[tuple[int, str], list[str]] = {}
    order = list(Severity)
    for item in findings:
        if not item.waived:
            objects.setdefault((order.index(item.severity), item.rule), []).append(item.object or item.location.path)
    return tuple(
        FindingCount(rule, order[place].value, len(names), tuple(dict.fromkeys(names)))
        for (place, rule), names in sorted(objects.items())
    )


def _waivers(source: Source) -> tuple[WaiverView, ...]:
    """Return the waivers, except those of pilots outside the report."""
    shown = {status.pilot.id for status in source.statuses}
    elsewhere = source.folders - shown - {item.path.split("/")[1] for item in source.unreadable if "/" in item.path}
    return tuple(
        waiver_view(item, source.names, source.as_of)
        for item in source.programme.waivers
        if item.object.partition("/")[0] not in elsewhere
    )


def waiver_view(item: Waiver, names: Names, as_of: date) -> WaiverView:
    """Return a waiver of the programme."""
    by = names.organization(item.by)
    return WaiverView(item.rule, item.object, item.reason, by, item.until, as_of <= item.until)


def _missing(
    source: Source, pilots: Sequence[PilotView], missing: Sequence[tuple[PilotRef, Period]]
) -> tuple[MissingReport, ...]:
    """Return the missing reports for the period, and older ones still missing on the day of the figures."""
    grace = source.programme.reporting.due_days
    listed = {(pilot.id, period) for pilot, period in missing}
    older = [
        (pilot.ref, period)
        for pilot in pilots
        for period in pilot.missing
        if (pilot.ref.id, period) not in listed and period.end < source.first_day
    ]
    views = [
        MissingReport(pilot, period, (source.issued - period.end).days <= grace) for pilot, period in (*older, *missing)
    ]
    return tuple(sorted(views, key=lambda view: (view.pilot.id, view.period.end)))


def _unverified(status: PilotStatus) -> UnverifiedView | None:
    cited = cited_evidence(status)
    known = [item for item in status.pilot.file.evidence if item.date <= status.as_of or item.id in cited]
    open_ones = [item.id for item in known if item.verified is None or item.verified.date > status.as_of]
    return UnverifiedView(refer(status), tuple(open_ones), len(known)) if open_ones else None
