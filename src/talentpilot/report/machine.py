"""The figures of a report for machines: its whole view as one JSON document of a versioned shape.

Names are those of the views. Shares are in percent or ratios as the view states, unrounded; days are ISO dates;
a text has both languages, null where the ledger lacks one, or `{"omitted": reason}` in a public edition; what is
absent is null or [].
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.edition import Omitted

Plain = Callable[[object], object]
"""Makes plain what stands inside a value."""

Forms = Mapping[type, Callable[[Any, Plain], object]]
"""The classes whose values are written otherwise than field by field, each with how."""

_FIELD_BY_FIELD: Forms = {}


def figures_json(schema: str, view: object, forms: Forms = _FIELD_BY_FIELD) -> str:
    """The document, ending with a line end; `schema` names its shape, such as `talentpilot/report/1`."""
    plain = to_plain(view, forms)
    body = plain if isinstance(plain, dict) else {"figures": plain}
    return json.dumps({"schema": schema, **body}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_plain(value: object, forms: Forms = _FIELD_BY_FIELD) -> object:
    """A view, and everything in it, as objects, lists, texts and numbers."""

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
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() | list() | frozenset():
            return [plain(item) for item in value]
    return fields_of(value, plain)


def fields_of(value: object, plain: Plain, *without: str) -> dict[str, object]:
    """The fields of a view, those in `without` left out."""
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no form for machines")
    return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.name not in without}


def _single(value: Text | Period | Fraction | Decimal | date) -> object:
    match value:
        case Omitted():
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
    """An exact number as JSON has it."""
    return int(value) if value == int(value) else float(value)
