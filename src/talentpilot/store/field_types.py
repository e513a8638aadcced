"""The type and the reader of a field, by its path in a file, and whether it is a code."""

from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, PlainValidator

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import CODED, Coded, ReadBy, Ref, Text, read_text
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.pilot import Change
from talentpilot.model.plan_paths import READERS, parse_path, read_checkpoints, read_references
from talentpilot.model.scalars import plain_form

Reader = Callable[..., Any]


class FieldType(NamedTuple):
    """The type at a path: its bare annotation, whether it is prose, and whether its record requires it."""

    annotation: Any
    is_text: bool = False
    is_required: bool = False


def type_at(model: type[BaseModel], path: FieldPath, data: Any) -> FieldType | None:
    """Return the type at a path, or None if the format doesn't know the path.

    `data` is the whole file: the type of `from` and `to` depends on the path beside them.
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
    """Return the type of `from` and `to` in the change at a path, and its metadata."""
    node: Any = data
    steps: tuple[Any, ...] = path
    for step in steps:
        node = node[step] if (isinstance(node, dict) and step in node) or isinstance(node, list) else {}
    return planned_type(node.get("path") if isinstance(node, dict) else None)


def planned_type(path: object) -> tuple[Any, tuple[Any, ...]]:
    """Return the type of the value at a path of the plan, and its metadata; None if it leads to no field."""
    where = parse_path(plain_form(path)) if isinstance(path, str) else None
    if where is None or where.is_object:
        return None, ()
    reader = READERS[where.pattern]
    if reader is read_text:
        return Text, ()
    if reader is read_checkpoints:
        return tuple[Checkpoint, ...], ()
    if reader is read_references:
        return tuple[Ref, ...], ()
    return str, (CODED, ReadBy(reader))


def reader_at(model: type[BaseModel], path: FieldPath, data: Any = None) -> tuple[Reader | None, bool]:
    """Return the reader of the field at `path`, if it has one, and whether the field is a code; `data` as above."""
    annotation: Any = model
    metadata: tuple[Any, ...] = ()
    for depth, step in enumerate(path):
        if annotation is Change and step in ("from", "to"):
            annotation, metadata = _type_of_change(path[:depth], data)
        else:
            annotation, metadata = _below(annotation, step)
        if annotation is None:
            return None, False
    reader = next((item.func for item in metadata if isinstance(item, PlainValidator)), None)
    coded = any(isinstance(item, Coded) for item in metadata) or get_origin(annotation) is Literal
    return reader, coded


def _below(annotation: Any, step: str | int) -> tuple[Any, tuple[Any, ...]]:
    """Return the bare annotation one step down and its metadata, or None at the end of the model."""
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
