"""Styles, fonts, settings and sections of the Word document, and the numbers of its pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from talentpilot.model.official_profile import FontRole, OfficialProfile
from talentpilot.report.markdown import single_line
from talentpilot.report.official.geometry import TITLE_PITCH, PageGeometry, twips

_PLAIN = (
    '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
    '<w:autoSpaceDN w:val="0"/>'
)
_NAME_AT = 0.78
"""Where the name of an annex begins behind its number, in letters."""


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where the name of the sender begins, or the room that it is centred in; how far from the edge the date ends."""

    begins: int
    date_ends: int


def styles_xml(page: PageGeometry, signature: SignaturePlace, lines_above_name: int) -> str:
    """Return word/styles.xml."""
    profile = page.profile
    faces = _faces(profile, profile.fonts.body)
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{faces}{half_points(float(profile.grid.size))}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
    )
    made = (
        *_body_styles(page),
        *_frame_styles(page, signature, lines_above_name),
        *_table_styles(page),
        *_other_styles(),
    )
    return f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{''.join(made)}</w:styles>"


def _faces(profile: OfficialProfile, role: FontRole, *, latin: bool = True) -> str:
    own, other = safe(role.word), safe(profile.fonts.latin.word if latin else role.word)
    return f'<w:rFonts w:ascii="{other}" w:hAnsi="{other}" w:eastAsia="{own}" w:cs="{other}"/>'


def _style(name: str, paragraph: str, letters: str = "", *, based: str = "Normal", following: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{following}"/>' if following else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:style>"
    )


def style_id(name: str) -> str:
    """Return the id of a style: `GW to` is GWto, `heading 1` is Heading1."""
    return name.replace("heading ", "Heading").replace(" ", "")


def _body_styles(page: PageGeometry) -> Iterator[str]:
    profile, lines = page.profile, exact_lines(page.pitch)
    size = half_points(float(profile.grid.size))
    indent = f'<w:ind {_to_the_edge(page)}w:firstLineChars="200" w:firstLine="{page.chars(2)}"/>'
    faces = _faces(profile, profile.fonts.body)
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{_PLAIN}{lines}<w:jc w:val="both"/></w:pPr>'
        f'<w:rPr>{faces}<w:spacing w:val="{page.tight}"/>{size}</w:rPr></w:style>'
    )
    yield _style("Body Text", indent)
    for level, role in ((1, profile.fonts.one), (2, profile.fonts.two)):
        bold = "<w:b/><w:bCs/>" if level in profile.levels.bold else ""
        yield _style(
            f"heading {level}",
            f'<w:keepNext/><w:keepLines/>{indent}<w:outlineLvl w:val="{level - 1}"/>',
            _faces(profile, role) + bold,
            following="BodyText",
        )


def _to_the_edge(page: PageGeometry) -> str:
    """Return the right indent with which the letters of a full line fit, where they need a little more than the line.

    Letters that stand closer would leave a gap at the right in LibreOffice, which widens letters by whole twentieths of
    a point: 28 of them share no gap of less than 28.
    """
    return f'w:right="-{page.overhang}" ' if page.overhang else ""


def _frame_styles(page: PageGeometry, signature: SignaturePlace, lines_above_name: int) -> Iterator[str]:
    profile, pitch = page.profile, page.pitch
    big = _faces(profile, profile.fonts.title, latin=False) + f'<w:spacing w:val="0"/>{half_points(_title(profile))}'
    high = round(pitch * TITLE_PITCH)
    off_grid, centred = '<w:snapToGrid w:val="0"/>', '<w:jc w:val="center"/>'
    above, below = profile.head_lines * pitch, profile.title.after * pitch
    yield _style("GW title", f"{off_grid}{exact_lines(high, above, below)}{centred}", big)
    edge = _to_the_edge(page)
    yield _style("GW to", f"<w:keepNext/><w:ind {edge}/>" if edge else "<w:keepNext/>")
    name = page.chars(2 + 3 + _NAME_AT)
    yield _style(
        "GW annexes",
        f'{exact_lines(pitch, before=pitch)}<w:ind {edge}w:left="{name}" w:hanging="{page.chars(3 + _NAME_AT)}"/>',
    )
    yield _style("GW annexmore", f'<w:ind {edge}w:left="{name}" w:hanging="{page.chars(_NAME_AT)}"/>')
    sign = f"<w:keepNext/>{exact_lines(pitch, before=lines_above_name * pitch)}"
    if profile.seal:
        yield _style("GW sign", f'{sign}<w:ind w:left="{signature.begins}"/>{centred}')
        yield _style("GW date", f'<w:ind w:right="{signature.date_ends}"/><w:jc w:val="right"/>')
    else:
        yield _style("GW sign", f'{sign}<w:ind w:right="{page.chars(2)}"/><w:jc w:val="right"/>')
        yield _style("GW date", f'<w:ind w:left="{signature.begins}"/><w:jc w:val="left"/>')
    yield _style("GW note", "", based="BodyText")
    first = _faces(profile, profile.fonts.one)
    yield _style("GW annexno", f'<w:keepNext/>{exact_lines(pitch, after=pitch)}<w:outlineLvl w:val="0"/>', first)
    yield _style("GW annextitle", f"<w:keepNext/>{off_grid}{exact_lines(high, after=pitch // 4)}{centred}", big)


