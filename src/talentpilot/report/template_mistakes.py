"""Explain the mistakes in a template: what Jinja says of them, in the language of the command, with the name meant."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.i18n.terms import TERMS
from talentpilot.report.sandbox import Sandbox, similar

MACROS = "quarterly/pieces.md.j2"
"""The macros that the templates of reports use by name."""

_MACRO = re.compile(r"{%-? *macro +(\w+)")
_NOT_GIVEN = re.compile(r"parameter '(?P<part>\w+)' was not provided")
_FULL_WIDTH = re.compile("｛[｛%#]|[%#｝]｝|{｛|｝}")
_MARKS = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}
_TOKENS: Mapping[str, Message | str] = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "name": Message("a name"),
}
_TAGS = ("elif", "else", "endfor", "endif", "endmacro", "endset", "for", "if", "import", "include", "macro", "set")
_Names = Callable[[Sandbox, Mapping[str, object]], Iterable[str]]


def jinja_message(said: str, source: Sandbox, data: Mapping[str, object]) -> Message | str:
    """Return the message for what Jinja said, with the nearest name where a name is wrong; or the words of Jinja."""
    for sentence in _SENTENCES:
        found = sentence.form.fullmatch(said)
        if found is not None:
            parts = found.groupdict("")
            near = parts.get("near") or similar(parts.get("name", ""), sentence.known(source, data)) or _half(parts)
            message = Message.of(sentence.message.template, **{**parts, **_tokens(parts)})
            return Message.of("{said}; did you mean {near}?", said=message, near=near) if near else message
    return said


def _tokens(parts: Mapping[str, str]) -> dict[str, Message | str]:
    """Return what was found and wanted as people write it, where Jinja has names of its own."""
    return {name: _TOKENS.get(parts[name], parts[name]) for name in ("found", "wanted") if name in parts}


def full_width_line(text: str) -> int | None:
    """Return the first line with full-width brackets, which Jinja prints instead of reading them."""
    found = _FULL_WIDTH.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def lacks_a_value(said: str) -> bool:
    """Return whether a macro was called without one of its values, which the caller has to add."""
    return _NOT_GIVEN.fullmatch(said) is not None


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


def _tags(*_: object) -> Iterable[str]:
    return _TAGS


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
    _Sentence(
        re.compile(r"""unexpected char ["'](?P<letter>.)["'] at \d+"""),
        Message("unexpected letter {letter}"),
    ),
    _Sentence(
        re.compile(r"unexpected '(?P<found>.+)', expected '(?P<wanted>.+)'"),
        Message("unexpected {found}, expected {wanted}"),
    ),
    _Sentence(
        re.compile(r"expected token '(?P<wanted>.+)', got '(?P<found>.+)'"),
        Message("unexpected {found}, expected {wanted}"),
    ),
    _Sentence(re.compile(r"Expected an expression, got '(?P<found>.+)'"), Message("a value is missing before {found}")),
    _Sentence(re.compile(r"unexpected '(?P<found>.+)'"), Message("unexpected {found}")),
    _Sentence(re.compile(r"Missing end of comment tag"), Message("a comment is not closed")),
    _Sentence(
        re.compile(r"unexpected end of template, expected '[^']+'\."),
        Message("the template ends before a bracket is closed"),
    ),
    _Sentence(
        re.compile(r"Unexpected end of template\..* needs to be closed is '(?P<block>\w+)'\."),
        Message("the template ends before the block {block} does: end{block} is missing"),
    ),
    _Sentence(
        re.compile(r"Encountered unknown tag '(?P<tag>end\w+|else|elif)'\..* be closed is '(?P<block>\w+)'\."),
        Message("{tag} can't stand here: the block {block} is open, and end{block} is missing"),
    ),
    _Sentence(
        re.compile(r"Encountered unknown tag '(?P<tag>end\w+|else|elif)'\..*"),
        Message("{tag} can't stand here: no block is open"),
    ),
    _Sentence(
        re.compile(r"Encountered unknown tag '(?P<name>else?if)'\..*"),
        Message("there is no tag {name}"),
        lambda *_: ("elif",),
    ),
    _Sentence(re.compile(r"Encountered unknown tag '(?P<name>\w+)'\..*"), Message("there is no tag {name}"), _tags),
    _Sentence(
        _NOT_GIVEN,
        Message("a macro is called without its value {part}"),
    ),
    _Sentence(
        re.compile(r"macro '(?P<macro>\w+)' takes no keyword argument '(?P<part>\w+)'"),
        Message("the macro {macro} takes no value {part}"),
    ),
    _Sentence(
        re.compile(r"macro '(?P<macro>\w+)' takes not more than (?P<most>\d+) argument\(s\)"),
        Message("the macro {macro} takes at most {most} values"),
    ),
    _Sentence(
        re.compile(r"the filter term can't take [^:]+: '(?P<name>\w+)'"),
        Message("the filter term has no group {name}"),
        lambda *_: TERMS,
    ),
    _Sentence(
        re.compile(r"the filter (?P<filter>\w+) can't take nothing: (?P<why>.+)", re.DOTALL),
        Message("the filter {filter} can't take nothing: {why}"),
    ),
    _Sentence(
        re.compile(r"the filter (?P<filter>\w+) can't take a (?P<kind>\w+): (?P<why>.+)", re.DOTALL),
        Message("the filter {filter} can't take a {kind}: {why}"),
    ),
    _Sentence(
        re.compile(r"access to attribute '(?P<part>\w+)' of .* is unsafe\."),
        Message("a template may not use {part}"),
    ),
    _Sentence(
        re.compile(r"there is no template (?P<name>\S+?)(?:; did you mean (?P<near>\S+)\?)?"),
        Message("there is no template {name}"),
    ),
    _Sentence(re.compile(r"(?P<kind>\w+) is not a single value"), Message("a {kind} is not a single value to print")),
    _Sentence(re.compile(r"either\(…\) wants both zh and en"), Message("either(…) wants both zh and en")),
    _Sentence(re.compile(r"division by zero"), Message("division by zero")),
)
