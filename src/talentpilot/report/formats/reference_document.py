"""Rebuild a custom reference document from permitted parts, relationships, elements and fields only.

A Word document can fetch pictures and templates from an address, start programs by a field, and carry programs and
other files. Of a custom reference document only what pandoc takes its looks from is copied, so that none of that gets
into a report. A field that is on no list becomes the text that it shows.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from talentpilot.errors import MissingExtra, TemplateError
from talentpilot.report.templates import content_of

if TYPE_CHECKING:
    from lxml import etree

_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml"
    r"|word/(?:document|styles|settings|fontTable|numbering|footnotes|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/_rels/(?:document|header\d*|footer\d*)\.xml\.rels|word/media/[\w.-]+\.(?:png|jpe?g|gif)"
)
_RELATIONSHIPS = frozenset((
    "officeDocument", "core-properties", "extended-properties", "styles", "settings", "fontTable", "numbering", "theme",
    "footnotes", "endnotes", "header", "footer", "image",
))  # fmt: skip
"""The last words of the kinds of relationships to parts of the document; besides these, links to the web."""
_WEB = re.compile(r"(?:https?://|mailto:)[!-~]*")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOREIGN = re.compile(
    r"\{(?!http://schemas\.openxmlformats\.org/(?:wordprocessingml|drawingml|package|officeDocument)/2006/"
    r"|http://purl\.org/dc/)[^}]*\}"
)
"""Elements of other namespaces: VML with addresses, alternatives, extensions."""
_ACTIVE = frozenset((
    "object", "pict", "control", "altChunk", "subDoc", "movie", "customXml", "customXmlPr", "dataBinding", "frameset",
    "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "delInstrText", "printerSettings",
))  # fmt: skip
_SETTINGS = frozenset((
    "zoom", "mirrorMargins", "evenAndOddHeaders", "defaultTabStop", "autoHyphenation", "characterSpacingControl",
    "footnotePr", "endnotePr", "compat", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
    "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing", "noLineBreaksAfter", "noLineBreaksBefore",
))  # fmt: skip
_FIELDS = frozenset((
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "DOCPROPERTY",
    "TOC", "PAGEREF", "SEQ",
))  # fmt: skip
_MOST_PARTS = 500
_MOST_BYTES = 50_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError, OSError)


def rebuilt(file: Path) -> bytes:
    """Return the document with what is on the lists.

    Raises:
        TemplateError: it is no Word document, is damaged, or larger than any.
        MissingExtra: the library that reads XML is not installed.
    """
    try:
        from lxml import etree
    except ImportError as problem:
        raise MissingExtra(
            "a reference document of your own needs lxml: pip install 'talentpilot[report]'"
        ) from problem
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content_of(file))) as source, zipfile.ZipFile(target, "w") as archive:
            parts = _parts(source, file)
            for name in parts:
                data = source.read(name)
                archive.writestr(name, data if name.startswith("word/media/") else _clean(name, data, parts))
    except (*_BROKEN, etree.XMLSyntaxError) as problem:
        raise TemplateError("{file} is not a Word document (.docx), or it is damaged", file=file) from problem
    return target.getvalue()


def _parts(source: zipfile.ZipFile, file: Path) -> frozenset[str]:
    listed = source.infolist()
    if len(listed) > _MOST_PARTS or sum(part.file_size for part in listed) > _MOST_BYTES:
        raise TemplateError("{file} unpacks to more than any reference document holds", file=file)
    if "word/document.xml" not in source.namelist():
        raise TemplateError("{file} is not a Word document (.docx), or it is damaged", file=file)
    return frozenset(part.filename for part in listed if _PART.fullmatch(part.filename))


def _clean(name: str, data: bytes, parts: frozenset[str]) -> bytes:
    """Return a part of XML without what is on no list."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise KeyError("a document type, which no office writes")
    if name.endswith(".rels"):
        _keep(root, lambda link: _is_listed(link, name, parts))
    elif name == "[Content_Types].xml":
        _keep(root, lambda kind: kind.get("PartName") is None or kind.get("PartName", "").lstrip("/") in parts)
    else:
        _clean_text(root, name)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _keep(root: "etree._Element", wanted: Any) -> None:
    for child in [child for child in root if not wanted(child)]:
        root.remove(child)


def _is_listed(link: "etree._Element", name: str, parts: frozenset[str]) -> bool:
    """Return whether a relationship leads to a part that is kept, or is a link to the web that a reader follows."""
    kind, target, mode = (link.get(key, "") for key in ("Type", "Target", "TargetMode"))
    if mode not in ("", "Internal"):
        return kind.endswith("/hyperlink") and _WEB.fullmatch(target) is not None
    folder = posixpath.dirname(posixpath.dirname(name))
    return (
        kind.rpartition("/")[2] in _RELATIONSHIPS
        and posixpath.normpath(posixpath.join("/", folder, target))[1:] in parts
    )


def _clean_text(root: "etree._Element", name: str) -> None:
    if name == "word/settings.xml":
        _keep(root, lambda child: _local(child) in _SETTINGS)
    for element in [one for one in root.iter() if _FOREIGN.match(str(one.tag)) or _local(one) in _ACTIVE]:
        parent = element.getparent()
        if parent is None:
            raise KeyError(name)
        parent.remove(element)
    for element in list(root.iter(f"{{{_W}}}fldSimple")):
        if not _is_field(element.get(f"{{{_W}}}instr", "")):
            _unwrap(element)
    for part in _unlisted_fields(root):
        parent = part.getparent()
        if parent is not None:
            parent.remove(part)


def _local(element: "etree._Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _unwrap(element: "etree._Element") -> None:
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        parent[place : place + 1] = list(element)


def _is_field(instruction: str) -> bool:
    words = instruction.split()
    return bool(words) and words[0].upper() in _FIELDS


def _unlisted_fields(root: "etree._Element") -> Iterator["etree._Element"]:
    """Yield what makes up the fields of several runs that are on no list, or whose instruction holds another field."""
    waiting: list[tuple[list[etree._Element], list[str]]] = []
    for element in root.iter(f"{{{_W}}}fldChar", f"{{{_W}}}instrText"):
        kind = element.get(f"{{{_W}}}fldCharType") if _local(element) == "fldChar" else "text"
        if kind == "begin":
            if waiting:
                waiting[-1][1].insert(0, "?")
            waiting.append(([], []))
        if not waiting:
            yield element
            continue
        marks, texts = waiting[-1]
        marks.append(element)
        texts += [element.text or ""] if kind == "text" else []
        if kind == "end":
            waiting.pop()
            if not _is_field("".join(texts)):
                yield from marks
    for marks, _ in waiting:
        yield from marks
