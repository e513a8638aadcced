"""YAML text as a tree of nodes with positions, and the splices that edit it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit
from talentpilot.store.yaml.parser import ABSENT, event_source, parse

_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value. `style` is its quote, `|` or `>`, or empty; an absent value has length 0."""

    start: int
    end: int
    value: str
    style: str

    @property
    def is_absent(self) -> bool:
        """Whether the value is absent: empty, `~` or `null`."""
        return self.value in ABSENT and self.style not in _QUOTES


@dataclass(frozen=True, slots=True)
class MappingEntry:
    """A key with its value."""

    key: ScalarNode
    value: "Node"


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values; `flow`: in braces."""

    start: int
    end: int
    flow: bool
    entries: tuple[MappingEntry, ...]

    def entry(self, key: str | int) -> MappingEntry | None:
        """Return the entry of that key, or None."""
        return next((item for item in self.entries if item.key.value == key), None)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list; `flow`: in brackets."""

    start: int
    end: int
    flow: bool
    items: "tuple[Node, ...]"


Node = ScalarNode | MappingNode | SequenceNode


@lru_cache(maxsize=4)
def read_tree(text: str) -> MappingNode:
    """Return the tree of a file's text; an edit asks for the same one again and again.

    Raises:
        CannotEdit: the text is not sound YAML as the ledger wants it; a program must not guess what it means.
    """
    parsed = parse(text)
    problems = [item for item in parsed.problems if item.rule not in ("F05", "F10") or not parsed.places]
    if problems:
        first = problems[0]
        raise CannotEdit("line {line}: {problem} ({rule})", line=first.line + 1, problem=first.message, rule=first.rule)
    events = iter(event_source(text), None)
    top = next(event for event in events if isinstance(event, yaml.MappingStartEvent))
    node = _build(text, top, lambda: next(events))
    assert isinstance(node, MappingNode), "parse lets only mappings pass"
    return node


def _build(text: str, event: Any, following: Callable[[], Any]) -> Node:
    start = int(event.start_mark.index)
    if isinstance(event, yaml.ScalarEvent):
        return ScalarNode(start, _scalar_end(text, event), event.value, event.style or "")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while type(inner := following()) is not yaml.SequenceEndEvent:
            items.append(_build(text, inner, following))
        end = _end(inner) if event.flow_style else items[-1].end
        return SequenceNode(start, end, bool(event.flow_style), tuple(items))
    entries: list[MappingEntry] = []
    while type(inner := following()) is not yaml.MappingEndEvent:
        key = _build(text, inner, following)
        assert isinstance(key, ScalarNode), "parse lets only plain words pass as keys"
        entries.append(MappingEntry(key, _build(text, following(), following)))
    end = _end(inner) if event.flow_style else entries[-1].value.end
    return MappingNode(start, end, bool(event.flow_style), tuple(entries))


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _scalar_end(text: str, event: Any) -> int:
    """Return the end of a value. A block scalar ends with its last line; with `+` the empty lines below belong to it
    too.
    """
    start, end = int(event.start_mark.index), _end(event)
    if event.style not in ("|", ">"):
        return end
    head = text[start:end].partition("\n")[0].partition("#")[0]
    if "+" in head:
        return end
    last = start + len(text[start:end].rstrip(" \t\r\n"))
    while text[last : last + 1] in (" ", "\t"):  # at the end of its last line they belong to the value
        last += 1
    return last


