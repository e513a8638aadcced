"""Gather the data for analysts, pilot by pilot and table by table, and write them as one folder, all or nothing."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.portfolio import PilotFeatures, PilotSelection, features_of
from talentpilot.analysis.status import pilot_status
from talentpilot.diagnostics import Diagnostic
from talentpilot.errors import LedgerUnreadable, UsageProblem
from talentpilot.exchange.data_package.package import PackageHead, package_files
from talentpilot.exchange.data_package.table import (
    DataRow,
    DataTable,
    Fact,
    FilledTable,
    filled,
    missing_references,
    row,
)
from talentpilot.i18n.translator import long_day
from talentpilot.model.base import Text
from talentpilot.model.ledger import Unreadable
from talentpilot.report.views.inputs import Provenance
from talentpilot.report.views.redaction import Edition, Omission, Redacted, Why, redact, redacted
from talentpilot.services.data_package.config_tables import CONFIG_TABLES
from talentpilot.services.data_package.facts import DataLedger, DataPilot, LedgerTable, PilotTable
from talentpilot.services.data_package.plan_tables import PLAN_TABLES
from talentpilot.services.data_package.record_tables import CHANGES, RECORD_TABLES
from talentpilot.services.data_package.status_tables import FINDING_TABLES, STATUS_TABLES
from talentpilot.services.ledger import OpenLedger, provenance
from talentpilot.services.portfolio import no_match_error
from talentpilot.services.validation.ledger import ValidationOptions, check_ledger
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.writer import replace_folder

TABLES: tuple[LedgerTable | PilotTable, ...] = (
    *CONFIG_TABLES,
    *PLAN_TABLES,
    *RECORD_TABLES,
    *STATUS_TABLES,
    *FINDING_TABLES,
)
"""Every table, in the order of the files."""


@dataclass(frozen=True, slots=True)
class DataRequest:
    """Which pilots, for whom; as part of a federation (`federated`) no evidence file is read."""

    selection: PilotSelection
    edition: Edition = "internal"
    federated: bool = False


@dataclass(frozen=True, slots=True)
class DataPackage:
    """The tables of a ledger or a federation on a day, and its id and title.

    `omitted` is what a public edition leaves out; `coverage` says of a federation which ledgers were read.
    """

    name: str
    title: Text
    as_of: date
    origin: Provenance
    edition: Edition
    tables: tuple[FilledTable, ...]
    unreadable: tuple[Unreadable, ...]
    omitted: tuple[Omission, ...] = ()
    coverage: str = ""

    @property
    def missing_references(self) -> int:
        """The number of references to missing objects, which the findings report."""
        return missing_references(self.tables)


def gather_data(ledger: OpenLedger, request: DataRequest) -> DataPackage:
    """Return the tables of the selected pilots.

    Raises:
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read, or two things of a kind have the same id.
    """
    ledger.config.require()
    return _Gathering(ledger, request).package()


class _Gathering:
    """The rows found so far, by table."""

    def __init__(self, ledger: OpenLedger, request: DataRequest) -> None:
        self.ledger, self.request = ledger, request
        self.rows: dict[str, list[DataRow]] = {one.table.name: [] for one in TABLES}
        self.unreadable: list[Unreadable] = []
        self.marks: Counter[Why] = Counter()
        self.regions: set[str] = set()
        self.organizations = {one.id for one in ledger.programme.organizations}

    def package(self) -> DataPackage:
        """Read the pilots one by one, then validate them together."""
        shown = self._pilots()
        origin = provenance(self.ledger.source, input_digest(self.ledger.source, self.ledger.pilot_ids))
        data = DataLedger(self.ledger, origin, self.request.edition, self._findings(shown), frozenset(self.regions))
        for one in TABLES:
            if isinstance(one, LedgerTable):
                self.rows[one.table.name] += [self._row(one.table, fact) for fact in one.facts(data)]
        tables = tuple(filled(one.table, self.rows[one.table.name]) for one in TABLES)
        _require_distinct(tables)
        omitted = tuple(Omission(why, count) for why, count in sorted(self.marks.items()))
        programme, day = self.ledger.programme, self.ledger.as_of
        return DataPackage(
            programme.id, programme.title, day, origin, data.edition, tables, tuple(self.unreadable), omitted
        )

    def _pilots(self) -> set[str]:
        """Add the rows of the selected pilots; return their ids, with those that can't be read."""
        ledger, selection = self.ledger, self.request.selection
        ledger.preload()
        wanted = [name for name in ledger.pilot_ids if selection.pilots is None or name in selection.pilots]
        others: list[PilotFeatures] = []
        shown: set[str] = set()
        for name in ledger.progress.over("reading the pilots", wanted, len(wanted)):
            reading = ledger.read(name)
            if reading.pilot is None or not reading.pilot.complete:
                self.unreadable += reading.unreadable
                shown.add(name)
                continue
            status = pilot_status(reading.pilot, ledger.programme, ledger.as_of)
            features = features_of(status, ledger.catalogue)
            if selection.fits(features):
                self.unreadable += reading.unreadable
                shown.add(name)
                self._add(DataPilot(status, reading.sources, ledger.programme))
            else:
                others.append(features)
        if not shown:
            raise no_match_error(selection, others, ledger.pilot_ids)
        return shown

    def _add(self, data: DataPilot) -> None:
        pilot = data.status.pilot
        self.regions |= {pilot.file.region}
        self.regions |= {one.region for item in pilot.practices for one in item.adoptions if one.region is not None}
        if self.request.edition == "public":
            data = replace(data, status=redact(data.status))
        for one in TABLES:
            if isinstance(one, PilotTable):
                self.rows[one.table.name] += [self._row(one.table, fact) for fact in one.facts(data)]

    def _row(self, table: DataTable, fact: Fact) -> DataRow:
        """Return the row of a fact, and count what a public edition leaves out of it."""
        made = row(table, fact)
        if self.request.edition == "internal":
            return made
        values = (one.value(fact.record) for one in table.columns)
        self.marks.update({one.why for one in values if isinstance(one, Redacted)})
        return self._without_unknown(table, made)

    def _without_unknown(self, table: DataTable, made: DataRow) -> DataRow:
        """Return the row without organizations that the programme does not know: they may be persons."""
        places = _organization_cells(table, made)
        hidden = {at for at in places if not self.organizations.issuperset(str(made.cells[at]).split(", "))}
        if not hidden:
            return made
        self.marks["contact"] += 1
        mark = str(redacted("contact"))
        return replace(made, cells=tuple(mark if at in hidden else cell for at, cell in enumerate(made.cells)))

    def _findings(self, shown: set[str]) -> tuple[Diagnostic, ...]:
        """Return the findings on the ledger and the pilots shown; those by the clock only if no day was named."""
        ledger, federated = self.ledger, self.request.federated
        only = tuple(sorted(shown)) if len(shown) < len(ledger.pilot_ids) else ()
        today = ledger.as_of if ledger.requested_day is None else None
        found = check_ledger(ledger, today, ValidationOptions(only, federated=federated)).diagnostics
        if self.request.edition == "public":
            self.marks["finding"] += len(found)
            return redact(found)
        return found


