"""The view of one evaluation."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.evaluation.decision import DecisionPath, decision_path
from talentpilot.report.views.evaluation.inputs import EvaluationSource, SettingsView, settings_view
from talentpilot.report.views.evaluation.overview import (
    BottleneckEntry,
    DecisionView,
    DeliveryView,
    EvaluatorView,
    PilotOverview,
    bottleneck_entries,
    decision_view,
    delivery_view,
    evaluator_view,
    last_words,
    pilot_overview,
)
from talentpilot.report.views.evaluation.performance import ResultsView, results_view
from talentpilot.report.views.evaluation.ratings import QualityView, RatingsView, quality_view, ratings_view, register
from talentpilot.report.views.inputs import Names, Provenance
from talentpilot.report.views.pilot import EvidenceView, UnitReport
from talentpilot.report.views.practices import PracticeView, practices_of
from talentpilot.report.views.redaction import Edition, Omission, omissions


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """A practice with its cost, its risks and the indicators that show it works."""

    view: PracticeView
    cost: Text | None
    risks: Text | None
    indicators: tuple[str, ...]


def practice_cases(status: PilotStatus, names: Names) -> tuple[PracticeCase, ...]:
    """Return section 8 of one evaluation."""
    pairs = zip(practices_of(status, names), status.pilot.practices, strict=True)
    return tuple(PracticeCase(view, item.cost, item.risks, item.indicators) for view, item in pairs)


@dataclass(frozen=True, slots=True)
class EvaluationHead:
    """The subject of the evaluation, its evaluator and day, and the origin of its figures."""

    programme: Text
    name: str
    type: str
    as_of: date
    issued: date
    edition: Edition
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores in percent; None is undefined.

    `basis` is to_target or to_date, the one of the grade; `graded` is P on that basis; `coverage` are the shares of
    the indicators' weight that have data.
    """

    basis: str
    p_to_target: Fraction | None
    p_to_date: Fraction | None
    graded: Fraction | None
    coverage_to_target: Fraction | None
    coverage_to_date: Fraction | None
    judgement: Fraction | None
    replicability: Fraction | None
    evidence_level: int
    overall: Fraction | None
    band: str | None


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """The content of an evaluation report."""

    head: EvaluationHead
    scores: Scores
    path: DecisionPath
    decision: DecisionView | None
    vetoes: tuple[str, ...]
    glance: PilotOverview
    evaluator: EvaluatorView
    delivery: DeliveryView
    results: ResultsView
    ratings: RatingsView
    bottlenecks: tuple[BottleneckEntry, ...]
    practices: tuple[PracticeCase, ...]
    words: UnitReport | None
    evidence: tuple[EvidenceView, ...]
    quality: QualityView
    settings: SettingsView

    @property
    def omitted(self) -> tuple[Omission, ...]:
        """What a public edition leaves out."""
        return omissions(self)

    @property
    def documented(self) -> tuple[PracticeCase, ...]:
        """Practices that are documented or higher and not withdrawn."""
        return tuple(item for item in self.practices if item.view.status not in ("draft", "withdrawn"))

    @property
    def settled(self) -> int:
        """The weight of the bottlenecks settled."""
        return sum(item.weight for item in self.bottlenecks if item.settled is not None)

    @property
    def recorded(self) -> int:
        """The weight of all bottlenecks recorded."""
        return sum(item.weight for item in self.bottlenecks)


def evaluation_view(source: EvaluationSource) -> EvaluationView:
    """Return the view of the one evaluation that the source holds."""
    source = source.edited()
    (result,) = source.results
    status, names = result.status, source.names
    return EvaluationView(
        head=EvaluationHead(
            source.programme.title,
            result.name,
            result.evaluation.type,
            result.evaluation.as_of,
            source.issued,
            source.edition,
            source.provenance,
        ),
        scores=scores_of(result),
        path=decision_path(result),
        decision=decision_view(result),
        vetoes=result.evaluation.vetoes,
        glance=pilot_overview(status, names),
        evaluator=evaluator_view(result, names),
        delivery=delivery_view(status, names),
        results=results_view(result, names, source.programme.reporting.due_days),
        ratings=ratings_view(result),
        bottlenecks=bottleneck_entries(status, names),
        practices=practice_cases(status, names),
        words=last_words(status, source.programme.reporting.due_days),
        evidence=register(status, names),
        quality=quality_view(source, result),
        settings=settings_view(source.programme.evaluation, source.settings),
    )


def scores_of(result: EvaluationResult) -> Scores:
    """Return the scores of one evaluation."""
    return Scores(
        result.basis.value,
        result.to_target.score,
        result.to_date.score,
        result.graded.score,
        result.to_target.coverage,
        result.to_date.coverage,
        result.judgement.score,
        result.replicability.score,
        result.evaluation.evidence_level,
        result.grade.score,
        result.grade.band,
    )
