"""Makes the small card of a pilot on which ledger-wide rules work."""

import hashlib

from talentpilot.analysis.series import known_observations
from talentpilot.analysis.standing import closing_day
from talentpilot.model.ledger import Pilot
from talentpilot.rules.cases import PilotCard, PilotCase, Reference

TELLING_LENGTH = 3


def card_of(case: PilotCase) -> PilotCard:
    """The card of one pilot."""
    pilot, file = case.pilot, case.pilot.file
    return PilotCard(
        pilot.id,
        file.id,
        case.plan.title.versions,
        file.task,
        case.plan.lead,
        case.plan.units,
        case.plan.term_start,
        case.plan.term_end,
        case.status.standing,
        _inner_ids(pilot),
        tuple(_references(pilot)),
        tuple(_series(case)),
        case.written("roles/units"),
        closing_day(pilot, case.as_of),
    )


def _inner_ids(pilot: Pilot) -> frozenset[str]:
    file = pilot.file
    named = {item.id for item in file.bottlenecks} | {item.id for report in file.reports for item in report.matters}
    return frozenset(named) | pilot.unreadable_ids


def _references(pilot: Pilot) -> list[Reference]:
    found = [
        Reference(("bottlenecks", index, "same_as"), item.same_as)
        for index, item in enumerate(pilot.file.bottlenecks)
        if item.same_as is not None
    ]
    for number, report in enumerate(pilot.file.reports):
        found += [
            Reference(("reports", number, "matters", index, "same_as"), item.same_as)
            for index, item in enumerate(report.matters)
            if item.same_as is not None
        ]
    return found


def _series(case: PilotCase) -> list[tuple[int, str]]:
    """By index: the digest of each series long and varied enough that no other agrees with it by chance."""
    found = []
    for index, item in enumerate(case.pilot.indicators):
        known = known_observations(item, case.as_of)
        if len(known) >= TELLING_LENGTH and any(one.value != known[0].value for one in known):
            pairs = ";".join(f"{one.day}={one.value.normalize()}" for one in known)
            found.append((index, hashlib.sha256(pairs.encode()).hexdigest()[:16]))
    return found
