"""Open the file of an old book: a workbook within limits, or CSV in one of the usual encodings."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.cell_problems import CellPlace, CellRemark
from talentpilot.exchange.import_tables.grid import BookGrid, Place, grids_of
from talentpilot.exchange.workbooks import Cell, WorkbookLimits, file_content, read_workbook

LIMITS = WorkbookLimits(file_bytes=60_000_000, xml_bytes=300_000_000, elements=4_000_000)
_MOST_CELLS = 3_000_000
_WORKBOOK, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_TEXTS = (".csv", ".tsv", ".txt")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SMALLER = Message("save it as .xlsx or as CSV, in parts if it is large")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written; the encoding is found out where none is given."""

    encoding: str | None = None
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """The sheets of a file, and what is to be said of it."""

    grids: tuple[BookGrid, ...]
    remarks: tuple[CellRemark, ...] = ()


def open_book(path: Path, form: CsvForm) -> OpenedBook:
    """Return the sheets of a file.

    Raises:
        UnreadableWorkbook: it is neither a workbook nor CSV, is damaged or encrypted, or goes beyond the limits.
        OSError: the disk refuses.
    """
    name = str(path)
    content = file_content(path, LIMITS)
    if content.startswith((_WORKBOOK, _OLE)):
        try:
            grids = grids_of(name, read_workbook(content, LIMITS))
        except UnreadableWorkbook as problem:
            raise UnreadableWorkbook(problem.message, help=_SMALLER) from problem
        remarks = [one for grid in grids for one in grid.remarks()]
        return OpenedBook(tuple(grids), (*_macros(name, content), *remarks))
    if path.suffix.lower() not in _TEXTS:
        raise UnreadableWorkbook("this is neither an .xlsx workbook nor a CSV file", help=_SMALLER)
    return OpenedBook((_csv_grid(path, content, form),))


def _macros(name: str, content: bytes) -> Iterator[CellRemark]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(part.lower().endswith("vbaproject.bin") for part in archive.namelist()):
            yield CellRemark(CellPlace(name), Message("the workbook holds macros; they are not run"))


def _csv_grid(path: Path, content: bytes, form: CsvForm) -> BookGrid:
    text = decoded(content, form.encoding)
    delimiter = "\t" if form.delimiter == "tab" or path.suffix.lower() == ".tsv" else form.delimiter
    cells: dict[Place, Cell] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row, values in enumerate(reader, 1):
            for column, value in enumerate(values, 1):
                if value.strip():
                    cells[row, column] = Cell("text", value.removeprefix("\t"))
            if len(cells) > _MOST_CELLS:
                raise UnreadableWorkbook("the file has more cells than any book; it is not read", help=_SMALLER)
    except csv.Error as problem:
        raise UnreadableWorkbook(
            "line {line} is no CSV: {why}", help="mend its quotes", line=reader.line_num, why=problem
        ) from problem
    return BookGrid(str(path), path.stem, cells)


def decoded(content: bytes, encoding: str | None) -> str:
    """Return the text of a CSV file: by its mark, by the encoding given, else as UTF-8 or GB18030.

    Raises:
        UnreadableWorkbook: none of them fits.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    for name in (marked,) if marked else (encoding,) if encoding else ("utf-8", "gb18030", *_unmarked(content)):
        try:
            text = content.decode(name or "utf-8")
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableWorkbook(
        "the file is no text in {encodings}",
        help="save it as UTF-8, or give its encoding in the mapping",
        encodings=marked or encoding or "UTF-8, UTF-16, GB18030",
    )


def _unmarked(content: bytes) -> tuple[str, ...]:
    """Return the order of bytes of UTF-16 without a mark, by which half of most characters is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if even == odd:
        return ()
    return ("utf-16-be",) if even > odd else ("utf-16-le",)
