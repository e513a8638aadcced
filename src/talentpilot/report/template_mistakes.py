"""Explain the mistakes in a template: what Jinja says of them, in the language of the command, with the name meant."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.report.sandbox import Sandbox, similar

MACROS = "quarterly/pieces.md.j2"
"""The macros that the templates of reports use by name."""

_MACRO = re.compile(r"{%-? *macro +(\w+)")
_FULL_WIDTH = re.compile("｛[｛%#]|[%#｝]｝|{｛|｝}")
_MARKS = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}
_Names = Callable[[Sandbox, Mapping[str, object]], Iterable[str]]


def jinja_message(said: str, source: Sandbox, data: Mapping[str, object]) -> Message | str:
    """Return the message for what Jinja said, with the nearest name where a name is wrong; or the words of Jinja."""
    for sentence in _SENTENCES:
        found = sentence.form.fullmatch(said)
        if found is not None:
            parts = found.groupdict("")
            near = parts.get("near") or similar(parts.get("name", ""), sentence.known(source, data)) or _half(parts)
            message = Message.of(sentence.message.template, **parts)
            return Message.of("{said}; did you mean {near}?", said=message, near=near) if near else message
    return said


def full_width_line(text: str) -> int | None:
    """Return the first line with full-width brackets, which Jinja prints instead of reading them."""
    found = _FULL_WIDTH.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def _half(parts: Mapping[str, str]) -> str:
    """Return the half-width letter for a full-width one that Jinja does not know."""
    letter = parts.get("letter", "")
    plain = _MARKS.get(letter) or unicodedata.normalize("NFKC", letter)
    return plain if plain != letter and plain.isascii() else ""


def _names(source: Sandbox, data: Mapping[str, object]) -> Iterable[str]:
    macros: Iterable[str] = ()
    if "either" in source.globals and source.loader is not None:  # the templates of a report
        macros = _MACRO.findall(source.loader.get_source(source, MACROS)[0])
    return (*data, *source.globals, *macros)


def _none(*_: object) -> Iterable[str]:
    return ()


class _Sentence(NamedTuple):
    """A sentence of Jinja, its message, and the names that can stand where a wrong one does."""

    form: re.Pattern[str]
    message: Message
    known: _Names = _none


_SENTENCES = (
    _Sentence(re.compile(r"'(?P<name>\w+)' is undefined"), Message("'{name}' is undefined"), _names),
    _Sentence(
        re.compile(r"'(?P<kind>[^']+)' has no attribute '(?P<part>\w+)'(?:; did you mean (?P<near>[\w.]+)\?)?"),
        Message("'{kind}' has no attribute '{part}'"),
    ),
    _Sentence(
        re.compile(r"No filter named '(?P<name>\w+)'(?: found)?\.?"),
        Message("No filter named '{name}'"),
        lambda source, _: source.filters,
    ),
    _Sentence(
        re.compile(r"No test named '(?P<name>\w+)'(?: found)?\.?"),
        Message("No test named '{name}'"),
        lambda source, _: source.tests,
    ),
    _Sentence(re.compile(r"unexpected char '(?P<letter>.)' at \d+"), Message("unexpected letter {letter}")),
    _Sentence(
        re.compile(r"unexpected '(?P<found>.+)', expected '(?P<wanted>.+)'"),
        Message("unexpected {found}, expected {wanted}"),
    ),
    _Sentence(
        re.compile(r"unexpected end of template, expected '[^']+'\."),
        Message("the template ends before a bracket is closed"),
    ),
    _Sentence(
        re.compile(r"Unexpected end of template\..* needs to be closed is '(?P<block>\w+)'\."),
        Message("the template ends before the block {block} does: end{block} is missing"),
    ),
    _Sentence(re.compile(r"Encountered unknown tag '(?P<tag>\w+)'\..*"), Message("there is no tag {tag}")),
    _Sentence(re.compile(r"(?P<kind>\w+) is not a single value"), Message("a {kind} is not a single value to print")),
    _Sentence(re.compile(r"either\(…\) wants both zh and en"), Message("either(…) wants both zh and en")),
    _Sentence(re.compile(r"division by zero"), Message("division by zero")),
)
