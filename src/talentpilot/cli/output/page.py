"""A rule's page, for the terminal."""

import textwrap

import typer

from talentpilot.rules.rule import Rule


def render_page(rule: Rule, *, color: bool) -> str:
    """Id, name, severity; what it catches, why; a bad and a good example."""
    page = rule.page
    clock = ", brought by the passing of days" if rule.by_clock else ""
    head = f"{rule.id} {rule.name} ({rule.severity}{clock})"
    parts = [_bold(head, color=color), page.summary]
    parts += [textwrap.fill(block, 88) for block in page.why.split("\n\n") if block]
    parts += [
        f"{_bold('Bad', color=color)}\n{_indented(page.bad)}",
        f"{_bold('Good', color=color)}\n{_indented(page.good)}",
    ]
    return "\n\n".join(parts) + "\n"


def _bold(text: str, *, color: bool) -> str:
    return typer.style(text, bold=True) if color else text


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")
