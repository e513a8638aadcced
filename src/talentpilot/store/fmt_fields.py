"""Which reader a field has, by its path: so that a coded value can be put into its canonical form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, PlainValidator
from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import CODED, Coded, Text, read_text
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.pilot import Change
from talentpilot.model.planpaths import (
    READERS,
    parse_path,
    read_checkpoints,
    read_planned_value,
    read_references,
)
from talentpilot.model.scalars import plain_form
from talentpilot.store.coded import joins_items

Reader = Callable[..., Any]


def canonical_value(model: type[BaseModel], path: FieldPath, value: str, data: Any) -> str:
    """A coded value in its canonical form: full-width characters mended (F08), dates as YYYY-MM-DD (D02).

    Prose, and whatever could only be guessed, stays as it is. `data` is the whole file, for values whose type stands
    in a field beside them.
    """
    reader, coded = _reader_of_change(path, data) if path[-1:] in (("from",), ("to",)) else reader_at(model, path)
    if not coded or (isinstance(path[-1], int) and joins_items(value)):
        return value
    mended = plain_form(value) if not value.isascii() else value
    if reader is not None:
        try:
            reader(mended)
        except PydanticCustomError as problem:
            if problem.type == "D02":
                return str((problem.context or {})["meant"])
    return mended or value


def _reader_of_change(path: FieldPath, data: Any) -> tuple[Reader | None, bool]:
    """The reader of `from` and `to`: that of the field which the change names."""
    node = data
    for step in path[:-1]:
        node = node[step]
    where = parse_path(plain_form(str(node.get("path", ""))))
    if where is None or where.is_object or where.pattern.endswith(("/title", "/deliverable", "/source", "objective")):
        return None, False
    return partial(read_planned_value, where), True


@dataclass(frozen=True, slots=True)
class FieldType:
    """What belongs at a path: the bare annotation; whether it is prose, and whether its record requires it."""

    annotation: Any
    is_text: bool = False
    is_required: bool = False


def type_at(model: type[BaseModel], path: FieldPath, data: Any) -> FieldType | None:
    """Return what belongs at a path; None where the format knows no such path, or does not say.

    `data` is the whole file: what `from` and `to` are stands in the path beside them.
    """
    annotation: Any = model
    metadata: tuple[Any, ...] = ()
    required = False
    for depth, step in enumerate(path):
        if annotation is Text and step in ("zh", "en"):
            annotation, required = str, False
            continue
        if annotation is Change and step in ("from", "to"):
            annotation, metadata = _type_of_change(path[:depth], data)
            continue
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = annotation.model_fields.items()
            required = any(info.is_required() for name, info in fields if (info.alias or name) == step)
        annotation, metadata = _below(annotation, step)
        if annotation is None:
            return None
    if annotation is None:
        return None
    coded = any(isinstance(item, Coded) for item in metadata) or get_origin(annotation) is Literal
    is_text = annotation is Text or (annotation is str and not coded)
    return FieldType(annotation, is_text, required)


def _type_of_change(path: FieldPath, data: Any) -> tuple[Any, tuple[Any, ...]]:
    """What `from` and `to` of the change at a path are; None where the path leads to no field."""
    node: Any = data
    steps: tuple[Any, ...] = path
    for step in steps:
        node = node[step] if (isinstance(node, dict) and step in node) or isinstance(node, list) else {}
    where = parse_path(plain_form(str(node.get("path", "")))) if isinstance(node, dict) else None
    if where is None or where.is_object:
        return None, ()
    reader = READERS[where.pattern]
    if reader is read_text:
        return Text, ()
    if reader is read_checkpoints:
        return tuple[Checkpoint, ...], ()
    if reader is read_references:
        return tuple[str, ...], ()
    return str, (CODED,)


def reader_at(model: type[BaseModel], path: FieldPath) -> tuple[Reader | None, bool]:
    """Return the function that reads the field at `path`, if it has one, and whether the field is a code."""
    annotation: Any = model
    metadata: tuple[Any, ...] = ()
    for step in path:
        annotation, metadata = _below(annotation, step)
        if annotation is None:
            return None, False
    reader = next((item.func for item in metadata if isinstance(item, PlainValidator)), None)
    coded = any(isinstance(item, Coded) for item in metadata) or get_origin(annotation) is Literal
    return reader, coded


def _below(annotation: Any, step: str | int) -> tuple[Any, tuple[Any, ...]]:
    """The bare annotation one step down, and what it is annotated with; None where the model ends."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        info = next((info for name, info in fields if (info.alias or name) == step), None)
        if info is None:
            return None, ()
        bare, inner = _bare(info.annotation)
        return bare, (*info.metadata, *inner)
    arguments = get_args(annotation)
    if get_origin(annotation) in (tuple, list) and isinstance(step, int):
        return _bare(arguments[0])
    if get_origin(annotation) is dict:
        return _bare(arguments[1])
    return None, ()


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if get_origin(annotation) is Annotated:
        bare, *metadata = get_args(annotation)
        return bare, tuple(metadata)
    return annotation, ()
