"""Open a returned workbook, and find its answers by their keys and field ids, and what was done to the form itself."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from talentpilot.diagnostics import Message
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.cell_problems import (
    NO_HELP,
    CellPlace,
    CellProblem,
    CellRemark,
    excerpt,
    unread_comment,
    unread_drawings,
)
from talentpilot.exchange.return_sheets import layout
from talentpilot.exchange.return_sheets.hidden import ReturnMeta, cell_text, read_meta
from talentpilot.exchange.return_sheets.layout import BLOCKS, NOTHING, Block
from talentpilot.exchange.workbook_parts import coordinate
from talentpilot.exchange.workbooks import Cell, MergedRange, Sheet, Workbook, WorkbookLimits, read_workbook

LIMITS = WorkbookLimits(file_bytes=10_000_000, xml_bytes=40_000_000, elements=1_000_000)
"""A return of thirty pilots has about 150,000 elements."""
SAVE_AS = Message("open it in Excel or WPS and save it as .xlsx (另存为 .xlsx)")
_MAGIC: tuple[tuple[bytes, Message], ...] = (
    (
        bytes.fromhex("d0cf11e0a1b11ae1"),
        Message("an encrypted workbook, or one of an older format (.xls, .et, .wps)"),
    ),
    (b"%PDF", Message("a PDF document")),
    (b"\x89PNG", Message("a picture")),
    (b"\xff\xd8\xff", Message("a picture")),
)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A workbook, or None with the reason why it is none."""

    book: Workbook | None
    reason: Message = NO_HELP
    help: Message = SAVE_AS


