"""The facts of the ledger that stand beside the questions, as of a day."""

from talentpilot.analysis.status import PilotStatus
from talentpilot.exchange.sheets import Facts, Tongue
from talentpilot.exchange.sheets_plan import PlanTeller
from talentpilot.exchange.sheets_record import RecordTeller
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.programme import Programme


def facts_of(status: PilotStatus, programme: Programme, catalogue: Catalogue, tongue: Tongue) -> tuple[Facts, ...]:
    """Every group, in the order of the sheet; a group without a fact has no row. No score, light or level is told."""
    plan = PlanTeller(status, programme, catalogue, tongue)
    record = RecordTeller(status, programme, catalogue, tongue)
    return (
        plan.pilot(), plan.milestones(), plan.indicators(), plan.adjustments(), plan.bottlenecks(),
        record.practices(), record.adoptions(), record.incentives(), record.evidence(), record.coverage(),
    )  # fmt: skip
