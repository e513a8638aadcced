"""The evaluations of the pilots of all ledgers, each by its own ledger's settings."""

from dataclasses import replace

from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.evaluation.settings import SettingsNotice
from talentpilot.errors import NothingToCheck
from talentpilot.services.evaluation import EvaluationResults, gather_evaluations
from talentpilot.services.federation.members import Member, OpenFederation, rated
from talentpilot.services.federation.portfolio import shared_programme


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
        parts[member.id] = _prefixed(member, found)
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


def _prefixed(member: Member, found: EvaluationResults) -> EvaluationResults:
    results = tuple(_named(member.id, item) for item in found.results)
    return replace(found, results=results, unreadable=tuple(map(member.prefixed, found.unreadable)))


def _named(prefix: str, item: EvaluationResult) -> EvaluationResult:
    pilot = replace(item.status.pilot, id=f"{prefix}:{item.status.pilot.id}")
    return replace(item, status=replace(item.status, pilot=pilot))


def _settings(parts: dict[str, EvaluationResults]) -> SettingsNotice:
    """Return what is known of all ledgers' settings: known only if each is, changed if one is."""
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
