"""Estimate where the lines of a Word document break, to know how many a text takes and which letter would stand alone.

Widths are those of Arial and of Chinese fonts, in which each letter is as wide as it is high.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
_WIDE = re.compile(f"[{_HAN}\u2018-\u201d\u2026\u2014\u25a0-\u25ff\u2605\u3000-\u303f\uff00-\uffef]")
_LATIN = re.compile("[0-9A-Za-z]")
_LETTER = re.compile(f"[{_HAN}]")
_OPEN, _CLOSE = "“‘（《〈「『【〔", "”’）》〉」』】〕…，。、；：？！%"
_WORD = re.compile(rf"[{_OPEN}]*(?:[{_HAN}]|[^\s{_HAN}{_OPEN}{_CLOSE}\-]+-?|-)?[{_CLOSE}]*")
_NARROW, _BROAD = frozenset("iIjltf.,:;'|!/()[] r-\u2011"), frozenset("mwMW%@")
_GAP = 0.25
_UNSURE = 0.015
"""By what share the room of a cell may differ from what it is taken for."""
_MOST = 20
"""The maximum by which letters are set closer or wider, in twentieths of a point."""
_LINE = re.compile(r"(?=<w:br ?/>|<w:p>)")
_TEXT = re.compile(r"<w:t\b[^>]*>([^<]*)</w:t>")
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_UNBROKEN = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
_RUN = re.compile(r"<w:r>(?:<w:rPr>((?:<w:[^>]*/>)*)</w:rPr>)?(?=<w:t\b)")
_BEFORE_SPACING = re.compile(r"(?:<w:(?:rStyle|rFonts|b|bCs|i|iCs|color)\b[^>]*/>)*")


@cache
def _width(letter: str) -> float:
    if _WIDE.match(letter):
        return 1.0
    if letter in _NARROW:
        return 0.3
    return 0.88 if letter in _BROAD else 0.68 if letter.isupper() else 0.556


def lines(text: str, room: float, closer: float = 0) -> list[str]:
    """Return the lines of a text; `room`, and by how much letters are set `closer`, in heights of a letter."""
    out, filled = [""], 0.0
    for word in _words(text):
        wide = sum(map(_width, word)) - closer * len(word) + _GAP * _meets(out[-1][-1:], word[0])
        if filled and filled + wide > room and not word.isspace():
            out.append("")
            filled = 0.0
        if filled or not word.isspace():
            out[-1] += word
            filled += wide
    return out


def _meets(before: str, after: str) -> bool:
    """Return whether a Chinese and a Latin letter meet, between which there is a gap."""
    return any(_LETTER.match(one) and _LATIN.match(other) for one, other in ((before, after), (after, before)))


def _words(text: str) -> Iterator[str]:
    """Yield the parts that no line break divides: a Latin word, a Chinese letter with its punctuation."""
    place = 0
    while place < len(text):
        found = _WORD.match(text, place)
        end = found.end() if found and found.end() > place else place + 1
        yield text[place:end]
        place = end


def with_whole_lines(cell: str, room: float, size: float) -> str:
    """Return a cell in which no date is broken over lines, and no line holds one Chinese letter alone.

    To that end letters are set a little closer or wider. `room` and the `size` of letters are in points.
    """
    return "".join(_line(line, room / size, size) for line in _LINE.split(cell))


def _line(line: str, room: float, size: float) -> str:
    text = unescape("".join(_TEXT.findall(line)))
    if len(lines(text, room * (1 - _UNSURE))) < 2:
        return line
    text = _DAY.sub("\\1\u2011\\2\u2011\\3", text)
    line = _TEXT.sub(lambda part: _DAY.sub(_UNBROKEN.join((r"\1", r"\2", r"\3")), part[0]), line)
    if not _LETTER.search(text) or not _lone(text, room, 0):
        return line
    tries = sorted(range(-_MOST, _MOST + 1), key=lambda by: (abs(by), by))
    by = min(tries, key=lambda by: _lone(text, room, by / 20 / size))
    return _RUN.sub(lambda run: _spaced(run[1] or "", -by), line) if by else line


def _lone(text: str, room: float, closer: float) -> int:
    """Return in how many of the ways in which programs may set a text there is a line of one letter."""
    return sum(
        len(found) > 1 and any(map(_LETTER.fullmatch, found))
        for share in (1 - _UNSURE, 1, 1 + _UNSURE)
        for more in (0, -closer)  # some set no space after the last letter of a line
        for found in [lines(text, room * share + more, closer)]
    )


def _spaced(look: str, by: int) -> str:
    """Return the beginning of a run with its letters set wider, where the schema has the place for it."""
    found = _BEFORE_SPACING.match(look)
    place = found.end() if found else 0
    return f'<w:r><w:rPr>{look[:place]}<w:spacing w:val="{by}"/>{look[place:]}</w:rPr>'
