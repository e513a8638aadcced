"""The files of an official document (Word, Markdown, PDF), written anywhere or issued together with its figures."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.model.official_profile import OfficialProfile
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.official.blocks import OfficialDocument
from talentpilot.report.official.custom_styles import CustomStyles
from talentpilot.report.official.markdown import render_markdown
from talentpilot.report.official.pdf import render_pages
from talentpilot.report.official.word import render_word


@dataclass(frozen=True, slots=True)
class OfficialLook:
    """How a document looks: its profile, the folder of the organization's fonts, the styles of its Word document."""

    profile: OfficialProfile
    fonts: Path | None = None
    custom_styles: CustomStyles | None = None


@dataclass(frozen=True, slots=True)
class OfficialFiles:
    """The files of a document by the extension of their names, and remarks on them."""

    contents: Mapping[str, bytes]
    notes: tuple[Message, ...] = ()


def official_files(document: OfficialDocument, look: OfficialLook, forms: tuple[str, ...]) -> OfficialFiles:
    """Return the forms of a document.

    Raises:
        MissingExtra: the PDF needs a part that is not installed.
        UsageProblem: the profile asks for what can't be set, or a font forbids to be embedded.
    """
    contents: dict[str, bytes] = {}
    notes: tuple[Message, ...] = ()
    for form in forms:
        match form:
            case "md":
                contents[form] = render_markdown(document).encode()
            case "pdf":
                pages = render_pages(document, look.profile, look.fonts)
                contents[form], notes = pages.data, tuple(starmap(_replaced, pages.replaced))
            case _:
                contents[form] = render_word(document, look.profile, look.custom_styles)
    return OfficialFiles(contents, notes)


def _replaced(face: str, family: str) -> Message:
    return Message.of(
        "{face}: none found, set in {family}; the PDF is for checking only, send the Word document",
        face=face,
        family=family,
    )


def official_publication(
    stem: str,
    figures: Callable[[], str],
    document: OfficialDocument,
    look: OfficialLook,
    used: Mapping[str, str],
) -> Publication:
    """Return a document to be issued with the figures it is made from; `used` are its profile and templates."""
    return Publication(stem, (), figures, files=partial(_issued, stem, document, look, used))


def _issued(
    stem: str, document: OfficialDocument, look: OfficialLook, used: Mapping[str, str], forms: tuple[str, ...]
) -> Iterator[tuple[str, bytes]]:
    wanted = tuple(form for form in forms if form != "json")
    for form, content in official_files(document, look, wanted).contents.items():
        yield f"{stem}-zh.{form}", content
    templates.note(used)
