"""Break a title into lines by meaning, and shorten a body to a limit counted as office programs count 字数."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from talentpilot.errors import DocumentStopped
from talentpilot.report.official.blocks import OfficialDocument, Paragraph
from talentpilot.report.official.writing import EASED_TOTALS

MOST = 20
"""Letters of a line at 22 points."""
FEWEST = 4
LONGEST_NAME = 30
"""Letters that the name of a programme may have in a title."""
_TRIED = 8
"""Up to this many pieces, all ways to break are tried."""


def balanced_lines(pieces: Sequence[str], most: int = MOST) -> tuple[str, ...]:
    """Return the lines of a title; a line breaks only between these pieces, unless one is too long for a line.

    The fewest lines are chosen, and of these the most even ones that form a trapezium or a lozenge.
    """
    parts = [part for piece in pieces if piece for part in _fitting(piece, most)]
    if len(parts) > _TRIED:
        return tuple(parts)  # such a title has no shape
    for lines in range(1, len(parts) + 1):
        ways = [way for way in _ways(parts, lines) if all(len(line) <= most for line in way)]
        if ways:
            return min(ways, key=_ugliness)
    return tuple(parts)


def _fitting(piece: str, most: int) -> list[str]:
    if len(piece) <= most:
        return [piece]
    number = -(-len(piece) // most)
    size = -(-len(piece) // number)
    return [piece[start : start + size] for start in range(0, len(piece), size)]


def _ways(parts: Sequence[str], lines: int) -> Iterator[tuple[str, ...]]:
    for cuts in combinations(range(1, len(parts)), lines - 1):
        places = (0, *cuts, len(parts))
        yield tuple("".join(parts[a:b]) for a, b in pairwise(places))


def _ugliness(lines: tuple[str, ...]) -> tuple[bool, bool, int]:
    lengths = [len(line) for line in lines]
    steps = [after - before for before, after in pairwise(lengths)]
    falls = False
    shaped = True
    for step in steps:
        shaped &= not (falls and step > 0)
        falls |= step < 0
    return min(lengths) < FEWEST, not shaped, max(lengths) - min(lengths)


_COUNTED = re.compile(r"[A-Za-z0-9.%]+|[^\sA-Za-z0-9]")


def characters(texts: Iterable[str]) -> int:
    """Return the length: each Han letter or mark is one, each run of Latin letters, digits, `.` and `%` is one."""
    return sum(len(_COUNTED.findall(text)) for text in texts)


def body_length(document: OfficialDocument) -> int:
    """Return the length of a body, from its title to its closing phrase."""
    return characters(document.texts())


def shortened(make: Callable[[int], OfficialDocument], limit: int) -> tuple[OfficialDocument, int]:
    """Return the document at the first level of easing whose body is within the limit, and that level.

    `make` writes the document at a level; a `limit` of 0 means none.

    Raises:
        DocumentStopped: it is longer at each level; sentences are never cut.
    """
    document = make(0)
    for level in range(EASED_TOTALS + 1):
        document = make(level) if level else document
        if not limit or body_length(document) <= limit:
            return document, level
    require_length(document, limit)
    return document, EASED_TOTALS


def require_length(document: OfficialDocument, limit: int) -> None:
    """Refuse a body above the limit; 0 means no limit.

    Raises:
        DocumentStopped: says how long it is.
    """
    length = body_length(document)
    if limit and length > limit:
        raise DocumentStopped(
            "the body has {length} characters, more than {limit}",
            help="take another limit with {--max-chars}, or none with {--max-chars} 0",
            length=length,
            limit=limit,
        )


def with_short_names(document: OfficialDocument, names: Mapping[str, str | None]) -> OfficialDocument:
    """Return the document with units called by their short names after the first use, which gives both names.

    `names` are the full names of all units, with the short names of those that have one. Quoted texts stay as they are,
    and a unit that is named once keeps its full name.
    """
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    if not any(names.values()):
        return document
    pattern = re.compile(f"“[^”]*”|{known}")
    paragraphs = [block for block in document.body if isinstance(block, Paragraph)]
    uses = Counter(found for block in paragraphs for found in pattern.findall(block.text))
    said: set[str] = set()

    def named(match: re.Match[str]) -> str:
        name = match[0]
        short = names.get(name)
        if short is None or uses[name] < 2:
            return name
        if name in said:
            return short
        said.add(name)
        return f"{name}（以下简称{short}）"

    body = tuple(
        replace(block, text=pattern.sub(named, block.text)) if isinstance(block, Paragraph) else block
        for block in document.body
    )
    return replace(document, body=body)
