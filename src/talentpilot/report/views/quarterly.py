"""The periodic report as one frozen, computed value, independent of language."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot import RULES_VERSION
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.adjustments import AdjustmentView, period_adjustments
from talentpilot.report.views.attention import (
    CompletionView,
    ExceptionView,
    MatterGroup,
    completions_of,
    exceptions_by_pilot,
    exceptions_of,
    matter_groups,
)
from talentpilot.report.views.brief import BriefSource, BriefView, brief_view
from talentpilot.report.views.data_quality import DataNotes, data_notes
from talentpilot.report.views.history import (
    AskedBefore,
    LifeView,
    TrendView,
    WarningsView,
    decisions_of,
    life_view,
    trend_view,
    warnings_view,
)
from talentpilot.report.views.inputs import Provenance, Scope, Source
from talentpilot.report.views.pilot import PilotView, pilot_view
from talentpilot.report.views.portfolio import PortfolioView, SummaryView, portfolio_view, summary_view
from talentpilot.report.views.practices import (
    AdoptionView,
    IncentiveView,
    PracticeView,
    PublicityView,
    period_adoptions,
    period_incentives,
    period_practices,
    period_publicity,
)
from talentpilot.report.views.redaction import Edition, Omission, omissions, redact


@dataclass(frozen=True, slots=True)
class HeadView:
    """Section 0.

    `short_title` is the programme's; `scope_name` and the names of the `filters` say what is covered; `previous` is
    the period compared with; `omitted` counts what the `edition` leaves out of the pilots' sections, all of which the
    figures include.
    """

    title: Text
    short_title: Text | None
    directive: str | None
    issuer: Text | None
    scope: Scope
    scope_name: Text
    filters: tuple[tuple[str, Text], ...]
    period: Period
    previous: Period
    as_of: date
    issued: date
    covered: int
    registered: int
    provenance: Provenance
    edition: Edition
    omitted: tuple[Omission, ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """The version of method and rules, and the thresholds in force; points are percentage points."""

    version: str
    amber_gap: Fraction
    red_gap: Fraction
    red_gap_after_days: int
    red_overdue_days: int
    closing_days: int
    due_soon_days: int
    stale_grace_days: int
    bottleneck_amber_days: int
    cadence: str
    due_days: int


@dataclass(frozen=True, slots=True)
class QuarterlyView:
    """Everything a periodic report shows; `life` is what one over the whole life of a pilot adds, else none."""

    head: HeadView
    summary: SummaryView
    portfolio: PortfolioView
    exceptions: tuple[ExceptionView, ...]
    completions: tuple[CompletionView, ...]
    matters: tuple[MatterGroup, ...]
    pilots: tuple[PilotView, ...]
    filings: tuple[AdjustmentView, ...]
    practices: tuple[PracticeView, ...]
    adoptions: tuple[AdoptionView, ...]
    incentives: tuple[IncentiveView, ...]
    publicity: tuple[PublicityView, ...]
    notes: DataNotes
    method: MethodView
    brief: BriefView
    trend: TrendView
    warnings: WarningsView
    decisions: tuple[AskedBefore, ...]
    life: LifeView | None = None

    @property
    def by_domain(self) -> tuple[tuple[Text, tuple[PilotView, ...]], ...]:
        """The pilots in the order of the catalogue's domains."""
        groups = (
            (row.name, tuple(pilot for pilot in self.pilots if pilot.domain == row.id))
            for row in self.portfolio.domains
        )
        return tuple(group for group in groups if group[1])

    @property
    def exceptions_by_pilot(self) -> tuple[tuple[ExceptionView, ...], ...]:
        """The exceptions of each pilot together; the pilots in the order of their gravest exception."""
        return exceptions_by_pilot(self.exceptions)

    @property
    def single(self) -> bool:
        """Whether the report covers a single pilot, requested by its id."""
        return self.head.scope.kind == "pilot"


def quarterly_view(source: Source) -> QuarterlyView:
    """Return the view of a period, in the edition that the source asks for."""
    source = redact(source) if source.edition == "public" else source
    pilots = tuple(pilot_view(source, status) for status in source.statuses)
    exceptions = exceptions_of(pilots, source.programme.rules.thresholds)
    matters = matter_groups(source)
    summary = summary_view(source, pilots, exceptions, matters)
    completions = completions_of(source)
    notes = data_notes(source, pilots, summary.reports.missing)
    practices = tuple(item for pilot in pilots for item in pilot.practices)
    rows = BriefSource(
        source.as_of,
        pilots,
        summary.changes,
        exceptions_by_pilot(exceptions),
        completions,
        tuple(item for group in matters for item in group.matters),
        notes,
    )
    return QuarterlyView(
        head=_head(source, pilots),
        summary=summary,
        portfolio=portfolio_view(source, pilots),
        exceptions=exceptions,
        completions=completions,
        matters=matters,
        pilots=pilots,
        filings=period_adjustments(source, (item for pilot in pilots for item in pilot.filings)),
        practices=period_practices(source, practices),
        adoptions=period_adoptions(source, practices),
        incentives=period_incentives(source),
        publicity=period_publicity(source),
        notes=notes,
        method=_method(source),
        brief=brief_view(rows),
        trend=trend_view(source, pilots, notes.restated),
        warnings=warnings_view(source),
        decisions=decisions_of(source),
        life=life_view(source),
    )


def _head(source: Source, pilots: tuple[PilotView, ...]) -> HeadView:
    programme = source.programme
    directive = programme.directive
    return HeadView(
        programme.title,
        programme.short_title,
        directive.number if directive else None,
        directive.issuer if directive else None,
        source.scope,
        _name_of(source, source.scope.kind, source.scope.value),
        tuple((kind, _name_of(source, kind, value)) for kind, value in source.scope.filters),
        source.period,
        source.period.previous(),
        source.as_of,
        source.issued,
        len(source.statuses),
        source.registered,
        source.provenance,
        source.edition,
        omissions(pilots),
    )


def _name_of(source: Source, kind: str, value: str) -> Text:
    """Return the name of a view's or filter's value; a light is its own name."""
    names = source.names
    match kind:
        case "domain":
            return names.domain(value)
        case "region":
            return names.region(value)
        case "lead":
            return names.organization(value)
        case "pilot":
            found = next((item for item in source.statuses if item.pilot.id == value), None)
            return found.plan.title if found is not None else Text(plain=value)
        case _:
            return Text(plain=value)


def _method(source: Source) -> MethodView:
    limits, reporting = source.programme.rules.thresholds, source.programme.reporting
    return MethodView(
        RULES_VERSION,
        Fraction(limits.amber_gap_pp),
        Fraction(limits.red_gap_pp),
        limits.red_gap_after_days,
        limits.red_overdue_days,
        limits.closing_days,
        limits.due_soon_days,
        limits.stale_grace_days,
        limits.bottleneck_amber_days,
        reporting.cadence.value if reporting.cadence is not None else "none",
        reporting.due_days,
    )