def data_of(node: Node) -> Any:
    """Return the tree as plain data, with every scalar as its text."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return [data_of(item) for item in node.items]
        case MappingNode():
            return {entry.key.value: data_of(entry.value) for entry in node.entries}


def node_at(top: Node, path: FieldPath) -> Node | None:
    """Return the node at a path, or None if there is none."""
    node: Node | None = top
    for step in path:
        if isinstance(node, MappingNode):
            entry = node.entry(step)
            node = entry.value if entry else None
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def scalars_below(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, ScalarNode]]:
    """Yield every value below a node, with its path."""
    match node:
        case ScalarNode():
            yield path, node
        case SequenceNode():
            for index, item in enumerate(node.items):
                yield from scalars_below(item, (*path, index))
        case MappingNode():
            for entry in node.entries:
                yield from scalars_below(entry.value, (*path, entry.key.value))


_REST = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=\r?\n|\Z)")
_BREAK = re.compile(r"\r?\n")
_BETWEEN = re.compile(r"(?:[ \t]+|\r?\n|(?<=[\s,])#[^\r\n]*)*")
_DEEPER = re.compile(r"([ ]*)#[^\r\n]*(?:\r?\n|\Z)")
_COLON = re.compile(r"\s*:")


@dataclass(frozen=True, slots=True)
class Splice:
    """An edit that replaces the characters from `start` to `end` with `text`."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: list[Splice]) -> str:
    """Return the text with all splices applied; they must not overlap."""
    parts, at = [], 0
    for splice in sorted(splices, key=lambda item: item.start):  # equal places keep their order
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join((*parts, text[at:]))


def line_start(text: str, at: int) -> int:
    """Return the start of the line that holds a position."""
    return text.rfind("\n", 0, at) + 1


def column(text: str, at: int) -> int:
    """Return the number of characters before a position on its line."""
    return at - line_start(text, at)


def line_break(text: str, at: int) -> str:
    """Return the line ending to use at a position: that of the previous line or of the line itself, or the first one in
    the file.
    """
    for place in (_BREAK.search(text, at), _BREAK.search(text)):
        if place is not None:
            return place[0]
    return "\n"


def after_line(text: str, end: int) -> int:
    """Return the start of the next line, given the end of the last value on a line.

    Raises:
        CannotEdit: more than a comment follows on the line.
    """
    if end and text[end - 1] == "\n":
        return end  # a block scalar with `+` includes its line endings
    rest = _REST.match(text, end)
    if rest is None:
        raise CannotEdit("line {line}: something else follows on the same line", line=text.count(chr(10), 0, end) + 1)
    stop = _BREAK.match(text, rest.end())
    return stop.end() if stop else rest.end()


def insert_lines(text: str, end: int, lines: list[str], indent: int, *, first: bool = False) -> Splice:
    """Return the splice that inserts lines below the line on which a value ends. A file without a final line ending
    stays without one.

    Comments directly below that are indented deeper than the new lines belong to that value, so the lines go below
    them; `first`: they are the first below their key, and go above all comments.
    """
    at = after_line(text, end)
    while not first and (comment := _DEEPER.match(text, at)) and len(comment[1]) > indent:
        at = comment.end()
    written = [" " * indent + line if line else "" for line in lines]
    ending = line_break(text, min(end, max(at - 1, 0)))
    body = ending.join(written)
    if at and text[at - 1] == "\n":
        return Splice(at, at, body + ending)
    return Splice(at, at, ending + body)


def after_key(text: str, entry: MappingEntry) -> int:
    """Return the position after the colon of a key."""
    match = _COLON.match(text, entry.key.end)
    if match is None:
        raise CannotEdit("{field}: no colon follows", field=entry.key.value)
    return match.end()


def end_of(text: str, entry: MappingEntry) -> int:
    """Return the end of an entry: after its value, or after the colon if it has none."""
    value = entry.value
    if isinstance(value, ScalarNode) and value.start == value.end:
        return after_key(text, entry)
    return end_of_value(text, value)


def end_of_value(text: str, value: Node) -> int:
    """Return the end of a value that is present."""
    if isinstance(value, MappingNode) and not value.flow:
        return end_of(text, value.entries[-1])
    if isinstance(value, SequenceNode) and not value.flow:
        return end_of_value(text, value.items[-1])
    return value.end


def fill(text: str, entry: MappingEntry, written: str) -> Splice:
    """Return the splice that gives a value to a key without one, after the colon and a space."""
    at = after_key(text, entry)
    if text[at : at + 1] not in (" ", "\t"):
        return Splice(at, at, f" {written}")
    following = text[at + 1 : at + 2]
    if following in ("", "\r", "\n", ",", "}"):
        return Splice(at + 1, at + 1, written)
    return Splice(at, at, f" {written}")


