"""What is wrong in a template, said to its author: the sentences of Jinja as messages, with the name that was meant."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from talentpilot.diagnostics import Message
from talentpilot.report.sandbox import Sandbox, similar

MACROS = "quarterly/pieces.md.j2"
"""The macros that the templates of reports use by name."""

_MACRO = re.compile(r"{%-? *macro +(\w+)")
_FULL_WIDTH = re.compile("｛[｛%#]|[%#｝]｝|{｛|｝}")
_MARKS = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}
_Names = Callable[[Sandbox, Mapping[str, object]], Iterable[str]]


def in_words(said: str, source: Sandbox, data: Mapping[str, object]) -> Message | str:
    """Return what Jinja said as a message, with the nearest name where a name is what is wrong."""
    for sentence, message, known in _SENTENCES:
        found = sentence.fullmatch(said)
        if found is not None:
            parts = found.groupdict("")
            near = parts.get("near") or similar(parts.get("name", ""), known(source, data)) or _half(parts)
            told = Message.of(message.template, **parts)
            return Message.of("{said}; did you mean {near}?", said=told, near=near) if near else told
    return said


def full_width_line(text: str) -> int | None:
    """Return the first line with brackets of full width, which Jinja prints instead of reading them."""
    found = _FULL_WIDTH.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def _half(parts: Mapping[str, str]) -> str:
    """Return the letter of half width for one of full width that Jinja does not know."""
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


_SENTENCES: tuple[tuple[re.Pattern[str], Message, _Names], ...] = (
    (re.compile(r"'(?P<name>\w+)' is undefined"), Message("'{name}' is undefined"), _names),
    (
        re.compile(r"'(?P<kind>[^']+)' has no attribute '(?P<part>\w+)'(?:; did you mean (?P<near>[\w.]+)\?)?"),
        Message("'{kind}' has no attribute '{part}'"),
        _none,
    ),
    (
        re.compile(r"No filter named '(?P<name>\w+)'(?: found)?\.?"),
        Message("No filter named '{name}'"),
        lambda source, _: source.filters,
    ),
    (
        re.compile(r"No test named '(?P<name>\w+)'(?: found)?\.?"),
        Message("No test named '{name}'"),
        lambda source, _: source.tests,
    ),
    (re.compile(r"unexpected char '(?P<letter>.)' at \d+"), Message("unexpected letter {letter}"), _none),
    (
        re.compile(r"unexpected '(?P<found>.+)', expected '(?P<wanted>.+)'"),
        Message("unexpected {found}, expected {wanted}"),
        _none,
    ),
    (
        re.compile(r"unexpected end of template, expected '[^']+'\."),
        Message("the template ends before a bracket is closed"),
        _none,
    ),
    (
        re.compile(r"Unexpected end of template\..* needs to be closed is '(?P<block>\w+)'\."),
        Message("the template ends before the block {block} does: end{block} is missing"),
        _none,
    ),
    (re.compile(r"Encountered unknown tag '(?P<tag>\w+)'\..*"), Message("there is no tag {tag}"), _none),
    (re.compile(r"(?P<kind>\w+) is not a single value"), Message("a {kind} is not a single value to print"), _none),
    (re.compile(r"either\(…\) wants both zh and en"), Message("either(…) wants both zh and en"), _none),
    (re.compile(r"division by zero"), Message("division by zero"), _none),
)
