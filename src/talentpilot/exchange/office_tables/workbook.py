"""Office tables as a workbook to print: one sheet per table, A4 or A3 landscape, the heading on every page."""

from collections.abc import Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from itertools import groupby
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from rich.cells import cell_len

from talentpilot.exchange.office_tables.table import ColumnKind, OfficeTable, Value, whole_columns, whole_rows
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.exchange.workbook_bytes import stored_text, workbook_bytes

TITLE_FONT, HEAD_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋"
_Look = tuple[str, ...]
_SIDE = Side(style="thin", color="7F7F7F")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_NARROWEST, _WIDEST, _LINE = 6, 40, 14.0
_HIDDEN = 80
_LONGEST_WORD = 14
_BY_HAND = 14
"""The width of a column that is filled in by hand."""
_ROOM_A4, _ROOM_A3 = 170, 240
"""Characters of all columns together that are still readable on a page."""
_LEAST_CAP = 11
_PER_TITLE_CELL = 2.1
"""The width of columns for half a Chinese letter of the title."""
_HEAD = 12
"""The most that a heading takes on one line."""
_WIDE_TABLE = 16
"""With more columns than this a table is printed on A3."""
_HEAD_ROW = 3
"""The row of the headings, or of those of groups."""
_FORMATS = {"date": "yyyy-mm-dd", "percent": "0.0_ ", "number": "General_ ", "text": "@", "blank": "@"}
_FORMATS |= {"amount": "#,##0_ ", "part amount": "#,##0.00#######_ "}
"""A number has a space behind it, so that it does not touch the text beside it."""


def render_tables(
    tables: tuple[OfficeTable, ...], heads: dict[str, tuple[str, str]], words: FormWords, day: date
) -> bytes:
    """Return the workbook; `heads` are the title and the line below it, by the name of the table."""
    book = Workbook(write_only=True)  # a row goes out before the next is made
    styles: dict[_Look, Any] = {}
    for table in tables:
        sheet = book.create_sheet(words.word(table.title).replace("/", "")[:31])
        _TableSheet(sheet, table, words, styles).write(*heads[table.name])
    book.properties.creator = "talentpilot"
    return workbook_bytes(book, day)


