"""The figures of a report as JSON, and the differences between two such documents."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.redaction import Redacted

Converter = Callable[[object], object]
"""Converts a nested value to plain data."""

Forms = Mapping[type, Callable[[Any, Converter], object]]
"""Converters of the classes that are not written field by field."""

_FIELD_BY_FIELD: Forms = {}


def figures_json(schema: str, view: object, forms: Forms = _FIELD_BY_FIELD) -> str:
    """Return the document, ending with a line ending; `schema` names its shape, such as `talentpilot/report/1`."""
    plain = to_plain(view, forms)
    body = plain if isinstance(plain, dict) else {"figures": plain}
    return json.dumps({"schema": schema, **body}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_plain(value: object, forms: Forms = _FIELD_BY_FIELD) -> object:
    """Return a view as plain objects, lists, texts and numbers."""

    def plain(inner: object) -> object:
        return to_plain(inner, forms)

    form = forms.get(type(value))
    if form is not None:
        return form(value, plain)
    match value:
        case Enum():
            return plain(value.value)
        case str():
            return value or None
        case None | bool() | int() | float():
            return value
        case Text() | Period() | Fraction() | Decimal() | date():
            return _single(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [plain(item) for item in value]
    return fields_of(value, plain)


def fields_of(value: object, plain: Converter, *without: str) -> dict[str, object]:
    """Return the fields of a view, except those in `without`."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no form for machines")
    return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.name not in without}


def _single(value: Text | Period | Fraction | Decimal | date) -> object:
    match value:
        case Redacted():
            return {"omitted": value.why}
        case Text():
            return {"zh": value.zh or value.plain, "en": value.en or value.plain} if value.versions else None
        case Period():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return number(value)


def number(value: Fraction | Decimal) -> int | float:
    """Return an exact number as a JSON number."""
    return int(value) if value == int(value) else float(value)


PlainValue = object


@dataclass(frozen=True, slots=True)
class Difference:
    """A place such as `pilots/yx-titles-01/light`, and both values; None if one side has none."""

    place: str
    then: PlainValue
    now: PlainValue


def differences(then: PlainValue, now: PlainValue, place: str = "") -> Iterator[Difference]:
    """Yield every value that differs; rows are matched by their `id`, others by their number."""
    if (isinstance(then, dict) and isinstance(now, dict)) or (isinstance(then, list) and isinstance(now, list)):
        before, after = _named(then), _named(now)
        for name in dict.fromkeys((*before, *after)):
            yield from differences(before.get(name), after.get(name), f"{place}/{name}" if place else name)
    elif then != now or type(then) is not type(now):
        yield Difference(place, then, now)


def _named(value: dict[str, PlainValue] | list[PlainValue]) -> dict[str, PlainValue]:
    """Return the values by name."""
    if isinstance(value, dict):
        return value
    ids = [item.get("id") if isinstance(item, dict) else None for item in value]
    if all(isinstance(name, str) for name in ids) and len(set(ids)) == len(ids):
        return {str(name): item for name, item in zip(ids, value, strict=True)}
    return {str(number): item for number, item in enumerate(value, 1)}
