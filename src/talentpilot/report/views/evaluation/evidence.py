"""How far the data can be trusted on the day: the evidence that counts, findings, gaps, waivers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.performance import cited_evidence
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, Message
from talentpilot.model.periods import Period
from talentpilot.report.views.datanotes import WaiverView
from talentpilot.report.views.evaluation.source import EvaluationSource, key_of
from talentpilot.report.views.evidence import EvidenceView, evidence_views
from talentpilot.report.views.source import Names
from talentpilot.rules.decisions import NOT_COUNTED


@dataclass(frozen=True, slots=True)
class FoundView:
    """What validation finds on the evaluation's day; `counts` says that it weighs in row 0."""

    rule: str
    severity: str
    object: str
    path: str
    line: int
    message: Message
    waived: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class QualityView:
    """Annex on the data; `looked` says that the files were checked at all."""

    looked: bool
    found: tuple[FoundView, ...]
    stale: tuple[tuple[str, date], ...]
    missing: tuple[Period, ...]
    late: tuple[Period, ...]
    unverified: tuple[str, ...]
    waivers: tuple[WaiverView, ...]

    def with_severity(self, severity: str) -> tuple[FoundView, ...]:
        """Those of that severity which no waiver silences."""
        return tuple(item for item in self.found if item.severity == severity and not item.waived)

    @property
    def waived(self) -> tuple[FoundView, ...]:
        """Those that a waiver silences."""
        return tuple(item for item in self.found if item.waived)


def register(status: PilotStatus, names: Names) -> tuple[EvidenceView, ...]:
    """The evidence dated by the day, and what the figures cite, whatever its own date."""
    needed = cited_evidence(status)
    return tuple(item for item in evidence_views(status, names) if item.day <= status.as_of or item.id in needed)


def quality_view(source: EvaluationSource, result: EvaluationResult) -> QualityView:
    """The annex on the data of one evaluation."""
    status = result.status
    found = source.findings.get(key_of(result))
    return QualityView(
        found is not None,
        tuple(_found(item, result.name) for item in found or ()),
        tuple((item.id, item.stale) for item in status.indicators if item.stale is not None),
        tuple(status.reporting.missing),
        tuple(status.reporting.late),
        tuple(item.id for item in register(status, source.names) if item.verified is None),
        tuple(_waivers(source, status)),
    )


def _found(item: Diagnostic, name: str) -> FoundView:
    files = ("pilot.yaml", "milestones.yaml", "outcomes.yaml", f"evaluations/{name}.yaml")
    inside = item.location.path.split("/", 2)[-1] in files
    counts = inside and item.severity.value == "error" and item.rule not in NOT_COUNTED and not item.waived
    return FoundView(
        item.rule,
        item.severity.value,
        item.object,
        item.location.path,
        item.location.line,
        item.message,
        item.waived,
        counts,
    )


def _waivers(source: EvaluationSource, status: PilotStatus) -> Iterable[WaiverView]:
    """The exceptions of the programme that concern the pilot."""
    for item in source.programme.waivers:
        if item.object.partition("/")[0] == status.pilot.id:
            holds = status.as_of <= item.until
            by = source.names.organization(item.by)
            yield WaiverView(item.rule, item.object, item.reason, by, item.until, holds)
