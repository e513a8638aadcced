"""Places of findings: field path to line and column, object id, excerpt."""

from collections.abc import Mapping
from typing import NamedTuple

from talentpilot.diagnostics import Diagnostic, FieldPath, Location, Message
from talentpilot.rules.privacy import without_personal_data
from talentpilot.rules.rule import Finding, Rule
from talentpilot.store.records import inner_id
from talentpilot.store.source import SourceFile


class Place(NamedTuple):
    """A place in a file of the ledger: its line and column, the object that it lies in, the text of the line."""

    location: Location
    object: str
    excerpt: str


def locate(source: SourceFile, path: FieldPath, pilot_id: str, *, on_key: bool = False) -> Place:
    """Return the place of a field; `pilot_id` is empty for the ledger's own files."""
    mark = source.mark(path, on_key=on_key)
    location = Location(source.path, mark.line + 1, mark.column + 1, mark.length)
    return Place(location, object_at(source, path, pilot_id), excerpt(source, location.line))


def place_finding(rule: Rule, finding: Finding, sources: Mapping[str, SourceFile], pilot_id: str) -> Diagnostic:
    """Return the diagnostic of a finding in one of the files; `pilot_id` is empty for the ledger's own files."""
    place = locate(sources[finding.file], finding.path, pilot_id, on_key=finding.on_key)
    return diagnostic_at(place, rule, finding, sources, pilot_id)


def diagnostic_at(
    place: Place, rule: Rule, finding: Finding, sources: Mapping[str, SourceFile], pilot_id: str
) -> Diagnostic:
    """Return the diagnostic of a finding whose place is known; `sources` are read for the `first` of two alone."""
    values = finding.values
    if finding.first is not None:
        file, path = finding.first
        values = {**values, "first": f"{file}:{sources[file].mark(path).line + 1}"}
    return Diagnostic(
        rule.id,
        rule.name,
        finding.severity or rule.severity,
        place.location,
        pilot_id if finding.concerns_pilot else place.object,
        Message(finding.message, {n: v for n, v in finding.values.items() if f"{{{n}}}" in finding.message}),
        Message(finding.help, values),
        by_clock=rule.by_clock,
        excerpt=place.excerpt,
    )


def reading_diagnostics(source: SourceFile, pilot_id: str, rules: Mapping[str, Rule]) -> list[Diagnostic]:
    """Return the diagnostics of what was found while a file was read."""
    found = []
    for problem in source.problems:
        rule = rules[problem.rule]
        location = Location(source.path, problem.line + 1, problem.column + 1, problem.length)
        concerned = object_at(source, problem.path or (), pilot_id)
        line = excerpt(source, location.line)
        found.append(_diagnostic(rule, location, concerned, problem.message, problem.help, line))
    for fault in source.faults:
        rule = rules[fault.rule]
        location = Location(source.path, fault.mark.line + 1, fault.mark.column + 1, fault.mark.length)
        line = excerpt(source, location.line)
        found.append(
            _diagnostic(rule, location, _named(source, fault.object, pilot_id), fault.message, fault.help, line)
        )
    return found


def _diagnostic(
    rule: Rule, location: Location, concerned: str, message: Message, help_: Message, line: str
) -> Diagnostic:
    return Diagnostic(rule.id, rule.name, rule.severity, location, concerned, message, help_, excerpt=line)


def object_at(source: SourceFile, path: FieldPath, pilot_id: str) -> str:
    """Return the object that a path lies in, such as `yx-titles-01/M3` or `yx-hrss`; else that of the file."""
    return _named(source, inner_id(source.data, path), pilot_id)


def _named(source: SourceFile, inner: str, pilot_id: str) -> str:
    if "/evaluations/" in source.path:
        inner = source.path.rsplit("/", 1)[1].removesuffix(".yaml")
    if not pilot_id:
        return inner or source.path.removesuffix(".yaml")
    return f"{pilot_id}/{inner}" if inner else pilot_id


def excerpt(source: SourceFile, line: int) -> str:
    """Return a line of the file with personal data masked; empty if the file is not text."""
    return without_personal_data(source.line(line))
