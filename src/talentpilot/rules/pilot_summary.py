"""Summarize a pilot for the ledger-wide rules."""

import hashlib
from collections.abc import Iterator

from talentpilot.analysis.facts import newest_fact
from talentpilot.analysis.lifecycle import closing_day
from talentpilot.analysis.observations import known_observations
from talentpilot.diagnostics import FieldPath
from talentpilot.model.ledger import NAMELESS, Pilot
from talentpilot.rules.contexts import (
    MILESTONES,
    OUTCOMES,
    PILOT,
    AdoptionSummary,
    GrantSummary,
    PilotContext,
    PilotSummary,
    Reference,
)

MIN_OBSERVATIONS = 3
"""Shorter series may agree by chance."""


def summarize_pilot(context: PilotContext) -> PilotSummary:
    """Return the summary of one pilot."""
    pilot, file = context.pilot, context.pilot.file
    return PilotSummary(
        pilot.id,
        file.id,
        context.plan.title.versions,
        file.task,
        context.plan.lead,
        context.plan.units,
        context.plan.term_start,
        context.plan.term_end,
        context.status.state,
        _inner_ids(pilot),
        tuple(_references(pilot)),
        tuple(_series(context)),
        context.written("roles/units"),
        closing_day(pilot, context.as_of),
        file.region,
        tuple(_adoptions(pilot)),
        newest_fact(pilot, context.as_of),
        tuple(_grants(pilot)),
        frozenset((*context.plan.units, *context.plan.partners)),
        _useless_waivers(context),
    )


def summary_places(summary: PilotSummary) -> Iterator[tuple[str, FieldPath, bool]]:
    """Yield the places that ledger-wide rules name in a pilot: file, path, and whether the key is meant."""
    yield PILOT, ("id",), False
    yield PILOT, ("title",), False
    yield PILOT, ("region",), False
    for index in range(len(set(summary.units))):
        yield PILOT, (*summary.units_at, index), False
    for reference in summary.references:
        yield PILOT, reference.path, False
    for index, _ in summary.series:
        yield OUTCOMES, ("indicators", index, "observations"), True
    for adoption in summary.adoptions:
        yield OUTCOMES, adoption.path, False
    for grant in summary.grants:
        yield PILOT, grant.path, False


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


def _adoptions(pilot: Pilot) -> Iterator[AdoptionSummary]:
    for number, practice in enumerate(pilot.practices):
        for index, item in enumerate(practice.adoptions):
            path = ("practices", number, "adoptions", index)
            yield AdoptionSummary(path, item.org, item.region, item.document, practice.title, item.date)


def _grants(pilot: Pilot) -> Iterator[GrantSummary]:
    for index, item in enumerate(pilot.file.incentives):
        if item.amount:
            said = f"{item.title.versions} {item.grantor} {item.date} {item.amount.normalize()} {item.currency}"
            digest = hashlib.sha256(said.encode()).hexdigest()[:16]
            yield GrantSummary(("incentives", index), item.id, digest)


def _useless_waivers(context: PilotContext) -> tuple[str, ...]:
    pilot = context.pilot
    named = [item.object for item in context.programme.waivers if item.object.startswith(f"{pilot.id}/")]
    if not named or NAMELESS in pilot.unreadable_ids or not context.has(MILESTONES, OUTCOMES):
        return ()
    known = set(_object_ids(pilot))
    return tuple(name for name in named if name.partition("/")[2] not in known)


def _object_ids(pilot: Pilot) -> Iterator[str]:
    """Yield the id of everything in a pilot that a finding can be about."""
    file = pilot.file
    yield from _inner_ids(pilot)
    yield from pilot.evaluations
    if file.approval is not None:
        yield from file.approval.seal
    for evaluation in pilot.evaluations.values():
        yield from (one.id for one in evaluation.reviewers)
    for items in (file.adjustments, file.evidence, file.incentives, file.publicity):
        yield from (item.id for item in items)
    for parts in (pilot.milestones, pilot.indicators, pilot.practices):
        yield from (item.id for item in parts)


def _series(context: PilotContext) -> list[tuple[int, str]]:
    """Return index and digest of each series that is too long and varied to agree with another by chance."""
    found = []
    for index, item in enumerate(context.pilot.indicators):
        known = known_observations(item, context.as_of)
        if len(known) >= MIN_OBSERVATIONS and any(one.value != known[0].value for one in known):
            pairs = ";".join(f"{one.day}={one.value.normalize()}" for one in known)
            found.append((index, hashlib.sha256(pairs.encode()).hexdigest()[:16]))
    return found
