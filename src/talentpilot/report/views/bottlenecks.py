"""Bottlenecks in reports: the open ones, and the settled ones, each with its episodes."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.inputs import Names


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode of a bottleneck; `reason` says why it was reopened, None for the first time."""

    began: date
    reason: Text | None
    resolved: date | None
    resolution: Text | None
    accepted: date | None
    accepted_by: Text | None
    document: str | None


@dataclass(frozen=True, slots=True)
class SettledBottleneck:
    """A bottleneck that is settled, with the day."""

    id: str
    title: Text
    severity: str
    settled: date | None
    needs_acceptance: bool
    episodes: tuple[EpisodeView, ...]


@dataclass(frozen=True, slots=True)
class BottleneckView:
    """An open bottleneck; its age counts from `since`, the beginning of its first episode that has not ended.

    `waiting` is the day since which a solution has waited to be accepted, if one does.
    """

    id: str
    title: Text
    kind: str
    severity: str
    raised: date
    since: date
    age_days: int
    owner: Text
    needs: str
    due: date | None
    waiting: date | None
    episodes: tuple[EpisodeView, ...]

    @property
    def reopenings(self) -> tuple[EpisodeView, ...]:
        """The times that it was reopened."""
        return tuple(item for item in self.episodes if item.reason is not None)


def bottleneck_views(status: PilotStatus, names: Names) -> tuple[BottleneckView, ...]:
    """Return the open bottlenecks, the most severe and oldest first."""
    order = ("critical", "major", "minor")
    found = [
        BottleneckView(
            state.item.id,
            state.item.title,
            state.item.kind,
            state.item.severity,
            state.item.raised,
            state.open_since,
            state.age_days,
            names.organization(state.item.owner),
            state.item.needs,
            state.item.due,
            state.resolved_since,
            _episodes(state, names),
        )
        for state in status.bottleneck_states
        if state.open_since is not None and state.age_days is not None
    ]
    return tuple(sorted(found, key=lambda item: (order.index(item.severity), -item.age_days)))


def settled_bottlenecks(status: PilotStatus, names: Names) -> tuple[SettledBottleneck, ...]:
    """Return the bottlenecks that are settled, in the order of the file."""
    return tuple(
        SettledBottleneck(
            state.item.id,
            state.item.title,
            state.item.severity,
            state.settled,
            state.needs_acceptance,
            _episodes(state, names),
        )
        for state in status.bottleneck_states
        if not state.is_open
    )


def _episodes(state: BottleneckState, names: Names) -> tuple[EpisodeView, ...]:
    return tuple(
        EpisodeView(
            item.began,
            item.reason,
            item.resolved,
            item.resolution,
            item.accepted.date if item.accepted else None,
            names.organization(item.accepted.by) if item.accepted else None,
            item.accepted.document if item.accepted else None,
        )
        for item in state.episodes
    )
