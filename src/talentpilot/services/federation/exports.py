"""Exports over all ledgers of a federation: office tables with the ledger in the first column, data for analysts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import LedgerUnreadable, NothingToCheck
from talentpilot.exchange.data_package.table import (
    DataRow,
    DataTable,
    Fact,
    FilledTable,
    ForeignKey,
    column,
    filled,
    row,
)
from talentpilot.exchange.office_tables.table import OfficeColumn, OfficeRow, OfficeTable
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.federation import FederationLedger
from talentpilot.report.views.federation import UNSAID
from talentpilot.report.views.redaction import Edition, Omission, redact
from talentpilot.services.data_package.gather import DataPackage, DataRequest, gather_data
from talentpilot.services.federation.lock import provenance_of
from talentpilot.services.federation.members import Member, OpenFederation, rated
from talentpilot.services.federation.portfolio import coverage
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest, gather_tables
from talentpilot.store.federation import FILE

T = TypeVar("T")

LEDGER = OfficeColumn(Text(zh="台账", en="Ledger"))
LEDGERS = DataTable(
    "ledgers",
    "A ledger of the federation, read or missing 联合台账中的台账",
    (column("id", "code", "Its id, which begins the ids of its pilots 台账编号"),),
    (
        column("title", "text", "Its name 名称", "entry.title"),
        column("region", "code", "Region for which it speaks 所属区划", "entry.region", required=True),
        column("state", "code", "read or missing 读到或缺", required=True),
        column("reason", "text", "Why it is missing 缺的原因"),
        column("commit", "code", "Commit that was read; absent for files on disk 版本"),
    ),
)
_LEDGER = column("ledger", "code", "Id of the ledger 台账编号")
_OF_LEDGER = ForeignKey(("ledger",), LEDGERS.name)


def gather_federation_tables(opened: OpenFederation, request: TableRequest) -> OfficeTables:
    """Return the tables asked for, each with the rows of all ledgers, with the names of their own ledger.

    Raises:
        UsageProblem: there is no such table or period.
        NothingToCheck: the selection matches no pilot.
    """
    words, opened = FormWords(request.language), _shown(opened, request.edition)
    parts = _parts(opened, lambda member, ledger: gather_tables(ledger, request, f"{member.id}:"))
    tables = zip(*(_with_ledger(member, found, words) for member, found in parts), strict=True)
    return OfficeTables(
        tuple(map(_joined, tables)),
        words.said(opened.federation.title),
        "",
        opened.as_of,
        sum(found.pilots for _, found in parts),
        words,
        parts[0][1].period,
        _added(tuple(one for _, found in parts for one in found.omitted)),
        tuple(member.prefixed(item) for member, found in parts for item in found.unreadable),
        words.line(*_coverages(opened)),
    )


def _with_ledger(member: Member, found: OfficeTables, words: FormWords) -> tuple[OfficeTable, ...]:
    """Return the tables of one ledger with its name behind the number, and its id before the sources."""
    title = member.entry.title
    name = words.said(title) if title is not None else member.id
    return tuple(
        replace(
            table,
            columns=(LEDGER, *table.columns),
            rows=tuple(_row(row, name, member.id) for row in table.rows),
            sums=tuple((values[0], name, *values[1:]) for values in table.sums),
        )
        for table in found.tables
    )


def _row(row: OfficeRow, name: str, prefix: str) -> OfficeRow:
    return replace(row, values=(name, *row.values), source=f"{prefix}/{row.source}" if row.source else "")


def _joined(tables: tuple[OfficeTable, ...]) -> OfficeTable:
    rows = tuple(row for table in tables for row in table.rows)
    return replace(tables[0], rows=rows, sums=tuple(one for table in tables for one in table.sums))


def _added(some: tuple[Omission, ...]) -> tuple[Omission, ...]:
    whys = dict.fromkeys(one.why for one in some)
    return tuple(Omission(why, sum(one.count for one in some if one.why == why)) for why in whys)


def _coverages(opened: OpenFederation) -> tuple[str, str]:
    return translator_for("zh").said(coverage(opened, "zh")), translator_for("en").said(coverage(opened, "en"))


def _shown(opened: OpenFederation, edition: Edition) -> OpenFederation:
    """Return the federation as the edition shows it: for the public without why a ledger is missing."""
    if edition == "internal":
        return opened
    members = tuple(
        replace(one, entry=redact(one.entry), reason=None if one.reason is None else UNSAID) for one in opened.members
    )
    return replace(opened, federation=redact(opened.federation), members=members)


def _parts(opened: OpenFederation, gather: Callable[[Member, OpenLedger], T]) -> list[tuple[Member, T]]:
    """Return what is gathered of each ledger that has a selected pilot, rated by the federation's yardstick.

    Raises:
        NothingToCheck: none has.
    """
    parts = []
    for member in opened.progress.over("reading the ledgers", opened.read, len(opened.read)):
        try:
            parts.append((member, gather(member, rated(member, opened.federation).reopened())))
        except NothingToCheck:
            continue
    if not parts:
        raise NothingToCheck("no pilot found in {ledgers} ledgers", ledgers=len(opened.read), help="leave a filter out")
    return parts


def gather_federation_data(opened: OpenFederation, request: DataRequest) -> DataPackage:
    """Return the data of all ledgers, each row with its ledger as the first part of its key.

    Raises:
        NothingToCheck: the selection matches no pilot.
        LedgerUnreadable: two things of a kind have the same id in a ledger.
    """
    opened = _shown(opened, request.edition)
    parts = _parts(opened, lambda member, ledger: _data_of(member, ledger, request))
    facts = [row(LEDGERS, one) for one in _ledgers(opened)]
    tables = zip(*([_owned(member, one) for one in found.tables] for member, found in parts), strict=True)
    return DataPackage(
        opened.federation.id,
        opened.federation.title,
        opened.as_of,
        provenance_of(opened),
        request.edition,
        (filled(LEDGERS, facts), *(FilledTable(some[0].table, _rows(some)) for some in tables)),
        tuple(member.prefixed(item) for member, found in parts for item in found.unreadable),
        _added(tuple(one for _, found in parts for one in found.omitted)),
        " · ".join(_coverages(opened)),
    )


def _data_of(member: Member, ledger: OpenLedger, request: DataRequest) -> DataPackage:
    selection = replace(request.selection, pilots=_pilots_of(member, request.selection))
    try:
        return gather_data(ledger, replace(request, selection=selection, federated=True))
    except LedgerUnreadable as problem:
        raise LedgerUnreadable("{id}: {reason}", id=member.id, reason=problem) from problem


def _pilots_of(member: Member, selection: PilotSelection) -> frozenset[str] | None:
    """Return the pilots of a ledger that are selected, by their ids in it; None for all."""
    if selection.pilots is None:
        return None
    parted = (name.partition(":") for name in selection.pilots)
    return frozenset(name for ledger, _, name in parted if ledger == member.id)


@dataclass(frozen=True, slots=True)
class _Ledger:
    entry: FederationLedger
    state: str
    reason: Text | None
    commit: str | None


def _ledgers(opened: OpenFederation) -> Iterator[Fact]:
    source = opened.sources[FILE]
    for one in opened.members:
        why = None if one.reason is None else Text(zh=translator_for("zh").said(one.reason), en=str(one.reason))
        record = _Ledger(one.entry, "missing" if one.ledger is None else "read", why, one.commit)
        yield Fact((one.id,), record, FILE, source.mark(("ledgers", one.index, "id")).line + 1)


def _owned(member: Member, found: FilledTable) -> FilledTable:
    """Return a table of a ledger with that ledger first in its key, its pilots with their prefix."""
    table = found.table
    names = [name for name, _, _ in table.parts()]
    pilot = "id" if table.name == "pilots" else "pilot"
    prefixes = tuple(f"{member.id}:" if name == pilot else "" for name in names[:-2])
    references = tuple(replace(one, columns=("ledger", *one.columns)) for one in table.references)
    owned = replace(table, key=(_LEDGER, *table.key), references=(_OF_LEDGER, *references))
    return FilledTable(owned, tuple(_owned_row(member, one, prefixes) for one in found.rows))


def _owned_row(member: Member, made: DataRow, prefixes: tuple[str, ...]) -> DataRow:
    *cells, path, line = made.cells
    named = (f"{prefix}{cell}" if prefix and cell else cell for prefix, cell in zip(prefixes, cells, strict=True))
    return DataRow((member.id, *made.key), (member.id, *named, f"{member.id}/{path}" if path else None, line))


def _rows(tables: tuple[FilledTable, ...]) -> tuple[DataRow, ...]:
    return tuple(one for table in tables for one in table.rows)
