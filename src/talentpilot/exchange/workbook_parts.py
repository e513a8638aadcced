"""Read the XML parts of a workbook within a budget, and take from each only what a reader of cells needs.

The names of elements are compared without their namespace, so that a workbook in the strict form of ISO 29500 reads
like any other.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from talentpilot.errors import UnreadableWorkbook

_CHUNK = 1_000_000
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Numbers of the built-in formats that show a day or a time."""
_BUILT_IN_PERCENTAGES = frozenset((9, 10))
_LONGEST_FORMAT = 255
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a number format shows literally, and its colours and conditions."""
_DATE_LETTERS = re.compile("[ymdhsYMDHS年月日]")
_LITERALS = re.compile(r'[_*].|"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€£¥￥‰])')
"""What a number format shows beside the digits, but for spaces."""
_YUAN = frozenset(("", "¥", "元", "CNY", "RMB", "人民币"))


@dataclass(slots=True)
class Budget:
    """What may still be read of a workbook."""

    bytes: int
    elements: int

    def take_bytes(self, number: int) -> None:
        """Count bytes of XML."""
        self.bytes -= number
        if self.bytes < 0:
            raise _oversized()

    def take_element(self) -> None:
        """Count one element."""
        self.elements -= 1
        if self.elements < 0:
            raise _oversized()


class Part:
    """A part of a workbook while it is read; a subclass keeps what it needs.

    `KEPT` are the elements whose text is handed to `closed`.
    """

    KEPT: frozenset[str] = frozenset()

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element that begins, with its attributes."""

    def closed(self, name: str, text: str) -> None:
        """Take an element of `KEPT` that ends, with its text."""

    def read(self, stream: IO[bytes], budget: Budget) -> None:
        """Read the whole part.

        Raises:
            UnreadableWorkbook: it goes beyond the budget, or declares entities.
            ExpatError: it is not well-formed.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        pieces: list[str] = []

        def start(qualified: str, attributes: dict[str, str]) -> None:
            budget.take_element()
            name = qualified.rpartition(":")[2]
            if name in self.KEPT:
                pieces.clear()
                parser.CharacterDataHandler = pieces.append
            self.opened(name, attributes)

        def end(qualified: str) -> None:
            name = qualified.rpartition(":")[2]
            if name in self.KEPT:
                parser.CharacterDataHandler = None
                self.closed(name, "".join(pieces))

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            while chunk := stream.read(_CHUNK):
                budget.take_bytes(len(chunk))
                parser.Parse(chunk)
            parser.Parse(b"", True)
        finally:
            # The handlers hold the parser and it them: a circle, and commands run without a collector of these.
            parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


@dataclass(slots=True)
class Relationships(Part):
    """The parts that one part refers to, by id: the last word of the kind, and the target."""

    targets: dict[str, tuple[str, str]] = field(default_factory=dict)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a relationship."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    def target_of(self, kind: str) -> str | None:
        """Return the target of the first relationship of that kind."""
        return next((target for found, target in self.targets.values() if found == kind), None)


@dataclass(slots=True)
class SheetList(Part):
    """The sheets of a workbook: title, id of the relationship, and whether the sheet is visible."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    from_1904: bool = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a sheet, or the calendar of the workbook."""
        if name == "sheet":
            ident = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), ident, visible))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in ("1", "true")