def _organization_cells(table: DataTable, made: DataRow) -> set[int]:
    """Return the places of the cells of a row that name organizations."""
    names = [name for name, _, _ in table.parts()]
    columns = [one.columns[0] for one in table.references if one.table == "organizations"]
    if table is CHANGES and _ORGANIZATIONS.search(str(made.cells[names.index("path")])):
        columns += ["from_value", "to_value"]
    return {at for at in map(names.index, columns) if made.cells[at] is not None}


_ORGANIZATIONS = re.compile(r"^roles/|/owner$")
"""The places in the plan that hold organizations."""


def _require_distinct(tables: tuple[FilledTable, ...]) -> None:
    """Refuse a ledger in which two things of a kind have the same id, since ids are keys of the tables."""
    repeated = [f"{one.place} ({', '.join(map(str, one.key))})" for table in tables for one in table.repeated]
    if repeated:
        raise LedgerUnreadable(
            "{places}: an id that was used before; nothing was written",
            help="give each its own id; talentpilot validate names the first one",
            places="; ".join(repeated),
        )


def data_files(package: DataPackage) -> dict[str, bytes]:
    """Return the files by name; the same ledger and day make the same bytes."""
    title = " / ".join(package.title.versions)
    return package_files(PackageHead(package.name, title, _origin(package)), package.tables)


def _origin(package: DataPackage) -> str:
    """Return the line that states the day and the files of the data, and what is left out."""
    day, origin = package.as_of, package.origin
    revision = f" · {origin.short_revision}" if origin.short_revision is not None else ""
    parts = [f"截至{long_day(day, 'zh')} · as of {long_day(day, 'en')}{revision} · {origin.short_inputs}"]
    parts += [package.coverage] if package.coverage else []
    left = sum(one.count for one in package.omitted)
    if package.edition == "public":
        parts.append(f"公开版，略去 {left} 项 · public edition, {left} items left out")
    return " · ".join((*parts, f"talentpilot {origin.version}"))


def write_data(package: DataPackage, folder: Path) -> tuple[Path, ...]:
    """Write the folder, which replaces an earlier one; return the paths of its files.

    Raises:
        UsageProblem: the folder is there and holds something else; nothing is written.
        StorageProblem: the disk refuses; nothing is written.
    """
    if folder == Path("-"):
        raise UsageProblem("the data are written to files", help="name a folder with {--output}")
    files = data_files(package)
    replace_folder(folder, files)
    return tuple(folder / name for name in files)
