"""Findings as Markdown: for a merge request, a chat, or the summary of a GitHub step."""

import re
from collections.abc import Sequence

from talentpilot.cli.output.findings_text import closing_line, grounds, waiver_terms
from talentpilot.diagnostics import Diagnostic
from talentpilot.i18n.translator import Translator, message
from talentpilot.services.validation.result import ValidateResult

SUMMARY_LIMIT = 200
"""Findings in the summary of a step, of which GitHub takes one megabyte."""

HEADS = (message("rule"), message("place"), message("finding"), message("what to do"))
WAIVED_HEADS = (message("rule"), message("object"), message("finding"), message("waiver"))


def render(answer: ValidateResult, limit: int | None = None) -> str:
    """How much was checked, the findings as a table with errors first, then the waived ones with their waivers."""
    say = answer.say
    found = answer.worst_first
    shown = found[:limit]
    parts = [f"{_plain(line)}{say.punctuation['stop']}\n" for line in (*grounds(answer), closing_line(answer))]
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
    return f"## talentpilot validate\n\n{render(answer, SUMMARY_LIMIT)}\n"


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
