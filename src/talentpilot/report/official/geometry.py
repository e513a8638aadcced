"""The measures of a page in twentieths of a point, worked out from a profile; and the widths of columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import chain, permutations
from math import ceil

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.official_profile import OfficialProfile
from talentpilot.report.official.blocks import Annex, OfficialDocument, OfficialRows, Paragraph, official_day
from talentpilot.report.official.cell_lines import LETTER_ROOM, letter_spacing, lines_of, text_width

NARROWEST, LOWEST = 120, 180
"""The smallest type area in millimetres."""
_TIGHTEST = Decimal("1.5")
"""How many points closer than their size letters may stand."""
_OWN_WIDTH = Decimal(20)


def twips(millimetres: Decimal | float) -> int:
    """Return a length in twentieths of a point."""
    return round(float(millimetres) * 1440 / 25.4)


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """The type area, the pitch of the lines, and by how much letters stand closer than their size."""

    profile: OfficialProfile
    wide: int
    tall: int
    pitch: int
    lines: int

    @property
    def cell(self) -> float:
        """The width that a letter has on the line."""
        return self.wide / self.profile.grid.characters

    @property
    def tight(self) -> int:
        """What is added to the width of a letter, so that a full line ends as near to the margin as can be."""
        return round(self.cell - float(self.profile.grid.size) * 20)

    @property
    def overhang(self) -> int:
        """By how much a paragraph is wider than the type area, so that it holds a full line. LibreOffice gives the last
        letter of a line its own size, however close the letters stand.
        """
        letters = self.profile.grid.characters * (float(self.profile.grid.size) * 20 + self.tight)
        return max(0, ceil(letters - min(0, self.tight) - self.wide))

    @property
    def char_space(self) -> int:
        """The same in 4096ths of a point, for a grid of lines and letters."""
        return round((self.cell / 20 - float(self.profile.grid.size)) * 4096)

    def chars(self, number: float) -> int:
        """Return the width of that many letters."""
        return round(number * self.cell)

    @property
    def number_drop(self) -> int:
        """How far the line with the number of the page ends above the edge of the sheet; the dash stands at half its
        height.
        """
        number = self.profile.page_number
        top = float(number.below) - float(number.size) * 0.3528 / 2
        return twips(float(self.profile.margins.bottom) - top) - round(number.size * 20)


def geometry(profile: OfficialProfile) -> PageGeometry:
    """Return the measures of a page.

    Raises:
        UsageProblem: the profile asks for what can't be set; every fault is named.
    """
    margins, grid, paper = profile.margins, profile.grid, profile.paper
    wide = twips(paper.width) - twips(margins.inner) - twips(margins.outer)
    tall = twips(paper.height) - twips(margins.top) - twips(margins.bottom)
    lines = int(tall / (float(grid.pitch) * 20)) if grid.pitch else grid.lines
    problems = tuple(_problems(profile, wide, tall, lines))
    if problems:
        raise UsageProblem(Message.joined("; ", problems), help="change paper, margins or grid in the profile")
    pitch = int(grid.pitch * _OWN_WIDTH) if grid.pitch else tall // lines
    return PageGeometry(profile, wide, tall, pitch, lines)


def _problems(profile: OfficialProfile, wide: int, tall: int, lines: int) -> Iterator[Message]:
    """Yield what can't be set."""
    grid, paper = profile.grid, profile.paper
    if (int(paper.width), int(paper.height)) != (210, 297):
        yield Message.of(
            "the paper is {width} × {height} mm; only A4, 210 × 297, can be set", width=paper.width, height=paper.height
        )
    if wide < twips(NARROWEST) or tall < twips(LOWEST):
        yield Message.of("the margins leave a type area under {width} × {height} mm", width=NARROWEST, height=LOWEST)
    elif not lines or not grid.characters or not grid.size:
        yield Message.of("lines, characters and size of the grid must be above 0")
    else:
        if Decimal(wide) / grid.characters / 20 < grid.size - _TIGHTEST:
            yield Message.of(
                "{number} characters of {size} pt do not fit on a line", number=grid.characters, size=grid.size
            )
        if lines * grid.size * 20 > tall:
            yield Message.of("{number} lines of {size} pt do not fit on a page", number=lines, size=grid.size)


