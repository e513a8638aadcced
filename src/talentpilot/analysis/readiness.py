"""Pilots that are ready to be evaluated early, extended or closed, judged by maturity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.status import PilotStatus

CLOSING_DAYS = 90
"""Days before the end of the term from which a pilot below M3 needs an extension or a closing."""
READY = ("M4", "M5")
BELOW_EFFECTIVE = (None, "M0", "M1", "M2")


class NextStep(StrEnum):
    """The next step that a pilot's maturity calls for."""

    EVALUATE = "ready_for_evaluation"
    DECIDE = "to_decide"


@dataclass(frozen=True, slots=True)
class Readiness:
    """A pilot that can be evaluated before its term ends, or whose extension or closing is to be decided.

    `term_end` is the one in force; `days` are those left until then, negative once the term is over.
    """

    step: NextStep
    pilot: str
    maturity: str | None
    term_end: date
    days: int

    @property
    def term_over(self) -> bool:
        """Whether the term has run out and the pilot is not closed."""
        return self.days < 0


def readiness_of(status: PilotStatus) -> Readiness | None:
    """Return the next step of a pilot; None for one that is proposed, closed, or evaluated at its end."""
    if status.state is PilotState.PROPOSED or status.state.closed:
        return None
    end = status.plan.term_end
    days = (end - status.as_of).days
    step = _step(status, days)
    return Readiness(step, status.pilot.id, status.maturity, end, days) if step is not None else None


def ready_pilots(found: Iterable[Readiness | None], step: NextStep) -> tuple[Readiness, ...]:
    """Return the pilots for which that comes next, in the order given."""
    return tuple(item for item in found if item is not None and item.step is step)


def _step(status: PilotStatus, days: int) -> NextStep | None:
    if days < 0:
        return NextStep.DECIDE
    if status.maturity in BELOW_EFFECTIVE:
        return NextStep.DECIDE if days <= CLOSING_DAYS else None
    final = any(item.type == "final" and item.as_of <= status.as_of for item in status.pilot.evaluations.values())
    return NextStep.EVALUATE if status.maturity in READY and days > 0 and not final else None
