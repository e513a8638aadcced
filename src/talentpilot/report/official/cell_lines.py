"""Where the lines of a cell end, and what keeps its last letter from standing alone on one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r"[!-~]+|\S|\u3000")
"""What a line never breaks inside: a run of letters and digits, or one Han letter or mark."""
_CLOSING = "，。；：、）”》〕？！"
LETTER_ROOM = 1.02
"""How much more room a letter takes in a table than its size says, to be safe."""
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_SPACING = 20
"""By how many twentieths of a point the letters of a cell may stand closer or wider."""
_ONE_LETTER = 1.2
"""How wide a letter alone is at most, set as wide as a cell may have it."""
_LAST_TWO = re.compile(rf"(?:(?<![!-~])[!-~]{{1,6}}|[^\s!-~{_CLOSING}])[{_CLOSING}]*[\u3400-\u9fff][{_CLOSING}]*$")
"""The last letter of a cell and what stands before it, a letter or a number."""


@dataclass(frozen=True, slots=True)
class _Office:
    """How a program sets a line: the width of a Latin letter, what a run of them takes besides, the gap between it and
    a Han letter, all in letters; and how much more room there is than is counted on.
    """

    latin: float = 0.5
    besides: float = 0.0
    gap: float = 0.0
    share: float = LETTER_ROOM

    def width(self, token: str) -> float:
        return self.latin * len(token) + self.besides if token.isascii() else 1

    def between(self, before: str, token: str) -> float:
        han = before if token.isascii() else token
        return self.gap if before.isascii() != token.isascii() and _HAN.match(han) else 0.0


_SAFE = _Office(latin=0.55, besides=0.5, share=1.0)
_OFFICES = (_SAFE, _Office(gap=0.2), _Office())
"""The widest setting, to be safe; LibreOffice; Word."""


def text_width(text: str) -> float:
    """Return the width of a text in letters."""
    return sum(map(_SAFE.width, _TOKEN.findall(text)))


def lines_of(text: str, width: float) -> tuple[int, bool]:
    """Return how many lines a text takes at most, and whether in some office the last one is a letter alone."""
    # formats/word_lines.py measures letter by letter, to say where the lines of a report break in its one typeface.
    # Here the typefaces are the office's own: a run of Latin letters counts by its length, never as less than it takes.
    found = [_wrapped(_TOKEN.findall(text), width, office) for office in _OFFICES]
    return found[0][0], any(lone for _, lone in found)


@cache
def letter_spacing(text: str, width: float, size: float) -> int:
    """Return by how many twentieths of a point the letters of a cell stand wider, so that in no office, or in as few
    as can be, the last one stands alone; it takes a line more for that only if nothing else helps. `width` is in
    letters, `size` in points.
    """
    tokens = _TOKEN.findall(text)

    def wrapped(by: int) -> tuple[int, int]:
        wider = by / 20 / size
        # some offices set no space after the last letter of a line
        found = [_wrapped(tokens, width + more, office, wider) for office in _OFFICES for more in (0, wider)]
        return sum(lone for _, lone in found), max(lines for lines, _ in found)

    lone, most = wrapped(0)
    if not lone:
        return 0
    tries = sorted(range(-_MOST_SPACING, _MOST_SPACING + 1), key=abs)
    found = {by: wrapped(by) for by in tries}
    return min(tries, key=lambda by: (found[by][0], found[by][1] > most))


def with_whole_end(text: str) -> tuple[str, str]:
    """Return a text in two parts, of which the second is not to be broken: its last letter and the one before it."""
    found = _LAST_TWO.search(text)
    return (text[: found.start()], found[0]) if found else (text, "")


def _wrapped(tokens: Sequence[str], width: float, office: _Office, wider: float = 0) -> tuple[int, bool]:
    lines, at, before, room = 1, 0.0, "", width * office.share
    for token in tokens:
        wide = office.width(token) + wider * len(token)
        gap = office.between(before, token) if before else 0.0
        if at and at + gap + wide > room:
            lines += 1
            at = 1.0 if token in _CLOSING else 0.0  # no line begins with such a mark: a letter comes down with it
            gap = 0.0
        at += gap + wide
        while at > room:
            lines += 1
            at -= room
        before = token
    return lines, lines > 1 and at <= _ONE_LETTER
