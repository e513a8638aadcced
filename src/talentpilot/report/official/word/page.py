"""Sections of the Word document, and the numbers of its pages."""

from collections.abc import Mapping

from talentpilot.report.official.geometry import PageGeometry, twips
from talentpilot.report.official.word.xml import DECLARATION, NAMESPACES, safe

_UPRIGHT = (
    ("header", "default", "gwBlank"), ("header", "even", "gwBlank"), ("footer", "default", "gwOdd"),
    ("footer", "even", "gwEven"),
)  # fmt: skip
_SIDEWAYS = (
    ("header", "default", "gwSideOdd"), ("header", "even", "gwSideEven"), ("footer", "default", "gwNone"),
    ("footer", "even", "gwNone"),
)  # fmt: skip
_FIRST = (("header", "first", "gwBlank"), ("footer", "first", "gwNone"))
PARTS: Mapping[str, str] = {
    "gwOdd": "footer1", "gwEven": "footer2", "gwNone": "footer3", "gwSideOdd": "header1", "gwSideEven": "header2",
    "gwBlank": "header3",
}  # fmt: skip
"""The ids of headers and footers, with the names of their parts."""


def section_xml(page: PageGeometry, *, sideways: bool, first: bool) -> str:
    """Return the properties of a section. Only the first one may have a first page without a number: in a later one
    its first page would lose its number.
    """
    profile, margins = page.profile, page.profile.margins
    own_first = first and not profile.numbers_first_page
    kinds = (*(_SIDEWAYS if sideways else _UPRIGHT), *(_FIRST if own_first else ()))
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
    grid = f'<w:docGrid w:type="{profile.grid.kind}" w:linePitch="{page.pitch}" w:charSpace="{page.char_space}"/>'
    alone = "<w:titlePg/>" if own_first else ""
    return f'<w:sectPr>{references}<w:type w:val="nextPage"/>{size}{around}{alone}{grid}</w:sectPr>'


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
    """Return the number at its place on the sheet while the page lies on its side: turned text in a floating cell."""
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
