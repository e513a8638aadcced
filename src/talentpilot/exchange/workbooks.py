"""Open workbooks that come from elsewhere: their sheets, cells and merged ranges, within limits, and nothing else.

A workbook comes by mail, so only what a reader of cells needs is looked at. No drawing, link, cache or macro is read,
of styles only what says something about a value, of comments their texts; a merged range is never filled
with cells, and every XML element that is read counts towards one limit, whichever part it stands in and however often
it is referred to.
"""

import io
import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar
from xml.parsers.expat import ExpatError

from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.workbook_parts import (
    PLAIN_LOOK,
    Budget,
    CellComments,
    CellLook,
    CellLooks,
    Part,
    RawCell,
    Relationships,
    SharedTexts,
    SheetCells,
    SheetList,
    coordinate,
    place_of,
)

Kind = Literal["empty", "text", "number", "flag", "day", "formula", "error"]
Value = str | int | float | bool | datetime | None
Read = TypeVar("Read", bound=Part)

MOST_PARTS = 500
MOST_SHEETS = 250
_ENTRY = b"PK\x01\x02"
"""How each entry in the contents of an archive begins; an embedded archive has its own."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""The first bytes of files of older Office versions, and of encrypted files of present ones."""
_NUMBER = re.compile(r"[+-]?[0-9]{0,400}(\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ExpatError, EOFError, KeyError, IndexError, ValueError, OverflowError,
    NotImplementedError, RuntimeError, OSError,
)  # fmt: skip
"""Errors that reading a damaged archive or its XML may raise."""


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """What a workbook of one kind can hold: bytes of the file, bytes of XML read from it, XML elements in these."""

    file_bytes: int = 10_000_000
    xml_bytes: int = 10_000_000
    elements: int = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. The value of a formula is the formula, that of an error its name.

    `stored` is the number as the file has it, or what a formula showed when the file was saved; `look` is what the
    style says about the value.
    """

    kind: Kind
    value: Value
    stored: str = ""
    look: CellLook = PLAIN_LOOK


EMPTY = Cell("empty", None)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """Cells that are one, by their first and last row and column."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        return f"{coordinate(self.first_row, self.first_column)}:{coordinate(self.last_row, self.last_column)}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the cells that hold something, by row and column from 1; `drawn` if pictures or shapes lie on it."""

    title: str
    visible: bool
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[MergedRange, ...]
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    drawn: bool = False

    def at(self, row: int, column: int) -> Cell:
        """Return a cell, which may be empty."""
        return self.cells.get((row, column), EMPTY)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets of a file in their order."""

    sheets: tuple[Sheet, ...]
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook has no zone
    """The day with the number 0."""


