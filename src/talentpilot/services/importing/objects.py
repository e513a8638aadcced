"""Objects as an old book wants them: their fields, each with the cell it comes from, put together row by row."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.services.importing.organizations import name_form
from talentpilot.services.importing.targets import KINDS, ObjectKind, TargetField
from talentpilot.store.records import fields_of, model_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value, and the cell that says so."""

    value: Any
    place: CellPlace


@dataclass(slots=True)
class WantedObject:
    """An object. `key` is what it is known by, `id` its id where the mapping gives one, `prefix` else its letters."""

    kind: str
    place: CellPlace
    key: str = ""
    key_path: FieldPath = ()
    id: str | None = None
    prefix: str = ""
    fields: dict[FieldPath, Wanted] = field(default_factory=dict)
    children: list["WantedObject"] = field(default_factory=list)

    @property
    def form(self) -> ObjectKind:
        """What kind of object it is."""
        return KINDS[self.kind]

    @property
    def called(self) -> str:
        """How messages call it."""
        return f"{self.kind} {self.id or self.key}".strip()

    def want(self, target: TargetField, value: Any, place: CellPlace, row: int) -> CellProblem | None:
        """Add the value of a field; return a problem if another row says otherwise. Values of lists are joined."""
        path = path_in(target, row)
        before = self.fields.get(path)
        if before is None:
            self.fields[path] = Wanted(value, place)
            return None
        if target.many:
            joined = dict.fromkeys((*before.value, *value))
            self.fields[path] = Wanted(tuple(joined), before.place)
            return None
        if before.value == value:
            return None
        said = Message.of("{value} for {name}, and {cell} says {other}", value=value, name=target.name,
                          cell=before.place.cell or before.place, other=before.value)  # fmt: skip
        return CellProblem(place, said, Message("make the rows of one object agree"), str(value), target.name)

    def data(self) -> dict[str, Any]:
        """Return the object as it is written to a file, in the order of its record, with what it holds."""
        found: dict[FieldPath, Any] = {path: wanted.value for path, wanted in self.fields.items()}
        whole = nested(found)
        for child in self.children:
            whole.setdefault(child.form.collection, []).append(child.data())
        if self.id is not None and self.form.letter:
            whole["id"] = self.id
        ordered: dict[str, Any] = in_order(whole, self.form.model)
        return ordered

    def everything(self) -> Iterator["WantedObject"]:
        """Yield the object and all that it holds."""
        yield self
        for child in self.children:
            yield from child.everything()


def path_in(target: TargetField, row: int) -> FieldPath:
    """Return the path of a field in its object; each row has its own item in a list of records."""
    inside = (target.language,) if target.language else ()
    if not target.items:
        return (*target.path, *inside)
    return (*target.path[: target.items], row, *target.path[target.items :], *inside)


def nested(fields: dict[FieldPath, Any]) -> dict[str, Any]:
    """Return values by path as mappings and lists; the items of a list stand in the order of their numbers."""
    tree: dict[Any, Any] = {}
    for path, value in fields.items():
        node = tree
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = list(value) if isinstance(value, tuple) else value
    result: dict[str, Any] = _with_lists(tree)
    return result


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [_with_lists(node[key]) for key in sorted(node)]
    return {key: _with_lists(value) for key, value in node.items()}


def in_order(data: Any, model: type[BaseModel], path: FieldPath = ()) -> Any:
    """Return a mapping with its fields in the order of its record."""
    if isinstance(data, list):
        return [in_order(item, model, (*path, number)) for number, item in enumerate(data)]
    if not isinstance(data, dict):
        return data
    if data.keys() <= {"zh", "en"}:
        return {language: data[language] for language in ("zh", "en") if language in data}
    order = fields_of(model_at(model, path))
    return {name: in_order(data[name], model, (*path, name)) for name in order if name in data}


@dataclass(slots=True)
class WantedPilot:
    """A pilot as the books want it, what in them can't be taken, and the fields whose cells were refused."""

    id: str
    object: WantedObject
    refused: set[str] = field(default_factory=set)
    problems: list[CellProblem] = field(default_factory=list)

    def held(self, kind: str, key: str) -> WantedObject | None:
        """Return an object of the pilot by its key."""
        form = name_form(key)
        every = self.object.everything()
        return next((one for one in every if one.kind == kind and key and name_form(one.key) == form), None)
