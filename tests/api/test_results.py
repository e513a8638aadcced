"""What the Python API returns can't be changed by whoever gets it."""

import inspect
import pickle
import sys
import typing
from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import talentpilot.api
from talentpilot import Ledger
from talentpilot.model.base import FrozenMapping

FOLDER = Path(talentpilot.api.__file__).parent
CLASSES = [
    kind
    for file in sorted(FOLDER.glob("[a-z]*.py"))
    for kind in vars(import_module(f"talentpilot.api.{file.stem}")).values()
    if inspect.isclass(kind) and kind.__module__ == f"talentpilot.api.{file.stem}"
]
VALUES = ("talentpilot.analysis", "talentpilot.services", "talentpilot.diagnostics", "talentpilot.report")
OPEN = frozenset(("OpenLedger", "Progress", "ImportedPilot", "SheetCoverage"))
"""Not values: a ledger that reads on, a display that goes on, and what an import fills in while it reads."""
CHANGEABLE = (dict, list, set, bytearray, MutableMapping, MutableSequence, MutableSet)


def parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in typing.get_args(hint):
        yield from parts(part)


def hints(thing: Any, *modules: str) -> dict[str, Any]:
    """The types of a class or function; what its modules import for type checkers alone counts as an object."""
    known = {name: value for module in modules for name, value in vars(sys.modules[module]).items()}
    while True:
        try:
            return typing.get_type_hints(thing, known)
        except NameError as unknown:
            known[str(unknown.name)] = object


def field_hints(kind: type) -> dict[str, Any]:
    return hints(kind, *(one.__module__ for one in reversed(kind.__mro__)))


def is_changeable(hint: Any) -> bool:
    origin = typing.get_origin(hint) or hint
    return isinstance(origin, type) and issubclass(origin, CHANGEABLE)


def answers(kind: type) -> Iterator[Any]:
    """What the public methods and properties of a class return."""
    for name, member in vars(kind).items():
        function = inspect.unwrap(getattr(member, "fget", None) or getattr(member, "__func__", member))
        if not name.startswith("_") and inspect.isfunction(function):
            yield hints(function, function.__module__).get("return")


def results(first: Iterator[Any]) -> Iterator[type]:
    """Every class that is met from the returned ones, field by field, and is defined where results are."""
    waiting, seen = [part for hint in first for part in parts(hint)], set[Any]()
    while waiting:
        kind = typing.get_origin(waiting[-1]) or waiting[-1]
        waiting.pop()
        if not isinstance(kind, type) or kind in seen or not kind.__module__.startswith(VALUES):
            continue
        seen.add(kind)
        if is_dataclass(kind) or hasattr(kind, "_fields"):
            yield kind
            if kind.__name__ not in OPEN:
                waiting += [part for hint in (*field_hints(kind).values(), *answers(kind)) for part in parts(hint)]


def changeable_fields(kind: type) -> list[str]:
    if is_dataclass(kind) and not vars(kind)["__dataclass_params__"].frozen:
        return [kind.__name__]
    names = [item.name for item in fields(kind)] if is_dataclass(kind) else list(getattr(kind, "_fields", ()))
    found = field_hints(kind)
    return [f"{kind.__name__}.{name}" for name in names if any(map(is_changeable, parts(found[name])))]


def test_no_field_of_a_result_can_be_changed() -> None:
    met = [kind for kind in results(hint for kind in CLASSES for hint in answers(kind)) if kind.__name__ not in OPEN]
    assert {"PilotStatus", "Counts", "DecisionFacts", "FederationValidation"} <= {kind.__name__ for kind in met}
    assert [name for kind in met for name in changeable_fields(kind)] == []


def test_the_walk_sees_a_field_that_can_be_changed() -> None:
    class Changeable(typing.NamedTuple):
        numbers: tuple[dict[str, int], ...]
        fixed: tuple[str, ...]

    assert changeable_fields(Changeable) == ["Changeable.numbers"]


def test_the_numbers_of_a_result_are_read_only(sound: Path) -> None:
    ledger = Ledger.open(sound, as_of=date(2026, 3, 31))
    counts = ledger.portfolio().counts
    evaluation = ledger.evaluate().results[0]
    for numbers in (counts.lights, counts.maturity, counts.standing, evaluation.facts.items,
                    evaluation.limits.roll_out, evaluation.limits.conditional):  # fmt: skip
        before: Any = numbers
        assert before
        with pytest.raises(TypeError, match="does not support item assignment"):
            before["green"] = 0
        assert pickle.loads(pickle.dumps(before)) == dict(before)


def test_a_frozen_mapping_keeps_what_it_was_made_of() -> None:
    source = {"green": 1}
    frozen = FrozenMapping(source)
    source["green"] = 2
    assert (dict(frozen), repr(frozen), len(frozen)) == ({"green": 1}, "{'green': 1}", 1)
