"""The measures of a page in twentieths of a point, worked out from a profile; and the widths of columns."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.official_profile import OfficialProfile
from talentpilot.report.official.blocks import OfficialRows

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
        """What is added to the width of a letter: rounded down, or the last one would fall to the next line."""
        return floor(self.cell - float(self.profile.grid.size) * 20)

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

    @property
    def long_side(self) -> int:
        """The width of a line on a page that lies on its side."""
        return self.tall


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


_SET_OFF = re.compile(r"(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_SHORTEST = 2.2
_DATE_ROOM = 9.0
"""Letters that 2026年10月20日 takes in an office that spaces digits from Han."""
_FEWEST = 6.5
"""Letters that each column has room for, if it needs them."""


def text_width(text: str) -> float:
    """Return the width of a text in letters. A Latin letter or digit is half as wide; some offices set it off from Han
    by a quarter.
    """
    return sum(0.55 if letter.isascii() else 1 for letter in text) + 0.25 * len(_SET_OFF.findall(text))


def natural_width(table: OfficialRows, letter: float, padding: float) -> float:
    """Return the width at which no cell needs a second line."""
    return sum(_natural(table)) * letter + len(table.columns) * padding


def _natural(table: OfficialRows) -> list[float]:
    """Return how wide each column would like to be; its head may take two lines."""
    heads = [max(_SHORTEST, text_width(column.label) / 2 + 0.5) for column in table.columns]
    return [max([head, *(text_width(row[at]) for row in table.rows)]) for at, head in enumerate(heads)]


def _least(table: OfficialRows, natural: list[float]) -> list[float]:
    """Return how wide each column must be: a date stays on one line, anything else has room for a few letters."""
    dated = [any(_DATE.fullmatch(row[at]) for row in table.rows) for at in range(len(table.columns))]
    return [_DATE_ROOM if is_dated else min(_FEWEST, width) for is_dated, width in zip(dated, natural, strict=True)]


def _usual(table: OfficialRows) -> list[float]:
    """Return how wide the cells of each column are on average."""
    sums = [sum(text_width(row[at]) for row in table.rows) for at in range(len(table.columns))]
    return [1 + width / max(1, len(table.rows)) for width in sums]


def column_widths(table: OfficialRows, room: float, letter: float, padding: float) -> list[int]:
    """Return widths that fill the room: as wide as what they hold, the widest ones narrowed until all fit.

    A column whose cells would end with a line of a single letter takes one letter from the widest.
    """
    free = room - len(table.columns) * padding
    natural = _natural(table)
    letters = _within(natural, _least(table, natural), _usual(table), free / letter)
    letters = _without_lone_letters(table, letters, natural)
    spare = free / letter - sum(letters)
    share = spare / sum(letters)
    widths = [round((width * (1 + share)) * letter + padding) for width in letters]
    widths[-1] += round(room) - sum(widths)
    return widths


def _within(natural: list[float], least: list[float], usual: list[float], room: float) -> list[float]:
    """Return widths that fit: what is short keeps its width, long columns share the rest by what they usually hold."""
    wanted = [max(pair) for pair in zip(natural, least, strict=True)]
    fixed: set[int] = set()
    while len(fixed) < len(wanted):
        left = room - sum(wanted[at] for at in fixed)
        whole = sum(width for at, width in enumerate(usual) if at not in fixed)
        shares = {at: left * width / whole for at, width in enumerate(usual) if at not in fixed}
        squeezed = {at for at, share in shares.items() if share < least[at]}
        content = set() if squeezed else {at for at, share in shares.items() if wanted[at] <= share}
        if not content | squeezed:
            return [wanted[at] if at in fixed else shares[at] for at in range(len(wanted))]
        wanted = [least[at] if at in squeezed else width for at, width in enumerate(wanted)]
        fixed |= content | squeezed
    return wanted if sum(wanted) <= room else [width * room / sum(wanted) for width in wanted]


def _without_lone_letters(table: OfficialRows, letters: list[float], natural: list[float]) -> list[float]:
    """Return the widths in whole letters, changed by one where a cell would end with a letter alone."""
    made = [width if width >= wish else float(int(width)) for width, wish in zip(letters, natural, strict=True)]
    spare = sum(letters) - sum(made)
    for at in sorted(range(len(made)), key=lambda at: made[at]):
        cells = [row[at] for row in table.rows]
        if _lone(cells, made[at]) and spare >= 1 and not _lone(cells, made[at] + 1):
            made[at] += 1
            spare -= 1
        elif _lone(cells, made[at]) and made[at] > 6 and not _lone(cells, made[at] - 1):
            made[at] -= 1
            spare += 1
    return made


def _lone(cells: Iterable[str], width: float) -> int:
    """Return how many cells end with a line of one letter."""
    return sum(1 for cell in cells if text_width(cell) > width and 0 < text_width(cell) % width <= 1)
