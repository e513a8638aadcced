"""The sandbox of templates: they format the data they are given, and reach nothing else.

A ledger's `templates/` come with its repository, from whoever wrote it. So a template gets no Python, no other files,
no network, no clock and no randomness; and neither endless work nor endless text: work many times that of the largest
report is refused, with the line that causes it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, wraps
from string import Formatter
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import FilterArgumentError, SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

LONGEST = 50_000_000
"""The maximum number of characters of a text or items of a list that a template may make; a report on 800 pilots has
three million.
"""
MOST_STEPS = 20_000_000
"""The maximum number of blocks that a template may enter, including each round of a loop; such a report enters half a
million.
"""
MOST_BITS = 4_000
WIDEST = 100_000

_WIDE_FORMAT = re.compile(r"\{[^{}]*\d{6}|%[^a-zA-Z%]*\d{6}")
_BY_CHANCE = ("lipsum", "random")  # the output would differ each time
_PASSED = (jinja2.Environment, Context, nodes.EvalContext)  # internals that Jinja passes to filters
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
        said = said.replace(f"{kind.__module__}.{kind.__qualname__} object", kind.__name__)
        return said + nearest(str(self._undefined_name), _names_in(self._undefined_obj))


@cache
def check_holes(message: str) -> None:
    """Refuse a message whose placeholders are more than `{name}`, since they could reach into the values."""
    for _, name, form, conversion in Formatter().parse(message):
        if name is not None and (not name.isidentifier() or form or conversion):
            raise SecurityError(f"the hole {{{name}}} of a message may only be a name")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a suggestion to append to a message, or an empty text if no name is similar."""
    near = get_close_matches(name, tuple(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


class _Compiler(CodeGenerator):
    """Compiles templates that count their steps and check the length of joined texts."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        self.writeline("environment.step()")
        super().blockvisit(nodes, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - the name of the base class
        self.write("environment.joined((")
        for item in node.nodes:
            self.visit(item, frame)
            self.write(", ")
        self.write("))")


class _Filters(dict[str, Callable[..., Any]]):
    """The filters of templates: each names itself in errors and limits its output."""

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return _guarded(name, super().__getitem__(name))

    def get(self, name: str, default: Any = None) -> Any:
        return _guarded(name, super().__getitem__(name)) if name in self else default


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of every template."""

    code_generator_class = _Compiler
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=Undefined, **options)
        self.filters = _Filters(self.filters)
        for name in _BY_CHANCE:
            self.globals.pop(name, None)
            self.filters.pop(name, None)
        self._steps = 0
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return Jinja's answer, cached for each attribute of a type: it depends on nothing else, and is slow."""
        place = (type(obj), attr)
        if place not in self._safe:
            self._safe[place] = super().is_safe_attribute(obj, attr, value)
        return self._safe[place]

    def begin(self) -> None:
        """Start counting the steps of a template."""
        self._steps = 0

    def step(self) -> None:
        """Count the entry of a block."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise SecurityError(f"more than {MOST_STEPS} steps; a loop runs too often")

    def joined(self, parts: Iterable[object]) -> str:
        """Return the concatenation of texts, for `~`."""
        return self.concat(map(str, parts))

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """Return the joined pieces of a template, of a macro or of `{% set %}`."""
        kept, length = [], 0
        for part in parts:
            kept.append(part)
            length += len(part)
            if length > LONGEST:
                raise _endless(length)
        return "".join(kept)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result of `+`, `*`, `**` or `%` unless it is too large."""
        match operator:
            case "+":
                _refuse_above(_size(left) + _size(right))
            case "*":
                _refuse_above(_size(left) * _times(right), _size(right) * _times(left))
                _refuse_digits(_bits(left) + _bits(right))
            case "**":
                _refuse_digits(_bits(left) * max(1, abs(right) if isinstance(right, int) else 1))
            case "%" if isinstance(left, str):
                _refuse_wide(left, right if isinstance(right, tuple) else (right,))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **named: Any) -> Any:  # noqa: N805 - as in Jinja
        """Return the result of a function or method unless it is too large."""
        owner = getattr(getattr(__obj, "__wrapped__", __obj), "__self__", None)
        if isinstance(owner, str):
            _refuse_wide(owner if getattr(__obj, "__name__", "").startswith("format") else "", ())
            _refuse_work((owner, *args, *named.values()))
        return _bounded(super().call(__context, __obj, *args, **named))


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    built_in = FILTERS.get(name) is function

    @wraps(function)
    def filtered(*args: Any, **named: Any) -> Any:
        value = next((one for one in args if not isinstance(one, _PASSED)), None)
        if built_in and not isinstance(value, int | float | Fraction):
            _refuse_work((*args, *named.values()))
            _refuse_wide(str(value) if name == "format" else "", args[1:])
        try:
            return _bounded(function(*args, **named))
        except _WRONG_VALUE as problem:
            raise FilterArgumentError(f"the filter {name} can't take {_kind(value)}: {problem}") from problem

    return filtered


def _bounded(value: Any) -> Any:
    if isinstance(value, str | list | tuple | dict) and len(value) > LONGEST:
        raise _endless(len(value))
    return value


def _refuse_work(values: Iterable[Any]) -> None:
    """Refuse padding, repeating and replacing whose result could be too large."""
    product = 1
    for value in values:
        product *= max(1, _size(value), _times(value))
    _refuse_above(product)


def _refuse_wide(form: str, values: Iterable[Any]) -> None:
    if _WIDE_FORMAT.search(form) or ("*" in form and any(_times(value) > WIDEST for value in values)):
        raise SecurityError(f"a width of more than {WIDEST}")


def _refuse_above(*sizes: int) -> None:
    if max(sizes) > LONGEST:
        raise _endless(max(sizes))


def _refuse_digits(bits: int) -> None:
    if bits > MOST_BITS:
        raise SecurityError(f"a number of more than {MOST_BITS} binary digits")


def _endless(size: int) -> SecurityError:
    return SecurityError(f"a text or list of {size}; a template may make {LONGEST}")


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple | dict | set | frozenset) else 0


def _times(value: Any) -> int:
    return abs(value) if isinstance(value, int) else 0


def _bits(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length()
    return value.numerator.bit_length() + value.denominator.bit_length() if isinstance(value, Fraction) else 0


def _kind(value: Any) -> str:
    return "nothing" if value is None else "a text" if type(value) is str else f"a {type(value).__name__}"


def _names_in(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(map(str, value))
    return tuple(name for name in dir(value) if not name.startswith("_"))
