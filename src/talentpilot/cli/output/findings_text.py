"""Findings for people: place, fact, the line with a caret under the value, what to do, and how much was checked."""

import unicodedata

import typer

from talentpilot.cli.checking import Verdict
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules.engine import RULES_VERSION

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_EXCERPT_LIMIT = 160

BRIEF_PATTERN = (
    r"^(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>error|warning|info)\[(?P<rule>[A-Z]\d\d)\] (?P<message>.*)$"
)
"""What each line of `--format brief` matches."""


def render(verdict: Verdict, *, color: bool, quiet: bool) -> str:
    """All findings with excerpts, then the closing count line."""
    shown = [item for item in verdict.diagnostics if not item.waived]
    if quiet:
        shown = [item for item in shown if item.severity is Severity.ERROR]
    blocks = [_block(item, color=color) for item in shown]
    return "".join(f"{block}\n" for block in blocks) + closing_line(verdict) + "\n"


def render_brief(verdict: Verdict) -> str:
    """One line a finding, matching `BRIEF_PATTERN`, and no closing line."""
    return "".join(f"{_head(item, color=False)}\n" for item in verdict.diagnostics if not item.waived)


def closing_line(verdict: Verdict) -> str:
    """How much was checked, against which rules, and what came of it."""
    checked = verdict.checked
    looked = (
        (checked.pilots, "pilot"), (checked.milestones, "milestone"), (checked.indicators, "indicator"),
        (checked.evidence, "evidence file"),
    )  # fmt: skip
    found = (
        (verdict.count(Severity.ERROR), "error"), (verdict.count(Severity.WARNING), "warning"),
        (verdict.count(Severity.INFO), "note"), (verdict.waived, "waiver"),
    )  # fmt: skip
    said = [_counted(*pair) for pair in found[:2]] + [_counted(*pair) for pair in found[2:] if pair[0]]
    return f"Checked {', '.join(_counted(*pair) for pair in looked)}: {', '.join(said)} (rules {RULES_VERSION})"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _head(item: Diagnostic, *, color: bool) -> str:
    place = item.location
    tag = f"{item.severity}[{item.rule}]"
    if color:
        tag = typer.style(tag, fg=_COLORS[item.severity], bold=True)
    return f"{place.path}:{place.line}:{place.column}: {tag} {item.message}"


def _block(item: Diagnostic, *, color: bool) -> str:
    lines = [_head(item, color=color)]
    if item.excerpt.strip():
        number = str(item.location.line).rjust(4)
        text, caret = _underlined(item.excerpt, item.location.column, item.location.length)
        bar = " " * len(number)
        if color:
            caret = typer.style(caret, fg=_COLORS[item.severity], bold=True)
        lines += [f"{number} | {text}", f"{bar} | {caret}"]
    if str(item.help):
        lines.append(f"     = help: {item.help}")
    return "\n".join(lines)


def _underlined(line: str, column: int, length: int) -> tuple[str, str]:
    """The line, cut around the value where it is long, and carets under the value as wide as it is shown."""
    line = "".join(char if char.isprintable() else " " for char in line)
    start = column - 1
    cut = max(0, start - 60) if len(line) > _EXCERPT_LIMIT else 0
    shown = line[cut : cut + _EXCERPT_LIMIT]
    if cut:
        shown = "…" + shown[1:]
    if cut + _EXCERPT_LIMIT < len(line):
        shown = shown[:-1] + "…"
    value = shown[start - cut : start - cut + length]
    return shown, " " * width(shown[: start - cut]) + "^" * max(1, width(value))


def width(text: str) -> int:
    """Columns of a terminal that a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
