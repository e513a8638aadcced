"""Findings for machines: `talentpilot/findings/1`, one document, its own shape whatever the inside looks like."""

import json

from talentpilot.cli.checking import Grounds
from talentpilot.cli.output.findings_answer import Answer
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules.engine import RULES_VERSION
from talentpilot.store.revision import GitTree


def render(answer: Answer) -> str:
    """The findings as JSON, waived ones marked; the shape is `_schemas/findings-1.json`."""
    verdict = answer.verdict
    checked = verdict.checked
    document = {
        "schema": "talentpilot/findings/1",
        "rules": RULES_VERSION,
        "as_of": verdict.as_of.isoformat(),
        "revision": _revision(verdict.grounds),
        "compared": _compared(verdict.grounds),
        "checked": {
            "files": checked.files,
            "pilots": checked.pilots,
            "milestones": checked.milestones,
            "indicators": checked.indicators,
            "evidence": checked.evidence,
        },
        "summary": {**{severity.value: verdict.count(severity) for severity in Severity}, "waived": verdict.waived},
        "left_out": list(answer.choice.left_out),
        "findings": [_finding(item) for item in verdict.diagnostics],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _revision(grounds: Grounds | None) -> str | None:
    """The commit that was read; None for the files as they stand."""
    return grounds.books.commit.oid if grounds is not None and isinstance(grounds.books, GitTree) else None


def _compared(grounds: Grounds | None) -> dict[str, object] | None:
    """What the ledger was set beside, with --base."""
    comparison = grounds.comparison if grounds is not None else None
    if comparison is None:
        return None
    return {
        "revision": comparison.base.commit.oid,
        "name": comparison.base.commit.name,
        "pilots_then": len(comparison.then),
        "pilots_now": len(comparison.now),
        "changed": sorted(comparison.altered),
        "renamed": [{"then": item.then, "now": item.now} for item in comparison.renamed],
        "gone": list(comparison.gone),
    }


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
