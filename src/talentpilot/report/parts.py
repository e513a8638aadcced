"""The versions of what shapes the bytes of a report besides talentpilot itself."""

import unicodedata
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "jinja2",
    "manimgx-fonts-cjk",
    "pylopdf-fonts-zh-cn",
    "pypandoc-binary",
    "typst",
    "vl-convert-python",
)
"""The words, the pages, the charts, and the fonts of both; pandoc comes inside pypandoc-binary."""


def versions() -> dict[str, str]:
    """Version by name; what is not installed is left out. `unicode` decides which characters a text may hold."""
    found = {"unicode": unicodedata.unidata_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return dict(sorted(found.items()))
