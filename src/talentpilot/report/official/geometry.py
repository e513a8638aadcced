"""The measures of a page in twentieths of a point, worked out from a profile."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.official_profile import OfficialProfile

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
