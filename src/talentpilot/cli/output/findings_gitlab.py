"""Findings as a GitLab code quality report: the fields that GitLab documents, and no others."""

import json

from talentpilot.cli.output.findings_answer import Answer, fingerprints
from talentpilot.diagnostics import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(answer: Answer) -> str:
    """The findings as one list; waived ones are left out, since the report knows no exceptions."""
    pairs = zip(answer.verdict.diagnostics, fingerprints(answer), strict=True)
    report = [
        {
            "description": f"{item.object}: {item.message}",
            "check_name": f"{item.rule} {item.name}",
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[item.severity],
            "location": {"path": answer.from_top(item), "lines": {"begin": item.location.line}},
        }
        for item, fingerprint in pairs
        if not item.waived
    ]
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"
