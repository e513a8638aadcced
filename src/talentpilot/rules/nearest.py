"""The nearest known word for one that leads nowhere, and the advice that shows it."""

from collections.abc import Iterable
from difflib import get_close_matches

from talentpilot.diagnostics import Message

SHOWN = 12
"""As many known words as a line can hold."""


def known_words(word: str, known: Iterable[str]) -> Message:
    """What is known instead of `word`: the nearest one, else a list of a few; the first part of a help."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return Message("did you mean {nearest}?", {"nearest": near[0]})
    if not words:
        return Message("none is registered yet;")
    listed = ", ".join(words[:SHOWN]) + (", …" if len(words) > SHOWN else "")
    return Message("known are {known};", {"known": listed})
