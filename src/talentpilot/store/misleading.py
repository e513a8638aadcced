"""Find valid YAML with another meaning than a reader of the file would expect.

YAML ends a plain text at ` #`, joins the lines of a text that is indented too far, and gives a backslash in double
quotes a special meaning. The program follows YAML and reports where the two readings differ (F12, F10). A field or
list item that has slipped into the text above it is refused (F03).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model import scalars
from talentpilot.store.field_types import reader_at
from talentpilot.store.records import fields_of, model_at
from talentpilot.store.yaml.decoding import INVISIBLE
from talentpilot.store.yaml.parser import CUTS_A_TEXT, Mark
from talentpilot.store.yaml.problems import Problem

_COMMENT = re.compile(r"[ \t]+(#[^\r\n]*)")
_CUTS_A_CODE = re.compile(r"#(?:\d|\s*\d[\d.,]*\s*$)")
"""A comment that may belong to the code before it: in a code only a number, in a text any word after #."""

_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {
    "0": 0x00,
    "a": 0x07,
    "b": 0x08,
    "e": 0x1B,
    "f": 0x0C,
    "v": 0x0B,
    "N": 0x85,
    "_": 0xA0,
    "L": 0x2028,
    "P": 0x2029,
}
_BREAKS = {"n": 0x0A, "r": 0x0D, "t": 0x09}
"""What YAML makes of a backslash and a letter; those in `_BREAKS` are also written on purpose."""
_FOLDER = re.compile(r'[A-Za-z]:\\[^\\]|^"\\\\\\\\\w')
"""A Windows path in double quotes whose backslashes are not doubled."""

_DASH = re.compile(r"[ \t]*(-)[ \t]")
_TWO_NUMBERS = re.compile(r"号\s*[、，；;,]\s*\S.*号$")
_LOOKS_LIKE_A_FIELD = re.compile(r"[A-Za-z_][:：]\S")
_INSIDE = "{name} is read as part of the text of {field}, not as a field"
_OUTSIDE = (
    "write `{name}: ` with a space on a line of its own, indented like {field}; a text that holds it needs quotes"
)


Values = list[tuple[FieldPath, Any]]
"""Unusual values of a file: path and event."""


class Misread(NamedTuple):
    """A text that is read differently than it looks: the rule, the field, the place and the message."""

    rule: str
    path: FieldPath
    mark: Mark
    message: Message
    help: Message


def swallowed_fields(text: str, model: type[BaseModel], values: Values) -> Iterator[Problem]:
    """Yield the lines inside a text over several lines that look like a field or a list item (F03)."""
    for path, event in values:
        if event.start_mark.line == event.end_mark.line or event.style in ("|", ">"):
            continue
        names = _names(model, path)
        raw = text[event.start_mark.index : event.end_mark.index]
        for number, line in enumerate(raw.split("\n")[1:], event.start_mark.line + 1):
            words = {"field": _field_of(path)}
            if match := _field_at_start(names).match(line):
                words["name"] = match[1]
                message = Message("the line {name} is read as part of the text of {field}", words)
                help_ = Message("write `{name}: ` with a space, indented like {field}; close quotes above it", words)
            elif not event.style and (match := _DASH.match(line)):
                message = Message("a dash stands inside the text of {field}, not in a list", words)
                help_ = Message("indent it like the dash above, or put the whole text in quotes")
            else:
                continue
            yield Problem("F03", number, match.start(1), message, help_, len(match[1]), path)
            break


def misread_texts(text: str, model: type[BaseModel], values: Values) -> Iterator[Misread]:
    """Yield each value of which YAML reads less than the file shows, or something else (F10, F12)."""
    for path, event in values:
        if event.style == '"':
            if "\\" in text[event.start_mark.index : event.end_mark.index]:
                yield from _escapes(text, path, event)
        elif event.style in ("|", ">"):
            yield from _in_block(text, model, path, event)
        elif not event.style:
            yield from _comment(text, model, path, event)
            if ":" in event.value or "：" in event.value:
                yield from _field_inside(text, model, path, event)
            if path and isinstance(path[-1], int) and _TWO_NUMBERS.search(event.value):
                words = {"value": scalars.shorten(event.value)}
                message = Message("{value} is one item of the list", words)
                help_ = Message("separate the items of a list with an ASCII comma and a space")
                yield _at(event, path, message, help_)


def _names(model: type[BaseModel], path: FieldPath) -> tuple[str, ...]:
    """Return the names of the fields that could be siblings of the value at `path`."""
    names = fields_of(model_at(model, path[:-1]))
    return (*names, "zh", "en") if path[-1] in ("zh", "en") else names


