"""The fonts of every report, from packages: the same pages on every machine, whatever it has installed.

Typst reads both folders. Charts read only the one with static fonts, since a variable font inside an SVG
shows its thinnest weight.
"""

from importlib.util import find_spec
from pathlib import Path

from talentpilot.errors import MissingExtra

STATIC = "pylopdf_fonts_zh_cn"  # Noto Sans SC, Noto Serif SC
VARIABLE = "manimgx_fonts_cjk"  # Noto Sans CJK in every weight


def for_pages() -> tuple[Path, ...]:
    """The folders with the fonts of the pages."""
    return _folder(STATIC), _folder(VARIABLE)


def for_charts() -> Path:
    """The folder with the fonts of the charts."""
    return _folder(STATIC)


def _folder(package: str) -> Path:
    """Where a font package lies, without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise MissingExtra("the fonts of the reports are not installed: pip install 'talentpilot[report]'")
    return Path(found.origin).parent
