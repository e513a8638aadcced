"""The inputs of office tables (a pilot with its places, names, the language), and how rows become a table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.number_format import one_decimal
from talentpilot.analysis.plan import plan_in_force
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import FieldPath
from talentpilot.exchange.office_tables.table import OfficeColumn, OfficeRow, OfficeTable, Value
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Names
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.source import SourceFile


@dataclass(frozen=True, slots=True)
class OfficePilot:
    """A pilot on the day, with its files."""

    status: PilotStatus
    sources: Mapping[str, SourceFile]

    @property
    def id(self) -> str:
        """The id of the pilot."""
        return self.status.pilot.id

    def place(self, file: str, path: FieldPath) -> str:
        """Return the file and the line of a fact."""
        source = self.sources.get(file)
        return f"{source.path}:{source.mark(path).line + 1}" if source is not None else ""


@dataclass(frozen=True, slots=True)
class OfficeContext:
    """How codes become words. With a period, tables of facts keep those dated in it."""

    ledger: OpenLedger
    names: Names
    words: FormWords
    period: Period | None = None

    @property
    def as_of(self) -> date:
        """The day of the tables."""
        return self.ledger.as_of

    def within(self, *days: date | None) -> bool:
        """Return whether one of the days lies in the period; always if there is none."""
        return self.period is None or any(day is not None and day in self.period for day in days)

    def known(self, day: date | None) -> date | None:
        """Return a day that had come by the day of the tables."""
        return day if day is not None and day <= self.as_of else None

    def text(self, text: Text | None) -> str:
        """Return a text of the ledger."""
        return self.words.said(text)

    def both(self, text: Text) -> str:
        """Return a name in the language, or in both."""
        return self.words.word(text) if text.zh and text.en else self.words.said(text)

    def organization(self, reference: str | None) -> str:
        """Return the name of an organization; empty for none."""
        return self.both(self.names.organization(reference)) if reference is not None else ""

    def organizations(self, references: Iterable[str]) -> str:
        """Return the names of several organizations."""
        return "、".join(map(self.organization, references))

    def term(self, code: str | None, group: str) -> str:
        """Return a code in words; empty for none."""
        return self.words.term(code, group) if code is not None else ""

    def flag(self, value: bool) -> str:
        """Return yes or no."""
        return self.words.term("yes" if value else "no", "flag")

    def title(self, pilot: OfficePilot) -> str:
        """Return the title of a pilot."""
        return self.text(pilot.status.plan.title)

    def domain(self, pilot: OfficePilot) -> str:
        """Return the name of a pilot's domain."""
        domain = self.names.domain_of(pilot.status.pilot.file.task)
        return self.both(self.names.domain(domain)) if domain else ""

    def task(self, pilot: OfficePilot) -> str:
        """Return the name of a pilot's task."""
        return self.both(self.names.task(pilot.status.pilot.file.task))

    def region(self, pilot: OfficePilot) -> str:
        """Return the name of a pilot's region."""
        return self.both(self.names.region(pilot.status.pilot.file.region))

    def order(self, pilot: OfficePilot) -> tuple[int, str, str, str]:
        """Return the sort key by domain, task and region, in the order of the catalogue."""
        file, catalogue = pilot.status.pilot.file, self.ledger.catalogue
        domain = catalogue.domain_of(file.task)
        place = catalogue.domains.index(domain) if domain is not None else len(catalogue.domains)
        return place, file.task, file.region, pilot.id

    def evidence(self, pilot: OfficePilot, cited: Iterable[str]) -> str:
        """Return the titles of evidence."""
        known = {item.id: item for item in pilot.status.pilot.file.evidence}
        return "；".join(f"{one} {self.text(known[one].title)}" if one in known else one for one in cited)

    def lead_on(self, pilot: OfficePilot, day: date) -> str:
        """Return the organization that led the pilot on a day."""
        return self.organization(plan_in_force(pilot.status.pilot, day).lead)


KeyedRow = tuple[Any, OfficeRow]
"""A row behind the key by which the rows of its table are sorted."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """What an office table looks like, and how its rows are made: pilot by pilot, so that none need be kept."""

    name: str
    title: Text
    rows: Callable[[OfficeContext, OfficePilot], Iterable[KeyedRow]]
    columns: tuple[OfficeColumn, ...]
    sums: Callable[[OfficeContext, tuple[OfficeRow, ...]], Iterable[tuple[Value, ...]]] | None = None

    def table(self, context: OfficeContext, found: Iterable[KeyedRow]) -> OfficeTable:
        """Return the table of the rows of all pilots."""
        rows = tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))
        sums = tuple(self.sums(context, rows)) if self.sums is not None else ()
        return OfficeTable(self.name, self.title, self.columns, rows, sums)

    def of(self, context: OfficeContext, pilot: OfficePilot) -> OfficeTable:
        """Return the table of one pilot."""
        return self.table(context, self.rows(context, pilot))


def rounded(value: Fraction | None) -> Decimal | None:
    """Return a computed figure with one decimal."""
    return Decimal(one_decimal(value)) if value is not None else None


def exact(value: Fraction) -> Decimal:
    """Return a number of the ledger, which is a decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)