def open_return(content: bytes) -> OpenedFile:
    """Open a workbook; other formats, encrypted or damaged files, and those with macros or links are refused."""
    for magic, what in _MAGIC:
        if content.startswith(magic):
            return OpenedFile(None, Message.of("this is {what}", what=what))
    if not content.startswith(b"PK"):
        return OpenedFile(None, Message("this is not a workbook, but text such as CSV, or something else"))
    try:
        book = read_workbook(content, LIMITS)
    except UnreadableWorkbook as problem:
        if b"opendocument" in content[:200]:
            return OpenedFile(None, Message("this is an OpenDocument file (.ods)"))
        return OpenedFile(None, problem.message, problem.help if str(problem.help) else SAVE_AS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    if any(name.endswith("vbaProject.bin") for name in names):
        return OpenedFile(None, Message("the workbook has macros, and a return has none"))
    if any(name.startswith("xl/externalLinks/") for name in names):
        advice = Message("break the links (数据 - 编辑链接 - 断开链接) and save it again")
        return OpenedFile(None, Message("the workbook is linked to other files"), advice)
    return OpenedFile(book)


MOST_ROWS = 20_000
"""Rows of a sheet that are looked at; a form has about a hundred."""


@dataclass(frozen=True, slots=True)
class ReturnedCell:
    """A cell of a field with its place."""

    place: CellPlace
    cell: Cell

    @property
    def text(self) -> str:
        """The value as text, for messages and comparisons."""
        return cell_text(self.cell)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of answers: its key, its block, and the cells by field id."""

    key: str
    block: Block
    sheet: str
    number: int
    cells: Mapping[str, ReturnedCell]


@dataclass(slots=True)
class ReturnedPilot:
    """What came back of one pilot; with problems nothing of it may be taken."""

    pilot: str
    sheet: str = ""
    rows: list[ReturnedRow] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)


@dataclass(slots=True)
class ReturnedFile:
    """A returned workbook. `problems` are of the whole file: then nothing of it may be taken."""

    name: str
    meta: ReturnMeta = field(default_factory=ReturnMeta)
    pilots: dict[str, ReturnedPilot] = field(default_factory=dict)
    signature: ReturnedRow | None = None
    problems: list[CellProblem] = field(default_factory=list)
    remarks: list[CellRemark] = field(default_factory=list)


def read_return(name: str, content: bytes) -> ReturnedFile:
    """Read a file; what is wrong with it is among its problems, never an exception."""
    opened = open_return(content)
    if opened.book is None:
        return ReturnedFile(name, ReturnMeta(), problems=[CellProblem(CellPlace(name), opened.reason, opened.help)])
    meta, problem = read_meta(name, opened.book)
    if problem is not None:
        return ReturnedFile(name, meta, problems=[problem])
    found = ReturnedFile(name, meta, {pilot: ReturnedPilot(pilot) for pilot in meta.pilots})
    for sheet in opened.book.sheets:
        if sheet.title not in (layout.META, layout.LISTS):
            _SheetReader(found, sheet).read()
    _report_repeated(found)
    _report_missing(found)
    return found


@dataclass(slots=True)
class _Heading:
    """The block whose rows follow, and the columns of its fields."""

    block: Block
    columns: dict[int, str]


class _SheetReader:
    """Reads one sheet from top to bottom."""

    def __init__(self, found: ReturnedFile, sheet: Sheet) -> None:
        self.found, self.sheet = found, sheet
        self.rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell_text(cell):
                self.rows.setdefault(row, {})[column] = cell
        keys = (cell_text(cell) for cells in self.rows.values() for cell in cells.values())
        self.pilot = next((pilot for key in keys if (pilot := self._pilot_of(key)) is not None), None)
        self.heading: _Heading | None = None
        self.adding = 0
        """The row of something new that was read last; 0 elsewhere."""

    def read(self) -> None:
        """Read every row by its key, in whichever column the key is."""
        for number in list(self.rows)[:MOST_ROWS]:
            cells = self.rows[number]
            key = cell_text(cells[min(cells)])
            if key.startswith("#") and key[1:] in BLOCKS:
                self._begin(number, BLOCKS[key[1:]])
            elif (pilot := self._pilot_of(key)) is not None or key == layout.SIGNATURE.id:
                self._keyed(number, key, pilot)
            elif number == self.adding + 1 and self._is_added(number):
                self._keyless(number)
            else:
                self._strays(number, cells)
        self._comments()
        if self.sheet.drawn:
            self._remarks.append(unread_drawings(self.found.name, self.sheet.title))

    def _pilot_of(self, key: str) -> ReturnedPilot | None:
        pilot, slash, _ = key.partition("/")
        return self.found.pilots.get(pilot) if slash and "\n" not in key else None

    @property
    def _problems(self) -> list[CellProblem]:
        return self.pilot.problems if self.pilot is not None else self.found.problems

    @property
    def _remarks(self) -> list[CellRemark]:
        return self.pilot.remarks if self.pilot is not None else self.found.remarks

    def _is_label(self, number: int) -> bool:
        return all(cell_text(cell) in self.found.meta.labels for cell in self.rows[number].values())

    def _is_added(self, number: int) -> bool:
        """Whether a row without a key, right below one of something new, is one more of them."""
        columns = self.heading.columns if self.heading is not None else {}
        return any(column in columns for column in self.rows[number]) and not self._is_label(number)

    def _place(self, number: int, column: int, label: str = "", key: str = "") -> CellPlace:
        return CellPlace(self.found.name, self.sheet.title, coordinate(number, column), label, key)

    def _begin(self, number: int, block: Block) -> None:
        ids = {item.id for item in block.fields}
        words = {column: cell_text(cell) for column, cell in self.rows[number].items()}
        columns = {column: word for column, word in words.items() if word in ids}
        lost = [item.label.say("zh") for item in block.fields if list(columns.values()).count(item.id) != 1]
        if lost:
            message = Message.of("the column {names} is gone, or there twice", names=Message.listed(lost))
            self._problems.append(CellProblem(self._place(number, 1), message, _AS_SENT))
        self.heading, self.adding = _Heading(block, columns), 0

    def _keyed(self, number: int, key: str, pilot: ReturnedPilot | None) -> None:
        block = self.found.meta.block_of(key)
        place = self._place(number, 1, key=key)
        if block is None:
            self._problems.append(
                CellProblem(place, Message.of("no row was sent with the key {key}", key=key), _AS_SENT)
            )
            return
        if self.heading is None or self.heading.block is not block:
            message = Message.of("the row {key} stands below the heading of another part", key=key)
            self._problems.append(CellProblem(place, message, _AS_SENT))
            return
        row = ReturnedRow(key, block, self.sheet.title, number, self._cells(number, key))
        if pilot is None:
            self.found.signature = row
            return
        self.adding = number if block.adds else 0
        pilot.sheet = pilot.sheet or self.sheet.title
        pilot.rows.append(row)
        pilot.problems += [*self._changed(row), *self._merged(row)]
        others = {column: cell for column, cell in self.rows[number].items() if column not in self.heading.columns}
        self._strays(number, {column: cell for column, cell in others.items() if not self._is_own(cell, key)})

    def _is_own(self, cell: Cell, key: str) -> bool:
        """Whether a cell beside the fields is the key or the number of the row."""
        return cell_text(cell) == key or cell.kind == "number"

    def _keyless(self, number: int) -> None:
        if self.pilot is None or self.heading is None:
            return
        self.adding = number
        key = f"{self.pilot.pilot}/{self.heading.block.id}/row{number}"
        row = ReturnedRow(key, self.heading.block, self.sheet.title, number, self._cells(number, key))
        self.pilot.rows.append(row)
        self.pilot.problems += self._merged(row)

    def _cells(self, number: int, key: str) -> dict[str, ReturnedCell]:
        found: dict[str, ReturnedCell] = {}
        for column, name in self.heading.columns.items() if self.heading is not None else ():
            item = self.heading.block.field(name) if self.heading is not None else None
            label = item.label.say("zh") if item is not None else name
            if name == "text" and "title" in found:
                label = _first_line(found["title"].text)  # 工作进展 says more than 请填写
            found[name] = ReturnedCell(self._place(number, column, label, key), self.sheet.at(number, column))
        return found

    def _changed(self, row: ReturnedRow) -> Iterator[CellProblem]:
        """Yield the known cells that are no longer what they were."""
        for name, cell in row.cells.items():
            was = self.found.meta.known(row.key, name)
            if was is None or cell.text == (was or NOTHING):
                continue
            if name == "title":
                now = _first_line(cell.text) or NOTHING
                said = Message.of("the row is that of {was}, and now says {now}", was=_first_line(was), now=now)
                yield CellProblem(cell.place, said, _TITLE, cell.text)
            else:
                said = Message.of("a grey cell was changed from {was} to {now}", was=was, now=cell.text or NOTHING)
                yield CellProblem(cell.place, said, _BY_A_FILING, cell.text)

    def _merged(self, row: ReturnedRow) -> Iterator[CellProblem]:
        """Yield the ranges merged over more than one answer."""
        columns = self.heading.columns if self.heading is not None else {}
        reported: set[MergedRange] = set()
        for column, name in columns.items():
            area = next((one for one in self.sheet.merged if _covers(one, row.number, column)), None)
            if area is None or area in reported:
                continue
            covered = [one for one in columns if area.first_column <= one <= area.last_column]
            if area.first_row != area.last_row or len(covered) > 1:
                reported.add(area)
                yield CellProblem(row.cells[name].place, Message("cells were merged over several answers"), _SPLIT)

    def _strays(self, number: int, cells: Mapping[int, Cell]) -> None:
        for column, cell in cells.items():
            text = cell_text(cell)
            counted = self.pilot is None and cell.kind in ("number", "formula")
            if text not in self.found.meta.labels and not counted:
                said = Message.of("nothing is asked here, so this was not read: {text}", text=excerpt(text))
                self._remarks.append(CellRemark(self._place(number, column), said))

    def _comments(self) -> None:
        """Report every comment, also on cells that are not answers: people use comments to explain."""
        rows = self.pilot.rows if self.pilot is not None else ()
        answers = {cell.place.cell: cell.place for row in rows for cell in row.cells.values()}
        for (row, column), text in sorted(self.sheet.comments.items()):
            place = answers.get(coordinate(row, column)) or self._place(row, column)
            self._remarks.append(unread_comment(place, text))


_AS_SENT = Message("fill in the workbook that was sent, with its rows, columns and sheets as they are")
_TITLE = Message(
    "put the title back, and write what is new into yellow or white cells; if rows were moved, use the workbook sent"
)
_BY_A_FILING = Message("put the old value back; what was agreed changes by a filing: talentpilot adjust")
_SPLIT = Message("split the cells again, and fill in each of them")


def _covers(area: MergedRange, row: int, column: int) -> bool:
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def _report_repeated(found: ReturnedFile) -> None:
    """Report repeated keys: a copied sheet, or a copied row in a block that takes no new rows."""
    for pilot in found.pilots.values():
        rows: dict[str, list[ReturnedRow]] = {}
        for row in pilot.rows:
            rows.setdefault(row.key, []).append(row)
        sheets = list(dict.fromkeys(row.sheet for row in pilot.rows))
        if len(sheets) > 1:
            message = Message.of("the sheets {sheets} have rows of the same pilot", sheets=Message.listed(sheets))
            advice = Message("keep the sheet that is filled in, and delete its copy")
            pilot.problems.append(CellProblem(CellPlace(found.name, sheets[0]), message, advice))
            continue
        for key, same in rows.items():
            if len(same) > 1 and not same[0].block.adds:
                message = Message.of("the row {key} is there twice", key=key)
                place = CellPlace(found.name, same[1].sheet, coordinate(same[1].number, 1), key=key)
                pilot.problems.append(CellProblem(place, message, _AS_SENT))


def _report_missing(found: ReturnedFile) -> None:
    """Report missing sheets and rows; an empty row for something new may be missing."""
    for pilot in found.pilots.values():
        there = {row.key for row in pilot.rows}
        lost = [key for key in found.meta.rows_of(pilot.pilot) if key not in there]
        if not there:
            message = Message.of("the sheet of {pilot} is gone", pilot=pilot.pilot)
            pilot.problems.append(CellProblem(CellPlace(found.name), message, _AS_SENT))
        elif lost:
            message = Message.of("rows are gone: {keys}", keys=Message.listed(lost))
            pilot.problems.append(CellProblem(CellPlace(found.name, pilot.sheet), message, _AS_SENT))


def _first_line(text: str) -> str:
    return text.partition("\n")[0]
