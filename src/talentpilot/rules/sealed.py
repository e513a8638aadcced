"""What a part of the plan was when it was sealed: a seal is a digest alone, so values are tried until one fits."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, get_args

from pydantic import BaseModel

from talentpilot.analysis.seal import canonical_json, digest, sealed_forms
from talentpilot.model.base import Span
from talentpilot.model.outcomes import Direction, Frequency, IndicatorLevel, SeriesKind
from talentpilot.model.units import BUILT_IN_UNITS
from talentpilot.rules.contexts import PilotContext

Field = tuple[str, ...]
"""The name of a plan field; of one in a group, such as `target`, the group's name before it."""
Candidate = tuple[Any, bytes | None]
"""A value to try, and how it stands in the canonical text; None where the field is left out of it."""

_HOLE = "\ue000"
"""Stands in the canonical text for the value that is tried: no text of a ledger holds it."""
YEARS_TRIED = 3
"""How far around the term days are tried."""
_CHOICES: dict[str, tuple[Any, ...]] = {
    "level": get_args(IndicatorLevel),
    "direction": get_args(Direction),
    "reporting": get_args(SeriesKind),
    "frequency": get_args(Frequency),
    "trajectory": ("linear", "none"),
    "key": (True, False),
    "allow_over_100": (True, False),
}


def sealed_value(context: PilotContext, part: Mapping[str, Any], seal: str, path: str) -> tuple[str, Any, Any] | None:
    """Return the one field that was changed, its value when sealed, and its value now.

    `path` is that of the part in filings, such as `milestones/M3`. None where more than one field was changed, or one
    whose value can't be guessed, such as a text: that a digest fits is proof, that none fits says nothing.
    """
    found = (_changed_field(context, form, seal, path) for form in sealed_forms(part))
    return next((one for one in found if one is not None), None)


def _changed_field(context: PilotContext, part: Mapping[str, Any], seal: str, path: str) -> tuple[str, Any, Any] | None:
    for field, value in _fields(part):
        before, _, after = canonical_json(_with(part, field, _HOLE)).partition(canonical_json(_HOLE))
        begun, rest = hashlib.sha256(before.encode()), after.encode()
        for tried, written in _candidates(context, field, "/".join((path, *field)).strip("/")):
            if written is None:
                fits = digest(_with(part, field, None)) == seal
            else:
                whole = begun.copy()
                whole.update(written + rest)
                fits = whole.hexdigest()[:32] == seal
            if fits and tried != value:
                return "/".join(field), tried, value
    return None


def _fields(part: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for name, value in part.items():
        if isinstance(value, BaseModel) and name in ("term", "target", "baseline"):
            for inner in type(value).model_fields:
                yield (name, inner), getattr(value, inner)
        else:
            yield (name,), value


def _with(part: Mapping[str, Any], field: Field, value: Any) -> dict[str, Any]:
    if len(field) == 1:
        return {**part, field[0]: value}
    return {**part, field[0]: part[field[0]].model_copy(update={field[1]: value})}


def _candidates(context: PilotContext, field: Field, path: str) -> Iterator[Candidate]:
    """Return the values that a field may have had: what filings say of it, nothing, and all that is likely."""
    for adjustment in context.pilot.file.adjustments:
        for change in adjustment.changes:
            if change.path == path:
                yield from _written((change.from_, change.to))
    yield from _written((None,))
    name = field[-1]
    if name in ("due", "date", "start", "end"):
        yield from _days(context.programme.term)
    elif name in ("weight", "value", "min", "max"):
        yield from _numbers()
    else:
        yield from _written(_words(context).get(name, ()))


def _written(values: Iterable[Any]) -> Iterator[Candidate]:
    return ((value, canonical_json(value).encode() if value not in (None, ()) else None) for value in values)


def _words(context: PilotContext) -> Mapping[str, Iterable[Any]]:
    """Return the values of the fields that take one of a few words or small numbers."""
    offices = context.programme.organizations
    return {
        **_CHOICES,
        "lag_days": range(1101),
        "owner": [item.id for item in offices],
        "lead": [item.id for item in offices],
        "units": [(item.id,) for item in offices],
        "task": [task.id for domain in context.catalogue.domains for task in domain.tasks],
        "region": {item.region for item in offices},
        "unit": (*BUILT_IN_UNITS, *(item.id for item in context.programme.units)),
    }


@cache
def _days(term: Span) -> tuple[Candidate, ...]:
    """Return the days around the term; kept, since each broken seal asks for them several times."""
    first = max(date.min.toordinal(), term.start.toordinal() - 366 * YEARS_TRIED)
    last = min(date.max.toordinal(), term.end.toordinal() + 366 * YEARS_TRIED)
    return tuple(_written(map(date.fromordinal, range(first, last + 1))))


@cache
def _numbers() -> tuple[Candidate, ...]:
    """Return the numbers that plans are made of: tenths up to 100, whole ones to 1,000, then rounder and rounder."""
    tenths = (Decimal(tenth).scaleb(-1) for tenth in range(1001))
    whole = (range(0, 1000 * step + 1, step) for step in (1, 10, 100, 1000, 10_000))
    return tuple(_written((*tenths, *map(Decimal, chain(*whole)))))
