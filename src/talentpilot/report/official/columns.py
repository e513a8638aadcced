"""The widths of the columns of a table, by what they hold."""

import re
from collections.abc import Iterable

from talentpilot.report.official.blocks import OfficialRows

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
