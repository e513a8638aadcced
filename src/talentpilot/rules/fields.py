"""Walk the fields of one kind in all records of a pilot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

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


@dataclass(frozen=True, slots=True)
class Branch:
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


def walk_fields(record: BaseModel, way: tuple[Branch, ...], path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Yield the wanted values in a record that are there, with their paths."""
    for branch in way:
        value = getattr(record, branch.attribute)
        if value is None:
            continue
        if not branch.below:
            yield (*path, branch.key), value
        elif branch.many:
            for index, item in enumerate(value):
                yield from walk_fields(item, branch.below, (*path, branch.key, index))
        else:
            yield from walk_fields(value, branch.below, (*path, branch.key))


def walk_pilot(context: PilotContext, wanted: Wanted) -> Iterator[tuple[str, FieldPath, Any]]:
    """Yield the wanted values of all files of a pilot: file, path, value."""
    pilot = context.pilot
    for path, value in walk_fields(pilot.file, branches(PilotFile, wanted)):
        yield PILOT, path, value
    way = branches(Milestone, wanted)
    for index, step in enumerate(pilot.milestones):
        for path, value in walk_fields(step, way, ("milestones", index)):
            yield MILESTONES, path, value
    way = branches(Indicator, wanted)
    for index, indicator in enumerate(pilot.indicators):
        for path, value in walk_fields(indicator, way, ("indicators", index)):
            yield OUTCOMES, path, value
    way = branches(Practice, wanted)
    for index, practice in enumerate(pilot.practices):
        for path, value in walk_fields(practice, way, ("practices", index)):
            yield OUTCOMES, path, value
    way = branches(Evaluation, wanted)
    for name, evaluation in pilot.evaluations.items():
        for path, value in walk_fields(evaluation, way):
            yield f"evaluations/{name}.yaml", path, value
