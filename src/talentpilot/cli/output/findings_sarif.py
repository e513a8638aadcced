"""Findings as SARIF 2.1.0, for code scanning and editors."""

from collections.abc import Iterator
from urllib.parse import quote

from talentpilot import RULES_VERSION, __version__
from talentpilot.cli.output.findings_text import waiver_terms
from talentpilot.cli.output.rows import json_text
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule
from talentpilot.services.validation.result import ValidateResult, fingerprints

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOP = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_WEIGHTS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

Json = dict[str, object]


def render(answer: ValidateResult) -> str:
    """One run: the rules that spoke or could have, and every finding, waived ones suppressed."""
    told = {item.rule for item in answer.result.diagnostics}
    rules = tuple(rule for rule in ALL_RULES if rule.id in answer.choice.rules or rule.id in told)
    run = {
        "tool": {"driver": {**_tool(), "rules": [_rule(rule) for rule in rules]}},
        "automationDetails": {"id": "talentpilot/validate/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {TOP: {"description": {"text": "the top of the git repository"}}},
        "results": list(_results(answer, {rule.id: index for index, rule in enumerate(rules)})),
        "properties": {
            "rules": RULES_VERSION,
            "asOf": answer.result.as_of.isoformat(),
            "pilots": answer.result.checked.pilots,
            "leftOut": list(answer.choice.left_out),
        },
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _tool() -> Json:
    return {"name": "talentpilot", "version": __version__, "semanticVersion": __version__}


def _rule(rule: Rule) -> Json:
    page = rule.page
    text = "\n\n".join(part for part in (page.summary, page.why, f"Bad:\n{page.bad}", f"Good:\n{page.good}") if part)
    why = f"{page.why}\n\n" if page.why else ""
    marked = f"{page.summary}\n\n{why}Bad:\n\n```yaml\n{page.bad}\n```\n\nGood:\n\n```yaml\n{page.good}\n```\n"
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": " ".join((page.why or page.summary).split())},
        "help": {"text": text, "markdown": marked},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["ledger", rule.id[0], *(["clock"] if rule.by_clock else [])],
            "precision": "very-high",
            "problem.severity": _WEIGHTS[rule.severity],
        },
    }


def _results(answer: ValidateResult, index: dict[str, int]) -> Iterator[Json]:
    for item, fingerprint in zip(answer.result.diagnostics, fingerprints(answer), strict=True):
        advice = f"\n{item.help}" if str(item.help) else ""
        yield {
            "ruleId": item.rule,
            "ruleIndex": index[item.rule],
            "level": _LEVELS[item.severity],
            "message": {"text": f"{item.message}{advice}"},
            "locations": [_location(answer, item)],
            # Code scanning matches alerts of two runs by the first; the second is for everybody else.
            "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1", "finding/v1": fingerprint},
            "suppressions": [_suppression(answer, item)] if item.waived else [],
        }


def _location(answer: ValidateResult, item: Diagnostic) -> Json:
    place = item.location
    end = place.column + place.length
    region = {"startLine": place.line, "startColumn": place.column, "endLine": place.line, "endColumn": end}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(answer.from_top(item)), "uriBaseId": TOP},
            "region": region,
        },
        "logicalLocations": [
            {"name": item.object.rpartition("/")[2], "fullyQualifiedName": item.object, "kind": "object"}
        ],
    }


def _suppression(answer: ValidateResult, item: Diagnostic) -> Json:
    return {"kind": "external", "status": "accepted", "justification": waiver_terms(answer.waiver_of(item))}
