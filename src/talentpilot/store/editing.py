"""Minimal edits of YAML text: one value set, one key added, one item appended; every other character stays.

Each edit is proven before it is handed out: the new text is read again, and its data must be the old data with exactly
the intended change. Whatever can't be proven is refused.
"""

import copy
from typing import Any

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit
from talentpilot.store import editing_places as places
from talentpilot.store.editing_places import Splice
from talentpilot.store.editing_tree import Entry, Mapping, Node, Scalar, Sequence, data_of, node_at, read_tree
from talentpilot.store.editing_values import (
    Value,
    data_of_value,
    entry_lines,
    in_style,
    inline,
    item_lines,
)


def put(text: str, path: FieldPath, value: Value, order: tuple[str, ...] = ()) -> str:
    """The text with `value` at `path`; mappings on the way that are missing are made.

    `order` names the fields of the record that holds the value: a new key goes behind those that come before it.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    path, value = _nested(top, path, value)
    holder = node_at(top, path[:-1])
    key = path[-1]
    wanted = copy.deepcopy(data_of(top))
    _at(wanted, path[:-1])[key] = data_of_value(value)
    if not isinstance(holder, Mapping) or not isinstance(key, str):
        raise CannotEdit(f"{shown(path)}: only a field can be set")
    entry = holder.entry(key)
    if entry is None:
        return _proven(text, _add(text, top, holder, key, value, order), wanted)
    return _proven(text, _replace(text, top, holder, entry, value), wanted)


def append(text: str, path: FieldPath, item: Value, order: tuple[str, ...] = ()) -> str:
    """The text with `item` behind the last one of the list at `path`; the list is begun where there is none.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    node = node_at(top, path)
    if node is None or (isinstance(node, Scalar) and node.is_absent):
        return put(text, path, [item], order)
    if not isinstance(node, Sequence):
        raise CannotEdit(f"{shown(path)}: a list is expected there")
    wanted = copy.deepcopy(data_of(top))
    _at(wanted, path).append(data_of_value(item))
    if node.flow and not node.items:
        return _proven(text, _begin_list(text, top, path, node, item), wanted)
    if node.flow:
        last = node.items[-1]
        return _proven(text, places.insert_after_flow(text, last.start, last.end, inline(item)), wanted)
    return _proven(text, _append_block(text, top, node, item), wanted)


def remove(text: str, path: FieldPath) -> str:
    """The text without the key at `path` and its value.

    Raises:
        CannotEdit: it can't be done without touching something else.
    """
    top = read_tree(text)
    holder = node_at(top, path[:-1])
    entry = holder.entry(path[-1]) if isinstance(holder, Mapping) else None
    if not isinstance(holder, Mapping) or entry is None:
        raise CannotEdit(f"{shown(path)}: nothing stands there")
    wanted = copy.deepcopy(data_of(top))
    del _at(wanted, path[:-1])[path[-1]]
    if holder.flow:
        splices = places.cut_flow(holder, entry)
    else:
        start = places.line_start(text, entry.key.start)
        splices = [Splice(start, places.after_line(text, places.end_of(text, entry)), "")]
    return _proven(text, splices, wanted)


def shown(path: FieldPath) -> str:
    """A path as people write it."""
    return "/".join(map(str, path))


def _proven(text: str, splices: list[Splice], wanted: Any) -> str:
    """The text after the edit, if it says what it was meant to say and nothing else."""
    after = places.spliced(text, splices)
    try:
        found = data_of(read_tree(after))
    except CannotEdit as problem:
        raise CannotEdit(f"the edit would break the file: {problem}") from None
    if found != wanted:
        raise CannotEdit("the edit would change something else as well")
    return after


