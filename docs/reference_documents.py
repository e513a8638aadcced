"""Writes templates/reference.zh.docx and reference.en.docx: the styles, margins and running heads of Word reports.

    python docs/reference_documents.py

Everything is said here, so that a change can be read in a diff; the files are built from pandoc's own reference
document. A bureau edits a copy of such a file in Word or LibreOffice instead, and puts it into its `templates/`.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from talentpilot.report import pandoc

LANGUAGES = ("zh", "en")
BUILT_IN = ("heading", "toc", "TOC", "header", "footer", "caption", "footnote", "Normal", "Title", "Subtitle", "Body")
BUILT_IN += ("Block", "Strong", "Emphasis", "Hyperlink", "Default")
"""How the names of Word's own styles begin."""
TEMPLATES = Path(__file__).parents[1] / "templates"

INK, MUTE, BRAND, HAIR, ZEBRA, PALE, LINK = "1F2933", "52606D", "14406B", "C5CED8", "F5F7FA", "EEF3F8", "1A4F8A"
LIGHTS = {"green": "1A6B50", "amber": "8F5A00", "red": "B3322C", "grey": "5F6B77", "closed": "5F6B77"}
# On every office machine; where they are not, replacements of the same widths are.
SERIF = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="SimSun" w:cs="Times New Roman"/>'
SANS = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Microsoft YaHei" w:cs="Arial"/>'

