"""The ledgers of a federation, each read once: checked, and its pilots counted."""

from dataclasses import dataclass, replace
from functools import partial

from talentpilot.analysis.ledger_numbers import PilotNumbers, numbers_of
from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import (
    FederationPilots,
    MemberPilots,
    Yardstick,
    joined_head,
    rate_member,
    yardstick_of,
)
from talentpilot.services.federation.validation import (
    FederationValidation,
    FindingsChoice,
    MemberCheck,
    MemberTask,
    check_member,
    concluded,
    member_task,
)
from talentpilot.services.parallel import over_each
from talentpilot.services.pilot_readings import PilotReadings
from talentpilot.services.validation.rule_choice import choose_rules


@dataclass(frozen=True, slots=True)
class Survey:
    """What checking and rating the ledgers found."""

    validation: FederationValidation
    ledgers: tuple[MemberPilots[PilotNumbers], ...]

    def numbers(self) -> FederationPilots[PilotNumbers]:
        """Return the pilots of all ledgers.

        Raises:
            NothingToCheck: no pilot is selected.
        """
        opened = self.validation.opened
        return FederationPilots(opened, joined_head(opened, self.ledgers), self.ledgers)


def survey_federation(
    opened: OpenFederation,
    selection: PilotSelection,
    *,
    processors: int | None = None,
    is_today: bool | None = None,
) -> Survey:
    """Check every ledger that can be read and rate its selected pilots, in parallel; a missing one is no error.

    `processors` and `is_today` are as in `validate_federation`.
    """
    tasks = [(member, member_task(opened, member, is_today)) for member in opened.read]
    work = partial(_survey_member, yardstick_of(opened, selection))
    results = opened.progress.over("checking the ledgers", over_each(work, tasks, processors), len(tasks))
    found = list(results)
    parts = tuple(replace(part, member=member) for (member, _), (_, part) in zip(tasks, found, strict=True))
    checks = tuple(check for check, _ in found)
    asked = FindingsChoice(choose_rules((), ()), allow_missing=True)
    return Survey(concluded(opened, checks, asked), parts)


def _survey_member(
    yardstick: Yardstick, task: tuple[Member, MemberTask]
) -> tuple[MemberCheck, MemberPilots[PilotNumbers]]:
    """Read one ledger once; the ledger itself is not sent back."""
    member, (prefix, ledger, today) = task
    readings = PilotReadings(ledger, evidence=False)
    check = check_member((prefix, ledger, today), readings)
    part = rate_member(member, yardstick, lambda status, _: numbers_of(status), readings)
    return check, replace(part, member=replace(member, ledger=None))
