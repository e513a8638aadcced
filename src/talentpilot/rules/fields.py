"""Walk the fields of one kind in all records of a pilot."""

from collections.abc import Callable, Iterator
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from talentpilot.diagnostics import FieldPath
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Practice
from talentpilot.model.pilot import PilotFile
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext

Wanted = Callable[[str, FieldInfo], bool]
"""Whether a field, by its name and its type, is of the sort looked for."""


class Branch(NamedTuple):
    """A field that is wanted (`below` is empty), or one or `many` records with wanted fields below."""

    attribute: str
    key: str
    many: bool
    below: tuple["Branch", ...]


@cache
def branches(model: type[BaseModel], wanted: Wanted) -> tuple[Branch, ...]:
    """Return the way through a model to the wanted fields, found once."""
    found = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        if wanted(name, info):
            found.append(Branch(name, key, False, ()))
            continue
        record, many = _record_in(info.annotation)
        below = branches(record, wanted) if record else ()
        if below:
            found.append(Branch(name, key, many, below))
    return tuple(found)


def _record_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the record that a field holds, and whether it holds a list of them."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        found = (_record_in(part) for part in get_args(annotation))
        return next((one for one in found if one[0]), (None, False))
    if origin is tuple:
        return _record_in(get_args(annotation)[0])[0], True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    return None, False


def holds(annotation: Any, sort: type) -> bool:
    """Return whether a field's type is `sort`, or `sort` or nothing."""
    return annotation is sort or any(holds(part, sort) for part in get_args(annotation))


def walk_fields(record: BaseModel, way: tuple[Branch, ...], path: FieldPath = ()) -> list[tuple[FieldPath, Any]]:
    """Return the wanted values that a record has, with their paths."""
    found: list[tuple[FieldPath, Any]] = []
    _collect(record, way, path, found)
    return found


def _collect(record: BaseModel, way: tuple[Branch, ...], path: FieldPath, found: list[tuple[FieldPath, Any]]) -> None:
    for attribute, key, many, below in way:
        value = getattr(record, attribute)
        if value is None:
            continue
        if not below:
            found.append(((*path, key), value))
        elif many:
            for index, item in enumerate(value):
                _collect(item, below, (*path, key, index), found)
        else:
            _collect(value, below, (*path, key), found)


def walk_pilot(context: PilotContext, wanted: Wanted) -> Iterator[tuple[str, FieldPath, Any]]:
    """Yield the wanted values of all files of a pilot: file, path, value."""
    pilot = context.pilot
    for path, value in walk_fields(pilot.file, branches(PilotFile, wanted)):
        yield PILOT, path, value
    lists: tuple[tuple[str, str, tuple[BaseModel, ...], type[BaseModel]], ...] = (
        (MILESTONES, "milestones", pilot.milestones, Milestone),
        (OUTCOMES, "indicators", pilot.indicators, Indicator),
        (OUTCOMES, "practices", pilot.practices, Practice),
    )
    for file, key, records, model in lists:
        way = branches(model, wanted)
        for index, record in enumerate(records):
            for path, value in walk_fields(record, way, (key, index)):
                yield file, path, value
    way = branches(Evaluation, wanted)
    for name, evaluation in pilot.evaluations.items():
        for path, value in walk_fields(evaluation, way):
            yield f"evaluations/{name}.yaml", path, value
