"""A report before it has a form: its Markdown, its charts, its cover, in one language or two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from talentpilot.model.base import Language
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


def in_languages(
    stem: str,
    languages: Sequence[Language],
    cover: Callable[[Language], Head],
    write: Callable[[Language, str | None], Report],
    figures: Callable[[], str],
) -> Publication:
    """A report in these languages, each with its own cover; `stem` begins the names of all its files."""
    documents = (Document(f"{stem}-{language}", cover(language), partial(write, language)) for language in languages)
    return Publication(stem, tuple(documents), figures)
