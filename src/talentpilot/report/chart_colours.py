"""The patterns that tell lights apart without colour, and the colours of charts on a dark screen."""

import re
from dataclasses import dataclass

TILE = 24


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of lines over a background, in large tiles, since PDF readers show the seams of small ones."""

    ground: str
    line: str
    width: float
    path: str

    def definition(self, name: str) -> str:
        """Return the lines as an SVG pattern."""
        pen = f'stroke="{self.line}" stroke-width="{self.width}" stroke-linecap="round"'
        size = f'width="{TILE}" height="{TILE}" patternUnits="userSpaceOnUse"'
        return f'<pattern id="{name}" {size}><path d="{self.path}" {pen}/></pattern>'


_HATCH = "".join(f"M{x},{TILE}l{TILE},-{TILE}" for x in range(-TILE, TILE, 8))
_DOTS = "".join(f"M{x},{y}h.01" for x in range(3, TILE, 6) for y in range(3, TILE, 6))
_STRIPES = "".join(f"M{x},0v{TILE}" for x in range(3, TILE, 6))
PATTERNS = {
    "light-red": Pattern("#9a2620", "#4a0f0c", 2.0, _HATCH),
    "light-grey": Pattern("#c0c8d2", "#8d99a6", 1.2, _DOTS),
    "light-none": Pattern("#ffffff", "#b4bdc7", 0.8, _STRIPES),
}
DARK = {
    # words and lines
    "#1f2933": "#e4e8ec", "#3e4c59": "#c3ccd5", "#52606d": "#a8b3be", "#7b8794": "#8d99a6", "#9aa5b1": "#74808c",
    "#8d99a6": "#5f6b77", "#b4bdc7": "#5f6b77", "#c5ced8": "#3a444f", "#d5dbe2": "#3a444f", "#e3e7ec": "#2b343d",
    "#e9edf2": "#232b33", "#c9d8e8": "#24384c", "#7f9dbd": "#5f83a8", "#14406b": "#9cc4ee", "#ffffff": "#14181d",
    "white": "#14181d",
    # lights: fills, tints, marks
    "#1f7a5c": "#23866a", "#9a2620": "#c23f37", "#4a0f0c": "#7a1f1a", "#c0c8d2": "#323b45", "#a92a25": "#ff8f86",
    "#e3f1eb": "#17352a", "#fdf0d2": "#3a2f12", "#f9e0dd": "#43211f", "#eff2f5": "#232b33", "#1a6b50": "#5fcaa2",
    "#8f5a00": "#f0b64a",
}  # fmt: skip
"""What the colours of the charts become on a dark screen; those that are not named stay."""

_SHAPE = re.compile(r'<path((?:(?!fill=)[^>])*) fill="url\(#(light-[a-z]+)\)"([^>]*)/>')
_OPENING = re.compile(r"<svg[^>]*>")


def with_colours(svg: str) -> str:
    """Return the drawing with its patterns and its colours for dark screens."""
    used: set[str] = set()

    def layered(shape: re.Match[str]) -> str:
        """Return a patterned shape as three: its background, the lines over it, its outline."""
        before, name, after = shape.groups()
        used.add(name)
        bare = re.sub(r' stroke[a-z-]*="[^"]*"', "", before + after)
        outline = f'<path{before} fill="none"{after}/>' if bare != before + after else ""
        return f'<path{bare} fill="{PATTERNS[name].ground}"/><path{bare} fill="url(#{name})"/>{outline}'

    drawn = _SHAPE.sub(layered, svg)
    definitions = "".join(PATTERNS[name].definition(name) for name in sorted(used))
    style = _dark_style(drawn + definitions)
    return _OPENING.sub(rf"\g<0><defs>{style}{definitions}</defs>", drawn, count=1)


def _dark_style(svg: str) -> str:
    """Return the rules of a dark screen for the colours that the drawing has; print and converters pass them over."""
    rules = [
        f'[{place}="{light}"]{{{place}:{dark}}}'
        for light, dark in DARK.items()
        for place in ("fill", "stroke")
        if f'{place}="{light}"' in svg
    ]
    return f"<style>@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}</style>" if rules else ""
