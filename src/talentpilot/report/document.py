"""A report before it has a form: its Markdown, its charts, its cover, in one language or two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talentpilot.report.head import Head


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language: its Markdown, and the specification of each chart that it links to."""

    markdown: str
    specifications: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language; `stem` begins the names of its files.

    `write` makes it with links to charts in the folder given, or without charts.
    """

    stem: str
    head: Head
    write: Callable[[str | None], Report]


@dataclass(frozen=True, slots=True)
class Publication:
    """A report in its languages, and its `figures` as JSON, which are of no language."""

    stem: str
    documents: tuple[Document, ...]
    figures: Callable[[], str]