_DATE = re.compile(r"(\d{4}年)?\d{1,2}月\d{1,2}日")
_SHORTEST = 2.2
_UNBROKEN = 3
"""Letters of a head that stay on one line: two lines would leave one of them alone."""
_FEWEST = 5
"""Letters that each column has room for, if it needs them."""
CELL_PADDING = 120
"""What a cell leaves free at its left and right together."""
_PADDINGS = (40, 20, 60, 80, 100, 130, 160)
"""What a row may leave free above and below its text: as a rule the first."""
_TIGHT = 20
"""The same in a table of the body, where each line counts."""
_LAST_ROWS = 3
"""The last page of a table has at least this many rows, or all of them."""
_SAMPLE = 40
"""How many rows decide the widths of a table: those with the most text."""
_RULE = 10
"""The thickness of the rule below a row."""
_ANNEX_HEAD = 3.45
"""The lines that the number and the title of an annex take."""
TITLE_PITCH = 1.2
"""The pitch of the lines of a title, in lines of the body."""
_ABOVE_REPLY = 0.3
"""The lines left free above the table for an answer."""
EMPTY_ROW = 460
"""The least height of a row in which somebody is to write."""
_LONE = (1.5, 0.4)
"""What a line of one letter costs, in lines: less where the table would end with one or two rows on a page."""
_SWAPS = 40
_STEPS = (1.0, 2.0, 0.5)
"""The letters that change from column to column at once."""


def is_landscape(annex: Annex, page: PageGeometry) -> bool:
    """Return whether an annex is set in landscape: its table is wider than the text unless cells break."""
    letter = _letter_room(page)
    return all(
        isinstance(block, OfficialRows)
        and sum(_natural(block)) * letter + len(block.columns) * CELL_PADDING > page.wide
        for block in annex.blocks
    )


def _natural(table: OfficialRows, head_lines: int = 2) -> list[float]:
    """Return the natural width of each column; its head may take two lines of two letters or more."""
    heads = [text_width(column.label) for column in table.columns]
    heads = [max(_SHORTEST, ceil(head / head_lines) if head > _UNBROKEN else head) for head in heads]
    return [max([head, *(text_width(row[at]) for row in table.rows)]) for at, head in enumerate(heads)]


def _least(table: OfficialRows, natural: list[float]) -> list[float]:
    """Return how wide each column must be: a date stays on one line, anything else has room for a few letters."""
    columns = [[row[at] for row in table.rows] for at in range(len(table.columns))]
    dates = [[text_width(cell) for cell in cells if _DATE.fullmatch(cell)] for cells in columns]
    return [max([min(_FEWEST, width), *dated]) for dated, width in zip(dates, natural, strict=True)]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """The widths of the columns of a table, and the space that its rows leave above and below their text."""

    widths: tuple[int, ...]
    padding: int


def table_layout(table: OfficialRows, page: PageGeometry, *, sideways: bool, opens_annex: bool) -> TableLayout:
    """Return how a table is laid out; `opens_annex` says that nothing but the title of its annex stands above it."""
    wide, high = (page.tall, page.wide) if sideways else (page.wide, page.tall)
    tried = (_column_widths(table, wide, page, lone) for lone in _LONE)
    first = next(tried)
    if not opens_annex:
        return TableLayout(tuple(first), _TIGHT)
    for widths in chain((first,), tried):
        padding = _row_padding(table, widths, page, high)
        if padding is not None:
            return TableLayout(tuple(widths), padding)
    return TableLayout(tuple(first), _PADDINGS[0])


def _row_padding(table: OfficialRows, widths: list[int], page: PageGeometry, high: int) -> int | None:
    """Return the first padding that leaves no one or two rows for the last page."""
    above = round(page.pitch * _ANNEX_HEAD)
    for padding in _PADDINGS:
        head, *rows = _row_heights(table, TableLayout(tuple(widths), padding), page)
        if _rows_at_end(rows, high - above - head, high - head) >= min(_LAST_ROWS, len(rows)):
            return padding
    return None


def cell_spacing(text: str, width: int, page: PageGeometry) -> int:
    """Return by how many twentieths of a point the letters of a cell stand wider, or closer if that is below 0."""
    return letter_spacing(text, (width - CELL_PADDING) / _letter_room(page), float(page.profile.table.size))


def _row_heights(table: OfficialRows, layout: TableLayout, page: PageGeometry) -> Iterator[int]:
    """Yield how high the head of a table is, and each of its rows."""
    letters = [(width - CELL_PADDING) / _letter_room(page) for width in layout.widths]
    line = round(page.profile.table.line * 20)
    for row in (tuple(column.label for column in table.columns), *table.rows):
        lines = max(lines_of(cell, width)[0] for cell, width in zip(row, letters, strict=True))
        high = line * lines if any(row) else max(line, EMPTY_ROW)
        yield high + 2 * layout.padding + _RULE


