"""List which returns of a period were handed in, by reporting unit: a pure function of the ledger and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from talentpilot.analysis.return_questions import full_burden, questions
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.periods import Period
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.returns.units import gather_round, return_period


class ReturnState(StrEnum):
    """What became of a return."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class ListedReturn:
    """The return of one pilot: `asked` cells in full, `open` those that the ledger still does not answer.

    `late_days` are counted until it was handed in, or until the day of the list.
    """

    unit: str
    pilot: str
    title: Text
    period: Period
    due: date
    submitted: date | None
    state: ReturnState
    late_days: int
    asked: int
    open: int


@dataclass(frozen=True, slots=True)
class ReturnList:
    """Every expected return of a period, by unit and pilot."""

    period: Period
    as_of: date
    returns: tuple[ListedReturn, ...]
    unreadable: tuple[Unreadable, ...]

    @property
    def received(self) -> int:
        """How many were handed in."""
        return sum(1 for item in self.returns if item.submitted is not None)

    def count(self, state: ReturnState) -> int:
        """Return how many are in that state."""
        return sum(1 for item in self.returns if item.state is state)

    @property
    def asked(self) -> int:
        """How many cells all of them ask for."""
        return sum(item.asked for item in self.returns)


def list_returns(ledger: OpenLedger, period: str, units: Sequence[str] = (), pilots: Sequence[str] = ()) -> ReturnList:
    """List the returns expected of a period.

    Raises:
        UsageProblem: the period, a unit or a pilot does not exist.
        NothingToCheck: no pilot is asked for a return.
    """
    wanted = return_period(ledger, period)
    found = gather_round(ledger, wanted, partial(listed_return, ledger, wanted), units, pilots)
    rows = tuple(row for one in found.units for row in one.pilots)
    return ReturnList(wanted, ledger.as_of, rows, found.unreadable)


def listed_return(ledger: OpenLedger, period: Period, unit: str, pilot: Pilot) -> ListedReturn:
    """Return what became of one pilot's return."""
    programme, day = ledger.programme, ledger.as_of
    due = days_after(period.end, programme.reporting.due_days)
    days = [item.submitted for item in pilot.file.reports if item.period == period and item.submitted <= day]
    submitted = days[-1] if days else None
    late = max(0, ((submitted or day) - due).days)
    if submitted is not None:
        state = ReturnState.LATE if late else ReturnState.IN_TIME
    else:
        state = ReturnState.MISSING if late else ReturnState.NOT_DUE
    asked = questions(pilot, programme, period, day)
    burden = full_burden(pilot, programme, period)
    return ListedReturn(unit, pilot.id, asked.plan.title, period, due, submitted, state, late, burden, asked.asked)
