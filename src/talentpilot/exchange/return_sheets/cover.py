"""The cover of a return: whose it is, by when, what is asked in all, how to fill it in, and the signature."""

from openpyxl.worksheet.hyperlink import Hyperlink

from talentpilot.exchange.return_sheets import layout, style
from talentpilot.exchange.return_sheets.form import OpenCell, ReturnForm
from talentpilot.exchange.return_sheets.sheet import HEADING, SheetWriter
from talentpilot.exchange.return_sheets.style import Look
from talentpilot.model.base import Text

_WIDTHS = {"A": 3.0, "B": 13.0, "C": 58.0, "D": 16.0, "E": 18.0, "F": 16.0}
_LAST = 6
_COLUMNS = (
    Text(zh="序号", en="No."),
    Text(zh="试点（点名称可跳转）", en="Pilot (click to go there)"),
    Text(zh="最多需填", en="Asked at most"),
    Text(zh="已填", en="Filled in"),
    Text(zh="已预填", en="Known already"),
)


def write_cover(writer: SheetWriter, form: ReturnForm, pilots: list[SheetWriter]) -> None:
    """Write the cover of a return whose pilots are written already."""
    for letter, width in _WIDTHS.items():
        writer.sheet.column_dimensions[letter].width = width
    writer.sheet.column_dimensions["A"].hidden = True
    writer.title(form.title, _LAST, 20)
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
    for column, name in enumerate(_COLUMNS, start=layout.NUMBER_COLUMN):
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
