"""Blank rating sheets as an Excel workbook."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from talentpilot.diagnostics import Language
from talentpilot.exchange import sheets_layout as layout
from talentpilot.exchange.sheets_layout import HOW, LAYOUT, BlankSheets, FactTable, SheetLanguage
from talentpilot.exchange.workbook_bytes import stored_text
from talentpilot.i18n.rating_questions import ITEMS, SCALE, FactGroup

_WIDTHS = {"A": 4, "B": 18, "C": 60, "D": 14, "E": 10, "F": 44}
_GROUPS = {
    "judgement": ("评判", "Judgement"), "replicability": ("可复制性", "Replicability"),
    "evidence_level": ("证据等级 0–4", "Evidence level 0–4"), "veto": ("一票否决", "Vetoes"),
}  # fmt: skip
_LOWEST = 32.0
"""Height in points: room for a comment of two lines."""
_TABS: dict[FactGroup, tuple[str, str]] = {
    "pilot": ("概况", "Pilot"), "milestones": ("里程碑", "Milestones"), "indicators": ("指标", "Indicators"),
    "adjustments": ("调整", "Adjustments"), "bottlenecks": ("堵点", "Bottlenecks"), "practices": ("做法", "Practices"),
    "adoptions": ("推广", "Adoptions"), "incentives": ("激励", "Incentives"), "evidence": ("佐证", "Evidence"),
    "coverage": ("数据", "Data"),
}  # fmt: skip
_HEAD = 4
_ANSWERED = range(layout.ITEM_COLUMN, layout.COMMENT_COLUMN + 1)


def render_workbook(blank: BlankSheets) -> bytes:
    """Return the workbook."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    book.properties.creator = "talentpilot"
    book.properties.created = datetime.combine(blank.as_of, time())
    for reviewer in blank.reviewers:
        _write_sheet(book.create_sheet(reviewer), blank, reviewer)
    for number, facts in enumerate(blank.facts, start=1):
        _write_facts(book.create_sheet(_tab(number, facts, blank.texts)), facts, blank)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_sheet(sheet: Worksheet, blank: BlankSheets, reviewer: str) -> None:
    texts, status = blank.texts, blank.status
    machine = (LAYOUT, status.pilot.id, blank.evaluation, str(blank.as_of), reviewer)
    for row, values in ((layout.MACHINE_ROW, machine), (layout.COLUMN_ROW, layout.COLUMNS)):
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value)
        sheet.row_dimensions[row].hidden = True
    row = layout.COLUMN_ROW + 1
    put(sheet, row, layout.ITEM_COLUMN, blank.title, size=16, bold=True)
    for line in (blank.head(reviewer), *(line for text in HOW for line in texts.lines(text)), *_scale(texts)):
        row += 1
        put(sheet, row, layout.ITEM_COLUMN, line)
    row += 2
    words = (("项目", "Item"), ("问题", "Question"), ("参看事实", "Facts"), ("评分", "Rating"), ("评语", "Comment"))
    put_head(sheet, row, (texts.label(*one) for one in words), first=layout.ITEM_COLUMN)
    sheet.freeze_panes = f"C{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    for name, width in _WIDTHS.items():
        sheet.column_dimensions[name].width = width
    sheet.column_dimensions["A"].hidden = True
    _write_questions(sheet, blank, row + 1)
    protect(sheet)
    set_page(sheet, texts.languages[0])


def _scale(texts: SheetLanguage) -> Iterator[str]:
    for language in texts.languages:
        yield " · ".join(f"{number} {text.say(language)}" for number, text in enumerate(SCALE))


def _write_questions(sheet: Worksheet, blank: BlankSheets, row: int) -> None:
    """Write the rows to be answered, each group below its name; only their last two cells are editable."""
    facts = {f"{item.group}/{item.name}": blank.reference(item.facts) for item in ITEMS}
    choices = _choices(blank.texts)
    group = ""
    for question in layout.questions():
        if question.id.partition("/")[0] != group:
            group = question.id.partition("/")[0]
            put_band(sheet, row, blank.texts.label(*_GROUPS[group]), _ANSWERED)
            row += 1
        asked = "\n".join(blank.texts.lines(question.question))
        texts = (question.id, blank.texts.words(question.title), asked, facts.get(question.id, ""))
        put_row(sheet, row, texts, bold=layout.ITEM_COLUMN)
        set_height(sheet, row, texts[1:], first=layout.ITEM_COLUMN, least=_LOWEST)
        open_cell(sheet, row, layout.RATING_COLUMN, centred=True)
        open_cell(sheet, row, layout.COMMENT_COLUMN, centred=False)
        choices[question.kind].add(sheet.cell(row, layout.RATING_COLUMN))
        row += 1
    for choice in choices.values():
        sheet.add_data_validation(choice)


def _choices(texts: SheetLanguage) -> dict[layout.Kind, DataValidation]:
    """Return the allowed answers for the kind of question."""
    flags = [texts.words(layout.YES), texts.words(layout.NO)]
    return {
        "rating": _choice(["0", "1", "2", "3"], texts),
        "level": _choice(["0", "1", "2", "3", "4"], texts),
        "veto": _choice(flags, texts),
    }


