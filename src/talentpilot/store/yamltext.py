"""YAML text to plain data with the place of every key and value, by libyaml's events.

Every scalar stays text: what it means is the schema's business. Anchors, aliases, merge keys, tags, duplicate keys
and excess depth are refused while the events pass, before anything could be expanded.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from talentpilot.diagnostics import FieldPath, Message

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FAST = hasattr(yaml, "CBaseLoader")
DEPTH_LIMIT = 24
_QUOTED = ("'", '"')
_TOO_DEEP = f"nesting deeper than {DEPTH_LIMIT} levels"
_BEGIN = "write `field: value` lines, beginning with schema:"
_ORDINARY_SPACES = "indent with ordinary spaces; this line begins with an ideographic space"
ABSENT = frozenset(("", "~", "null"))

# Bound once: the loop below meets each of them some hundred times a file.
_Scalar, _Alias = yaml.ScalarEvent, yaml.AliasEvent
_MappingStart, _MappingEnd = yaml.MappingStartEvent, yaml.MappingEndEvent
_SequenceStart, _SequenceEnd = yaml.SequenceStartEvent, yaml.SequenceEndEvent


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that YAML text must not be: rule, place (counted from 0), message and help.

    `path` leads to the mapping that has no certain meaning any more, where there is one.
    """

    rule: str
    line: int
    column: int
    message: Message
    help: Message
    length: int = 1
    path: FieldPath | None = None


