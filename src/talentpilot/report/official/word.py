"""The Word document: its text in sections, its parts, packed so that the same document gives the same bytes."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentpilot.model.official_profile import OfficialProfile
from talentpilot.report.official.blocks import (
    Annex,
    Block,
    Heading,
    OfficialDocument,
    OfficialRows,
    Paragraph,
    official_day,
)
from talentpilot.report.official.custom_styles import CustomStyles, restyled
from talentpilot.report.official.geometry import (
    CELL_PADDING,
    EMPTY_ROW,
    PageGeometry,
    cell_spacing,
    geometry,
    is_landscape,
    table_layout,
)
from talentpilot.report.official.word_styles import (
    DECLARATION,
    NAMESPACES,
    OFFICE,
    PARTS,
    SectionKind,
    SignaturePlace,
    fonts_xml,
    run,
    running_parts,
    safe,
    section_xml,
    settings_xml,
    style_id,
    styles_xml,
    theme_xml,
)

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIXED = {"styles": "styles", "settings": "settings", "fontTable": "fontTable"}
_RELATIONS = f"{OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{OFFICE}/package/2006"


def render_word(
    document: OfficialDocument, profile: OfficialProfile, custom_styles: CustomStyles | None = None
) -> bytes:
    """Return the document as a DOCX file; the styles of a custom document win.

    Raises:
        UsageProblem: the profile asks for what can't be set.
    """
    page = geometry(profile)
    styles = styles_xml(page, _signature(document, page), document.lines_above_name)
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(document),
        "word/document.xml": document_xml(document, page),
        "word/_rels/document.xml.rels": _relations(),
        "word/styles.xml": restyled(styles, custom_styles) if custom_styles is not None else styles,
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


def _signature(document: OfficialDocument, page: PageGeometry) -> SignaturePlace:
    """Return where name and date stand.

    With a seal the name is centred over the date, which ends 4 letters before the edge, or more below a long name.
    Without, the name ends 2 letters before it, and the date begins 2 letters after the name does.
    """
    letter = float(page.profile.grid.size) * 20
    name, day = (round(_width(text) * letter) for text in (document.sender, official_day(document.day)))
    if not page.profile.seal:
        return SignaturePlace(max(0, page.wide - name), 0)
    usual = round(8 * letter) + day
    room = min(page.wide, max(usual, name))
    return SignaturePlace(page.wide - room, page.chars(4) + (room - usual) // 2)


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


_BOLD = "<w:b/><w:bCs/>"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)


@dataclass(frozen=True, slots=True)
class _Par:
    """A paragraph that may yet be given the end of a section."""

    style: str
    runs: str
    keep: bool = False
    new_page: bool = False

    def xml(self, section: str = "") -> str:
        keep = "<w:keepNext/>" if self.keep else ""
        new = "<w:pageBreakBefore/>" if self.new_page else ""
        style = f'<w:pStyle w:val="{style_id(self.style)}"/>'
        return f"<w:p><w:pPr>{style}{keep}{new}{section}</w:pPr>{self.runs}</w:p>"


@dataclass(frozen=True, slots=True)
class _Section:
    """Pages of one kind; a piece is a paragraph, or a table as it is written."""

    kind: SectionKind
    pieces: list[_Par | str]


def document_xml(document: OfficialDocument, page: PageGeometry) -> str:
    """Return the text of the document."""
    sections = [_Section(SectionKind(first=True), list(_first_part(document, page)))]
    for number, annex in enumerate(document.annexes, 1):
        label = f"附件{number}" if len(document.annexes) > 1 else "附件"
        sideways = is_landscape(annex, page)
        restart = number == 1 and not page.profile.annex.together
        if sections[-1].kind.sideways != sideways or restart:
            sections.append(_Section(SectionKind(sideways, restart=restart), []))
        sections[-1].pieces.extend(_annex(annex, label, page, sideways, new_page=bool(sections[-1].pieces)))
    if page.profile.imprint:
        sections.append(_Section(SectionKind(imprint=True), [_Par("GW end", "")]))
    written = "".join(_section(one, page, last=one is sections[-1]) for one in sections)
    return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{written}</w:body></w:document>"


def _section(section: _Section, page: PageGeometry, *, last: bool) -> str:
    """Return a section with its end: in its last paragraph, so that no empty line or page follows."""
    end = section_xml(page, section.kind)
    *pieces, closing = section.pieces
    if not isinstance(closing, _Par):
        pieces, closing = section.pieces, _Par("GW end", "")
    written = "".join(piece if isinstance(piece, str) else piece.xml() for piece in pieces)
    return written + (closing.xml() + end if last else closing.xml(end))


def _first_part(document: OfficialDocument, page: PageGeometry) -> Iterator[_Par | str]:
    title = "<w:r><w:br/></w:r>".join(run(line) for line in document.title)
    yield _Par("GW title", title)
    yield _Par("GW to", run(f"{document.to}：") if document.to else "")
    for place, block in enumerate(document.body):
        yield _block(block, page, keep=place == len(document.body) - 1)
    lines = document.annex_lines
    for place, line in enumerate(lines):
        # the signature never stands alone on its page: the lines before it go with it
        keep = place >= len(lines) - 2
        yield _Par("GW annexmore" if place else "GW annexes", run(line if place else f"附件：{line}"), keep)
    yield _Par("GW sign", run(document.sender))
    replies = document.reply is not None
    yield _Par("GW date", run(official_day(document.day)), keep=bool(document.note) or replies)
    if document.note:
        yield _Par("GW note", run(document.note), keep=replies)
    if document.reply is not None:
        yield _table(document.reply, page)


def _block(
    block: Block, page: PageGeometry, *, keep: bool = False, sideways: bool = False, opens_annex: bool = False
) -> _Par | str:
    match block:
        case Heading():
            return _Par(f"heading {block.level}", run(block.text))
        case Paragraph():
            bold = _BOLD if 3 in page.profile.levels.bold else ""
            return _Par("Body Text", run(block.lead, bold) + run(block.text), keep)
        case OfficialRows():
            return _table(block, page, sideways=sideways, opens_annex=opens_annex)


def _annex(annex: Annex, label: str, page: PageGeometry, sideways: bool, *, new_page: bool) -> Iterator[_Par | str]:
    yield _Par("GW annexno", run(label), new_page=new_page)
    yield _Par("GW annextitle", run(annex.title))
    for place, block in enumerate(annex.blocks):
        yield _block(block, page, sideways=sideways, opens_annex=not place)


def _table(table: OfficialRows, page: PageGeometry, *, sideways: bool = False, opens_annex: bool = False) -> str:
    """Return a table as wide as the text; its head stands on each page, and no row is split."""
    layout = table_layout(table, page, sideways=sideways, opens_annex=opens_annex)
    widths = layout.widths
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row([column.label for column in table.columns], widths, ["center"] * len(widths), page, head=True)
    aligned = [column.align for column in table.columns]
    rows = "".join(_row(row, widths, aligned, page) for row in table.rows)
    around = {"top": layout.padding, "left": CELL_PADDING // 2, "bottom": layout.padding, "right": CELL_PADDING // 2}
    padding = "".join(f'<w:{side} w:w="{space}" w:type="dxa"/>' for side, space in around.items())
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{padding}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>'
    )


def _row(
    cells: Sequence[str], widths: Sequence[int], aligned: Sequence[str], page: PageGeometry, *, head: bool = False
) -> str:
    # a row to be written in ends the page: the end of the section after it must not begin another by itself
    keep = "" if any(cells) else "<w:keepNext/>"
    style = "GWcellhead" if head else "GWcell"
    made = ""
    for text, width, align in zip(cells, widths, aligned, strict=True):
        place = "" if head or align == "left" else f'<w:jc w:val="{align}"/>'
        spacing = cell_spacing(text, width, page)
        shown = run(text, f'<w:spacing w:val="{spacing}"/>' if spacing else "") if safe(text) else ""
        made += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{place}</w:pPr>{shown}</w:p></w:tc>'
        )
    high = "" if any(cells) else f'<w:trHeight w:val="{EMPTY_ROW}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{'<w:tblHeader/>' if head else ''}</w:trPr>{made}</w:tr>"
