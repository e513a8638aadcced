"""Read answers to prompts as options are read: names for ids and codes, days in every clear form, said back."""

import sys
from collections.abc import Mapping, Sequence

from talentpilot.i18n.word_codes import find_name
from talentpilot.model.dates import clear_date
from talentpilot.model.regions import REGIONS
from talentpilot.model.starters import Choice


def day_answer(text: str | None) -> str | None:
    """Return a day as YYYY-MM-DD, and say it back if it was typed in another form."""
    day = clear_date(text) if text else None
    return text if day is None else said_back(text or "", str(day))


def region_answer(text: str) -> str:
    """Return the code of a region by its name, or by how that begins; anything else comes back unchanged."""
    return _named(text, {code: (region.zh, region.en) for code, region in REGIONS.items()})


def choice_answer(text: str, choices: Sequence[Choice]) -> str:
    """Return the id of a choice by its number in the list or by its name; anything else comes back unchanged."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].id
    return _named(text, {item.id: (item.name, *item.name.split(" ", 1)) for item in choices})


def kind_answer(text: str, kinds: Sequence[str], names: Sequence[str]) -> str:
    """Return a kind of organization by its number in the list or by its Chinese name."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if 1 <= number <= len(kinds):
        return kinds[number - 1]
    return _named(text, {kind: (name,) for kind, name in zip(kinds, names, strict=True)})


def said_back(typed: str, meant: str) -> str:
    """Say what an answer is read as, if that is not what was typed."""
    if typed != meant:
        sys.stderr.write(f"  = {meant}\n")
    return meant


def _named(text: str, names: Mapping[str, tuple[str, ...]]) -> str:
    found = find_name(text, names) if text else ()
    return found[0] if len(found) == 1 else text
