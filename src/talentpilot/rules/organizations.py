"""Rule R02: every organization named exists, and existed on the day it was named for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.bottlenecks import written_episodes
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.ledger import NAMELESS
from talentpilot.model.pilot import Adjustment
from talentpilot.rules.cases import MILESTONES, OUTCOMES, PILOT, PilotCase, ProgrammeCase
from talentpilot.rules.rule import Finding, also_programme, pilot_rule
from talentpilot.suggestions import known_words


@dataclass(frozen=True, slots=True)
class Use:
    """An organization named in a file, and the day for which it is named."""

    file: str
    path: FieldPath
    id: str
    day: date


def _successors(case: ProgrammeCase) -> Iterator[Finding]:
    known = {item.id for item in case.programme.organizations} | case.unreadable_ids
    if NAMELESS in known:
        return
    for index, item in enumerate(case.programme.organizations):
        if item.succeeded_by is not None and item.succeeded_by not in known:
            yield _unknown("programme.yaml", ("organizations", index, "succeeded_by"), item.succeeded_by, case)


def _unknown(file: str, path: FieldPath, identifier: str, case: PilotCase | ProgrammeCase) -> Finding:
    known = known_words(identifier, (item.id for item in case.programme.organizations))
    return Finding(
        file, path, "there is no organization {id} in programme.yaml", {"id": identifier, "known": known},
        "{known} correct the id, or add the organization under organizations: in programme.yaml",
    )  # fmt: skip


@also_programme(_successors)
@pilot_rule("R02", "no-such-organization", Severity.ERROR)
def no_such_organization(case: PilotCase) -> Iterator[Finding]:
    """An organization is unknown, or had ended, without a successor, on the day for which it is named.

    Offices are merged and renamed. A duty that rests on one that is no more rests on nobody. The day is that
    of the fact; for roles and owners the day they were set: the approval, or the filing that changed them.

    Bad:
        # pilot.yaml
        incentives:
          - {id: S1, grantor: yx-finance}

    Good:
        # pilot.yaml
        incentives:
          - {id: S1, grantor: yx-edu}
    """
    for use in _uses(case):
        known = case.programme.organization(use.id)
        if known is None:
            if case.unreadable_ids.isdisjoint((use.id, NAMELESS)):
                yield _unknown(use.file, use.path, use.id, case)
        elif not case.programme.stands(use.id, use.day):
            yield Finding(
                use.file, use.path, "{id} had ended on {until}; it is named for {day}",
                {"id": use.id, "until": str(known.until), "day": str(use.day)},
                "name who took over, and write succeeded_by in programme.yaml if somebody did",
            )  # fmt: skip


def _uses(case: PilotCase) -> Iterator[Use]:
    agreed = case.pilot.file.approval.date if case.pilot.file.approval else case.pilot.file.term.start
    yield from _roles(case, agreed)
    yield from _filed(case)
    yield from _recorded(case)
    yield from _steps(case, agreed)
    for index, practice in enumerate(case.pilot.practices):
        for number, adoption in enumerate(practice.adoptions):
            if adoption.org is not None:
                yield Use(OUTCOMES, ("practices", index, "adoptions", number, "org"), adoption.org, adoption.date)
    for name, evaluation in case.pilot.evaluations.items():
        yield Use(f"evaluations/{name}.yaml", ("evaluator", "org"), evaluation.evaluator.org, evaluation.as_of)


def _roles(case: PilotCase, agreed: date) -> Iterator[Use]:
    roles = case.pilot.file.roles
    yield Use(PILOT, ("roles", "lead"), roles.lead, agreed)
    for index, unit in enumerate(roles.units):
        yield Use(PILOT, ("roles", "units", index), unit, agreed)
    for index, partner in enumerate(roles.partners):
        yield Use(PILOT, ("roles", "partners", index), partner, agreed)
    if roles.guide is not None:
        yield Use(PILOT, ("roles", "guide"), roles.guide, agreed)
    if roles.reporter is not None:
        yield Use(PILOT, ("roles", "reporter"), roles.reporter, agreed)


def _filed(case: PilotCase) -> Iterator[Use]:
    """Authorities, and the organizations that adjustments name for roles and owners, pending ones too."""
    for index, adjustment in enumerate(case.pilot.file.adjustments):
        place: FieldPath = ("adjustments", index)
        filed = adjustment.decided or adjustment.submitted or adjustment.effective or case.as_of
        if adjustment.authority is not None:
            yield Use(PILOT, (*place, "authority"), adjustment.authority, filed)
        held = _held_from(adjustment, case.as_of)
        for number, change in enumerate(adjustment.changes):
            if change.path.startswith("roles/") or change.path.endswith("/owner"):
                to: FieldPath = (*place, "changes", number, "to")
                if isinstance(change.to, str):
                    yield Use(PILOT, to, change.to, held)
                elif isinstance(change.to, tuple):
                    yield from (Use(PILOT, (*to, i), str(item), held) for i, item in enumerate(change.to))


def _held_from(adjustment: Adjustment, as_of: date) -> date:
    """The day from which an adjustment holds, or would."""
    asked = adjustment.effective or adjustment.decided or adjustment.submitted or as_of
    return adjustment.effective_date(as_of) or asked


def _recorded(case: PilotCase) -> Iterator[Use]:
    file = case.pilot.file
    for index, bottleneck in enumerate(file.bottlenecks):
        yield Use(PILOT, ("bottlenecks", index, "owner"), bottleneck.owner, bottleneck.raised)
        for route, episode in written_episodes(bottleneck):
            if (accepted := episode.accepted) is not None:
                yield Use(PILOT, ("bottlenecks", index, *route, "accepted", "by"), accepted.by, accepted.date)
    for index, incentive in enumerate(file.incentives):
        yield Use(PILOT, ("incentives", index, "grantor"), incentive.grantor, incentive.date)
    for index, item in enumerate(file.evidence):
        if item.verified is not None:
            yield Use(PILOT, ("evidence", index, "verified", "by"), item.verified.by, item.verified.date)


def _steps(case: PilotCase, agreed: date) -> Iterator[Use]:
    added = {item.id: item for item in case.pilot.file.adjustments}
    for index, step in enumerate(case.pilot.milestones):
        adjustment = added.get(step.added) if step.added is not None else None
        day = _held_from(adjustment, case.as_of) if adjustment is not None else agreed
        yield Use(MILESTONES, ("milestones", index, "owner"), step.owner, day)


ORGANIZATION_RULES = (no_such_organization,)
