"""The values of a ledger in JSON Schema: what each reader of a coded field or a text accepts.

A YAML editor hands numbers as numbers and words as strings, while the ledger reads every scalar as text: so a region
may be the number 990000, a period the number 2026, a title the number 1.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from talentpilot.model import periods, pilot, planpaths, programme, scalars
from talentpilot.model.base import read_text

Schema = dict[str, Any]

ABSENT: Schema = {
    "description": "Nothing: as if the field were not there.",
    "type": ["null", "string", "object"],
    "pattern": "^(?:~|null)?$",
    "maxProperties": 0,
}
"""Empty, `~`, null and `{}` mean that a field is absent, quoted or not."""


def whole(pattern: str) -> str:
    """A pattern for the whole text: JSON Schema looks for it anywhere."""
    return f"^(?:{pattern})$"


def ref(name: str) -> Schema:
    """A reference to a definition of the same document."""
    return {"$ref": f"#/definitions/{name}"}


def present(field: str) -> Schema:
    """A mapping in which the field stands and says something."""
    return {"required": [field], "properties": {field: {"not": ref("absent")}}}


def nothing_in(fields: Mapping[str, Schema]) -> Schema:
    """A mapping of known fields that say nothing, which is as absent as an empty one."""
    return {"type": "object", "properties": dict(fields), "additionalProperties": False}


NO_WORDING = nothing_in({"zh": ref("absent"), "en": ref("absent")})
"""A text in two languages, with neither of them."""


def choice(words: tuple[str, ...]) -> Schema:
    """One of some words."""
    return {"type": "string", "enum": list(words)}


def _days(most: int, pattern: str) -> Schema:
    """A number of days up to `most`; `pattern` says the same of digits written as text."""
    return {
        "description": f"A whole number of days from 0 to {most}.",
        "type": ["integer", "string"],
        "pattern": f"^(?=.{{1,9}}$)0*(?:{pattern})$",
        "minimum": 0,
        "maximum": most,
    }


def _digit(last: int) -> Schema:
    return {"type": ["integer", "string"], "minimum": 0, "maximum": last, "pattern": f"^[0-{last}]$"}


_SCALAR = ["string", "number", "boolean"]
_WORDING: Schema = {"type": _SCALAR, "pattern": "^(?!(?:~|null)?$)"}
_NUMBER: Schema = {
    "description": "A plain number of at most 15 digits and 9 decimals; the unit is another field.",
    "type": ["number", "string"],
    "pattern": whole(scalars.NUMBER.pattern),
    "exclusiveMinimum": -1e15,
    "exclusiveMaximum": 1e15,
}
DEFINITIONS: dict[str, Schema] = {
    "absent": ABSENT,
    "day": {
        "description": "A day as YYYY-MM-DD.",
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
    },
    "number": _NUMBER,
    "weight": {
        "description": "A number above 0.",
        **{key: value for key, value in _NUMBER.items() if key != "description"},
        "pattern": "^(?=.*[1-9])[0-9]{1,15}(?:\\.[0-9]{1,9})?$",
        "exclusiveMinimum": 0,
    },
    "whole": {
        "description": "A whole number.",
        "type": ["integer", "string"],
        "pattern": "^[0-9]{1,9}$",
        "minimum": 0,
        "maximum": 999_999_999,
    },
    "due_days": _days(scalars.MOST_DUE_DAYS, "[0-9]{1,2}|[12][0-9]{2}|3[0-5][0-9]|36[0-6]"),
    "lag_days": _days(scalars.MOST_LAG_DAYS, "[0-9]{1,3}|10[0-9]{2}|1100"),
    "flag": {"type": ["boolean", "string"], "pattern": "^(?:true|false)$"},
    "rating": {"description": "0, 1, 2 or 3.", **_digit(3)},
    "level": {"description": "0, 1, 2, 3 or 4.", **_digit(4)},
    "period": {
        "description": "A period of the calendar: 2026, 2026H1, 2026Q1 or 2026-03.",
        "type": ["string", "integer"],
        "pattern": "^(?!0000)(?:" + periods.FORM.pattern + ")$",
        "minimum": 1000,
        "maximum": 9999,
    },
    "inner_id": {
        "description": "An id inside a pilot, such as M3.",
        "type": "string",
        "pattern": whole(scalars.INNER_ID.pattern),
    },
    "file_id": {
        "description": "2 to 64 lower-case letters, digits and hyphens.",
        "type": ["string", "integer"],
        "pattern": whole(scalars.FILE_ID.pattern),
        "minimum": 10,
    },
    "region": {
        "description": "Six digits, or XPCC.",
        "type": ["string", "integer"],
        "pattern": whole(scalars.REGION.pattern),
        "minimum": 100_000,
        "maximum": 999_999,
    },
    "line": {"description": "A text.", "type": _SCALAR, "pattern": "^(?!(?:~|null)$)[\\s\\S]*\\S"},
    "text": {
        "description": "A text, or the same in two languages: {zh: …, en: …}.",
        "anyOf": [
            _WORDING,
            {
                "type": "object",
                "properties": {
                    "zh": {"description": "In Chinese 中文", "anyOf": [_WORDING, ref("absent")]},
                    "en": {"description": "In English 英文", "anyOf": [_WORDING, ref("absent")]},
                },
                "additionalProperties": False,
                "anyOf": [present("zh"), present("en")],
            },
        ],
    },
}

for _definition in DEFINITIONS.values():
    if "pattern" in _definition and "description" in _definition:  # what an editor says instead of the pattern
        _definition["patternErrorMessage"] = _definition["description"]

READERS: Mapping[Callable[..., Any], Schema] = {
    scalars.read_date: ref("day"),
    scalars.read_number: ref("number"),
    scalars.read_weight: ref("weight"),
    scalars.read_whole: ref("whole"),
    scalars.read_due_days: ref("due_days"),
    scalars.read_lag_days: ref("lag_days"),
    scalars.read_flag: ref("flag"),
    scalars.read_rating: ref("rating"),
    scalars.read_score: ref("rating"),
    scalars.read_evidence_level: ref("level"),
    scalars.read_inner_id: ref("inner_id"),
    scalars.read_file_id: ref("file_id"),
    scalars.read_region: ref("region"),
    scalars.read_line: ref("line"),
    read_text: ref("text"),
    periods.read_period: ref("period"),
    programme.read_region_level: choice(programme.REGION_LEVELS),
    programme.read_cadence: choice(programme.CADENCES),
    pilot.read_access: choice(pilot.ACCESS),
    planpaths.read_references: {"anyOf": [ref("line"), {"type": "array", "items": ref("line")}]},
    planpaths.read_checkpoints: {"type": "array", "items": ref("Checkpoint")},
}
"""By the function that reads a value: what it accepts."""


def schema_of_reader(reader: Callable[..., Any]) -> Schema:
    """What the function that reads a value accepts."""
    if isinstance(reader, partial):  # one of some words
        return choice(tuple(reader.args[0]))
    return READERS.get(reader, {})
