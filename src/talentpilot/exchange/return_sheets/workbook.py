"""Write a return as an .xlsx workbook: the cover, a sheet for each pilot, and the two hidden sheets."""

import re

from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.exchange.return_sheets import layout, style
from talentpilot.exchange.return_sheets.hidden import write_lists, write_meta
from talentpilot.exchange.return_sheets.layout import (
    Block,
    Field,
    FormBlock,
    FormRow,
    FormSection,
    OpenCell,
    PilotForm,
    ReturnForm,
)
from talentpilot.exchange.return_sheets.sheet import HEADING, SheetWriter
from talentpilot.exchange.return_sheets.style import Look, Styles
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.exchange.workbook_bytes import workbook_bytes
from talentpilot.model.base import Text

_FORBIDDEN = re.compile("[\\[\\]:*?/\\\\'\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""What Excel refuses in the name of a sheet, or XML anywhere."""
_LONGEST_TITLE = 28
_TEXT_HEIGHT = 66.0
_COVER_WIDTHS = {"A": 3.0, "B": 13.0, "C": 58.0, "D": 16.0, "E": 18.0, "F": 16.0}
_COVER_LAST = 6
_COVER_COLUMNS = (
    Text(zh="序号", en="No."),
    Text(zh="试点（点名称可跳转）", en="Pilot (click to go there)"),
    Text(zh="最多需填", en="Asked at most"),
    Text(zh="已填", en="Filled in"),
    Text(zh="已预填", en="Known already"),
)


def render_return(form: ReturnForm, words: FormWords) -> bytes:
    """Return the workbook."""
    book, styles = Workbook(), Styles()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = words.word(layout.COVER).replace("/", "")
    writers = []
    for number, one in enumerate(form.forms, start=1):
        sheet = book.create_sheet(_sheet_title(number, one.title))
        writer = SheetWriter(sheet, styles, words, one.days)
        _PilotSheet(writer, one).write()
        writers.append(writer)
    front = SheetWriter(cover, styles, words, form.days)
    _write_cover(front, form, writers)
    write_lists(book, form.lists)
    write_meta(book, form, set().union(front.labels, *(writer.labels for writer in writers)))
    book.properties.creator = "talentpilot"
    book.properties.title = f"{form.period} {form.unit}"
    return workbook_bytes(book, form.as_of)


def _sheet_title(number: int, title: str) -> str:
    words = " ".join(_FORBIDDEN.sub("", title).split())
    return f"{number} {words[:_LONGEST_TITLE]}".strip()


class _PilotSheet:
    """The sheet of one pilot while it is written; `top` is the first row of the page."""

    def __init__(self, writer: SheetWriter, form: PilotForm) -> None:
        self.writer, self.form, self.top = writer, form, 1

    def write(self) -> None:
        """Write everything."""
        writer, words = self.writer, self.writer.words
        sheet = writer.sheet
        for letter, width in layout.WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        sheet.column_dimensions["A"].hidden = True
        writer.title(self.form.heading, layout.LAST_COLUMN, 16)
        writer.next(30)
        writer.put(layout.NUMBER_COLUMN, self.form.head, Look(color=style.MUTED, framed=False, wrap=False))
        writer.next(18)
        burden = Look(size=10.5, bold=True, color=style.BURDEN, framed=False, wrap=False)
        writer.put(layout.NUMBER_COLUMN, self.form.burden, burden)
        writer.next(20)
        for section in self.form.sections:
            self._section(section)
        writer.finish()
        sheet.freeze_panes = "D5"
        style.set_page(sheet, style.last_letter(), _footer(words), titles="1:2")

    def _section(self, section: FormSection) -> None:
        writer = self.writer
        self._break_before(section.keep)
        writer.next(6)
        band = Look(fill=style.BAND, framed=False, wrap=False)
        for column in range(layout.NUMBER_COLUMN, layout.LAST_COLUMN + 1):
            writer.put(column, None, band)
        white = Look(size=11, bold=True, color="FFFFFF", fill=style.BAND, framed=False, wrap=False)
        writer.put(layout.NUMBER_COLUMN, section.title, white)
        writer.put(5, section.hint, Look(size=9, color="FFFFFF", fill=style.BAND, framed=False, wrap=False))
        writer.next(21)
        for number, block in enumerate(section.blocks):
            if number:
                writer.next(5)
            self._block(block)

    def _break_before(self, keep: float) -> None:
        """Begin a new page where so many points of height would not fit on this one."""
        sheet, writer = self.writer.sheet, self.writer
        heights = [sheet.row_dimensions[row] for row in range(self.top, writer.row)]
        used = sum(one.height or 15 for one in heights if not one.hidden)
        if keep and used + keep > style.PAGE_HEIGHT:
            sheet.row_breaks.append(Break(writer.row - 1))
            self.top = writer.row

    def _block(self, content: FormBlock) -> None:
        writer = self.writer
        writer.states = "solved" if content.block is layout.BOTTLENECKS else "done"
        writer.fields(content.block)
        if content.rows:
            writer.headings(content.block)
        for row in content.rows:
            self._row(content.block, row)
        muted = Look(color=style.MUTED, framed=False, wrap=False)
        for sentence in (*(() if content.rows else (content.empty,)), *content.notes):
            writer.put(layout.NUMBER_COLUMN, sentence, muted)
            writer.next(20)

    def _row(self, block: Block, row: FormRow) -> None:
        writer = self.writer
        writer.key(row.key)
        number = Look(fill=style.KNOWN, horizontal="center")
        writer.styles.put(writer.sheet, writer.row, layout.NUMBER_COLUMN, row.number, number)
        for item in block.fields:
            if item.id in row.known:
                writer.known(item, row.known[item.id], alert=row.alert)
            elif item.id in row.answers:
                writer.answer(item, row.answers[item.id], self._choice(item))
        texts = [(row.known.get(item.id, ""), style.width_of(item.first, item.end)) for item in block.fields]
        least = _TEXT_HEIGHT if block is layout.TEXTS else 0.0
        merged = any(item.end > item.first for item in block.fields if item.kind == "prose")
        writer.next(max(least, style.row_height(texts)), grows=not merged)

    def _choice(self, item: Field) -> str:
        return layout.defined_name(item.choice, self.form.pilot) if item.choice else ""


def _footer(words: FormWords) -> str:
    return words.line("第 &P 页 / 共 &N 页", "page &P of &N").replace(" / page", "  page")


def _write_cover(writer: SheetWriter, form: ReturnForm, pilots: list[SheetWriter]) -> None:
    """Write the cover of a return whose pilots are written already."""
    for letter, width in _COVER_WIDTHS.items():
        writer.sheet.column_dimensions[letter].width = width
    writer.sheet.column_dimensions["A"].hidden = True
    writer.title(form.title, _COVER_LAST, 20)
    writer.next(48)
    for line in form.cover:
        writer.put(layout.NUMBER_COLUMN, line, Look(size=11, framed=False, wrap=False))
        writer.next(20)
    burden = Look(size=11, bold=True, color=style.BURDEN, framed=False, wrap=False)
    writer.put(layout.NUMBER_COLUMN, form.burden, burden)
    writer.next(24)
    writer.next(6)
    _pilots(writer, form, pilots)
    writer.next(8)
    writer.put(layout.NUMBER_COLUMN, form.how[0], Look(size=12, bold=True, framed=False, wrap=False))
    writer.next(22)
    for line in form.how[1:]:
        writer.put(layout.NUMBER_COLUMN, line, Look(framed=False, wrap=False))
        writer.next(20)
    writer.next(10)
    _signature(writer)
    writer.finish()
    page = writer.words.line("第 &P 页 / 共 &N 页", "page &P of &N")
    style.set_page(writer.sheet, "F", page, titles=None)


def _pilots(writer: SheetWriter, form: ReturnForm, pilots: list[SheetWriter]) -> None:
    for column, name in enumerate(_COVER_COLUMNS, start=layout.NUMBER_COLUMN):
        writer.put(column, writer.words.label(name), HEADING)
    writer.next(22 if len(writer.words.languages) == 1 else 32)
    centred = Look(horizontal="center")
    for number, (one, filled) in enumerate(zip(form.forms, pilots, strict=True), start=1):
        sheet = filled.sheet.title
        writer.put(2, number, centred)
        writer.put(3, one.title, Look(color=style.BAND, underline=True))
        place = f"C{writer.row}"
        writer.sheet[place].hyperlink = Hyperlink(ref=place, location=f"'{sheet}'!C5")
        writer.put(4, one.asked, centred)
        ranges = ",".join(f"'{sheet}'!{area}" for area in filled.asked_ranges())
        counted = writer.styles.put(writer.sheet, writer.row, 5, f"=COUNTA({ranges})" if ranges else 0, centred)
        counted.data_type = "f" if ranges else "n"
        counted.quotePrefix = False
        writer.put(6, one.known, centred)
        writer.next(24)


def _signature(writer: SheetWriter) -> None:
    writer.fields(layout.SIGNATURE)
    writer.key("signature")
    for item in layout.SIGNATURE.fields:
        writer.put(item.first - 1, writer.words.label(item.label), HEADING)
        writer.answer(item, OpenCell(asked=True), "")
    writer.next(30)
