"""Refuse arguments of the wrong type where they come in, before a text is read letter by letter or a day as a text."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, Unpack, get_args, get_origin, get_type_hints

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem

Checked = TypeVar("Checked", bound=type)
P = ParamSpec("P")
R = TypeVar("R")

_NAMES: Mapping[object, Message] = {
    date: Message("a date, such as date(2026, 3, 31)"),
    str: Message("a text"),
    int: Message("a whole number"),
    Decimal: Message("a Decimal"),
    bool: Message("True or False"),
    Path: Message("a path"),
    NoneType: Message("None"),
}


def checks_arguments(kind: Checked) -> Checked:
    """Let every public method of a class refuse arguments that are not of the types it declares.

    A method that is checked already is left as it is.
    """
    for name, member in vars(kind).copy().items():
        inner = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if name.startswith("_") or not inspect.isfunction(inner) or hasattr(inner, "__wrapped__"):
            continue
        checked = checks_call(inner)
        setattr(kind, name, type(member)(checked) if inner is not member else checked)
    return kind


def checks_call(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function, which refuses arguments that are not of the types it declares.

    The function raises a UsageProblem that names every such argument.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs).arguments
        parameters = signature.parameters
        wrong = [problem for name, value in given.items() for problem in _wrong(function, parameters[name], value)]
        if wrong:
            raise UsageProblem(Message.joined("; ", wrong), help="see the types that the function declares")
        return function(*args, **kwargs)

    return call


@cache
def _hints(function: Callable[..., Any]) -> Mapping[str, Any]:
    return get_type_hints(function)


def _wrong(function: Callable[..., Any], parameter: inspect.Parameter, value: Any) -> Iterator[Message]:
    hint = _hints(function).get(parameter.name)
    triples = [(parameter.name, value, hint)]
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        triples = [(parameter.name, item, hint) for item in value]
    elif get_origin(hint) is Unpack:
        declared = get_type_hints(get_args(hint)[0])
        triples = [(name, item, declared.get(name)) for name, item in value.items()]
    for name, item, wanted in triples:
        if wanted is not None and not _fits(item, wanted):
            seen = Message.of("{value} ({type})", value=repr(item)[:60], type=type(item).__name__)
            yield Message.of("{name} takes {expected}, not {seen}", name=name, expected=_expected(wanted), seen=seen)


def _fits(value: object, hint: Any) -> bool:
    """Return whether a value is of a type; of a `Literal` only whether it is a text, since its reader knows better."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, part) for part in parts)
    if origin is Literal:
        return isinstance(value, str)
    if origin in (Sequence, tuple, list):
        return isinstance(value, list | tuple) and all(_fits(item, parts[0]) for item in value)
    if origin is Mapping:
        pairs = value.items() if isinstance(value, Mapping) else ((object(), object()),)
        return all(_fits(key, parts[0]) and _fits(item, parts[1]) for key, item in pairs)
    if hint in (date, int):  # a datetime is not a day, and True is not a number
        return type(value) is hint
    return not isinstance(hint, type) or isinstance(value, hint)


def _expected(hint: Any) -> Message:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Message.joined(" / ", map(_expected, parts))
    if origin is Literal:
        return _NAMES[str]
    if origin in (Sequence, tuple, list):
        return Message.of("a list, each item {item}", item=_expected(parts[0]))
    if origin is Mapping:
        return Message.of("a mapping to {item}", item=_expected(parts[1]))
    return _NAMES.get(hint) or Message(getattr(hint, "__name__", str(hint)))