def _choice(words: list[str], texts: SheetLanguage) -> DataValidation:
    listed = ",".join(words)
    found = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    found.errorTitle = texts.label("不在可选范围内", "Not on the scale")
    found.error = f"{texts.label('请填下列之一或留空', 'Write one of these, or leave it empty')}: {listed}"
    return found


def _tab(number: int, facts: FactTable, texts: SheetLanguage) -> str:
    """Return the tab's name: the number that the questions refer to, and a word, without forbidden characters."""
    return f"{number} {texts.label(*_TABS[facts.group]).replace(' / ', ' ')}"


def _write_facts(sheet: Worksheet, facts: FactTable, blank: BlankSheets) -> None:
    """Write a group of facts on its own tab."""
    put(sheet, 1, 1, facts.title, size=14, bold=True)
    put(sheet, 2, 1, f"{blank.texts.label('台账事实，截至', 'Facts of the ledger as of')} {blank.as_of}")
    if facts.rows:
        set_widths(sheet, (facts.columns, *facts.rows))
        put_head(sheet, _HEAD, facts.columns)
        set_height(sheet, _HEAD, facts.columns)
        sheet.freeze_panes = f"A{_HEAD + 1}"
        sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    else:
        put(sheet, _HEAD, 1, blank.texts.label("无", "none"))
    for row, values in enumerate(facts.rows, start=_HEAD + 1):
        put_row(sheet, row, values)
        set_height(sheet, row, values)
    protect(sheet)
    set_page(sheet, blank.texts.languages[0])


FONT = "微软雅黑"
"""Office programs without this font substitute another Chinese one."""
_LONGEST = 32_000
"""The maximum number of characters in a cell, less a margin."""
_WIDE, _WIDEST = 150, 90
"""The maximum width of a table of facts and of one of its columns, in characters; longer texts wrap."""
_LINE = Side(style="thin", color="999999")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PAPER_A4 = 9
_LINE_HEIGHT, _HIGHEST = 14.0, 400.0
"""Maximum height of a row in points, as office programs limit it."""
_ROOM = 1.1
"""Factor for the space lost by wrapping between words."""


def put(sheet: "Worksheet", row: int, column: int, text: str, *, size: int = 10, bold: bool = False) -> None:
    """Write a text that is never taken for a formula, even if it begins with `=`."""
    cell = sheet.cell(row, column, stored_text(text)[:_LONGEST])
    cell.data_type = "s"
    cell.font = Font(name=FONT, size=size, bold=bold)


def put_row(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1, bold: int = 0) -> None:
    """Write a row of a table from that column on, framed and wrapped; the column `bold` is printed bold."""
    for column, text in enumerate(texts, start=first):
        put(sheet, row, column, text, bold=column == bold)
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = _FRAME


def put_head(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1) -> None:
    """Write the names of columns."""
    for column, text in enumerate(texts, start=first):
        put(sheet, row, column, text, bold=True)
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border, cell.fill = _FRAME, PatternFill("solid", fgColor="DCE6F1")


def put_band(sheet: "Worksheet", row: int, text: str, columns: range) -> None:
    """Write the name of a group of rows across the table, without merging cells."""
    for column in columns:
        put(sheet, row, column, text if column == columns[0] else "", bold=True)
        sheet.cell(row, column).fill = PatternFill("solid", fgColor="EEF3F8")


def open_cell(sheet: "Worksheet", row: int, column: int, *, centred: bool) -> None:
    """Make a cell editable."""
    cell = sheet.cell(row, column)
    cell.font = Font(name=FONT, size=12 if centred else 10, bold=centred)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
    cell.border, cell.fill = _FRAME, PatternFill("solid", fgColor="FFF9DB")
    cell.protection = Protection(locked=False)


def protect(sheet: "Worksheet") -> None:
    """Lock all but the editable cells, without a password; widths and heights can be changed."""
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.enable()


def set_page(sheet: "Worksheet", language: Language) -> None:
    """Set the page: A4 landscape, as wide as the paper, page n / N below."""
    sheet.page_setup.paperSize = _PAPER_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    pages = "第 &P 页 / 共 &N 页" if language == "zh" else "&P / &N"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart(pages))


def set_widths(sheet: "Worksheet", rows: Sequence[Sequence[str]]) -> None:
    """Make columns as wide as their longest text, within limits."""
    most = min(_WIDEST, max(20, _WIDE // len(rows[0])))
    for column, texts in enumerate(zip(*rows, strict=True), start=1):
        width = max(min(most, cell_len(line) + 3) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(column)].width = max(width, 8)


def set_height(sheet: "Worksheet", row: int, texts: Iterable[str], *, first: int = 1, least: float = 18) -> None:
    """Make a row as high as its longest text, since not every office program adjusts the height of wrapped text."""
    lines = 1
    for column, text in enumerate(texts, start=first):
        width = sheet.column_dimensions[get_column_letter(column)].width - 1
        lines = max(lines, sum(max(1, ceil(cell_len(line) * _ROOM / width)) for line in text.split("\n")))
    sheet.row_dimensions[row].height = min(_HIGHEST, max(least, lines * _LINE_HEIGHT + 4))
