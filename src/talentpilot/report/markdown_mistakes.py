"""Find in the Markdown of a template what no format can show as it was meant: blocks, headings, tables, pictures."""

import re
from collections.abc import Iterator, Set
from itertools import pairwise
from typing import NamedTuple

from talentpilot.diagnostics import Message
from talentpilot.report.sandbox import similar

CLASSES = ("brief", "dense", "keep", "kpi", "wide")
"""What a table can be."""

DIRECTIVES = ("columns", "compact", "empty", "foot", "margin", "page", "table")
"""What a comment of its own can ask for."""

_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?(?: {0,3}\1[`~]* *$|(?P<open>.*\Z))", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_ANY = re.compile(r"[^\n]")
_DIV = re.compile(r"^ {0,3}:::+", re.MULTILINE)
_COMMENT = re.compile(r"(?<!\\)<!--(?:(?!<!--|-->)[^\n])*(-->)?")
_ASKED = re.compile(r'<!-- *(\w+)(?: +\w+="[^"]*")* *-->')
_TAG = re.compile(r"(?<![(\\])</?(?!br\b)[a-zA-Z][\w-]*(?:[ \n/][^<>]*)?>")
_HEADING = re.compile(r"^(#{1,6}) +(.*)", re.MULTILINE)
_FOOT = "\n<!-- foot -->"
_IMAGE = re.compile(r"(?<!\\)!\[((?:\\.|[^\]\\])*)\]\(([^ )]*)")
_TABLE = re.compile(r"^\|.*\n(?:\|.*(?:\n|\Z))+", re.MULTILINE)
_DIRECTIVE = re.compile(r"^<!-- table\b(.*?)-->\n(?:(?!<!--|\|).*\n){0,6}\|", re.MULTILINE)
_SETTING = re.compile(r'(\w+)="([^"]*)"')
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+ *")


class MarkdownMistake(NamedTuple):
    """A mistake, where it stands, and how to mend it."""

    offset: int
    said: Message
    help: Message | str = ""


def mistakes(markdown: str, pictures: Set[str]) -> Iterator[MarkdownMistake]:
    """Yield the mistakes in what a template wrote; `pictures` are the files of the charts there are."""
    for block in _CODE.finditer(markdown):
        if block["open"] is not None:
            yield MarkdownMistake(block.start(), Message.of("the block after {mark} is not closed", mark=block[1]))
    for code in (_CODE, _CODE_SPAN):
        markdown = code.sub(lambda found: _ANY.sub(" ", found[0]), markdown)
    yield from _blocks(markdown)
    yield from _headings(markdown)
    yield from _images(markdown, pictures)
    yield from _tables(markdown)


def _blocks(markdown: str) -> Iterator[MarkdownMistake]:
    """Yield HTML, which every format leaves out with its text; comments that are unclosed or mistyped; and `:::`."""
    for one in _DIV.finditer(markdown):
        yield MarkdownMistake(one.start(), Message.of("{mark} begins no block in a report", mark=one[0].strip()))
    for one in _COMMENT.finditer(markdown):
        asked = _ASKED.fullmatch(one[0])
        near = similar(asked[1], DIRECTIVES) if asked and asked[1] not in DIRECTIVES else ""
        if one[1] is None:
            yield MarkdownMistake(one.start(), Message("<!-- is not closed in its line by -->"))
        elif near:
            said = Message.of("nothing is done for {comment}", comment=one[0])
            yield MarkdownMistake(one.start(), said, Message.of("did you mean {near}?", near=near))
    for one in _TAG.finditer(markdown):
        said = Message.of("HTML is left out of a report: {tag}", tag=one[0])
        yield MarkdownMistake(one.start(), said, Message("only <br> is read; write Markdown"))


def _headings(markdown: str) -> Iterator[MarkdownMistake]:
    """On the first page a heading would begin the sections after it; a skipped level is none in the contents."""
    end_of_first_page = markdown.find(_FOOT)
    found = list(_HEADING.finditer(markdown))
    for above, one in pairwise(found):
        level = len(one[1])
        if level == 1:
            yield MarkdownMistake(one.start(), Message("only the title is a heading with one #"), Message("write ##"))
        elif one.start() > end_of_first_page and level > max(len(above[1]), 1) + 1:
            yield MarkdownMistake(
                one.start(),
                Message.of("heading {below} follows {above}", below=one[1], above=above[1]),
                Message.of("write {usual}", usual=f"{above[1]}#"),
            )
    for one in found:
        if one.start() < end_of_first_page and len(one[1]) > 1:
            yield MarkdownMistake(
                one.start(), Message("the first page has no headings"), Message.of("write **{title}**", title=one[2])
            )


def _images(markdown: str, pictures: Set[str]) -> Iterator[MarkdownMistake]:
    for one in _IMAGE.finditer(markdown):
        if not one[1].strip():
            yield MarkdownMistake(
                one.start(),
                Message.of("picture {name} has no alternative text", name=one[2]),
                Message("the third value of picture(…) describes it for those who can't see it"),
            )
        elif one[2] not in pictures:
            yield MarkdownMistake(
                one.start(),
                Message.of("the report shows a picture that does not exist: {name}", name=one[2]),
                Message("a report shows charts alone: draw(…) makes one, picture(…) shows it"),
            )


def _tables(markdown: str) -> Iterator[MarkdownMistake]:
    """A row with too many cells loses some; a rule with another number of cells than the head makes no table."""
    columns: dict[int, int] = {}
    for table in _TABLE.finditer(markdown):
        start, rows = table.start(), table[0].splitlines()
        count = columns[start] = _cells(rows[0])
        for row in rows:
            if _cells(row) != count:
                said = Message.of("a row has {n} cells, the head of its table {columns}", n=_cells(row), columns=count)
                yield MarkdownMistake(start, said)
                break
            start += len(row) + 1
        if not _RULE.fullmatch(rows[1]):
            said = Message("the head of a table has no line of |:---| below it")
            yield MarkdownMistake(table.start(), said)
    for directive in _DIRECTIVE.finditer(markdown):
        yield from _settings(directive, columns.get(directive.end() - 1))


def _settings(directive: re.Match[str], columns: int | None) -> Iterator[MarkdownMistake]:
    stated = dict(_SETTING.findall(directive[1]))
    widths = stated.get("widths", "").split()
    if widths and columns is not None and len(widths) != columns:
        said = Message.of("a table of {columns} columns has {n} widths", columns=columns, n=len(widths))
        yield MarkdownMistake(directive.start(), said)
    for name in stated.get("class", "").split():
        if name not in CLASSES:
            near = similar(name, CLASSES)
            said = Message.of("there is no kind of table {name}", name=name)
            yield MarkdownMistake(
                directive.start(), said, Message.of("did you mean {near}?", near=near) if near else ""
            )


def _cells(row: str) -> int:
    return len(_CELL_END.findall(row)) - 1
