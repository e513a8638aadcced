"""The numbers of a pilot that are counted over many ledgers."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.periods import Period


@dataclass(frozen=True, slots=True)
class PilotNumbers:
    """What is listed and counted of a pilot: small, so that the pilot itself needn't be kept.

    `period` is the last one for which it owes a report, and `received` whether that is in.
    """

    id: str
    title: Text
    task: str
    state: PilotState
    light: str
    reasons: tuple[str, ...]
    maturity: str | None
    completion: Fraction | None
    period: Period | None
    received: bool


def numbers_of(status: PilotStatus) -> PilotNumbers:
    """Return the numbers of a pilot."""
    period = max(status.reporting.expected, key=_order, default=None)
    return PilotNumbers(
        status.pilot.id,
        status.plan.title,
        status.pilot.file.task,
        status.state,
        light_word(status),
        status.reasons,
        status.maturity,
        status.schedule.completion,
        period,
        period is not None and period not in status.reporting.missing,
    )


def _order(period: Period) -> tuple[object, object]:
    return period.end, period.start


def reports_in(pilots: Iterable[PilotNumbers]) -> tuple[int, int]:
    """Return how many reports of the latest period are in, and how many are owed."""
    owing = owing_reports(pilots)
    return sum(one.received for one in owing), len(owing)


def owing_reports(pilots: Iterable[PilotNumbers]) -> tuple[PilotNumbers, ...]:
    """Return the pilots that owe a report of the latest period for which any does, whether it is in or not."""
    every = [one for one in pilots if one.period is not None]
    latest = max((one.period for one in every if one.period is not None), key=_order, default=None)
    return tuple(one for one in every if one.period == latest)
