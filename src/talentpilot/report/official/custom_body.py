"""Write the body of an official document with a custom template: its parts in another order, with added sentences.

Each line that the template writes is a paragraph; `# ` and `## ` begin a heading, whose number is added, and
`**lead**` opens a paragraph. Values of the ledger are marked, so that whatever they hold stays text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report import templates
from talentpilot.report.markdown import single_line
from talentpilot.report.official.blocks import Block, Heading, OfficialDocument, Paragraph, official_day
from talentpilot.report.official.phrases import heading, subheading
from talentpilot.report.separate_process import text_within_limits

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


def template_of(kind: str, folders: Sequence[Path]) -> str | None:
    """Return the name of the custom template for a document, or None if there is none."""
    name = f"gongwen/{kind}.md.j2"
    return name if any((folder / name).is_file() for folder in folders) else None


def with_custom_body(
    document: OfficialDocument, kind: str, view: object, words: ProfileWords, folders: Sequence[Path]
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
    body = tuple(_numbered(_blocks(name, written, known)))
    if not body or not isinstance(body[-1], Paragraph):
        raise TemplateError("{name}: the last line is not a paragraph, such as the closing phrase", name=name)
    return replace(document, body=body)


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
    say = translator_for("zh")
    environment = templates.environment(folders, finalize=_marked)
    environment.filters |= {
        "say": lambda text: text.say("zh"),
        "day": official_day,
        "term": say.term,
        "period": say.period,
        "figure": say.figure,
    }
    return templates.render(environment, name, data)


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


def _blocks(name: str, written: str, known: Mapping[str, BodyPart]) -> Iterator[Block]:
    for line in filter(None, map(str.strip, written.splitlines())):
        part = _PART.fullmatch(line)
        if part is not None:
            yield from known[part[1]].blocks
        elif _PART.search(line):
            raise TemplateError("{name}: a part of the body stands on a line of its own", name=name)
        elif line.startswith("#"):
            marks, _, text = line.partition(" ")
            if marks not in ("#", "##"):
                raise TemplateError(
                    "{name}: a heading begins with # or ## and a space: {line}", name=name, line=_plain(line)
                )
            yield Heading(1 if marks == "#" else 2, _plain(text))
        elif (lead := _LEAD.fullmatch(line)) is not None:
            yield Paragraph(_plain(lead[2]), lead=_plain(lead[1]))
        else:
            yield Paragraph(_plain(line))


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
