"""Says names, days and numbers of the ledger in the language of a rating sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.figures import as_stated
from talentpilot.analysis.status import PilotStatus
from talentpilot.exchange.sheets import Tongue
from talentpilot.model.base import Text
from talentpilot.model.catalogue import Catalogue, Named
from talentpilot.model.programme import Organization, Programme, RegionEntry
from talentpilot.model.regions import REGIONS, Region
from talentpilot.model.units import Unit

NONE = "–"


@dataclass(frozen=True, slots=True)
class Teller:
    """One pilot on a day, with what gives its codes their names."""

    status: PilotStatus
    programme: Programme
    catalogue: Catalogue
    tongue: Tongue

    def of(self, part: int, whole: int) -> str:
        """So many of so many."""
        return f"{part} / {whole}"

    def named(self, found: Named | Organization | RegionEntry | Region | Unit | None) -> str:
        """The name of something of the programme, the catalogue or the map; empty for nothing."""
        return self.tongue.words(Text(zh=found.zh, en=found.en)) if found is not None else ""

    def org(self, reference: str) -> str:
        """The name of an organization, or its id."""
        known = self.programme.organization(reference)
        return self.named(known) or reference

    def orgs(self, references: Iterable[str]) -> str:
        """Several of them."""
        return self.tongue.listed(tuple(map(self.org, references)))

    def region(self, code: str) -> str:
        """A region with its code."""
        own = next((item for item in self.programme.regions if item.code == code), None)
        name = self.named(own or REGIONS.get(code))
        return f"{name} ({code})" if name else code

    def value(self, value: Any) -> str:
        """A value of the plan, as an adjustment names it."""
        match value:
            case None | ():
                return NONE
            case Text():
                return self.tongue.words(value)
            case Decimal():
                return number(value)
            case tuple():
                return ", ".join(map(self.value, value))
            case _:
                return str(value)


def filled(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The rows, a dash where the ledger says nothing: an empty cell might be taken for one to fill in."""
    return tuple(tuple(cell or NONE for cell in row) for row in rows)


def day(when: date | None) -> str:
    """A day, or nothing."""
    return str(when) if when is not None else ""


def number(value: Decimal | None) -> str:
    """A number as the ledger states it, or nothing."""
    return as_stated(Fraction(value)) if value is not None else ""
