"""JSON Schemas of the six kinds of ledger file and of mappings, generated from the models."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, PlainValidator
from pydantic.fields import FieldInfo

from talentpilot.model import dates, import_mapping, periods, pilot, plan_paths, programme, scalars
from talentpilot.model.base import Record, read_text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.descriptions import meaning_of
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import Forecast, MilestonesFile
from talentpilot.model.modeline import schema_path
from talentpilot.model.official_profile import OfficialProfile, read_head
from talentpilot.model.outcomes import Adoption, Baseline, Checkpoint, Indicator, Observation, OutcomesFile
from talentpilot.model.pilot import Change, Evidence, PilotFile
from talentpilot.model.plan_paths import MAY_BE_EMPTIED, READERS
from talentpilot.model.programme import Programme

Schema = dict[str, Any]

ABSENT: Schema = {
    "description": "Nothing: as if the field were not there.",
    "type": ["null", "string", "object"],
    "pattern": "^(?:~|null)?$",
    "maxProperties": 0,
}
"""Values that mean an absent field, quoted or not: empty, `~`, null and `{}`."""


def whole(pattern: str) -> str:
    """Return a pattern for the whole text, since JSON Schema searches anywhere in it."""
    return f"^(?:{pattern})$"


def ref(name: str) -> Schema:
    """Return a reference to a definition of the same document."""
    return {"$ref": f"#/definitions/{name}"}


def present(field: str) -> Schema:
    """Return the schema of a mapping in which the field is present."""
    return {"required": [field], "properties": {field: {"not": ref("absent")}}}


def nothing_in(fields: Mapping[str, Schema]) -> Schema:
    """Return the schema of a mapping whose known fields are all absent, which is as absent as an empty one."""
    return {"type": "object", "properties": dict(fields), "additionalProperties": False}


NO_WORDING = nothing_in({"zh": ref("absent"), "en": ref("absent")})
"""A text in two languages that has neither."""


def choice(words: tuple[str, ...]) -> Schema:
    """Return the schema of one word of a list."""
    return {"type": "string", "enum": list(words)}


def _days(most: int, pattern: str) -> Schema:
    """Return the schema of a number of days up to `most`; `pattern` is the equivalent for digits written as text."""
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

READER_SCHEMAS: Mapping[Callable[..., Any], Schema] = {
    dates.read_date: ref("day"),
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
    plan_paths.read_references: {"anyOf": [ref("line"), {"type": "array", "items": ref("line")}]},
    plan_paths.read_checkpoints: {"type": "array", "items": ref("Checkpoint")},
    read_head: {"anyOf": [choice(("red",)), ref("HeadSpace")]},
    import_mapping.read_lines: {"anyOf": [ref("line"), {"type": "array", "items": ref("line")}]},
    import_mapping.read_word_or_words: {
        "anyOf": [ref("line"), {"type": "object", "additionalProperties": ref("line")}]
    },
    import_mapping.read_constants: {"type": "object"},
}
"""The schema of accepted values by the function that reads them."""


def schema_of_reader(reader: Callable[..., Any]) -> Schema:
    """Return the schema of the values that a reader function accepts."""
    if isinstance(reader, partial):  # one of some words
        return choice(tuple(reader.args[0]))
    return READER_SCHEMAS.get(reader, {})


DRAFT = "http://json-schema.org/draft-07/schema#"
WRITTEN_BY = "Written by `talentpilot schema --write`; do not edit."
"""The prefix that identifies our schema files."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its name, its paths, its model."""

    name: str
    place: str
    model: type[Record]


KINDS: tuple[FileKind, ...] = (
    FileKind("programme", "programme.yaml", Programme),
    FileKind("catalogue", "catalogue.yaml", Catalogue),
    FileKind("pilot", "pilots/<id>/pilot.yaml", PilotFile),
    FileKind("milestones", "pilots/<id>/milestones.yaml", MilestonesFile),
    FileKind("outcomes", "pilots/<id>/outcomes.yaml", OutcomesFile),
    FileKind("evaluation", "pilots/<id>/evaluations/<name>.yaml", Evaluation),
)


PROFILE = FileKind("gongwen", "templates/gongwen/profile.yaml", OfficialProfile)
"""The profile of official documents, which few ledgers have."""
MAPPING = FileKind("import", "<mapping>.yaml", import_mapping.ImportMapping)
"""No file of a ledger: it says how old books become one."""
PUBLISHED = (*KINDS, PROFILE, MAPPING)


def schema_files() -> dict[str, str]:
    """Return the schemas as files of a ledger, by path from its root."""
    return {schema_path(kind.name): schema_text(kind) for kind in KINDS}


