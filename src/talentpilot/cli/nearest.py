"""What to write instead of a word that stands for nothing."""

from collections.abc import Sequence

from talentpilot.suggestions import nearest_words

SHOWN = 12
"""As many known words as a line can hold."""


def nearest(word: str, known: Sequence[str]) -> str:
    """A question with the nearest word, or a list of those there are."""
    near = nearest_words(word, known)
    return f"did you mean {' or '.join(near)}?" if near else those(known)


def those(known: Sequence[str]) -> str:
    """The words there are, where none is nearer than another: a wrong number or code resembles many."""
    listed = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return f"there are {listed}" if known else "there are none yet"


def nearest_pilot(name: str, folders: Sequence[str]) -> str:
    """What to do about a pilot that is not there."""
    if not folders:
        return "talentpilot new starts one"
    near = nearest_words(name, folders)
    listed = f"talentpilot status lists the {len(folders)} there are" if len(folders) > 1 else f"there is {folders[0]}"
    return f"did you mean {' or '.join(near)}?" if near else listed
