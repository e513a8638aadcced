"""Maturity M0 to M5: the lowest gate decides, not the calendar (`status.md` 5)."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from talentpilot.analysis.indicators import IndicatorStatus
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.plan import Plan
from talentpilot.analysis.schedule import MilestoneStatus
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Adoption, Practice

LEVELS = ("M0", "M1", "M2", "M3", "M4", "M5")
EFFECTIVE_FROM = Fraction(4, 5)


def maturity_of(gates: tuple[bool, ...]) -> str | None:
    """Return the highest level whose gates all pass, by what `gates_of` returns; None below M0."""
    passed = next((number for number, gate in enumerate(gates) if not gate), len(gates))
    return LEVELS[passed - 1] if passed else None


def gates_of(
    pilot: Pilot,
    plan: Plan,
    state: PilotState,
    milestones: tuple[MilestoneStatus, ...],
    indicators: tuple[IndicatorStatus, ...],
    as_of: date,
) -> tuple[bool, ...]:
    """Return whether the additional requirement of each level is met, M0 to M5."""
    keys = [item for item in indicators if item.key]
    ready = replicable_practices(pilot, as_of)
    return (
        state is not PilotState.PROPOSED and plan.objective is not None and bool(plan.open_milestones),
        any(item.is_done for item in milestones),
        any((item.progress.value or 0) > 0 for item in indicators)
        and any(item.verified is not None and item.verified.date <= as_of for item in pilot.file.evidence),
        bool(keys) and all(item.progress.value is not None and item.progress.value >= EFFECTIVE_FROM for item in keys),
        bool(ready),
        any(True for practice in ready for _ in adoptions_elsewhere(practice, pilot, plan, as_of)),
    )


def replicable_practices(pilot: Pilot, as_of: date) -> tuple[Practice, ...]:
    """Return the practices documented or higher and not withdrawn, with steps and conditions."""
    return tuple(item for item in pilot.practices if item.is_documented(as_of) and item.steps and item.conditions)


def adoptions_elsewhere(practice: Practice, pilot: Pilot, plan: Plan, as_of: date) -> Iterator[Adoption]:
    """Yield the adoptions by that day, on paper, by an organization outside the pilot or by another region."""
    for adoption in practice.adoptions:
        outside = adoption.org is not None and adoption.org not in plan.members
        abroad = adoption.region is not None and adoption.region != pilot.file.region
        if adoption.date <= as_of and adoption.document and (outside or abroad):
            yield adoption
