"""Data to records, item by item: one mistake makes one finding and hides nothing else.

A record is validated whole. Where that fails, each fault is told, the smallest item around it that can be left out
is left out (and named), and the rest is validated again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model import scalars
from talentpilot.model.ledger import NAMELESS
from talentpilot.store.coded import fields_of, model_at
from talentpilot.store.yamltext import TOP, Mark, locate
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
"""What can be left out of a file without changing the meaning of the rest."""

_RULE = re.compile(r"[A-Z]\d\d")


@dataclass(frozen=True, slots=True)
class Fault:
    """What the schema says of one place: `on_key` puts the finding on the key instead of the value.

    `mark` and `object` are taken when the fault is met, before items are left out and indexes move.
    """

    rule: str
    path: FieldPath
    message: Message
    help: Message
    on_key: bool = False
    mark: Mark = TOP
    object: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something taken out of a file before the rest was read: the rule that says why, the item as written, and the
    id of the object it belongs to (its own, or the one around it)."""

    rule: str
    item: Any
    object: str

    def names(self) -> Iterator[str]:
        """The ids and region codes in it, so that rules keep silent about references to them; `m3` may mean M3."""
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


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A record, or None; the faults met; and the items left out."""

    record: T | None
    faults: tuple[Fault, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read_record(model: type[T], data: dict[str, Any], places: Any) -> Reading[T]:
    """Validate `data` as `model`; `data` and `places` lose the items that are left out."""
    faults: list[Fault] = []
    left_out: list[LeftOut] = []
    while True:
        try:
            return Reading(model.model_validate(data), tuple(faults), tuple(left_out))
        except ValidationError as error:
            details = error.errors(include_url=False)
            found = [settle(_fault(model, detail, places), data, places) for detail in details]
        faults += found
        keep_going = _prune(data, places, found, left_out)
        if not keep_going:
            return Reading(None, tuple(faults), tuple(left_out))


def settle(fault: Fault, data: Any, places: Any) -> Fault:
    """The fault with its place and object, as the data stands now."""
    return replace(fault, mark=locate(places, fault.path, key=fault.on_key), object=inner_id(data, fault.path))


def inner_id(data: Any, path: FieldPath) -> str:
    """The id of the innermost item that a path runs through, below the top of the file; empty where there is none."""
    found = ""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found = data["id"]
    return found


def _prune(data: dict[str, Any], places: Any, faults: Iterable[Fault], left_out: list[LeftOut]) -> bool:
    """Take the faulty items out; False where none can be."""
    doomed: dict[FieldPath, str] = {}
    for fault in faults:
        item = fault.path if fault.rule == "S02" else item_around(fault.path)
        if item is None:
            return False
        doomed.setdefault(item, fault.rule)
    left_out += leave_all_out(data, places, doomed)
    return bool(doomed)


def leave_all_out(data: Any, places: Any, doomed: dict[FieldPath, str]) -> list[LeftOut]:
    """Take items out, each with the rule that says why, last ones first so that indexes stay true; say what they were.

    An unknown field alone (S02, and no item) goes without a word more.
    """
    found = []
    for path in sorted(doomed, key=_deepest_last_first, reverse=True):
        if doomed[path] == "S02" and item_around(path) != path:
            remove(data, places, path)
        else:
            found.append(leave_out(data, places, path, doomed[path]))
    return found


def leave_out(data: Any, places: Any, path: FieldPath, rule: str) -> LeftOut:
    """Take an item out, and say what it was."""
    concerned = inner_id(data, path)
    return LeftOut(rule, remove(data, places, path), concerned)


def _deepest_last_first(path: FieldPath) -> tuple[tuple[int, str | int], ...]:
    return tuple((0, step) if isinstance(step, int) else (1, step) for step in path)


def item_around(path: FieldPath) -> FieldPath | None:
    """The smallest item around a place that can be left out, or None: then the whole file has no meaning."""
    pattern = tuple("*" if isinstance(step, int) else step for step in path)
    for length in range(len(path), 0, -1):
        if pattern[:length] in ITEMS:
            return path[:length]
    return None


def remove(data: Any, places: Any, path: FieldPath) -> Any:
    """Take the value at `path` out of data and places alike; returns it, or None where nothing stands there."""
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


def _fault(model: type[BaseModel], detail: ErrorDetails, places: Any) -> Fault:
    path = tuple(detail["loc"])
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return _missing(path, places)
    if kind == "extra_forbidden":
        return _unknown(model, path)
    if kind == "literal_error":
        return not_allowed(path, detail["input"], re.findall(r"'([^']*)'", str(context["expected"])))
    if _RULE.fullmatch(kind):
        return _stated(path, kind, detail["msg"], context)
    return _wrong_type(path, kind, detail["input"])


def _missing(path: FieldPath, places: Any) -> Fault:
    values = {"field": str(path[-1])}
    if _has_key(places, path):
        return empty_field(path)
    return Fault("S01", path[:-1], Message("required field {field} is missing", values), _write(values))


def empty_field(path: FieldPath) -> Fault:
    """The fault of a key that must have a value, and has none (S01)."""
    values = {"field": str(path[-1])}
    return Fault("S01", path, Message("required field {field} is empty", values), _write(values), on_key=True)


def _write(values: dict[str, str]) -> Message:
    return Message("write {field}: …; `talentpilot explain S01` shows an example", values)


def _has_key(places: Any, path: FieldPath) -> bool:
    for step in path[:-1]:
        places = places[step][2] if isinstance(places, dict) else places[step][1]
    return isinstance(places, dict) and path[-1] in places


def _unknown(model: type[BaseModel], path: FieldPath) -> Fault:
    return unknown_field(path, fields_of(model_at(model, path[:-1])))


def unknown_field(path: FieldPath, known: tuple[str, ...]) -> Fault:
    """The fault of a key that is none of those known (S02), with the nearest one."""
    values = {"field": str(path[-1]), "allowed": ", ".join(known)}
    near = nearest_words(str(path[-1]), known)
    help_ = "did you mean {nearest}?" if near else "fields here: {allowed}"
    values["nearest"] = near[0] if near else ""
    return Fault("S02", path, Message("unknown field {field}", values), Message(help_, values), on_key=True)


def not_allowed(path: FieldPath, value: object, allowed: Iterable[str]) -> Fault:
    """The fault of a word that is not in the list (S04), with the nearest one."""
    words = tuple(allowed)
    seen = scalars.kind_of(value)
    near = nearest_words(str(seen), words)
    values = {"value": seen, "allowed": ", ".join(words), "nearest": near[0] if near else ""}
    help_ = "did you mean {nearest}? allowed: {allowed}" if near else "allowed: {allowed}"
    return Fault("S04", path, Message("{value} is not an allowed value", values), Message(help_, values))


def _stated(path: FieldPath, rule: str, text: str, context: dict[str, Any]) -> Fault:
    """A fault raised by one of our own validators; `S05-like` ones bring their help along."""
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
    "string_type": Message("one text"),
}


def _wrong_type(path: FieldPath, kind: str, value: object) -> Fault:
    expected = _EXPECTED.get(kind, Message("a value as `talentpilot explain S03` shows it"))
    values = {"expected": expected, "seen": scalars.kind_of(value)}
    message = Message("{seen} stands here, where something else is expected", values)
    return Fault("S03", path, message, Message("write {expected}", values))
