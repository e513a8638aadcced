"""The look of a return: fonts, fills, frames, pages. Each look is built once in a workbook and then shared."""

from copy import copy
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from talentpilot.exchange.return_sheets.layout import LAST_COLUMN, WIDTHS
from talentpilot.exchange.workbook_bytes import stored_text

FONT = "微软雅黑"
INK, MUTED, LINE, ALERT, BURDEN = "1F2933", "6B7280", "C9CED6", "B42318", "9A6700"
KNOWN, ASKED, HEADING, BAND, CLOSED, WRONG = "F3F4F6", "FFF4CC", "DCE6F1", "1F4E79", "E5E7EB", "FAD4D0"
PAGE_HEIGHT = 560.0
"""Points of rows that fit on a page across, at the scale to which a form of one page width is shrunk."""
_SIDE = Side(style="thin", color=LINE)
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_LINE_HEIGHT, _LEAST_HEIGHT = 14.5, 26.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks."""

    size: float = 10
    bold: bool = False
    color: str = INK
    fill: str = ""
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    framed: bool = True
    open: bool = False
    number_format: str = "General"
    underline: bool = False


@dataclass(slots=True)
class Styles:
    """The looks of one workbook: building a style costs more than everything else about a cell."""

    built: dict[Look, Any] = field(default_factory=dict)

    def put(self, sheet: Worksheet, row: int, column: int, value: object, look: Look) -> Any:
        """Write a value with a look. A string is never a formula, whatever it begins with."""
        cell: Any = sheet.cell(row, column)
        if isinstance(value, str):
            cell.value = stored_text(value)
            cell.data_type = "s"
        elif value is not None:
            cell.value = value
        style = self.built.get(look)
        if style is None:
            style = self.built[look] = _style(cell, look)
        cell._style = copy(style)
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
        return cell


def _style(cell: Any, look: Look) -> Any:
    font = Font(name=FONT, size=look.size, bold=look.bold, color=look.color)
    cell.font = font + Font(underline="single") if look.underline else font
    indent = 1 if look.horizontal == "left" and look.framed else 0
    cell.alignment = Alignment(horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wrap, indent=indent)
    if look.framed:
        cell.border = _FRAME
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.open:
        cell.protection = Protection(locked=False)
    cell.number_format = look.number_format
    return copy(cell._style)


def row_height(texts: list[tuple[str, float]]) -> float:
    """Return the height of a row for its texts, each with the width of its columns: no office grows a merged row."""
    most = 1
    for text, width in texts:
        lines = (ceil(cell_len(line) * 1.08 / (width - 1.5)) for line in text.split("\n"))
        most = max(most, sum(max(1, one) for one in lines))
    return max(_LEAST_HEIGHT, most * _LINE_HEIGHT + 5)


def width_of(first: int, last: int) -> float:
    """Return the width of adjacent columns."""
    return sum(WIDTHS[get_column_letter(column)] for column in range(first, last + 1))


def set_page(sheet: Worksheet, last_column: str, footer: str, *, titles: str | None) -> None:
    """Print the sheet on A4 across, one page wide, with numbered pages."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = f"B1:{last_column}{sheet.max_row}"
    sheet.print_title_rows = titles
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom, margins.footer = 0.55, 0.7, 0.35
    for side, text in (("left", "&A"), ("right", footer)):
        part: Any = getattr(sheet.oddFooter, side)
        part.text = text


def protect(sheet: Worksheet) -> None:
    """Lock all but the open cells, without a password; rows and columns may be made wider."""
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.enable()
    sheet.sheet_view.showGridLines = False


def last_letter() -> str:
    """Return the letter of the last column of a form."""
    return get_column_letter(LAST_COLUMN)
