"""programme.yaml: directive, term, organizations, reporting, rules, evaluation settings, waivers."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from talentpilot.diagnostics import Message
from talentpilot.model import scalars
from talentpilot.model.base import (
    CODED,
    Day,
    DocumentNumber,
    DueDays,
    FileId,
    Flag,
    Language,
    Line,
    Number,
    ReadBy,
    Record,
    Ref,
    RegionCode,
    Span,
    Whole,
    Words,
)
from talentpilot.model.choices import AdjustmentKind, BottleneckSeverity, Procedure
from talentpilot.model.periods import Cadence
from talentpilot.model.scalars import fault

OrganizationKind = Literal[
    "ministry", "hrss_department", "talent_bureau", "government", "university", "research_institute",
    "enterprise", "public_institution", "association", "evaluator", "other",
]  # fmt: skip
REGION_LEVELS = ("province", "prefecture", "county")


def read_region_level(value: object) -> str:
    """One of the levels that a region of the programme's own may have (S07)."""
    if value in REGION_LEVELS:
        return str(value)
    seen, allowed = scalars.shorten(str(value)), Message.listed(REGION_LEVELS)
    raise fault("S07", "region level {value} is unknown", help_key="S07-level", value=seen, allowed=allowed)


CADENCES = (*(cadence.value for cadence in Cadence), "none")


def read_cadence(value: object) -> Cadence | None:
    """Return how often pilots report (S04); None for `none`: no periodic reports are owed."""
    word = scalars.read_choice(CADENCES, value)
    return None if word == "none" else Cadence(word)


class Directive(Record):
    """The document that the ledger answers to."""

    number: DocumentNumber | None = None
    issuer: Words | None = None
    date: Day | None = None
    url: Line | None = None


class RegionEntry(Record):
    """A region that the built-in list lacks."""

    code: RegionCode
    level: Annotated[str, ReadBy(read_region_level), CODED]
    zh: Line | None = None
    en: Line | None = None
    parent: RegionCode | None = None


class Organization(Record):
    """A department, university, institute or enterprise; never a person."""

    id: FileId
    zh: Line | None = None
    en: Line | None = None
    short: Line | None = None
    kind: OrganizationKind
    region: RegionCode
    until: Day | None = None
    succeeded_by: Ref | None = None

    def name(self, language: Language) -> str:
        """Return the name in that language, or in the one there is, or the id."""
        return (self.zh if language == "zh" else self.en) or self.zh or self.en or self.id


class UnitEntry(Record):
    """A unit of measure that the built-in list lacks."""

    id: Line
    zh: Line | None = None
    en: Line | None = None
    percent: Flag = False


class ReportingSettings(Record):
    """How often a pilot reports (None: not at all), and within how many days of the period's end."""

    cadence: Annotated[Cadence | None, ReadBy(read_cadence), CODED] = Cadence.QUARTERLY
    due_days: DueDays = 15


class Thresholds(Record):
    """Where lights change (`status.md`); points are percentage points."""

    amber_gap_pp: Number = Decimal(10)
    red_gap_pp: Number = Decimal(30)
    red_gap_after_days: Whole = 30
    red_overdue_days: Whole = 90
    closing_days: Whole = 90
    due_soon_days: Whole = 30
    stale_grace_days: Whole = 30
    bottleneck_amber_days: Whole = 90
    quiet_days: Whole = 183


BUILT_IN_PROCEDURES: dict[str, Procedure] = {
    "extension": "approval",
    "termination": "approval",
    "change_target": "approval",
    "change_baseline": "approval",
    "withdraw_indicator": "approval",
    "reopening": "approval",
}


