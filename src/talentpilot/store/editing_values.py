"""How a new value is written into YAML: plain where that is safe, in quotes where it is not, in the style at hand."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.store.scaffold import scalar

Value = Any
"""What can be written: str (prose or a code), bool, int, Decimal, date; lists and mappings of them.
Inside a mapping also None, which is written `null` and says that there is nothing."""

_TYPED = re.compile(r"[-+.]?\d[\d_.,:eE+-]*|0[xob]\w+|y|n|yes|no|on|off|true|false", re.IGNORECASE | re.ASCII)
"""Texts that a YAML reader other than this program would take for a number, a date or a truth."""
_PLAIN = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`=<](?:(?!: |:$|\s#).)*""")
_WIDTH = 120
"""Beyond this many characters a mapping is written as lines, not in braces."""


def data_of_value(value: Value) -> Any:
    """The value as the text that a reader finds: what the proof of an edit compares."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case str() | int() | date():
            return str(value)
        case Mapping():
            return {key: data_of_value(item) for key, item in value.items()}
        case _:
            return [data_of_value(item) for item in value]


def inline(value: Value, *, flow: bool = True) -> str:
    """The value on one line; `flow`: inside brackets or braces, where commas and colons mean something."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {inline(item)}" for key, item in value.items()) + "}"
    if is_list(value):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if not isinstance(value, str):
        return str(data_of_value(value))
    return value if _is_plain(value, flow=flow) else scalar(value)


def in_style(value: Value, style: str, *, flow: bool) -> str:
    """A single value in the quotes that stood there before, where it can be said in them."""
    text = str(data_of_value(value))
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style == '"':
        written = scalar(text)
        return written if written.startswith('"') else f'"{written}"'
    return inline(value, flow=flow)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text.isprintable() or text != text.strip() or _TYPED.fullmatch(text) or text.casefold() in ("null", "~"):
        return False
    if flow and any(char in text for char in ",[]{}:"):
        return False
    return _PLAIN.fullmatch(text) is not None and not text.startswith("---")


def is_list(value: Value) -> bool:
    """Whether a value is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def entry_lines(key: str, value: Value, step: int, dash: int, *, roomy: bool) -> list[str]:
    """`key: value` as lines; `roomy`: items of lists get lines of their own fields, as at the top of a file.

    `step` is the indentation of what stands below a key, `dash` that of the `-` of a list below a key.
    """
    if is_list(value) and any(isinstance(item, Mapping) for item in value):
        below = [line for item in value for line in item_lines(item, step, dash, block=roomy)]
        return [f"{key}:", *(" " * dash + line for line in below)]
    if isinstance(value, Mapping) and not _is_wording(value) and len(inline(value)) > _WIDTH:
        below = [line for name, item in value.items() for line in entry_lines(name, item, step, dash, roomy=False)]
        return [f"{key}:", *(" " * step + line for line in below)]
    return [f"{key}: {inline(value, flow=False)}"]


def item_lines(value: Value, step: int, dash: int, *, block: bool, gap: int = 1) -> list[str]:
    """An item of a list as lines, the first with its `-`; `block`: a mapping takes a line for each field."""
    lead = "-" + " " * gap
    if not (isinstance(value, Mapping) and block):
        return [lead + inline(value, flow=False)]
    lines = [line for key, item in value.items() for line in entry_lines(key, item, step, dash, roomy=False)]
    return [(lead if number == 0 else " " * len(lead)) + line for number, line in enumerate(lines)]


def _is_wording(value: Mapping[str, Any]) -> bool:
    return set(value) <= {"zh", "en"}
