"""Write the objects of an old book into a pilot's files: what is missing is added, the rest must be equal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.model.scalars import name_form, plain_form
from talentpilot.services.importing.targets import KINDS, ObjectKind, TargetField
from talentpilot.services.recording.items import free_ids
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.store.records import Fault, fields_of, model_at, record_faults
from talentpilot.store.yaml.editor import data_of_value


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value, and the cell that says so."""

    value: Any
    place: CellPlace


@dataclass(slots=True)
class WantedObject:
    """An object. `key` identifies it in the book; `id` is its id if the mapping gives it, else `prefix` its letters."""

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
        """Its name in messages."""
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
    """Return values by path as mappings and lists; the items of a list are ordered by their numbers."""
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
    """A pilot with its objects from the old books, what can't be taken, and the fields whose cells were refused."""

    id: str
    object: WantedObject
    refused: set[str] = field(default_factory=set)
    problems: list[CellProblem] = field(default_factory=list)

    def held(self, kind: str, key: str) -> WantedObject | None:
        """Return an object of the pilot by its key."""
        form = name_form(key)
        every = self.object.everything()
        return next((one for one in every if one.kind == kind and key and name_form(one.key) == form), None)


_JOINED = frozenset(("evidence", "solves", "documents", "indicators"))
"""Lists to which an import may add; a different value of any other list contradicts the ledger."""
_IDENTITIES = ("stated", "date", "path", "title", "period")
"""The fields that identify an item of a list of records: the first of them that it has."""
_CONFLICT = Message("correct the book or the ledger; a change of an approved plan is filed with talentpilot adjust")


