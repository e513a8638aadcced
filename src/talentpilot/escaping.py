"""Escape control characters, so that a text of the ledger can't act on a terminal, a spreadsheet or a log."""

import re

_CONTROL = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"
"""C0 without tab and line ends, delete, and C1."""
_DIRECTION = "\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069"
"""What turns the direction of writing, and the line separators of Unicode."""
_RAW = re.compile(f"[{_CONTROL}{_DIRECTION}]|\r(?!\n)")
_RAW_BUT_COLORS = f"(\x1b\\[[0-9;]*m)|{_RAW.pattern}"
_ORDER = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)|(##(?:vso)?)\["
"""What the runners of GitHub (`::name::` after blanks, `##[name]` anywhere) and Azure (`##vso[name]`) obey in a log."""


def visible(text: str) -> str:
    r"""Return the text with each control character written as `\u001b`; inside JSON this is the same text again."""
    return _RAW.sub(_escaped, text)


def visible_but_colors(text: str) -> str:
    """Return the text with its control characters escaped, but for sequences that only set colour and weight."""
    return re.sub(_RAW_BUT_COLORS, lambda match: match[1] or _escaped(match), text)


def without_orders(text: str) -> str:
    r"""Return the text with what a CI service would obey in a log written as `\u003a:` and `##\u005b`."""
    return re.sub(_ORDER, lambda match: f"{match[2]}\\u005b" if match[2] else f"{match[1]}\\u003a", text)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