def fits_a_page(document: OfficialDocument, page: PageGeometry) -> bool:
    """Return whether all of a document without annexes stands on one page."""
    profile, indent = page.profile, "　　"
    texts = [f"{indent}{block.lead}{block.text}" for block in document.body if isinstance(block, Paragraph)]
    texts += [f"{document.to}：", document.sender, official_day(document.day)]
    texts += [f"{indent}{document.note}"] if document.note else []
    lines = sum(max(1, lines_of(text, profile.grid.characters)[0]) for text in texts)
    title = sum(lines_of(line, page.wide / (float(profile.title.size) * 20))[0] for line in document.title)
    lines_free = profile.head_lines + profile.title.after + document.lines_above_name
    tables = [block for block in (*document.body, document.reply) if isinstance(block, OfficialRows)]
    high = sum(
        sum(_row_heights(table, table_layout(table, page, sideways=False, opens_annex=False), page)) for table in tables
    )
    return high + round(page.pitch * (lines + lines_free + title * TITLE_PITCH + _ABOVE_REPLY)) <= page.tall


def _rows_at_end(rows: list[int], first_room: int, room: int) -> int:
    """Return how many rows of these heights stand on the last page."""
    left, number = first_room, 0
    for high in rows:
        if high > left:
            left, number = room, 0
        left -= high
        number += 1
    return number


def _letter_room(page: PageGeometry) -> float:
    """Return the room that a letter takes in a table."""
    return float(page.profile.table.size) * 20 * LETTER_ROOM


def _column_widths(table: OfficialRows, room: int, page: PageGeometry, lone: float) -> list[int]:
    """Return widths that fill the line: as wide as what they hold; or else those at which the table is lowest and the
    fewest cells end with a line of one letter.
    """
    letter = _letter_room(page)
    letters_room = (room - len(table.columns) * CELL_PADDING) / letter
    whole, natural = _natural(table, head_lines=1), _natural(table)
    least = _least(table, natural)
    if sum(whole) <= letters_room:
        letters = _scaled(whole, letters_room)
    elif sum(natural) <= letters_room:
        letters = _swapped(_sample(table), _scaled(natural, letters_room), least, lone)
    elif sum(least) >= letters_room:
        letters = _scaled(least, letters_room)
    else:
        letters = _lowest(table, natural, least, letters_room, lone)
    widths = [round(width * letter + CELL_PADDING) for width in letters]
    widths[-1] += room - sum(widths)
    return widths


def _scaled(widths: list[float], room: float) -> list[float]:
    return [width * room / sum(widths) for width in widths]


def _sample(table: OfficialRows) -> list[tuple[str, ...]]:
    """Return the columns of the rows with the most text, each below its head."""
    longest = sorted(table.rows, key=lambda row: -sum(map(len, row)))[:_SAMPLE]
    return list(zip(tuple(column.label for column in table.columns), *longest, strict=True))


def _lowest(table: OfficialRows, natural: list[float], least: list[float], room: float, lone: float) -> list[float]:
    """Return widths in letters: from the least on, each letter goes where it lowers the rows most; then one by one
    they change places as long as that helps.
    """
    columns = _sample(table)
    texts = [[text_width(cell) for cell in cells] for cells in columns]
    widths = list(least)
    for _ in range(int(room - sum(least))):
        heights = [[text / width for text in texts[at]] for at, width in enumerate(widths)]
        rows_now = [sorted(row)[-2:] for row in zip(*heights, strict=True)]
        won = [_won(heights[at], rows_now, width) for at, width in enumerate(widths)]
        narrow = [at for at, width in enumerate(widths) if width < natural[at]] or range(len(widths))
        widths[max(narrow, key=won.__getitem__)] += 1
    spare = (room - sum(widths)) / len(widths)
    return _swapped(columns, [width + spare for width in widths], least, lone)


def _won(heights: list[float], rows: list[list[float]], width: float) -> tuple[float, float]:
    """Return how much lower the rows get when their column gets a letter; `rows` are the two highest cells of each."""
    lower = [
        highest - max(second, height * width / (width + 1))
        for height, (second, highest) in zip(heights, rows, strict=True)
        if height == highest
    ]
    return sum(lower), sum(heights)


def _swapped(columns: list[tuple[str, ...]], widths: list[float], least: list[float], lone: float) -> list[float]:
    """Return the widths after letters have changed from column to column as long as the table gets better."""

    @cache
    def wrapped(at: int, width: float) -> tuple[list[int], int]:
        found = [lines_of(cell, width) for cell in columns[at]]
        return [lines for lines, _ in found], sum(alone for _, alone in found)

    def cost(tried: list[float]) -> float:
        found = [wrapped(at, width) for at, width in enumerate(tried)]
        high: int = sum(max(row) for row in zip(*(lines for lines, _ in found), strict=True))
        return high + lone * sum(alone for _, alone in found)

    for _ in range(_SWAPS):
        ways = [
            [width + step * ((at == to) - (at == giver)) for at, width in enumerate(widths)]
            for giver, to in permutations(range(len(widths)), 2)
            for step in _STEPS
            if widths[giver] - step >= least[giver]
        ]
        best = min(ways, key=cost, default=widths)
        if cost(best) >= cost(widths):
            break
        widths = best
    return widths
