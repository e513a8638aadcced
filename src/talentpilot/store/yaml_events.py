"""libyaml's events of a text, with lines counted as git counts them and Chinese lines joined without spaces.

Nearly every text needs neither correction, and a few quick searches tell.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from talentpilot.diagnostics import Message
from talentpilot.store.problems import Problem, TextMark, git_mark

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NextEvent = Callable[[], Any]

_OTHER_BREAK = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")
"""What YAML takes for the end of a line, and git, grep and the services that show findings do not."""
_LIMIT = 20

_QUOTES = "\u2018\u2019\u201c\u201d\u2014\u2026\u00b7"
_STOPS = "\u3001-\u3003\u3008-\u3011\u3014-\u301f\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_WIDE = "\u2e80-\u2fff\u3001-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\U00020000-\U0003ffff"
_WORD = r"[0-9A-Za-z](?![\w-]*:\s)"
_LINE_END = r"[ \t]*\r?\n[ \t]*"
_MAY_FOLD = re.compile(rf"\n(?:[ \t]*[{_WIDE}{_QUOTES}]|(?:(?<=[{_STOPS}]\n)|(?<=[{_STOPS}]\r\n))[ \t]*{_WORD})")
"""A quick search by line ends, which says no for nearly every file."""
_FOLD = re.compile(
    rf"([{_WIDE}](?={_LINE_END}[{_WIDE}{_QUOTES}])|[{_QUOTES}](?={_LINE_END}[{_WIDE}])"
    rf"|[{_STOPS}](?={_LINE_END}{_WORD})|[0-9A-Za-z)](?={_LINE_END}[{_STOPS}]))({_LINE_END})"
)
"""A line end where Chinese has no space: between two wide characters, or beside full-width punctuation."""


def event_source(text: str) -> NextEvent:
    """Return the function that gives the next event of a text."""
    next_event: NextEvent = LOADER(text).get_event
    if has_other_breaks(text):
        next_event = _with_git_lines(next_event, text)
    if not text.isascii() and _MAY_FOLD.search(text):
        next_event = _without_fold_spaces(next_event, text)
    return next_event


def has_other_breaks(text: str) -> bool:
    """Whether something other than LF or CRLF ends a line for YAML."""
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return True
    return not text.isascii() and ("\u2028" in text or "\u2029" in text or "\x85" in text)


def other_break_problems(text: str) -> list[Problem]:
    """Name each other line break: in quotes a space that nobody sees (F10), elsewhere the end of a line (F03)."""
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
            help_ = Message("delete it, or write an ordinary line end; `talentpilot fmt` mends those of old Macs")
            found.append(Problem("F03", mark.line, mark.column, message, help_))
        if len(found) == _LIMIT:
            break
    return found


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts are the same YAML, whatever their line ends."""
    try:
        return _outline(one) == _outline(other)
    except (yaml.YAMLError, RecursionError):
        return False


def _outline(text: str) -> list[tuple[type, str]]:
    events = iter(LOADER(text).get_event, None)
    return [(type(event), getattr(event, "value", "")) for event in events]


def _quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    next_event: NextEvent = LOADER(text).get_event
    try:
        for event in iter(next_event, None):
            start, end = event.start_mark, event.end_mark
            if type(event) is yaml.ScalarEvent and event.style in ("'", '"'):
                yield start.index, end.index
    except (yaml.YAMLError, RecursionError):
        return  # what stands behind a syntax error is in no quotes


def _with_git_lines(next_event: NextEvent, text: str) -> NextEvent:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def translated(mark: Any) -> TextMark:
        line = bisect_right(starts, mark.index) - 1
        return TextMark(mark.index, line, mark.index - starts[line])

    def following() -> Any:
        event = next_event()
        event.start_mark, event.end_mark = translated(event.start_mark), translated(event.end_mark)
        return event

    return following


def _without_fold_spaces(next_event: NextEvent, text: str) -> NextEvent:
    """Read the text a second time with a sign on both sides of each fold; a space between two signs is YAML's own."""
    sign = next(chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    signed: NextEvent = LOADER(_FOLD.sub(rf"\1{sign}\2{sign}", text)).get_event
    space = re.compile(f"{sign}[ \t]+{sign}")

    def following() -> Any:
        event = next_event()
        twin = signed()
        if type(event) is yaml.ScalarEvent and sign in twin.value:
            event.value = space.sub("", twin.value).replace(sign, "")
        return event

    return following
