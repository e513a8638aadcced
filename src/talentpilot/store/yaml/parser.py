"""Parse YAML text into plain data with the position of every key and value."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.store.yaml.problems import (
    ORDINARY_SPACES,
    Problem,
    RefusedText,
    TextMark,
    conflict_problem,
    git_mark,
    syntax_problem,
)

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NextEvent = Callable[[], Any]

_OTHER_BREAK = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")
"""Characters that end a line for YAML, but not for git, grep and the services that show findings."""
_LIMIT = 20

CUTS_A_TEXT = re.compile(r"#(?:[^\s#=*-]|\s*\d[\d.,]*\s*$)")
"""A comment that may belong to the text before it."""
_SUSPICIOUS_COMMENT = re.compile(rf"#(?<=[ \t]#)(?:{CUTS_A_TEXT.pattern[1:]})", re.MULTILINE)
"""The same behind a space. The pattern begins with a plain character, which is searched ten times faster than a set."""

_QUOTES = "\u2018\u2019\u201c\u201d\u2014\u2026\u00b7"
_STOPS = "\u3001-\u3003\u3008-\u3011\u3014-\u301f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_WIDE = "\u2e80-\u2fff\u3001-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff"
_WORD = r"[0-9A-Za-z](?![\w-]*:\s)"
_LINE_END = r"[ \t]*\r?\n[ \t]*"
_MAY_FOLD = re.compile(
    rf"\n(?:[ \t]*[\u00b7-\U0003ffff]|(?:(?<=[\u3001-\uff65]\n)|(?<=[\u3001-\uff65]\r\n))[ \t]*{_WORD})"
)
"""A fast check for what may be such a line ending; nearly no file has any. Its ranges are plain, since the sets above
take a millisecond to compile.
"""
_FOLD = (
    rf"([{_WIDE}](?={_LINE_END}[{_WIDE}{_QUOTES}])|[{_QUOTES}](?={_LINE_END}[{_WIDE}])"
    rf"|[{_STOPS}](?={_LINE_END}{_WORD})|[0-9A-Za-z)](?={_LINE_END}[{_STOPS}]))({_LINE_END})"
)
"""A line break that Chinese text joins without a space: between two wide characters, or beside full-width punctuation.

Compiled when it is first used: that takes longer than reading a pilot.
"""


def event_source(text: str, joined: dict[str, str] | None = None) -> NextEvent:
    """Return the function that returns the next event of a text.

    Texts whose lines are joined without a space are noted in `joined`, each with what plain YAML makes of it.
    """
    next_event: NextEvent = LOADER(text).get_event
    if has_other_breaks(text):
        next_event = _with_git_lines(next_event, text)
    if not text.isascii() and _MAY_FOLD.search(text):
        next_event = _without_fold_spaces(next_event, text, {} if joined is None else joined)
    return next_event if len(text) < EVENT_LIMIT else _limited(next_event)


def _limited(next_event: NextEvent) -> NextEvent:
    """Return a source that refuses a text of more keys, values and brackets than memory should hold."""
    count = 0

    def following() -> Any:
        nonlocal count
        count += 1
        event = next_event()
        if count > EVENT_LIMIT and event is not None:
            raise RefusedText(_TOO_MANY, event.start_mark, _ATTACH)
        return event

    return following


def has_other_breaks(text: str) -> bool:
    """Return whether YAML sees a line ending other than LF or CRLF."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return True
    return not text.isascii() and ("\u2028" in text or "\u2029" in text or "\x85" in text)


