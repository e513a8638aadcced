"""The hidden sheets of a return: the lists of words behind the drop-downs, and what the form held when it was made."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from talentpilot.exchange.return_sheets import layout
from talentpilot.exchange.return_sheets.form import PilotForm, ReturnForm

CELLS = "#cells"
"""The row of `_meta` behind which there is a row for every cell: key, field, sort, block, value."""
Row = tuple[str, str, str, str, str]


def form_cells(forms: Iterable[PilotForm]) -> Iterator[Row]:
    """Yield every answer and known cell of the forms, in their order."""
    for form in forms:
        for block, row in form.rows:
            for name, text in row.known.items():
                yield row.key, name, "known", block.id, text.strip()
            for name, answer in row.answers.items():
                yield row.key, name, "asked" if answer.asked else "open", block.id, answer.value or ""
    yield "signature", "name", "asked", "signature", ""
    yield "signature", "date", "asked", "signature", ""


def digest_of(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the digest of what was pre-filled."""
    text = "\n".join("\t".join(part.replace("\n", "\\n") for part in row) for row in rows)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def write_lists(book: Workbook, lists: Mapping[str, Mapping[str, str]]) -> None:
    """Write every list beside its codes, each under its defined name.

    A list that begins as the one before it goes on below it: adopters are the organizations, then the regions.
    """
    sheet = book.create_sheet(layout.LISTS)
    column, before = -1, [("", "")]
    for name, words in lists.items():
        entries = list(words.items())
        if entries[: len(before)] != before:
            column, before = column + 2, []
        for row, (code, word) in list(enumerate(entries, start=1))[len(before) :]:
            for place, text in ((column, word), (column + 1, code)):
                sheet.cell(row, place, text).data_type = "s"
        before = entries
        letter = get_column_letter(column)
        area = f"'{layout.LISTS}'!${letter}$1:${letter}${max(1, len(words))}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()


def write_meta(book: Workbook, form: ReturnForm, labels: Iterable[str]) -> None:
    """Write what a reader must know: the layout, whose return it is, and every cell with its value."""
    sheet = book.create_sheet(layout.META)
    cells = list(form_cells(form.forms))
    rows: list[tuple[str, ...]] = [
        ("layout", layout.LAYOUT),
        *form.meta.items(),
        ("prefilled", digest_of(cells)),
        ("asked", str(sum(one.asked for one in form.forms))),
        ("known", str(sum(one.known for one in form.forms))),
        (CELLS,),
        *cells,
        *(("", "", "label", "", text.strip()) for text in sorted(labels)),
    ]
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.cell(number, column, text).data_type = "s"
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()
