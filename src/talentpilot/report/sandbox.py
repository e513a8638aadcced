"""The sandbox of templates: they format the data they are given, and reach nothing else.

A template gets no Python, no other files, no network, no clock and no randomness. What it takes of time and memory is
bounded by the process that it runs in (`separate_process.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, wraps
from string import Formatter
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import FilterArgumentError, SecurityError
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from talentpilot.model.base import FrozenMapping
from talentpilot.report.markdown import Markdown

_BY_CHANCE = ("lipsum", "random")  # the output would differ each time
_PASSED = (jinja2.Environment, Context, nodes.EvalContext)  # internals that Jinja passes to filters
_PLAIN = (str, int, float, Fraction, Decimal, date, list, tuple, dict, FrozenMapping, set, frozenset)
"""Values whose methods a template may call, within what Jinja allows."""
_WRONG_VALUE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Undefined(jinja2.StrictUndefined):
    """An undefined name: any use is an error with the name and the most similar known one."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        said = super()._undefined_message
        if self._undefined_hint or self._undefined_obj is missing:
            return said
        kind = type(self._undefined_obj)
        known = "dict object" if isinstance(self._undefined_obj, Mapping) else kind.__name__
        said = said.replace(f"{kind.__module__}.{kind.__qualname__} object", known)
        name = str(self._undefined_name)
        deeper = _holder(name, self._undefined_obj)
        if deeper:
            return f"{said}; did you mean {deeper}.{name}?"
        return said + nearest(name, _names_in(self._undefined_obj))


@cache
def check_holes(message: str) -> None:
    """Refuse a message whose placeholders are more than `{name}`, since they could reach into the values."""
    for _, name, form, conversion in Formatter().parse(message):
        if name is not None and (not name.isidentifier() or form or conversion):
            raise SecurityError(f"the hole {{{name}}} of a message may only be a name")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a suggestion to append to a message, or an empty text if no name is similar."""
    near = similar(name, known)
    return f"; did you mean {near}?" if near else ""


def similar(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most similar, or an empty text if none is."""
    return next(iter(get_close_matches(name, tuple(known), n=1, cutoff=0.6)), "")


class _Filters(dict[str, Callable[..., Any]]):
    """The filters of templates: each names itself in errors."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return _guarded(name, super().__getitem__(name))

    def get(self, name: str, default: Any = None) -> Any:
        return _guarded(name, super().__getitem__(name)) if name in self else default


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of every template."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=Undefined, **options)
        self.filters = _Filters(self.filters)
        for name in _BY_CHANCE:
            self.globals.pop(name, None)
            self.filters.pop(name, None)
        self._safe: dict[tuple[type, str], bool] = {}

    def call(self, context: Context, function: Any, /, *values: Any, **named: Any) -> Any:
        """Return what a call gives; of a macro as Markdown, since it has escaped its values already."""
        given = super().call(context, function, *values, **named)
        return Markdown(given) if isinstance(function, Macro) else given

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return Jinja's answer, cached for each attribute of a type since it is slow, but for methods of records.

        Of these a template calls those that views have for it, and none that a library gives them.
        """
        place = (type(obj), attr)
        if place not in self._safe:
            usual = isinstance(obj, _PLAIN) or type(obj).__module__.startswith("jinja2.") or not callable(value)
            of_view = str(getattr(value, "__module__", "")).startswith("talentpilot.report.views.")
            self._safe[place] = super().is_safe_attribute(obj, attr, value) and (usual or of_view)
        return self._safe[place]


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def filtered(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except _WRONG_VALUE as problem:
            value = next((one for one in args if not isinstance(one, _PASSED)), None)
            raise FilterArgumentError(f"the filter {name} can't take {_kind(value)}: {problem}") from problem

    return filtered


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return "a text"
        case Mapping():
            return "a dict"
        case _:
            return f"a {type(value).__name__}"


def _holder(name: str, record: Any) -> str:
    """Return which part of a record has a part of that name, or an empty text."""
    parts = record.__dataclass_fields__ if is_dataclass(record) else ()
    return next((part for part in parts if name in _names_in(getattr(record, part, None))), "")


def _names_in(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(map(str, value))
    return tuple(name for name in dir(value) if not name.startswith("_"))
