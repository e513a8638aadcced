"""The styles of a custom Word document, templates/gongwen/reference.docx, which replace those of the profile.

Only listed properties of letters and paragraphs are taken, style by style; anything else in the document stays there.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talentpilot.diagnostics import Message
from talentpilot.errors import TemplateError
from talentpilot.i18n.translator import message
from talentpilot.model.official_profile import OfficialProfile, PageMargins
from talentpilot.report import templates
from talentpilot.report.formats.reference_document import rebuilt
from talentpilot.report.official.geometry import twips
from talentpilot.report.official.word_styles import OFFICE

if TYPE_CHECKING:
    from lxml import etree

NAME = "gongwen/reference.docx"
_W = f"{{{OFFICE}/wordprocessingml/2006/main}}"
_PARAGRAPH = (
    "keepNext", "keepLines", "widowControl", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "textAlignment",
    "outlineLvl",
)  # fmt: skip
_LETTERS = (
    "rFonts", "b", "bCs", "i", "iCs", "spacing", "w", "kern", "position", "sz", "szCs", "u", "em", "lang",
)  # fmt: skip
_PROPERTIES: Mapping[str, Sequence[str]] = {"pPr": _PARAGRAPH, "rPr": _LETTERS}
"""What is taken, in the order in which Word wants it; `tabs`, rules, colours and numbers are not."""
_PLACED = ("GW sign", "GW date")
"""The styles whose place on the line follows from the name of the sender."""
_SIDES = (
    ("top", "top", message("its top margin is {found} mm, that of the profile {own} mm")),
    ("bottom", "bottom", message("its bottom margin is {found} mm, that of the profile {own} mm")),
    ("left", "inner", message("its left margin is {found} mm, that of the profile {own} mm")),
    ("right", "outer", message("its right margin is {found} mm, that of the profile {own} mm")),
)
_TOLERANCE = 12
"""How many twips a margin may differ: programs keep them in hundredths of a centimetre."""


@dataclass(frozen=True, slots=True)
class CustomStyles:
    """word/styles.xml of the custom document."""

    content: bytes


def custom_styles(folders: Sequence[Path], profile: OfficialProfile) -> CustomStyles | None:
    """Return the styles of the custom document, or None if there is none.

    Raises:
        TemplateError: it is no Word document, or its margins differ from those of the profile.
        MissingExtra: the library that reads XML is not installed.
    """
    if not any((folder / NAME).is_file() for folder in folders):
        return None
    file = templates.find(NAME, folders)
    with zipfile.ZipFile(io.BytesIO(rebuilt(file))) as archive:
        if "word/styles.xml" not in archive.namelist():
            raise TemplateError("{file} has no styles", file=file)
        document, styles = (archive.read(f"word/{name}.xml") for name in ("document", "styles"))
    differing = tuple(_differing(document.decode(), profile.margins))
    if differing:
        raise TemplateError(
            "{file}: {differences}", help="give it the margins of templates/gongwen/profile.yaml, or change those",
            file=file, differences=Message.joined("; ", differing),
        )  # fmt: skip
    return CustomStyles(styles)


def _differing(document: str, margins: PageMargins) -> Iterator[Message]:
    """Yield the margins of the first upright page that differ from those of the profile."""
    sections = re.findall(r"<w:sectPr\b.*?</w:sectPr>", document, re.DOTALL)
    upright = next((one for one in sections if 'w:orient="landscape"' not in one), "")
    for side, name, text in _SIDES:
        found = re.search(rf'<w:pgMar\b[^>]*\bw:{side}="(-?\d+)"', upright)
        own = getattr(margins, name)
        if found is not None and abs(int(found[1]) - twips(own)) > _TOLERANCE:
            yield Message(text, {"found": f"{int(found[1]) * 25.4 / 1440:.1f}", "own": str(own)})


def restyled(styles: str, custom: CustomStyles) -> str:
    """Return word/styles.xml with the properties of the custom styles of the same names."""
    from lxml import etree

    root = etree.fromstring(styles.encode())
    theirs = {_name(one): one for one in etree.fromstring(custom.content).iter(f"{_W}style")}
    for style in root.iter(f"{_W}style"):
        own = theirs.get(_name(style))
        if own is not None and style.get(f"{_W}type") == "paragraph":
            for kind, order in _PROPERTIES.items():
                if kind == "rPr" or _name(style) not in _PLACED:
                    _merge(style, own.find(f"{_W}{kind}"), kind, order)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made.decode()


def _name(style: "etree._Element") -> str:
    name = style.find(f"{_W}name")
    return name.get(f"{_W}val", "") if name is not None else ""


def _merge(style: "etree._Element", theirs: Any, kind: str, order: Sequence[str]) -> None:
    """Put the listed properties into a style, in their order."""
    taken = [one for one in theirs if _local(one) in order and not _is_of_theme(one)] if theirs is not None else []
    if not taken:
        return
    ours = style.find(f"{_W}{kind}")
    kept = [one for one in ours if _local(one) not in map(_local, taken)] if ours is not None else []
    if ours is None:
        letters = style.find(f"{_W}rPr")
        ours = style.makeelement(f"{_W}{kind}")
        style.insert(style.index(letters) if letters is not None else len(style), ours)
    ours[:] = sorted((*kept, *taken), key=lambda one: order.index(_local(one)))


def _local(element: "etree._Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _is_of_theme(element: "etree._Element") -> bool:
    """Return whether the typefaces are those of a theme, which is not taken over."""
    return any(str(name).endswith("Theme") for name in element.attrib)
