"""Findings as annotations of a GitHub workflow."""

from talentpilot.cli.checking import Verdict
from talentpilot.cli.output.findings_text import closing_line
from talentpilot.diagnostics import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(verdict: Verdict) -> str:
    """One workflow command a finding, errors first since a step shows only ten of each, then the closing line."""
    order = list(Severity)
    shown = sorted((item for item in verdict.diagnostics if not item.waived), key=lambda i: order.index(i.severity))
    return "".join(f"{_command(item)}\n" for item in shown) + closing_line(verdict) + "\n"


def _command(item: Diagnostic) -> str:
    place = item.location
    properties = {
        "file": place.path,
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
