"""What the cover and the running head of a report say, in every form that has pages of its own."""

from dataclasses import dataclass
from datetime import date

from talentpilot.model.base import Language


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