class RuleSettings(Record):
    """What the programme decides about its own rules."""

    acceptance: tuple[BottleneckSeverity, ...] = ()
    max_units: Whole = 2
    max_term_months: Whole = 24
    procedures: dict[Literal[AdjustmentKind, "default"], Procedure] = Field(default_factory=dict)
    thresholds: Thresholds = Thresholds()
    severity: dict[str, Literal["error", "warning", "info", "off"]] = Field(default_factory=dict)

    def required_procedure(self, kind: str, *, takes_date_back: bool = False) -> Procedure:
        """Return the weakest procedure allowed for that kind of adjustment; a date is taken back by approval alone."""
        if takes_date_back:
            return "approval"
        stated: dict[str, Procedure] = dict(self.procedures.items())
        return stated.get(kind) or BUILT_IN_PROCEDURES.get(kind) or stated.get("default") or "filing"


class Weights(Record):
    """Weights of the four components of performance, in percent (V05 wants 100)."""

    results: Number = Decimal(50)
    delivery: Number = Decimal(25)
    bottlenecks: Number = Decimal(15)
    management: Number = Decimal(10)


class RowThresholds(Record):
    """What one row of the recommendation asks for."""

    P: Number | None = None
    R: Number | None = None
    EL: Number | None = None
    coverage: Number | None = None


class EvaluationThresholds(Record):
    """The thresholds of the recommendation, row by row; absent ones keep the built-in value."""

    min_coverage: Number = Decimal(50)
    roll_out: RowThresholds = RowThresholds()
    conditional: RowThresholds = RowThresholds()
    continue_: RowThresholds = Field(default=RowThresholds(), alias="continue")
    extend: RowThresholds = RowThresholds()
    adapt: RowThresholds = RowThresholds()


class EvaluationSettings(Record):
    """How pilots are judged; to be fixed by the authority before they are."""

    weights: Weights = Weights()
    thresholds: EvaluationThresholds = EvaluationThresholds()
    min_reviewers: Whole = 2


class DocumentSettings(Record):
    """From whom and to whom official documents go, if nothing else is said."""

    from_: Ref | None = Field(default=None, alias="from")
    to: Ref | None = None


class Waiver(Record):
    """An audited exception: silences one rule on one object until a day."""

    rule: Ref
    object: Ref
    reason: Words | None = None
    by: Line
    until: Day


class Programme(Record):
    """programme.yaml."""

    id: FileId
    title: Words
    short_title: Words | None = None
    directive: Directive | None = None
    term: Span
    timezone: Line = "Asia/Shanghai"
    languages: tuple[Language, ...] = ()
    regions: tuple[RegionEntry, ...] = ()
    organizations: tuple[Organization, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    opened: Day | None = None
    reporting: ReportingSettings = ReportingSettings()
    rules: RuleSettings = RuleSettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    keeper: Ref | None = None
    documents: DocumentSettings | None = None
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def _organization_of(self) -> dict[str, Organization]:
        return {item.id: item for item in reversed(self.organizations)}

    def with_thresholds(self, thresholds: Thresholds) -> "Programme":
        """Return the same programme with other thresholds: those of a federation."""
        return self.model_copy(update={"rules": self.rules.model_copy(update={"thresholds": thresholds})})

    def organization(self, reference: str) -> Organization | None:
        """Return the organization of that id, or None."""
        return self._organization_of.get(reference)

    def organization_name(self, reference: str, language: Language) -> str:
        """Return the name of the organization of that id; the text itself if it is no such id."""
        known = self.organization(reference)
        return known.name(language) if known is not None else reference

    def successors(self, reference: str) -> tuple[str, ...]:
        """Return the id itself and those that took over from it, oldest first; a ring of successors ends."""
        chain: list[str] = []
        current: str | None = reference
        while current is not None and current not in chain:
            chain.append(current)
            known = self.organization(current)
            current = known.succeeded_by if known else None
        return tuple(chain)

    def stands(self, reference: str, day: date) -> bool:
        """Return whether the organization exists on that day; one with a successor counts as going on."""
        known = self.organization(reference)
        return known is not None and (known.until is None or known.until >= day or known.succeeded_by is not None)
