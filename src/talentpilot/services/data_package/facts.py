"""The sources of the rows of the data: the ledger, a pilot with its files, a fact with its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, FieldPath
from talentpilot.exchange.data_package.table import DataColumn, DataTable, Fact, ForeignKey, column
from talentpilot.model.periods import Period
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Provenance
from talentpilot.report.views.redaction import Edition
from talentpilot.services.ledger import OpenLedger
from talentpilot.store.source import SourceFile


@dataclass(frozen=True, slots=True)
class DataLedger:
    """The ledger itself: its two files, the findings in it, and the regions that pilots name."""

    ledger: OpenLedger
    origin: Provenance
    edition: Edition
    findings: tuple[Diagnostic, ...]
    regions: frozenset[str]

    def fact(self, file: str, path: FieldPath, record: Any, *key: str | int) -> Fact:
        """Return a fact of programme.yaml or catalogue.yaml."""
        return _fact(self.ledger.config.sources[file], path, record, key)


@dataclass(frozen=True, slots=True)
class DataPilot:
    """A pilot on the day, with its files and the programme it is read against."""

    status: PilotStatus
    sources: Mapping[str, SourceFile]
    programme: Programme

    @property
    def id(self) -> str:
        """The id of the pilot."""
        return self.status.pilot.id

    def fact(self, file: str, path: FieldPath, record: Any, *key: str | int | Period) -> Fact:
        """Return a fact of the pilot; its id comes first in the key."""
        return _fact(self.sources[file], path, record, (self.id, *key))


def _fact(source: SourceFile, path: FieldPath, record: Any, key: tuple[str | int | Period, ...]) -> Fact:
    return Fact(key, record, source.path, source.mark(path).line + 1)


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """A table of facts of the ledger itself."""

    table: DataTable
    facts: Callable[[DataLedger], Iterator[Fact]]


@dataclass(frozen=True, slots=True)
class PilotTable:
    """A table of facts of pilots."""

    table: DataTable
    facts: Callable[[DataPilot], Iterator[Fact]]


PILOT_FILE, MILESTONES_FILE, OUTCOMES_FILE = "pilot.yaml", "milestones.yaml", "outcomes.yaml"
PILOT = column("pilot", "code", "Id of the pilot 试点编号")
ID = column("id", "code", "Id within the pilot, such as M3 编号")
NUMBER = column("number", "integer", "Place in the list, from 1 序次")
OF_PILOT = ForeignKey(("pilot",), "pilots")


def parent(name: str, meaning: str) -> DataColumn:
    """Return the column of a key that names what the row belongs to."""
    return column(name, "code", meaning)


def of_pilot(column_: str, table: str) -> ForeignKey:
    """Return a reference to something in the same pilot."""
    return ForeignKey(("pilot", column_), table)


def organization(*columns: str) -> tuple[ForeignKey, ...]:
    """Return references of columns to organizations."""
    return tuple(ForeignKey((one,), "organizations") for one in columns)


def exact(value: Fraction | None) -> Decimal | None:
    """Return a fraction that is a decimal number as such."""
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
