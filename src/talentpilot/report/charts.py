"""Render chart specifications to SVG with the bundled fonts."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

from talentpilot.errors import ChartProblem, MissingExtra
from talentpilot.report import templates
from talentpilot.report.chart_colours import with_colours
from talentpilot.report.markdown import single_line
from talentpilot.report.sandbox import Sandbox

VEGA_LITE = "6.4"
PNG_SCALE = 2.5
LONE = 3
"""A last line so wide holds one Chinese letter."""


_SVG = "http://www.w3.org/2000/svg"
_OUTWARD = re.compile(r'<[a-z]+\s[^>]*\bhref="|<image|<script|<foreignObject')

_HAN = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_OPENING, _CLOSING = "（《「『【〔“‘", "、。，；：！？）》」』】〕”’…"
_PIECE = re.compile(f"[{_OPENING}]*[{_HAN}][{_CLOSING}]*|[^\\s{_HAN}]+|\\s")  # lines break between pieces
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


def environment(folders: Sequence[Path]) -> Sandbox:
    """Return the environment of chart templates, in which values print as JSON.

    Filters: `json` gives the JSON as a text, to build Vega expressions with; `wrapped(width, lines)` breaks each
    label of a list into at most two lines, or so many, of so many Latin letters (a Chinese one counts twice).
    """
    made = templates.environment(folders, "charts", finalize=to_json)
    made.filters |= {"json": to_json, "wrapped": wrapped}
    return made


class Specification(str):
    """The Vega-Lite JSON of one chart, and the template that wrote it."""

    origin: str


_LIKE_COLOUR = re.compile("#[0-9A-Za-z]{4,8}")
"""A text of a specification that can only be meant as a colour; a wrong one would print black."""
_COLOUR = re.compile("#(?:[0-9a-fA-F]{3}){1,2}")


def specification(source: Sandbox, name: str, data: Mapping[str, object]) -> Specification:
    """Return the Vega-Lite JSON of one chart.

    Raises:
        ChartProblem: what the template writes is no JSON.
    """
    template = f"charts/{name}.vl.json.j2"
    made = Specification(templates.render(source, template, data))
    made.origin = str(source.get_template(template).filename)
    try:
        json.loads(made)
    except RecursionError as problem:
        raise ChartProblem("{file}: chart {name} is nested too deeply", file=made.origin, name=name) from problem
    except json.JSONDecodeError as problem:
        place = templates.place_of(source, template, data, problem.pos)
        raise ChartProblem(
            "{place}: chart {name} is not JSON: {why}", place=place, name=name, why=problem.msg
        ) from problem
    return made


def render(specs: Mapping[str, str]) -> dict[str, bytes]:
    """Return each specification as SVG, the same bytes on every machine.

    All in one go: the first chart costs half a second, each further one a tenth.
    """
    if not specs:
        return {}
    return {name: with_colours(svg).encode() for name, svg in _draw(specs)}


def as_png(drawn: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return each SVG as PNG at print resolution, for readers that show no SVG."""
    if not drawn:
        return {}
    engine = _engine()
    return {name: engine.svg_to_png(svg.decode(), scale=PNG_SCALE) for name, svg in drawn.items()}


