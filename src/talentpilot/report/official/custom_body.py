"""Write the body of an official document with a custom template: its parts in another order, with added sentences.

Each line that the template writes is a paragraph; `# ` and `## ` begin a heading, whose number is added, and
`**lead**` opens a paragraph. Values of the ledger are marked, so that whatever they hold stays text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from talentpilot.diagnostics import Message
from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report import templates
from talentpilot.report.markdown import single_line
from talentpilot.report.official.blocks import Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.phrases import heading, subheading
from talentpilot.report.sandbox import Sandbox
from talentpilot.report.separate_process import text_within_limits

DocumentKind = Literal["progress", "circular", "practices", "evaluation", "reminder"]

_VALUE = re.compile("\x02([^\x03]*)\x03")
_PART = re.compile("\x04([^\x05]*)\x05")
_LEAD = re.compile("\\*\\*((?:\x02[^\x03]*\x03|[^*\x02])+)\\*\\*(.*)")
_NUMBER = re.compile("^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of the built-in body, which a template prints with its heading; its `body` has none."""

    key: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """Its heading without the number; empty for the opening and the closing phrase."""
        first = self.blocks[0] if self.blocks else None
        return _NUMBER.sub("", first.text) if isinstance(first, Heading) else ""

    @property
    def body(self) -> "BodyPart":
        """The part without its heading."""
        return BodyPart(f"{self.key} body", self.blocks[1:]) if self.title else self


def body_template(kind: DocumentKind) -> str:
    """Return the name that the custom template for a document has."""
    return f"gongwen/{kind}.md.j2"


def template_of(kind: DocumentKind, folders: Sequence[Path]) -> str | None:
    """Return the name of the custom template for a document, or None if there is none."""
    name = body_template(kind)
    return name if any((folder / name).is_file() for folder in folders) else None


def with_custom_body(
    document: OfficialDocument, kind: DocumentKind, view: object, words: ProfileWords, folders: Sequence[Path]
) -> OfficialDocument:
    """Return the document with the body that the custom template writes; unchanged if there is no template.

    Raises:
        TemplateError: the template is wrong, or takes too much time or memory.
    """
    name = template_of(kind, folders)
    if name is None:
        return document
    opening, sections, closing = _parts(document.body)
    data = {"opening": opening, "sections": sections, "closing": closing, "view": view, "words": words}
    written = text_within_limits(name, partial(_written, name, tuple(folders), data))
    known = {part.key: part for whole in (opening, *sections, closing) for part in (whole, whole.body)}
    try:
        return replace(document, body=tuple(_numbered(_blocks(written, known))))
    except _BodyMistake as problem:
        place = text_within_limits(name, partial(_place, name, tuple(folders), data, problem.offset))
        raise TemplateError("{place}: {said}", help=problem.help, place=place, said=problem.said) from problem


def _parts(body: tuple[Block, ...]) -> tuple[BodyPart, tuple[BodyPart, ...], BodyPart]:
    """Return the opening, the sections of the first level and the closing phrase."""
    groups: list[list[Block]] = [[]]
    for block in body[:-1]:
        if isinstance(block, Heading) and block.level == 1:
            groups.append([])
        groups[-1].append(block)
    opening, *sections = (tuple(group) for group in groups)
    named = tuple(BodyPart(f"section {number}", blocks) for number, blocks in enumerate(sections, 1))
    return BodyPart("opening", opening), named, BodyPart("closing", body[-1:])


def _written(name: str, folders: tuple[Path, ...], data: Mapping[str, object]) -> str:
    return templates.render(_environment(folders), name, data)


def _place(name: str, folders: tuple[Path, ...], data: Mapping[str, object], offset: int) -> str:
    return templates.place_of(_environment(folders), name, data, offset)


def _environment(folders: tuple[Path, ...]) -> Sandbox:
    say = translator_for("zh")
    environment = templates.environment(folders, finalize=_marked)
    environment.filters |= {
        "say": lambda text: text.say("zh"),
        "day": official_day,
        "term": say.term,
        "period": say.period,
        "figure": say.figure,
    }
    return environment


def _marked(value: object) -> str:
    """Return a value between marks that no text of a ledger can hold."""
    match value:
        case None:
            return ""
        case BodyPart():
            return f"\x04{value.key}\x05"
        case date():
            return _marked(official_day(value))
        case Text():
            return _marked(value.say("zh"))
        case _:
            return f"\x02{single_line(str(value))}\x03"


class _BodyMistake(Exception):
    """A line that is none of a body, and where it begins."""

    def __init__(self, offset: int, said: Message, advice: Message) -> None:
        super().__init__(str(said))
        self.offset, self.said, self.help = offset, said, advice


def _blocks(written: str, known: Mapping[str, BodyPart]) -> Iterator[Block]:
    last: Block | None = None
    start = offset = 0
    for whole in written.splitlines(keepends=True):
        line = whole.strip()
        if line:
            start = offset + whole.index(line)
            for last in _line_blocks(line, start, known):
                yield last
        offset += len(whole)
    if not isinstance(last, Paragraph):
        said = Message("the last line is not a paragraph")
        raise _BodyMistake(start, said, Message("end with a sentence, such as the closing phrase"))


def _line_blocks(line: str, offset: int, known: Mapping[str, BodyPart]) -> Iterable[Block]:
    part = _PART.fullmatch(line)
    if part is not None:
        return known[part[1]].blocks
    if _PART.search(line):
        said = Message("a part of the body stands on a line of its own")
        raise _BodyMistake(offset, said, Message("begin a new line before and after it"))
    if line.startswith("#"):
        marks, _, text = line.partition(" ")
        if marks not in ("#", "##"):
            said = Message.of("a heading begins with # or ## and a space: {line}", line=_plain(line))
            raise _BodyMistake(offset, said, Message.of("write {usual}", usual=f"## {_plain(line.lstrip('# '))}"))
        return (Heading(1 if marks == "#" else 2, _plain(text)),)
    lead = _LEAD.fullmatch(line)
    return (Paragraph(_plain(line)) if lead is None else Paragraph(_plain(lead[2]), lead=_plain(lead[1])),)


def _plain(text: str) -> str:
    return _VALUE.sub(lambda value: value[1], text)


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield the blocks with headings numbered anew: 一、 and within it （一）."""
    first = second = 0
    for block in blocks:
        match block:
            case Heading(level=1):
                first, second = first + 1, 0
                yield Heading(1, heading(first, _NUMBER.sub("", block.text)))
            case Heading():
                second += 1
                yield Heading(2, subheading(second, _NUMBER.sub("", block.text)))
            case _:
                yield block
