"""What a ledger offers to an office and to analysts: returns out and in, tables, data, old books taken over."""

from typing import Literal, Unpack

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.data import LedgerData
from talentpilot.api.filters import PilotFilters, selected
from talentpilot.api.importing import LedgerImports
from talentpilot.api.official import OfficialCalls
from talentpilot.api.returns import LedgerReturns
from talentpilot.services.data_package.gather import DataRequest, gather_data
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest, gather_tables


@checks_arguments
class OfficeCalls(OfficialCalls):
    """The calls of `Ledger` that exchange workbooks and tables with an office."""

    __slots__ = ()
    _opened: OpenLedger

    @property
    def returns(self) -> LedgerReturns:
        """The return round: workbooks for the reporting units, out and in."""
        return LedgerReturns(self._opened)

    @property
    def imports(self) -> LedgerImports:
        """Old books taken over, by a mapping or as long tables."""
        return LedgerImports(self._opened)

    def office_tables(
        self,
        *names: str,
        period: str | None = None,
        language: Literal["zh", "en", "both"] = "zh",
        edition: Literal["internal", "public"] = "internal",
        **filters: Unpack[PilotFilters],
    ) -> OfficeTables:
        """Return office tables (台账表) such as `tasks` or `bottlenecks` in words. Default: all but the longest two.

        Raises:
            UsageProblem: there is no such table or period.
            NothingToCheck: the filters match no pilot.
        """
        request = TableRequest(selected(**filters), names, period, language, edition)
        return gather_tables(self._opened.reopened(), request)

    def data(
        self, *, edition: Literal["internal", "public"] = "internal", **filters: Unpack[PilotFilters]
    ) -> LedgerData:
        """Return every fact and the state on the day as tables for analysts, each row with its file and line.

        Raises:
            NothingToCheck: the filters match no pilot.
            LedgerUnreadable: two things of a kind have the same id.
        """
        return LedgerData(gather_data(self._opened.reopened(), DataRequest(selected(**filters), edition)))