@dataclass(slots=True)
class PilotWriter:
    """Writes the objects of one pilot into an open edit; what can't be written is among the problems."""

    edit: PilotEdit
    refused: Set[str] = frozenset()
    problems: list[CellProblem] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)

    def write(self, pilot: WantedPilot) -> None:
        """Write the pilot's own fields and everything it holds."""
        self._fields("pilot.yaml", (), pilot.object)
        for name, kind in KINDS.items():
            wanted = [one for one in pilot.object.children if one.kind == name]
            if kind.parent == "pilot" and wanted:
                self._objects(kind.file, (kind.collection,), wanted)

    def _objects(self, file: str, place: FieldPath, wanted: Sequence[WantedObject]) -> None:
        """Complete the objects that are there, and append the others."""
        present = self.edit.file(file).at(place) or []
        items = [one if isinstance(one, dict) else {} for one in present] if isinstance(present, list) else []
        taken: set[int] = set()
        new: list[WantedObject] = []
        for one in wanted:
            at = next((n for n, item in enumerate(items) if n not in taken and _is_same(one, item)), None)
            if at is None:
                new.append(one)
            else:
                taken.add(at)
                self._complete(file, (*place, at), one, items[at])
        whole = self._whole(new)
        self._number(items, whole)
        if whole:
            self.edit.extend(file, place, [one.data() for one in whole], _imported(place[-1], len(whole)))
            self.added.update(item.kind for one in whole for item in one.everything())

    def _complete(self, file: str, place: FieldPath, wanted: WantedObject, present: Mapping[str, Any]) -> None:
        """Add what an object of the ledger lacks."""
        wanted.id = str(present.get("id", "")) or None
        self._fields(file, place, wanted)
        for name, kind in KINDS.items():
            inner = [one for one in wanted.children if one.kind == name]
            if inner:
                self._objects(file, (*place, kind.collection), inner)

    def _number(self, items: Sequence[Mapping[str, Any]], new: Sequence[WantedObject]) -> None:
        """Give new objects without an id the next free ones of their letters."""
        lettered = [one for one in new if one.id is None and one.form.letter]
        if not lettered:
            return
        known = [str(item.get("id", "")) for item in items]
        given = {one.id for one in new if one.id is not None}
        prefix = lettered[0].prefix or lettered[0].form.letter
        free = [one for one in free_ids(self.edit, known, prefix, len(lettered) + len(given)) if one not in given]
        for one, identifier in zip(lettered, free, strict=False):
            one.id = identifier

    def _whole(self, new: Sequence[WantedObject]) -> list[WantedObject]:
        """Return the new objects that have all required fields; a missing one is reported, once if all lack it."""
        for one in new:
            one.children = self._whole(one.children)
        faults = [(one, fault) for one in new for fault in _faults(one)]
        together = Counter((one.kind, str(fault.message)) for one, fault in faults)
        alike = Counter(one.kind for one in new)
        reported: set[tuple[str, str]] = set()
        for one, fault in faults:
            name = ".".join(map(str, (one.kind, *fault.path, fault.message.values.get("field", ""))))
            said = one.kind, str(fault.message)
            if said in reported or any(name.startswith(cell) or cell.startswith(name) for cell in self.refused):
                continue  # the cell that should say it is reported already
            called: str | Message = one.called
            if 1 < together[said] == alike[one.kind]:
                reported.add(said)
                called = Message.of("{object} and {n} more", object=one.called, n=together[said] - 1)
            value = one.fields.get(fault.path)
            text = Message.of("{object}: {problem}", object=called, problem=fault.message)
            advice = Message.of("map a column to it, or give it in `set` of the {kind}", kind=one.kind)
            self.problems.append(CellProblem(value.place if value is not None else one.place, text, advice))
        faulty = {id(one) for one, _ in faults}
        return [one for one in new if id(one) not in faulty]

    def _fields(self, file: str, place: FieldPath, wanted: WantedObject) -> None:
        """Add the fields that are absent, whole groups at once; present ones must be equal."""
        present = self.edit.file(file).at(place)
        absent: dict[FieldPath, Any] = {}
        rows: dict[tuple[FieldPath, int], dict[FieldPath, Wanted]] = {}
        for path, value in wanted.fields.items():
            step = next((n for n, one in enumerate(path) if isinstance(one, int)), None)
            if step is not None:
                rows.setdefault((path[:step], int(path[step])), {})[path[step + 1 :]] = value
            elif not self._is_recorded(file, place, path, value, present):
                absent[path] = value.value
        tree = in_order(nested(absent), wanted.form.model)
        for path in _new_places(tree, present):
            self.edit.put(
                file, (*place, *path), _at(tree, path), _imported(f"{wanted.called} {'.'.join(map(str, path))}")
            )
            self.added["field"] += 1
        for (path, _), item in rows.items():
            self._item(file, place, path, item, wanted)

    def _is_recorded(self, file: str, place: FieldPath, path: FieldPath, wanted: Wanted, present: Any) -> bool:
        """Return whether a field is in the ledger already; one with another value is reported."""
        found = _text_at(present, path)
        if found is None or found in ([], {}):
            return False
        if isinstance(wanted.value, tuple) and isinstance(found, list):
            missing = [one for one in wanted.value if str(one) not in found]
            if missing and path[-1] in _JOINED:
                self.edit.extend(file, (*place, *path), missing)
                self.added["field"] += 1
                return True
            equal = not missing
        else:
            equal = _is_equal(wanted.value, found)
        if not equal:
            self._contradiction(file, (*place, *path), wanted, found)
        return True

    def _contradiction(self, file: str, path: FieldPath, wanted: Wanted, found: Any) -> None:
        line = f"pilots/{self.edit.folder}/{file}:{self.edit.file(file).line(path)}"
        seen = ", ".join(map(str, found)) if isinstance(found, list) else str(found)
        value = ", ".join(map(str, wanted.value)) if isinstance(wanted.value, tuple) else str(wanted.value)
        names = ".".join(str(step) for step in path if not isinstance(step, int))
        said = Message.of("{value} for {name}, and {place} says {seen}", value=value, name=names, place=line, seen=seen)
        self.problems.append(CellProblem(wanted.place, said, _CONFLICT, value, names))

    def _item(
        self, file: str, place: FieldPath, path: FieldPath, item: dict[FieldPath, Wanted], wanted: WantedObject
    ) -> None:
        """Append an item of a list of records, unless an equal one is there."""
        data = in_order(nested({key: value.value for key, value in item.items()}), wanted.form.model, (*path, 0))
        present = self.edit.file(file).at((*place, *path)) or []
        identity = next((name for name in _IDENTITIES if name in data), None)
        texts = data_of_value(data)
        same = next((one for one in present if identity and one.get(identity) == texts[identity]), None)
        if same is None:
            self.edit.extend(file, (*place, *path), [data], _imported(f"{wanted.called} {path[-1]}"))
            self.added["field"] += 1
            return
        for key, value in item.items():
            if not _is_equal(value.value, _at(same, key)):
                at = (*place, *path, present.index(same), *key)
                self._contradiction(file, at, value, _at(same, key) or Message("nothing"))


