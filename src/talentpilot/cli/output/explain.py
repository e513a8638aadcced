"""Render an explanation as a tree or as JSON."""

from datetime import date
from fractions import Fraction

import typer

from talentpilot.analysis.explain.explanation import Explanation, Input, LedgerWord
from talentpilot.analysis.lights import SHAPES
from talentpilot.cli.output.notes import known_revision
from talentpilot.cli.output.rows import json_text, text_data, unreadable_data
from talentpilot.diagnostics import Language, Message
from talentpilot.escaping import visible
from talentpilot.i18n.command_terms import reasons, word
from talentpilot.i18n.translator import Translator
from talentpilot.model.base import Text
from talentpilot.model.programme import Programme
from talentpilot.model.regions import REGIONS
from talentpilot.model.units import unit_of
from talentpilot.services.explain import LocatedExplanation

Json = dict[str, object]
_COLORS = {"green": "green", "amber": "yellow", "red": "red", "grey": "bright_black"}
_INDENT = "  "


def render_text(found: LocatedExplanation, explanation: Explanation, say: Translator, *, color: bool) -> str:
    """Return the title, then each figure on a line, with the figures that it is made from below it."""
    title = say.words(explanation.value) if isinstance(explanation.value, Text) else explanation.shown
    head = visible(f"{explanation.label}  {title}")
    day = say.text("as of {day}", day=found.as_of)
    if found.label:
        day = say.text("as of {day}, at {revision}", day=found.as_of, revision=found.label)
    lines = [typer.style(head, bold=True) if color else head, visible(day), ""]
    for part in explanation.parts:
        lines += _lines(found, part, 0, say, color=color)
    return "\n".join(lines) + "\n"


def _lines(found: LocatedExplanation, item: Explanation, depth: int, say: Translator, *, color: bool) -> list[str]:
    value = _said(found, item, say, color=color)
    text = f"{_INDENT * depth}{visible(_words(found, item.label, say))}{say.punctuation['colon']}{value}"
    places = visible("  ".join(_place(found, given, say) for given in item.inputs))
    if places:
        text = f"{text}  [{_dim(places, color=color)}]"
    lines = [text]
    for part in item.parts:
        lines += _lines(found, part, depth + 1, say, color=color)
    return lines


def _said(found: LocatedExplanation, item: Explanation, say: Translator, *, color: bool) -> str:
    shown = visible(_shown(found, item, say))
    if item.light is not None:
        shown = f"{SHAPES[item.light]} {shown}"
        shown = typer.style(shown, fg=_COLORS[item.light.value]) if color else shown
    comma, because = say.punctuation["comma"], visible(_words(found, item.because, say))
    if item.formula:
        return f"{visible(_words(found, item.formula, say))} = {shown}" + (f"{comma}{because}" if because else "")
    rule = say.bracketed(" ".join(reasons(say, item.rule.split()))) if item.rule else ""
    if item.value is None and because:
        return f"{because}{rule}"
    return f"{shown}{rule}" + (f"{comma}{because}" if because else "")


def _shown(found: LocatedExplanation, item: Explanation, say: Translator) -> str:
    """Return the value with its unit; a code in words."""
    value = item.value
    if isinstance(value, Text):
        return say.words(value)
    if isinstance(value, Message):
        return say.said(_named(found.programme, value, say))
    if isinstance(value, str):
        groups = (
            ("color",) if item.light is not None else ("state",) if item.label == "state" else ("practice", "color")
        )
        known = (word(say, value, group) for group in groups)
        return next((one for one in known if one != value), say.text(value))
    if value is None:
        return say.text("none")
    if say.language == "en" or not item.unit:
        return item.shown
    unit = unit_of(found.programme, item.unit)
    return item.shown.removesuffix(f" {item.unit}") + (unit.zh if unit is not None else f" {item.unit}")


def _words(found: LocatedExplanation, text: str | Message, say: Translator) -> str:
    """Return a label, a remark or a formula in the translator's language, codes in words."""
    return say.text(text) if isinstance(text, str) else say.said(_named(found.programme, text, say))


def _named(programme: Programme, message: Message, say: Translator) -> Message:
    """Return the message with its codes in words."""
    if isinstance(message, LedgerWord):
        return Message.of("{word}", word=_name(programme, message.group, str(message), say))
    values = {
        name: _named(programme, one, say) if isinstance(one, Message) else one for name, one in message.values.items()
    }
    return Message(message.template, values)


def _name(programme: Programme, group: str, code: str, say: Translator) -> str:
    match group:
        case "organization":
            return programme.organization_name(code, say.language)
        case "region":
            region = next((item for item in programme.regions if item.code == code), REGIONS.get(code))
            return say.words(Text(zh=region.zh, en=region.en)) if region is not None else code
        case _:
            return say.term(code, group)


def _place(found: LocatedExplanation, given: Input, say: Translator) -> str:
    place = found.place(given)
    return say.text("default") if place is None else str(place)


def _dim(text: str, *, color: bool) -> str:
    return typer.style(text, dim=True) if color else text


def render_json(found: LocatedExplanation, explanation: Explanation, language: Language) -> str:
    """`talentpilot/explanation/1`: the tree as it is, numbers unrounded."""
    document: Json = {
        "schema": "talentpilot/explanation/1",
        "as_of": found.as_of.isoformat(),
        "revision": known_revision(found.source, language),
        "subject": found.subject,
        "title": text_data(explanation.value) if isinstance(explanation.value, Text) else None,
        "explanation": [_node(found, part) for part in explanation.parts],
        "unreadable": unreadable_data(found.unreadable),
    }
    return json_text(document)


def _node(found: LocatedExplanation, item: Explanation) -> Json:
    return {
        "label": str(item.label),
        "value": _value(item),
        "unit": item.unit or None,
        "formula": str(item.formula) or None,
        "because": str(item.because) or None,
        "rules": item.rule.split(),
        "light": item.light.value if item.light is not None else None,
        "inputs": [_input(found, given) for given in item.inputs],
        "parts": [_node(found, part) for part in item.parts],
    }


def _input(found: LocatedExplanation, given: Input) -> Json:
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
        case Text() | Message():
            return str(item.value)
        case _:
            return item.value
