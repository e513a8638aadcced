"""Write one sheet of a return from top to bottom: labels, known cells, answers, their checks and colours."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from talentpilot.exchange.return_sheets import layout, style
from talentpilot.exchange.return_sheets.layout import NOTHING, Block, Branch, Field, OpenCell
from talentpilot.exchange.return_sheets.style import Look, Styles
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.model.base import Text

HEADING = Look(size=9.5, bold=True, fill=style.HEADING, horizontal="center")
KNOWN = Look(fill=style.KNOWN, horizontal="center")
PLAIN = Look(framed=False, wrap=False)
_SIDE = Side(style="thin", color=style.BURDEN)
_ASKED_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_MOST = 999_999_999_999_999
_PROMPT = Text(zh="年-月-日，如 2026-9-30", en="year-month-day, such as 2026-9-30")


Area = tuple[int, int, int, int]
"""A rectangle of cells: its first column and row, its last column and row."""


def areas(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Return cells, given by column and row, as rectangles: runs of rows, side by side where they are alike."""
    found: list[Area] = []
    for column, group in groupby(sorted(set(cells)), key=lambda cell: cell[0]):
        rows = [row for _, row in group]
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            block = [row for _, row in run]
            beside = next((one for one in found if one[1:] == (block[0], column - 1, block[-1])), None)
            if beside is not None:
                found.remove(beside)
            found.append((beside[0] if beside is not None else column, block[0], column, block[-1]))
    return found


def area_name(area: Area, fixed: str = "") -> str:
    """Return a rectangle as `G8:H9`; with `fixed` a dollar sign as `$G$8:$H$9`."""
    first, top, last, bottom = area
    return f"{fixed}{get_column_letter(first)}{fixed}{top}:{fixed}{get_column_letter(last)}{fixed}{bottom}"


class GrowingRow(RowDimension):
    """A row whose height is where an office begins, not fixed; it has no merged cells, which no office grows."""

    customHeight = False  # noqa: N815 - the name of the attribute in the file


class _Colouring(NamedTuple):
    """What decides on the colours of an open cell: whether it is asked, in which state of its row, of which list."""

    asked: bool
    branch: Branch
    states: str


