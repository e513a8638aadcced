"""The ledgers of a federation, each read once: checked, and its pilots counted."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from talentpilot.analysis.portfolio import PilotNumbers, PilotSelection, numbers_of
from talentpilot.analysis.status import PilotStatus
from talentpilot.services.federation.members import Member, OpenFederation
from talentpilot.services.federation.portfolio import (
    FederationPilots,
    MemberPilots,
    MemberRating,
    Yardstick,
    joined_head,
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
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import over_each
from talentpilot.services.pilot_readings import PilotReadings
from talentpilot.services.validation.pilot import PilotResult
from talentpilot.services.validation.rule_choice import choose_rules
from talentpilot.store.reader import PilotReading


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
    """Check every ledger that can be read and rate its selected pilots, in parallel; a missing one is not an error.

    `processors` is as in `validate_federation`. `is_today` says whether the federation's day is the present one, so
    that the clock is not asked.
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
    rating = MemberRating(member, yardstick, lambda status, _: numbers_of(status))
    check = check_member((prefix, ledger, today), _RatedOnce(ledger, today, rating))
    return check, replace(rating.found(), member=replace(member, ledger=None, programme=None, catalogue=None))


class _RatedOnce(PilotReadings):
    """Readings that are rated by the federation's thresholds as well; no status is kept, since those of a large ledger
    would fill the memory."""

    def __init__(self, ledger: OpenLedger, today: date | None, rating: MemberRating[PilotNumbers]) -> None:
        super().__init__(ledger, today, evidence=False)
        self._rating = rating

    def _look(self, reading: PilotReading) -> tuple[PilotStatus | None, PilotResult]:
        if self._rating.wants(reading.folder):
            self._rating.take(reading)
        return None, super()._look(reading)[1]
