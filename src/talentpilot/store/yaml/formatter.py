"""The canonical form of a ledger file: encoding, line endings, values, the order of keys."""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import CannotEdit, UsageProblem
from talentpilot.model.catalogue import Domain
from talentpilot.model.scalars import plain_form
from talentpilot.store.field_types import reader_at
from talentpilot.store.records import fields_of, joins_items, model_at
from talentpilot.store.yaml import nodes as places
from talentpilot.store.yaml.decoding import decode
from talentpilot.store.yaml.editor import in_style, value_at
from talentpilot.store.yaml.nodes import (
    MappingEntry,
    MappingNode,
    Node,
    SequenceNode,
    Splice,
    data_of,
    read_tree,
    scalars_below,
)
from talentpilot.store.yaml.parser import is_same_yaml

_MARK = b"\xef\xbb\xbf"
_HARMLESS = re.compile(r"[\w./%〔〕-]+")
_ORDERS: dict[type[BaseModel], tuple[str, ...]] = {Domain: ("id", "no", "zh", "en", "short", "tasks")}
"""Classes whose order in files differs from that of the model."""
_BREAKS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file in its canonical form, the changes made, and why formatting stopped early (None if it didn't)."""

    content: bytes
    done: tuple[Message, ...] = ()
    problem: Message | None = None


def canonical(content: bytes, model: type[BaseModel], encoding: str | None = None) -> Formatted:
    """Return the canonical form of a file that is read as `model`; `encoding` applies to files that are not UTF-8.

    Raises:
        UsageProblem: there is no such encoding.
    """
    done: list[Message] = []
    try:
        text = _decoded(content, encoding, done)
    except UnicodeDecodeError:
        said = [Message.joined("; ", (one.message, one.help)) for one in decode(content).problems if one.rule == "F01"]
        return Formatted(content, (), said[0] if said else Message("the bytes are not text"))
    text = _with_one_line_end(text, done)
    try:
        read_tree(text)
    except CannotEdit as problem:
        return Formatted(text.encode("utf-8"), tuple(done), problem.whole)
    text = _proven(text, _with_final_line_end, done)
    text = _with_canonical_values(text, model, done)
    text = _with_keys_in_order(text, model, done)
    return Formatted(text.encode("utf-8"), tuple(done))


def _decoded(content: bytes, encoding: str | None, done: list[Message]) -> str:
    if content.startswith(_MARK):
        done.append(Message("byte-order mark taken off"))
        content = content.removeprefix(_MARK)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if encoding is None:
            raise
    try:
        text = content.decode(encoding)
    except LookupError:
        raise UsageProblem(
            "{--from} {encoding} is not an encoding", help="write a name such as gb18030 or utf-16", encoding=encoding
        ) from None
    done.append(Message.of("converted from {encoding}", encoding=encoding))
    return text.removeprefix("\ufeff")


def _proven(text: str, step: Callable[[str], tuple[str, Message]], done: list[Message]) -> str:
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


def _with_one_line_end(text: str, done: list[Message]) -> str:
    """Return the text with a single kind of line ending, the most frequent one. The reader refuses that of old Macs,
    which git does not know.
    """
    ends = _BREAKS.findall(text)
    usual = "\r\n" if ends.count("\r\n") > ends.count("\n") + ends.count("\r") else "\n"
    after = _BREAKS.sub(usual, text)
    if after == text or not is_same_yaml(text, after):
        return text
    done.append(Message("line ends"))
    return after


def _with_final_line_end(text: str) -> tuple[str, Message]:
    bare = text.rstrip("\r\n \t")
    end = _BREAKS.search(text)
    return bare + (end[0] if end else "\n"), Message("final line end")


def _with_canonical_values(text: str, model: type[BaseModel], done: list[Message]) -> str:
    """Return the text with dates and codes in their canonical form."""
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
        value_at(wanted, path[:-1])[path[-1]] = value
    after = places.spliced(text, splices)
    if splices and data_of(read_tree(after)) == wanted:
        done.append(Message.of("1 value corrected" if len(splices) == 1 else "{n} values corrected", n=len(splices)))
        return after
    return text


def _with_keys_in_order(text: str, model: type[BaseModel], done: list[Message]) -> str:
    """Return the text with keys in the order of the record, unless a comment between them would lose its place.

    A mapping in which a word has no colon stays as it is.
    """
    moved = 0
    for depth in range(max(len(path) for path, _ in _mappings(read_tree(text))), -1, -1):  # inner ones first
        text, count = _depth_in_order(text, model, depth)
        moved += count
    if moved:
        done.append(Message.of("keys in order in 1 place" if moved == 1 else "keys in order in {n} places", n=moved))
    return text


def _depth_in_order(text: str, model: type[BaseModel], depth: int) -> tuple[str, int]:
    """Return the text with the mappings of one depth in order, and how many were not: the file is parsed for all of
    them at once.
    """
    top = read_tree(text)
    before = data_of(top)
    found = ((path, _ordered(text, node, _order(model, path))) for path, node in _mappings(top) if len(path) == depth)
    moves = {path: splices for path, splices in found if splices}
    for _ in range(2):
        after = places.spliced(text, [splice for splices in moves.values() for splice in splices])
        try:
            data = data_of(read_tree(after))
        except CannotEdit:
            break
        if data == before:
            return after, len(moves)
        # an empty line that belongs to a text may go elsewhere when the text moves: the others without those
        moves = {path: splices for path, splices in moves.items() if _is_same(data, before, path)}
    return text, 0


def _is_same(data: Any, before: Any, path: FieldPath) -> bool:
    try:
        return bool(value_at(data, path) == value_at(before, path))
    except (KeyError, IndexError, TypeError):
        return False


def _order(model: type[BaseModel], path: FieldPath) -> tuple[str, ...]:
    record = model_at(model, path)
    return (*(() if path else ("schema",)), *_ORDERS.get(record, fields_of(record)))


def _mappings(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, MappingNode]]:
    """Yield all mappings with their paths."""
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _mappings(item, (*path, index))
    elif isinstance(node, MappingNode):
        yield path, node
        for entry in node.entries:
            yield from _mappings(entry.value, (*path, entry.key.value))


