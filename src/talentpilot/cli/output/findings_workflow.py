"""Findings as annotations of a GitHub workflow."""

from collections import Counter

from talentpilot.cli.output.findings_answer import Answer
from talentpilot.cli.output.findings_text import closing_line, grounds
from talentpilot.diagnostics import Diagnostic, Severity

SHOWN = 10
"""Annotations of each kind that GitHub shows for a step; the rest stand in its log alone."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(answer: Answer) -> str:
    """One workflow command a finding, errors first, then the closing line, and a word where GitHub hides some."""
    shown = answer.worst_first
    counts = Counter(item.severity for item in shown)
    hidden = sum(max(0, number - SHOWN) for number in counts.values())
    lines = [*(_command(answer, item) for item in shown), *grounds(answer), closing_line(answer)]
    if hidden:
        lines.append(f"GitHub shows {SHOWN} annotations of a kind for a step; {hidden} more stand in this log alone")
    return "".join(f"{line}\n" for line in lines)


def _command(answer: Answer, item: Diagnostic) -> str:
    place = item.location
    properties = {
        "file": answer.from_top(item),
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.length),
        "title": f"{item.rule} {item.name}",
    }
    pairs = ",".join(f"{name}={_escape(value, in_property=True)}" for name, value in properties.items())
    text = f"{item.object}: {item.message}" + (f"\n{item.help}" if str(item.help) else "")
    return f"::{_COMMANDS[item.severity]} {pairs}::{_escape(text)}"


def _escape(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
