"""Write docs/notations.md from the table: what is written, what YAML alone makes of it, what this program does.

python tests/notations/page.py
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from notations.table import TABLE, Notation

PAGE = Path(__file__).parents[2] / "docs" / "notations.md"
INTRODUCTION = """# How values are written

<!-- Written by `make docs` from tests/notations/table.py; do not edit. -->

What a file shows its reader and what the program reads never differ without a finding. This page lists ways in which
numbers, dates, lists and texts are written in practice, and what becomes of each: it is read as it was meant, or
`validate` says so at its line and column. A test holds every row against the program.

- **YAML alone** is what an ordinary program takes from the same lines (PyYAML's `safe_load`).
- **reads** means that the value counts; where a rule is named as well, a finding says how it was read.
- **refuses** means an error: the item around the value is left out of every figure until it is corrected.
- `⇥` stands for a tab, `␣` for a no-break or thin space, `<U+200B>` for an invisible character.

Three habits avoid nearly all of this: put a text that holds `#`, `: `, quotation marks or braces into single quotes;
write one field on one line; write numbers and dates with nothing but digits, `.` and `-`.
"""
SIGNS = {"\t": "⇥", "\u00a0": "␣", "\u2009": "␣", "\u3000": "␣", "\u200b": "<U+200B>"}


def page() -> str:
    """The text of the page."""
    parts = [INTRODUCTION]
    for heading, items in TABLE.items():
        parts.append(f"\n## {heading}\n\n| written | YAML alone | talentpilot |\n|---|---|---|\n")
        parts += [f"| {_lines(item.written)} | {_alone(item)} | {_here(item)} |\n" for item in items]
    return "".join(parts)


def _lines(text: str) -> str:
    return "<br>".join(_code(line) for line in text.split("\n"))


def _code(text: str) -> str:
    """Text as it stands, for a cell of a table."""
    for sign, shown in SIGNS.items():
        text = text.replace(sign, shown)
    text = re.sub(r"^ +| +$", lambda match: "\u00a0" * len(match[0]), text).replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _alone(notation: Notation) -> str:
    """What PyYAML makes of the lines."""
    try:
        data = yaml.safe_load(notation.written)
    except (yaml.YAMLError, ValueError):
        return "an error"
    field = {"baseline": "value", "braces": ""}.get(notation.slot, notation.slot)
    if isinstance(data, dict) and field in data:
        data = data[field]
    elif field:
        return f"no field `{field}`" if isinstance(data, dict) else _value(data)
    return _value(data)


def _value(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return "the text " + _code(value.replace("\n", "⏎").replace("\u00a0", "␣"))
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case dict() | list():
            return _code(str(value).replace("datetime.date", ""))
        case _:
            return f"the day {value}"


def _here(notation: Notation) -> str:
    """What this program does."""
    rules = ", ".join(f"[{rule}](rules.md#{rule.lower()})" for rule in notation.says.split())
    if notation.value is not None:
        shown = notation.value.replace("\n", "⏎").replace("|", "`, `") if notation.slot != "note" else notation.value
        outcome = "reads " + ", ".join(_code(part.replace("\n", "⏎")) for part in shown.split("`, `"))
        outcome += f"; {rules}" if rules else ""
    elif not rules:
        outcome = "reads nothing: the field is empty"
    elif notation.says[:3] in ("F12", "S02"):
        outcome = f"reads nothing; {rules}"
    else:
        outcome = f"refuses: {rules}"
    remark = notation.remark.replace("|", "\\|")
    return outcome + (f". {remark[0].upper()}{remark[1:]}" if remark else "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
