"""The hidden sheets of a return, written and read: the lists of words behind the drop-downs, and what the form held."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.exchange.cell_values import plain_lines
from talentpilot.exchange.return_sheets import layout
from talentpilot.exchange.return_sheets.layout import BLOCKS, Block, PilotForm, ReturnForm
from talentpilot.exchange.workbook_bytes import stored_text
from talentpilot.exchange.workbooks import Cell, Sheet, Workbook

if TYPE_CHECKING:
    from openpyxl import Workbook as NewWorkbook

CELLS = "#cells"
"""The row of `_meta` behind which there is a row for every cell: key, field, sort, block, value."""
Row = tuple[str, str, str, str, str]


def form_cells(forms: Iterable[PilotForm]) -> Iterator[Row]:
    """Yield every answer and known cell of the forms, in their order, with texts as cells are read back."""
    for form in forms:
        for block, row in form.rows:
            for name, text in row.known.items():
                yield row.key, name, "known", block.id, plain_lines(text)
            for name, answer in row.answers.items():
                yield row.key, name, "asked" if answer.asked else "open", block.id, plain_lines(answer.value or "")
    yield "signature", "name", "asked", "signature", ""
    yield "signature", "date", "asked", "signature", ""


def digest_of(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the digest of what was pre-filled."""
    text = "\n".join("\t".join(part.replace("\n", "\\n") for part in row) for row in rows)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def write_lists(book: "NewWorkbook", lists: Mapping[str, Mapping[str, str]]) -> None:
    """Write every list beside its codes, each under its defined name.

    A list that begins as the one before it goes on below it: adopters are the organizations, then the regions.
    """
    from openpyxl.utils import get_column_letter  # what is read needs no openpyxl
    from openpyxl.workbook.defined_name import DefinedName

    sheet = book.create_sheet(layout.LISTS)
    column, before = -1, [("", "")]
    for name, words in lists.items():
        entries = list(words.items())
        if entries[: len(before)] != before:
            column, before = column + 2, []
        for row, (code, word) in list(enumerate(entries, start=1))[len(before) :]:
            for place, text in ((column, word), (column + 1, code)):
                sheet.cell(row, place, stored_text(text)).data_type = "s"
        before = entries
        letter = get_column_letter(column)
        area = f"'{layout.LISTS}'!${letter}$1:${letter}${max(1, len(words))}"
        book.defined_names[name] = DefinedName(name, attr_text=area)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()


def write_meta(book: "NewWorkbook", form: ReturnForm, labels: Iterable[str]) -> None:
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
        *(("", "", "label", "", plain_lines(text)) for text in sorted(labels)),
    ]
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text:
                sheet.cell(number, column, stored_text(text)).data_type = "s"
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()


_PILOT = "pilot:"


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A cell as the form had it: `sort` is asked, open or known."""

    sort: str
    block: str
    value: str


@dataclass(frozen=True, slots=True)
class ReturnMeta:
    """What `_meta` says: `values` by name, cells by row key and field id, and the texts that are not answers."""

    values: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[str, str], Prefilled] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()

    @property
    def pilots(self) -> tuple[str, ...]:
        """The pilots of the return."""
        return tuple(name.removeprefix(_PILOT) for name in self.values if name.startswith(_PILOT))

    def block_of(self, key: str) -> Block | None:
        """Return the block of a row; that of something new is part of the key."""
        if key == layout.SIGNATURE.id:
            return layout.SIGNATURE
        parts = key.split("/")
        if len(parts) == 3:
            block = BLOCKS.get(parts[1])
            return block if block is not None and block.adds else None
        found = next((one.block for (row, _), one in self.cells.items() if row == key), None)
        return BLOCKS.get(found) if found is not None else None

    def known(self, key: str, name: str) -> str | None:
        """Return what stood in a known cell; None if the cell was to be answered."""
        cell = self.cells.get((key, name))
        return cell.value if cell is not None and cell.sort == "known" else None

    def asks(self, key: str, name: str) -> bool:
        """Return whether a cell was to be filled in."""
        cell = self.cells.get((key, name))
        return cell is not None and cell.sort == "asked"

    def prefilled(self, key: str, name: str) -> str:
        """Return what stood in an open cell."""
        cell = self.cells.get((key, name))
        return cell.value if cell is not None and cell.sort != "known" else ""

    def rows_of(self, pilot: str) -> tuple[str, ...]:
        """Return the keys of the rows of a pilot, without those for something new."""
        keys = dict.fromkeys(key for key, _ in self.cells if key.startswith(f"{pilot}/"))
        return tuple(key for key in keys if key.count("/") == 1)


def cell_text(cell: Cell) -> str:
    """Return a cell as text: line ends alike, no space outside, a day as the ledger writes it."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat() if value == datetime(value.year, value.month, value.day) else str(value)  # noqa: DTZ001 - no zone in a workbook
    return plain_lines("" if value is None else str(value))


def read_meta(name: str, book: Workbook) -> tuple[ReturnMeta, CellProblem | None]:
    """Return what the hidden sheet says, or why the file can't be taken for a return."""
    sheet = next((one for one in book.sheets if one.title == layout.META), None)
    if sheet is None:
        said = Message.of(
            "it has no sheet {sheet}: it is not a return, or was copied into a new file", sheet=layout.META
        )
        return ReturnMeta(), CellProblem(CellPlace(name), said, _THE_ONE_SENT)
    values, cells, labels = _rows(sheet)
    if values.get("layout") != layout.LAYOUT:
        seen = values.get("layout") or "–"
        said = Message.of("its layout is {seen}; this version reads {known}", seen=seen, known=layout.LAYOUT)
        advice = Message("read it with the version of talentpilot that made it, or make the return again")
        return ReturnMeta(), CellProblem(CellPlace(name), said, advice)
    if digest_of(cells) != values.get("prefilled"):
        said = Message.of("its hidden sheet {sheet} was changed", sheet=layout.META)
        return ReturnMeta(), CellProblem(CellPlace(name), said, _THE_ONE_SENT)
    prefilled = {(key, one): Prefilled(sort, block, text) for key, one, sort, block, text in cells}
    return ReturnMeta(values, prefilled, labels), None


def _rows(sheet: Sheet) -> tuple[dict[str, str], list[Row], frozenset[str]]:
    values: dict[str, str] = {}
    cells: list[Row] = []
    labels: set[str] = set()
    behind = False
    for number in sorted({row for row, _ in sheet.cells}):
        row = tuple(cell_text(sheet.at(number, column)) for column in range(1, 6))
        if row[0] == CELLS:
            behind = True
        elif not behind:
            values[row[0]] = row[1]
        elif row[2] == "label":
            labels.add(row[4])
        else:
            cells.append((row[0], row[1], row[2], row[3], row[4]))
    return values, cells, frozenset(labels)


_THE_ONE_SENT = Message("fill in the workbook that was sent, and save that one")
