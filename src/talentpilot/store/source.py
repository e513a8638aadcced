"""One file of the ledger: its text, its data with places, and the record read from it."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.store.misleading import misread_texts, swallowed_fields
from talentpilot.store.records import (
    MISTAKES_LIMIT,
    Fault,
    OmittedItem,
    Reading,
    inner_id,
    item_around,
    locate_fault,
    normalize_codes,
    omit_all,
    read_record,
    too_many,
)
from talentpilot.store.tree import Content
from talentpilot.store.unknown_keys import KeySearch
from talentpilot.store.yaml.decoding import decode
from talentpilot.store.yaml.parser import Mark, locate, parse
from talentpilot.store.yaml.problems import Problem

T = TypeVar("T", bound=BaseModel)


@dataclass(slots=True)
class SourceFile:
    """A file as read. `text` is None if the bytes are not text, `data` if the text holds no fields."""

    path: str
    text: str | None = None
    data: dict[str, Any] | None = None
    places: Any = None
    problems: list[Problem] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[OmittedItem] = field(default_factory=list)
    blanks: list[FieldPath] = field(default_factory=list)
    unusual: list[tuple[FieldPath, Any]] = field(default_factory=list)
    joined: dict[str, str] = field(default_factory=dict)
    readable: bool = False
    _lines: list[str] | None = None

    def line(self, number: int) -> str:
        """Return a line of the text, counted from 1; empty if there is none."""
        if self._lines is None:
            self._lines = [] if self.text is None else self.text.split("\n")
        return self._lines[number - 1].rstrip("\r") if 0 < number <= len(self._lines) else ""

    def mark(self, path: FieldPath, *, on_key: bool = False) -> Mark:
        """Return the place of a value."""
        return locate(self.places, path, key=on_key)

    def raw(self, path: FieldPath) -> object:
        """Return the value at a path as written, or None."""
        node: Any = self.data
        for step in path:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node


def open_source(path: str, content: Content) -> SourceFile:
    """Decode and parse a file; its `problems` are collected."""
    source = SourceFile(path)
    if content is None:
        return source
    decoded = decode(content)
    source.problems += decoded.problems
    source.text = decoded.text
    if decoded.text is not None:
        parsed = parse(decoded.text)
        if any(problem.rule == "F11" for problem in parsed.problems):
            source.problems = parsed.problems  # until the merge is finished, nothing else is worth reporting
            return source
        source.problems += parsed.problems
        source.data, source.places, source.blanks = parsed.data, parsed.places, parsed.blanks
        source.unusual, source.joined = parsed.unusual, parsed.joined
    return source


def read_as(source: SourceFile, model: type[T], schema: str, *, by_field: bool = False) -> T | None:
    """Return the record of a parsed file, or None; faults and omitted items are kept in the source.

    `by_field` leaves out only the faulty fields of a file that is refused with every mistake in it, whatever its
    schema says.
    """
    record = _read_fields(source, model, schema, by_field) if source.data else None
    count = len(source.problems) + len(source.faults)
    if count <= MISTAKES_LIMIT:
        return record
    source.problems, source.faults, source.left_out, source.readable = [], [too_many(count)], [], False
    return None


def _read_fields(source: SourceFile, model: type[T], schema: str, by_field: bool) -> T | None:
    data = source.data
    assert data is not None, "the caller has asked"
    if not _schema_fits(source, data.pop("schema", None), schema) and not by_field:
        return None
    _look_for_misleading_texts(source, model)
    if not _omit_uncertain_items(source, model) and not by_field:
        return None
    lookalikes = _lookalike_faults(source, model, data)
    reading: Reading[T] = read_record(model, data, source.places, by_field=by_field)
    refused = {fault.mark for fault in reading.faults}
    source.faults += [one._replace(help=Message("")) if one.mark in refused else one for one in lookalikes]
    source.faults += reading.faults
    source.left_out += reading.left_out
    source.readable = reading.record is not None
    return reading.record


def _lookalike_faults(source: SourceFile, model: type[Any], data: dict[str, Any]) -> list[Fault]:
    """Return a fault F08 for each coded value that is read in another form, and put that form into the data."""
    found = []
    for path, written, mended in normalize_codes(model, data) if source.text and not source.text.isascii() else ():
        values = {"value": written, "read": mended}
        message = Message("{value} has full-width or look-alike characters; it is read as {read}", values)
        help_ = Message("write {read}; `talentpilot fmt` does it for the whole ledger", values)
        found.append(locate_fault(Fault("F08", path, message, help_), data, source.places))
    return found


def _schema_fits(source: SourceFile, found: object, wanted: str) -> bool:
    if found == wanted:
        return True
    values = {"wanted": wanted, "found": str(found)}
    if found is None:
        message = Message("schema is missing; this file needs {wanted}", values)
        source.faults.append(Fault("F06", (), message, Message("write as the first line: schema: {wanted}", values)))
    else:
        message = Message("schema {found} is not the one of this file, {wanted}", values)
        fault = Fault("F06", ("schema",), message, Message("write schema: {wanted}", values))
        source.faults.append(locate_fault(fault, source.data, source.places))
    return False


def _look_for_misleading_texts(source: SourceFile, model: type[BaseModel]) -> None:
    text = source.text or ""
    for item in misread_texts(text, model, source.unusual):
        concerned = inner_id(source.data, item.path)
        source.faults.append(Fault(item.rule, item.path, item.message, item.help, mark=item.mark, object=concerned))
    source.problems += swallowed_fields(text, model, source.unusual)


def _omit_uncertain_items(source: SourceFile, model: type[BaseModel]) -> bool:
    """Remove the items in which a key is repeated, an alias hides a value, or a comma has split one.

    Return False if the uncertain part is the whole file.
    """
    uncertain = [(item.rule, item.path) for item in source.problems if item.path is not None]
    for unknown in KeySearch(source.text or "", model, source.data, source.places).unknown(source.blanks):
        source.faults.append(locate_fault(unknown.fault, source.data, source.places))
        if unknown.is_spoiling:
            uncertain.append((unknown.fault.rule, unknown.fault.path[:-1]))
    omitted: dict[FieldPath, str] = {}
    for rule, path in uncertain:
        item = item_around(path)
        if item is None:
            return False
        if source.raw(item) is not None:
            omitted.setdefault(item, rule)
    source.left_out += omit_all(source.data, source.places, omitted)
    return True
