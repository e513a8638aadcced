"""JSON Schemas of the six kinds of file, made of the models: they accept what the reader accepts.

Draft 7, which every YAML editor knows. What JSON Schema can't say (whether an id exists, whether dates follow
each other) is left to `talentpilot validate`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from talentpilot.exchange.schema_values import (
    DEFINITIONS,
    NO_WORDING,
    Schema,
    choice,
    nothing_in,
    present,
    ref,
    schema_of_reader,
)
from talentpilot.model.base import Record, read_text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.editors import schema_path
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.meanings import meaning_of
from talentpilot.model.milestones import Forecast, MilestonesFile
from talentpilot.model.outcomes import Adoption, Baseline, Checkpoint, Indicator, Observation, OutcomesFile
from talentpilot.model.pilot import Change, Evidence, PilotFile
from talentpilot.model.planpaths import MAY_BE_EMPTIED, READERS
from talentpilot.model.programme import Programme

DRAFT = "http://json-schema.org/draft-07/schema#"
WRITTEN_BY = "Written by `talentpilot schema --write`; do not edit."
"""What tells our files from others."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name, where such files stand, what is in them."""

    name: str
    place: str
    model: type[Record]


KINDS: tuple[Kind, ...] = (
    Kind("programme", "programme.yaml", Programme),
    Kind("catalogue", "catalogue.yaml", Catalogue),
    Kind("pilot", "pilots/<id>/pilot.yaml", PilotFile),
    Kind("milestones", "pilots/<id>/milestones.yaml", MilestonesFile),
    Kind("outcomes", "pilots/<id>/outcomes.yaml", OutcomesFile),
    Kind("evaluation", "pilots/<id>/evaluations/<name>.yaml", Evaluation),
)


def schema_files() -> dict[str, str]:
    """The schemas as files of a ledger, by path below its root."""
    return {schema_path(kind.name): schema_text(kind) for kind in KINDS}


def schema_text(kind: Kind) -> str:
    """The schema of one kind of file, as it is printed and kept."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def schema_of(kind: Kind) -> Schema:
    """The JSON Schema of one kind of file."""
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
    """Collect the definitions that a schema refers to, and those that these refer to."""
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
    """A record and all those inside it; checkpoints stand in adjustments too."""
    yield model
    yield Checkpoint
    for info in model.model_fields.values():
        for inner in models_in(info.annotation):
            yield from _below(inner)


def models_in(annotation: Any) -> Iterator[type[Record]]:
    """The records that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def _record(model: type[Record]) -> Schema:
    """The schema of a record."""
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
    """One field: with its meaning; what may be left out may be empty too."""
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
    """What means that a field is absent: nothing, or a mapping of its own fields that say nothing."""
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
    """What an annotation accepts."""
    for item in metadata:
        if isinstance(item, PlainValidator):
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
        return {"type": "object", "additionalProperties": _value(inner[1])}
    if hasattr(annotation, "__metadata__"):
        return _value(annotation.__origin__, annotation.__metadata__)
    raise TypeError(f"no JSON Schema for {annotation}")


def _change() -> Schema:
    """What a change may hold: both values typed as the field is that the path names."""
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
}
"""What the validators of whole records demand."""
