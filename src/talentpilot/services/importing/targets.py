"""The fields of the ledger that a mapping can write to, and what kind of value each takes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from talentpilot.diagnostics import Message
from talentpilot.model import scalars
from talentpilot.model.base import Language, read_text
from talentpilot.model.dates import read_date
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Adoption, Indicator, Observation, Practice
from talentpilot.model.periods import read_period
from talentpilot.model.pilot import (
    ACCESS,
    Adjustment,
    Bottleneck,
    Evidence,
    Incentive,
    PeriodReport,
    PilotFile,
    Publicity,
    read_access,
)
from talentpilot.store.records import fields_of
from talentpilot.suggestions import nearest

Sort = Literal[
    "text",
    "line",
    "address",
    "day",
    "number",
    "whole",
    "flag",
    "period",
    "region",
    "word",
    "organization",
    "task",
    "unit",
]


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of object: its file, the list that holds it, its model, the letter of its ids, and what holds it."""

    name: str
    file: str
    collection: str
    model: type[BaseModel]
    letter: str = ""
    parent: str = "pilot"


KINDS: dict[str, ObjectKind] = {
    one.name: one
    for one in (
        ObjectKind("pilot", "pilot.yaml", "", PilotFile, parent=""),
        ObjectKind("evidence", "pilot.yaml", "evidence", Evidence, "E"),
        ObjectKind("milestone", "milestones.yaml", "milestones", Milestone, "M"),
        ObjectKind("indicator", "outcomes.yaml", "indicators", Indicator, "I"),
        ObjectKind("observation", "outcomes.yaml", "observations", Observation, parent="indicator"),
        ObjectKind("practice", "outcomes.yaml", "practices", Practice, "P"),
        ObjectKind("adoption", "outcomes.yaml", "adoptions", Adoption, parent="practice"),
        ObjectKind("adjustment", "pilot.yaml", "adjustments", Adjustment, "A"),
        ObjectKind("bottleneck", "pilot.yaml", "bottlenecks", Bottleneck, "B"),
        ObjectKind("report", "pilot.yaml", "reports", PeriodReport),
        ObjectKind("incentive", "pilot.yaml", "incentives", Incentive, "S"),
        ObjectKind("publicity", "pilot.yaml", "publicity", Publicity, "N"),
    )
}
"""The kinds, each behind the one that holds it; evidence comes first, for other objects cite it."""

_ORGANIZATIONS = frozenset(
    ("pilot.roles.lead", "pilot.roles.units", "pilot.roles.partners", "pilot.roles.guide", "pilot.roles.reporter",
     "milestone.owner", "bottleneck.owner", "bottleneck.accepted.by", "bottleneck.reopened.accepted.by",
     "adjustment.authority", "incentive.grantor", "evidence.verified.by", "adoption.org")
)  # fmt: skip
_SORTS: dict[Callable[..., Any], Sort] = {
    read_text: "text", read_date: "day", scalars.read_number: "number", scalars.read_weight: "number",
    scalars.read_whole: "whole", scalars.read_lag_days: "whole", scalars.read_score: "whole",
    scalars.read_flag: "flag", read_period: "period", scalars.read_region: "region", read_access: "word",
}  # fmt: skip
_AHEAD = frozenset(("due", "forecasts.date", "term.start", "term.end", "target.date", "checkpoints.date"))
_NEAR = frozenset(("done", "resolved", "raised", "date", "reopened.date", "accepted.date"))
"""Days of facts; an adoption and a grant have `date`. Days of evidence, approval and baseline may lie further back."""
_NEAR_KINDS = frozenset(("milestone", "bottleneck", "adoption", "incentive", "publicity"))


@dataclass(frozen=True, slots=True)
class TargetField:
    """A field of a kind of object. `many`: a list of values; `items`: the length of the path to a list of records."""

    kind: str
    path: tuple[str, ...]
    sort: Sort
    language: Language | None = None
    many: bool = False
    items: int = 0
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name by which mappings and messages call it."""
        parts = (self.kind, *self.path, *((self.language,) if self.language else ()))
        return ".".join(parts)

    @property
    def lies_ahead(self) -> bool:
        """Whether the field is a day that may lie in the future."""
        return ".".join(self.path) in _AHEAD

    @property
    def is_recent(self) -> bool:
        """Whether the field is the day of a fact of the pilot, which can't be long before its term."""
        return self.kind in _NEAR_KINDS and ".".join(self.path) in _NEAR


class NoTarget(Exception):
    """A name that is not a field; `message` and `help` say why."""

    def __init__(self, message: Message, help_: Message) -> None:
        super().__init__(message)
        self.message, self.help = message, help_