def _ordered(text: str, node: MappingNode, order: tuple[str, ...]) -> list[Splice]:
    ranks = {name: rank for rank, name in enumerate(order)}
    wanted = sorted(node.entries, key=lambda entry: ranks.get(entry.key.value, len(order)))
    try:
        if wanted == list(node.entries) or not _free_of_comments(text, node):
            return []
    except CannotEdit:
        return []  # a key without a colon ends nowhere; S02 names it
    pieces = [text[entry.key.start : _end(text, entry)] for entry in wanted]
    pairs = zip(node.entries, pieces, strict=True)
    return [Splice(entry.key.start, _end(text, entry), piece) for entry, piece in pairs]


def _end(text: str, entry: MappingEntry) -> int:
    return places.end_of(text, entry)


def _free_of_comments(text: str, node: MappingNode) -> bool:
    """Return whether there are only commas and white space between the entries and after the last one."""
    gaps = [text[_end(text, one) : two.key.start] for one, two in zip(node.entries, node.entries[1:], strict=False)]
    last = _end(text, node.entries[-1])
    rest = "" if node.flow else text[last : places.after_line(text, last)]
    return not any(gap.strip(" \t\r\n,") for gap in (*gaps, rest))


def canonical_value(model: type[BaseModel], path: FieldPath, value: str, data: Any) -> str:
    """Return a coded value in its canonical form: full-width characters replaced (F08), dates as YYYY-MM-DD (D02).

    Prose and ambiguous values stay as they are. `data` is the whole file, since the type of some values depends on a
    sibling field.
    """
    reader, coded = reader_at(model, path, data)
    if not coded or (isinstance(path[-1], int) and joins_items(value)):
        return value
    mended = plain_form(value) if not value.isascii() else value
    if reader is not None:
        try:
            reader(mended)
        except PydanticCustomError as problem:
            if problem.type == "D02":
                return str((problem.context or {})["meant"])
    return mended or value
