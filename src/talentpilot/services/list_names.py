"""The names of the lists over all pilots and years, and how people call them."""

from collections.abc import Mapping
from typing import Literal

from talentpilot.errors import UsageProblem
from talentpilot.i18n.translator import message, translator_for

ListName = Literal["adoptions", "incentives", "publicity", "filings", "bottlenecks", "practices"]
"""`talentpilot list …`: the facts of one kind over all pilots and years."""

TITLES: Mapping[ListName, str] = {
    "adoptions": message("Adoptions of practices"),
    "incentives": message("Support and honours"),
    "publicity": message("Publicity"),
    "filings": message("Filings"),
    "bottlenecks": message("Bottlenecks"),
    "practices": message("Practices"),
}


def list_called(word: str) -> ListName:
    """Return the list of that name, or the one whose Chinese title holds the word: 堵点 for the bottlenecks.

    Raises:
        UsageProblem: no list is called so, or several are.
    """
    chinese = translator_for("zh", "commands")
    meant = [name for name, title in TITLES.items() if word == name or (word and word in chinese.text(title))]
    if len(meant) != 1:
        raise UsageProblem("there is no list {word}", help="write {lists}", word=word, lists=", ".join(TITLES))
    return meant[0]