def clear(text: str, entry: MappingEntry) -> list[Splice]:
    """Return the splice that removes `[]`, `~` and the like after a key, also the space before it if nothing
    follows.
    """
    node = entry.value
    if node.start == node.end:
        return []
    start = after_key(text, entry) if _BREAK.match(text, node.end) or node.end == len(text) else node.start
    one_more = start == node.start and text[node.end : node.end + 1] == " "
    return [Splice(start, node.end + one_more, "")]


def has_comment(text: str, node: Node) -> bool:
    """Return whether a flow collection spans several lines, and so may hold comments."""
    return _BREAK.search(text, node.start, node.end) is not None


def insert_flow(text: str, holder: MappingNode, before: MappingEntry | None, written: str) -> list[Splice]:
    """Return the splice that inserts an entry in braces after `before`."""
    if before is None:
        return [Splice(holder.start + 1, holder.start + 1, written)]
    colon = _COLON.match(text, before.key.end)
    empty = before.value.start == before.value.end
    end = (colon.end() if colon else before.key.end) if empty else before.value.end
    return insert_after_flow(text, before.key.start, end, written)


def insert_after_flow(text: str, start: int, end: int, written: str) -> list[Splice]:
    """Return the splice that inserts an item after the one from `start` to `end` in brackets or braces.

    Where that item begins a line, the new one gets a line of its own, below the comment of that item.
    """
    margin = text[line_start(text, start) : start]
    if margin.strip():
        return [Splice(end, end, f", {written}")]
    between = _BETWEEN.match(text, end)
    stop = between.end() if between else end
    comma = text[stop : stop + 1] == ","
    place = stop + 1 if comma else end
    rest = _REST.match(text, place)
    ending = line_break(text, place)
    if rest is None:
        return [Splice(end, end, f", {written}")]
    if comma:
        return [Splice(rest.end(), rest.end(), f"{ending}{margin}{written},")]
    return [Splice(end, end, ","), Splice(rest.end(), rest.end(), f"{ending}{margin}{written}")]


def cut_flow(holder: MappingNode, entry: MappingEntry) -> list[Splice]:
    """Return the splice that removes an entry in braces, with one of the commas beside it."""
    index = holder.entries.index(entry)
    if index:
        return [Splice(holder.entries[index - 1].value.end, entry.value.end, "")]
    if len(holder.entries) > 1:
        return [Splice(entry.key.start, holder.entries[1].key.start, "")]
    return [Splice(entry.key.start, entry.value.end, "")]


def dash_style(text: str, holder: SequenceNode) -> tuple[int, bool]:
    """Return the number of spaces after the dashes of a list, and whether empty lines separate its items."""
    last = holder.items[-1]
    before = text[line_start(text, last.start) : last.start][column(text, holder.start) :]
    gap = len(before) - 1 if re.fullmatch(r"- +", before) else 1
    if len(holder.items) < 2:
        return gap, False
    previous = end_of_value(text, holder.items[-2])
    return gap, re.search(r"\n[ \t]*\r?\n", text[previous : last.start]) is not None


def indent_style(text: str, top: MappingNode) -> tuple[int, int]:
    """Return the indentation that the file uses below a key, for fields and for the dashes of a list."""
    seen = list(_indents(text, top))
    fields = next((indent for indent, is_list in seen if not is_list), 2)
    return fields, next((indent for indent, is_list in seen if is_list), 2)


def _indents(text: str, node: Node) -> Iterator[tuple[int, bool]]:
    if isinstance(node, MappingNode):
        for entry in node.entries:
            value = entry.value
            if not isinstance(value, ScalarNode) and not value.flow:
                yield column(text, value.start) - column(text, entry.key.start), isinstance(value, SequenceNode)
            yield from _indents(text, value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _indents(text, item)
