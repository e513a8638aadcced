"""A report as one HTML file: pictures and style inside, no script, nothing fetched from anywhere.

The page around the report is the template `report.html.j2`; the report itself comes from pandoc through
`filter.lua`, which parts it into what opens it, the contents, and the sections.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from pathlib import Path

from talentpilot.errors import PandocProblem
from talentpilot.i18n.translator import translator_for
from talentpilot.report import charts, pandoc, templates
from talentpilot.report.document import Head
from talentpilot.report.markdown import NOTHING, Markdown, single_line
from talentpilot.report.page_safety import stand_ins, with_parts

TEMPLATE = "report.html.j2"

_CONTENTS = re.compile(r"<!-- contents -->(.*?)<!-- /contents -->\n?", re.DOTALL)
_SOURCE = re.compile(r'(?<=<img src=")([^"]*)"')  # no text can hold this: its quotes become `&quot;`
_SIZE = re.compile(rb'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_LIGHTS = {"●": "green", "▲": "amber", "■": "red", "○": "grey", "◇": "closed"}
_SHAPES = "".join(_LIGHTS)
# Tags are passed over whole. A light and a short word stay on one line, as do a day and the id of a pilot; a word wider
# than a phone gets places to break, which copied text does not show. No part goes back over what it took.
_PIECE = re.compile(
    rf"<[^>]*+>|(?P<light>[{_SHAPES}])(?P<word>(?: [^\s<>&，；。、）{_SHAPES}]{{1,9}}+(?=[\s<，；。、）]))?)"
    rf"|〔\d{{4}}〕\d+号|(?:&[#\w]++;|[^\s<>&\u2e80-\uffef{_SHAPES}]){{10,}}+"
)
_TOGETHER = re.compile(r"(?<![\w/.-])(?:\d{4}-\d\d-\d\d|[a-z][a-z-]{1,20}-\d{2,4})(?![\w/.-])|〔\d{4}〕\d+号")
_LETTER = re.compile(r"&[#\w]++;|.")
# Of a long word: up to its punctuation, or so many letters.
_PART = re.compile(r"(?:&(?!amp;)[#\w]++;|[^-&/._?=]){1,12}+(?:&amp;|[-/._?=]){0,9}+|(?:&amp;|[-/._?=]){1,12}+")
_LONG = 30
_COUNTERS = {"{page}": "counter(page)", "{pages}": "counter(pages)"}


def render_html(markdown: str, pictures: Mapping[str, bytes], head: Head, folders: Sequence[Path]) -> bytes:
    """Return the page of finished Markdown; `pictures` are SVG, named as the Markdown names them."""
    pictures = charts.with_widths(pictures)
    made = pandoc.convert(markdown, "html", "--metadata", f"language={head.language}").decode()
    body = _SOURCE.sub(lambda source: _embedded(source, pictures), _PIECE.sub(_set, made))
    opening, contents, sections = _CONTENTS.split(body, maxsplit=1) if _CONTENTS.search(body) else ("", "", body)
    say = translator_for(head.language)
    page = templates.environment(folders, "html", finalize=_escaped)
    page.filters["css"] = _css
    shown = {
        "head": head,
        "title": single_line(head.title) or NOTHING,
        "zh": head.language == "zh",
        "language": "zh-CN" if head.language == "zh" else "en-GB",
        "skip": say.text("Skip to the text"),
        "running": ("　" if head.language == "zh" else "  ·  ").join(filter(None, (head.period, head.as_of))),
        "foot": _foot(head.page_of),
    }
    parts = {"opening": Markdown(opening), "contents": Markdown(contents), "sections": Markdown(sections)}
    template = templates.find(TEMPLATE, folders)
    if templates.is_built_in(template):
        return templates.render(page, TEMPLATE, {**shown, **parts}).encode()
    return with_parts(templates.render(page, TEMPLATE, {**shown, **stand_ins(parts)}), parts, template).encode()


def _set(piece: re.Match[str]) -> str:
    """Return a piece of the page with line breaks and the colours of lights."""
    text = piece[0]
    if text[0] == "<":
        return text
    if piece["light"]:
        light = f'<span class="light {_LIGHTS[piece["light"]]}">{piece["light"]}</span>'
        return f'<span class="said">{light}{piece["word"]}</span>' if piece["word"] else light
    if len(text) > _LONG and len(_LETTER.findall(text)) > _LONG:
        return "<wbr>".join(_PART.findall(text))
    return _TOGETHER.sub(r'<span class="said">\g<0></span>', text)


def _embedded(source: re.Match[str], pictures: Mapping[str, bytes]) -> str:
    """Return an embedded picture with its size, so that the page does not jump while it loads."""
    data = pictures.get(unescape(source[1]))
    if data is None:
        raise PandocProblem("the report shows a picture that does not exist: {name}", name=source[1])
    found = _SIZE.search(data)
    size = f' width="{float(found[1]):.0f}" height="{float(found[2]):.0f}"' if found else ""
    return f'data:image/svg+xml;base64,{base64.b64encode(data).decode()}"{size}'


def _escaped(value: object) -> str:
    """Return every value of the template escaped for text and attributes."""
    return value if isinstance(value, Markdown) else escape(single_line(str(value)))


def _css(text: str) -> Markdown:
    """Return a text as a CSS string in which all but letters and digits are escaped."""
    return _css_string(single_line(text))


def _css_string(line: str) -> Markdown:
    return Markdown('"' + "".join(one if one.isalnum() else f"\\{ord(one):x} " for one in line) + '"')


def _foot(page_of: str) -> Markdown:
    """Return the foot of a printed page, its numbers counted by the browser."""
    parts = re.split(r"(\{pages?\})", single_line(page_of))
    return Markdown(" ".join(_COUNTERS.get(part) or _css_string(part) for part in parts if part))