def file_content(path: Path, limits: WorkbookLimits) -> bytes:
    """Return the bytes of a regular file that is not too large.

    Raises:
        UnreadableWorkbook: it is too large, or a pipe or device, which may have no end.
        OSError: the disk refuses.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableWorkbook("this is not a regular file", help="name a workbook (.xlsx)")
    with path.open("rb") as file:
        content = file.read(limits.file_bytes + 1)
    _check_size(content, limits)
    return content


def read_workbook(content: bytes, limits: WorkbookLimits) -> Workbook:
    """Return what a workbook holds, given its bytes.

    Raises:
        UnreadableWorkbook: it is not a workbook, is damaged, or holds more than the limits allow.
    """
    _check_size(content, limits)
    if content.startswith(_OLE):
        raise UnreadableWorkbook("the file is encrypted, or of the old .xls form; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            return _Archive(archive, Budget(limits.xml_bytes, limits.elements)).workbook()
    except zipfile.BadZipFile as problem:
        raise UnreadableWorkbook("the file is not an .xlsx workbook, or it is damaged") from problem
    except _BROKEN as problem:
        raise UnreadableWorkbook("the workbook is damaged; open it in an office and save it anew as .xlsx") from problem


def _check_size(content: bytes, limits: WorkbookLimits) -> None:
    if len(content) > limits.file_bytes:
        raise UnreadableWorkbook(
            "the file is larger than {size} MB, which no workbook of its kind is", size=limits.file_bytes // 1_000_000
        )
    if content.count(_ENTRY) > 10 * MOST_PARTS:
        raise _too_many_parts()


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or len(set(archive.namelist())) < len(parts):
        raise _too_many_parts()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableWorkbook("the file is encrypted; save it as .xlsx without a password")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise UnreadableWorkbook("the file is packed as no office packs it; it is not opened")


def _too_many_parts() -> UnreadableWorkbook:
    return UnreadableWorkbook("the file has more parts than any workbook, or one of them twice; it is not opened")


class _Archive:
    """Reads the parts of an archive that hold cells."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._budget = budget

    def workbook(self) -> Workbook:
        """Return the worksheets."""
        main = self._target("", self._read("_rels/.rels", Relationships()).target_of("officeDocument"))
        if main is None or not posixpath.basename(main).startswith("workbook"):
            raise UnreadableWorkbook("the file is not an .xlsx workbook")
        folder, name = posixpath.split(main)
        links = self._read(f"{folder}/_rels/{name}.rels", Relationships())
        listed = self._read(main, SheetList())
        if len(listed.sheets) > MOST_SHEETS:
            raise UnreadableWorkbook("the file has more than {number} sheets; it is not read", number=MOST_SHEETS)
        shared = self._read(self._target(folder, links.target_of("sharedStrings")), SharedTexts())
        looks = self._read(self._target(folder, links.target_of("styles")), CellLooks()).looks
        epoch = datetime(1904, 1, 1) if listed.from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook has no zone
        sheets = []
        for title, ident, visible in listed.sheets:
            kind, target = links.targets.get(ident, ("", ""))
            if kind == "worksheet":
                part = self._target(folder, target)
                raw = self._read(part, SheetCells())
                cells = {place: _cell(one, shared, looks, epoch) for place, one in raw.cells.items()}
                merged, (comments, drawn) = tuple(map(_merged, raw.merged)), self._beside(part)
                sheets.append(Sheet(title, visible, cells, merged, comments, drawn))
        return Workbook(tuple(sheets), epoch)

    def _beside(self, sheet: str | None) -> tuple[dict[tuple[int, int], str], bool]:
        """Return the comments of a sheet by their cells, and whether there are drawings."""
        folder, name = posixpath.split(sheet or "")
        links = self._read(f"{folder}/_rels/{name}.rels", Relationships())
        comments = self._read(self._target(folder, links.target_of("comments")), CellComments()).texts
        return comments, links.target_of("drawing") is not None

    def _target(self, folder: str, target: str | None) -> str | None:
        """Return the name of a part that is referred to from a folder."""
        if target is None:
            return None
        return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))

    def _read(self, name: str | None, part: Read) -> Read:
        """Return the part after reading it; a part that is not there is empty."""
        if name in self._names and name is not None:
            with self._archive.open(name) as stream:
                part.read(stream, self._budget)
        return part


def _merged(text: str) -> MergedRange:
    first, _, last = text.partition(":")
    return MergedRange(*place_of(first), *place_of(last or first))


def _cell(raw: RawCell, shared: SharedTexts, looks: list[CellLook], epoch: datetime) -> Cell:
    """Return a cell with its value as the workbook means it."""
    look = looks[int(raw.style)] if raw.style.isdecimal() and int(raw.style) < len(looks) else PLAIN_LOOK
    text = raw.value or ""
    if raw.formula is not None:
        return Cell("formula", f"={raw.formula}", text, look)
    match raw.kind:
        case "s":
            return _worded(shared.texts[int(text)], _struck(look) if int(text) in shared.struck else look)
        case "b":
            return Cell("flag", text.strip() in ("1", "true"), text, look)
        case "e":
            return Cell("error", text, text, look)
        case "d":
            return Cell("day", datetime.fromisoformat(text).replace(tzinfo=None), text, look)
        case "n":
            return _number(text.strip(), epoch, look)
        case _:
            return _worded(text, _struck(look) if raw.struck else look)


def _struck(look: CellLook) -> CellLook:
    return replace(look, struck=True)


def cached_value(cell: Cell, epoch: datetime) -> Cell:
    """Return what a formula showed when the file was saved; itself where it showed nothing or is not a formula."""
    text = cell.stored.strip()
    if cell.kind != "formula" or not text:
        return cell
    if text.startswith("#"):
        return Cell("error", text, text, cell.look)
    return _number(text, epoch, cell.look) if _NUMBER.fullmatch(text) else _worded(cell.stored, cell.look)


_ESCAPED = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML can't hold: `_x0007_`. Halves of a character are left as they are."""


def _worded(text: str, look: CellLook) -> Cell:
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return Cell("text", text, look=look) if text else EMPTY


def _number(text: str, epoch: datetime, look: CellLook) -> Cell:
    if not text:
        return EMPTY
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = float(text)
    if look.day:
        try:
            return Cell("day", epoch + timedelta(days=number), text, look)
        except OverflowError:
            return Cell("error", "#VALUE!", text, look)
    return Cell("number", int(text) if re.fullmatch("[+-]?[0-9]+", text) else number, text, look)
