"""The episodes of a bottleneck, and whether it is open or settled on a day (`status.md` 4)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from talentpilot.analysis.lights import Light, Rated
from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.pilot import Acceptance, Bottleneck, Reopening
from talentpilot.model.programme import Thresholds

Settled = TypeVar("Settled", Bottleneck, Reopening)
"""What holds when an episode was resolved and accepted."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode of a bottleneck: it begins at `raised`, or on a day on which the bottleneck was reopened.

    `index` is its place in `reopened`, None for the first episode; `reason` says why it was reopened.
    """

    index: int | None
    began: date
    reason: Text | None
    resolved: date | None
    resolution: Text | None
    accepted: Acceptance | None

    def end(self, *, needs_acceptance: bool) -> date | None:
        """Return the day on which it ended: when it was resolved or, if that is asked for, accepted."""
        if needs_acceptance:
            return self.accepted.date if self.accepted is not None else None
        return self.resolved


def written_episodes(item: Bottleneck) -> Iterator[tuple[FieldPath, Bottleneck | Reopening]]:
    """Yield what holds the facts of each episode, with its path below the bottleneck, in the order of the file."""
    yield (), item
    for index, again in enumerate(item.reopened):
        yield ("reopened", index), again


def episodes(item: Bottleneck) -> tuple[Episode, ...]:
    """Return the episodes in the order of their beginnings."""
    first = Episode(None, item.raised, None, item.resolved, item.resolution, item.accepted)
    later = (
        Episode(index, one.date, one.reason, one.resolved, one.resolution, one.accepted)
        for index, one in enumerate(item.reopened)
    )
    return tuple(sorted((first, *later), key=lambda one: one.began))


@dataclass(frozen=True, slots=True)
class BottleneckState:
    """A bottleneck as known on the day: open since the first episode that has not ended, or settled.

    An episode ends when it is resolved, or, where the programme asks for acceptance, when the solution is accepted;
    the end of a later episode ends those before it too.
    """

    item: Bottleneck
    as_of: date
    needs_acceptance: bool
    episodes: tuple[Episode, ...]
    open_since: date | None

    @property
    def is_open(self) -> bool:
        """Whether it is on the books on that day."""
        return self.open_since is not None

    @property
    def age_days(self) -> int | None:
        """Days since the beginning of the first episode that has not ended; None once settled."""
        return (self.as_of - self.open_since).days if self.open_since is not None else None

    @property
    def last(self) -> Episode:
        """The episode that began last."""
        return self.episodes[-1]

    @property
    def settled(self) -> date | None:
        """The day since which it has been settled; None while it is open."""
        return None if self.is_open else self.last.end(needs_acceptance=self.needs_acceptance)

    @property
    def resolution(self) -> Text | None:
        """How it was settled; None while it is open."""
        return None if self.is_open else self.last.resolution

    @property
    def resolved_since(self) -> date | None:
        """The day since which the solution has waited to be accepted; None if none waits."""
        return self.last.resolved if self.is_open else None


def known_bottleneck(item: Bottleneck, day: date) -> Bottleneck:
    """Return the bottleneck as known by that day, without what was resolved, accepted or reopened later."""
    reopened = tuple(_known(one, day) for one in item.reopened if one.date <= day)
    known = _known(item, day)
    return known if reopened == item.reopened else known.model_copy(update={"reopened": reopened})


def _known(item: Settled, day: date) -> Settled:
    later: dict[str, None] = {}
    if item.resolved is not None and item.resolved > day:
        later = dict.fromkeys(("resolved", "resolution"))
    if item.accepted is not None and item.accepted.date > day:
        later["accepted"] = None
    return item.model_copy(update=later) if later else item


def bottleneck_state(item: Bottleneck, as_of: date, acceptance: Collection[str]) -> BottleneckState:
    """Return the state of a bottleneck raised by that day; `acceptance` holds the severities that need acceptance."""
    item = known_bottleneck(item, as_of)
    needs_acceptance = item.severity in acceptance
    begun = episodes(item)
    open_since: date | None = None
    for episode in reversed(begun):
        if episode.end(needs_acceptance=needs_acceptance) is not None:
            break
        open_since = episode.began
    return BottleneckState(item, as_of, needs_acceptance, begun, open_since)


def bottleneck_states(pilot: Pilot, as_of: date, acceptance: Collection[str]) -> tuple[BottleneckState, ...]:
    """Return the bottlenecks recorded by that day, open or settled, in the order of the file."""
    recorded = (item for item in pilot.file.bottlenecks if item.raised <= as_of)
    return tuple(bottleneck_state(item, as_of, acceptance) for item in recorded)


@dataclass(frozen=True, slots=True)
class OpenBottleneck:
    """A bottleneck open on the day: since when, and its age in days."""

    id: str
    severity: str
    since: date
    age_days: int


def open_bottlenecks(states: tuple[BottleneckState, ...]) -> tuple[OpenBottleneck, ...]:
    """Return those that are on the books on the day."""
    return tuple(
        OpenBottleneck(state.item.id, state.item.severity, state.open_since, (state.as_of - state.open_since).days)
        for state in states
        if state.open_since is not None
    )


def issues_light(bottlenecks: tuple[OpenBottleneck, ...], thresholds: Thresholds) -> Rated:
    """Red for an open critical one, amber for a major one open too long, else green."""
    critical = [item for item in bottlenecks if item.severity == "critical"]
    if critical:
        return Rated(Light.RED, tuple(item.id for item in critical))
    limit = thresholds.bottleneck_amber_days
    old = [item for item in bottlenecks if item.severity == "major" and item.age_days > limit]
    return Rated(Light.AMBER, tuple(item.id for item in old)) if old else Rated(Light.GREEN)
