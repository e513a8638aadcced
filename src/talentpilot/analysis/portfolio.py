"""Many pilots at once: which ones are meant, and how many are where. Counts and medians, never a mean of lights."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.lights import Light
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.catalogue import Catalogue
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
        file = status.pilot.file
        domain = catalogue.domain_of(file.task)
        return (
            (self.pilots is None or status.pilot.id in self.pilots)
            and (self.domain is None or (domain is not None and domain.id == self.domain))
            and (self.region is None or region_contains(self.region, file.region))
            and (self.lead is None or status.plan.lead == self.lead)
            and (self.light is None or light_word(status) == self.light)
        )


def light_word(status: PilotStatus) -> str:
    """Return the light as a word: green, amber, red, grey, or none once the pilot is closed."""
    return status.light.value if status.light is not None else NO_LIGHT


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pilots are where; every word is there, with 0 where nothing is."""

    pilots: int
    lights: dict[str, int]
    maturity: dict[str, int]
    standing: dict[str, int]
    median_completion: Fraction | None


def count(statuses: Iterable[PilotStatus]) -> Counts:
    """Return the counts over those pilots; proposed ones stay out of the median."""
    every = tuple(statuses)
    lights = Counter(map(light_word, every))
    levels = Counter(item.maturity for item in every if item.maturity is not None)
    standings = Counter(item.standing for item in every)
    started = [item for item in every if item.standing is not PilotState.PROPOSED]
    completions = [item.schedule.completion for item in started if item.schedule.completion is not None]
    return Counts(
        len(every),
        {word: lights[word] for word in LIGHT_WORDS},
        {level: levels[level] for level in LEVELS},
        {standing.value: standings[standing] for standing in PilotState},
        median(completions) if completions else None,
    )


def next_due(status: PilotStatus) -> str | None:
    """Return the id of the open milestone that is due first, overdue ones before all."""
    waiting = (MilestoneState.OVERDUE, MilestoneState.DUE_SOON, MilestoneState.UPCOMING)
    dated = [(item.due, item.id) for item in status.milestones if item.state in waiting and item.due is not None]
    return min(dated)[1] if dated else None
