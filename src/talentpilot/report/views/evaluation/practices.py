"""Practices as an evaluation shows them: everything somebody needs who wants to take one over."""

from dataclasses import dataclass

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.practices import PracticeView, practices_of
from talentpilot.report.views.source import Names


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """A practice with its cost, its risks and the indicators that show it works."""

    view: PracticeView
    cost: Text | None
    risks: Text | None
    indicators: tuple[str, ...]


def practice_cases(status: PilotStatus, names: Names) -> tuple[PracticeCase, ...]:
    """Section 8 of one evaluation."""
    pairs = zip(practices_of(status, names), status.pilot.practices, strict=True)
    return tuple(PracticeCase(view, item.cost, item.risks, item.indicators) for view, item in pairs)
