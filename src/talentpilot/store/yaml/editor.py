"""Minimal edits of YAML text: set, add, append or remove one value and keep every other character."""

import copy
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.model.base import Text
from talentpilot.store.yaml import nodes as places
from talentpilot.store.yaml.nodes import (
    MappingEntry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Splice,
    data_of,
    node_at,
    read_tree,
)
from talentpilot.store.yaml.parser import ABSENT

Value = Any
"""Values that can be written: str (prose or a code), bool, int, Decimal, date; lists and mappings of them.
Inside a mapping also None, which is written as `null`.
"""

_TYPED = re.compile(r"[-+.]?\d[\d_.,:eE+-]*|0[xob]\w+|y|n|yes|no|on|off|true|false", re.IGNORECASE | re.ASCII)
"""Texts that another YAML reader would take for a number, a date or a boolean."""
_PLAIN = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`=<](?:(?!: |:$|\s#).)*""")
_WIDTH = 120
"""A longer mapping is written on several lines instead of in braces."""


def data_of_value(value: Value) -> Any:
    """Return the value as text, the way a reader finds it; used to prove an edit."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case str() | int() | date():
            return str(value)
        case Mapping():
            return {key: data_of_value(item) for key, item in value.items()}
        case _:
            return [data_of_value(item) for item in value]


def inline(value: Value, *, flow: bool = True) -> str:
    """Return the value on one line; `flow` means inside brackets or braces, where commas and colons have a meaning."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {inline(item)}" for key, item in value.items()) + "}"
    if is_list(value):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if not isinstance(value, str):
        return str(data_of_value(value))
    return value if _is_plain(value, flow=flow) else scalar(value)


def text_value(text: Text) -> str:
    """Return a text as YAML: one scalar, or both languages in braces."""
    if text.plain is not None:
        return scalar(text.plain)
    pairs = (("zh", text.zh), ("en", text.en))
    return "{" + ", ".join(f"{language}: {scalar(words)}" for language, words in pairs if words is not None) + "}"


_PLAIN_TEXT = re.compile(r"""[^\W\d_][^:#,\[\]{}"\\]*""")
_MEANS_ELSE = re.compile(r"(?:y|n|yes|no|true|false|on|off)", re.IGNORECASE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Zl", "Zp")


def scalar(text: str) -> str:
    """Return a value as YAML that reads back as the same text, quoted only if necessary.

    Raises:
        UsageProblem: it would read back as absent, or is no Unicode text.
    """
    if not text.strip() or text in ABSENT:
        raise UsageProblem("{text} would be read as absent", help="write a text with some letters", text=repr(text))
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageProblem(
            "{text} is not text in the terminal's encoding", help="use a UTF-8 terminal", text=repr(text)
        )
    plain = _PLAIN_TEXT.fullmatch(text) and text.isprintable() and text == text.strip()
    if plain and not _MEANS_ELSE.fullmatch(text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if unicodedata.category(char) not in _INVISIBLE:
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08X}"


def in_style(value: Value, style: str, *, flow: bool) -> str:
    """Return a scalar in its former quoting style, if the style can express it."""
    text = str(data_of_value(value))
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style == '"':
        written = scalar(text)
        return written if written.startswith('"') else f'"{written}"'
    return inline(value, flow=flow)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text.isprintable() or text != text.strip() or _TYPED.fullmatch(text) or text.casefold() in ("null", "~"):
        return False
    if flow and any(char in text for char in ",[]{}:"):
        return False
    return _PLAIN.fullmatch(text) is not None


def is_list(value: Value) -> bool:
    """Return whether a value is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def entry_lines(key: str, value: Value, step: int, dash: int, *, roomy: bool) -> list[str]:
    """Return `key: value` as lines; with `roomy` the items of lists get a line for each field, as at the top of a file.

    `step` is the indentation of what stands below a key, `dash` that of the `-` of a list below a key.
    """
    if is_list(value) and any(isinstance(item, Mapping) for item in value):
        below = [line for item in value for line in item_lines(item, step, dash, block=roomy)]
        return [f"{key}:", *(" " * dash + line for line in below)]
    if isinstance(value, Mapping) and not set(value) <= {"zh", "en"} and len(inline(value)) > _WIDTH:
        below = [line for name, item in value.items() for line in entry_lines(name, item, step, dash, roomy=False)]
        return [f"{key}:", *(" " * step + line for line in below)]
    return [f"{key}: {inline(value, flow=False)}"]


def item_lines(value: Value, step: int, dash: int, *, block: bool, gap: int = 1) -> list[str]:
    """Return an item of a list as lines, the first with its `-`; with `block` a mapping gets a line for each field."""
    lead = "-" + " " * gap
    if not (isinstance(value, Mapping) and block):
        return [lead + inline(value, flow=False)]
    lines = [line for key, item in value.items() for line in entry_lines(key, item, step, dash, roomy=False)]
    return [(lead if number == 0 else " " * len(lead)) + line for number, line in enumerate(lines)]


def put(text: str, path: FieldPath, value: Value, order: tuple[str, ...] = ()) -> str:
    """Return the text with `value` at `path`; missing mappings on the way are added.

    `order` names the fields of the record that holds the value: a new key goes behind those that come before it.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    path, value = _nested(top, path, value)
    holder = node_at(top, path[:-1])
    key = path[-1]
    wanted = copy.deepcopy(data_of(top))
    value_at(wanted, path[:-1])[key] = data_of_value(value)
    if not isinstance(holder, MappingNode) or not isinstance(key, str):
        raise CannotEdit("{path}: only a field can be set", path=shown(path))
    entry = holder.entry(key)
    if entry is None:
        return _proven(text, _add(text, top, holder, key, value, order), wanted)
    return _proven(text, _replace(text, top, holder, entry, value), wanted)


def append(text: str, path: FieldPath, item: Value, order: tuple[str, ...] = ()) -> str:
    """Return the text with `item` at the end of the list at `path`; a missing list is added.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    node = node_at(top, path)
    if node is None or (isinstance(node, ScalarNode) and node.is_absent):
        return put(text, path, [item], order)
    if not isinstance(node, SequenceNode):
        raise CannotEdit("{path}: a list is expected there", path=shown(path))
    wanted = copy.deepcopy(data_of(top))
    value_at(wanted, path).append(data_of_value(item))
    if node.flow and not node.items:
        return _proven(text, _begin_list(text, top, path, node, item), wanted)
    if node.flow:
        last = node.items[-1]
        return _proven(text, places.insert_after_flow(text, last.start, last.end, inline(item)), wanted)
    return _proven(text, _append_block(text, top, node, [item]), wanted)


def extend(text: str, path: FieldPath, items: Sequence[Value], order: tuple[str, ...] = ()) -> str:
    """Return the text with several items at the end of the list at `path`, as appending one after the other gives it.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    text = append(text, path, items[0], order)
    top = read_tree(text)
    node = node_at(top, path)
    if not isinstance(node, SequenceNode) or node.flow:
        for item in items[1:]:
            text = append(text, path, item, order)
        return text
    wanted = data_of(top)
    value_at(wanted, path).extend(map(data_of_value, items[1:]))
    return _proven(text, _append_block(text, top, node, items[1:]), wanted) if len(items) > 1 else text


def remove(text: str, path: FieldPath) -> str:
    """Return the text without the key at `path` and its value.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    holder = node_at(top, path[:-1])
    entry = holder.entry(path[-1]) if isinstance(holder, MappingNode) else None
    if not isinstance(holder, MappingNode) or entry is None:
        raise CannotEdit("{path}: there is nothing to remove", path=shown(path))
    wanted = copy.deepcopy(data_of(top))
    del value_at(wanted, path[:-1])[path[-1]]
    if holder.flow:
        splices = places.cut_flow(holder, entry)
    else:
        start = places.line_start(text, entry.key.start)
        splices = [Splice(start, places.after_line(text, places.end_of(text, entry)), "")]
    return _proven(text, splices, wanted)


def shown(path: FieldPath) -> str:
    """Return a path in the form that people write."""
    return "/".join(map(str, path))


def _proven(text: str, splices: list[Splice], wanted: Any) -> str:
    """Return the edited text if its data has exactly the intended change."""
    after = places.spliced(text, splices)
    try:
        found = data_of(read_tree(after))
    except CannotEdit as problem:
        raise CannotEdit("the edit would break the file: {problem}", problem=problem) from None
    if found != wanted:
        raise CannotEdit("the edit would change something else as well")
    return after


def value_at(data: Any, path: FieldPath) -> Any:
    """Return the value at a path that exists."""
    for step in path:
        data = data[step]
    return data


def _nested(top: Node, path: FieldPath, value: Value) -> tuple[FieldPath, Value]:
    """Return the innermost existing place, and the value wrapped in the mappings that lead to it."""
    for depth in range(1, len(path)):
        node = node_at(top, path[:depth])
        if node is None or (isinstance(node, ScalarNode) and node.is_absent):
            for step in reversed(path[depth:]):
                value = {step: value}
            return path[:depth], value
    return path, value


def _add(
    text: str, top: MappingNode, holder: MappingNode, key: str, value: Value, order: tuple[str, ...]
) -> list[Splice]:
    """Add a key after those that precede it in the order of the record."""
    before = _predecessor(holder, key, order)
    if holder.flow:
        return places.insert_flow(text, holder, before, f"{key}: {inline(value)}")
    column = places.column(text, holder.entries[0].key.start)
    step, dash = places.indent_style(text, top)
    lines = entry_lines(key, value, step, dash, roomy=column == 0)
    assert before is not None, "a block mapping has entries"
    return [places.insert_lines(text, places.end_of(text, before), lines, column)]


def _predecessor(holder: MappingNode, key: str, order: tuple[str, ...]) -> MappingEntry | None:
    """Return the entry after which a new key goes: the last one if the record's order doesn't decide."""
    if key in order:
        earlier = order[: order.index(key)]
        found = [entry for entry in holder.entries if entry.key.value in earlier]
        if found:
            return found[-1]
    return holder.entries[-1] if holder.entries else None


def _replace(text: str, top: MappingNode, holder: MappingNode, entry: MappingEntry, value: Value) -> list[Splice]:
    node = entry.value
    if not isinstance(node, ScalarNode):
        if not node.flow or places.has_comment(text, node):
            raise CannotEdit("{field}: its value has several lines; change it by hand", field=entry.key.value)
        return [Splice(node.start, node.end, inline(value))]
    if not isinstance(value, (list, tuple, dict)):
        if node.start < node.end:
            end = node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))
            return [Splice(node.start, end, in_style(value, node.style, flow=holder.flow))]
        return [places.fill(text, entry, inline(value, flow=holder.flow))]
    return _fill_with(text, top, holder, entry, value)


def _fill_with(text: str, top: MappingNode, holder: MappingNode, entry: MappingEntry, value: Value) -> list[Splice]:
    """Replace an absent value (empty, `~`, `[]`) by a list or mapping: below its key if the file does so."""
    node = entry.value
    lines: list[str] = []
    column = 0
    if not holder.flow and not places.has_comment(text, node):
        column = places.column(text, holder.entries[0].key.start)
        step, dash = places.indent_style(text, top)
        lines = entry_lines(entry.key.value, value, step, dash, roomy=column == 0)
    if len(lines) > 1:
        end = places.end_of(text, entry)
        return [*places.clear(text, entry), places.insert_lines(text, end, lines[1:], column, first=True)]
    if node.start < node.end:
        return [Splice(node.start, node.end, inline(value))]
    return [places.fill(text, entry, inline(value))]


def _begin_list(text: str, top: MappingNode, path: FieldPath, node: SequenceNode, item: Value) -> list[Splice]:
    """Add the first item of `[]`."""
    holder = node_at(top, path[:-1])
    entry = holder.entry(path[-1]) if isinstance(holder, MappingNode) else None
    in_lines = isinstance(holder, MappingNode) and not holder.flow and not places.has_comment(text, node)
    if isinstance(holder, MappingNode) and entry is not None and in_lines and isinstance(item, dict):
        return _fill_with(text, top, holder, entry, [item])
    return [Splice(node.start + 1, node.start + 1, inline(item))]


def _append_block(text: str, top: MappingNode, node: SequenceNode, items: Sequence[Value]) -> list[Splice]:
    last = node.items[-1]
    step, dash = places.indent_style(text, top)
    gap, apart = places.dash_style(text, node)
    in_block = isinstance(last, MappingNode) and not last.flow
    end = places.end_of_value(text, last)
    lines: list[str] = []
    for item in items:
        # behind a `+` block scalar an empty line would become part of it
        gaps = apart and (bool(lines) or text[end - 1] != "\n")
        lines += [""] * gaps + item_lines(item, step, dash, block=in_block and isinstance(item, dict), gap=gap)
    return [places.insert_lines(text, end, lines, places.column(text, node.start))]
