"""How a workbook of rating sheets looks: fonts that show Chinese, borders, widths, the printed page, the lock."""

import re
from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "微软雅黑"
"""Offices without it put another Chinese font in its place."""
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000
"""Characters that a cell may hold, less a few."""
_WIDE, _WIDEST = 150, 90
"""Characters that a table of facts, and one column of it, is wide at most; longer texts wrap."""
_LINE = Side(style="thin", color="999999")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PAPER_A4 = 9
_LINE_HEIGHT, _HIGHEST = 14.0, 400.0
"""Points; an office draws no row higher than 409."""
_ROOM = 1.1
"""What wrapping between words costs."""


def put(sheet: "Worksheet", row: int, column: int, text: str, *, size: int = 10, bold: bool = False) -> None:
    """Write a text, always as a text: one of the ledger that begins with `=` is no formula."""
    cell = sheet.cell(row, column, _NOT_IN_XML.sub("", text)[:_LONGEST])
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=size, bold=bold)


def put_row(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1, bold: int = 0) -> None:
    """A row of a table from that column on, framed and wrapped; the column `bold` stands out."""
    for column, text in enumerate(texts, start=first):
        put(sheet, row, column, text, bold=column == bold)
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = _FRAME


def put_head(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1) -> None:
    """The names of columns."""
    for column, text in enumerate(texts, start=first):
        put(sheet, row, column, text, bold=True)
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border, cell.fill = _FRAME, PatternFill("solid", fgColor="DCE6F1")


def put_band(sheet: "Worksheet", row: int, text: str, columns: range) -> None:
    """The name of a group of rows, across the table without merging cells."""
    for column in columns:
        put(sheet, row, column, text if column == columns[0] else "", bold=True)
        sheet.cell(row, column).fill = PatternFill("solid", fgColor="EEF3F8")


def open_cell(sheet: "Worksheet", row: int, column: int, *, centred: bool) -> None:
    """An empty cell that can be written in."""
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=12 if centred else 10, bold=centred)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
    cell.border, cell.fill = _FRAME, PatternFill("solid", fgColor="FFF9DB")
    cell.protection = Protection(locked=False)


def protect(sheet: "Worksheet") -> None:
    """Lock all but the open cells, without a password; widths and heights stay free."""
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.enable()


def set_page(sheet: "Worksheet", language: str) -> None:
    """A4 across, as wide as the paper, page n / N below."""
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    pages = "第 &P 页 / 共 &N 页" if language == "zh" else "&P / &N"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart(pages))


def set_widths(sheet: "Worksheet", rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their longest text, within bounds."""
    most = min(_WIDEST, max(20, _WIDE // len(rows[0])))
    for column, texts in enumerate(zip(*rows, strict=True), start=1):
        width = max(min(most, _columns(line) + 3) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = max(width, 8)


def set_height(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1, least: float = 18) -> None:
    """A row as high as its longest text: not every office makes room for what wraps."""
    lines = 1
    for column, text in enumerate(texts, start=first):
        width = sheet.column_dimensions[get_column_letter(column)].width - 1
        lines = max(lines, sum(max(1, ceil(_columns(line) * _ROOM / width)) for line in text.split("\n")))
    sheet.row_dimensions[row].height = min(_HIGHEST, max(least, lines * _LINE_HEIGHT + 4))


def _columns(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
