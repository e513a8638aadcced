"""Turn parsed data into records, item by item, after normalizing codes."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import UnionType
from typing import Any, Generic, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model import scalars
from talentpilot.model.base import CODED, Coded
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.pilot import Change
from talentpilot.model.scalars import plain_form
from talentpilot.store.field_types import planned_type
from talentpilot.store.yaml.parser import TOP, Mark, locate
from talentpilot.suggestions import nearest_words

T = TypeVar("T", bound=BaseModel)

ITEMS: frozenset[tuple[str, ...]] = frozenset(
    tuple(text.split("/"))
    for text in (
        "selection", "adjustments/*", "bottlenecks/*", "reports/*", "reports/*/matters/*", "incentives/*",
        "publicity/*", "evidence/*", "milestones/*", "milestones/*/forecasts/*", "indicators/*",
        "indicators/*/observations/*", "practices/*", "practices/*/adoptions/*", "regions/*", "organizations/*",
        "units/*", "waivers/*", "directive", "domains/*", "domains/*/tasks/*",
    )
)  # fmt: skip
"""Patterns of the parts of a file that can be omitted without changing the meaning of the rest."""

_RULE = re.compile(r"[A-Z]\d\d")


class Fault(NamedTuple):
    """A violation of the schema; `on_key` places the finding on the key instead of the value.

    `mark` and `object` are recorded when the fault is found, before items are omitted and indexes shift.
    """

    rule: str
    path: FieldPath
    message: Message
    help: Message
    on_key: bool = False
    mark: Mark = TOP
    object: str = ""


class OmittedItem(NamedTuple):
    """An item removed from a file before the rest was read: the rule that says why, the item as written, and the id of
    its object (its own, or that of the enclosing item).
    """

    rule: str
    item: Any
    object: str

    def names(self) -> Iterator[str]:
        """Yield the ids and region codes in the item, so that rules don't report references to them. `m3` may mean
        M3.
        """
        yield from _names_in(self.item)
        if self.rule in ("S05", "S07"):
            yield NAMELESS


def _names_in(item: Any) -> Iterator[str]:
    if isinstance(item, list):
        for one in item:
            yield from _names_in(one)
    elif isinstance(item, dict):
        written = [item[key] for key in ("id", "code") if isinstance(item.get(key), str)]
        yield from (name for text in written for name in (text, text.upper()))
        for value in item.values():
            yield from _names_in(value)


class Reading(NamedTuple, Generic[T]):
    """The result of reading a record: the record or None, the faults found, and the items omitted."""

    record: T | None
    faults: tuple[Fault, ...] = ()
    left_out: tuple[OmittedItem, ...] = ()


MISTAKES_LIMIT = 20_000
"""A file with more mistakes in its fields is not read: no list of them would help, and each takes time and memory."""
ADVISED = 200
"""The number of unknown fields of a file for which the nearest known one is looked for."""


def read_record(model: type[T], data: dict[str, Any], places: Any, *, by_field: bool = False) -> Reading[T]:
    """Validate `data` as `model`. Omitted items are removed from `data` and `places`; `by_field` only faulty fields."""
    faults: list[Fault] = []
    left_out: list[OmittedItem] = []
    while True:
        try:
            return Reading(model.model_validate(data), tuple(faults), tuple(left_out))
        except ValidationError as error:
            if error.error_count() > MISTAKES_LIMIT:
                return Reading(None, (too_many(error.error_count()),))
            details = error.errors(include_url=False)
            unlocated = [_fault(model, detail, places, advise=at < ADVISED) for at, detail in enumerate(details)]
            found = [locate_fault(fault, data, places) for fault in unlocated]
        # what is missing once faulty fields are gone is not a second mistake
        faults += [fault for fault in found if not (by_field and faults and fault.rule == "S01")]
        keep_going = _prune(data, places, found, left_out, by_field=by_field)
        if not keep_going:
            return Reading(None, tuple(faults), tuple(left_out))


def too_many(count: int) -> Fault:
    """Return the fault of a file with so many mistakes that it is not read."""
    values = {"count": f"{count:,}", "limit": f"{MISTAKES_LIMIT:,}"}
    message = Message("{count} mistakes in the fields of one file; the limit is {limit}", values)
    return Fault("F03", (), message, Message("compare the file with an earlier revision of it"))


def locate_fault(fault: Fault, data: Any, places: Any) -> Fault:
    """Return the fault with its place and object, resolved against the present data."""
    return fault._replace(mark=locate(places, fault.path, key=fault.on_key), object=inner_id(data, fault.path))


def inner_id(data: Any, path: FieldPath) -> str:
    """Return the id of the innermost item on a path, below the top of the file; empty if there is none."""
    found = ""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found = data["id"]
    return found


def _prune(
    data: dict[str, Any], places: Any, faults: Iterable[Fault], left_out: list[OmittedItem], *, by_field: bool
) -> bool:
    """Remove the faulty items, or fields; return False if none can be removed."""
    omitted: dict[FieldPath, str] = {}
    for fault in faults:
        whole = _written_part(data, fault.path) if by_field else item_around(fault.path)
        item = fault.path if fault.rule == "S02" else whole
        if not item:
            return False
        omitted.setdefault(item, fault.rule)
    left_out += omit_all(data, places, omitted)
    return bool(omitted)


def omit_all(data: Any, places: Any, omitted: dict[FieldPath, str]) -> list[OmittedItem]:
    """Remove items, each with the rule that says why, and return them. The last ones go first so that indexes stay
    valid.

    A lone unknown field (S02, and no item) is removed without being reported.
    """
    found = []
    for path in sorted(omitted, key=_deepest_last_first, reverse=True):
        if omitted[path] == "S02" and item_around(path) != path:
            remove(data, places, path)
        else:
            found.append(omit_item(data, places, path, omitted[path]))
    return found


def omit_item(data: Any, places: Any, path: FieldPath, rule: str) -> OmittedItem:
    """Remove an item and return what it was."""
    concerned = inner_id(data, path)
    return OmittedItem(rule, remove(data, places, path), concerned)


def _deepest_last_first(path: FieldPath) -> tuple[tuple[int, str | int], ...]:
    return tuple((0, step) if isinstance(step, int) else (1, step) for step in path)


def item_around(path: FieldPath) -> FieldPath | None:
    """Return the smallest removable item around a place; None means that the whole file is invalid."""
    pattern = tuple("*" if isinstance(step, int) else step for step in path)
    for length in range(len(path), 0, -1):
        if pattern[:length] in ITEMS:
            return path[:length]
    return None


def _written_part(data: Any, path: FieldPath) -> FieldPath:
    """Return the part of a path at which something is written."""
    for depth, step in enumerate(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return path[:depth]
    return path


def remove(data: Any, places: Any, path: FieldPath) -> Any:
    """Remove the value at `path` from both data and places; return it, or None if there is no such value."""
    for step in path[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
        places = places[step][2] if isinstance(places, dict) else places[step][1]
    last = path[-1]
    if isinstance(data, dict):
        return data.pop(last, None)
    if isinstance(data, list) and isinstance(last, int) and last < len(data):
        del places[last]
        return data.pop(last)
    return None


def _fault(model: type[BaseModel], detail: ErrorDetails, places: Any, *, advise: bool) -> Fault:
    path = tuple(detail["loc"])
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return _missing(path, places)
    if kind == "extra_forbidden":
        return unknown_field(path, fields_of(model_at(model, path[:-1])), advise=advise)
    if kind == "literal_error":
        return not_allowed(path, detail["input"], re.findall(r"'([^']*)'", str(context["expected"])))
    if kind == "S04" and "allowed" in context:
        return not_allowed(path, detail["input"], str(context["allowed"]).split(", "))
    if _RULE.fullmatch(kind):
        return _stated(path, kind, detail["msg"], context)
    return _wrong_type(path, kind, detail["input"])


def record_faults(model: type[BaseModel], data: dict[str, Any]) -> tuple[Fault, ...]:
    """Return what is wrong with a record that stands in no file yet."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return tuple(_fault(model, detail, None, advise=True) for detail in details)
    return ()


