"""Problems of YAML text with their places, and libyaml's errors in words that a clerk understands."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from talentpilot.diagnostics import FieldPath, Message

_CLOSING = r"[\]}]"
_OPENING = r"[\[{]"
_COMMENT_SIGN = r"(?<=\s)#"
ORDINARY_SPACES = Message("indent with ordinary spaces; this line begins with an ideographic space")
_BRACKETS = Message("look at the line above as well: a bracket, a brace or a quote may be open there")

_MAY_CONFLICT = re.compile(r"\n[<>|=]{7}")
"""A fast check, since nearly no text has any."""
_CONFLICT = r"(?m)^(?:(?:<{7}|>{7}|\|{7})(?= |\r?$)|={7}(?=\r?$)).*"


@dataclass(frozen=True, slots=True)
class TextMark:
    """A place in a text: `index` in characters from its start; line and column from 0, with lines ended by LF only."""

    index: int
    line: int
    column: int


def git_mark(text: str, index: int) -> TextMark:
    """Return the place of a character, with lines counted as git counts them."""
    return TextMark(index, text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1))


class Problem(NamedTuple):
    """A problem of YAML text: rule, place (counted from 0), message and help.

    `path` leads to the mapping whose meaning is uncertain, if there is one.
    """

    rule: str
    line: int
    column: int
    message: Message
    help: Message
    length: int = 1
    path: FieldPath | None = None


class RefusedText(yaml.MarkedYAMLError):
    """Raised to stop reading: the text has no meaning, or its nesting is dangerously deep."""

    def __init__(self, message: Message, mark: Any, hint: Message) -> None:
        super().__init__(problem=str(message), problem_mark=mark)
        self.message = message
        self.hint = hint


REASONS: dict[str, Message] = {
    "mapping values are not allowed in this context": Message(
        "the line holds a colon and a space where no field can begin"
    ),
    "found character that cannot start any token": Message(
        "a value can't begin with this character (a tab, @, % or `)"
    ),
    "found a tab character that violates indentation": Message("a tab stands in the indentation"),
    "could not find expected ':'": Message("a field lacks its colon, or the space after it"),
    "did not find expected key": Message("a field is expected here; the indentation or a quote is off"),
    "did not find expected node content": Message("a value is expected here"),
    "did not find expected '-' indicator": Message("an item of the list lacks its dash, or is indented differently"),
    "did not find expected ',' or '}'": Message("a brace { is not closed, or a comma is missing"),
    "did not find expected ',' or ']'": Message("a bracket [ is not closed, or a comma is missing"),
    "found unexpected end of stream": Message("a quote is opened and never closed"),
    "found unexpected document indicator": Message("a quote is still open where --- stands"),
    "block sequence entries are not allowed in this context": Message("a dash stands where no list can begin"),
    "mapping keys are not allowed in this context": Message("a question mark stands where no field can begin"),
    "did not find expected <document start>": Message(
        "text follows where the fields have ended; the indentation is off"
    ),
    "found unknown escape character": Message("a backslash stands in double quotes; use single quotes"),
    "did not find expected alphabetic or numeric character": Message(
        "a value begins with & or *; such a text needs quotes"
    ),
    "found undefined tag handle": Message("a value begins with !; such a text needs quotes"),
}
"""libyaml's messages, and what a clerk sees in the line."""


def conflict_problem(text: str, *, is_yaml: bool = True) -> Problem | None:
    """Return the problem of a text with an unfinished merge, or None if there is none.

    A lone `=======` counts only where the text is no YAML: in quotes it may be the underline of a heading.
    """
    if _MAY_CONFLICT.search(text) is None and text[:1] not in tuple("<>|="):
        return None
    found = list(re.finditer(_CONFLICT, text))
    if not found or (is_yaml and all(match[0].startswith("=") for match in found)):
        return None
    first, last = (text.count("\n", 0, match.start()) for match in (found[0], found[-1]))
    values = {"first": str(first + 1), "last": str(last + 1)}
    message = Message("merge conflict markers from line {first} to line {last}", values)
    help_ = Message("keep the right lines of the two sides, delete the lines of markers, then `git add` the file")
    return Problem("F11", first, 0, message, help_, len(found[0][0].rstrip("\r")))