class _TableSheet:
    """The sheet of one table while it is written."""

    def __init__(self, sheet: Any, table: OfficeTable, words: FormWords, styles: dict[_Look, Any]) -> None:
        self.sheet, self.table, self.words, self.styles = sheet, table, words, styles
        self.columns = whole_columns(table)
        self.rows = [*whole_rows(table), *table.sums]
        self.shown = len(self.columns) - 1
        self.last_head = _HEAD_ROW + any(column.group is not None for column in self.columns)

    def write(self, title: str, subtitle: str) -> None:
        """Write the title, the headings and the rows."""
        widths = self._widths(_PER_TITLE_CELL * cell_len(title))
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.column_dimensions[get_column_letter(len(self.columns))].hidden = True
        self._page()
        self._row(1, [(title, ("title",)), *[(None, ("title",))] * (self.shown - 1)], 34)
        self._row(2, [(subtitle, ("subtitle",))], 20)
        self._headings(widths)
        for number, row in enumerate(self.rows, start=self.last_head + 1):
            place = "body" if number <= self.last_head + len(self.table.rows) else "sum"
            cells = [(value, (place, _look(value, head.kind))) for value, head in zip(row, self.columns, strict=True)]
            self._row(number, cells, self._height([_text(one) for one in row[: self.shown]], widths, 18))
        if not self.rows:
            nothing = self.words.line("无", "none")
            self._row(self.last_head + 1, [(nothing, ("none",)), *[(None, ("none",))] * (self.shown - 1)])

    def _headings(self, widths: list[float]) -> None:
        """Write the headings: in a table with groups two rows, in which a heading without a group takes up both."""
        labels = [self.words.label(head.label) for head in self.columns]
        groups = [self.words.label(head.group) if head.group is not None else None for head in self.columns]
        height = 1.15 * self._height(labels, widths, 18)  # lines of 黑体 are higher than those of the body
        if self.last_head > _HEAD_ROW:
            above: list[Value] = []
            for (label, group), before in zip(zip(labels, groups, strict=True), (None, *groups), strict=False):
                above.append(label if group is None else group if group != before else None)
            lines = max(label.count("\n") + 1 for label in groups if label is not None)
            self._row(_HEAD_ROW, [(one, ("head",)) for one in above], _LINE * lines + 6)
            labels = [label if group is not None else "" for label, group in zip(labels, groups, strict=True)]
            self._merge_headings()
        self._row(self.last_head, [(label or None, ("head",)) for label in labels], height)

    def _merge_headings(self) -> None:
        start = 1
        for group, columns in groupby(self.columns, key=lambda column: column.group):
            end = start + len(list(columns)) - 1
            if group is not None:
                merged = [(start, _HEAD_ROW, end, _HEAD_ROW)]
            else:
                merged = [(column, _HEAD_ROW, column, self.last_head) for column in range(start, end + 1)]
            for one in merged:
                self.sheet.merged_cells.add(CellRange(None, *one))
            start = end + 1

    def _widths(self, least: float) -> list[float]:
        """Return the widths: what the texts need, the widest made narrower until the page is readable.

        Together they are at least as wide as the title, which would be cut off otherwise.
        """
        shown = [self._width(number, broken=False) for number in range(self.shown)]
        room = _ROOM_A3 if self.shown > _WIDE_TABLE else _ROOM_A4
        if sum(line for line, _ in shown) > room:
            shown = [self._width(number, broken=True) for number in range(self.shown)]
        caps = range(_WIDEST, _LEAST_CAP - 1, -1)
        fitting = (cap for cap in caps if sum(max(word, min(line, cap)) for line, word in shown) <= room)
        cap = next(fitting, _LEAST_CAP)
        # No office looks at whether a column is hidden when it grows a row: the source must not take a second line.
        widths = [max(word, min(line, cap)) for line, word in shown]
        return [*(width * max(1.0, least / sum(widths)) for width in widths), _HIDDEN]

    def _width(self, number: int, *, broken: bool) -> tuple[float, float]:
        """Return the width that a column needs for its longest line, and for its longest word, within bounds.

        A long Chinese heading may be `broken` in the middle.
        """
        label = self.words.label(self.columns[number].label)
        lines = label.split("\n")
        head = min(max(map(cell_len, lines)), _HEAD) + 2
        if broken and not any(map(str.isascii, lines)):
            head = head - 1 if head <= 11 else 2 * ceil(cell_len(label) / 4) + 1
        longest, word = 0, _longest_word(label)
        for row in self.rows:
            for line in _text(row[number]).split("\n"):
                longest = max(longest, cell_len(line))
                word = max(word, _longest_word(line))
        least = _BY_HAND if self.columns[number].kind == "blank" else _NARROWEST
        whole = min(_WIDEST, max(least, head, longest * 1.1 + 2))
        return whole, min(whole, word * 1.1 + 2) if word else 0

    def _height(self, texts: list[str], widths: list[float], least: float) -> float:
        lines = 1
        for text, width in zip(texts, widths, strict=False):
            lines = max(lines, sum(_lines(one, width) for one in text.split("\n")))
        return min(400.0, max(least, lines * _LINE + 5))

    def _row(self, number: int, cells: Sequence[tuple[Value, _Look]], height: float | None = None) -> None:
        """Write the next row."""
        if height is not None:
            self.sheet.row_dimensions[number].height = height
        self.sheet.append([self._cell(*one) for one in cells])

    def _cell(self, value: Value, look: _Look) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        if isinstance(value, str):
            cell.value = stored_text(value)
            cell.data_type = "s"
        elif value is not None:
            cell.value = float(value) if isinstance(value, Decimal) and value != value.to_integral_value() else value
        if look not in self.styles:
            self.styles[look] = _style(cell, look)
        cell._style = copy(self.styles[look])
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
        return cell

    def _page(self) -> None:
        sheet, last = self.sheet, get_column_letter(self.shown)
        last_row = self.last_head + max(1, len(self.rows))
        sheet.page_setup.paperSize = 8 if self.shown > _WIDE_TABLE else 9
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_title_rows = f"1:{self.last_head}"
        sheet.print_area = f"A1:{last}{last_row}"
        sheet.auto_filter.ref = f"A{self.last_head}:{last}{last_row}"
        sheet.freeze_panes = f"C{self.last_head + 1}"
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.footer = 0.6, 0.7, 0.35
        footer: Any = sheet.oddFooter
        footer.center.text = self.words.line("第 &P 页 / 共 &N 页", "page &P of &N")


def _look(value: Value, kind: ColumnKind) -> str:
    """Return how a value is shown in a column of that kind."""
    if isinstance(value, date):
        return "date"
    if isinstance(value, Decimal) and kind == "text":
        return "number"
    fraction = kind == "amount" and isinstance(value, Decimal) and value != value.to_integral_value()
    return "part amount" if fraction else kind


def _style(cell: Any, look: _Look) -> Any:
    """Return the style of a title, the line below it, a heading, or a cell of the body by its kind."""
    match look:
        case ("title",):
            cell.font = Font(name=TITLE_FONT, size=20)
            cell.alignment = Alignment(horizontal="centerContinuous", vertical="center")
        case ("subtitle",):
            cell.font = Font(name=BODY_FONT, size=10.5)
        case ("head",):
            cell.font = Font(name=HEAD_FONT, size=10.5)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border, cell.fill = _FRAME, PatternFill("solid", fgColor="EDEDED")
        case ("none",):
            cell.font, cell.border = Font(name=BODY_FONT, size=10.5), _FRAME
            cell.alignment = Alignment(horizontal="centerContinuous")
        case (_, kind):
            cell.font = Font(name=BODY_FONT, size=10.5)
            side = "left" if kind in ("text", "blank") else "center" if kind == "date" else "right"
            cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
            cell.border, cell.number_format = _FRAME, _FORMATS[kind]
            if look[0] == "sum":
                cell.font, cell.fill = Font(name=HEAD_FONT, size=10.5), PatternFill("solid", fgColor="F7F7F7")
    return copy(cell._style)


def _longest_word(text: str) -> int:
    """Return the length of the longest word of a text in letters, such as an id; 0 where the text has other letters."""
    words = text.split() if text.isascii() else ()
    return min(_LONGEST_WORD, max(map(len, words), default=0))


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes up; one in words of letters breaks earlier than one in Chinese."""
    if cell_len(text) <= width - 1:
        return 1
    room = 2 * int((width - 0.8) / 2)
    return max(1, ceil(cell_len(text) * (1.2 if text.isascii() else 1.05) / room))


def _text(value: Value) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