def _missing(path: FieldPath, places: Any) -> Fault:
    values = {"field": str(path[-1])}
    if places is not None and _has_key(places, path):
        return empty_field(path)
    return Fault("S01", path[:-1], Message("required field {field} is missing", values), _write(values))


def empty_field(path: FieldPath) -> Fault:
    """Return the fault of a key that lacks its required value (S01)."""
    values = {"field": str(path[-1])}
    return Fault("S01", path, Message("required field {field} is empty", values), _write(values), on_key=True)


def _write(values: dict[str, str]) -> Message:
    return Message("write {field}: …; `talentpilot explain S01` shows an example", values)


def _has_key(places: Any, path: FieldPath) -> bool:
    for step in path[:-1]:
        places = places[step][2] if isinstance(places, dict) else places[step][1]
    return isinstance(places, dict) and path[-1] in places


def unknown_field(path: FieldPath, known: tuple[str, ...], *, advise: bool = True) -> Fault:
    """Return the fault of an unknown key (S02), with the known one that is most similar or has this Chinese name."""
    from talentpilot.model.descriptions import field_called  # for a mistake

    field = str(path[-1])
    near = (*nearest_words(field, known), *field_called(field, known)) if advise else ()
    advice = Message.of("fields here: {allowed}", allowed=Message.listed(known))
    if near:
        advice = Message.of("did you mean {nearest}?", nearest=near[0])
    return Fault("S02", path, Message.of("unknown field {field}", field=field), advice, on_key=True)