@dataclass(slots=True)
class Parsed:
    """The data of one document, the places beside it, and what is wrong with the text.

    `data` holds str, list and dict; absent values are left out of mappings and are None in lists.
    `places` mirrors it: `{key: (key event, value event, places below or None)}` and `[(event, places below)]`.
    """

    data: dict[str, Any] | None = None
    places: Any = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands, lines and columns counted from 0; `length` is at least 1."""

    line: int
    column: int
    length: int


TOP = Mark(0, 0, 1)
"""The first character of a file."""


def parse(text: str) -> Parsed:
    """Read one YAML document; never raises, whatever the text."""
    result = Parsed()
    try:
        _Builder(result, LOADER(text).get_event).run()
    except yaml.YAMLError as error:
        result.problems.append(_syntax_problem(error, text))
        result.data = None
    except RecursionError:  # the pure-Python parser recurses where libyaml does not
        result.problems.append(Problem("F03", 0, 0, _plain(_TOO_DEEP), Message("")))
        result.data = None
    return result


class _Builder:
    """One pass over the events: data and places grow together."""

    def __init__(self, result: Parsed, next_event: Callable[[], Any]) -> None:
        self.result = result
        self.next_event = next_event
        self.path: list[str | int] = []

    def run(self) -> None:
        documents = 0
        while True:
            event = self.next_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                break
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._say("F05", event, "a second document begins here", "keep one document a file; remove ---")
                    return
            elif kind is _MappingStart:
                self._check(event)
                self.result.data, self.result.places = self._mapping()
            elif kind is _SequenceStart or kind is _Scalar or kind is _Alias:
                while type(self.next_event()) is not yaml.StreamEndEvent:
                    pass  # a syntax error further down says more than this
                self._say("F05", event, "the file does not hold fields", _BEGIN)
                return
        if documents == 0 or not self.result.data:
            self._say("F05", None, "the file is empty", _BEGIN)

    def _mapping(self) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {}
        places: dict[str, Any] = {}
        path, next_event = self.path, self.next_event
        while True:
            key_event = next_event()
            if type(key_event) is not _Scalar:
                if type(key_event) is _MappingEnd:
                    break
                raise _Refused("a key is not a plain word", key_event.start_mark, "braces in a text want quotes")
            key = key_event.value
            if key.startswith("\u3000"):
                raise _Refused("a line begins with an ideographic space", key_event.start_mark, _ORDINARY_SPACES)
            if key_event.anchor is not None or key_event.tag is not None:
                self._check(key_event)
            path.append(key)
            event = next_event()
            value, below = self._value(event)
            path.pop()
            if key in places:
                self._duplicate(key, places[key][0], key_event)
            elif key == "<<" and key_event.style not in _QUOTED:
                self._say("F09", key_event, "merge key <<", "write the fields out", path=tuple(path))
            else:
                places[key] = (key_event, event, below)
                if value is not None and value != {}:
                    data[key] = value
        return data, places

    def _sequence(self) -> tuple[list[Any], list[Any]]:
        data: list[Any] = []
        places: list[Any] = []
        path, next_event = self.path, self.next_event
        while True:
            event = next_event()
            if type(event) is _SequenceEnd:
                break
            path.append(len(data))
            value, below = self._value(event)
            path.pop()
            data.append(value)
            places.append((event, below))
        return data, places

    def _value(self, event: Any) -> tuple[Any, Any]:
        kind = type(event)
        if kind is _Scalar:
            if event.anchor is not None or event.tag is not None:
                self._check(event)
            value = event.value
            return (None if value in ABSENT else value), None
        if kind is _Alias:
            self._say("F09", event, f"alias *{event.anchor}", "write the value out", path=tuple(self.path[:-1]))
            return None, None
        self._check(event)
        if len(self.path) > DEPTH_LIMIT:
            raise _Refused(_TOO_DEEP, event.start_mark, "no file of a ledger needs more than 8")
        return self._mapping() if kind is _MappingStart else self._sequence()

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            self._say("F09", event, f"anchor &{event.anchor}", "remove it; every value is written out")
        if event.tag is not None:
            self._say("F09", event, f"tag {event.tag}", "remove it; the field decides the type")

    def _duplicate(self, key: str, first: Any, second: Any) -> None:
        line = first.start_mark.line + 1
        values = {"key": key, "line": str(line)}
        message = Message("key {key} stands twice, first on line {line}", values)
        help_ = Message("keep one of the two")
        self._add("F04", second, message, help_, path=tuple(self.path))

    def _say(self, rule: str, event: Any, text: str, help_text: str, path: FieldPath | None = None) -> None:
        self._add(rule, event, _plain(text), Message(help_text), path=path)

    def _add(self, rule: str, event: Any, message: Message, help_: Message, path: FieldPath | None = None) -> None:
        mark = TOP if event is None else mark_of(event)
        self.result.problems.append(Problem(rule, mark.line, mark.column, message, help_, mark.length, path))


class _Refused(yaml.MarkedYAMLError):
    """Raised to leave the events at once: the text has no meaning, or its nesting could hurt."""

    def __init__(self, problem: str, mark: Any, hint: str) -> None:
        super().__init__(problem=problem, problem_mark=mark, note=hint)


def mark_of(event: Any) -> Mark:
    """Place and length of what an event stands for; a value over several lines has the length of its first."""
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Mark(start.line, start.column, max(1, length))


def locate(places: Any, path: FieldPath, *, key: bool = False) -> Mark:
    """The mark of the value at `path` (or of its key); the nearest thing above it where nothing stands there."""
    best = TOP
    node = places
    for step in path:
        if isinstance(node, dict) and step in node:
            key_event, event, node = node[step]
            best = mark_of(key_event if key or _is_block(event) else event)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            event, node = node[step]
            best = mark_of(event)
        else:
            break
    return best


def _is_block(event: Any) -> bool:
    """Whether the value is empty or begins on a line below its key, so that the key is the better place."""
    if type(event) is _Scalar:
        return not event.value and event.style not in _QUOTED
    return not event.flow_style


def _plain(text: str) -> Message:
    """A message without holes, whatever braces the text holds."""
    return Message("{what}", {"what": text})


def _syntax_problem(error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _reader_problem(error, text)
    if isinstance(error, _Refused):
        return Problem("F03", mark.line, mark.column, _plain(str(error.problem)), Message(str(error.note)))
    words = str(getattr(error, "problem", None) or "this is not YAML")
    context = getattr(error, "context", None)
    message = _plain(f"{words}, {context}" if context else words)
    line, hint = _hint(text.split("\n"), mark.line)
    column = mark.column if line == mark.line else 0
    return Problem("F03", line, column, message, Message(hint))


def _reader_problem(error: yaml.YAMLError, text: str) -> Problem:
    """A character that YAML forbids: libyaml tells its position only, so the line is counted here."""
    for number, line in enumerate(text.split("\n")):
        for column, char in enumerate(line):
            if (
                (char < " " and char not in "\t\r")
                or ("\x7f" <= char < "\xa0" and char != "\x85")
                or char in "\ufffe\uffff"
            ):
                message = Message("control character {code}", {"code": f"U+{ord(char):04X}"})
                return Problem("F03", number, column, message, Message("remove it; it is invisible in most editors"))
    return Problem("F03", 0, 0, _plain(" ".join(str(error).split())), Message(""))


def _hint(lines: list[str], at: int) -> tuple[int, str]:
    """The line that is most likely to blame, and what to do about it."""
    for number in (at, at - 1, at - 2):
        if not 0 <= number < len(lines):
            continue
        line = lines[number]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return number, "indent with spaces; this line begins with a tab"
        if "\u3000" in indent:
            return number, _ORDINARY_SPACES
        head = line.split("#")[0]
        if "：" in head and ": " not in head and not head.rstrip().endswith(":"):
            return number, "write `: ` with an ASCII colon and a space; here stands the full-width ："
        if head.count(": ") > 1 and "{" not in head and '"' not in head:
            return number, 'put the value in quotes: it contains ": "'
    return at, "see the line above as well: a bracket or a quote may be open there"
