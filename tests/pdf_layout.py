"""How a PDF stands on its pages: how full they are, where tables and headings break, letters alone on a line."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdf

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
WORDS = "是否有无"
"""Letters that are the whole of what a line says."""
TOP, BOTTOM = 26.0, 23.0
"""The margins of the pages in millimetres."""
POINT = 72 / 25.4

Line = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the page on which it begins, whether it is of the head, and the lines of each cell."""

    page: int
    head: bool
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Pages from 0: how full each is (0 to 1), the tables, the headings with what stands below them on their page."""

    fills: tuple[float, ...]
    tables: tuple[tuple[Row, ...], ...]
    headings: tuple[tuple[int, str, int], ...]

    def lone_rows(self) -> Iterator[str]:
        """Yield the tables of which one row stands alone on a page, and the short ones that break."""
        for table in self.tables:
            body = [row for row in table if not row.head]
            pages = [sum(row.page == page for row in body) for page in sorted({row.page for row in body})]
            if len(pages) > 1 and (1 in pages or len(body) <= 4):
                yield f"page {body[0].page + 1}: rows {pages}, {body[0].cells[0]}"

    def lone_letters(self) -> Iterator[str]:
        """Yield the cells with a line of one Chinese letter."""
        for table in self.tables:
            for row in table:
                for cell in row.cells:
                    if len(cell) > 1 and any(HAN.fullmatch(line) and line not in WORDS for line in cell):
                        yield f"page {row.page + 1}: {' / '.join(cell)}"

    def lone_headings(self) -> Iterator[str]:
        """Yield the headings with less than two lines below them on their page."""
        return (f"page {page + 1}: {text}" for page, text, below in self.headings if below < 2)


def layout_of(data: bytes) -> Layout:
    """Return the layout of a tagged PDF."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    places = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)
              if page.indirect_reference is not None}  # fmt: skip
    marked = [_marked(page) for page in reader.pages]
    fills = tuple(_fill(page, texts) for page, texts in zip(reader.pages, marked, strict=True))
    catalogue: Any = reader.trailer["/Root"]
    root = catalogue["/StructTreeRoot"]
    elements = list(_elements(root, None))
    tables = tuple(tuple(_rows(one, page, places, marked)) for one, page in elements if one.get("/S") == "/Table")
    headings = tuple(_headings(elements, places, marked))
    return Layout(fills, tables, headings)


def _marked(page: pypdf.PageObject) -> Mapping[int, Sequence[tuple[float, float, str]]]:
    """Return the texts of each marked content of a page with their places, top first; -1 holds what has no mark."""
    found: dict[int, list[tuple[float, float, str]]] = defaultdict(list)
    open_marks: list[int] = []

    def entered(operator: bytes, operands: Any, *_: object) -> None:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            open_marks.append(int(properties.get("/MCID", -1)))
        elif operator == b"EMC" and open_marks:
            open_marks.pop()

    def said(text: str, matrix: Sequence[float], place: Sequence[float], *_: object) -> None:
        if text.strip():
            x = matrix[0] * place[4] + matrix[2] * place[5] + matrix[4]
            y = matrix[1] * place[4] + matrix[3] * place[5] + matrix[5]
            mark = next((one for one in reversed(open_marks) if one >= 0), -1)
            found[mark].append((y, x, text.strip()))

    page.extract_text(visitor_operand_before=entered, visitor_text=said)
    return found


def _fill(page: pypdf.PageObject, texts: Mapping[int, Sequence[tuple[float, float, str]]]) -> float:
    height = float(page.mediabox.height)
    low, high = BOTTOM * POINT, height - TOP * POINT
    lowest = min((y for mark, found in texts.items() if mark >= 0 for y, _, _ in found if y > low - 4), default=high)
    return round(min(1.0, max(0.0, (high - lowest) / (high - low))), 3)


def _elements(node: Any, page: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every element of the structure with the page that it or its parent names."""
    page = node.get("/Pg", page) if hasattr(node, "get") else page
    for child in _children(node):
        if hasattr(child, "get") and "/S" in child:
            yield child, child.get("/Pg", page)
            yield from _elements(child, page)


def _children(node: Any) -> list[Any]:
    found = node.get("/K", [])
    children = found if isinstance(found, list) else [found]
    return [child.get_object() if hasattr(child, "get_object") else child for child in children]


def _contents(node: Any, page: Any, places: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield page and mark of everything in an element."""
    page = node.raw_get("/Pg") if "/Pg" in node else page
    for child in _children(node):
        if isinstance(child, int):
            yield places[page.idnum], int(child)
        elif hasattr(child, "get") and "/MCID" in child:
            own = child.raw_get("/Pg") if "/Pg" in child else page
            yield places[own.idnum], int(child["/MCID"])
        elif hasattr(child, "get") and "/S" in child:
            yield from _contents(child, page, places)


def _lines(found: Sequence[tuple[int, int]], marked: Sequence[Any]) -> tuple[str, ...]:
    """Return the lines of some marked contents, in the order of the page."""
    lines: dict[tuple[int, float], list[tuple[float, str]]] = {}
    for page, mark in found:
        for y, x, text in marked[page].get(mark, ()):
            key = next((one for one in lines if one[0] == page and abs(one[1] - y) < 3), (page, y))
            lines.setdefault(key, []).append((x, text))
    return tuple("".join(text for _, text in sorted(parts)) for _, parts in sorted(lines.items(), key=_reading))


def _reading(line: tuple[tuple[int, float], object]) -> tuple[int, float]:
    (page, y), _ = line
    return page, -y


def _rows(table: Any, page: Any, places: Mapping[int, int], marked: Sequence[Any]) -> Iterator[Row]:
    for row, own in _elements(table, page):
        if row.get("/S") != "/TR":
            continue
        cells = [child for child in _children(row) if hasattr(child, "get") and child.get("/S") in ("/TD", "/TH")]
        contents = [list(_contents(cell, own, places)) for cell in cells]
        pages = [number for found in contents for number, _ in found]
        if pages:
            head = all(cell["/S"] == "/TH" for cell in cells) and len(cells) > 1
            yield Row(min(pages), head, tuple(_lines(found, marked) for found in contents))


def _headings(
    elements: Sequence[Any], places: Mapping[int, int], marked: Sequence[Any]
) -> Iterator[tuple[int, str, int]]:
    for element, page in elements:
        if re.fullmatch(r"/H\d?", str(element.get("/S"))):
            found = list(_contents(element, page, places))
            if not found:
                continue
            number = found[-1][0]
            own = {mark for place, mark in found if place == number}
            lowest = min((y for mark in own for y, _, _ in marked[number].get(mark, ())), default=0.0)
            below = {round(y / 3) for mark, texts in marked[number].items() if mark >= 0 and mark not in own
                     for y, _, _ in texts if y < lowest - 3}  # fmt: skip
            yield number, "".join(_lines(found, marked)), len(below)
