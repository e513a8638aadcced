"""Render the page of a rule for the terminal."""

import re
import textwrap

import typer
from rich.cells import cell_len

from talentpilot.i18n.translator import Translator, message
from talentpilot.model.base import Language
from talentpilot.rules.rule import Rule, RulePage

_WIDTH = 88


def render_page(rule: Rule, say: Translator, *, color: bool) -> str:
    """Return the page: id, name, severity, what it catches and why, a bad and a good example."""
    page = rule.page
    clock = [say.text(message("caused by the passing of time"))] if rule.by_clock else []
    kind = say.listed([say.text(rule.severity), *clock])
    parts = [_bold(f"{rule.id} {rule.name}{say.bracketed(kind)}", color=color), say.text(page.summary)]
    parts += [_filled(say.text(block), say.language) for block in paragraphs(page)]
    parts += [
        f"{_bold(say.text(title), color=color)}\n{_indented(example)}"
        for title, example in ((message("Bad"), page.bad), (message("Good"), page.good))
    ]
    return "\n\n".join(parts) + "\n"


def paragraphs(page: RulePage) -> list[str]:
    """Return the paragraphs of a page's why, each on one line, as the catalogue knows them."""
    return [" ".join(block.split()) for block in page.why.split("\n\n") if block]


def _filled(text: str, language: Language) -> str:
    """Break a text into lines; Chinese breaks between any two characters, but never before a closing mark."""
    if language == "en":
        return textwrap.fill(text, _WIDTH)
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+ ?|.[，。；：、）”？》]*", text):
        if cell_len(line + piece) > _WIDTH:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return "\n".join([*lines, line.rstrip()])


def _bold(text: str, *, color: bool) -> str:
    return typer.style(text, bold=True) if color else text


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")