def other_break_problems(text: str) -> list[Problem]:
    """Return a problem for each other line break: in quotes an invisible space (F10), elsewhere the end of a line
    (F03).
    """
    quoted = list(_quoted_spans(text))
    found: list[Problem] = []
    for match in _OTHER_BREAK.finditer(text):
        mark = git_mark(text, match.start())
        values = {"code": f"U+{ord(match[0]):04X}"}
        if any(start < mark.index < end for start, end in quoted):
            message = Message("invisible character {code}", values)
            help_ = Message("delete it, or type the word anew; it can hide what a line says")
            found.append(Problem("F10", mark.line, mark.column, message, help_))
        else:
            message = Message("character {code} ends a line for YAML, but not for git", values)
            help_ = Message("delete it, or write an ordinary line end; `talentpilot fmt` converts those of old Macs")
            found.append(Problem("F03", mark.line, mark.column, message, help_))
        if len(found) == _LIMIT:
            break
    return found


def is_same_yaml(one: str, other: str) -> bool:
    """Return whether two texts are the same YAML, whatever their line endings."""
    try:
        return _outline(one) == _outline(other)
    except (yaml.YAMLError, RecursionError):
        return False


def _outline(text: str) -> list[tuple[type, str]]:
    return [(type(event), getattr(event, "value", "")) for event in _shallow_events(LOADER(text).get_event)]


def _quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    try:
        for event in _shallow_events(LOADER(text).get_event):
            start, end = event.start_mark, event.end_mark
            if type(event) is yaml.ScalarEvent and event.style in ("'", '"'):
                yield start.index, end.index
    except (yaml.YAMLError, RecursionError):
        return  # text after a syntax error is not quoted


def _shallow_events(next_event: NextEvent, depth: int = 0) -> Iterator[Any]:
    """Yield the events up to the end of the text, of which the first stands within `depth` lists and mappings.

    libyaml takes time in the square of the depth, so that 100,000 brackets would take minutes.

    Raises:
        RefusedText: they nest too deeply.
    """
    for event in iter(next_event, None):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_LIMIT:
                raise RefusedText(_TOO_DEEP, event.start_mark, _FLAT)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _with_git_lines(next_event: NextEvent, text: str) -> NextEvent:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def translated(mark: Any) -> TextMark:
        line = bisect_right(starts, mark.index) - 1
        return TextMark(mark.index, line, mark.index - starts[line])

    def following() -> Any:
        event = next_event()
        if event is not None:
            event.start_mark, event.end_mark = translated(event.start_mark), translated(event.end_mark)
        return event

    return following


def _without_fold_spaces(next_event: NextEvent, text: str, joined: dict[str, str]) -> NextEvent:
    """Parse the text a second time with a marker on both sides of each fold; a space between two markers was added by
    YAML.
    """
    sign = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    signed: NextEvent = LOADER(re.sub(_FOLD, rf"\1{sign}\2{sign}", text)).get_event
    space = re.compile(f"{sign}[ \t]+{sign}")

    def following() -> Any:
        event = next_event()
        twin = signed()
        if type(event) is yaml.ScalarEvent and sign in twin.value:
            spaced, event.value = event.value, space.sub("", twin.value).replace(sign, "")
            joined[event.value] = spaced
        return event

    return following


DEPTH_LIMIT = 24
EVENT_LIMIT = 400_000
"""Keys, values and brackets of one file: 30,000 milestones have fewer. Each takes a character at least."""
_QUOTED, _BLOCKS = ("'", '"'), ("|", ">")
_SIGILS = "&!\u3000"
"""A text without any of these has no anchor, no tag and no ideographic indent, so values need no check."""
_TOO_DEEP = Message("nesting deeper than {limit} levels", {"limit": str(DEPTH_LIMIT)})
_FLAT = Message("no file of a ledger needs more than 8 levels; look for brackets that are not closed")
_TOO_MANY = Message("more than {limit} keys, values and brackets", {"limit": f"{EVENT_LIMIT:,}"})
_ATTACH = Message("attach data as evidence; a YAML file of a ledger stays small")
_NO_PLAIN_WORD = Message("the name of a field is not a plain word")
_BRACES = Message("a text with braces needs quotes")
_BEGIN = Message("write `field: value` lines, beginning with schema:")
ABSENT = frozenset(("", "~", "null"))

