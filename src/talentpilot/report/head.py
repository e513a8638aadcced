"""What the cover and the running head of a report say, in every form that has pages of its own."""

from dataclasses import dataclass
from datetime import date

from talentpilot.language.translator import Translator
from talentpilot.model.base import Language
from talentpilot.report.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the cover, the running head and the properties of the file say; all of it plain text."""

    title: str
    language: Language
    date: date
    contents: str
    """The heading of the table of contents."""
    page_of: str
    """The foot of a page, with `{page}` and `{pages}`."""
    subtitle: str = ""
    unit: str = ""
    number: str = ""
    period: str = ""
    as_of: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()


def origin_facts(origin: Provenance, edition: str, say: Translator) -> tuple[tuple[str, str], ...]:
    """The lines with which every head ends, label and value: for whom it is, and what it was made from."""
    none = say.text("not under version control")
    if origin.trouble:
        none = say.text("unknown, since git could not be asked")
    return (
        (say.text("Edition"), say.term(edition, "edition")),
        (say.text("Ledger revision"), origin.short_revision or none),
        (say.text("Input digest"), origin.short_inputs),
    )
