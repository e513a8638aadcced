"""Find the headings of a sheet: the row that begins with a known one, joined with the rows below it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import CellPlace, CellProblem
from talentpilot.exchange.import_tables.grid import BookGrid
from talentpilot.suggestions import nearest_words

_CHINESE = re.compile(r"[\u3400-\u9fff]")


def heading_form(text: object) -> str:
    """Return a heading for comparison: in NFKC, without spaces and line breaks."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


@dataclass(frozen=True, slots=True)
class Headings:
    """The first row of the headings, how many they are, and the column of each heading; `shown` keeps its spaces."""

    row: int
    rows: int
    columns: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last row of the headings."""
        return self.row + self.rows - 1

    def column(self, heading: str) -> int | None:
        """Return the column of a heading, however it is spaced."""
        return self.columns.get(heading_form(heading))


def find_headings(grid: BookGrid, first: str, rows: int) -> Headings | None:
    """Return the headings below the first row whose first filled cell reads so; None if there is no such row."""
    wanted = heading_form(first)
    firsts: dict[int, int] = {}
    for row, column in grid.cells:
        firsts[row] = min(column, firsts.get(row, column))
    at = next((row for row in sorted(firsts) if heading_form(_shown(grid, row, firsts[row])) == wanted), None)
    if at is None:
        return None
    found: dict[str, int] = {}
    shown: dict[str, str] = {}
    for column in range(1, grid.columns + 1):
        name = _joined(grid, at, rows, column)
        if name:
            number, whole = 2, name
            while heading_form(whole) in found:
                whole, number = f"{name}#{number}", number + 1
            found[heading_form(whole)] = column
            shown[heading_form(whole)] = whole
    return Headings(at, rows, found, shown)


def _joined(grid: BookGrid, row: int, rows: int, column: int) -> str:
    """Return the heading of a column, joined downwards; the same word twice in a row counts once."""
    parts: list[str] = []
    for one in range(row, row + rows):
        part = " ".join(unicodedata.normalize("NFKC", _shown(grid, one, column)).split())
        if _CHINESE.search(part):  # line breaks in Chinese stand for nothing
            part = heading_form(part)
        if part and (not parts or heading_form(parts[-1]) != heading_form(part)):
            parts.append(part)
    return "/".join(parts)


def _shown(grid: BookGrid, row: int, column: int) -> str:
    """Return what stands in a cell, for a merged one what stands in all of its range."""
    cell = grid.at(*grid.covered.get((row, column), (row, column)))
    return "" if cell.value is None else str(cell.value)


def unlike(grid: BookGrid, headings: Headings, named: Iterable[str], explained: Iterable[str]) -> list[CellProblem]:
    """Return why the headings are not those of the mapping: all it names must be there, and all there explained."""
    forms = {heading_form(one): one for one in named}
    absent = [one for form, one in forms.items() if form not in headings.columns]
    known = {heading_form(one) for one in explained}
    strange = [one for one in headings.columns if one not in known]
    place = CellPlace(grid.file, grid.title)
    found = [
        CellProblem(
            place,
            Message.of("the sheet has no heading {heading}", heading=one),
            _near(one, [headings.shown[other] for other in strange]),
        )
        for one in absent
    ]
    for one in strange:
        where = grid.place(headings.row, headings.columns[one])
        said = Message.of("the mapping says nothing of the heading {heading}", heading=headings.shown[one])
        found.append(CellProblem(where, said, _near(one, absent)))
    if found:
        there, wanted = "、".join(headings.shown.values()), "、".join(forms.values())
        said = Message.of("headings of the sheet: {there}", there=there)
        found.append(CellProblem(place, said, Message.of("headings of the mapping: {wanted}", wanted=wanted)))
    return found


def _near(heading: str, others: Sequence[str]) -> Message:
    near = nearest_words(heading, others)
    return Message.of("the nearest is {near}", near="、".join(near)) if near else Message("no other one is like it")
