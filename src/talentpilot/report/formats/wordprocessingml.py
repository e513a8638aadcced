"""Parts of a Word document that pandoc leaves plain, as WordprocessingML.

Style names are those of the reference documents; `docs/reference_documents.py` makes them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from talentpilot.report.charts import printed_width
from talentpilot.report.document import Head
from talentpilot.report.formats.word_lines import with_whole_lines
from talentpilot.report.markdown import NOTHING, single_line

FACTS_ACROSS = 3
"""Facts on a line, where there are not just four."""
TITLE_FITS = ((23, 20), (27, 17), (31, 15))
"""How many Chinese characters of a title fit on one line, and at which size in points."""
RUNNING = (3000, 2000)
"""The widths of both sides of the running head in the reference documents, which the texts of a report change."""
FEW_ROWS, SHORT_ROWS, SHORT_TEXT = 5, 9, 600  # with its head; such a table stays on one page
LONG_ROW = 900  # letters; a longer row may break across pages

_SIDE = re.compile(rf'w:w="({"|".join(map(str, RUNNING))})" w:type="pct"')
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_STYLE = re.compile(r'<w:tblStyle w:val="([^"]*)"')
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_CELL_STYLE = re.compile(r'<w:pStyle w:val="Compact" ?/>')
_DEFINED = re.compile(r'<w:style\b[^>]*\bw:styleId="([^"]*)"[^>]*>\s*<w:name w:val="([^"]*)"')
_USED = re.compile(r'<w:(pStyle|tblStyle|rStyle) w:val="([^"]*)" ?/>')
_GRID = re.compile(r'(<w:gridCol w:w=")(\d+)')
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r"<!-- (upright|sideways) -->")
_BOOKMARK_END = re.compile("<w:bookmarkEnd[^>]*/>")
_STICKING = re.compile(r"<!-- sticking -->((?:\s|<w:bookmark(?:Start|End)[^>]*/>)*<w:p><w:pPr>(?:<w:pStyle [^>]*/>)?)")
_NEW_PAGE = re.compile(r"<!-- page -->((?:\s|<w:bookmark(?:Start|End)[^>]*/>)*<w:p><w:pPr><w:pStyle [^>]*/>)")
_PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_AFTER_TABLE = re.compile(
    r'(</w:tbl>\s*<w:p><w:pPr><w:pStyle w:val="(?!Heading|TableCaption|SectionEnd)[^"]*" ?/>'
    r"(?:<w:numPr>.*?</w:numPr>)?)(?=<w:jc|</w:pPr>)"
)
_CLOSE: Mapping[re.Pattern[str], str] = {
    re.compile(  # words above a table without a caption
        r'(<w:pStyle w:val="(?:Small|BodyText|FirstParagraph)" ?/>(?:<w:keepNext />)?)'
        r"(?=</w:pPr>(?:(?!</w:p>).)*</w:p>\s*<w:tbl>)"
    ): r'\1<w:spacing w:after="80"/>',
    re.compile(  # the first line of a quotation
        r'(<w:pStyle w:val="(?!BlockText)[^"]*" ?/>(?:(?!<w:pStyle|</w:tbl>).)*<w:pStyle w:val="BlockText" ?/>)'
        r"(?=</w:pPr>)", re.DOTALL,
    ): r'\1<w:spacing w:before="100"/>',
    re.compile(r'(<w:pStyle w:val="Brief" ?/>)(?=</w:pPr><w:r><w:rPr><w:rStyle w:val="Strong" ?/>)'):
        r'\1<w:keepNext /><w:spacing w:before="100"/>',
}  # fmt: skip
"""Paragraphs that their style sets too close to what stands around them; each gets more room."""
_EXTENT = re.compile(r'(<(?:wp:extent|a:ext)\b[^>]*?\bcx=")(\d+)("[^>]*?\bcy=")(\d+)')
_CLOSE_INLINE = '<wp:inline distT="0" distB="0" distL="0" distR="0">'  # else LibreOffice sets pictures 9 points in
_PAPER = re.compile(r'<w:pgSz\b[^>]*\bw:w="(\d+)"[^>]*/>|<w:pgSz\b[^>]*/>')
_PARAGRAPH = re.compile(r"<w:p\b[^>]*>.*?</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r\b[^>]*>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t\b[^>]*>([^<]*)</w:t></w:r>", re.DOTALL)
_LIGHTS = {"●": "Light green", "▲": "Light amber", "■": "Light red", "○": "Light grey", "◇": "Light closed"}
_LIT = re.compile(
    rf'<w:r>((?:<w:rPr>(?:<w:[^>]*/>)*</w:rPr>)?)<w:t xml:space="preserve">([^<]*[{"".join(_LIGHTS)}][^<]*)</w:t></w:r>'
)
_NAME_ABOVE = re.compile(
    r'<w:p><w:pPr>(?:(?!</w:p>).)*?<w:pStyle w:val="TableCaption" ?/>(?:(?!</w:p>).)*</w:p>\s*'
    r'(?=<w:tbl>\s*<w:tblPr>\s*<w:tblStyle w:val="TableBrief")',
    re.DOTALL,
)
"""The paragraph that pandoc writes for the name of a table on the first page, which the line above it says already."""
_PLACE = re.compile(r"\{(\w+)\}")


def document(text: str, styles: str, head: Head) -> str:
    """Return word/document.xml with its cover, table styles, sections and page breaks."""
    body, tag, end = text.rpartition("<w:sectPr")
    if not tag:
        return text
    properties, closing, rest = f"{tag}{end}".partition("</w:sectPr>")
    body, last = _with_sections(body, properties + closing)
    body = _with_small_list(_NAME_ABOVE.sub("", body)).replace("<wp:inline>", _CLOSE_INLINE)
    body = _STICKING.sub(r"\1<w:keepNext />", body)
    body = _AFTER_TABLE.sub(r'\1<w:spacing w:before="160"/>', body)
    for place, roomy in _CLOSE.items():
        body = place.sub(roomy, body)
    body = _NEW_PAGE.sub(r'\1<w:pageBreakBefore /><w:spacing w:before="0"/>', body).replace(
        "<!-- page -->", _PAGE_BREAK
    )
    body = body.replace("<w:body>", f"<w:body>{_cover(head)}", 1)
    return _with_known_styles(_LIT.sub(_lit, body), styles) + last + rest


def _with_small_list(body: str) -> str:
    """Return the document with the list of the first page in the style of that page, which ends with its foot."""
    first, foot, rest = body.partition('<w:pStyle w:val="Foot"')
    return _CELL_STYLE.sub('<w:pStyle w:val="Brief"/>', first) + foot + rest if foot else body


def running(text: str, head: Head) -> str:
    """Return a header or footer with its placeholders filled in, which Word may have split into several runs."""
    values = {name: single_line(getattr(head, name)) for name in ("title", "unit", "number", "period", "as_of")}
    values["title"] = single_line(head.running) or values["title"]
    parts = filter(None, (values["period"], values["as_of"]))
    values["running"] = ("　" if head.language == "zh" else " · ").join(parts)

    def filled(paragraph: re.Match[str]) -> str:
        found = [run[2] for run in _RUN.finditer(paragraph[0])]
        if not _PLACE.search("".join(found)):
            return paragraph[0]
        whole = sum(len(_PLACE.findall(part)) for part in found) == len(_PLACE.findall("".join(found)))
        texts = iter(found if whole else ["".join(found)])
        return _RUN.sub(lambda run: _filled(run[1] or "", next(texts, ""), values, head.page_of), paragraph[0])

    if "{title}" in text and "{running}" in text:
        sides = [printed_width(values[name]) + 3 for name in ("title", "running")]
        right = min(max(round(5000 * sides[1] / sum(sides)), 1500), 3000)
        widths = dict(zip(map(str, RUNNING), (5000 - right, right), strict=True))
        text = _SIDE.sub(lambda side: f'w:w="{widths[side[1]]}" w:type="pct"', text)
    return _PARAGRAPH.sub(filled, text)


def _lit(run: re.Match[str]) -> str:
    """Return a run with the colours of lights."""
    look, text = run.groups()
    bare = re.sub(r"</?w:rPr>|<w:rStyle [^>]*>", "", look)
    out = []
    for part in re.split(f"([{''.join(_LIGHTS)}])", text):
        name = _LIGHTS.get(part)
        shown = f'<w:rPr><w:rStyle w:val="{name}"/>{bare}</w:rPr>' if name else look
        out.append(f'<w:r>{shown}<w:t xml:space="preserve">{part}</w:t></w:r>' if part else "")
    return "".join(out)


def _with_known_styles(body: str, styles: str) -> str:
    """Return the document with the style ids of its reference document, since Word changes ids in files that it saves.

    A style that a bureau's own reference document lacks is left out.
    """
    known = {_key(name): ident for ident, name in _DEFINED.findall(styles)}
    used = {ident for ident, _ in _DEFINED.findall(styles)}

    def named(style: re.Match[str]) -> str:
        kind, name = style.groups()
        ident = name if name in used else known.get(_key(name), known.get("table") if kind == "tblStyle" else None)
        return f'<w:{kind} w:val="{ident}"/>' if ident else ""

    return _USED.sub(named, body)


def _key(name: str) -> str:
    return name.replace(" ", "").lower()


def _filled(look: str, text: str, values: Mapping[str, str], page_of: str) -> str:
    """Return a run with its placeholders replaced; page numbers become fields."""
    text = text.replace("{page_of}", escape(single_line(page_of)))
    out = []
    for part in re.split(r"(\{\w+\})", text):
        field = {"{page}": "PAGE", "{pages}": "NUMPAGES"}.get(part)
        said = escape(values[part[1:-1]]) if part[1:-1] in values and part[:1] == "{" else part
        run = f'<w:r>{look}<w:t xml:space="preserve">{"1" if field else said}</w:t></w:r>'
        out.append(f'<w:fldSimple w:instr=" {field} ">{run}</w:fldSimple>' if field else run)
    return "".join(out)


def _with_sections(body: str, properties: str) -> tuple[str, str]:
    """Return the body with its section ends, and the properties of the last section."""
    pieces = _MARK.split(body)
    texts, marks = pieces[::2], pieces[1::2]
    turned = _turned(properties)
    if marks and not _BOOKMARK_END.sub("", texts[-1]).strip():  # no empty page after the last one on its side
        texts, marks, last = [*texts[:-2], texts[-2] + texts[-1]], marks[:-1], turned
    else:
        last = properties
    ends = [turned if mark == "sideways" else properties for mark in marks]
    made = []
    for place, (text, section) in enumerate(zip(texts, [*ends, last], strict=True)):
        room = _text_width(section)
        made.append(_with_fitting_pictures(_TABLE.sub(lambda table, room=room: _table(table[0], room), text), room))
        if place < len(ends):
            end = _later(section, place)
            made.append(f'<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{end}</w:pPr></w:p>')
    return "".join(made), _later(last, len(ends))


def _with_fitting_pictures(text: str, room: int) -> str:
    """Return the part with no picture wider than its lines."""
    widest = room * 635  # a twentieth of a point in English Metric Units

    def fitted(size: re.Match[str]) -> str:
        across, down = int(size[2]), int(size[4])
        return size[0] if across <= widest else f"{size[1]}{widest}{size[3]}{down * widest // across}"

    return _EXTENT.sub(fitted, text)


def _later(properties: str, place: int) -> str:
    """Return the section without a first page of its own, which only the first section has."""
    return properties if place == 0 else re.sub(r"<w:titlePg\b[^>]*/>", "", properties)


def _turned(properties: str) -> str:
    """Return the section in landscape."""

    def swapped(size: re.Match[str]) -> str:
        sides = dict(re.findall(r'\bw:(w|h)="(\d+)"', size[0]))
        return f'<w:pgSz w:w="{sides["h"]}" w:h="{sides["w"]}" w:orient="landscape"/>' if len(sides) == 2 else size[0]

    return _PAPER.sub(swapped, properties)


def _text_width(properties: str) -> int:
    """Return the text width of a section in twentieths of a point. Default: that of A4."""
    paper = re.search(r'<w:pgSz\b[^>]*\bw:w="(\d+)"', properties)
    margins = re.findall(r'\bw:(?:left|right)="(\d+)"', properties)
    return int(paper[1]) - sum(map(int, margins)) if paper and len(margins) == 2 else 9411


def _table(table: str, room: int) -> str:
    """Return a table as wide as the text, with styled rows that stay whole; a short table stays on one page."""
    found = _STYLE.search(table)
    kind = found[1] if found else ""
    start, *rows = re.split(r"(?=<w:tr>)", table)
    lengths = [len(_TAG.sub("", row)) for row in rows]
    short = len(rows) <= FEW_ROWS or (len(rows) <= SHORT_ROWS and sum(lengths) <= SHORT_TEXT)
    wide = sum(int(width) for _, width in _GRID.findall(start))
    start = _GRID.sub(lambda column: f"{column[1]}{round(int(column[2]) * room / wide)}", start)
    size, padding = (9, 10) if kind in ("", "Table") else (8, 7)
    rooms = [int(width) / 20 - padding for _, width in _GRID.findall(start)]
    made = []
    for place, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        # on either side of a break the head with two rows, or the last two
        together = place < len(rows) - 1 if short else place in (0, 1, len(rows) - 2)
        keep = "<w:keepNext />" if together else ""
        whole = row if kind == "TableBig" else _with_whole_lines(row, rooms, size)
        looking = _CELL_STYLE.sub(f'<w:pStyle w:val="{_row_style(kind, row, place)}"/>{keep}', whole)
        made.append(_whole(looking) if length <= LONG_ROW else looking)
    return start + "".join(made)


def _with_whole_lines(row: str, rooms: Sequence[float], size: float) -> str:
    rest = iter(rooms)
    return _CELL.sub(lambda cell: with_whole_lines(cell[0], next(rest, 1e9), size), row)


def _row_style(kind: str, row: str, place: int) -> str:
    if kind == "TableBig":
        return ("BigLabel", "BigNumber", "BigBefore")[min(place, 2)]
    part = "Head" if "<w:tblHeader" in row else "Text"
    small = {"TableDense": "Dense", "TableBrief": "BriefTable"}
    return f"{small.get(kind, 'Table')}{part}"


def _whole(row: str) -> str:
    if "<w:trPr>" in row:
        return row.replace("<w:trPr>", "<w:trPr><w:cantSplit />", 1)
    return row.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit /></w:trPr>", 1)


def _cover(head: Head) -> str:
    sender = f"{_text(head.unit)}<w:r><w:tab/></w:r>{_text(head.number)}" if head.unit or head.number else ""
    parts = [_styled("Sender", sender)] if sender else []
    points = _title_size(max(head.title, head.subtitle, key=printed_width))
    look = f'<w:rPr><w:sz w:val="{points * 2}"/><w:szCs w:val="{points * 2}"/></w:rPr>' if points else ""
    line = f'<w:spacing w:line="{points * 28}" w:lineRule="exact"/>' if points else ""
    parts.append(_styled("Title", _text(single_line(head.title) or NOTHING, look), line))
    parts += [_styled("Subtitle", _text(head.subtitle, look), line)] if head.subtitle else []
    return "".join((*parts, _facts(head) if head.facts else ""))


def _title_size(title: str) -> int:
    """Return a smaller size in points, which keeps the longer line of the title on one line if any does; 0 for none."""
    wide = printed_width(single_line(title), latin=1.1) / 2
    if wide <= TITLE_FITS[0][0]:
        return 0
    return next((points for room, points in TITLE_FITS if wide <= room), TITLE_FITS[-1][1])


def _facts(head: Head) -> str:
    """Return the facts as a layout table of three or four columns without a head row, each label above its value."""
    across = 4 if len(head.facts) == 4 else FACTS_ACROSS
    shares = _shares(head.facts) if across == 4 else (1666,) * FACTS_ACROSS
    rows = [head.facts[first : first + across] for first in range(0, len(head.facts), across)]
    empty = _styled("FactLabel", "")

    def cells(row: tuple[tuple[str, str], ...]) -> Iterator[str]:
        shown = [_styled("FactLabel", _text(label)) + _styled("Fact", _text(value)) for label, value in row]
        for share, content in zip(shares, (*shown, *[empty] * (across - len(row))), strict=True):
            yield f'<w:tc><w:tcPr><w:tcW w:w="{share}" w:type="pct"/></w:tcPr>{content}</w:tc>'

    drawn = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells(row))}</w:tr>" for row in rows)
    grid = "".join(f'<w:gridCol w:w="{share * 9411 // 5000}"/>' for share in shares)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableFacts"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{drawn}</w:tbl>'
        f"{_styled('SectionEnd', '')}"  # two tables that touch would be one
    )


def _shares(facts: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """Return the widths of the columns of facts on one line, each by its texts, in fiftieths of a percent."""
    wide = [max(printed_width(label) * 0.85, printed_width(value)) + 2 for label, value in facts]
    return tuple(round(5000 * one / sum(wide)) for one in wide)


def _styled(style: str, inner: str, look: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{look}</w:pPr>{inner}</w:p>'


def _text(text: str, look: str = "") -> str:
    shown = escape(single_line(text), quote=False)
    return f'<w:r>{look}<w:t xml:space="preserve">{shown}</w:t></w:r>' if shown else ""


def _core(head: Head) -> str:
    day = f"{head.date.isoformat()}T00:00:00Z"

    def element(name: str, value: str) -> str:
        return f"<{name}>{escape(single_line(value), quote=False)}</{name}>" if value.strip() else ""

    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{element('dc:title', single_line(head.title) or NOTHING)}{element('dc:subject', head.subtitle)}"
        f"{element('dc:creator', head.unit)}{element('cp:keywords', ', '.join(head.keywords))}"
        f"{element('dc:description', ' '.join((head.period, head.as_of)))}"
        f"<dc:language>{'zh-CN' if head.language == 'zh' else 'en-GB'}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
    )


def _application(head: Head) -> str:
    company = f"<Company>{escape(single_line(head.unit), quote=False)}</Company>" if head.unit else ""
    return (
        f'{_DECLARATION}<Properties xmlns="{_OFFICE}/officeDocument/2006/extended-properties">'
        f"<Application>talentpilot</Application>{company}</Properties>"
    )


PROPERTIES: Mapping[str, Callable[[Head], str]] = {"docProps/core.xml": _core, "docProps/app.xml": _application}
"""Parts with the properties of the document, and the functions that make them."""
