"""The fonts of the reports for programs that ask fontconfig: the same pages on every machine that runs the tests."""

from collections.abc import Iterable
from pathlib import Path

from talentpilot.report import charts

_STAND_INS = {"SimSun": "Noto Serif SC", "Microsoft YaHei": "Noto Sans SC"}


def fontconfig(into: Path, folders: Iterable[Path] = ()) -> str:
    """A configuration to name in FONTCONFIG_FILE. LibreOffice wants static fonts only, which is what it is given
    unless `folders` say more: letters of a variable font are missing from its pages.
    """
    listed = "".join(f"<dir>{folder}</dir>" for folder in folders or [charts.for_charts()])
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{other}</family></prefer></alias>'
        for name, other in _STAND_INS.items()
    )
    file = into / "fonts.conf"
    file.write_text(
        f"<fontconfig>{listed}<dir>/usr/share/fonts</dir><cachedir>{into}/cache</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return str(file)
