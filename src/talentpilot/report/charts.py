"""Charts: Vega-Lite specifications, which are templates too, drawn as SVG without browser or network.

A template `charts/NAME.vl.json.j2` receives plain data. Every `{{ value }}` in it prints as JSON with its
texts cleaned, so that a label can't break out of its place. A light's colour may be one of the patterns
below, `url(#light-red)`: in greyscale print red is hatched and grey dotted.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path

import jinja2

from talentpilot.errors import MissingExtra, TalentpilotError
from talentpilot.report import fonts, templates
from talentpilot.report.markdown import clean

VEGA_LITE = "6.4"

PATTERNS = {
    "light-red": '<pattern id="light-red" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#b3322c"/>'
    '<path d="M-1,1L1,-1M0,6L6,0M5,7L7,5" stroke="#fff" stroke-opacity=".38" stroke-width="1"/></pattern>',
    "light-grey": '<pattern id="light-grey" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#e9edf1"/><circle cx="2.5" cy="2.5" r=".7" fill="#8d99a6"/></pattern>',
    "light-none": '<pattern id="light-none" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#fff"/><path d="M2.5,0V5" stroke="#b4bdc7" stroke-width=".7"/></pattern>',
}
_BREAKABLE = re.compile(r"[⺀-鿿豈-﫿︰-﹏＀-￯𠀀-𯿿][、。，；：！？）》」』】〕”’…]*|[^\s⺀-鿿豈-﫿︰-﹏＀-￯𠀀-𯿿]+|\s")


class ChartProblem(TalentpilotError):
    """A chart specification that can't be drawn."""


def environment(folders: Sequence[Path]) -> jinja2.Environment:
    """Where chart templates are rendered: values print as JSON.

    Filters: `json` gives the JSON as a text, to build Vega expressions with; `wrapped(width)` breaks each
    label of a list into at most two lines, of so many Latin letters (a Chinese one counts twice).
    """
    made = templates.environment(folders, finalize=to_json)
    made.filters |= {"json": to_json, "wrapped": wrapped}
    return made


def specification(source: jinja2.Environment, name: str, data: Mapping[str, object]) -> str:
    """The Vega-Lite JSON of one chart."""
    return templates.render(source, f"charts/{name}.vl.json.j2", data)


def render(specs: Mapping[str, str]) -> dict[str, bytes]:
    """Each specification as SVG, the same bytes on every machine.

    All in one go: the first chart costs half a second, each further one a tenth.
    """
    if not specs:
        return {}
    with _utc():
        drawn: dict[str, bytes] = {}
        for name, svg in zip(specs, _draw(specs), strict=True):
            drawn[name] = _with_patterns(svg).encode()
        return drawn


def to_json(value: object) -> str:
    """Plain data as JSON on one line; texts are cleaned, dates are ISO, numbers are numbers."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def wrapped(labels: Iterable[str], width: int) -> list[list[str]]:
    """Each label as one or two lines that are at most `width` wide; what is longer ends with an ellipsis."""
    return [_two_lines(clean(label).replace("\n", " "), width) for label in labels]


def _draw(specs: Mapping[str, str]) -> Iterator[str]:
    try:
        import vl_convert
    except ImportError as problem:
        raise MissingExtra("charts need vl-convert: pip install 'talentpilot[report]'") from problem
    vl_convert.register_font_directory(str(fonts.for_charts()))
    for name, spec in specs.items():
        try:
            json.loads(spec)
            yield vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
        except ValueError as problem:  # both report what is wrong with one
            raise ChartProblem(f"chart {name} can't be drawn: {problem}") from problem


@contextmanager
def _utc() -> Iterator[None]:
    """Vega asks for the time zone once, when it draws first; a chart of a day must not move with it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before


def _with_patterns(svg: str) -> str:
    used = "".join(pattern for name, pattern in PATTERNS.items() if f'"url(#{name})"' in svg)
    return re.sub(r"<svg[^>]*>", lambda tag: f"{tag[0]}<defs>{used}</defs>", svg, count=1) if used else svg


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return _plain(value.value)
        case str():
            return clean(value)
        case Decimal() | Fraction():
            return float(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case Iterable():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(f"{type(value).__name__} is no plain data for a chart")


def _two_lines(label: str, width: int) -> list[str]:
    lines = [""]
    for piece in _BREAKABLE.findall(label):
        if _width(lines[-1] + piece) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece if lines[-1] or piece != " " else ""
    kept = [line.rstrip() for line in lines[:2]]
    if len(lines) > 2:
        kept[1] += "…"
    return [_cut(line, width + 1) for line in kept]


def _cut(line: str, width: int) -> str:
    if _width(line) <= width:
        return line
    while line and _width(line) >= width:
        line = line[:-1]
    return line.rstrip() + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