@cache
def target_of(name: str) -> TargetField:
    """Return the field that a name such as `milestone.due` or `pilot.title.zh` stands for.

    Raises:
        NoTarget: there is none, or it is given in another way.
    """
    kind, *parts = name.split(".")
    if kind not in KINDS:
        raise NoTarget(Message.of("{kind} is not a kind of object", kind=kind), nearest(kind, tuple(KINDS)))
    if not parts:
        raise NoTarget(Message.of("{kind} needs a field", kind=kind), _fields(kind, KINDS[kind].model))
    if parts in (["id"], ["schema"]):
        said = Message.of("ids are not mapped to {name}", name=name)
        raise NoTarget(said, Message.of("write `id` below objects: {kind}:", kind=kind))
    if name.startswith("pilot.approval.seal"):
        said = Message("an import never seals a plan")
        raise NoTarget(said, Message("talentpilot seal --all seals every approved plan afterwards"))
    return _walk(name, kind, parts)


@dataclass(slots=True)
class _Step:
    """Where a walk through the models has come to."""

    model: type[BaseModel] | None
    path: list[str] = field(default_factory=list)
    items: int = 0


def _walk(name: str, kind: str, parts: list[str]) -> TargetField:
    at = _Step(KINDS[kind].model)
    for number, part in enumerate(parts):
        info = _field(at.model, part)
        if at.model is None or info is None:
            held = at.model or KINDS[kind].model
            said = Message.of("{name}: there is no field {field}", name=name, field=part)
            raise NoTarget(said, nearest(part, _own_fields(kind, held)))
        at.path.append(part)
        bare, metadata, many = _bare(info)
        if isinstance(bare, type) and issubclass(bare, BaseModel):
            at.items = len(at.path) if many else at.items
            at.model = bare
            continue
        return _leaf(name, kind, at, (bare, metadata, many), parts[number + 1 :])
    assert at.model is not None
    raise NoTarget(Message.of("{name} is a group of fields", name=name), _fields(name, at.model))


def _leaf(name: str, kind: str, at: _Step, found: tuple[Any, tuple[Any, ...], bool], rest: list[str]) -> TargetField:
    bare, metadata, many = found
    reader = next((one.func for one in metadata if isinstance(one, PlainValidator)), None)
    choices = tuple(map(str, get_args(bare))) if get_origin(bare) is Literal else ()
    sort: Sort = "word" if choices else _SORTS.get(reader, "line") if reader is not None else "line"
    plain = ".".join((kind, *at.path))
    if sort == "line":
        sort = _named(plain)
    language: Language | None = None
    if sort == "text" and rest in (["zh"], ["en"]):
        language = "zh" if rest == ["zh"] else "en"
    elif sort == "text":
        raise NoTarget(Message.of("{name} needs a language", name=name), Message.of("write {name}.zh", name=plain))
    elif rest:
        raise NoTarget(Message.of("{name} goes too far", name=name), Message.of("write {name}", name=plain))
    if reader is read_access:
        choices = ACCESS
    return TargetField(kind, tuple(at.path), sort, language, many, at.items, choices)


def _named(plain: str) -> Sort:
    if plain in _ORGANIZATIONS:
        return "organization"
    named: dict[str, Sort] = {
        "pilot.task": "task", "indicator.unit": "unit", "evidence.url": "address", "publicity.url": "address",
    }  # fmt: skip
    return named.get(plain, "line")


def _field(model: type[BaseModel] | None, name: str) -> FieldInfo | None:
    fields = model.model_fields.items() if model is not None else ()
    return next((info for key, info in fields if (info.alias or key) == name), None)


def _bare(info: FieldInfo) -> tuple[Any, tuple[Any, ...], bool]:
    """Return the annotation without None and list, its metadata, and whether it was a list."""
    annotation, metadata, many = info.annotation, tuple(info.metadata), False
    while True:
        origin = get_origin(annotation)
        if origin in (Union, UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        elif origin is tuple:
            annotation, many = get_args(annotation)[0], True
        elif origin is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *more)
        else:
            return annotation, metadata, many


def _own_fields(kind: str, model: type[BaseModel]) -> tuple[str, ...]:
    lists = {one.collection for one in KINDS.values() if one.parent == kind}
    return tuple(one for one in fields_of(model) if one not in lists and one not in ("id", "seal"))


def _fields(name: str, model: type[BaseModel]) -> Message:
    return Message.of("its fields: {fields}", fields=Message.listed(_own_fields(name, model)))