@dataclass(slots=True)
class SheetWriter:
    """A cursor over the rows of a sheet.

    `labels` collects every text that is neither known nor an answer, so that what others write beside the form is
    recognized when it comes back.
    """

    sheet: Worksheet
    styles: Styles
    words: FormWords
    days: tuple[date, date]
    row: int = 1
    labels: set[str] = field(default_factory=set)
    asked_cells: list[tuple[int, int]] = field(default_factory=list)
    checks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    coloured: dict[_Colouring, list[tuple[int, int]]] = field(default_factory=dict)

    def put(self, column: int, text: object, look: Look = PLAIN, row: int | None = None) -> None:
        """Write a label."""
        self.styles.put(self.sheet, row or self.row, column, text, look)
        if isinstance(text, str):
            self.labels.add(text)

    def title(self, text: str, last: int, size: float) -> None:
        """Write a title centred over the columns without merging them."""
        look = Look(size=size, bold=True, framed=False, wrap=False, horizontal="centerContinuous")
        for column in range(layout.NUMBER_COLUMN + 1, last + 1):
            self.put(column, None, look)
        self.put(layout.NUMBER_COLUMN, text, look)

    def next(self, height: float, *, grows: bool = False) -> None:
        """Go to the next row; one that `grows` becomes higher when more is typed into it."""
        kind = GrowingRow if grows else RowDimension
        self.sheet.row_dimensions[self.row] = kind(self.sheet, self.row, ht=height)
        self.row += 1

    def hide(self) -> None:
        """Hide the row and go to the next one."""
        self.sheet.row_dimensions[self.row].hidden = True
        self.row += 1

    def key(self, key: str) -> None:
        """Write the key of a row into the hidden column."""
        self.styles.put(self.sheet, self.row, layout.KEY_COLUMN, key, PLAIN)

    def fields(self, block: Block) -> None:
        """Write the hidden row from which a reader knows the columns of a block."""
        self.key(f"#{block.id}")
        for item in block.fields:
            self.styles.put(self.sheet, self.row, item.first, item.id, PLAIN)
        self.hide()

    def headings(self, block: Block) -> None:
        """Write the names of the columns."""
        for column in range(layout.NUMBER_COLUMN, layout.LAST_COLUMN + 1):
            self.put(column, None, HEADING)
        self.put(layout.NUMBER_COLUMN, self.words.label(Text(zh="序号", en="No.")), HEADING)
        for item in block.fields:
            self.put(item.first, self.words.label(item.label), HEADING)
            self._merge(item)
        self.next(26 if len(self.words.languages) == 1 else 34)

    def known(self, item: Field, text: str, *, alert: bool = False) -> None:
        """Write what the ledger knows already."""
        left = item.first == layout.TITLE_COLUMN or item.end > item.first
        look = replace(KNOWN, horizontal="left" if left else "center")
        if alert and item.id == "due":
            look = replace(look, bold=True, color=style.ALERT)
        for column in range(item.first + 1, item.end + 1):
            self.styles.put(self.sheet, self.row, column, None, look)
        self.styles.put(self.sheet, self.row, item.first, text or NOTHING, look)
        self._merge(item)

    def answer(self, item: Field, answer: OpenCell, choice: str) -> None:
        """Write an open cell; `choice` is the defined name of its list of words."""
        long = item.kind in ("prose", "text", "evidence")
        look = Look(
            horizontal="left" if long else "center",
            vertical="top" if item.end - item.first > layout.LAST_COLUMN - 5 else "center",
            open=True,
            number_format={"date": "yyyy-mm-dd", "number": "General"}.get(item.kind, "@"),
        )
        for column in range(item.first + 1, item.end + 1):
            self.styles.put(self.sheet, self.row, column, None, look)
        value: object = answer.value
        if answer.value is not None and item.kind == "number":
            value = float(answer.value) if "." in answer.value else int(answer.value)
        cell = self.styles.put(self.sheet, self.row, item.first, value, look)
        self._merge(item)
        place = cell.coordinate
        if choice:
            self.checks.setdefault(("list", choice), []).append(place)
        elif item.kind in ("date", "number"):
            self.checks.setdefault((item.kind, ""), []).append(place)
        if answer.asked:
            self.asked_cells.append((item.first, self.row))
        if answer.asked or answer.branch:
            colouring = _Colouring(answer.asked, answer.branch, self.states)
            self.coloured.setdefault(colouring, []).append((item.first, self.row))

    def _merge(self, item: Field) -> None:
        if item.end > item.first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=item.first, end_column=item.end)

    def _colour(self, area: Area, look: _Colouring) -> None:
        """Yellow while an asked cell is blank, grey where its branch does not apply, red where it is filled then.

        The formulas speak of the first cell of the area, and offices move them along with the others.
        """
        place = f"{get_column_letter(area[0])}{area[1]}"

        def add(formula: str, color: str, *, last: bool = False) -> None:
            rule = Rule(type="expression", formula=[formula], stopIfTrue=last or None)
            # On grey paper yellow looks like the known cells, so what is asked has a dark frame as well.
            frame = _ASKED_FRAME if color == style.ASKED else None
            rule.dxf = DifferentialStyle(fill=PatternFill("solid", bgColor=color), border=frame)
            self.sheet.conditional_formatting.add(area_name(area), rule)

        blank = f"LEN(TRIM({place}))=0"
        if look.branch:
            words = self.words.choices(look.states)
            other = f'$F{area[1]}="{words["open" if look.branch == "done" else "done"]}"'
            add(f"AND({other},LEN(TRIM({place}))>0)", style.WRONG, last=True)
            add(other, style.CLOSED, last=True)
            blank = f'AND($F{area[1]}="{words[look.branch]}",{blank})'
        if look.asked:
            add(blank, style.ASKED)

    states: str = "done"
    """The list of the states of the block that is being written."""

    def asked_ranges(self) -> list[str]:
        """Return the asked cells as ranges, for a formula that counts them."""
        return [area_name(area, fixed="$") for area in areas(self.asked_cells)]

    def finish(self) -> None:
        """Add the checks of the open cells, and lock everything else."""
        for (kind, choice), places in self.checks.items():
            check = self._check(kind, choice)
            for place in places:
                check.add(place)
            self.sheet.add_data_validation(check)
        for look, cells in self.coloured.items():
            for area in areas(cells):
                self._colour(area, look)
        style.protect(self.sheet)

    def _check(self, kind: str, choice: str) -> DataValidation:
        line = self.words.line
        if kind == "list":
            check = DataValidation(type="list", formula1=choice, allow_blank=True, showErrorMessage=True)
            check.errorTitle = line("请从列表中选择", "Choose from the list")
            check.error = line(
                "请点单元格右侧的箭头选择；没有则留空。", "Use the arrow beside the cell, or leave it empty."
            )
            if choice in (layout.ORGANIZATIONS, layout.ADOPTERS):
                # A name may be typed in another wording, and a long list has the near ones alone.
                check.errorStyle = "warning"
                check.error = line(
                    "列表中没有的单位，请写全称。", "Write the full name of one that is not in the list."
                )
        elif kind == "date":
            first, last = (f"DATE({day.year},{day.month},{day.day})" for day in self.days)
            check = DataValidation(type="date", operator="between", formula1=first, formula2=last, allow_blank=True)
            check.errorStyle, check.showErrorMessage, check.showInputMessage = "stop", True, True
            check.prompt = self.words.word(_PROMPT)
            check.errorTitle = line("请填日期", "A date is wanted")
            check.error = line(
                "请填年月日，如 2026-9-30；也请核对年份。", "Write such as 2026-9-30, with the right year."
            )
        else:
            check = DataValidation(
                type="decimal", operator="between", formula1=str(-_MOST), formula2=str(_MOST), allow_blank=True
            )
            check.errorStyle, check.showErrorMessage = "warning", True
            check.errorTitle = line("请填数字", "A number is wanted")
            check.error = line("请只填数字，不带单位；没有数据请写“无”。", 'Write the number alone, or "none".')
        return check
