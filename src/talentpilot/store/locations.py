"""Places of findings: field path to line and column, object id, excerpt."""

from collections.abc import Mapping

from talentpilot.diagnostics import Diagnostic, FieldPath, Location, Message
from talentpilot.rules.privacy import without_personal_data
from talentpilot.rules.rule import Finding, Rule
from talentpilot.store.records import inner_id
from talentpilot.store.source import SourceFile


def place_finding(rule: Rule, finding: Finding, source: SourceFile, home: str) -> Diagnostic:
    """Return the diagnostic of a rule's finding; `home` is the pilot's id, or empty for the ledger's own files."""
    mark = source.mark(finding.path, on_key=finding.on_key)
    location = Location(source.path, mark.line + 1, mark.column + 1, mark.length)
    return Diagnostic(
        rule.id,
        rule.name,
        finding.severity or rule.severity,
        location,
        home if finding.concerns_pilot else object_at(source, finding.path, home),
        Message(finding.message, {n: v for n, v in finding.values.items() if f"{{{n}}}" in finding.message}),
        Message(finding.help, finding.values),
        by_clock=rule.by_clock,
        excerpt=excerpt(source, location.line),
    )


def reading_diagnostics(source: SourceFile, home: str, rules: Mapping[str, Rule]) -> list[Diagnostic]:
    """Return the findings of reading one file as diagnostics."""
    found = []
    for problem in source.problems:
        rule = rules[problem.rule]
        location = Location(source.path, problem.line + 1, problem.column + 1, problem.length)
        concerned = object_at(source, problem.path or (), home)
        line = excerpt(source, location.line)
        found.append(_diagnostic(rule, location, concerned, problem.message, problem.help, line))
    for fault in source.faults:
        rule = rules[fault.rule]
        location = Location(source.path, fault.mark.line + 1, fault.mark.column + 1, fault.mark.length)
        line = excerpt(source, location.line)
        found.append(_diagnostic(rule, location, _named(source, fault.object, home), fault.message, fault.help, line))
    return found


def _diagnostic(
    rule: Rule, location: Location, concerned: str, message: Message, help_: Message, line: str
) -> Diagnostic:
    return Diagnostic(rule.id, rule.name, rule.severity, location, concerned, message, help_, excerpt=line)


def object_at(source: SourceFile, path: FieldPath, home: str) -> str:
    """Return the object at a path: `yx-titles-01/M3`, `yx-titles-01/2026-midterm`, `yx-hrss`, or that of the file."""
    return _named(source, inner_id(source.data, path), home)


def _named(source: SourceFile, inner: str, home: str) -> str:
    if "/evaluations/" in source.path:
        inner = source.path.rsplit("/", 1)[1].removesuffix(".yaml")
    if not home:
        return inner or source.path.removesuffix(".yaml")
    return f"{home}/{inner}" if inner else home


def excerpt(source: SourceFile, line: int) -> str:
    """Return the line of the file with personal data masked; empty if the file is not text."""
    return without_personal_data(source.line(line))
