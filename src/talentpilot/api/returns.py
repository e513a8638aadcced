"""The return round of a ledger: workbooks made for the reporting units, taken back, and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from talentpilot.api.arguments import checks_arguments
from talentpilot.errors import UsageProblem
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.returns.listing import ReturnList, list_returns
from talentpilot.services.returns.make import MadeRound, MakeRequest, make_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns
from talentpilot.store.git.revision import GitTree


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerReturns:
    """Returns (填报表): what `Ledger.returns` offers."""

    _opened: OpenLedger

    def make(
        self,
        period: str,
        *,
        units: Sequence[str] = (),
        pilots: Sequence[str] = (),
        language: Literal["zh", "en", "both"] = "zh",
        blank_rows: int = 2,
    ) -> MadeRound:
        """Make the workbooks of a period such as `2026Q3`: their names and contents; nothing is written to disk.

        Raises:
            UsageProblem: the period, a unit or a pilot does not exist.
            NothingToCheck: no pilot is asked for a return.
        """
        request = MakeRequest(period, tuple(units), tuple(pilots), language, blank_rows)
        return make_returns(self._opened.reopened(), request)

    def take(
        self,
        *paths: str | Path,
        dry_run: bool = False,
        received: date | None = None,
        evidence: str | Path | None = None,
        correct: bool = False,
        keep_ledger: bool = False,
        strict: bool = False,
        unsigned: bool = False,
    ) -> TakeResult:
        """Record what returned workbooks answer, each pilot whole or not at all.

        Raises:
            UsageProblem: a path does not exist, or the ledger was opened at a revision.
        """
        if isinstance(self._opened.source, GitTree):
            raise UsageProblem("a revision can't be edited", help="open the ledger without a revision")
        request = TakeRequest(
            tuple(map(Path, paths)),
            dry_run,
            str(received) if received is not None else None,
            Path(evidence) if evidence is not None else None,
            correct,
            keep_ledger,
            strict,
            unsigned,
        )
        return take_returns(self._opened.reopened(), request)

    def list(self, period: str, *, units: Sequence[str] = (), pilots: Sequence[str] = ()) -> ReturnList:
        """List which returns of a period were handed in, when, and what is still open.

        Raises:
            UsageProblem: the period, a unit or a pilot does not exist.
            NothingToCheck: no pilot is asked for a return.
        """
        return list_returns(self._opened.reopened(), period, units, pilots)
