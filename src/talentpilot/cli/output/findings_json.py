"""Findings for machines: `talentpilot/findings/1`, one document, its own shape whatever the inside looks like."""

import json

from talentpilot.cli.checking import Verdict
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules.engine import RULES_VERSION


def render(verdict: Verdict) -> str:
    """The findings as JSON, waived ones marked."""
    checked = verdict.checked
    document = {
        "schema": "talentpilot/findings/1",
        "rules": RULES_VERSION,
        "as_of": verdict.as_of.isoformat(),
        "checked": {
            "files": checked.files,
            "pilots": checked.pilots,
            "milestones": checked.milestones,
            "indicators": checked.indicators,
            "evidence": checked.evidence,
        },
        "summary": {**{severity.value: verdict.count(severity) for severity in Severity}, "waived": verdict.waived},
        "findings": [_finding(item) for item in verdict.diagnostics],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _finding(item: Diagnostic) -> dict[str, object]:
    return {
        "rule": item.rule,
        "name": item.name,
        "severity": item.severity.value,
        "path": item.location.path,
        "line": item.location.line,
        "column": item.location.column,
        "object": item.object,
        "message": str(item.message),
        "help": str(item.help) or None,
        "waived": item.waived,
    }
