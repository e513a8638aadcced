"""Reproduce an issued report from the inputs and settings in its manifest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from talentpilot.errors import ManifestProblem, UsageProblem
from talentpilot.model.base import Language
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.manifest import Manifest
from talentpilot.report.publish import FORMS, RenderOptions
from talentpilot.report.quarterly import quarterly_publication
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.report.views.redaction import Edition
from talentpilot.report.views.restated_figures import IssuedReports
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.issuing import issued_files
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.progress import Progress
from talentpilot.services.reporting import (
    ReportBasis,
    ReportDays,
    ReportRequest,
    chosen_edition,
    compute_source,
    narrow,
)
from talentpilot.store.git.revision import LedgerSource


def files_again(
    publish: Callable[[RenderOptions], Publication], options: RenderOptions
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files of a report by name, and the templates that were read, by name with digest.

    Raises:
        ManifestProblem: it asks for what this version does not know.
        MissingExtra: a form needs a part that is not installed.
    """
    with templates.recording() as used:
        files = dict(issued_files(publish(options), options))
    return files, used


def report_again(
    manifest: Manifest,
    root: Path,
    books: LedgerSource,
    past: IssuedReports,
    options: RenderOptions,
    shown: Progress,
) -> Publication:
    """Return the report with the settings of the manifest, from this ledger.

    Raises:
        ManifestProblem: it asks for what this version does not know.
    """
    languages, _ = _known_settings(manifest)
    source = source_again(manifest, OpenLedger(root, books, progress=shown), past)
    if isinstance(source, EvaluationSource):
        return evaluation_publication(evaluation_view(source), languages, options.folders)
    return quarterly_publication(quarterly_view(source), languages, options.folders)


def source_again(manifest: Manifest, ledger: OpenLedger, past: IssuedReports) -> Source | EvaluationSource:
    """Return what the report showed, with the settings of the manifest, from this ledger.

    Raises:
        ManifestProblem: it asks for what this version does not know.
    """
    _, edition = _known_settings(manifest)
    subject = manifest.subject
    try:
        if subject.evaluation is not None:
            return _evaluation(manifest, subject.evaluation, ledger)
        scope, selection = narrow(subject.view, whole_life=subject.whole_life, **(subject.filters or {}))
    except UsageProblem as problem:
        raise ManifestProblem("manifest.json: {problem}", problem=problem) from problem
    assert subject.period is not None  # one of the two it is about
    asked = ReportRequest(None, None, scope, selection, edition)
    days = ReportDays(subject.period, manifest.as_of, manifest.issued)
    basis = ReportBasis(asked, days, past, today=manifest.today, revision=manifest.revision or "")
    return compute_source(ledger, basis)[0]


def _known_settings(manifest: Manifest) -> tuple[tuple[Language, ...], Edition]:
    try:
        return settings_of(manifest)
    except UsageProblem as problem:
        raise ManifestProblem("manifest.json: {problem}", problem=problem) from problem


def settings_of(manifest: Manifest) -> tuple[tuple[Language, ...], Edition]:
    """Return the languages and the edition of a report.

    Raises:
        ManifestProblem, UsageProblem: it asks for what this version does not know.
    """
    unknown = [form for form in manifest.forms if form not in FORMS]
    if unknown:
        raise ManifestProblem("manifest.json: there is no format {form}", form=unknown[0])
    return tuple(_language(word) for word in manifest.languages), chosen_edition(manifest.edition)


def _evaluation(manifest: Manifest, subject: str, ledger: OpenLedger) -> EvaluationSource:
    """What was known of an evaluation by the day of then."""
    then = ledger.reading(ledger.source, manifest.as_of)
    request = EvaluationReportRequest(subject, manifest.issued, manifest.edition)
    found = gather_evaluation_source(then, request, is_today=lambda _: manifest.today)
    return replace(found, provenance=replace(found.provenance, revision=manifest.revision))


def _language(word: str) -> Language:
    match word:
        case "zh" | "en":
            return word
        case _:
            raise UsageProblem("there is no language {word}", word=word)
