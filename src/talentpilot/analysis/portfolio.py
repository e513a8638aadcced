"""Selections and counts of pilots, in one ledger or in many. Counts and medians, never a mean of lights."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import Light
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.readiness import Readiness, readiness_of
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import FrozenMapping, Text
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.periods import Period
from talentpilot.model.regions import region_contains

NO_LIGHT = "none"
LIGHT_WORDS = (*(light.value for light in Light), NO_LIGHT)


@dataclass(frozen=True, slots=True)
class PilotSelection:
    """Which pilots are meant; None does not narrow."""

    domain: str | None = None
    region: str | None = None
    lead: str | None = None
    light: str | None = None
    pilots: frozenset[str] | None = None

    def admits(self, status: PilotStatus, catalogue: Catalogue) -> bool:
        """Return whether the pilot is one of those meant."""
        return self.fits(features_of(status, catalogue))

    def fits(self, pilot: "PilotFeatures") -> bool:
        """Return the same for what is known of a pilot."""
        return (
            (self.pilots is None or pilot.id in self.pilots)
            and (self.domain is None or pilot.domain == self.domain)
            and (self.region is None or region_contains(self.region, pilot.region))
            and (self.lead is None or pilot.lead == self.lead)
            and (self.light is None or pilot.light == self.light)
        )


@dataclass(frozen=True, slots=True)
class PilotFeatures:
    """What a selection looks at; `domain` is empty if the pilot's task belongs to none."""

    id: str
    domain: str
    region: str
    lead: str
    light: str


def features_of(status: PilotStatus, catalogue: Catalogue) -> PilotFeatures:
    """Return what a selection looks at in a pilot."""
    file = status.pilot.file
    domain = catalogue.domain_of(file.task)
    return PilotFeatures(
        status.pilot.id, domain.id if domain is not None else "", file.region, status.plan.lead, light_word(status)
    )


def light_word(status: PilotStatus) -> str:
    """Return the light as a word: green, amber, red, grey, or none once the pilot is closed."""
    return status.light.value if status.light is not None else NO_LIGHT


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of pilots by state, light and level; every word has its number, 0 if there are none."""

    pilots: int
    lights: Mapping[str, int]
    maturity: Mapping[str, int]
    standing: Mapping[str, int]
    median_completion: Fraction | None


@dataclass(frozen=True, slots=True)
class PilotBrief:
    """What lists and counts need of a pilot: small, so that the pilot itself needn't be kept."""

    id: str
    light: str
    state: PilotState
    maturity: str | None
    completion: Fraction | None
    readiness: Readiness | None


def brief_of(status: PilotStatus) -> PilotBrief:
    """Return the brief of a pilot."""
    completion = status.schedule.completion
    return PilotBrief(
        status.pilot.id, light_word(status), status.state, status.maturity, completion, readiness_of(status)
    )


def count(briefs: Iterable[PilotBrief]) -> Counts:
    """Return the counts over those pilots; proposed ones stay out of the median."""
    every = tuple(briefs)
    lights = Counter(item.light for item in every)
    levels = Counter(item.maturity for item in every if item.maturity is not None)
    states = Counter(item.state for item in every)
    started = [item for item in every if item.state is not PilotState.PROPOSED]
    completions = [item.completion for item in started if item.completion is not None]
    return Counts(
        len(every),
        FrozenMapping({word: lights[word] for word in LIGHT_WORDS}),
        FrozenMapping({level: levels[level] for level in LEVELS}),
        FrozenMapping({state.value: states[state] for state in PilotState}),
        median(completions) if completions else None,
    )


def next_due(status: PilotStatus) -> str | None:
    """Return the id of the open milestone that is due first, overdue ones before all."""
    waiting = (MilestoneState.OVERDUE, MilestoneState.DUE_SOON, MilestoneState.UPCOMING)
    dated = [(item.due, item.id) for item in status.milestones if item.state in waiting and item.due is not None]
    return min(dated)[1] if dated else None


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
