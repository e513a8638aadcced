"""The reviewers' ratings and the quality of the evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation.performance import cited_evidence
from talentpilot.analysis.evaluation.result import EvaluationResult, Ratings
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, Message
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Reviewer
from talentpilot.model.periods import Period
from talentpilot.report.views.data_quality import WaiverView, waiver_view
from talentpilot.report.views.evaluation.inputs import EvaluationSource, key_of
from talentpilot.report.views.inputs import Names
from talentpilot.report.views.pilot import EvidenceView, evidence_views
from talentpilot.rules.evaluations import NOT_COUNTED

WIDE = 2
"""Ratings this far apart count as disagreement."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion: `ratings` in the order of the reviewers, None for an abstention."""

    name: str
    ratings: tuple[int | None, ...]
    median: Fraction | None
    spread: int | None
    comment: Text | None

    @property
    def abstentions(self) -> int:
        """How many reviewers gave no rating."""
        return sum(1 for one in self.ratings if one is None)

    @property
    def wide(self) -> bool:
        """Whether reviewers are two or more apart."""
        return self.spread is not None and self.spread >= WIDE


@dataclass(frozen=True, slots=True)
class CriteriaGroup:
    """A group of criteria; `score` is the mean of the medians in percent of the highest rating."""

    score: Fraction | None
    criteria: tuple[CriterionView, ...]

    @property
    def medians(self) -> tuple[Fraction, ...]:
        """The defined medians, whose mean is the score."""
        return tuple(item.median for item in self.criteria if item.median is not None)

    @property
    def weak(self) -> tuple[CriterionView, ...]:
        """Criteria with a median below 2."""
        return tuple(item for item in self.criteria if item.median is not None and item.median < WIDE)


@dataclass(frozen=True, slots=True)
class RatingsView:
    """Sections 6 and 9, and who rated."""

    reviewers: tuple[str, ...]
    judgement: CriteriaGroup
    replicability: CriteriaGroup

    @property
    def abstentions(self) -> int:
        """The number of ratings not given."""
        return sum(item.abstentions for item in self.every)

    @property
    def every(self) -> tuple[CriterionView, ...]:
        """All fifteen items."""
        return (*self.judgement.criteria, *self.replicability.criteria)

    @property
    def dissent(self) -> tuple[CriterionView, ...]:
        """Criteria on which reviewers differ, the widest first."""
        apart = [item for item in self.every if item.spread]
        return tuple(sorted(apart, key=lambda item: -(item.spread or 0)))


def ratings_view(result: EvaluationResult) -> RatingsView:
    """Return the ratings of one evaluation."""
    reviewers = result.evaluation.reviewers
    return RatingsView(
        tuple(one.id for one in reviewers),
        _group(result, result.judgement, "judgement", reviewers),
        _group(result, result.replicability, "replicability", reviewers),
    )


def _group(result: EvaluationResult, found: Ratings, group: str, reviewers: Sequence[Reviewer]) -> CriteriaGroup:
    return CriteriaGroup(found.score, tuple(_criteria(result, found, group, reviewers)))


def _criteria(
    result: EvaluationResult, found: Ratings, group: str, reviewers: Sequence[Reviewer]
) -> Iterable[CriterionView]:
    for item in found.items:
        given = tuple(getattr(getattr(one, group), item.name) for one in reviewers)
        yield CriterionView(item.name, given, item.median, item.spread, getattr(result.evaluation.comments, item.name))


@dataclass(frozen=True, slots=True)
class DataFinding:
    """A finding of validation on the evaluation's day; `counts` means that row 0 counts it."""

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
    """The annex on the data; `looked` means that the files were validated."""

    looked: bool
    found: tuple[DataFinding, ...]
    stale: tuple[tuple[str, date], ...]
    missing: tuple[Period, ...]
    late: tuple[Period, ...]
    unverified: tuple[str, ...]
    waivers: tuple[WaiverView, ...]

    def with_severity(self, severity: str) -> tuple[DataFinding, ...]:
        """The findings of that severity that are not waived."""
        return tuple(item for item in self.found if item.severity == severity and not item.waived)

    @property
    def waived(self) -> tuple[DataFinding, ...]:
        """The waived findings."""
        return tuple(item for item in self.found if item.waived)


def register(status: PilotStatus, names: Names) -> tuple[EvidenceView, ...]:
    """Return the evidence dated by the day, and evidence cited by the figures, whatever its date."""
    needed = cited_evidence(status)
    return tuple(item for item in evidence_views(status, names) if item.day <= status.as_of or item.id in needed)


def quality_view(source: EvaluationSource, result: EvaluationResult) -> QualityView:
    """Return the annex on the data of one evaluation."""
    status = result.status
    found = source.findings.get(key_of(result))
    return QualityView(
        found is not None,
        tuple(_found(item, result.name) for item in found or ()),
        tuple((item.id, item.stale) for item in status.indicators if item.stale is not None),
        tuple(status.reporting.missing),
        tuple(status.reporting.late),
        tuple(item.id for item in register(status, source.names) if item.verified is None),
        tuple(
            waiver_view(item, source.names, status.as_of)
            for item in source.programme.waivers
            if item.object.partition("/")[0] == status.pilot.id
        ),
    )


def _found(item: Diagnostic, name: str) -> DataFinding:
    files = ("pilot.yaml", "milestones.yaml", "outcomes.yaml", f"evaluations/{name}.yaml")
    inside = item.location.path.split("/", 2)[-1] in files
    counts = inside and item.severity.value == "error" and item.rule not in NOT_COUNTED and not item.waived
    return DataFinding(
        item.rule,
        item.severity.value,
        item.object,
        item.location.path,
        item.location.line,
        item.message,
        item.waived,
        counts,
    )
