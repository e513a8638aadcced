"""Compare a federation on two days, or at two revisions of its own repository, which hold two locks."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import pilot_status
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.services.comparison import HERE, Comparison, Snapshot, revisions_of
from talentpilot.services.federation.members import OpenFederation, open_federation
from talentpilot.services.federation.portfolio import FederationPortfolio, gather_federation
from talentpilot.store.git.revision import GitTree


def compare_federation(
    opened: OpenFederation, span: str | None, since: date | None, chosen: PilotSelection
) -> Comparison:
    """Compare what `A..B` or `since` means; without either, the federation's last commit with the ledgers now.

    Raises:
        UsageProblem: the options contradict each other, or a revision has no lock.
        NothingToCheck: neither side has a selected pilot.
        StorageProblem: git has no such revision.
    """
    if since is not None and span is not None:
        raise UsageProblem("A..B and a day contradict each other", help="compare two revisions, or two days")
    sides = _two_days(opened, since) if since is not None else _two_revisions(opened, span)
    comparison = sides.of(chosen)
    if not (comparison.then.statuses or comparison.now.statuses or comparison.unread):
        raise NothingToCheck("no pilot found with these filters, on either side", help="talentpilot status lists them")
    return comparison


def _two_days(opened: OpenFederation, since: date) -> Comparison:
    if since > opened.as_of:
        raise UsageProblem(
            "{--since} {since} lies after {day}", since=since, day=opened.as_of, help="name an earlier day"
        )
    found = gather_federation(opened, PilotSelection())
    now = _side(found, HERE)
    thresholds = opened.federation.rules.thresholds
    statuses = tuple(
        pilot_status(item.pilot, part.member.programme_by(thresholds), since)
        for part in found.ledgers
        for item in part.pilots
    )
    return Comparison(replace(now, as_of=since, statuses=statuses, unreadable=()), now)


def _two_revisions(opened: OpenFederation, span: str | None) -> Comparison:
    first, second = revisions_of(span)
    before = _at(opened.root, first, opened.as_of)
    after = opened if second is None else _at(opened.root, second, opened.as_of)
    return Comparison(*(_side(gather_federation(item, PilotSelection()), HERE) for item in (before, after)))


def _at(root: Path, revision: str, day: date) -> OpenFederation:
    return open_federation(root, revision=revision, as_of=day)


def _side(found: FederationPortfolio, name: str) -> Snapshot:
    whole, source = found.whole, found.opened.source
    label = source.commit.label if isinstance(source, GitTree) else name
    unread = frozenset(whole.folders) - {item.pilot.id for item in whole.statuses}
    return Snapshot(
        label, source, whole.as_of, whole.programme, whole.catalogue, whole.statuses, whole.unreadable, unread
    )