def not_allowed(path: FieldPath, value: object, allowed: Iterable[str]) -> Fault:
    """Return the fault of a value that is not in its list (S04), with the most similar one."""
    from talentpilot.i18n.word_codes import meant_codes  # all words of the catalogue, for a mistake

    words = tuple(allowed)
    seen = scalars.kind_of(value)
    is_number = str(seen).lstrip("-").isdecimal()  # no digit is more like 5 than another
    near = () if is_number else nearest_words(str(seen), words) or meant_codes(str(seen), words)
    values = {"value": seen, "allowed": Message.listed(words), "nearest": near[0] if near else ""}
    help_ = "did you mean {nearest}? allowed: {allowed}" if near else "allowed: {allowed}"
    return Fault("S04", path, Message("{value} is not an allowed value", values), Message(help_, values))


def _stated(path: FieldPath, rule: str, text: str, context: dict[str, Any]) -> Fault:
    """Return the fault raised by one of our own validators, with its help."""
    values: dict[str, str | Message] = {
        key: value if isinstance(value, Message) else str(value)
        for key, value in context.items()
        if key not in ("help", "at", "template")
    }
    if "at" in context:
        at = context["at"]
        path = (*path, *at) if isinstance(at, tuple) else (*path, at)
    message = Message(str(context.get("template", "")) or text, values)
    return Fault(rule, path, message, Message(str(context.get("help", "")), values), on_key=rule == "S02")


_EXPECTED = {
    "model_type": Message("fields below it, as `field: value`"),
    "dict_type": Message("fields below it, as `field: value`"),
    "tuple_type": Message("a list, such as [E1, E2]"),
    "items": Message("a list: each item begins with a dash, as `- {field: value}`"),
    "string_type": Message("one text"),
}


_ROW_MARK = re.compile(r" *[,;、，；] *")
_ROW = re.compile(rf"[\w-]+(?:{_ROW_MARK.pattern}[\w-]+)*")