def syntax_problem(error: yaml.YAMLError, text: str) -> Problem:
    """Return the problem of a text that is not YAML, at the line that most likely causes it."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _reader_problem(error, text)
    if isinstance(error, RefusedText):
        return Problem("F03", mark.line, mark.column, error.message, error.hint)
    words = str(getattr(error, "problem", None) or "this is not YAML")
    message = REASONS.get(words) or Message("the line can't be read as YAML: {words}", {"words": words})
    lines = text.split("\n")
    context = getattr(error, "context_mark", None)  # libyaml ends lines where git does not
    context = None if context is None else git_mark(text, context.index)
    mark = _start_of_trouble(words, context, git_mark(text, mark.index), lines)
    hidden = _hidden_bracket(lines, mark.line)
    if hidden is not None:
        return hidden
    line, hint = _hint(lines, mark.line)
    if hint is _BRACKETS and (opened := _open_quote(lines, mark.line)) is not None:
        hint = Message("line {line} has a double quote that is opened and not closed", {"line": str(opened + 1)})
    return Problem("F03", line, mark.column if line == mark.line else 0, message, hint)


_BEGINS_EARLIER = ("could not find expected ':'", "found unexpected end of stream")
_LEFT_OPEN = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")


def _start_of_trouble(words: str, context: Any, mark: Any, lines: list[str]) -> Any:
    """Return the mark of the unfinished part, if libyaml noticed it only further down.

    A bracket counts as unclosed if reading stopped at a line that is not indented below it.
    """
    if context is None or context.line >= mark.line:
        return mark
    if words in _BEGINS_EARLIER:
        return context
    if words in _LEFT_OPEN and _indent(lines, mark.line) <= _indent(lines, context.line):
        return context
    return mark


def _hidden_bracket(lines: list[str], at: int) -> Problem | None:
    """Return the problem of a closing bracket inside a comment, in the line or in the two above it."""
    for number in (at, at - 1, at - 2):
        column = _hidden_column(lines[number]) if 0 <= number < len(lines) else None
        if column is not None:
            message = Message("a space and # begin a comment; the bracket behind them is not read")
            return Problem("F03", number, column, message, Message("put the text with # in quotes"))
    return None


def _hidden_column(line: str) -> int | None:
    """Return where the comment begins that hides the closing bracket of an open one. Takes time as the line is long."""
    start = 0
    for part in re.split(_CLOSING, line)[:-1]:
        opened = re.search(_OPENING, part)
        signs = list(re.finditer(_COMMENT_SIGN, part[opened.end() :])) if opened is not None else []
        if opened is not None and signs:
            return start + opened.end() + signs[-1].start()
        start += len(part) + 1
    return None


def _open_quote(lines: list[str], before: int) -> int | None:
    """Return the first line, up to a line, with an odd number of double quotes; None if there is none."""
    odd = (number for number, line in enumerate(lines[: before + 1]) if line.count('"') % 2 and line.strip()[:1] != "#")
    return next(odd, None)


def _indent(lines: list[str], number: int) -> int:
    line = lines[number] if number < len(lines) else ""
    return len(line) - len(line.lstrip(" -"))


def _reader_problem(error: yaml.YAMLError, text: str) -> Problem:
    """Return the problem of a forbidden character; libyaml gives only its position, so the line is counted here."""
    for number, line in enumerate(text.split("\n")):
        for column, char in enumerate(line):
            if (
                (char < " " and char not in "\t\r")
                or ("\x7f" <= char < "\xa0" and char != "\x85")
                or char in "\ufffe\uffff"
            ):
                message = Message("control character {code}", {"code": f"U+{ord(char):04X}"})
                return Problem("F03", number, column, message, Message("delete it; it is invisible in most editors"))
    words = " ".join(str(error).split())
    return Problem("F03", 0, 0, Message("the line can't be read as YAML: {words}", {"words": words}), _BRACKETS)


def _hint(lines: list[str], at: int) -> tuple[int, Message]:
    """Return the line that most likely causes the problem, and how to mend it."""
    for number in (at, at - 1, at - 2):
        if not 0 <= number < len(lines):
            continue
        line = lines[number]
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            return number, Message("indent with spaces; this line begins with a tab")
        if "\u3000" in indent:
            return number, ORDINARY_SPACES
        if number < at and line.rstrip() == "...":
            return number, Message("remove the line ...; it ends the file")
        if number == at and (sign := _sign_in(line)) is not None:
            return number, sign
        head = line.split("#")[0]
        if "：" in head and ": " not in head and not head.rstrip().endswith(":"):
            return number, Message("write `: ` with an ASCII colon and a space; here stands the full-width ：")
        if head.count(": ") > 1 and "{" not in head and '"' not in head:
            return number, Message('put the value in quotes: it contains ": "')
    return at, _shifted(lines, at) or _BRACKETS


_WIDE_BRACKET = r"(?:^ *|[-:,] *)[｛［]"
_COMMA_BEFORE_FIELD = r"，\s*[a-z_0-9]+\s*[:：]"


def _sign_in(line: str) -> Message | None:
    """Return what is wrong with a bracket, a comma or a dash that only looks as YAML wants it."""
    if re.search(_WIDE_BRACKET, line):
        return Message("write ASCII brackets, { } or [ ]; here stand full-width ones")
    if re.search(_COMMA_BEFORE_FIELD, line):
        return Message("write an ASCII comma between fields; here stands the full-width ，")
    if re.match(r" *-[^\s-]", line):
        return Message("write a space behind the dash")
    return None


def _shifted(lines: list[str], at: int) -> Message | None:
    """Return the advice on a field that does not begin where the one above it does, or None."""
    above = next((number for number in range(at - 1, -1, -1) if lines[number].strip()), None)
    if above is None or at >= len(lines) or re.match(r" +[A-Za-z_]+:", lines[at]) is None:
        return None
    before = lines[above].rstrip()
    is_open = any(before.count(one) != before.count(other) for one, other in ("{}", "[]")) or before.count('"') % 2
    if is_open or before.endswith((":", "|", ">", "-")):
        return None
    values = {"here": str(_indent(lines, at)), "above": str(_indent(lines, above))}
    if values["here"] == values["above"]:
        return None
    return Message("indent it as the line above: {here} spaces stand here, {above} there", values)
