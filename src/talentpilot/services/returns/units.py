"""Which pilots hand in a return of a period, and which unit does it for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from talentpilot.analysis.return_questions import (
    earlier_missing,
    owes_return,
    reporting_cadence,
    reporting_unit,
)
from talentpilot.diagnostics import Message
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.periods import Period, parse_period
from talentpilot.services.ledger import OpenLedger
from talentpilot.suggestions import nearest, nearest_pilot

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnitReturns(Generic[T]):
    """A reporting unit with what was kept of its pilots, and the earlier reports that they still owe."""

    unit: str
    pilots: tuple[T, ...]
    missing: dict[str, tuple[Period, ...]]


@dataclass(frozen=True, slots=True)
class Round(Generic[T]):
    """A return round: the units by id, and what could not be read and was left out."""

    period: Period
    units: tuple[UnitReturns[T], ...]
    unreadable: tuple[Unreadable, ...]


def return_period(ledger: OpenLedger, text: str) -> Period:
    """Return the period of a round, which has the programme's cadence.

    Raises:
        UsageProblem: it is not a period, or of another length.
    """
    period, cadence = parse_period(text), reporting_cadence(ledger.programme)
    example = {"monthly": "2026-09", "quarterly": "2026Q3", "semiannual": "2026H1", "annual": "2026"}[cadence]
    if period is None:
        raise UsageProblem("{text} is not a period", help="write it as in {example}", text=text, example=example)
    if period.cadence is not cadence:
        raise UsageProblem(
            "{text} is not a period of this programme, whose reports are {cadence}",
            help="write it as in {example}",
            text=text,
            cadence=Message(cadence.value),
            example=example,
        )
    return period


def gather_round(
    ledger: OpenLedger,
    period: Period,
    keep: Callable[[str, Pilot], T],
    units: Sequence[str] = (),
    pilots: Sequence[str] = (),
) -> Round[T]:
    """Find the pilots whose return of the period is expected, by the unit that hands it in.

    Each pilot is read, and let go once `keep` has been given the unit and the pilot; the round has what it returns.

    A pilot of which a part can't be read is left out and named: a form made from a part would ask the wrong things.

    Raises:
        NothingToCheck: no pilot is asked for a return.
        UsageProblem: there is no such organization or pilot.
    """
    programme, _ = ledger.config.require()
    _require_known(ledger, units, pilots)
    ledger.preload()
    unreadable: list[Unreadable] = []
    found: dict[str, list[T]] = {}
    missing: dict[str, dict[str, tuple[Period, ...]]] = {}
    wanted = [name for name in ledger.pilot_ids if not pilots or name in pilots]
    for name in ledger.progress.over("reading the pilots", wanted, len(wanted)):
        reading = ledger.read(name)
        pilot = reading.pilot
        if pilot is None or not pilot.complete or reading.unreadable:
            unreadable += reading.unreadable
            continue
        unit = reporting_unit(pilot, period)
        if units and unit not in units:
            continue
        if owes_return(pilot, programme, period, ledger.as_of):
            found.setdefault(unit, []).append(keep(unit, pilot))
        if earlier := earlier_missing(pilot, programme, period, ledger.as_of):
            missing.setdefault(unit, {})[name] = earlier
    if not found and not unreadable:
        raise NothingToCheck(
            "no return of {period} is expected on {day}",
            help="it is asked of pilots that are approved and not closed; talentpilot status lists them",
            period=period,
            day=ledger.as_of,
        )
    rounds = (UnitReturns(unit, tuple(mine), missing.get(unit, {})) for unit, mine in sorted(found.items()))
    return Round(period, tuple(rounds), tuple(unreadable))


def _require_known(ledger: OpenLedger, units: Sequence[str], pilots: Sequence[str]) -> None:
    ids = [item.id for item in ledger.programme.organizations]
    for unit in units:
        if unit not in ids:
            raise UsageProblem("organization {unit} is unknown", help="{advice}", unit=unit, advice=nearest(unit, ids))
    for pilot in pilots:
        if pilot not in ledger.pilot_ids:
            advice = nearest_pilot(pilot, ledger.pilot_ids)
            raise UsageProblem("there is no pilot {pilot}", help="{advice}", pilot=pilot, advice=advice)
