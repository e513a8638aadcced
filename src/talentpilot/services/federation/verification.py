"""Verify an issued report over a federation: find every ledger by the lock in its manifest, and make it again."""

import json
from functools import partial
from pathlib import Path

from talentpilot import __version__
from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerUnreadable, ManifestProblem, NothingToCheck, StorageProblem, UsageProblem
from talentpilot.report.document import Publication
from talentpilot.report.federation import federation_publication
from talentpilot.report.federation_basis import FederationBasis
from talentpilot.report.figures_json import Difference, differences
from talentpilot.report.manifest import Manifest
from talentpilot.report.provenance import Provenance
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.federation import federation_view
from talentpilot.services.federation.lock import inputs_of
from talentpilot.services.federation.locked import open_as_locked
from talentpilot.services.federation.members import LockUse, OpenFederation, open_federation
from talentpilot.services.federation.reporting import (
    FederationReportRequest,
    compute_federation_source,
    narrow_federation,
)
from talentpilot.services.issued_report import read_manifest
from talentpilot.services.later_figures import LaterFigures, figures_as_issued
from talentpilot.services.progress import Progress
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import ReportDays
from talentpilot.services.reproduction import settings_of
from talentpilot.services.verification import LedgerCheck, Remaking, ReportVerification, input_check, verify
from talentpilot.store.federation_history import recover_federation
from talentpilot.store.git.history import Recovered


def verify_federation_report(folder: Path, root: Path, choice: TemplateChoice, shown: Progress) -> ReportVerification:
    """Verify the report in a folder of the federation in `root`, made again from the lock in its manifest.

    Raises:
        UsageProblem: the folder holds no manifest that can be read, or that of a single ledger's report.
    """
    manifest = read_manifest(folder)
    if manifest.federation is None:
        raise UsageProblem(
            "{folder} holds the report of a single ledger", folder=folder, help="name that ledger's folder with --root"
        )
    shown.began("looking for the books")
    again = _remaking(folder, root, manifest, manifest.federation, shown)
    return verify(folder, root, manifest, again, choice, shown)


def _remaking(folder: Path, root: Path, manifest: Manifest, basis: FederationBasis, shown: Progress) -> Remaking:
    found = recover_federation(root, basis.files, manifest.revision)
    opened, checks = _opened(root, found, manifest, basis, shown)
    lost = [check.id for check in checks if check.reason is not None]
    later = partial(_later, folder, root, manifest, basis)
    inputs = input_check(found, (), checks)
    if opened is None:
        return Remaking(inputs, found.books, None, later)
    if lost:
        why = Message.of("ledgers of the lock can't be reached: {ledgers}", ledgers=", ".join(lost))
        return Remaking(inputs, found.books, None, later, why)
    return Remaking(inputs, found.books, partial(_publish, opened, manifest, basis), later)


def _opened(
    root: Path, found: Recovered, manifest: Manifest, basis: FederationBasis, shown: Progress
) -> tuple[OpenFederation | None, tuple[LedgerCheck, ...]]:
    if found.books is None:
        return None, ()
    return open_as_locked(root, found.books, basis, manifest.as_of, shown)


def _publish(opened: OpenFederation, manifest: Manifest, basis: FederationBasis, options: RenderOptions) -> Publication:
    """Return the report with the settings of the manifest.

    Raises:
        ManifestProblem: it asks for what this version does not know.
    """
    try:
        languages, edition = settings_of(manifest)
        subject = manifest.subject
        filters = dict(subject.filters or {})
        ledgers = filters.pop("ledger", "").split(",") if "ledger" in filters else ()
        scope, selection, _ = narrow_federation(subject.view, filters, ledgers)
    except UsageProblem as problem:
        raise ManifestProblem("manifest.json: {problem}", problem=problem) from problem
    assert subject.period is not None, "a report over a federation is about a period"
    days = ReportDays(subject.period, manifest.as_of, manifest.issued)
    asked = FederationReportRequest(days, scope, selection, edition, basis.with_pilots)
    origin = Provenance(manifest.revision, inputs_of(opened), __version__)
    source = compute_federation_source(opened, asked, origin, is_today=manifest.today)
    return federation_publication(federation_view(source), languages, options.folders)


def _later(
    folder: Path, root: Path, manifest: Manifest, basis: FederationBasis, again: bytes | None, options: RenderOptions
) -> LaterFigures:
    """Compare the figures with the ledgers as they stand now, whatever any lock says."""
    try:
        opened = open_federation(root, use=LockUse.UNLOCKED, only=tuple(basis.lock.ledgers)).on(manifest.as_of)
        if inputs_of(opened) == manifest.inputs:
            return LaterFigures(unchanged=True)
        figures = again or figures_as_issued(folder, manifest)
        if figures is None:
            return LaterFigures(
                why_not=Message("neither the figures as issued nor the ledger that they were made from are at hand")
            )
        now = _publish(opened, manifest, basis, options).figures()
        found = differences(json.loads(figures), json.loads(now))
    except (LedgerUnreadable, NothingToCheck, UsageProblem, StorageProblem, ManifestProblem) as problem:
        return LaterFigures(why_not=problem.message)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return LaterFigures(why_not=Message("figures.json has another shape"))
    return LaterFigures(differing=tuple(one for one in found if _is_figure(one)))


def _is_figure(one: Difference) -> bool:
    """Return whether a place in the figures is more than the origin of the report or of a ledger."""
    return not one.place.startswith("provenance/") and not one.place.endswith("/commit")
