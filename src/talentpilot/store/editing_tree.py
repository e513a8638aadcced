"""YAML text as a tree of places: where each value begins and ends, so that an edit can leave the rest alone.

Positions are indexes into the text, which has no byte-order mark (libyaml counts as if it were not there). The end of
a block collection is that of its last value: libyaml's own mark lies behind the comments that follow.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit
from talentpilot.store.yaml_events import event_source
from talentpilot.store.yamltext import ABSENT, parse

_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `style` is its quote, `|` or `>`, or empty. An absent one has no length."""

    start: int
    end: int
    value: str
    style: str

    @property
    def is_absent(self) -> bool:
        """Whether it stands for nothing: empty, `~`, `null`."""
        return self.value in ABSENT and self.style not in _QUOTES


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values; `flow`: in braces."""

    start: int
    end: int
    flow: bool
    entries: tuple[Entry, ...]

    def entry(self, key: str | int) -> Entry | None:
        """The entry of that key, or None."""
        return next((item for item in self.entries if item.key.value == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow`: in brackets."""

    start: int
    end: int
    flow: bool
    items: "tuple[Node, ...]"


Node = Scalar | Mapping | Sequence


def read_tree(text: str) -> Mapping:
    """The tree of a file's text.

    Raises:
        CannotEdit: the text is not sound YAML as the ledger wants it; a program must not guess what it means.
    """
    parsed = parse(text)
    problems = [item for item in parsed.problems if item.rule not in ("F05", "F10") or not parsed.places]
    if problems:
        first = problems[0]
        raise CannotEdit(f"line {first.line + 1}: {first.message} ({first.rule})")
    events = iter(event_source(text), None)
    top = next(event for event in events if isinstance(event, yaml.MappingStartEvent))
    node = _build(text, top, lambda: next(events))
    assert isinstance(node, Mapping), "parse lets only mappings pass"
    return node


def _build(text: str, event: Any, following: Callable[[], Any]) -> Node:
    start = int(event.start_mark.index)
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(start, _scalar_end(text, event), event.value, event.style or "")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while type(inner := following()) is not yaml.SequenceEndEvent:
            items.append(_build(text, inner, following))
        end = _end(inner) if event.flow_style else items[-1].end
        return Sequence(start, end, bool(event.flow_style), tuple(items))
    entries: list[Entry] = []
    while type(inner := following()) is not yaml.MappingEndEvent:
        key = _build(text, inner, following)
        assert isinstance(key, Scalar), "parse lets only plain words pass as keys"
        entries.append(Entry(key, _build(text, following(), following)))
    end = _end(inner) if event.flow_style else entries[-1].value.end
    return Mapping(start, end, bool(event.flow_style), tuple(entries))


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _scalar_end(text: str, event: Any) -> int:
    """The end of a value; a text block ends with its last line, unless `+` makes the empty lines below its own."""
    start, end = int(event.start_mark.index), _end(event)
    if event.style not in ("|", ">"):
        return end
    head = text[start:end].partition("\n")[0].partition("#")[0]
    if "+" in head:
        return end
    last = start + len(text[start:end].rstrip(" \t\r\n"))
    while text[last : last + 1] in (" ", "\t"):  # at the end of its last line they are the value's
        last += 1
    return last


def data_of(node: Node) -> Any:
    """The tree as plain data: every scalar as its text."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [data_of(item) for item in node.items]
        case Mapping():
            return {entry.key.value: data_of(entry.value) for entry in node.entries}


def node_at(top: Node, path: FieldPath) -> Node | None:
    """The node at a path; None where nothing stands there."""
    node: Node | None = top
    for step in path:
        if isinstance(node, Mapping):
            entry = node.entry(step)
            node = entry.value if entry else None
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def scalars_below(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Scalar]]:
    """Every value below a node, with its path."""
    match node:
        case Scalar():
            yield path, node
        case Sequence():
            for index, item in enumerate(node.items):
                yield from scalars_below(item, (*path, index))
        case Mapping():
            for entry in node.entries:
                yield from scalars_below(entry.value, (*path, entry.key.value))
