"""An explanation as it is shown: a tree of figures with the place of each input, or JSON."""

import json
from datetime import date
from fractions import Fraction

import typer

from talentpilot.analysis.provenance import Explanation, Input, Value
from talentpilot.cli.output.status_table import SHAPES
from talentpilot.cli.session import terminal_language
from talentpilot.cli.tracing import Trace
from talentpilot.model.base import Text

Json = dict[str, object]
_COLORS = {"green": "green", "amber": "yellow", "red": "red", "grey": "bright_black"}
_INDENT = "  "


def render_text(found: Trace, explanation: Explanation, *, color: bool) -> str:
    """Title, then each figure on a line, deeper ones below what they make up."""
    head = f"{explanation.label}  {_shown(explanation)}"
    day = f"as of {found.as_of}" + (f", at {found.label}" if found.label else "")
    lines = [typer.style(head, bold=True) if color else head, day, ""]
    for part in explanation.parts:
        lines += _lines(found, part, 0, color=color)
    return "\n".join(lines) + "\n"


def _lines(found: Trace, item: Explanation, depth: int, *, color: bool) -> list[str]:
    text = f"{_INDENT * depth}{item.label}: {_said(item, color=color)}"
    places = "  ".join(_place(found, given) for given in item.inputs)
    if places:
        text = f"{text}  [{_dim(places, color=color)}]"
    lines = [text]
    for part in item.parts:
        lines += _lines(found, part, depth + 1, color=color)
    return lines


def _said(item: Explanation, *, color: bool) -> str:
    shown = _shown(item)
    if item.light is not None:
        shown = f"{SHAPES[item.light]} {shown}"
        shown = typer.style(shown, fg=_COLORS[item.light.value]) if color else shown
    if item.formula:
        return f"{item.formula} = {shown}"
    rule = f" ({item.rule})" if item.rule else ""
    if item.value is None and item.because:
        return f"{item.because}{rule}"
    return f"{shown}{rule}" + (f", {item.because}" if item.because else "")


def _shown(item: Explanation) -> str:
    return item.value.say(terminal_language()) if isinstance(item.value, Text) else item.shown


def _place(found: Trace, given: Input) -> str:
    place = found.place(given)
    return "default" if place is None else f"{place.path}:{place.line}:{place.column}"


def _dim(text: str, *, color: bool) -> str:
    return typer.style(text, dim=True) if color else text


def render_json(found: Trace, explanation: Explanation) -> str:
    """`talentpilot/explanation/1`: the tree as it is, numbers unrounded."""
    document: Json = {
        "schema": "talentpilot/explanation/1",
        "as_of": found.as_of.isoformat(),
        "revision": found.revision,
        "subject": found.subject,
        "title": _text(explanation.value),
        "explanation": [_node(found, part) for part in explanation.parts],
        "unreadable": [{"path": item.path, "rule": item.rule, "object": item.object} for item in found.unreadable],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _node(found: Trace, item: Explanation) -> Json:
    return {
        "label": item.label,
        "value": _value(item),
        "unit": item.unit or None,
        "formula": item.formula or None,
        "because": item.because or None,
        "rules": item.rule.split(),
        "light": item.light.value if item.light is not None else None,
        "inputs": [_input(found, given) for given in item.inputs],
        "parts": [_node(found, part) for part in item.parts],
    }


def _input(found: Trace, given: Input) -> Json:
    place = found.place(given)
    return {
        "path": place.path if place else found.sources[given.file].path,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "field": "/".join(map(str, given.path)),
        "default": place is None,
    }


def _value(item: Explanation) -> str | int | float | None:
    match item.value:
        case Fraction():
            return int(item.value) if item.value.denominator == 1 else float(item.value)
        case date():
            return item.value.isoformat()
        case Text():
            return str(item.value)
        case _:
            return item.value


def _text(value: Value) -> Json | None:
    return {"zh": value.zh or value.plain, "en": value.en or value.plain} if isinstance(value, Text) else None
