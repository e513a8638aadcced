"""What to write instead of a word that stands for nothing."""

from collections.abc import Sequence
from difflib import get_close_matches

SHOWN = 12
"""As many known words as a line can hold."""


def nearest(word: str, known: Sequence[str]) -> str:
    """A question with the nearest word, or a list of those there are."""
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]}?"
    listed = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return f"there are {listed}" if known else "there are none yet"
