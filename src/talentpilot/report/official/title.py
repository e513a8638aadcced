"""Break a title into lines by its sense."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

MOST = 20
"""Letters of a line at 22 points."""
FEWEST = 4
_TRIED = 8
"""Pieces of which all ways to break are tried."""


def broken(pieces: Sequence[str], most: int = MOST) -> tuple[str, ...]:
    """Return the lines of a title made of these pieces, none of which is cut unless it is too long for a line.

    The fewest lines are taken; among them those in the form of a trapezium or a lozenge, as even as can be.
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
