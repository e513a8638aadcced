"""Findings for people, as text and as Markdown: place, fact, what to do, and how much was checked."""

import re
from collections.abc import Sequence

import typer
from rich.cells import cell_len

from talentpilot import RULES_VERSION
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.escaping import visible
from talentpilot.i18n.translator import Translator, message
from talentpilot.model.programme import Waiver
from talentpilot.services.validation.result import ENGLISH, ValidateResult

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_EXCERPT_LIMIT = 160
LOOKED_AT = (
    (message("{n} pilot"), message("{n} pilots")),
    (message("{n} milestone"), message("{n} milestones")),
    (message("{n} indicator"), message("{n} indicators")),
    (message("{n} evidence file"), message("{n} evidence files")),
)
FOUND = (
    (message("{n} error"), message("{n} errors")),
    (message("{n} warning"), message("{n} warnings")),
    (message("{n} note"), message("{n} notes")),
    (message("{n} waiver"), message("{n} waivers")),
)
"""What the closing line counts, one and many."""

LEADING = ("F07", "S06")
"""Rules whose findings come first: a folder that was renamed, copied or is incomplete causes many of the others."""


def render_text(answer: ValidateResult, *, color: bool, quiet: bool, verbose: bool = False) -> str:
    """Return all findings with excerpts, with `verbose` the waived ones too, then the closing count line."""
    shown = [item for item in answer.findings if not quiet or item.severity is Severity.ERROR]
    shown.sort(key=lambda item: item.rule not in LEADING)
    blocks = [_block(item, answer.say, color=color) for item in shown]
    plain = [_waived(item, waiver, answer.say) for item, waiver in answer.waived] if verbose else []
    plain += [*what_was_read(answer), closing_line(answer)]
    return "".join(f"{line}\n" for line in (*blocks, *map(visible, plain)))


def render_brief(answer: ValidateResult) -> str:
    """Return a line for each finding, of one form in every language (docs/ci.md), and no closing line."""
    return "".join(f"{_head(item, ENGLISH, color=False)}\n" for item in answer.findings)


def what_was_read(answer: ValidateResult) -> tuple[str, ...]:
    """Return a line each for the revision that was read and the one it was compared with, if there are any."""
    return tuple(map(answer.say.said, answer.result.remarks))


def closing_line(answer: ValidateResult) -> str:
    """Return how much was checked, against which rules, and what came of it."""
    result = answer.result
    checked = result.checked
    numbers = (checked.pilots, checked.milestones, checked.indicators, checked.evidence)
    found = (*map(result.count, (Severity.ERROR, Severity.WARNING, Severity.INFO)), result.waived)
    say = answer.say
    looked = say.listed(_counted(say, *one) for one in zip(LOOKED_AT, numbers, strict=True))
    said = [_counted(say, *one) for one in zip(FOUND, found, strict=True)]
    sentence = say.listed(text for text, number in zip(said, (1, 1, *found[2:]), strict=True) if number)
    rules = [say.text("rules {version}", version=RULES_VERSION), *map(say.said, answer.choice.messages)]
    if answer.off:
        rules.append(say.text("off in programme.yaml: {rules}", rules=say.listed(answer.off)))
    return say.text("Checked {looked}: {found} ({rules})", looked=looked, found=sentence, rules=say.joined(rules))


def waiver_terms(waiver: Waiver | None, say: Translator = ENGLISH) -> str:
    """Return who waived it, until when, and why."""
    if waiver is None:
        return say.text("waived")
    reason = waiver.reason.say(say.language) if waiver.reason is not None else ""
    return say.text("waived by {by} until {until}: {reason}", by=waiver.by, until=waiver.until, reason=reason)


def _waived(item: Diagnostic, waiver: Waiver | None, say: Translator) -> str:
    tag = f"{say.text('waived')} {say.text(item.severity)}[{item.rule}]"
    return f"{item.location}: {tag} {item.message}\n     = {waiver_terms(waiver, say)}"