def _field_of(path: FieldPath) -> str:
    """Return the name of the field that holds a value, also as an item of a list."""
    return next(str(step) for step in reversed(path) if isinstance(step, str))


@cache
def _field_at_start(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[ \t]*({'|'.join(names)})[ \t]*[:：]")


@cache
def _field_in_text(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\S[ \t]+|[，、；;,])({'|'.join(names)})[:：](?=\S)")


def _comment(text: str, model: type[BaseModel], path: FieldPath, event: Any) -> Iterator[Misread]:
    match = _COMMENT.match(text, event.end_mark.index)
    if match is None:
        return
    reader, coded = reader_at(model, path)
    is_text = not coded or reader is scalars.read_line
    if (CUTS_A_TEXT if is_text else _CUTS_A_CODE).match(match[1]) is None:
        return
    end = event.end_mark
    mark = Mark(end.line, end.column + match.start(1) - match.start(), len(match[1]))
    values = {"comment": scalars.shorten(match[1]), "value": scalars.shorten(event.value)}
    message = Message("{comment} is a comment; the value is {value}", values)
    if not event.value:
        message = Message("{comment} is a comment; there is no value", values)
    help_ = Message("put the value in quotes if this belongs to it; else write the comment on a line of its own")
    yield Misread("F12", path, mark, message, help_)


def _field_inside(text: str, model: type[BaseModel], path: FieldPath, event: Any) -> Iterator[Misread]:
    if _LOOKS_LIKE_A_FIELD.search(event.value) is None or reader_at(model, path)[1]:
        return
    raw = text[event.start_mark.index : event.end_mark.index]
    match = _field_in_text(_names(model, path)).search(raw)
    if match is not None:
        values = {"name": match[1], "field": _field_of(path)}
        mark = _mark_inside(raw, event, match.start(1), len(match[1]))
        yield Misread("F12", path, mark, Message(_INSIDE, values), Message(_OUTSIDE, values))


def _in_block(text: str, model: type[BaseModel], path: FieldPath, event: Any) -> Iterator[Misread]:
    """Yield a field among the lines below `|` or `>`, and a list that `>` joins into one line."""
    raw = text[event.start_mark.index : event.end_mark.index]
    lines = raw.split("\n")[1:]
    if event.style == ">" and sum(_DASH.match(line) is not None for line in lines) > 1:
        message = Message("the lines below > are joined into one; the dashes become part of it")
        yield _at(event, path, message, Message("write | instead of > to keep the lines"))
    pattern = _field_at_start(_names(model, path))
    for number, line in enumerate(lines, event.start_mark.line + 1):
        if match := pattern.match(line):
            values = {"name": match[1], "field": _field_of(path)}
            mark = Mark(number, match.start(1), len(match[1]))
            yield Misread("F12", path, mark, Message(_INSIDE, values), Message(_OUTSIDE, values))
            return


def _escapes(text: str, path: FieldPath, event: Any) -> Iterator[Misread]:
    raw = text[event.start_mark.index : event.end_mark.index]
    is_folder = _FOLDER.search(raw) is not None
    for match in _ESCAPE.finditer(raw):
        code = next((int(digits, 16) for digits in match.groups()[:3] if digits), None)
        values = {"written": match[0]}
        mark = _mark_inside(raw, event, match.start(), len(match[0]))
        if code is not None:
            values["code"] = f"U+{code:04X}"
            if INVISIBLE.match(chr(code)) or not (chr(code).isprintable() or chr(code).isspace()):
                message = Message("{written} stands for the invisible character {code}", values)
                yield Misread("F10", path, mark, message, Message("delete it; it can hide what a line says"))
            continue
        letter = _LETTERS.get(match[4], _BREAKS.get(match[4]) if is_folder else None)
        if letter is not None:
            values["code"] = f"U+{letter:04X}"
            message = Message("{written} in double quotes is read as the character {code}", values)
            yield Misread("F12", path, mark, message, Message("put the text in single quotes, or write \\\\ for \\"))
            return


def _mark_inside(raw: str, event: Any, offset: int, length: int) -> Mark:
    """Return the place `offset` characters after the start of a value."""
    line = raw.count("\n", 0, offset)
    start = event.start_mark
    if not line:
        return Mark(start.line, start.column + offset, length)
    return Mark(start.line + line, offset - raw.rfind("\n", 0, offset) - 1, length)


def _at(event: Any, path: FieldPath, message: Message, help_: Message) -> Misread:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if start.line == end.line else 1
    return Misread("F12", path, Mark(start.line, start.column, length), message, help_)
