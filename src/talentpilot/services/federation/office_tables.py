"""Office tables over all ledgers of a federation, with the ledger as their first column."""

from dataclasses import replace

from talentpilot.errors import NothingToCheck
from talentpilot.exchange.office_tables.table import OfficeColumn, OfficeRow, OfficeTable
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.report.views.redaction import Omission
from talentpilot.services.federation.members import Member, OpenFederation, rated
from talentpilot.services.federation.portfolio import coverage
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest, gather_tables

LEDGER = OfficeColumn(Text(zh="台账", en="Ledger"))


def gather_federation_tables(opened: OpenFederation, request: TableRequest) -> OfficeTables:
    """Return the tables asked for, each with the rows of all ledgers, with the names of their own ledger.

    Raises:
        UsageProblem: there is no such table or period.
        NothingToCheck: the selection matches no pilot.
    """
    words = FormWords(request.language)
    parts: list[tuple[Member, OfficeTables]] = []
    for member in opened.progress.over("reading the ledgers", opened.read, len(opened.read)):
        try:
            found = gather_tables(rated(member, opened.federation).reopened(), request, f"{member.id}:")
        except NothingToCheck:
            continue
        parts.append((member, found))
    if not parts:
        raise NothingToCheck("no pilot found in {ledgers} ledgers", ledgers=len(opened.read), help="leave a filter out")
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
        _coverage(opened, words),
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


def _coverage(opened: OpenFederation, words: FormWords) -> str:
    zh, en = (translator_for(language).said(coverage(opened, language)) for language in ("zh", "en"))
    return words.line(zh, en)
