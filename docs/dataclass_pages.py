"""What the generated pages on values say of dataclasses: their sentences, and which of them are met from a result."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_origin


def reached(root: type, hints: Callable[[type], Iterator[Any]], shown: Callable[[type], bool]) -> Iterator[type]:
    """Yield a class and every dataclass inside it that is shown, in the order they are met.

    `hints` returns the types of what a class holds.
    """
    waiting, seen = [root], {root}
    while waiting:
        kind = waiting.pop(0)
        yield kind
        for inner in (one for hint in hints(kind) for one in _plain_types(hint)):
            if is_dataclass(inner) and inner not in seen and shown(inner):
                seen.add(inner)
                waiting.append(inner)


def _plain_types(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and get_origin(hint) is None:
        yield hint
    for part in get_args(hint):
        yield from _plain_types(part)


def sentence(thing: Any) -> str:
    """Return a docstring on one line of a table."""
    return " ".join((inspect.getdoc(thing) or "").split()).replace("|", "\\|")
