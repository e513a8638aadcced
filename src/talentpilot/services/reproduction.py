"""Reproduce an issued report from the inputs and settings in its manifest, and compare it with the present ledger."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerUnreadable, ManifestProblem, NothingToCheck, UsageProblem
from talentpilot.model.base import Language
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.figures_json import Difference, differences
from talentpilot.report.manifest import FIGURES, Manifest, as_written, digest
from talentpilot.report.publish import FORMS, RenderOptions
from talentpilot.report.quarterly import quarterly_publication
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.report.views.redaction import Edition
from talentpilot.report.views.restated_figures import IssuedReports, RestatedFigure, restatement
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.issuing import issued_figures, issued_files
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import gather_portfolio
from talentpilot.services.progress import Progress
from talentpilot.services.reporting import (
    ReportBasis,
    ReportDays,
    ReportRequest,
    chosen_edition,
    compute_source,
    narrow,
)
from talentpilot.store.issued_reports import input_digest, read_plain
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree


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


def report_again(manifest: Manifest, ledger: OpenLedger, past: IssuedReports, options: RenderOptions) -> Publication:
    """Return the report with the settings of the manifest, from this ledger.

    Raises:
        ManifestProblem: it asks for what this version does not know.
    """
    languages, _ = _known_settings(manifest)
    source = source_again(manifest, ledger, past)
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
    """Return what was known of an evaluation by the day of then."""
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


_ORIGIN = ("version", "revision", "inputs")
"""What a document says of its own making, which is not a figure."""


@dataclass(frozen=True, slots=True)
class LaterFigures:
    """The figures that the present ledger states otherwise, computed by the present method on both sides.

    `why_not` says why they could not be compared. A periodic report has `restated`, an evaluation `differing`.
    """

    unchanged: bool = False
    why_not: Message | None = None
    restated: tuple[RestatedFigure, ...] = ()
    differing: tuple[Difference, ...] = ()

    @property
    def count(self) -> int:
        """The number of figures that differ; 0 if the ledger is still the one that the report was made from."""
        return len(self.restated) + len(self.differing)


def later_figures(
    folder: Path,
    root: Path,
    manifest: Manifest,
    again: bytes | None,
    past: IssuedReports,
    options: RenderOptions,
    shown: Progress,
) -> LaterFigures:
    """Compare the figures of the report in `folder` with the ledger in `root` as it stands now.

    `again` are the figures made again, from the ledger of then by the present method; None if they could not be made.
    Figures that another method issued can be compared only if they could: otherwise nothing would tell a difference
    of method from a difference of facts.
    """
    disk = DiskTree(root)
    if input_digest(disk, pilot_folders(disk)) == manifest.inputs:
        return LaterFigures(unchanged=True)
    figures = again or figures_as_issued(folder, manifest)
    if figures is None:
        return LaterFigures(
            why_not=Message("neither the figures as issued nor the ledger that they were made from are at hand")
        )
    shown.began("reading the present ledger")
    try:
        if manifest.subject.evaluation is not None:
            now = report_again(manifest, OpenLedger(root, disk, progress=shown), past, options).figures()
            found = differences(json.loads(figures), json.loads(now))
            return LaterFigures(differing=tuple(item for item in found if item.place not in _ORIGIN))
        return LaterFigures(restated=_restated(figures, root, disk, manifest, shown))
    except (LedgerUnreadable, NothingToCheck, UsageProblem) as problem:
        return LaterFigures(why_not=problem.message)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return LaterFigures(why_not=Message("figures.json has another shape"))


def figures_as_issued(folder: Path, manifest: Manifest) -> bytes | None:
    """Return the figures in the folder if they are those that were issued, by the present method."""
    content = as_written(FIGURES, read_plain(folder, FIGURES) or b"")
    wanted = manifest.outputs.get(FIGURES)
    return content if manifest.is_present_method and wanted is not None and digest(content) == wanted.sha256 else None


def _restated(
    figures: bytes, root: Path, disk: DiskTree, manifest: Manifest, shown: Progress
) -> tuple[RestatedFigure, ...]:
    report = issued_figures(figures, manifest.name, manifest)
    registered = frozenset(pilot_folders(disk))
    ledger = OpenLedger(root, disk, requested_day=manifest.as_of, progress=shown)
    portfolio = gather_portfolio(ledger, PilotSelection(pilots=frozenset(report.figures) & registered))
    found = restatement(IssuedReports((report,)), portfolio.statuses, portfolio.programme, registered=registered)
    return found.figures