def with_widths(drawn: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return each SVG with the width of its texts in it, which they keep in any font.

    A chart is laid out with the bundled fonts. Another one that is wider would run over what stands beside the text and
    out of the picture.
    """
    trees = {name: ElementTree.fromstring(svg) for name, svg in drawn.items()}
    lines = [line for tree in trees.values() for line in _lines(tree)]
    for (_, line), width in zip(lines, _widths(lines), strict=True):
        line.attrib |= {"textLength": f"{width:.1f}", "lengthAdjust": "spacingAndGlyphs"}
    ElementTree.register_namespace("", _SVG)
    return {name: ElementTree.tostring(tree, encoding="unicode").encode() for name, tree in trees.items()}


def _lines(tree: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, ElementTree.Element]]:
    """Yield each text with each of its lines, which is the text itself where it has but one."""
    for text in tree.iter(f"{{{_SVG}}}text"):
        yield from ((text, line) for line in list(text) or [text] if (line.text or "").strip())


def _widths(lines: Sequence[tuple[ElementTree.Element, ElementTree.Element]]) -> list[float]:
    """Return the width of each line as the engine measured it when it laid out the chart."""
    if not lines:
        return []
    looks = {"font": "font-family", "fontSize": "font-size", "fontWeight": "font-weight", "fontStyle": "font-style"}
    rows = [
        {"text": line.text}
        | {key: text.attrib[name].removesuffix("px") for key, name in looks.items() if name in text.attrib}
        for text, line in lines
    ]
    shown = {key: {"field": key} for key in ("text", *looks)}
    bounds = {"x": {"field": "bounds.x1"}, "x2": {"field": "bounds.x2"}}
    marks = [
        {"type": "text", "name": "texts", "from": {"data": "lines"}, "encode": {"enter": shown}},
        {"type": "rect", "from": {"data": "texts"}, "encode": {"enter": bounds}},
    ]
    drawn = _engine().vega_to_scenegraph({"data": [{"name": "lines", "values": rows}], "marks": marks})
    return [item["width"] for item in drawn["scenegraph"]["items"][0]["items"][1]["items"]]


def to_json(value: object) -> str:
    """Return plain data as JSON on one line, with clean texts and ISO dates."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def wrapped(labels: Iterable[str], width: int, lines: int | None = 2) -> list[list[str]]:
    """Return each label as lines at most `width` wide; more than so many `lines` end with an ellipsis.

    With None a label takes as many as it needs, and nothing of it is lost.
    """
    return [_in_lines(_label(label), width, lines) for label in labels]


ADDRESSES = 65 << 30
"""Bytes of addresses, not of memory, that the engine of vl-convert reserves; with fewer it ends the whole process."""


def _engine() -> ModuleType:
    _require_addresses()
    try:
        import vl_convert
    except ImportError as problem:
        raise MissingExtra("charts need vl-convert: pip install 'talentpilot[report]'") from problem
    vl_convert.register_font_directory(str(chart_font_folder()))
    return vl_convert


def _require_addresses() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < ADDRESSES:
        raise MissingExtra(
            "charts need {size} GB of address space, and this shell allows {limit} GB: ulimit -v unlimited",
            size=ADDRESSES >> 30,
            limit=limit >> 30,
        )


def _draw(specs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    engine = _engine()
    for name, spec in specs.items():
        origin = f"{spec.origin}: " if isinstance(spec, Specification) else ""
        try:
            _refuse_mistakes(json.loads(spec))
            svg = engine.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
        except ValueError as problem:  # from each of the three
            said = ": ".join(line.strip(" :") for line in str(problem).splitlines()[:2])
            raise ChartProblem(
                "{origin}chart {name} can't be drawn: {said}", origin=origin, name=name, said=said
            ) from problem
        if _OUTWARD.search(svg):
            raise ChartProblem(
                "{origin}chart {name} can't be drawn: it holds a link or a picture from elsewhere",
                origin=origin,
                name=name,
            )
        yield name, svg


def _refuse_mistakes(part: object) -> None:
    """Refuse addresses, since what they return may differ from machine to machine, and wrong colours.

    Links and pictures are refused before anything is drawn: the engine goes on loading a picture that it gave up, and
    its failure would end up in the next chart. What stands in the data itself is text.
    """
    if isinstance(part, dict):
        if isinstance(part.get("data"), dict) and "url" in part["data"]:
            raise ValueError("data.url is not read; the data must stand in the chart")
        mark = part.get("mark")
        if "href" in part or "url" in part or "image" in (mark, mark.get("type") if isinstance(mark, dict) else None):
            raise ValueError("it holds a link or a picture from elsewhere")
        part = [item for name, item in part.items() if name not in ("values", "datasets")]
    if isinstance(part, str) and _LIKE_COLOUR.fullmatch(part) and not _COLOUR.fullmatch(part):
        raise ValueError(f"{part} is no colour, which has # and six digits of 0-9 and a-f")
    for item in part if isinstance(part, list) else ():
        _refuse_mistakes(item)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return _single(value.value if isinstance(value, Enum) else value)


def _single(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _label(value)
        case Decimal() | Fraction():
            return float(value)
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{type(value).__name__} is not plain data for a chart")


def _label(text: str) -> str:
    """Return the text on one line. In English the quotes become straight ones, since the font's curly quotes are as
    wide as a Chinese character.
    """
    line = single_line(text)
    return line if re.search(f"[{_HAN}]", line) else line.translate(_STRAIGHT)


def _in_lines(label: str, width: int, most: int | None) -> list[str]:
    pieces = _PIECE.findall(label) if most is not None else list(_short_pieces(label, width))
    kept = _filled(pieces, width)
    if len(kept) > 1 and printed_width(kept[-1]) <= LONE:  # a letter alone: lines of the same length
        kept = _filled(pieces, ceil(printed_width(label) / len(kept)) + 1)
    if most is None:
        return kept
    if len(kept) > most:
        kept = [*kept[: most - 1], kept[most - 1] + "…"]
    return [_cut(line, width + 1) for line in kept]


def _filled(pieces: Iterable[str], width: int) -> list[str]:
    lines = [""]
    for piece in pieces:
        if printed_width(lines[-1] + piece) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] or piece != " " else ""
    return [line.rstrip() for line in lines]


def _short_pieces(label: str, width: int) -> Iterator[str]:
    """Yield the pieces of a label; one that is much wider than a line comes letter by letter."""
    for piece in _PIECE.findall(label):
        yield from [piece] if printed_width(piece) <= width * 1.25 else piece


def _cut(line: str, width: int) -> str:
    if printed_width(line) <= width:
        return line
    return beginning(line, width - 1).rstrip() + "…"


def beginning(line: str, width: int) -> str:
    """Return as many of the first characters of a line as fit into a width."""
    taken = 0.0
    for at, character in enumerate(line):
        taken += printed_width(character)
        if taken > width:
            return line[:at]
    return line


def printed_width(text: str, latin: float = 1) -> float:
    """Return the width of a text in a Chinese font, where a Chinese character takes 2 and a Latin one `latin`.

    Characters of ambiguous width (curly quotes, dashes) are wide here, unlike in a terminal.
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else latin for character in text)


STATIC = "pylopdf_fonts_zh_cn"  # Noto Sans SC, Noto Serif SC
VARIABLE = "manimgx_fonts_cjk"  # Noto Sans CJK in every weight


def page_font_folders() -> tuple[Path, ...]:
    """Return the folders with the fonts of the pages."""
    return _folder(STATIC), _folder(VARIABLE)


def chart_font_folder() -> Path:
    """Return the folder with the fonts of the charts."""
    return _folder(STATIC)


def _folder(package: str) -> Path:
    """Return the folder of a font package without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise MissingExtra("the fonts of the reports are not installed: pip install 'talentpilot[report]'")
    return Path(found.origin).parent