def _wrong_type(path: FieldPath, kind: str, value: object) -> Fault:
    if kind == "tuple_type" and isinstance(value, dict):
        kind = "items"
    expected: Message | str = _EXPECTED.get(kind, Message("a value as `talentpilot explain S03` shows it"))
    if kind == "tuple_type" and isinstance(value, str) and _ROW.fullmatch(value):
        expected = f"[{', '.join(_ROW_MARK.split(value))}]"
    values: dict[str, str | Message] = {"expected": expected, "seen": scalars.kind_of(value)}
    message = Message("{seen} stands here, where something else is expected", values)
    return Fault("S03", path, message, Message("write {expected}", values))


_BY_PATH = object()
"""The step of a value whose type is that of the field that the path beside it names."""

Plan = dict[str, Any]
"""By field: True for a code, a Plan for a record, a one-item list for a list or tuple, None for prose."""


@cache
def normalization_plan(model: type[BaseModel]) -> Plan:
    """Return what normalization needs to know about a model; computed once."""
    plan: Plan = {}
    for name, info in model.model_fields.items():
        marked = any(isinstance(item, Coded) for item in info.metadata)
        step = True if marked else _step(info.annotation)
        if model is Change and name in ("from_", "to"):
            step = _BY_PATH
        if step:
            plan[info.alias or name] = step
    return plan


def _planned_step(path: object) -> Any:
    annotation, metadata = planned_type(path)
    return True if CODED in metadata else _step(annotation)


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
        return normalization_plan(annotation)
    metadata = getattr(annotation, "__metadata__", ())
    if any(isinstance(item, Coded) for item in metadata):
        return True
    return None


Normalized = list[tuple[FieldPath, str, str]]
"""(path, value as written, value as read) of the codes that changed."""


def normalize_codes(model: type[BaseModel], data: dict[str, Any]) -> Normalized:
    """Normalize every code in place; return those that changed."""
    found: Normalized = []
    _normalize(data, normalization_plan(model), (), found)
    return found


def _normalize(data: Any, plan: Any, path: FieldPath, found: Normalized) -> None:
    """Normalize one level. This runs for every value of every file, so it is written for speed."""
    if isinstance(plan, list):
        if isinstance(data, list):
            _normalize_items(data, plan[0], path, found)
    elif isinstance(data, dict):
        step_of = plan.get
        for key, value in data.items():  # a value is replaced while they are walked, never a key
            step = step_of(key)
            if step is True:
                if type(value) is str and not value.isascii():
                    _normalize_value(data, key, path, found)
            elif step is _BY_PATH:
                _normalize(data, {key: _planned_step(data.get("path"))}, path, found)
            elif step is not None and type(value) is not str:
                _normalize(value, step, (*path, key), found)


def _normalize_items(data: list[Any], step: Any, path: FieldPath, found: Normalized) -> None:
    for index, value in enumerate(data):
        if step is not True:
            _normalize(value, step, (*path, index), found)
        elif type(value) is str and not value.isascii() and not joins_items(value):
            _normalize_value(data, index, path, found)


def _normalize_value(data: Any, step: str | int, path: FieldPath, found: Normalized) -> None:
    value = data[step]
    mended = plain_form(value)
    if mended != value:
        data[step] = mended
        found.append(((*path, step), value, mended))


def joins_items(value: str) -> bool:
    """Return whether an item of a list holds a Chinese comma: several items that can't be split safely."""
    return any(char in value for char in "，、；")


def model_at(model: type[BaseModel], path: FieldPath) -> type[BaseModel]:
    """Return the model of the record at `path`, or of the nearest enclosing record."""
    current = model
    annotation: Any = model
    for step in path:
        if isinstance(step, int):
            annotation = next(iter(get_args(annotation)), annotation)
        elif get_origin(annotation) is dict:
            annotation = get_args(annotation)[-1]
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
    """Return the field names of a record as they are written in files."""
    return tuple(info.alias or name for name, info in model.model_fields.items())
