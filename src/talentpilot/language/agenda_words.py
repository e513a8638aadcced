"""What is due, in words: for tables, and for calendars that other programs read."""

from talentpilot.analysis.agenda import Item
from talentpilot.language.command_terms import word
from talentpilot.language.translator import Translator


def title_of(item: Item, say: Translator) -> str:
    """What is due: the ledger's title, or what kind of thing it is."""
    if item.title is not None:
        return say.words(item.title)
    return note_of(item, say) or word(say, item.matter, "matter")


def note_of(item: Item, say: Translator) -> str:
    """What else matters: a forecast, a maturity."""
    return say.said(item.note)
