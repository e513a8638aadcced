"""A report before it is rendered: its cover, Markdown and charts, in one or more languages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Language
from talentpilot.report.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Plain text for the cover, the running head and the properties of a file."""

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
    """Return the last lines of every head (label and value): the edition, and what the report was made from."""
    none = say.text("not under version control")
    if origin.trouble:
        none = say.text("unknown, since git could not be asked")
    return (
        (say.text("Edition"), say.term(edition, "edition")),
        (say.text("Ledger revision"), origin.short_revision or none),
        (say.text("Input digest"), origin.short_inputs),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language: its Markdown, and the specification of each chart."""

    markdown: str
    specifications: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language; the names of its files begin with `stem`.

    `write` makes it with links to charts in the folder given, or without charts.
    """

    stem: str
    head: Head
    write: Callable[[str | None], Report]


@dataclass(frozen=True, slots=True)
class Publication:
    """A report in several languages, and its `figures` as language-independent JSON."""

    stem: str
    documents: tuple[Document, ...]
    figures: Callable[[], str]


def in_languages(
    stem: str,
    languages: Sequence[Language],
    cover: Callable[[Language], Head],
    write: Callable[[Language, str | None], Report],
    figures: Callable[[], str],
) -> Publication:
    """Return a report in these languages, each with its own cover; the names of all its files begin with `stem`."""
    documents = (Document(f"{stem}-{language}", cover(language), partial(write, language)) for language in languages)
    return Publication(stem, tuple(documents), figures)
