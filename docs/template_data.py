"""Writes docs/template-data.md: what templates receive, read off the views themselves."""

import inspect
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from dataclass_pages import reached, sentence

from talentpilot.model.base import Text
from talentpilot.report.views.evaluation.summary import EvaluationsView
from talentpilot.report.views.evaluation.view import EvaluationView
from talentpilot.report.views.quarterly import QuarterlyView

ROOTS: tuple[tuple[str, type], ...] = (
    ("quarterly.md.j2", QuarterlyView),
    ("evaluation.md.j2", EvaluationView),
    ("evaluations.md.j2", EvaluationsView),
)
"""Each report's template, and the type of its `view`."""

WORDS: Mapping[type, str] = {
    Text: "text",
    str: "word",
    bool: "true or false",
    int: "whole number",
    float: "number",
    Fraction: "number",
    date: "day",
    object: "value",
}
"""How a plain type is called; a word is a code, an id or a document number, `| term(group)` says the codes."""


PLANNED = "a value of the plan, as `\\| plan_value(field)` says it"
"""The one kind of value that holds others of its kind."""


def template_data_page(note: str) -> str:
    """The page, with the note that it is generated."""
    parts = [
        "# What templates receive\n",
        note,
        "`view` in each report's template, and everything inside it. A *text* is said by `| say`, a *day* by"
        " `| date`, a *number* by `| figure` or `| rate`, a code by `| term(group)`; [templates.md](templates.md) lists"
        " all filters. None of it can be changed by a template.\n",
    ]
    told: set[type] = set()
    for name, root in ROOTS:
        parts.append(f"## {name}\n\n`view` is a [{root.__name__}](#{root.__name__.lower()}).\n")
        for kind in reached(root, lambda kind: iter(get_type_hints(kind).values()), lambda kind: kind not in WORDS):
            if kind not in told:
                told.add(kind)
                parts.append(section(kind))
    return "\n".join(parts)


def section(kind: type) -> str:
    """One kind of value: its sentence, its fields, what it works out by itself."""
    hints = get_type_hints(kind)
    names = [item.name for item in fields(kind) if not item.name.startswith("_")]
    rows = [f"| {name} | {said(hints[name])} |" for name in names]
    for name, member in inspect.getmembers(kind):
        getter = member.fget if isinstance(member, property) else member
        if not name.startswith("_") and inspect.isfunction(getter):
            shown = name if isinstance(member, property) else f"{name}({', '.join(parameters(getter))})"
            gives = get_type_hints(getter).get("return", object)
            rows.append(f"| {shown} | {said(gives)}: {sentence(getter)} |")
    return f"### {kind.__name__}\n\n{sentence(kind)}\n\n| name | what it is |\n|---|---|\n" + "\n".join(rows) + "\n"


def parameters(function: Any) -> list[str]:
    """The names of what a method takes."""
    return [name for name in inspect.signature(function).parameters if name != "self"]


def said(hint: Any) -> str:
    """A type in words."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in WORDS or "ForwardRef" in repr(hint):
        return WORDS.get(hint, PLANNED)
    if origin in (Union, UnionType):
        inner = [said(part) for part in parts if part is not NoneType]
        return " or ".join(dict.fromkeys(inner)) + (", or none" if NoneType in parts else "")
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin in (tuple, list, frozenset):
        if len(parts) == 1 or parts[1] is Ellipsis:
            return f"list of {said(parts[0])}"
        return "(" + ", ".join(map(said, parts)) + ")"
    if origin in (dict, Mapping) or hint in (dict, Mapping):
        return f"mapping from {said(parts[0])} to {said(parts[1])}"
    if is_dataclass(hint) and isinstance(hint, type):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return getattr(hint, "__name__", str(hint)).lower()
