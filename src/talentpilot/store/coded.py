"""Walks a schema beside the data: which fields are codes (read in NFKC form, F08), and which fields there are."""

from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Coded
from talentpilot.model.scalars import plain_form

Plan = dict[str, Any]
"""By field: True for a code, a Plan for a record, a one-item list for a list or tuple, None for prose."""


@cache
def coded_plan(model: type[BaseModel]) -> Plan:
    """What the walk needs to know of a model, made once."""
    plan: Plan = {}
    for name, info in model.model_fields.items():
        marked = any(isinstance(item, Coded) for item in info.metadata)
        step = True if marked else _step(info.annotation)
        if step:
            plan[info.alias or name] = step
    return plan


def _step(annotation: Any) -> Any:
    origin = get_origin(annotation)
    if origin is Literal:
        return True
    if origin in (Union, UnionType):
        return next((step for part in get_args(annotation) if (step := _step(part))), None)
    if origin in (tuple, list):
        inner = _step(get_args(annotation)[0])
        return [inner] if inner else None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return coded_plan(annotation)
    metadata = getattr(annotation, "__metadata__", ())
    if any(isinstance(item, Coded) for item in metadata):
        return True
    return None


Mended = list[tuple[FieldPath, str, str]]
"""(path, as written, as read) of the codes that changed."""


def mend_codes(model: type[BaseModel], data: dict[str, Any]) -> Mended:
    """Put every code into its plain form, in place; returns those that changed."""
    found: Mended = []
    _mend(data, coded_plan(model), (), found)
    return found


def _mend(data: Any, plan: Any, path: FieldPath, found: Mended) -> None:
    """One level of the walk; this runs over every value of every file, so it says no more than it must."""
    if isinstance(plan, dict):
        if not isinstance(data, dict):
            return
        steps = [(key, plan[key]) for key in data if key in plan]
    elif isinstance(data, list):
        steps = [(index, plan[0]) for index in range(len(data))]
    else:
        return
    for key, step in steps:
        value = data[key]
        if step is not True:
            _mend(value, step, (*path, key), found)
        elif isinstance(value, str) and not value.isascii() and not (isinstance(key, int) and joins_items(value)):
            mended = plain_form(value)
            if mended != value:
                data[key] = mended
                found.append(((*path, key), value, mended))


def joins_items(value: str) -> bool:
    """Return whether an item of a list holds a Chinese comma: several items, of which no plain form makes two."""
    return any(char in value for char in "，、；")


def model_at(model: type[BaseModel], path: FieldPath) -> type[BaseModel]:
    """The model of the record that stands at `path`; the nearest one above where there is none."""
    current = model
    annotation: Any = model
    for step in path:
        if isinstance(step, int):
            annotation = next(iter(get_args(annotation)), annotation)
        else:
            info = next((i for n, i in current.model_fields.items() if (i.alias or n) == step), None)
            if info is None:
                return current
            annotation = _without_none(info.annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            current = annotation
    return current


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def fields_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The field names of a record, as written."""
    return tuple(info.alias or name for name, info in model.model_fields.items())
