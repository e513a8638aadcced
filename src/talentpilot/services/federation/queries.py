"""Questions to all ledgers of a federation: what is due, lists of facts, explanations, evaluations, comparisons."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.analysis.agenda import due_of, in_order
from talentpilot.analysis.evaluation.decision_table import SettingsNotice
from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.errors import NothingToCheck, UsageProblem
from talentpilot.model.programme import Programme
from talentpilot.report.views.inputs import Names
from talentpilot.services.agenda import Due
from talentpilot.services.comparison import HERE, Comparison, Snapshot, revisions_of
from talentpilot.services.evaluation import EvaluationResults, gather_evaluations
from talentpilot.services.explain import LocatedExplanation, explain_target
from talentpilot.services.federation.members import Member, OpenFederation, open_federation, rated
from talentpilot.services.federation.portfolio import (
    FederationPortfolio,
    gather_federation,
    look_at_federation,
    shared_programme,
)
from talentpilot.services.lists import Cell, FactList, ListedName, ListName, Row, in_list_order, rows_of
from talentpilot.store.federation import FILE
from talentpilot.store.git.revision import GitTree
from talentpilot.suggestions import nearest


def gather_federation_due(
    opened: OpenFederation, selection: PilotSelection, within: int, owner: str | None = None
) -> Due:
    """Return what is overdue or falls due within some days in all ledgers.

    Owners have the prefix of their ledger: offices of two ledgers may share an id. `owner` may be written with it.

    Raises:
        NothingToCheck: the selection matches no pilot.
        UsageProblem: no ledger has an organization of that id.
    """
    found = look_at_federation(opened, selection, partial(due_of, within=within))
    known = [item.id for item in found.head.programme.organizations]
    if owner is not None and not any(_is_meant(name, owner) for name in known):
        raise UsageProblem("there is no organization {owner}", help=nearest(owner, known), owner=owner)
    items = [
        replace(item, owner=f"{part.member.id}:{item.owner}")
        for part in found.ledgers
        for some in part.pilots
        for item in some
    ]
    return Due(found.head, within, in_order(item for item in items if owner is None or _is_meant(item.owner, owner)))


def _is_meant(name: str, written: str) -> bool:
    return written in (name, name.partition(":")[2])


def gather_federation_list(opened: OpenFederation, name: ListName, selection: PilotSelection) -> FactList:
    """List the facts of one kind in the selected pilots of all ledgers.

    Organizations have the prefix of their ledger, so that those of two ledgers are never one.

    Raises:
        NothingToCheck: the selection matches no pilot.
    """

    def look(status: PilotStatus, programme: Programme) -> tuple[Row, ...]:
        prefix = status.pilot.id.partition(":")[0]
        known = {item.id for item in programme.organizations}
        rows = rows_of(name, status, Names(programme, opened.catalogue))
        return tuple({key: _prefixed(cell, prefix, known) for key, cell in row.items()} for row in rows)

    found = look_at_federation(opened, selection, look)
    return in_list_order(name, found.head, [row for rows in found.pilots for row in rows])


def _prefixed(cell: Cell, prefix: str, organizations: set[str]) -> Cell:
    if isinstance(cell, ListedName) and cell.id in organizations:
        return replace(cell, id=f"{prefix}:{cell.id}")
    return cell


def explain_in_federation(opened: OpenFederation, subject: str) -> LocatedExplanation:
    """Explain `js:PILOT`, `js:PILOT/M3` and so on, by the federation's thresholds; paths begin with the ledger's id.

    Raises:
        NothingToCheck: there is no such ledger or pilot, or the ledger is missing.
        UsageProblem: the pilot has no such object.
    """
    prefix, colon, inner = subject.partition(":")
    member = next((item for item in opened.members if item.id == prefix), None)
    if not colon or member is None:
        known = [item.id for item in opened.members]
        raise NothingToCheck(
            "the federation has no ledger {name}", name=prefix if colon else "", subject=subject,
            help="write the ledger before the pilot, as in js:{subject}" if not colon else nearest(prefix, known),
        )  # fmt: skip
    if member.ledger is None:
        raise NothingToCheck("{id}: {reason}", id=prefix, reason=member.reason)
    found = explain_target(rated(member, opened.federation), inner)
    sources = {name: replace(source, path=f"{prefix}/{source.path}") for name, source in found.sources.items()}
    yardstick = opened.sources[FILE] if opened.federation.rules.thresholds is not None else None
    return replace(found, subject=subject, sources=sources, yardstick=yardstick)


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


def evaluate_federation(opened: OpenFederation, subject: str | None) -> EvaluationResults:
    """Return the evaluations of all pilots, of `js:PILOT` or the one of `js:PILOT/NAME`.

    Raises:
        NothingToCheck: there is no such pilot, or no evaluation yet.
        UsageProblem: the pilot has evaluations, but none of that name.
    """
    prefix, _, inner = (subject or "").partition(":")
    parts: dict[str, EvaluationResults] = {}
    for member in opened.read:
        if subject is not None and member.id != prefix:
            continue
        try:
            found = gather_evaluations(rated(member, opened.federation), inner or None, evidence=False)
        except NothingToCheck:
            if subject is not None:
                raise
            continue
        parts[member.id] = _with_prefixes(member, found)
    if not parts:
        raise NothingToCheck("no pilot has an evaluation by {day}", day=opened.as_of, help="wait for the first one")
    return EvaluationResults(
        shared_programme(opened),
        opened.catalogue,
        opened.as_of,
        tuple(item for part in parts.values() for item in part.results),
        tuple(item for part in parts.values() for item in part.unreadable),
        sum(opened.registered.values()),
        _settings(parts),
    )


def _with_prefixes(member: Member, found: EvaluationResults) -> EvaluationResults:
    results = tuple(_named(member.id, item) for item in found.results)
    return replace(found, results=results, unreadable=tuple(map(member.prefixed, found.unreadable)))


def _named(prefix: str, item: EvaluationResult) -> EvaluationResult:
    pilot = replace(item.status.pilot, id=f"{prefix}:{item.status.pilot.id}")
    return replace(item, status=replace(item.status, pilot=pilot))


def _settings(parts: dict[str, EvaluationResults]) -> SettingsNotice:
    """Return one notice on the settings of all ledgers: known only if each is, changed if one is."""
    notices = {name: part.settings for name, part in parts.items()}
    changes = tuple(
        replace(change, name=f"{name}:{change.name}") for name, one in notices.items() for change in one.changes
    )
    unknown = next((one for one in notices.values() if not one.known), None)
    days = [one.since for one in notices.values() if one.since is not None]
    since = min(days, default=None)
    if unknown is not None:
        return replace(unknown, since=since, changes=changes)
    return SettingsNotice(known=True, since=since, changes=changes)
