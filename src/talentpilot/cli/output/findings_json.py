"""Findings for machines: `talentpilot/findings/1`, one document, its own shape whatever the inside looks like."""

from talentpilot import RULES_VERSION
from talentpilot.cli.output.rows import json_text
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.services.validation.ledger import Sources
from talentpilot.services.validation.result import ValidateResult
from talentpilot.store.git.revision import GitTree


def render(answer: ValidateResult) -> str:
    """Return the findings as JSON, waived ones marked; the shape is `_schemas/findings-1.json`."""
    return json_text(document(answer))


def document(answer: ValidateResult) -> dict[str, object]:
    """Return the document as plain data."""
    result = answer.result
    checked = result.checked
    return {
        "schema": "talentpilot/findings/1",
        "rules": RULES_VERSION,
        "as_of": result.as_of.isoformat(),
        "revision": _revision(result.sources),
        "compared": _compared(result.sources),
        "checked": {
            "files": checked.files,
            "pilots": checked.pilots,
            "milestones": checked.milestones,
            "indicators": checked.indicators,
            "evidence": checked.evidence,
        },
        "summary": {**{severity.value: result.count(severity) for severity in Severity}, "waived": result.waived},
        "left_out": list(answer.choice.left_out),
        "findings": [_finding(item) for item in result.diagnostics],
    }


def _revision(sources: Sources | None) -> str | None:
    """Return the commit that was read; None for the files on disk."""
    return sources.ledger.commit.oid if sources is not None and isinstance(sources.ledger, GitTree) else None


def _compared(sources: Sources | None) -> dict[str, object] | None:
    """Return the comparison with the base; None without --base."""
    comparison = sources.comparison if sources is not None else None
    if comparison is None:
        return None
    return {
        "revision": comparison.base.commit.oid,
        "name": comparison.base.commit.name,
        "pilots_then": len(comparison.then),
        "pilots_now": len(comparison.now),
        "changed": sorted(comparison.altered),
        "renamed": [{"then": item.old_id, "now": item.new_id} for item in comparison.renamed],
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
