"""The fonts of the reports for programs that ask fontconfig: the same pages on every machine that runs the tests."""

from collections.abc import Iterable
from pathlib import Path

from talentpilot.report import charts

_STAND_INS = {
    "SimSun": ("Noto Serif SC",), "Microsoft YaHei": ("Noto Sans SC",),
    "Times New Roman": ("Liberation Serif", "Nimbus Roman"), "Arial": ("Liberation Sans", "Nimbus Sans"),
}  # fmt: skip
"""Fonts of an office that free machines lack, and those as wide that stand in for them."""


def fontconfig(into: Path, folders: Iterable[Path] = ()) -> str:
    """A configuration to name in FONTCONFIG_FILE. LibreOffice wants static fonts only, which is what it is given
    unless `folders` say more: letters of a variable font are missing from its pages.
    """
    listed = "".join(f"<dir>{folder}</dir>" for folder in folders or [charts.chart_font_folder()])
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer>{_families(others)}</prefer></alias>'
        for name, others in _STAND_INS.items()
    )
    file = into / "fonts.conf"
    file.write_text(
        f"<fontconfig>{listed}<dir>/usr/share/fonts</dir><cachedir>{into}/cache</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return str(file)


def _families(names: Iterable[str]) -> str:
    return "".join(f"<family>{name}</family>" for name in names)