# Bound once, since the loop below compares with each of them hundreds of times per file.
_Scalar: Any = yaml.ScalarEvent
_Alias = yaml.AliasEvent
_MappingStart, _MappingEnd = yaml.MappingStartEvent, yaml.MappingEndEvent
_SequenceStart, _SequenceEnd = yaml.SequenceStartEvent, yaml.SequenceEndEvent


@dataclass(slots=True)
class Parsed:
    """The data of one document, the places beside it, and the problems of the text.

    `data` holds str, list and dict; absent values are left out of mappings and are None in lists.
    `places` mirrors it: `{key: (key event, value event, places below or None)}` and `[(event, places below)]`.
    `blanks` are the paths of the keys left out, inner ones first. `unusual` are path and event of the few values that
    may mean something else than they seem to: over several lines, with a backslash, a colon or a comment behind them.
    """

    data: dict[str, Any] | None = None
    places: Any = None
    problems: list[Problem] = field(default_factory=list)
    blanks: list[FieldPath] = field(default_factory=list)
    unusual: list[tuple[FieldPath, Any]] = field(default_factory=list)
    joined: dict[str, str] = field(default_factory=dict)
    """Chinese texts whose lines are joined without a space, each with what plain YAML makes of it."""


class Mark(NamedTuple):
    """The place of a value, with lines and columns counted from 0; `length` is at least 1."""

    line: int
    column: int
    length: int


TOP = Mark(0, 0, 1)
"""The first character of a file."""


def parse(text: str) -> Parsed:
    """Read one YAML document. Never raises, whatever the text."""
    result = Parsed()
    conflict = conflict_problem(text)
    if conflict is not None:
        result.problems.append(conflict)
        return result
    if has_other_breaks(text):
        result.problems += other_break_problems(text)
        if any(problem.rule == "F03" for problem in result.problems):
            return result
    try:
        _Builder(result, text).run()
    except yaml.YAMLError as error:
        conflict = conflict_problem(text, is_yaml=False)
        result.problems = [conflict] if conflict else [*result.problems, syntax_problem(error, text)]
        result.data = None
    except RecursionError:  # the pure-Python parser recurses where libyaml does not
        result.problems.append(Problem("F03", 0, 0, _TOO_DEEP, _FLAT))
        result.data = None
    return result


