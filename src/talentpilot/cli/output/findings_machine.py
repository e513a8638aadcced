"""Findings for machines: our own JSON, SARIF, and the forms of CI services."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from urllib.parse import quote
from xml.etree import ElementTree

from talentpilot import RULES_VERSION, __version__
from talentpilot.cli.output.findings_text import closing_line, waiver_terms, what_was_read
from talentpilot.cli.output.rows import json_text
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.rules import ALL_RULES
from talentpilot.rules.rule import Rule
from talentpilot.services.validation.ledger import Sources
from talentpilot.services.validation.result import ValidateResult, fingerprints
from talentpilot.store.git.revision import GitTree

Json = dict[str, object]


def json_report(answer: ValidateResult) -> str:
    """Return the findings as JSON, waived ones marked; the shape is `_schemas/findings-1.json`."""
    return json_text(document(answer))


def document(answer: ValidateResult) -> Json:
    """Return the document as plain data."""
    result = answer.result
    return {
        "schema": "talentpilot/findings/1",
        "rules": RULES_VERSION,
        "as_of": result.as_of.isoformat(),
        "revision": _revision(result.sources),
        "compared": _compared(result.sources),
        "checked": asdict(result.checked),
        "summary": {**{severity.value: result.count(severity) for severity in Severity}, "waived": result.waived},
        "left_out": list(answer.choice.left_out),
        "findings": [_finding(item) for item in result.diagnostics],
    }


def _revision(sources: Sources | None) -> str | None:
    """Return the commit that was read; None for the files on disk."""
    return sources.ledger.commit.oid if sources is not None and isinstance(sources.ledger, GitTree) else None


def _compared(sources: Sources | None) -> Json | None:
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


def _finding(item: Diagnostic) -> Json:
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


SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOP = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_WEIGHTS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


def sarif_report(answer: ValidateResult) -> str:
    """Return SARIF 2.1.0, one run: the rules that spoke or could have, and every finding, waived ones suppressed."""
    reported = {item.rule for item in answer.result.diagnostics}
    rules = tuple(rule for rule in ALL_RULES if rule.id in answer.choice.rules or rule.id in reported)
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


LEDGER = "ledger"
"""The suite of what concerns no single pilot: programme, catalogue, files outside the pilots."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(answer: ValidateResult) -> str:
    """Return JUnit XML: a suite for each pilot, a case for each finding: failed, skipped (waived) or passed.

    A suite in which nothing counts holds one passed case more, so that every pilot checked is seen.
    """
    suites: dict[str, list[Diagnostic]] = {name: [] for name in (LEDGER, *answer.pilots)}
    for item in answer.result.diagnostics:
        suites.setdefault(_suite(item), []).append(item)
    root = ElementTree.Element("testsuites", name="talentpilot validate")
    for name, items in suites.items():
        root.append(_suite_element(answer, name, items))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ElementTree.indent(root)
    return f"{_HEAD}{ElementTree.tostring(root, encoding='unicode')}\n"


def _suite(item: Diagnostic) -> str:
    parts = item.location.path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "pilots" else LEDGER


def _suite_element(answer: ValidateResult, name: str, items: Iterable[Diagnostic]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=_printable(name))
    properties = ElementTree.SubElement(suite, "properties")
    said = {"rules": RULES_VERSION, "as_of": answer.result.as_of.isoformat(), "left_out": str(answer.choice)}
    for key, value in said.items():
        ElementTree.SubElement(properties, "property", name=key, value=value)
    seen: Counter[str] = Counter()
    cases = []
    for item in items:
        title = f"{item.rule} {item.name} {item.object}"
        seen[title] += 1
        cases.append(_case(answer, item, name, title if seen[title] == 1 else f"{title} ({seen[title]})"))
    failures, skipped = (sum(1 for case in cases if case.find(tag) is not None) for tag in ("failure", "skipped"))
    if not failures:
        cases.append(ElementTree.Element("testcase", name="nothing that counts", classname=_printable(name), time="0"))
    counts = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": skipped, "time": 0}
    for key, number in counts.items():
        suite.set(key, str(number))
    suite.extend(cases)
    return suite


def _case(answer: ValidateResult, item: Diagnostic, suite: str, title: str) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=_printable(title), classname=_printable(suite), time="0")
    message = _printable(str(item.message))
    place = f"{answer.from_top(item)}:{item.location.line}:{item.location.column}"
    advice = f"\n{item.help}" if str(item.help) else ""
    text = _printable(f"{place}: {item.severity}[{item.rule}] {item.message}{advice}")
    if item.waived:
        ElementTree.SubElement(
            case, "skipped", message=_printable(f"{message}; {waiver_terms(answer.waiver_of(item))}")
        )
    elif answer.counts(item):
        ElementTree.SubElement(case, "failure", type=item.severity.value, message=message).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text
    return case


def _printable(text: str) -> str:
    """Return the text without the characters that XML 1.0 refuses."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab_report(answer: ValidateResult) -> str:
    """Return the findings as one list; waived ones are left out, since the report knows no exceptions."""
    pairs = zip(answer.result.diagnostics, fingerprints(answer), strict=True)
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
    return json_text(report)


SHOWN = 10
"""Annotations of each kind that GitHub shows for a step; the others are only in its log."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def workflow_commands(answer: ValidateResult) -> str:
    """Return a workflow command for each finding, errors first, then the summary, and a note if GitHub hides some."""
    shown = answer.worst_first
    counts = Counter(item.severity for item in shown)
    hidden = sum(max(0, number - SHOWN) for number in counts.values())
    lines = [*(_command(answer, item) for item in shown), *what_was_read(answer), closing_line(answer)]
    if hidden:
        lines.append(f"GitHub shows {SHOWN} annotations of a kind for a step; {hidden} more stand in this log alone")
    return "".join(f"{line}\n" for line in lines)


def _command(answer: ValidateResult, item: Diagnostic) -> str:
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
