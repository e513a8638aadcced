"""Suggest the nearest known word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from talentpilot.diagnostics import Message

SHOWN = 12
"""As many known words as a line can hold."""
_SEPARATORS = r"[\s，、；;,]+"
"""What is written between the items of a list by mistake, so that YAML takes them for one."""
AT_MOST = 3
"""As many equally near words as a question can hold."""


def nearest_words(word: str, known: Iterable[str], at_most: int = AT_MOST) -> tuple[str, ...]:
    """Return the known words that `word` is most likely meant for: one, or up to three equally near; or none.

    Capital letters and full-width forms cost nothing, a third of the letters may be wrong, or one digit of a number; a
    word of one letter is not meant for another one.
    Words of the same length go before others of the same distance: a wrong digit is likelier than one too many.
    """
    words = sorted(set(known))
    seen = _folded(word)
    limit = 1 if seen.isdigit() else max(1, len(seen) // 3)
    ranked = []
    for other in words:
        folded = _folded(other)
        most = min(limit, len(folded) - 1)
        if abs(len(folded) - len(seen)) <= most and (distance := edit_distance(seen, folded)) <= most:
            ranked.append(((distance, abs(len(folded) - len(seen))), other))
    if not ranked:
        return () if seen.isdigit() else tuple(get_close_matches(word, words, n=1, cutoff=0.6))
    best = min(ranked)[0]
    return tuple(other for rank, other in ranked if rank == best)[:at_most]


def known_words(word: str, known: Iterable[str], names: Mapping[str, str] = MappingProxyType({})) -> Message:
    """Return what is known instead of `word`: the nearest, else a list of a few; the first part of a help.

    `names` are the names by which the known words are called: somebody may have written one of them.
    """
    words = sorted(set(known))
    if word in names:
        return Message("did you mean {nearest}?", {"nearest": names[word]})
    items = re.split(_SEPARATORS, word)
    if len(items) > 1 and set(items) & set(words):
        return Message("separate the items with an ASCII comma: [{items}];", {"items": ", ".join(items)})
    near = nearest_words(word, words)
    if len(near) == 1:
        return Message("did you mean {nearest}?", {"nearest": near[0]})
    if near:
        return Message("did you mean one of {nearest}?", {"nearest": Message.listed(near)})
    if not words:
        return Message("none is registered yet;")
    return Message("known are {known};", {"known": Message.listed(words, SHOWN)})


def edit_distance(one: str, other: str) -> int:
    """Return how many letters must be put in, taken out, replaced or swapped to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def nearest(word: str, known: Sequence[str]) -> Message:
    """Return a question with the nearest words, or a list of the known ones where none or too many are as near."""
    near = nearest_words(word, known, AT_MOST + 1)
    return meant(near) if 0 < len(near) <= AT_MOST else those(known)


def meant(near: Sequence[str]) -> Message:
    """Return the question whether one of these words was meant."""
    words: Message | str = near[0]
    for other in near[1:]:
        words = Message("{words} or {other}", {"words": words, "other": other})
    return Message("did you mean {nearest}?", {"nearest": words})


def close_to(word: str, known: Iterable[str]) -> Message | None:
    """Return a question with the known word that looks most like another; None where none does."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return meant(near) if near else None


def those(known: Sequence[str]) -> Message:
    """Return the known words, where none is nearer than another: a wrong number or code resembles many."""
    if not known:
        return Message("there are none yet")
    return Message("there are {known}", {"known": Message.listed(known, SHOWN)})


def nearest_pilot(name: str, folders: Sequence[str]) -> Message:
    """Return what to do about a pilot that does not exist."""
    if not folders:
        return Message("talentpilot new starts one")
    near = nearest_words(name, folders)
    if near:
        return meant(near)
    if len(folders) == 1:
        return Message("there is {pilot}", {"pilot": folders[0]})
    return Message("talentpilot status lists the {n} pilots", {"n": str(len(folders))})
