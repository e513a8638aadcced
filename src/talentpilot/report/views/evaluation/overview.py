"""The overview of an evaluation: recommendation, delivery and bottlenecks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation.performance import SEVERITY_WEIGHTS, verified_evidence
from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.choices import Recommendation
from talentpilot.report.views.adjustments import AdjustmentView, adjustments_of
from talentpilot.report.views.evaluation.performance import moved_by
from talentpilot.report.views.inputs import Names, PilotRef, refer
from talentpilot.report.views.phrases import Reason, reasons_of
from talentpilot.report.views.pilot import (
    Agreement,
    MilestoneView,
    UnitReport,
    agreement_view,
    milestone_views,
    unit_report,
)
from talentpilot.report.views.practices import IncentiveView, incentive_view


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Why the unit was selected, as known by the day: its basis in words, readiness and foundation from 0 to 3."""

    basis: Text | None
    foundation: Fraction | None
    readiness: Fraction | None


@dataclass(frozen=True, slots=True)
class PilotOverview:
    """Section 2; `support` is what the pilot was granted by the day, which other places will lack."""

    ref: PilotRef
    agreement: Agreement
    domain_name: Text
    task: str
    task_name: Text
    region_name: Text
    lead: Text
    standing: str
    light: str
    reasons: tuple[Reason, ...]
    maturity: str | None
    selection: SelectionView | None
    support: tuple[IncentiveView, ...]


@dataclass(frozen=True, slots=True)
class EvaluatorView:
    """Section 3: `outside` says that the evaluator is neither lead nor unit nor partner of the pilot."""

    org: Text
    independent: bool
    outside: bool
    method: Text | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The authority's decision; `differs` from the recommendation."""

    outcome: Recommendation
    day: date
    document: str | None
    scope: Text | None
    conditions: tuple[Text, ...]
    override_reason: Text | None
    differs: bool


def pilot_overview(status: PilotStatus, names: Names) -> PilotOverview:
    """Return section 2 of one evaluation."""
    file = status.pilot.file
    domain = names.domain_of(file.task)
    granted = (item for item in file.incentives if item.date <= status.as_of)
    support = sorted(granted, key=lambda one: (one.date, one.id))
    return PilotOverview(
        refer(status),
        agreement_view(status, names),
        names.domain(domain) if domain else Text(),
        file.task,
        names.task(file.task),
        names.region(file.region),
        names.organization(status.plan.lead),
        status.state.value,
        light_word(status),
        reasons_of(status),
        status.maturity,
        _selection(status),
        tuple(incentive_view(status, item, names) for item in support),
    )


def _selection(status: PilotStatus) -> SelectionView | None:
    found = status.pilot.file.selection
    if found is None or (found.assessed is not None and found.assessed > status.as_of):
        return None
    given = [Fraction(one) if one is not None else None for one in (found.foundation, found.readiness)]
    return SelectionView(found.basis, given[0], given[1])


def evaluator_view(result: EvaluationResult, names: Names) -> EvaluatorView:
    """Return section 3 of one evaluation."""
    evaluator = result.evaluation.evaluator
    outside = evaluator.org not in result.status.plan.members
    return EvaluatorView(names.organization(evaluator.org), evaluator.independent, outside, evaluator.method)


def decision_view(result: EvaluationResult) -> DecisionView | None:
    """Return the authority's decision, or None if there is none."""
    found = result.evaluation.decision
    if found is None:
        return None
    return DecisionView(
        found.outcome,
        found.date,
        found.document,
        found.scope,
        found.conditions,
        found.override_reason,
        found.outcome != result.outcome,
    )


def last_words(status: PilotStatus, due_days: int) -> UnitReport | None:
    """Return the unit's latest report by the day, which states its own view."""
    known = [item for item in status.pilot.file.reports if item.submitted <= status.as_of]
    if not known:
        return None
    return unit_report(max(known, key=lambda one: (one.period.end, one.submitted)), due_days)


@dataclass(frozen=True, slots=True)
class StepView:
    """A milestone; `moved_by` are the adjustments that changed its due date, `verified` the evidence looked at."""

    view: MilestoneView
    deliverable: Text | None
    moved_by: tuple[str, ...]
    added_by: str | None
    verified: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """Section 4, with the weights of steps not withdrawn: all, done, due by the day (PV), done among those due (EV)."""

    steps: tuple[StepView, ...]
    total: Fraction
    done: Fraction
    planned: Fraction
    earned: Fraction
    completion: Fraction | None
    filings: tuple[AdjustmentView, ...]
    term_start: date
    term_end: date
    term_end_original: date

    @property
    def counted(self) -> tuple[StepView, ...]:
        """The steps that are not withdrawn."""
        return tuple(item for item in self.steps if item.view.state != "withdrawn")

    @property
    def eased(self) -> tuple[str, ...]:
        """The adjustments in force that made a target easier."""
        return tuple(item.id for item in self.filings if item.lowered and item.effective is not None)

    @property
    def finished(self) -> int:
        """The number of steps done."""
        return sum(1 for item in self.counted if item.view.done is not None)

    @property
    def late(self) -> tuple[StepView, ...]:
        """Those done late, and those overdue."""
        return tuple(item for item in self.counted if (item.view.late_days or 0) > 0)


@dataclass(frozen=True, slots=True)
class BottleneckEntry:
    """A bottleneck recorded by the day. `days` run from raising to settling or to the day; `weight` follows its
    severity.
    """

    id: str
    title: Text
    kind: str
    severity: str
    weight: int
    raised: date
    settled: date | None
    days: int
    resolution: Text | None
    needs: str
    owner: Text


def delivery_view(status: PilotStatus, names: Names) -> DeliveryView:
    """Return section 4 of one evaluation."""
    steps = tuple(_steps(status, names))
    counted = [item.view for item in steps if item.view.state != "withdrawn"]
    dated = [item for item in counted if item.due is not None]
    return DeliveryView(
        steps,
        _weight(counted),
        _weight(item for item in counted if item.done is not None),
        _weight(item for item in dated if item.due is not None and item.due < status.as_of),
        _weight(item for item in dated if item.done is not None),
        status.schedule.completion,
        adjustments_of(status, names),
        status.plan.term_start,
        status.plan.term_end,
        status.pilot.file.term.end,
    )


def _weight(steps: Iterable[MilestoneView]) -> Fraction:
    return sum((item.weight for item in steps), Fraction(0))


def _steps(status: PilotStatus, names: Names) -> Iterable[StepView]:
    planned = {item.step.id: item.step for item in status.plan.milestones}
    verified = verified_evidence(status)
    for view in milestone_views(status, names):
        step = planned[view.id]
        yield StepView(
            view,
            step.deliverable,
            moved_by(status, "milestones", view.id, "due"),
            step.added,
            tuple(name for name in view.evidence if name in verified),
            step.note if view.done is not None else None,
        )


def bottleneck_entries(status: PilotStatus, names: Names) -> tuple[BottleneckEntry, ...]:
    """Return section 7: every bottleneck recorded by the day, open ones first, then by severity and age."""
    found = []
    for state in status.bottleneck_states:
        item = state.item
        found.append(
            BottleneckEntry(
                item.id, item.title, item.kind, item.severity, SEVERITY_WEIGHTS[item.severity], item.raised,
                state.settled, ((state.settled or status.as_of) - item.raised).days, state.resolution, item.needs,
                names.organization(item.owner),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.settled is not None, -one.weight, -one.days, one.id)))
