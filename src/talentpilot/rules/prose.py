"""Every text of a pilot in one string, quick to search before anything is looked at closely."""

from collections.abc import Callable, Iterable
from functools import cache
from operator import attrgetter
from typing import Any, get_args

from pydantic import BaseModel

from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot

NO_PROSE = frozenset(("id", "sha256", "seal"))
"""Fields whose form leaves no room for prose."""


def all_texts(pilot: Pilot) -> str:
    """Every text of a pilot in one string, without places: quick to search."""
    found: list[str] = []
    waiting: list[Any] = [pilot.file, *pilot.milestones, *pilot.indicators, *pilot.practices]
    waiting += pilot.evaluations.values()
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is str:
            found.append(node)
        elif node is None:
            continue
        elif kind is tuple:
            waiting += node
        elif kind is Text:
            waiting += (node.plain, node.zh, node.en)
        elif kind is dict:
            waiting += node.values()
        elif issubclass(kind, BaseModel):
            waiting += _fields(kind)(node)
    return "\n".join(found)


@cache
def _fields(model: type[BaseModel]) -> Callable[[Any], Iterable[Any]]:
    """Takes from a record the fields in which a text can stand, at any depth."""
    fields = model.model_fields.items()
    names = [name for name, info in fields if name not in NO_PROSE and _leads_to_text(info.annotation)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: [getattr(record, name) for name in names]


def _leads_to_text(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_leads_to_text(info.annotation) for info in annotation.model_fields.values())
    return annotation in (str, Text, Any) or any(_leads_to_text(part) for part in get_args(annotation))
