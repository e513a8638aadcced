"""What was agreed with a pilot: purpose, units, term, approval; as approved and as in force."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.edition import worded
from talentpilot.report.views.source import Names


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, as the plan in force has it; `approved` is None while the pilot is only proposed."""

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
    """The agreement with a pilot on the day."""
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