def _at(data: Any, path: FieldPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _nested(top: Node, path: FieldPath, value: Value) -> tuple[FieldPath, Value]:
    """The innermost place that there is, and the value with the mappings that lead to it."""
    for depth in range(1, len(path)):
        node = node_at(top, path[:depth])
        if node is None or (isinstance(node, Scalar) and node.is_absent):
            for step in reversed(path[depth:]):
                value = {step: value}
            return path[:depth], value
    return path, value


def _add(text: str, top: Mapping, holder: Mapping, key: str, value: Value, order: tuple[str, ...]) -> list[Splice]:
    """A new key, behind the last of those that come before it in the order of the record."""
    before = _predecessor(holder, key, order)
    if holder.flow:
        return places.insert_flow(text, holder, before, f"{key}: {inline(value)}")
    column = places.column(text, holder.entries[0].key.start)
    step, dash = places.habit(text, top)
    lines = entry_lines(key, value, step, dash, roomy=column == 0)
    assert before is not None, "a block mapping has entries"
    return [places.insert_lines(text, places.end_of(text, before), lines, column)]


def _predecessor(holder: Mapping, key: str, order: tuple[str, ...]) -> Entry | None:
    """The entry behind which a new key goes: the last one, where the record's order says nothing."""
    if key in order:
        earlier = order[: order.index(key)]
        found = [entry for entry in holder.entries if entry.key.value in earlier]
        if found:
            return found[-1]
    return holder.entries[-1] if holder.entries else None


def _replace(text: str, top: Mapping, holder: Mapping, entry: Entry, value: Value) -> list[Splice]:
    node = entry.value
    if not isinstance(node, Scalar):
        if not node.flow or places.has_comment(text, node):
            raise CannotEdit(f"{entry.key.value}: what stands there has lines of its own; change it by hand")
        return [Splice(node.start, node.end, inline(value))]
    if not isinstance(value, (list, tuple, dict)):
        if node.start < node.end:
            end = node.start + len(text[node.start : node.end].rstrip(" \t\r\n"))
            return [Splice(node.start, end, in_style(value, node.style, flow=holder.flow))]
        return [places.fill(text, entry, inline(value, flow=holder.flow))]
    return _fill_with(text, top, holder, entry, value)


def _fill_with(text: str, top: Mapping, holder: Mapping, entry: Entry, value: Value) -> list[Splice]:
    """A list or mapping in the place of nothing (empty, `~`, `[]`): below its key where that is the habit."""
    node = entry.value
    lines: list[str] = []
    column = 0
    if not holder.flow and not places.has_comment(text, node):
        column = places.column(text, holder.entries[0].key.start)
        step, dash = places.habit(text, top)
        lines = entry_lines(entry.key.value, value, step, dash, roomy=column == 0)
    if len(lines) > 1:
        end = places.end_of(text, entry)
        return [*places.clear(text, entry), places.insert_lines(text, end, lines[1:], column, first=True)]
    if node.start < node.end:
        return [Splice(node.start, node.end, inline(value))]
    return [places.fill(text, entry, inline(value))]


def _begin_list(text: str, top: Mapping, path: FieldPath, node: Sequence, item: Value) -> list[Splice]:
    """The first item of `[]`."""
    holder = node_at(top, path[:-1])
    entry = holder.entry(path[-1]) if isinstance(holder, Mapping) else None
    in_lines = isinstance(holder, Mapping) and not holder.flow and not places.has_comment(text, node)
    if isinstance(holder, Mapping) and entry is not None and in_lines and isinstance(item, dict):
        return _fill_with(text, top, holder, entry, [item])
    return [Splice(node.start + 1, node.start + 1, inline(item))]


def _append_block(text: str, top: Mapping, node: Sequence, item: Value) -> list[Splice]:
    last = node.items[-1]
    step, dash = places.habit(text, top)
    gap, apart = places.dash_habit(text, node)
    block = isinstance(item, dict) and isinstance(last, Mapping) and not last.flow
    lines = item_lines(item, step, dash, block=block, gap=gap)
    end = places.end_of_value(text, last)
    apart = apart and text[end - 1] != "\n"  # an empty line would go to the text block with `+` above
    return [places.insert_lines(text, end, [""] * apart + lines, places.column(text, node.start))]
