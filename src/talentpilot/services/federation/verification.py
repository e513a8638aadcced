"""Verify an issued report over a federation: find every ledger by the lock in its manifest, and make it again."""

import json
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot import __version__
from talentpilot.diagnostics import Message
from talentpilot.errors import (
    LedgerMissing,
    LedgerUnreadable,
    ManifestProblem,
    NothingToCheck,
    StorageProblem,
    UsageProblem,
)
from talentpilot.model.federation import FederationFile, FederationLedger, LockEntry
from talentpilot.report.document import Publication
from talentpilot.report.federation import federation_publication
from talentpilot.report.figures_json import Difference, differences
from talentpilot.report.manifest import FederationBasis, Manifest
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.federation import federation_view
from talentpilot.report.views.inputs import Provenance
from talentpilot.services.federation.lock import inputs_of
from talentpilot.services.federation.members import LockUse, Member, OpenFederation, federation_of, open_federation
from talentpilot.services.federation.reporting import (
    FederationReportRequest,
    compute_federation_source,
    narrow_federation,
)
from talentpilot.services.issued_reports import read_manifest
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.progress import Progress
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import ReportDays
from talentpilot.services.reproduction import LaterFigures, figures_as_issued, settings_of
from talentpilot.services.verification import LedgerCheck, Remaking, ReportVerification, Where, input_check, verify
from talentpilot.store.federation import open_member, read_federation, recover_federation
from talentpilot.store.git.history import recover
from talentpilot.store.git.revision import GitTree, LedgerSource
from talentpilot.store.issued_reports import input_digest
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree


def verify_federation_report(folder: Path, root: Path, choice: TemplateChoice, shown: Progress) -> ReportVerification:
    """Verify the report in a folder of the federation in `root`, made again from the lock in its manifest.

    Raises:
        UsageProblem: the folder holds no manifest that can be read, or that of a single ledger's report.
    """
    manifest = read_manifest(folder)
    if manifest.federation is None:
        raise UsageProblem(
            "{folder} holds the report of a single ledger",
            folder=folder,
            help="name that ledger's folder with {--root}",
        )
    shown.began("looking for the ledger of the report")
    again = _remaking(folder, root, manifest, manifest.federation, shown)
    return verify(folder, root, manifest, again, choice, shown)


def _remaking(folder: Path, root: Path, manifest: Manifest, basis: FederationBasis, shown: Progress) -> Remaking:
    found = recover_federation(root, basis.files, manifest.revision)
    later = partial(_later, folder, root, manifest, basis)
    if found.source is None:
        return Remaking(input_check(found, (), ()), None, None, later)
    opened, checks = _open_as_locked(root, found.source, basis, manifest.as_of, shown)
    inputs = input_check(found, (), checks)
    lost = [check.id for check in checks if check.reason is not None]
    if lost:
        why = Message.of("ledgers of the lock can't be reached: {ledgers}", ledgers=Message.listed(lost))
        return Remaking(inputs, found.source, None, later, why)
    return Remaking(inputs, found.source, partial(_publish, opened, manifest, basis), later)


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
        scope, selection, _ = narrow_federation(subject.view, ledgers, **filters)
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


def _open_as_locked(
    root: Path, tree: LedgerSource, basis: FederationBasis, day: date, progress: Progress
) -> tuple[OpenFederation, tuple[LedgerCheck, ...]]:
    """Return the federation with the ledgers of the lock, and how each was found.

    A ledger is looked for where federation.yaml named it then, and where it names it now.

    Raises:
        LedgerUnreadable: federation.yaml or the shared catalogue can't be read.
    """
    federation, catalogue, sources = federation_of(tree)
    present = read_federation(DiskTree(root)).federation
    members, checks = [], []
    for index, entry in sorted(enumerate(federation.ledgers), key=lambda pair: pair[1].id):
        if entry.id not in basis.lock.ledgers:
            continue
        locked = basis.lock.ledgers[entry.id]
        if locked is None:
            member = Member(entry, index, None, basis.missing.get(entry.id))
            check = LedgerCheck(entry.id, "", None)
        else:
            member, check = _found(root, (entry, *_entries(present, entry.id)), index, locked, day)
        members.append(member)
        checks.append(check)
    every = len(federation.ledgers)
    opened = OpenFederation(
        root, federation, catalogue, sources, day, day, tuple(members), basis.lock, every, tree, progress
    )
    return opened, tuple(checks)


def _entries(federation: FederationFile | None, identifier: str) -> tuple[FederationLedger, ...]:
    return () if federation is None else tuple(one for one in federation.ledgers if one.id == identifier)


def _found(
    root: Path, places: tuple[FederationLedger, ...], index: int, locked: LockEntry, day: date
) -> tuple[Member, LedgerCheck]:
    """Look for a ledger in these places; the reason of the first one counts if it lies in none."""
    entry, reasons = places[0], []
    for place in dict.fromkeys(places):
        try:
            source, how = _locked_source(root, place, locked)
            ledger = OpenLedger(source.root if isinstance(source, DiskTree) else root, source, day)
            programme, catalogue = ledger.config.require()
        except (LedgerMissing, LedgerUnreadable, StorageProblem) as problem:
            reasons.append(problem.message)
            continue
        commit = source.commit.oid if isinstance(source, GitTree) else None
        member = Member(
            entry, index, ledger.reopened(), None, locked, commit=locked.commit, programme=programme,
            catalogue=catalogue,
        )  # fmt: skip
        return member, LedgerCheck(entry.id, how, commit)
    return Member(entry, index, None, reasons[0], locked), LedgerCheck(entry.id, "", None, reasons[0])


def _locked_source(root: Path, entry: FederationLedger, locked: LockEntry) -> tuple[LedgerSource, Where]:
    """Return the ledger whose files have the digest of the lock.

    Raises:
        LedgerMissing, StorageProblem: it does not lie there.
    """
    if locked.commit is not None:
        source = open_member(root, entry, locked.commit)
        if isinstance(source, GitTree):
            source.preload(pilot_folders(source))
        if input_digest(source, pilot_folders(source)) == locked.inputs:
            return source, "revision"
        raise LedgerMissing("its files at {commit} are not those of the lock", commit=locked.commit[:12])
    on_disk = open_member(root, entry.model_copy(update={"rev": None}))
    assert isinstance(on_disk, DiskTree), "without a revision the files on disk are opened"
    found = recover(on_disk.root, locked.inputs, None)
    if found.source is None:
        raise LedgerMissing("its files are no longer those of the lock, and no commit holds them")
    return found.source, found.how