def _faults(wanted: WantedObject) -> Sequence[Fault]:
    numbered = replace(wanted, id=wanted.id or "X1") if wanted.form.letter else wanted
    return record_faults(wanted.form.model, data_of_value(numbered.data()))


def _imported(what: object, number: int = 1) -> Message:
    return Message.of("imported: {what} ({n})", what=what, n=number)


def _is_same(wanted: WantedObject, item: Mapping[str, Any]) -> bool:
    """Return whether an object of the ledger is the wanted one: by its id, by its key, otherwise by all fields."""
    if wanted.id is not None:
        return bool(item.get("id") == wanted.id)
    if wanted.kind in ("observation", "report"):
        times = [path for path in (("date",), ("period",)) if path in wanted.fields]
        return bool(times) and all(_is_equal(wanted.fields[path].value, _at(item, path)) for path in times)
    if wanted.key_path:
        value = wanted.fields.get(wanted.key_path)
        found = _text_at(item, wanted.key_path)
        return value is not None and found is not None and name_form(str(value.value)) == name_form(str(found))
    flat = {path: value for path, value in wanted.fields.items() if not any(isinstance(step, int) for step in path)}
    return bool(flat) and all(_holds(item, path, value.value) for path, value in flat.items())


def _holds(item: Mapping[str, Any], path: FieldPath, value: Any) -> bool:
    found = _text_at(item, path)
    if isinstance(value, tuple):
        return isinstance(found, list) and all(str(one) in found for one in value)
    return _is_equal(value, found)


def _text_at(item: Any, path: FieldPath) -> Any:
    found = _at(item, path)
    if found is None and path[-1] in ("zh", "en") and isinstance(_at(item, path[:-1]), str):
        return _at(item, path[:-1])
    return found


def _at(data: Any, path: FieldPath) -> Any:
    for step in path:
        inside = isinstance(data, Mapping) and step in data
        data = data[step] if inside or (isinstance(data, list) and isinstance(step, int)) else None
    return data


def _is_equal(value: Any, found: Any) -> bool:
    """Return whether a text of a file says the same as a value."""
    if found is None:
        return False
    text = plain_form(str(found)) if not isinstance(value, str) else str(found)
    match value:
        case bool():
            return text == ("true" if value else "false")
        case Decimal() | int():
            try:
                return Decimal(text) == Decimal(value)
            except InvalidOperation:
                return False
        case date():
            return text == value.isoformat()
        case _:
            return text == str(value) or plain_form(text) == str(value)


def _new_places(tree: Mapping[str, Any], present: Any, path: FieldPath = ()) -> list[FieldPath]:
    """Return where to put what is absent: the outermost fields that the ledger lacks."""
    found: list[FieldPath] = []
    for name, value in tree.items():
        there = _at(present, (*path, name))
        if isinstance(value, Mapping) and isinstance(there, dict):
            found += _new_places(value, present, (*path, name))
        else:
            found.append((*path, name))
    return found
