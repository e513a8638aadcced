"""Write a return as an .xlsx workbook: the cover, a sheet for each pilot, and the two hidden sheets."""

import re

from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.exchange.return_sheets import layout, style
from talentpilot.exchange.return_sheets.cover import write_cover
from talentpilot.exchange.return_sheets.form import FormBlock, FormRow, FormSection, PilotForm, ReturnForm
from talentpilot.exchange.return_sheets.hidden import write_lists, write_meta
from talentpilot.exchange.return_sheets.layout import Block, Field
from talentpilot.exchange.return_sheets.sheet import SheetWriter
from talentpilot.exchange.return_sheets.style import Look, Styles
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.exchange.workbook_bytes import workbook_bytes

_FORBIDDEN = re.compile("[\\[\\]:*?/\\\\'\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""What Excel refuses in the name of a sheet, or XML anywhere."""
_LONGEST_TITLE = 28
_TEXT_HEIGHT = 66.0


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
    write_cover(front, form, writers)
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
