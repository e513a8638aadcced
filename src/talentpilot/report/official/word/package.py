"""The Word document as a file: its parts, packed so that the same document gives the same bytes."""

import io
import zipfile

from talentpilot.model.official_profile import OfficialProfile
from talentpilot.report.official.blocks import OfficialDocument, official_day
from talentpilot.report.official.geometry import geometry
from talentpilot.report.official.word.body import document_xml
from talentpilot.report.official.word.page import PARTS, running_parts
from talentpilot.report.official.word.styles import fonts_xml, settings_xml, styles_xml, theme_xml
from talentpilot.report.official.word.xml import DECLARATION, OFFICE, safe

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIXED = {"styles": "styles", "settings": "settings", "fontTable": "fontTable"}
_RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{OFFICE}/package/2006"


def render_word(document: OfficialDocument, profile: OfficialProfile) -> bytes:
    """Return the document as a DOCX file.

    Raises:
        UsageProblem: the profile asks for what can't be set.
    """
    page = geometry(profile)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(document),
        "word/document.xml": document_xml(document, page),
        "word/_rels/document.xml.rels": _relations(),
        "word/styles.xml": styles_xml(page, _signature_from(document, profile, page.wide)),
        "word/settings.xml": settings_xml(page),
        "word/fontTable.xml": fonts_xml(profile),
        "word/theme/theme1.xml": theme_xml(),
        **{f"word/{name}.xml": content for name, content in running_parts(page).items()},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content.encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _signature_from(document: OfficialDocument, profile: OfficialProfile, wide: int) -> int:
    """Return where the signature begins.

    With a seal the name is centred over the date, which ends 4 letters before the edge. Without, the name ends 2
    letters before it, and the date begins 2 letters after the name does.
    """
    letter = float(profile.grid.size) * 20
    if profile.seal:
        return max(0, wide - round((8 + _width(official_day(document.day))) * letter))
    return max(0, wide - round(_width(document.sender) * letter))


def _width(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _content_types() -> str:
    kinds = {**_FIXED, **{name: name[:6] for name in PARTS.values()}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{overrides}'
        '<Override PartName="/word/theme/theme1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _package_relations() -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    )


def _relations() -> str:
    named = {f"gw{kind}": (name, kind) for name, kind in _FIXED.items()}
    named |= {ident: (name, name[:6]) for ident, name in PARTS.items()}
    inner = "".join(
        f'<Relationship Id="{ident}" Type="{_RELATIONS}/{kind}" Target="{name}.xml"/>'
        for ident, (name, kind) in named.items()
    )
    theme = f'<Relationship Id="gwTheme" Type="{_RELATIONS}/theme" Target="theme/theme1.xml"/>'
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}{theme}</Relationships>'


def _core(document: OfficialDocument) -> str:
    day = f"{document.day.isoformat()}T00:00:00Z"
    creator = f"<dc:creator>{safe(document.sender)}</dc:creator>" if document.sender else ""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{safe(document.name)}</dc:title>{creator}<dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
    )