class SharedTexts(Part):
    """The texts that cells refer to by number."""

    KEPT = frozenset(("t", "si"))

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        """The texts of which a part is struck through."""
        self._pieces: list[str] = []
        self._phonetic = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a text, or the phonetic reading of one."""
        if name == "si":
            self._pieces, self._phonetic = [], False
        elif name in ("r", "rPh"):
            self._phonetic = name == "rPh"
        elif name == "strike" and _is_on(attributes):
            self.struck.add(len(self.texts))

    def closed(self, name: str, text: str) -> None:
        """End a text or a piece of it."""
        if name == "si":
            self.texts.append("".join(self._pieces))
        elif not self._phonetic:
            self._pieces.append(text)


def _is_on(attributes: dict[str, str]) -> bool:
    return attributes.get("val", "1") not in ("0", "false")


@dataclass(frozen=True, slots=True)
class CellLook:
    """What of a cell's style says something about its value: shown as a day, as a percentage, struck through.

    `words` are what the format shows beside a number, such as `$` or `万元`; marks of the yuan are left out.
    """

    day: bool = False
    percent: bool = False
    struck: bool = False
    words: str = ""


PLAIN_LOOK = CellLook()


class CellLooks(Part):
    """What the styles of cells say about values, by number."""

    def __init__(self) -> None:
        self.looks: list[CellLook] = []
        self._own: dict[str, tuple[bool, bool, str]] = {}
        self._struck: list[bool] = []
        self._known: dict[tuple[str, str], CellLook] = {}
        self._inside = ""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take a format, a font, or the style of a cell."""
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            self._own[attributes.get("numFmtId", "")] = (_shows_day(code), _shows_percent(code), _shown_words(code))
        elif name in ("fonts", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._inside = name
        elif name == "font" and self._inside == "fonts":
            self._struck.append(False)
        elif name == "strike" and self._inside == "fonts" and self._struck:
            self._struck[-1] = _is_on(attributes)
        elif name == "xf" and self._inside == "cellXfs":
            key = attributes.get("numFmtId", "0"), attributes.get("fontId", "0")
            if key not in self._known:
                self._known[key] = self._look(*key)
            self.looks.append(self._known[key])

    def _look(self, number: str, font: str) -> CellLook:
        built_in = int(number[:4]) if number.isdecimal() else 0
        usual = built_in in _BUILT_IN_DATES, built_in in _BUILT_IN_PERCENTAGES, ""
        day, percent, words = self._own.get(number, usual)
        index = int(font[:6]) if font.isdecimal() else -1
        return CellLook(day, percent, 0 <= index < len(self._struck) and self._struck[index], words)


class CellComments(Part):
    """The texts of comments by their cells."""

    KEPT = frozenset(("t",))

    def __init__(self) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self._place = (0, 0)

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a comment."""
        if name == "comment":
            self._place = place_of(attributes.get("ref", ""))
            self.texts[self._place] = ""

    def closed(self, name: str, text: str) -> None:
        """Take a piece of its text."""
        del name
        self.texts[self._place] = self.texts.get(self._place, "") + text


@dataclass(slots=True)
class RawCell:
    """A cell as it is written: its kind, style, value and formula, and whether a part of its text is struck through."""

    kind: str
    style: str
    value: str | None = None
    formula: str | None = None
    struck: bool = False


class SheetCells(Part):
    """The cells of a sheet that hold something, by row and column from 1, and its merged ranges."""

    KEPT = frozenset(("v", "f", "t"))

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], RawCell] = {}
        self.merged: list[str] = []
        self._row = self._column = 0
        self._cell = RawCell("", "")
        self._phonetic = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the place of a row or a cell, or a merged range."""
        match name:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                self._row, self._column = self._place(attributes.get("r"))
                self._cell = RawCell(attributes.get("t", "n"), attributes.get("s", "0"))
                self._phonetic = False
            case "r" | "rPh":
                self._phonetic = name == "rPh"
            case "strike":
                self._cell.struck |= _is_on(attributes)
            case "mergeCell":
                self.merged.append(attributes.get("ref", ""))

    def closed(self, name: str, text: str) -> None:
        """Take the value, the formula or a piece of the text of a cell."""
        if name == "f":
            self._cell.formula = text
        elif name == "v":
            self._cell.value = text
        elif not self._phonetic:
            self._cell.value = (self._cell.value or "") + text
        self.cells[self._row, self._column] = self._cell

    def _place(self, reference: str | None) -> tuple[int, int]:
        return place_of(reference) if reference is not None else (self._row, self._column + 1)


_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def place_of(reference: str) -> tuple[int, int]:
    """Return row and column of a reference such as `E9`.

    Raises:
        ValueError: it is none, or of a cell that no sheet has.
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    if row > _MOST_ROWS or column > _MOST_COLUMNS:
        raise ValueError(reference)
    return row, column


def coordinate(row: int, column: int) -> str:
    """Return the name of a cell: `E9`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _shows_day(code: str) -> bool:
    """Return whether a number format of a workbook shows a day or a time."""
    first = code[:_LONGEST_FORMAT].partition(";")[0]
    return _DATE_LETTERS.search(_NO_LETTERS.sub("", first)) is not None


def _shows_percent(code: str) -> bool:
    """Return whether a number format of a workbook shows a percentage."""
    return "%" in _NO_LETTERS.sub("", code[:_LONGEST_FORMAT])


def _shown_words(code: str) -> str:
    """Return what a number format of a workbook shows beside a positive number, without the marks of the yuan."""
    first = code[:_LONGEST_FORMAT].partition(";")[0]
    words = "".join("".join(filter(None, found.groups())) for found in _LITERALS.finditer(first))
    bare = unicodedata.normalize("NFKC", words).strip(" .,()+-:/'")
    return "" if bare in _YUAN else bare


def _refuse_doctype(*_: object) -> None:
    raise UnreadableWorkbook("the file declares entities of its own, which no office writes; it is not opened")


def _oversized() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        "the file holds more cells, styles or text than a workbook of its kind; it is not read",
        help="copy what was filled in into the file as it was handed out",
    )
