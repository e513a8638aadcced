"""The pilot at a glance, who evaluated it and how, and what the authority decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Recommendation
from talentpilot.report.views.agreements import Agreement, agreement_view
from talentpilot.report.views.credits import IncentiveView
from talentpilot.report.views.pilots import UnitReport, unit_report
from talentpilot.report.views.reasons import Reason, reasons_of
from talentpilot.report.views.source import Names, PilotRef, refer


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Why the unit was chosen, known by the day: its basis in words, readiness and foundation from 0 to 3."""

    basis: Text | None
    foundation: Fraction | None
    readiness: Fraction | None


@dataclass(frozen=True, slots=True)
class GlanceView:
    """Section 2; `support` is what the pilot was granted by the day: means that others will lack."""

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
    """What the authority decided; `differs` from what is recommended."""

    outcome: Recommendation
    day: date
    document: str | None
    scope: Text | None
    conditions: tuple[Text, ...]
    override_reason: Text | None
    differs: bool


def glance_view(status: PilotStatus, names: Names) -> GlanceView:
    """Section 2 of one evaluation."""
    file = status.pilot.file
    domain = names.domain_of(file.task)
    return GlanceView(
        refer(status),
        agreement_view(status, names),
        names.domain(domain) if domain else Text(),
        file.task,
        names.task(file.task),
        names.region(file.region),
        names.organization(status.plan.lead),
        status.standing.value,
        light_word(status),
        reasons_of(status),
        status.maturity,
        _selection(status),
        tuple(_support(status, names)),
    )


def _selection(status: PilotStatus) -> SelectionView | None:
    found = status.pilot.file.selection
    if found is None or (found.assessed is not None and found.assessed > status.as_of):
        return None
    given = [Fraction(one) if one is not None else None for one in (found.foundation, found.readiness)]
    return SelectionView(found.basis, given[0], given[1])


def _support(status: PilotStatus, names: Names) -> Iterable[IncentiveView]:
    for item in sorted(status.pilot.file.incentives, key=lambda one: (one.date, one.id)):
        if item.date <= status.as_of:
            yield IncentiveView(
                refer(status),
                item.kind,
                item.title,
                names.organization(item.grantor),
                item.date,
                Fraction(item.amount) if item.amount is not None else None,
                names.unit(item.currency) if item.currency else None,
            )


def evaluator_view(result: EvaluationResult, names: Names) -> EvaluatorView:
    """Section 3 of one evaluation."""
    evaluator = result.evaluation.evaluator
    outside = evaluator.org not in result.status.plan.members
    return EvaluatorView(names.organization(evaluator.org), evaluator.independent, outside, evaluator.method)


def decision_view(result: EvaluationResult) -> DecisionView | None:
    """The authority's decision, where there is one."""
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
    """The unit's latest report by the day: what the ledger holds of its view."""
    known = [item for item in status.pilot.file.reports if item.submitted <= status.as_of]
    if not known:
        return None
    return unit_report(max(known, key=lambda one: (one.period.end, one.submitted)), due_days)
