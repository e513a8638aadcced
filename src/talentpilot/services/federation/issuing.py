"""Issue a report over a federation, with the lock that it was made from in its manifest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.model.base import Language
from talentpilot.report.document import Publication
from talentpilot.report.federation_basis import FederationBasis
from talentpilot.report.manifest import Past, Subject
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.federation import UNSAID, FederationSource
from talentpilot.services.federation.lock import lock_of
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.issuing import (
    ReportIdentity,
    describe,
    hold_back,
    issue,
    uncommitted,
    unfinished,
    warn_without_history,
)
from talentpilot.store.federation import own_digest
from talentpilot.store.git.revision import GitTree
from talentpilot.store.git.worktree import revision_of


def issue_federation_report(
    opened: OpenFederation,
    source: FederationSource,
    publication: Publication,
    languages: tuple[Language, ...],
    options: RenderOptions,
    *,
    allow_missing: bool = False,
    force: bool = False,
) -> list[Path]:
    """Issue the report to `reports/` of the federation's folder, and return the paths of its files.

    Raises:
        UsageProblem: it has been issued already, a ledger is missing and that is not allowed, or `force` is not given
            while the period is not over or files are not committed.
        MissingExtra: a form needs a part that is not installed.
        StorageProblem: the disk refuses; nothing is left then.
    """
    if opened.missing and not allow_missing:
        missing = (Message.of("{id}: {reason}", id=one.id, reason=one.reason) for one in opened.missing)
        raise UsageProblem(
            "the report was not issued, since ledgers are missing: {missing}", missing=Message.joined("; ", missing),
            help="fetch them; {--allow-missing} issues it without them",
        )  # fmt: skip
    options = replace(options, strict=True)
    reasons = (*unfinished(source.period, source.as_of), *uncommitted(source.provenance), *_unfixed(opened))
    hold_back(reasons, options, force=force)
    warn_without_history(source.provenance, options)
    identity = ReportIdentity(
        subject_of(source), Past({}, (), {}), opened.as_of == opened.today,
        basis_of(opened, source),
    )  # fmt: skip
    return issue(publication, options, opened.root, describe(source, identity, publication, options, languages))


def subject_of(source: FederationSource) -> Subject:
    """Return what the report is about, as its manifest says."""
    scope = source.scope
    view = f"{scope.kind}:{scope.value}" if scope.value else scope.kind
    return Subject(source.period, view, dict(scope.filters))


def basis_of(opened: OpenFederation, source: FederationSource) -> FederationBasis:
    """Return what makes the report again: the state of each ledger as it was read, and why others were missing.

    A public edition does not say why, since that may quote paths.
    """
    public = source.edition == "public"
    missing = {one.id: UNSAID if public else one.reason for one in opened.missing if one.reason is not None}
    return FederationBasis(own_digest(opened.source), lock_of(opened), missing, source.with_pilots)


def _unfixed(opened: OpenFederation) -> Iterator[Message]:
    """Yield the ledgers that are read from their files on disk, which nobody could find again."""
    for member in opened.read:
        source = member.reached.source
        if isinstance(source, GitTree):
            continue
        try:
            revision = revision_of(source)
        except StorageProblem:
            revision = None
        if revision is None or revision.endswith("-dirty"):
            yield Message.of("ledger {id} is read from files that are not committed; give it a rev", id=member.id)
