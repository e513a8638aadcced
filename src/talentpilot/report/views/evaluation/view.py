"""The whole of an evaluation report as one frozen value: fourteen sections and the annexes."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.model.base import Text
from talentpilot.report.provenance import Provenance
from talentpilot.report.views.edition import Edition, Omission, omissions
from talentpilot.report.views.evaluation.delivery import DeliveryView, TroubleView, delivery_view, trouble_views
from talentpilot.report.views.evaluation.evidence import QualityView, quality_view, register
from talentpilot.report.views.evaluation.glance import (
    DecisionView,
    EvaluatorView,
    GlanceView,
    decision_view,
    evaluator_view,
    glance_view,
    last_words,
)
from talentpilot.report.views.evaluation.judged import RatingsView, judged_view
from talentpilot.report.views.evaluation.path import DecisionPath, decision_path
from talentpilot.report.views.evaluation.practices import PracticeCase, practice_cases
from talentpilot.report.views.evaluation.scores import ResultsView, results_view
from talentpilot.report.views.evaluation.settings import SettingsView, settings_view
from talentpilot.report.views.evaluation.source import EvaluationSource
from talentpilot.report.views.evidence import EvidenceView
from talentpilot.report.views.pilots import UnitReport


@dataclass(frozen=True, slots=True)
class EvaluationHead:
    """What is evaluated, by whom, as of which day; and where the figures come from."""

    programme: Text
    name: str
    type: str
    as_of: date
    issued: date
    edition: Edition
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Scores:
    """The answers in percent, undefined where None; `basis` is to_target or to_date, that of the grade; `graded` is P
    on it; `coverage` are the shares of the indicators' weight that have data."""

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
    """Everything that an evaluation report shows."""

    head: EvaluationHead
    scores: Scores
    path: DecisionPath
    decision: DecisionView | None
    vetoes: tuple[str, ...]
    glance: GlanceView
    evaluator: EvaluatorView
    delivery: DeliveryView
    results: ResultsView
    ratings: RatingsView
    bottlenecks: tuple[TroubleView, ...]
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
        """Practices documented or higher, and not given up."""
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
    """The view of the one evaluation that the source holds."""
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
        glance=glance_view(status, names),
        evaluator=evaluator_view(result, names),
        delivery=delivery_view(status, names),
        results=results_view(result, names, source.programme.reporting.due_days),
        ratings=judged_view(result),
        bottlenecks=trouble_views(status, names),
        practices=practice_cases(status, names),
        words=last_words(status, source.programme.reporting.due_days),
        evidence=register(status, names),
        quality=quality_view(source, result),
        settings=settings_view(source.programme.evaluation, source.settings),
    )


def scores_of(result: EvaluationResult) -> Scores:
    """The answers of one evaluation."""
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
