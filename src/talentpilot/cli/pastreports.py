"""The reports issued before: which of them a new one is compared with, and what they said."""

import json
from collections.abc import Iterable, Mapping
from datetime import date

from talentpilot.model.periods import Period
from talentpilot.report.manifest import (
    FIGURES,
    MANIFEST,
    Manifest,
    ManifestProblem,
    Past,
    as_written,
    digest,
    parse_manifest,
)
from talentpilot.report.views.restated import DAYS, IssuedReport, IssuedReports, UnreadReport, figures_then
from talentpilot.store.issued import issued_names, read_issued
from talentpilot.store.revision import Books

SCHEMA = "talentpilot/report/1"


def issued_before(books: Books, as_of: date) -> IssuedReports:
    """The issued reports with figures of an earlier day than `as_of`, the latest days first."""
    manifests, unread = [], []
    for name in issued_names(books, MANIFEST):
        try:
            manifests.append((name, parse_manifest(read_issued(books, name, MANIFEST) or b"")))
        except ManifestProblem:
            unread.append(UnreadReport(name, "manifest"))
    earlier = [(name, item) for name, item in manifests if item.subject.period is not None and item.as_of < as_of]
    days = sorted({item.as_of for _, item in earlier}, reverse=True)[:DAYS]
    older = tuple(name for name, item in earlier if item.as_of not in days)
    found = [_load(books, name, item) for name, item in earlier if item.as_of in days]
    reports = [item for item in found if isinstance(item, IssuedReport)]
    unread += [item for item in found if isinstance(item, UnreadReport)]
    return IssuedReports(_ordered(reports), older, tuple(sorted(unread, key=lambda item: item.name)))


def issued_then(books: Books, past: Past) -> tuple[IssuedReports, tuple[str, ...]]:
    """The reports that an issued one was compared with, and the names of those that are not there as they were."""
    reports, lost = [], []
    for name, wanted in past.compared.items():
        found = _again(books, name)
        if isinstance(found, IssuedReport) and found.digest == wanted:
            reports.append(found)
        else:
            lost.append(name)
    unread = tuple(UnreadReport(name, reason) for name, reason in sorted(past.unread.items()))
    return IssuedReports(_ordered(reports), past.older, unread), tuple(lost)


def _again(books: Books, name: str) -> IssuedReport | UnreadReport:
    try:
        return _load(books, name, parse_manifest(read_issued(books, name, MANIFEST) or b""))
    except ManifestProblem:
        return UnreadReport(name, "manifest")


def _ordered(reports: Iterable[IssuedReport]) -> tuple[IssuedReport, ...]:
    return tuple(sorted(reports, key=lambda item: (-item.as_of.toordinal(), item.name)))


def _load(books: Books, name: str, manifest: Manifest) -> IssuedReport | UnreadReport:
    """What the report said of each pilot, taken from its figures as they were issued."""
    period = manifest.subject.period
    content = read_issued(books, name, FIGURES)
    output = manifest.outputs.get(FIGURES)
    if content is None or output is None or period is None:
        return UnreadReport(name, "figures")
    content = as_written(FIGURES, content)
    if digest(content) != output.sha256:
        return UnreadReport(name, "tampered")
    try:
        return _read(content, name, period, manifest)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return UnreadReport(name, "shape")


def _read(content: bytes, name: str, period: Period, manifest: Manifest) -> IssuedReport:
    document = json.loads(content)
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise ValueError(f"this is not {SCHEMA}")
    figures = {str(pilot["id"]): figures_then(pilot) for pilot in document["pilots"]}
    return IssuedReport(name, period, manifest.as_of, manifest.issued, manifest.version, digest(content), figures)