def _title(profile: OfficialProfile) -> float:
    return float(profile.title.size)


def _table_styles(page: PageGeometry) -> Iterator[str]:
    profile, table = page.profile, page.profile.table
    line = round(float(table.line) * 20)
    size, loose = half_points(float(table.size)), '<w:spacing w:val="0"/>'
    off_grid = '<w:snapToGrid w:val="0"/>'
    yield _style("GW cell", f'{off_grid}{exact_lines(line)}<w:jc w:val="left"/>', loose + size)
    head = _faces(profile, profile.fonts.one)
    yield _style("GW cellhead", '<w:keepNext/><w:jc w:val="center"/>', head, based="GWcell")
    number = profile.page_number
    yield _style(
        "footer",
        f'{off_grid}{exact_lines(round(number.size * 20))}<w:jc w:val="left"/>',
        f"{_faces(profile, profile.fonts.page, latin=False)}{loose}{half_points(float(number.size))}",
    )
    yield _style("header", "", based="footer")
    yield _style("GW end", f"{off_grid}{exact_lines(20)}", half_points(1))


def _other_styles() -> Iterator[str]:
    yield (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
    )
    yield '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    yield (
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        '<w:basedOn w:val="TableNormal"/></w:style>'
    )


def fonts_xml(profile: OfficialProfile) -> str:
    """Return word/fontTable.xml, with a substitute for each typeface that a machine may lack."""
    fonts = profile.fonts
    roles = {role.word: role for role in (fonts.title, fonts.body, fonts.one, fonts.two, fonts.page, fonts.latin)}
    rows = "".join(
        f'<w:font w:name="{safe(name)}">'
        + (f'<w:altName w:val="{safe(role.alt)}"/>' if role.alt else "")
        + f'<w:charset w:val="{"00" if role is fonts.latin else "86"}"/></w:font>'
        for name, role in roles.items()
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{rows}</w:fonts>"


def settings_xml(page: PageGeometry) -> str:
    """Return word/settings.xml: pages differ left and right, marks keep their full width."""
    mirror = "<w:mirrorMargins/>" if page.profile.mirror else ""
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>{mirror}<w:evenAndOddHeaders/>'
        f'<w:drawingGridVerticalSpacing w:val="{page.pitch // 2}"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:spaceForUL/>'
        "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "000000", "lt2": "FFFFFF", "accent1": "000000", "accent2": "404040",
    "accent3": "606060", "accent4": "808080", "accent5": "A0A0A0", "accent6": "C0C0C0", "hlink": "000000",
    "folHlink": "000000",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme_xml() -> str:
    """Return word/theme/theme1.xml, which every Word document must have: black on white, no faces of its own."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    faces = '<a:latin typeface=""/><a:ea typeface=""/><a:cs typeface=""/>'
    fonts = f"<a:majorFont>{faces}</a:majorFont><a:minorFont>{faces}</a:minorFont>"
    fills, lines = _FILL * 3, f'<a:ln w="6350">{_FILL}</a:ln>' * 3
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="gongwen">'
        f'<a:themeElements><a:clrScheme name="gongwen">{colours}</a:clrScheme>'
        f'<a:fontScheme name="gongwen">{fonts}</a:fontScheme><a:fmtScheme name="gongwen">'
        f"<a:fillStyleLst>{fills}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fills}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


_UPRIGHT = (
    ("header", "default", "gwBlank"), ("header", "even", "gwBlank"), ("footer", "default", "gwOdd"),
    ("footer", "even", "gwEven"),
)  # fmt: skip
_SIDEWAYS = (
    ("header", "default", "gwSideOdd"), ("header", "even", "gwSideEven"), ("footer", "default", "gwNone"),
    ("footer", "even", "gwNone"),
)  # fmt: skip
_NUMBERLESS = (
    ("header", "default", "gwBlank"), ("header", "even", "gwBlank"), ("footer", "default", "gwNone"),
    ("footer", "even", "gwNone"),
)  # fmt: skip
_FIRST = (("header", "first", "gwBlank"), ("footer", "first", "gwNone"))
PARTS: Mapping[str, str] = {
    "gwOdd": "footer1", "gwEven": "footer2", "gwNone": "footer3", "gwSideOdd": "header1", "gwSideEven": "header2",
    "gwBlank": "header3",
}  # fmt: skip
"""The ids of headers and footers, with the names of their parts."""


@dataclass(frozen=True, slots=True)
class SectionKind:
    """The pages of a section: landscape, with numbers that start again, or the blank page of the imprint."""

    sideways: bool = False
    first: bool = False
    restart: bool = False
    imprint: bool = False


def section_xml(page: PageGeometry, kind: SectionKind) -> str:
    """Return the properties of a section. Only the first one may have a first page without a number: in a later one
    its first page would lose its number.
    """
    profile, margins, sideways = page.profile, page.profile.margins, kind.sideways
    own_first = kind.first and not profile.numbers_first_page
    usual = _NUMBERLESS if kind.imprint else _SIDEWAYS if sideways else _UPRIGHT
    kinds = (*usual, *(_FIRST if own_first else ()))
    references = "".join(f'<w:{kind}Reference w:type="{which}" r:id="{ident}"/>' for kind, which, ident in kinds)
    wide, high = twips(profile.paper.width), twips(profile.paper.height)
    if sideways:
        size = f'<w:pgSz w:w="{high}" w:h="{wide}" w:orient="landscape"/>'
        top, bottom, left, right = margins.inner, margins.outer, margins.bottom, margins.top
    else:
        size = f'<w:pgSz w:w="{wide}" w:h="{high}"/>'
        top, bottom, left, right = margins.top, margins.bottom, margins.inner, margins.outer
    foot = 400 if sideways else page.number_drop
    around = (
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" w:left="{twips(left)}" '
        f'w:header="850" w:footer="{foot}" w:gutter="0"/>'
    )
    # tables keep to no grid, and an office program may begin below the margin where the grid leaves something over
    snapped = "" if sideways else f'w:type="{profile.grid.kind}" '
    grid = f'<w:docGrid {snapped}w:linePitch="{page.pitch}" w:charSpace="{page.char_space}"/>'
    alone = "<w:titlePg/>" if own_first else ""
    begins = f'<w:type w:val="{"evenPage" if kind.imprint else "nextPage"}"/>'
    numbers = '<w:pgNumType w:start="1"/>' if kind.restart else ""
    return f"<w:sectPr>{references}{begins}{size}{around}{numbers}{alone}{grid}</w:sectPr>"


def running_parts(page: PageGeometry) -> dict[str, str]:
    """Return the headers and footers by the name of their part."""
    empty = '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    content = {
        "gwOdd": _number(page, odd=True),
        "gwEven": _number(page, odd=False),
        "gwNone": empty.format(style="footer"),
        "gwSideOdd": _side(page, odd=True),
        "gwSideEven": _side(page, odd=False),
        "gwBlank": empty.format(style="header"),
    }
    kinds = {ident: "ftr" if name.startswith("footer") else "hdr" for ident, name in PARTS.items()}
    return {
        PARTS[ident]: f"{DECLARATION}<w:{kinds[ident]} {NAMESPACES}>{inner}</w:{kinds[ident]}>"
        for ident, inner in content.items()
    }


def _number(page: PageGeometry, *, odd: bool) -> str:
    """Return the number of the page: at the right of odd pages, at the left of even ones."""
    number = page.profile.page_number
    inset, dash = round(number.inset * number.size * 20), safe(number.dash)
    side, place = ("right", f'<w:ind w:right="{inset}"/>') if odd else ("left", f'<w:ind w:left="{inset}"/>')
    parts = (
        f'<w:t xml:space="preserve">{dash} </w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        f'<w:t xml:space="preserve"> {dash}</w:t>',
    )
    runs = "".join(f"<w:r>{part}</w:r>" for part in parts)
    return f'<w:p><w:pPr><w:pStyle w:val="footer"/>{place}<w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'


def _side(page: PageGeometry, *, odd: bool) -> str:
    """Return the number of a landscape page at the usual place on the sheet: rotated text in a floating cell."""
    box = round(page.profile.page_number.size * 20)
    left, top = page.number_drop, twips(page.profile.margins.inner)
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" '
        f'w:tblpX="{left}" w:tblpY="{top}"/><w:tblW w:w="{box}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{box}"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{page.wide}" '
        f'w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{box}" w:type="dxa"/>'
        f'<w:textDirection w:val="tbRl"/></w:tcPr>{_number(page, odd=odd)}</w:tc></w:tr></w:tbl>'
        '<w:p><w:pPr><w:pStyle w:val="header"/></w:pPr></w:p>'
    )


DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships"'
FULL_WIDTH_SPACE = "\u3000"
HINT = '<w:rFonts w:hint="eastAsia"/>'
"""Says that marks used in both scripts, such as quotes and dashes, are East Asian here."""


def safe(text: str) -> str:
    """Return a text on one line, without invisible characters, escaped; full-width spaces leave room for a pen."""
    parts = (single_line(part) for part in text.split(FULL_WIDTH_SPACE))
    return escape(FULL_WIDTH_SPACE.join(parts), {'"': "&quot;"})


def run(text: str, properties: str = "") -> str:
    """Return a run of text; nothing for an empty one."""
    shown = safe(text)
    return f'<w:r><w:rPr>{HINT}{properties}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>' if shown else ""


def half_points(points: float) -> str:
    """Return the size of letters."""
    value = round(points * 2)
    return f'<w:sz w:val="{value}"/><w:szCs w:val="{value}"/>'


def exact_lines(pitch: int, before: int = 0, after: int = 0) -> str:
    """Return lines of one height whatever stands on them, with the space around the paragraph."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{pitch}" w:lineRule="exact"/>'
