"""Rating sheets for tests: blank ones of the kept ledgers, and answers written into them as a reviewer would."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.analysis.status import pilot_status
from talentpilot.exchange.rating_sheets.facts import facts_of
from talentpilot.exchange.rating_sheets.workbook import render_workbook
from talentpilot.exchange.sheets_layout import BlankSheets, SheetLanguage
from talentpilot.model.base import Language
from talentpilot.store.reader import read_config, read_pilot
from talentpilot.store.tree import DiskTree

GOLDEN = Path(__file__).parents[1] / "golden" / "ledger"
RATING, COMMENT = 5, 6
Answer = str | int | float | date | None
Change = Callable[[Workbook], None]


def blank_of(
    root: Path = GOLDEN,
    folder: str = "yx-titles-01",
    day: date = date(2026, 3, 31),
    languages: tuple[Language, ...] = ("zh", "en"),
    reviewers: tuple[str, ...] = ("R1", "R2"),
    name: str = "2026-midterm",
) -> BlankSheets:
    """Blank sheets of a pilot."""
    tree = DiskTree(root)
    programme, catalogue = read_config(tree).require()
    pilot = read_pilot(tree, folder, root).pilot
    assert pilot is not None
    status, texts = pilot_status(pilot, programme, day), SheetLanguage(languages)
    return BlankSheets(status, name, reviewers, facts_of(status, programme, catalogue, texts), texts)


def opened(content: bytes) -> Workbook:
    """The workbook as openpyxl reads it."""
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    """The workbook as bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def row_of(sheet: Worksheet, identifier: str) -> int:
    """The row of a question: by its hidden id, or by the item's name alone."""
    for row in range(1, sheet.max_row + 1):
        found = str(sheet.cell(row, 1).value or "")
        if identifier in (found, found.rpartition("/")[2]):
            return row
    raise AssertionError(f"no row {identifier}")


def answer_cell(sheet: Worksheet, identifier: str, column: int = RATING) -> Cell:
    """The cell to be filled in."""
    cell = sheet.cell(row_of(sheet, identifier), column)
    assert isinstance(cell, Cell)
    return cell


def filled(
    content: bytes,
    answers: Mapping[str, Mapping[str, Answer]],
    comments: Mapping[str, Mapping[str, Answer]] | None = None,
) -> bytes:
    """The workbook with answers, by the sheet's name and the question's."""
    book = opened(content)
    for column, given in ((RATING, answers), (COMMENT, comments or {})):
        for title, values in given.items():
            for identifier, value in values.items():
                book[title].cell(row_of(book[title], identifier), column, value)
    return saved(book)


def changed(content: bytes, change: Change) -> bytes:
    """The workbook after somebody has done something to it."""
    book = opened(content)
    change(book)
    return saved(book)


@cache
def blank_bytes(reviewers: tuple[str, ...] = ("R1", "R2"), languages: tuple[Language, ...] = ("zh", "en")) -> bytes:
    """A blank workbook; rendered once."""
    return render_workbook(blank_of(reviewers=reviewers, languages=languages))
