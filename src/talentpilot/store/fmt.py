"""The canonical form of a file: encoding, line ends, dates, digits, the order of keys; never prose, never a comment.

Each step is proven by reading the result: it holds the same data, with the mended values alone. A step that can't be
proven for a file is left out.
"""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.model.catalogue import Domain
from talentpilot.store import editing_places as places
from talentpilot.store.coded import fields_of, model_at
from talentpilot.store.decoding import decode
from talentpilot.store.editing_places import Splice
from talentpilot.store.editing_tree import Entry, Mapping, Node, Sequence, data_of, node_at, read_tree, scalars_below
from talentpilot.store.editing_values import in_style
from talentpilot.store.fmt_fields import canonical_value
from talentpilot.store.yaml_events import says_the_same

_MARK = b"\xef\xbb\xbf"
_HARMLESS = re.compile(r"[\w./%〔〕-]+")
_ORDERS: dict[type[BaseModel], tuple[str, ...]] = {Domain: ("id", "no", "zh", "en", "short", "tasks")}
"""Where the order of the books is not that of the model's classes."""
_BREAKS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in its canonical form, what was done to it, and why no more could be done (empty: all was)."""

    content: bytes
    done: tuple[str, ...] = ()
    problem: str = ""


def canonical(content: bytes, model: type[BaseModel], encoding: str | None = None) -> Formatted:
    """The canonical form of a file that is read as `model`; `encoding` is that of files which are not UTF-8.

    Raises:
        UsageProblem: there is no such encoding.
    """
    done: list[str] = []
    try:
        text = _decoded(content, encoding, done)
    except UnicodeDecodeError:
        said = [f"{item.message}; {item.help}" for item in decode(content).problems if item.rule == "F01"]
        return Formatted(content, (), said[0] if said else "the bytes are not text")
    text = _with_one_line_end(text, done)
    try:
        read_tree(text)
    except CannotEdit as problem:
        return Formatted(text.encode("utf-8"), tuple(done), str(problem))
    text = _proven(text, _with_final_line_end, done)
    text = _with_mended_values(text, model, done)
    text = _with_keys_in_order(text, model, done)
    return Formatted(text.encode("utf-8"), tuple(done))


def _decoded(content: bytes, encoding: str | None, done: list[str]) -> str:
    if content.startswith(_MARK):
        done.append("byte-order mark taken off")
        content = content.removeprefix(_MARK)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if encoding is None:
            raise
    try:
        text = content.decode(encoding)
    except LookupError:
        raise UsageProblem(f"--from {encoding} is no encoding\n  help: write such as gb18030 or utf-16") from None
    done.append(f"converted from {encoding}")
    return text.removeprefix("\ufeff")


def _proven(text: str, step: Callable[[str], tuple[str, str]], done: list[str]) -> str:
    after, said = step(text)
    if after == text:
        return text
    try:
        if data_of(read_tree(after)) != data_of(read_tree(text)):
            return text
    except CannotEdit:
        return text
    done.append(said)
    return after


def _with_one_line_end(text: str, done: list[str]) -> str:
    """One kind of line end: the commonest; that of old Macs is no line end to git, so the reader refuses it."""
    ends = _BREAKS.findall(text)
    usual = "\r\n" if ends.count("\r\n") > ends.count("\n") + ends.count("\r") else "\n"
    after = _BREAKS.sub(usual, text)
    if after == text or not says_the_same(text, after):
        return text
    done.append("line ends")
    return after


def _with_final_line_end(text: str) -> tuple[str, str]:
    bare = text.rstrip("\r\n \t")
    end = _BREAKS.search(text)
    return bare + (end[0] if end else "\n"), "final line end"


def _with_mended_values(text: str, model: type[BaseModel], done: list[str]) -> str:
    """Dates and codes in their canonical form."""
    top = read_tree(text)
    data = data_of(top)
    wanted = copy.deepcopy(data)
    splices = []
    for path, node in scalars_below(top):
        value = canonical_value(model, path, node.value, data) if node.start < node.end else node.value
        if value == node.value:
            continue
        plain = not node.style and _HARMLESS.fullmatch(value)
        splices.append(Splice(node.start, node.end, value if plain else in_style(value, node.style, flow=True)))
        _set(wanted, path, value)
    after = places.spliced(text, splices)
    if splices and data_of(read_tree(after)) == wanted:
        done.append(f"{len(splices)} value{'' if len(splices) == 1 else 's'} mended")
        return after
    return text


def _set(data: Any, path: FieldPath, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def _with_keys_in_order(text: str, model: type[BaseModel], done: list[str]) -> str:
    """Keys in the order of the record, wherever no comment stands between them that would lose its place."""
    moved = 0
    top = read_tree(text)
    for path in _mappings(top):
        node = node_at(top, path)
        splices = _ordered(text, node, _order(model, path)) if isinstance(node, Mapping) else []
        if not splices:
            continue
        after = places.spliced(text, splices)
        changed = read_tree(after)
        if data_of(changed) == data_of(top):
            text, top, moved = after, changed, moved + 1
    if moved:
        done.append(f"keys in order in {moved} place{'' if moved == 1 else 's'}")
    return text


def _order(model: type[BaseModel], path: FieldPath) -> tuple[str, ...]:
    record = model_at(model, path)
    return (*(() if path else ("schema",)), *_ORDERS.get(record, fields_of(record)))


def _mappings(node: Node, path: FieldPath = ()) -> list[FieldPath]:
    """The paths of all mappings, inner ones first."""
    found: list[FieldPath] = []
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            found += _mappings(item, (*path, index))
    elif isinstance(node, Mapping):
        for entry in node.entries:
            found += _mappings(entry.value, (*path, entry.key.value))
        found.append(path)
    return found


def _ordered(text: str, node: Mapping, order: tuple[str, ...]) -> list[Splice]:
    ranks = {name: rank for rank, name in enumerate(order)}
    wanted = sorted(node.entries, key=lambda entry: ranks.get(entry.key.value, len(order)))
    if wanted == list(node.entries) or not _free_of_comments(text, node):
        return []
    pieces = [text[entry.key.start : _end(text, entry)] for entry in wanted]
    pairs = zip(node.entries, pieces, strict=True)
    return [Splice(entry.key.start, _end(text, entry), piece) for entry, piece in pairs]


def _end(text: str, entry: Entry) -> int:
    return places.end_of(text, entry)


def _free_of_comments(text: str, node: Mapping) -> bool:
    """Whether nothing but commas and empty space stands between the entries, and behind the last one."""
    gaps = [text[_end(text, one) : two.key.start] for one, two in zip(node.entries, node.entries[1:], strict=False)]
    last = _end(text, node.entries[-1])
    rest = "" if node.flow else text[last : places.after_line(text, last)]
    return not any(gap.strip(" \t\r\n,") for gap in (*gaps, rest))
