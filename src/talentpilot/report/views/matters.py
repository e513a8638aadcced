"""What a higher level has to settle: open bottlenecks that need it, and matters of the reports; shared ones once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.source import PilotRef, Source, refer

HIGHER = ("province", "other_ministries", "ministry")
"""Levels above the pilot, the highest last."""

KINDS = ("policy", "procedure", "legal", "data", "funding", "coordination", "capacity", "technology", "other")


@dataclass(frozen=True, slots=True)
class MatterItem:
    """One entry in a pilot's files: a bottleneck (with its age) or a matter of a report."""

    pilot: PilotRef
    id: str
    title: Text
    kind: str
    needs: str
    raised: date
    age_days: int
    is_bottleneck: bool
    same_as: str | None

    @property
    def address(self) -> str:
        """How others refer to it: yx-titles-01/B1."""
        return f"{self.pilot.id}/{self.id}"


@dataclass(frozen=True, slots=True)
class MatterView:
    """One matter, with all entries that are the same; told in the words of the oldest bottleneck."""

    kind: str
    title: Text
    needs: tuple[str, ...]
    since: date
    age_days: int
    pilots: tuple[PilotRef, ...]
    items: tuple[MatterItem, ...]


@dataclass(frozen=True, slots=True)
class MatterGroup:
    """The matters of one kind, the most widely shared first."""

    kind: str
    matters: tuple[MatterView, ...]


def matter_groups(source: Source) -> tuple[MatterGroup, ...]:
    """Every matter for a higher level, grouped by kind."""
    items = [item for status in source.statuses for item in _items(source, status)]
    matters = [_merge(shared) for shared in _shared(items)]
    matters.sort(key=lambda one: (-len(one.pilots), -one.age_days, one.items[0].address))
    groups = ((kind, tuple(one for one in matters if one.kind == kind)) for kind in KINDS)
    return tuple(MatterGroup(kind, found) for kind, found in groups if found)


def _items(source: Source, status: PilotStatus) -> Iterator[MatterItem]:
    file, pilot = status.pilot.file, refer(status)
    for state in status.bottleneck_states:
        item = state.item
        if state.open_since is not None and state.age_days is not None and item.needs in HIGHER:
            yield MatterItem(
                pilot, item.id, item.title, item.kind, item.needs, state.open_since, state.age_days, True,
                _full(pilot, item.same_as),
            )  # fmt: skip
    for report in file.reports:
        if not source.period.start <= report.period.end <= source.period.end or report.submitted > source.issued:
            continue
        for one in report.matters:
            if one.needs in HIGHER:
                age = max(0, (source.as_of - report.submitted).days)
                yield MatterItem(
                    pilot,
                    one.id,
                    one.title,
                    one.kind,
                    one.needs,
                    report.submitted,
                    age,
                    False,
                    _full(pilot, one.same_as),
                )


def _full(pilot: PilotRef, reference: str | None) -> str | None:
    if reference is None or "/" in reference:
        return reference
    return f"{pilot.id}/{reference}"


def _shared(items: Iterable[MatterItem]) -> list[list[MatterItem]]:
    """The items, those that point to one another (or to the same third) together."""
    parent: dict[str, str] = {}

    def root(address: str) -> str:
        while parent.setdefault(address, address) != address:
            address = parent[address]
        return address

    ordered = list(items)
    for item in ordered:
        if item.same_as is not None:
            parent[root(item.address)] = root(item.same_as)
    groups: dict[str, list[MatterItem]] = {}
    for item in ordered:
        groups.setdefault(root(item.address), []).append(item)
    return list(groups.values())


def _merge(items: list[MatterItem]) -> MatterView:
    first = min(items, key=lambda item: (not item.is_bottleneck, item.raised, item.address))
    pilots = {item.pilot.id: item.pilot for item in items}
    levels = tuple(level for level in reversed(HIGHER) if any(item.needs == level for item in items))
    return MatterView(
        first.kind,
        first.title,
        levels,
        min(item.raised for item in items),
        max(item.age_days for item in items),
        tuple(pilots[name] for name in sorted(pilots)),
        tuple(sorted(items, key=lambda item: item.address)),
    )