PAGE = {"w": 11906, "h": 16838, "top": 1474, "bottom": 1304, "side": 1247}
TEXT = PAGE["w"] - 2 * PAGE["side"]
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def build(language: str) -> bytes:
    """The reference document of one language; the same bytes each time."""
    command = [str(pandoc.program()), "--print-default-data-file", "reference.docx"]
    default = zipfile.ZipFile(io.BytesIO(run(command, capture_output=True, check=True).stdout))
    parts = {name: default.read(name) for name in default.namelist()}
    types, relations = parts["[Content_Types].xml"].decode(), parts["word/_rels/document.xml.rels"].decode()
    for kind in ("header", "footer"):
        types = types.replace(
            "</Types>", f'<Override PartName="/word/{kind}1.xml" ContentType="{OFFICE}.{kind}+xml"/></Types>'
        )
        link = f'<Relationship Id="{kind}" Type="{RELATION}/{kind}" Target="{kind}1.xml"/>'
        relations = relations.replace("</Relationships>", f"{link}</Relationships>")
    parts |= {
        "[Content_Types].xml": types.encode(),
        "word/_rels/document.xml.rels": relations.encode(),
        "word/styles.xml": styles(language).encode(),
        "word/fontTable.xml": font_table().encode(),
        "word/settings.xml": settings(language).encode(),
        "word/header1.xml": running("hdr", "Header", "{title}", "{running}").encode(),
        "word/footer1.xml": running("ftr", "Footer", "{unit}", "{page_of}").encode(),
        "word/document.xml": document(language).encode(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def styles(language: str) -> str:
    """The part word/styles.xml."""
    zh = language == "zh"
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{SERIF}"
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_spacing(0, 0, 1.0)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    made = (*_text_styles(zh), *_heading_styles(), *_small_styles(), *_character_styles(), *_table_styles())
    return f"{DECLARATION}<w:styles {SPACES}>{defaults}{''.join(made)}</w:styles>"


def settings(language: str) -> str:
    """The part word/settings.xml: Word 2013 or later, and Chinese punctuation set close."""
    squeeze = "compressPunctuation" if language == "zh" else "doNotCompress"
    return (
        f'{DECLARATION}<w:settings {SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="{squeeze}"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/>'
        '</w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def _text_styles(zh: bool) -> Iterator[str]:
    line, after = (1.4, 0) if zh else (1.22, 5)
    height = 16.3 if zh else 14.5  # of a line of text, whatever gaps a font brings
    indent = '<w:ind w:firstLineChars="200" w:firstLine="420"/>' if zh else ""
    even = '<w:jc w:val="both"/>' if zh else ""  # without hyphens English words would stand far apart
    # size and colour stand here and not among the defaults: LibreOffice sets those above styles in tables
    yield _style("Normal", default=True, quick=True, r=_color(INK) + _size(10.5 if zh else 11))
    yield _style("Body Text", quick=True, p=_exactly(0, after, height) + indent + even)
    yield _style("First Paragraph", based="BodyText", following="BodyText")
    yield _style("Brief", p=_exactly(1, 2, 12.5), r=SANS + _size(9))  # the first page
    yield _style("Foot", p=_border("top", HAIR, 4, 4) + _exactly(8, 0, 9.5), r=SANS + _color(MUTE) + _size(7))
    yield _style("Compact", p=_exactly(0, 3, height))  # the items of lists
    yield _style("Small", p=_exactly(0, 1, 12), r=_size(9))  # the annex and the method
    yield _style(
        "Block Text",
        p=_border("left", HAIR, 12, 8) + _exactly(0, 2, 13) + _inset(),
        r=_color(MUTE) + _size(9.5),
    )
    lead = _size(10.5) if zh else _size(11)
    yield _style(
        "Lead",
        p=_border("left", BRAND, 24, 8) + _shade(PALE) + _spacing(9, 10, line) + _inset(),
        r=lead,
    )
    yield _style(
        "Note",
        p=_border("left", HAIR, 16, 8) + _spacing(2, 2, 1.25) + _inset(),
        r=_color(MUTE) + _size(9.5),
    )
    yield _style("Tip", p=_border("left", "1F7A5C", 24, 8) + _shade("EEF6F2") + _spacing(2, 2, line) + _inset())
    yield _style(
        "Warning",
        p=_border("left", "B7791F", 24, 8) + _shade("FDF6E7") + _spacing(2, 2, line) + _inset(),
    )
    yield _style("footnote text", p=_spacing(0, 2, 1.1), r=_size(8.5))
    yield _style("Footnote Block Text", based="FootnoteText")
    yield _style(
        "Section End",
        p='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
        r=_size(1),
    )


def _heading_styles() -> Iterator[str]:
    rule = "".join(("<w:pBdr>", _edge("top", BRAND, 36, 12, "thickThinSmallGap"), "</w:pBdr>"))
    yield _style(
        "Title",
        following="Subtitle",
        quick=True,
        p="<w:keepNext/>" + rule + _exactly(0, 6, 28),
        r=SANS + "<w:b/>" + _color(BRAND) + _size(20),
    )
    yield _style(
        "Subtitle",
        following="BodyText",
        quick=True,
        p=_exactly(0, 6, 28),
        r=SANS + "<w:b/>" + _color(BRAND) + _size(20),
    )
    sizes = (
        (15, BRAND, 16, 6),
        (12, BRAND, 11, 4),
        (10.5, INK, 10, 4),
        (10, MUTE, 10, 4),
        (10, MUTE, 10, 4),
        (10, MUTE, 10, 4),
    )
    for level, (points, colour, before, after) in enumerate(sizes, 1):
        line = _border("bottom", BRAND, 6, 4) if level == 1 else ""
        spaces = _exactly(before, after, 1.4 * points)
        paragraph = f'<w:keepNext/><w:keepLines/>{line}{spaces}<w:outlineLvl w:val="{level - 1}"/>'
        yield _style(
            f"heading {level}",
            following="BodyText",
            quick=True,
            p=paragraph,
            r=SANS + "<w:b/>" + _color(colour) + _size(points),
        )
    yield _style(
        "TOC Heading",
        p="<w:keepNext/>" + _spacing(12, 4, 1.15),
        r=SANS + "<w:b/>" + _color(BRAND) + _size(11),
    )
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT}"/></w:tabs>'
    yield _style("toc 1", p=tab + _exactly(3, 0, 14), r=SANS + _size(9.5))
    yield _style(
        "toc 2",
        p=tab + _exactly(0, 0, 13) + '<w:ind w:left="280"/>',
        r=SANS + _color(MUTE) + _size(8.5),
    )


def _small_styles() -> Iterator[str]:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT}"/></w:tabs>'
    yield _style("Sender", p="<w:keepNext/>" + tab + _spacing(0, 10, 1.1), r=SANS + _color(MUTE) + _size(9.5))
    yield _style("Fact Label", p="<w:keepNext/>" + _exactly(4, 0, 11), r=SANS + _color(MUTE) + _size(8))
    yield _style("Fact", p=_exactly(1, 4, 13), r=SANS + _size(9.5))
    yield _style("header", p=_exactly(0, 0, 12), r=SANS + _color(MUTE) + _size(8.5))
    yield _style("footer", p=_exactly(0, 0, 12), r=SANS + _color(MUTE) + _size(8.5))
    centred = '<w:jc w:val="center"/>'
    yield _style("caption", p=_spacing(6, 6, 1.1), r=SANS + _size(9))  # its number alone is bold
    yield _style("Table Caption", based="Caption", p="<w:keepNext/><w:keepLines/>" + _exactly(8, 4, 12))
    yield _style("Image Caption", based="Caption", p=_exactly(3, 8, 12) + centred)
    yield _style("Figure", p=_spacing(6, 0, 1.0) + centred)
    yield _style("Captioned Figure", based="Figure", p="<w:keepNext/>" + _spacing(6, 0, 1.0))
    yield _style("Table Text", p=_exactly(2.5, 2.5, 12), r=SANS + _size(9))
    yield _style("Table Head", based="TableText", p="<w:keepNext/>", r="<w:b/>" + _color(BRAND))
    yield _style("Dense Text", based="TableText", p=_exactly(1.2, 1.2, 9.8), r=_size(8))
    yield _style("Brief Table Text", based="TableText", p=_exactly(1, 1, 10.5), r=_size(8))
    yield _style("Brief Table Head", based="BriefTableText", p="<w:keepNext/>", r="<w:b/>" + _color(BRAND))
    yield _style("Dense Head", based="DenseText", p="<w:keepNext/>", r="<w:b/>" + _color(BRAND))
    yield _style("Big Label", based="TableText", p="<w:keepNext/>" + _exactly(5, 0, 13) + centred, r=_color(MUTE))
    yield _style(
        "Big Number",
        based="TableText",
        p="<w:keepNext/>" + _exactly(2, 2, 26) + centred,
        r="<w:b/>" + _color(BRAND) + _size(20),
    )
    yield _style("Big Before", based="TableText", p=_exactly(0, 5, 12) + centred, r=_color(MUTE) + _size(8.5))


def _character_styles() -> Iterator[str]:
    yield _style("Default Paragraph Font", kind="character", default=True)
    yield _style("Strong", kind="character", quick=True, r=SANS + "<w:b/>")
    yield _style("Emphasis", kind="character", quick=True, r=SANS + _color(BRAND))
    yield _style("Hyperlink", kind="character", r=_color(LINK))
    yield _style("footnote reference", kind="character", r='<w:vertAlign w:val="superscript"/>')
    code = '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="Microsoft YaHei" w:cs="Consolas"/>'
    yield _style("Verbatim Char", kind="character", r=code + _size(9.5))
    shapes = '<w:rFonts w:ascii="Microsoft YaHei" w:hAnsi="Microsoft YaHei" w:eastAsia="Microsoft YaHei"/>'
    for name, colour in LIGHTS.items():
        yield _style(f"Light {name}", kind="character", r=shapes + _color(colour))


def _table_styles() -> Iterator[str]:
    none = f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cell_margins(0, 0)}</w:tblPr>'
    yield _style("Table Normal", kind="table", default=True, t=none)
    for name, sides, top in (("Table", 100, 0), ("Table Dense", 70, 0), ("Table Brief", 70, 0)):
        edges = _edge("top", BRAND, 8, 0) + _edge("bottom", HAIR, 4, 0) + _edge("insideH", HAIR, 4, 0)
        table = (
            f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{edges}'
            f"</w:tblBorders>{_cell_margins(top, sides)}</w:tblPr>"
        )
        head = f'<w:tcPr><w:tcBorders>{_edge("bottom", BRAND, 6, 0)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
        parts = f'<w:tblStylePr w:type="firstRow">{head}</w:tblStylePr>'
        band = f'<w:tblStylePr w:type="band2Horz"><w:tcPr>{_shade(ZEBRA)}</w:tcPr></w:tblStylePr>'
        yield _style(name, kind="table", based="TableNormal", t=table + parts + band)
    for name, edges in (
        ("Table Big", _edge("top", BRAND, 10, 0) + _edge("bottom", HAIR, 6, 0)),
        ("Table Facts", _edge("top", HAIR, 4, 0) + _edge("bottom", HAIR, 4, 0)),
        ("Table Running", ""),
    ):
        borders = f"<w:tblBorders>{edges}</w:tblBorders>" if edges else ""
        margins = _cell_margins(0, 40 if "Big" in name else 0)
        table = f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}{margins}</w:tblPr>'
        yield _style(name, kind="table", based="TableNormal", t=table)