def schema_text(kind: FileKind) -> str:
    """Return the schema of one kind of file as text."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def schema_of(kind: FileKind) -> Schema:
    """Return the JSON Schema of one kind of file."""
    body = _record(kind.model)
    head = {
        "description": "The kind of file, and the version of its form 文件类型",
        "const": f"talentpilot/{kind.name}/1",
    }
    used: dict[str, Schema] = {}
    document = {
        "$schema": DRAFT,
        "$comment": WRITTEN_BY,
        "title": f"{kind.place} ({head['const']})",
        **body,
        "properties": {"schema": head, **body["properties"]},
        "required": ["schema", *body.get("required", [])],
    }
    _gather(document, {item.__name__: item for item in _below(kind.model)}, used)
    return {**document, "definitions": {name: used[name] for name in sorted(used)}}


def _gather(schema: object, records: Mapping[str, type[Record]], used: dict[str, Schema]) -> None:
    """Collect the definitions that a schema refers to, directly or indirectly."""
    for name in _names(schema):
        if name not in used:
            used[name] = _record(records[name]) if name in records else DEFINITIONS[name]
            _gather(used[name], records, used)


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/definitions/")
        for value in schema.values():
            yield from _names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _names(value)


def _below(model: type[Record]) -> Iterator[type[Record]]:
    """Yield a record and all records inside it; checkpoints occur in adjustments too."""
    yield model
    yield Checkpoint
    for info in model.model_fields.values():
        for inner in models_in(info.annotation):
            yield from _below(inner)


def models_in(annotation: Any) -> Iterator[type[Record]]:
    """Yield the records in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def _record(model: type[Record]) -> Schema:
    """Return the schema of a record."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    required = [key for key, info in fields.items() if info.is_required()]
    made: Schema = {
        "description": " ".join((model.__doc__ or "").split()),
        "type": "object",
        "properties": {key: _field(model, key, info) for key, info in fields.items()},
        "additionalProperties": False,
    }
    if required:
        made["required"] = required
    return made | CONDITIONS.get(model, {})


def _field(model: type[Record], key: str, info: FieldInfo) -> Schema:
    """Return the schema of a field with its description; an optional field may also be empty."""
    value = _value(info.annotation, info.metadata)
    meaning = {"description": meaning_of(model, key)}
    if info.is_required():
        return meaning | ({"allOf": [value]} if "$ref" in value else value)
    if not value:
        return meaning
    default = _default(info.get_default(call_default_factory=False))
    return (
        meaning
        | {"anyOf": [value, *_nothing(info.annotation, info.metadata)]}
        | ({} if default is None else {"default": default})
    )


def _nothing(annotation: Any, metadata: list[Any] | tuple[Any, ...] = ()) -> list[Schema]:
    """Return the schema of an absent field: empty, or a mapping of its own fields without values."""
    absent = ref("absent")
    if any(isinstance(item, PlainValidator) for item in metadata):
        is_text = any(isinstance(item, PlainValidator) and item.func is read_text for item in metadata)
        return [absent, NO_WORDING] if is_text else [absent]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        below = {info.alias or name: _nothing(info.annotation, info.metadata) for name, info in fields}
        return [absent, nothing_in({key: _either(ways) for key, ways in below.items()})]
    if get_origin(annotation) in (Union, UnionType):
        return _nothing(next(part for part in get_args(annotation) if part is not type(None)))
    if hasattr(annotation, "__metadata__"):
        return _nothing(annotation.__origin__, annotation.__metadata__)
    return [absent]


def _either(ways: list[Schema]) -> Schema:
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _default(value: object) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, bool | int) else None


def _value(annotation: Any, metadata: list[Any] | tuple[Any, ...] = ()) -> Schema:
    """Return the schema of an annotation."""
    for item in metadata:
        if isinstance(item, PlainValidator | BeforeValidator):
            return schema_of_reader(item.func)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return ref(annotation.__name__)
    inner = get_args(annotation)
    origin = get_origin(annotation)
    if origin is Literal:
        return choice(inner)
    if origin in (Union, UnionType):
        return _value(next(part for part in inner if part is not type(None)))
    if origin is tuple:
        return {"type": "array", "items": _value(inner[0])}
    if origin is dict:
        names = {"propertyNames": choice(get_args(inner[0]))} if get_origin(inner[0]) is Literal else {}
        return {"type": "object", **names, "additionalProperties": _value(inner[1])}
    if hasattr(annotation, "__metadata__"):
        return _value(annotation.__origin__, annotation.__metadata__)
    raise TypeError(f"no JSON Schema for {annotation}")


def _change() -> Schema:
    """Return the schema of a change: both values have the type of the field at its path."""
    cases = []
    for pattern, reader in READERS.items():
        typed = {"anyOf": [schema_of_reader(reader), *_nothing(Any, (PlainValidator(reader),))]}
        then: Schema = {"properties": {"from": typed, "to": typed}}
        if pattern not in MAY_BE_EMPTIED:
            then |= {"allOf": [present("to")]}
        regex = "^" + re.escape(pattern).replace(r"\*", "[A-Z]{1,3}[0-9]{1,3}") + "$"
        cases.append({"if": {"required": ["path"], "properties": {"path": {"pattern": regex}}}, "then": then})
    return {"allOf": cases}


_WITHIN: Schema = {"required": ["direction"], "properties": {"direction": {"const": "within"}}}
CONDITIONS: dict[type[Record], Schema] = {
    Baseline: {"oneOf": [present("date"), present("period")]},
    Forecast: {"anyOf": [present("date"), present("reason")]},
    Observation: {"oneOf": [present("date"), present("period")]},
    Evidence: {"anyOf": [present("path"), present("url")]},
    Adoption: {"anyOf": [present("org"), present("region")]},
    Indicator: {
        "if": _WITHIN,
        "then": {"properties": {"target": {"anyOf": [ref("absent"), {"allOf": [present("min"), present("max")]}]}}},
        "else": {"properties": {"target": {"anyOf": [ref("absent"), present("value")]}}},
    },
    Change: _change(),
    import_mapping.ColumnRule: {"type": ["object", "string", "array"], "items": {"type": "string"}},
}
"""Constraints that the validators of whole records add."""
