"""Keep the first page of a Word document on one page: its type is made as small as that takes.

Word can't fit type to a page. The height of the first page is therefore estimated from the styles of its paragraphs;
where it exceeds the paper, the styles that only this page uses are made smaller.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from talentpilot.report.formats.word_lines import lines

SIZES = (1.0, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76, 0.72)
"""The sizes tried, relative to those of the styles."""
_FILLED = 0.985
"""The share of the page that an estimate may fill."""
_FOOT = re.compile(r'<w:pStyle w:val="Foot" ?/>.*?</w:p>', re.DOTALL)
_STYLE = re.compile(r'<w:pStyle w:val="([^"]*)" ?/>')
_PAPER, _MARGINS = re.compile(r"<w:pgSz\b[^>]*>"), re.compile(r"<w:pgMar\b[^>]*>")
_SIDE = re.compile(r'w:(\w+)="(\d+)"')
_LIST_INDENT = 36.0
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SCALED = {f"{_W}sz": ("val",), f"{_W}szCs": ("val",), f"{_W}spacing": ("before", "after", "line")}


class _Look(NamedTuple):
    """The measures of a paragraph style in points; `line` is the height of a line, `edge` that of a rule above."""

    size: float
    before: float
    after: float
    line: float
    edge: float


def fitted(styles: str, document: str) -> str:
    """Return word/styles.xml changed so that the first page of word/document.xml fits on one page, its foot too."""
    end = _FOOT.search(document)
    if end is None:
        return styles
    first = _parsed(f"{document[: end.end()]}</w:body></w:document>")
    own = set(_STYLE.findall(document[: end.end()])) - set(_STYLE.findall(document, end.end()))
    width, height = _paper(document)
    sizes = (_scaled(styles, own, size) if size < 1 else styles for size in SIZES)
    fits = (made for made in sizes if _height(first[0], _looks(made), width) <= height * _FILLED)
    return next(fits, None) or _scaled(styles, own, SIZES[-1])


def _paper(document: str) -> tuple[float, float]:
    """Return the width and height of the text on the first page in points."""
    size, margins = _PAPER.search(document), _MARGINS.search(document)
    sides = dict(_SIDE.findall(f"{size[0] if size else ''}{margins[0] if margins else ''}"))
    if not {"w", "h", "top", "right", "bottom", "left"} <= set(sides):
        return 470, 703  # A4 with the margins of the reports
    across, down, top, right, bottom, left = (
        int(sides[name]) / 20 for name in ("w", "h", "top", "right", "bottom", "left")
    )
    return across - left - right, down - top - bottom


def _parsed(text: str) -> Any:
    from lxml import etree  # not everybody who writes a report needs Word

    return etree.fromstring(text.encode())


def _scaled(styles: str, names: Iterable[str], by: float) -> str:
    from lxml import etree

    root = _parsed(styles)
    for style in root.iter(f"{_W}style"):
        if style.get(f"{_W}styleId") in names:
            for element in style.iter(*_SCALED):
                for name in _SCALED[element.tag]:
                    value = element.get(f"{_W}{name}")
                    if value and (name != "line" or element.get(f"{_W}lineRule") == "exact"):
                        element.set(f"{_W}{name}", str(round(int(value) * by)))
    return str(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), "utf-8")


def _looks(styles: str) -> Mapping[str, _Look]:
    """Return the measures of the paragraph styles by their ids, inherited ones included."""
    found = {one.get(f"{_W}styleId"): one for one in _parsed(styles).iter(f"{_W}style")}

    def value(style: Any, path: str, name: str) -> str | None:
        while style is not None:
            element = style.find(path.replace("w:", _W))
            if element is not None and element.get(f"{_W}{name}") is not None:
                return str(element.get(f"{_W}{name}"))
            parent = style.find(f"{_W}basedOn")
            style = found.get(parent.get(f"{_W}val")) if parent is not None else None
        return None

    def look(style: Any) -> _Look:
        def number(path: str, name: str, default: float) -> float:
            return float(value(style, path, name) or default)

        size = number("w:rPr/w:sz", "val", 22) / 2
        line = number("w:pPr/w:spacing", "line", 240)
        exact = value(style, "w:pPr/w:spacing", "lineRule") == "exact"
        edge = number("w:pPr/w:pBdr/w:top", "sz", 0) / 4 + number("w:pPr/w:pBdr/w:top", "space", 0)
        before, after = (number("w:pPr/w:spacing", name, 0) / 20 for name in ("before", "after"))
        return _Look(size, before, after, line / 20 if exact else line / 240 * 1.17 * size, edge)

    return {name: look(style) for name, style in found.items()}


def _height(content: Any, looks: Mapping[str, _Look], width: float) -> float:
    """Return the height of paragraphs and tables of that width."""
    total = 0.0
    for block in content:
        if block.tag == f"{_W}p":
            total += _paragraph(block, looks, width)
        elif block.tag == f"{_W}tbl":
            columns = [int(one.get(f"{_W}w")) for one in block.iter(f"{_W}gridCol")]
            rooms = [width * column / sum(columns) - 7 for column in columns]
            for row in block.iter(f"{_W}tr"):
                cells = zip(row.iter(f"{_W}tc"), rooms, strict=False)
                total += 0.5 + max((_height(cell, looks, room) for cell, room in cells), default=0)
    return total


def _paragraph(block: Any, looks: Mapping[str, _Look], width: float) -> float:
    named = block.find(f"{_W}pPr/{_W}pStyle")
    look = looks.get(named.get(f"{_W}val") if named is not None else "Normal") or _Look(11, 0, 5, 14.5, 0)
    own = block.find(f"{_W}pPr/{_W}spacing")
    before, height = (
        (look.before, look.line) if own is None
        else (float(own.get(f"{_W}{name}", usual * 20)) / 20
              for name, usual in (("before", look.before), ("line", look.line)))
    )  # fmt: skip
    room = width - (_LIST_INDENT if block.find(f"{_W}pPr/{_W}numPr") is not None else 0)
    size = max((int(one.get(f"{_W}val")) / 2 for one in block.iter(f"{_W}sz")), default=look.size)
    text = "".join("\n" if one.tag == f"{_W}br" else one.text or "" for one in block.iter(f"{_W}t", f"{_W}br"))
    count = sum(len(lines(line, room / size)) for line in text.split("\n"))
    return look.edge + before + look.after + count * height