def _style(
    name: str,
    *,
    kind: str = "paragraph",
    based: str = "",
    following: str = "",
    default: bool = False,
    quick: bool = False,
    **inner: str,
) -> str:
    """A style with `p`, `r` and `t`, its looks as paragraph, run and table.

    Its id is its name as Word makes ids of names: `heading 1` is `Heading1`.
    """
    built_in = name.split(maxsplit=1)[0] in BUILT_IN or name == "Table Normal"
    ident = "".join(word[0].upper() + word[1:] for word in name.replace("toc ", "TOC").split())
    attributes = f'w:type="{kind}"' + ' w:default="1"' * default + ("" if built_in else ' w:customStyle="1"')
    parts = f'<w:name w:val="{name}"/>'
    parent = based or ("Normal" if kind == "paragraph" and not default else "")
    parts += f'<w:basedOn w:val="{parent}"/>' if parent else ""
    parts += f'<w:next w:val="{following}"/>' if following else ""
    parts += "<w:qFormat/>" if quick else ""
    parts += f"<w:pPr>{inner['p']}</w:pPr>" if "p" in inner else ""
    parts += f"<w:rPr>{inner['r']}</w:rPr>" if "r" in inner else ""
    return f'<w:style {attributes} w:styleId="{ident}">{parts}{inner.get("t", "")}</w:style>'


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _color(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


def _shade(value: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{value}"/>'


def _spacing(before: float, after: float, line: float) -> str:
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(line * 240)}" w:lineRule="auto"/>'
    )


