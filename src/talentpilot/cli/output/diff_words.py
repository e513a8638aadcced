"""What each change is in words."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from talentpilot.analysis.change import Change, Kind
from talentpilot.analysis.figures import as_stated


def say(item: Change) -> str:
    """A change in words, without the pilot: `M3 due 2026-02-28 -> 2026-04-30, 61 days later, by A1`."""
    return " ".join(part for part in (item.object, _said(item)) if part)


def _said(item: Change) -> str:
    match item.kind:
        case Kind.ADDED:
            return f"new pilot, {item.after}"
        case Kind.REMOVED:
            return "pilot removed"
        case Kind.RENAMED:
            return f"renamed, was {item.before}"
        case Kind.STATUS | Kind.MATURITY:
            return f"{item.kind} {_move(item)}"
        case Kind.LIGHT:
            return f"light {_move(item)}" + (f" ({item.note})" if item.note else "")
        case Kind.SLIPPED | Kind.TARGET | Kind.PLAN:
            return _planned(item)
        case Kind.FILED | Kind.DECIDED:
            return _filed(item)
        case _:
            return _RECORDED[item.kind](item)


def _planned(item: Change) -> str:
    made = _made_by(item)
    if item.field in ("added", "withdrawn", "removed"):
        return f"{item.field}{made}"
    moved = ""
    if item.days is not None:
        moved = f", {days(abs(item.days))} {'later' if item.days > 0 else 'earlier'}"
    return f"{item.field.replace('/', ' ')} {_move(item)}{moved}{made}"


def _made_by(item: Change) -> str:
    if item.filings:
        return f", by {', '.join(item.filings)}"
    return ", WITHOUT A FILING" if item.unfiled else ", before its approval"


def _filed(item: Change) -> str:
    if item.kind is Kind.FILED:
        return f"filed {value(item.after)}: {item.note}"
    return f"{item.note}: {_move(item)}"


def _done(item: Change) -> str:
    late = item.days or 0
    return f"done {value(item.after)}" + (f", {days(late)} late" if late > 0 else "")


def _overdue(item: Change) -> str:
    return f"overdue since {value(item.after)}, {days(item.days or 0)}"


def _reopened(item: Change) -> str:
    return f"no longer done (was {value(item.before)})" if item.field else "open again"


def _settled(item: Change) -> str:
    after = f" after {days(item.days)}" if item.days is not None else ""
    return f"bottleneck settled {value(item.after)}{after}"


def _reported(item: Change) -> str:
    return f"report submitted {value(item.after)}" + (f", {item.note}" if item.note else "")


_RECORDED: dict[Kind, Callable[[Change], str]] = {
    Kind.DONE: _done,
    Kind.OVERDUE: _overdue,
    Kind.REOPENED: _reopened,
    Kind.OBSERVED: lambda item: f"{item.field}: {value(item.after)}",
    Kind.RESTATED: lambda item: f"restated {item.field}: {_move(item)}",
    Kind.RAISED: lambda item: f"{item.note} bottleneck raised {value(item.after)}",
    Kind.SETTLED: _settled,
    Kind.REPORTED: _reported,
    Kind.PRACTICE: lambda item: f"practice {_move(item)}",
    Kind.ADOPTED: lambda item: f"adopted by {item.note}, {value(item.after)}",
    Kind.EVALUATED: lambda item: f"{item.note} evaluation as of {value(item.after)}",
}


def days(number: int) -> str:
    """A number of days."""
    return "1 day" if number == 1 else f"{number} days"


def _move(item: Change) -> str:
    return f"{value(item.before)} -> {value(item.after)}"


def value(found: Fraction | date | str | None) -> str:
    """A value as people read it."""
    if found is None:
        return "none"
    return as_stated(found) if isinstance(found, Fraction) else str(found)