def _counted(say: Translator, forms: tuple[str, str], number: int) -> str:
    return say.text(forms[0 if number == 1 else 1], n=number)


def _head(item: Diagnostic, say: Translator, *, color: bool) -> str:
    tag = f"{say.text(item.severity)}[{item.rule}]"
    if color:
        tag = typer.style(tag, fg=_COLORS[item.severity], bold=True)
    return f"{visible(str(item.location))}: {tag} {visible(str(item.message))}"


def _block(item: Diagnostic, say: Translator, *, color: bool) -> str:
    lines = [_head(item, say, color=color)]
    if item.excerpt.strip():
        number = str(item.location.line).rjust(4)
        text, caret = _underlined(item.excerpt, item.location.column, item.location.length)
        bar = " " * len(number)
        if color:
            caret = typer.style(caret, fg=_COLORS[item.severity], bold=True)
        lines += [f"{number} | {text}", f"{bar} | {caret}"]
    if str(item.help):
        lines.append(f"     = {say.text('help')}{say.punctuation['colon']}{visible(str(item.help))}")
    return "\n".join(lines)


def _underlined(line: str, column: int, length: int) -> tuple[str, str]:
    """Return the line, cut around the value where it is long, and carets under the value as wide as it is shown."""
    line = "".join(char if char.isprintable() else " " for char in line)
    start = column - 1
    cut = max(0, start - 60) if len(line) > _EXCERPT_LIMIT else 0
    shown = line[cut : cut + _EXCERPT_LIMIT]
    if cut:
        shown = "…" + shown[1:]
    if cut + _EXCERPT_LIMIT < len(line):
        shown = shown[:-1] + "…"
    value = shown[start - cut : start - cut + length]
    return shown, " " * cell_len(shown[: start - cut]) + "^" * max(1, cell_len(value))


SUMMARY_LIMIT = 200
"""Findings in the summary of a step, of which GitHub takes one megabyte."""

HEADS = (message("rule"), message("place"), message("finding"), message("what to do"))
WAIVED_HEADS = (message("rule"), message("object"), message("finding"), message("waiver"))


def render_markdown(answer: ValidateResult, limit: int | None = None) -> str:
    """Return how much was checked, a table of findings with errors first, then the waived ones with their waivers."""
    say = answer.say
    found = answer.worst_first
    shown = found[:limit]
    parts = [f"{_plain(line)}{say.punctuation['stop']}\n" for line in (*what_was_read(answer), closing_line(answer))]
    if shown:
        heads = ("", *map(say.text, HEADS))
        parts.append(_table(heads, [_row(item, say) for item in shown]))
    if len(shown) < len(found):
        parts.append(say.text("{n} more are not shown here.", n=len(found) - len(shown)) + "\n")
    if answer.waived:
        rows = [
            (item.rule, _code(item.object), _plain(str(item.message)), _plain(waiver_terms(waiver, say)))
            for item, waiver in answer.waived[:limit]
        ]
        parts.append(say.text("Waived:") + "\n")
        parts.append(_table(tuple(map(say.text, WAIVED_HEADS)), rows))
    return "\n".join(parts)


def render_summary(answer: ValidateResult) -> str:
    """Return the same for the summary of a GitHub step: with a heading, and cut where it would be too long."""
    return f"## talentpilot validate\n\n{render_markdown(answer, SUMMARY_LIMIT)}\n"


def _row(item: Diagnostic, say: Translator) -> tuple[str, ...]:
    place = _code(f"{item.location.path}:{item.location.line}")
    severity = say.text(item.severity.value)
    return (severity, f"{item.rule} {item.name}", place, _plain(str(item.message)), _plain(str(item.help)))


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _plain(text: str) -> str:
    """Return the text on one line, with nothing in it that Markdown or HTML would read as a mark."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_\[\]|~])", r"\\\1", line)


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("|", "\\|") + "`"