def _exactly(before: float, after: float, line: float) -> str:
    """Lines of one height, so that Chinese and Latin cells of a row share their base lines."""
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(line * 20)}" w:lineRule="exact"/>'
    )


def _inset() -> str:
    return '<w:ind w:left="227" w:right="113"/>'


def _edge(side: str, colour: str, eighths: int, space: int, kind: str = "single") -> str:
    return f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def _border(side: str, colour: str, eighths: int, space: int) -> str:
    return f"<w:pBdr>{_edge(side, colour, eighths, space)}</w:pBdr>"


def _cell_margins(top: int, side: int) -> str:
    sides = (("top", top), ("left", side), ("bottom", top), ("right", side))
    return "<w:tblCellMar>" + "".join(f'<w:{n} w:w="{w}" w:type="dxa"/>' for n, w in sides) + "</w:tblCellMar>"


def font_table() -> str:
    """What stands in for a font where it is missing."""
    fonts = (
        ("Times New Roman", "Liberation Serif", "02020603050405020304", "00", "roman"),
        ("Arial", "Liberation Sans", "020B0604020202020204", "00", "swiss"),
        ("SimSun", "宋体", "02010600030101010101", "86", "roman"),
        ("Microsoft YaHei", "微软雅黑", "020B0503020204020204", "86", "swiss"),
        ("Consolas", "Liberation Mono", "020B0609020204030204", "00", "modern"),
    )
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="{charset}"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, other, panose, charset, family in fonts
    )
    return f"{DECLARATION}<w:fonts {SPACES}>{listed}</w:fonts>"


def running(kind: str, look: str, left: str, right: str) -> str:
    """A head or foot in two cells as wide as any page; the names in braces are filled in by each report."""
    line = _edge("bottom", HAIR, 4, 3) if kind == "hdr" else ""
    cells = (("left", left, 3000), ("right", right, 2000))

    def cell(align: str, text: str, width: int) -> str:
        borders = f"<w:tcBorders>{line}</w:tcBorders>" if line else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="pct"/>{borders}<w:vAlign w:val="bottom"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{look}"/><w:spacing w:after="60"/><w:jc w:val="{align}"/></w:pPr>'
            f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
        )

    widths = "".join(f'<w:gridCol w:w="{TEXT * width // 5000}"/>' for _, _, width in cells)
    table = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableRunning"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{widths}</w:tblGrid>'
        f"<w:tr>{''.join(cell(*one) for one in cells)}</w:tr></w:tbl>"
    )
    return f'{DECLARATION}<w:{kind} {SPACES}>{table}<w:p><w:pPr><w:pStyle w:val="SectionEnd"/></w:pPr></w:p></w:{kind}>'


def document(language: str) -> str:
    """What the file shows when it is opened by itself: how to use it, in the styles that reports use."""
    places = "{title} {unit} {number} {period} {as_of} {running} {page_of}"
    how = {
        "zh": "本文件决定Word版报告的样式、页边距和页眉页脚。修改样式后存入台账的templates文件夹。页眉页脚中可用：",
        "en": "This file sets the styles, margins, header and footer of reports in Word. Change the styles and keep "
        "it in the templates folder of the ledger. Headers and footers may hold: ",
    }[language] + places
    shown = (
        ("Title", "标题 Title"),
        ("Heading1", "一、Heading"),
        ("BodyText", how),
        ("Lead", "Lead"),
        ("TableCaption", "表 1　Table Caption"),
    )
    text = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{look}"/></w:pPr><w:r><w:t>{line}</w:t></w:r></w:p>' for look, line in shown
    )
    # the first page has a cover in place of the header; its foot is that of the others
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
        '<w:footerReference w:type="default" r:id="footer"/>'
        f'<w:footerReference w:type="first" r:id="footer"/><w:pgSz w:w="{PAGE["w"]}" w:h="{PAGE["h"]}"/>'
        f'<w:pgMar w:top="{PAGE["top"]}" w:right="{PAGE["side"]}" w:bottom="{PAGE["bottom"]}" w:left="{PAGE["side"]}" '
        'w:header="680" w:footer="600" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    return f"{DECLARATION}<w:document {SPACES}><w:body>{text}{section}</w:body></w:document>"


if __name__ == "__main__":
    for one in LANGUAGES:
        (TEMPLATES / f"reference.{one}.docx").write_bytes(build(one))