class _Builder:
    """Builds data and places together in one pass over the events."""

    def __init__(self, result: Parsed, text: str) -> None:
        self.result = result
        self.next_event = event_source(text, result.joined)
        self.bare = not any(char in text for char in _SIGILS)
        self.straight = "\u3000" not in text
        self.comments = _SUSPICIOUS_COMMENT.search(text) is not None
        self.backslashes = "\\" in text
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
                    message = Message("a second document begins here")
                    self._add("F05", event, message, Message("keep one document a file; remove ---"))
                    self.result.data = self.result.places = None  # no figure may rest on half a file
                    return
            elif kind is _MappingStart:
                self._check(event)
                self.result.data, self.result.places = self._mapping()
            elif kind is _SequenceStart or kind is _Scalar or kind is _Alias:
                for _ in _shallow_events(self.next_event, depth=kind is _SequenceStart):
                    pass  # a syntax error further down is more useful
                self._add("F05", event, Message("the file does not hold fields"), _BEGIN)
                return
        if documents == 0 or not self.result.data:
            self._add("F05", None, Message("the file is empty"), _BEGIN)

    def _mapping(self) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {}
        places: dict[str, Any] = {}
        path, next_event, bare, straight = self.path, self.next_event, self.bare, self.straight
        comments, backslashes = self.comments, self.backslashes
        while True:
            key_event = next_event()
            if type(key_event) is not _Scalar:
                if type(key_event) is _MappingEnd:
                    break
                raise RefusedText(_NO_PLAIN_WORD, key_event.start_mark, _BRACES)
            key = key_event.value
            event = next_event()
            value: Any
            below: Any
            if type(event) is _Scalar and (bare or (straight and _is_plain(key_event, event))):
                # nearly every value takes this branch: no path, no further call
                value, below = event.value, None
                if (
                    backslashes or event.style in _BLOCKS
                    if event.style
                    else comments or ":" in value or "：" in value or "号" in value
                ) or event.start_mark.line != event.end_mark.line:
                    self.result.unusual.append(((*path, key), event))
                if value in ABSENT:
                    value = None
            else:
                self._check_key(key_event)
                path.append(key)
                value, below = self._value(event)
                path.pop()
            if key in places or (key == "<<" and key_event.style not in _QUOTED):
                self._omit_key(key_event, places)
            else:
                places[key] = (key_event, event, below)
                if value or value == []:
                    data[key] = value
                else:
                    self.result.blanks.append((*path, key))
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
            if self._is_unusual(event):
                self.result.unusual.append((tuple(self.path), event))
            return (None if value in ABSENT else value), None
        if kind is _Alias:
            message = Message("alias *{name} is not allowed", {"name": str(event.anchor)})
            self._add("F09", event, message, Message("write the value out"), path=tuple(self.path[:-1]))
            return None, None
        self._check(event)
        if len(self.path) > DEPTH_LIMIT:
            raise RefusedText(_TOO_DEEP, event.start_mark, _FLAT)
        return self._mapping() if kind is _MappingStart else self._sequence()

    def _is_unusual(self, event: Any) -> bool:
        """Return what the loop over a mapping asks of its values without a call."""
        value, style = event.value, event.style
        if style and (self.backslashes or style in _BLOCKS):
            return True
        if not style and (self.comments or ":" in value or "：" in value or "号" in value):
            return True
        return bool(event.start_mark.line != event.end_mark.line)

    def _omit_key(self, key_event: Any, places: dict[str, Any]) -> None:
        """Report a key that is not read, and drop what was noted of the values below it."""
        start, found = key_event.start_mark.index, self.result.unusual
        while found and found[-1][1].start_mark.index >= start:
            found.pop()
        key = key_event.value
        if key in places:
            values = {"key": key, "line": str(places[key][0].start_mark.line + 1)}
            message = Message("key {key} stands twice, first on line {line}", values)
            help_ = Message("keep the right one of the two; until then what stands around them is not read")
            self._add("F04", key_event, message, help_, path=tuple(self.path))
        else:
            message, help_ = Message("merge key << is not allowed"), Message("write the fields out")
            self._add("F09", key_event, message, help_, path=tuple(self.path))

    def _check_key(self, event: Any) -> None:
        if event.value.startswith("\u3000"):
            raise RefusedText(Message("a line begins with an ideographic space"), event.start_mark, ORDINARY_SPACES)
        self._check(event)

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            message = Message("anchor &{name} is not allowed", {"name": str(event.anchor)})
            self._add("F09", event, message, Message("remove it; every value is written out"))
        if event.tag is not None:
            message = Message("tag {name} is not allowed", {"name": str(event.tag)})
            self._add("F09", event, message, Message("remove it; the field decides the type"))

    def _add(self, rule: str, event: Any, message: Message, help_: Message, path: FieldPath | None = None) -> None:
        mark = TOP if event is None else mark_of(event)
        self.result.problems.append(Problem(rule, mark.line, mark.column, message, help_, mark.length, path))


def _is_plain(key_event: Any, event: Any) -> bool:
    """Return whether neither key nor value has an anchor or a tag."""
    return key_event.anchor is key_event.tag is event.anchor is event.tag is None


def mark_of(event: Any) -> Mark:
    """Return the place and length of an event; a value over several lines gets the length of its first line."""
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Mark(start.line, start.column, max(1, length))


def locate(places: Any, path: FieldPath, *, key: bool = False) -> Mark:
    """Return the mark of the value at `path` (or of its key), or of the nearest enclosing value."""
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
    """Return whether the value is empty or starts on a line below its key, so that the key is the better place."""
    if type(event) is _Scalar:
        return not event.value and event.style not in _QUOTED
    return not event.flow_style
