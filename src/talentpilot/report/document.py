"""A report before it is rendered: its cover, Markdown and charts, in one or more languages."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Provenance, Scope

View = TypeVar("View")


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
    origin: tuple[tuple[str, str], ...] = ()
    """What the report was made from, for the small line at the foot of the first page."""
    keywords: tuple[str, ...] = ()
    running: str = ""
    """The title in the running head, which has one line for it and the day."""

    @property
    def shown(self) -> Mapping[str, object]:
        """What templates show of the head."""
        return {"title": self.title, "subtitle": self.subtitle, "facts": self.facts, "origin": self.origin}


def origin_facts(origin: Provenance, edition: str, say: Translator) -> tuple[tuple[str, str], ...]:
    """Return what an auditor asks for (label and value): the edition, and what the report was made from."""
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
    """A report in several languages, and its `figures` as language-independent JSON; `part` if it is its first page.

    `files` makes the files of one that is written without templates for pages, in the forms asked for.
    """

    stem: str
    documents: tuple[Document, ...]
    figures: Callable[[], str]
    part: bool = False
    files: Callable[[tuple[str, ...]], Iterator[tuple[str, bytes]]] | None = None


def stem_of(period: Period, scope: Scope, edition: str) -> str:
    """Return the usual name of its files: 2026Q3, 2026Q3-domain-titles, 2026Q3-pilot-ID-life, 2026Q3-public."""
    parts = [str(period)]
    if scope.kind != "programme":
        parts += [scope.kind, scope.value]
    parts += [word for pair in scope.filters for word in pair]
    parts += ["life"] if scope.whole_life else []
    parts += ["public"] if edition == "public" else []
    return re.sub(r"[^0-9A-Za-z]+", "-", "-".join(parts))


def cover(
    language: Language,
    *,
    issued: date,
    as_of: date,
    titles: tuple[str, str],
    facts: tuple[tuple[str, str], ...],
    keywords: tuple[str, ...],
    unit: str = "",
    period: str = "",
) -> Head:
    """Return the text of a cover with the words that all reports share; `titles` are title and subtitle."""
    say = translator_for(language)
    title, subtitle = titles
    return Head(
        title=title,
        subtitle=subtitle,
        language=language,
        date=issued,
        contents=say.text("Contents"),
        page_of=say.text("Page {page} of {pages}", page="{page}", pages="{pages}"),
        unit=unit,
        period=period,
        as_of=say.text("Figures as of {day}", day=say.day(as_of)),
        facts=facts,
        keywords=keywords,
    )


def publication(
    view: View,
    languages: Sequence[Language],
    folders: Sequence[Path],
    *,
    stem: str,
    head: Callable[[View, Language], Head],
    render: Callable[[View, Language, Sequence[Path], str | None], Report],
    figures: Callable[[View], str],
) -> Publication:
    """Return the report in these languages, by the templates of `folders`; the names of its files begin with `stem`."""

    def document(language: Language) -> Document:
        write = partial(render, view, language, folders)
        return Document(f"{stem}-{language}", head(view, language), write)

    return Publication(stem, tuple(map(document, languages)), partial(figures, view))
