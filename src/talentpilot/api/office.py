"""What a ledger exchanges with an office and with analysts: returns, old books, tables and data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Unpack

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.filters import PilotFilters, selected
from talentpilot.api.official import OfficialCalls
from talentpilot.exchange.data_package.table import Cell
from talentpilot.model.ledger import Unreadable
from talentpilot.services.data_package.gather import DataPackage, DataRequest, data_files, gather_data, write_data
from talentpilot.services.importing.books import ImportRequest, import_books
from talentpilot.services.importing.observations import ObservationRequest, import_observations
from talentpilot.services.importing.result import ImportResult
from talentpilot.services.importing.suggest import suggest_mapping
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest, gather_tables
from talentpilot.services.returns.listing import ReturnList, list_returns
from talentpilot.services.returns.make import MadeRound, MakeRequest, make_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerData:
    """The tables of a ledger on its day. Nothing is written until it is asked for."""

    _package: DataPackage

    @property
    def tables(self) -> Mapping[str, list[dict[str, Cell]]]:
        """The rows by table, each as in the database: `data.tables["observations"][0]["value"]` is exact, a text."""
        return {
            one.table.name: [
                dict(zip((name for name, _, _ in one.table.parts()), row.cells, strict=True)) for row in one.rows
            ]
            for one in self._package.tables
        }

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """What could not be read and is left out."""
        return self._package.unreadable

    def files(self) -> Mapping[str, bytes]:
        """Return the files by name: `ledger.sqlite`, `csv/….csv`, `datapackage.json` and `README.md`."""
        return data_files(self._package)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the files into a folder, in which an earlier export is replaced; return their paths.

        Raises:
            UsageProblem: the folder holds something else; nothing is written.
            StorageProblem: the disk refuses; nothing is written.
        """
        return write_data(self._package, Path(folder))


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerImports:
    """Imports: what `Ledger.imports` offers."""

    _opened: OpenLedger

    def books(
        self, mapping: str | Path, *files: str | Path, dry_run: bool = False, partial: bool = False
    ) -> ImportResult:
        """Take old books over by a mapping, each pilot whole or not at all.

        Raises:
            UsageProblem: the mapping has mistakes, a file does not exist, or the ledger was opened at a revision.
        """
        request = ImportRequest(Path(mapping), tuple(map(Path, files)), dry_run, partial)
        return import_books(self._opened.writable(), request)

    def observations(self, *files: str | Path, dry_run: bool = False, correct: bool = False) -> ImportResult:
        """Record the values of long tables, a row a value; `correct` replaces values that differ in the ledger.

        Raises:
            UsageProblem: a file does not exist, or the ledger was opened at a revision.
        """
        return import_observations(
            self._opened.writable(), ObservationRequest(tuple(map(Path, files)), dry_run, correct)
        )

    @staticmethod
    def suggest(book: str | Path) -> str:
        """Return a mapping for an old book, as text to be edited.

        Raises:
            UsageProblem: the file does not exist.
        """
        return suggest_mapping(Path(book))


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
        return take_returns(self._opened.writable(), request)

    def list(self, period: str, *, units: Sequence[str] = (), pilots: Sequence[str] = ()) -> ReturnList:
        """List which returns of a period were handed in, when, and what is still open.

        Raises:
            UsageProblem: the period, a unit or a pilot does not exist.
            NothingToCheck: no pilot is asked for a return.
        """
        return list_returns(self._opened.reopened(), period, units, pilots)


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
