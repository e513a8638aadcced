"""Pilots by domain, by region and by task: counts and medians, never a mean of lights."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from talentpilot.analysis.portfolio import LIGHT_WORDS
from talentpilot.model.base import Text
from talentpilot.report.views.indicators import on_track, rated
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.practices import documented

BADNESS = ("none", "grey", "green", "amber", "red")


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """Counts of the pilots of a domain or region; completion in percent, without proposed pilots."""

    id: str
    name: Text
    pilots: int
    lights: dict[str, int]
    median_completion: Fraction | None
    on_track: int
    rated: int
    practices: int
    adoptions: int

    @property
    def worst(self) -> str:
        """The worst light, or empty if there is no pilot."""
        return max((word for word, number in self.lights.items() if number), key=BADNESS.index, default="none")


@dataclass(frozen=True, slots=True)
class SharedTask:
    """A task that several pilots work on, side by side."""

    name: Text
    pilots: tuple[PilotView, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Regions by domains; a cell holds the number of pilots and their worst light."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[PortfolioRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """Section 2."""

    domains: tuple[PortfolioRow, ...]
    regions: tuple[PortfolioRow, ...]
    total: PortfolioRow
    shared: tuple[SharedTask, ...]
    grid: Grid


def portfolio_view(source: Source, pilots: Sequence[PilotView]) -> PortfolioView:
    """Return the pilots by domain (in the catalogue's order), by region (in the order of codes) and by task."""
    whole = source.scope.kind == "programme" and not source.scope.filters
    domains = [(domain.id, source.names.domain(domain.id)) for domain in source.catalogue.domains]
    if any(not pilot.domain for pilot in pilots):
        domains.append(("", Text(zh="目录外事项", en="Not in the catalogue")))
    by_domain = _rows(pilots, domains, lambda pilot: pilot.domain)
    regions = sorted({(pilot.region, pilot.region_name) for pilot in pilots}, key=lambda pair: pair[0])
    shown = tuple(row for row in by_domain if whole or row.pilots)
    return PortfolioView(
        shown,
        _rows(pilots, regions, lambda pilot: pilot.region),
        _row("", Text(), pilots),
        _shared_tasks(source, pilots),
        _grid(shown, regions, pilots),
    )


def _rows(
    pilots: Sequence[PilotView], groups: Iterable[tuple[str, Text]], key: Callable[[PilotView], str]
) -> tuple[PortfolioRow, ...]:
    members: dict[str, list[PilotView]] = {}
    for pilot in pilots:
        members.setdefault(key(pilot), []).append(pilot)
    return tuple(_row(identifier, name, members.get(identifier, [])) for identifier, name in groups)


def _row(identifier: str, name: Text, pilots: Sequence[PilotView]) -> PortfolioRow:
    started = [pilot for pilot in pilots if pilot.standing != "proposed"]
    completions = [one for pilot in started if (one := pilot.schedule.completion) is not None]
    indicators = [item for pilot in pilots for item in pilot.indicators]
    practices = [item for pilot in pilots for item in pilot.practices]
    return PortfolioRow(
        identifier,
        name,
        len(pilots),
        {word: sum(1 for pilot in pilots if pilot.light == word) for word in LIGHT_WORDS},
        median(completions) if completions else None,
        on_track(indicators),
        rated(indicators),
        documented(practices),
        sum(item.elsewhere for item in practices),
    )


def _shared_tasks(source: Source, pilots: Sequence[PilotView]) -> tuple[SharedTask, ...]:
    found: dict[str, list[PilotView]] = {}
    for pilot in pilots:
        found.setdefault(pilot.task, []).append(pilot)
    order = [task.id for domain in source.catalogue.domains for task in domain.tasks]
    shared = [task for task in order if len(found.get(task, ())) > 1]
    return tuple(
        SharedTask(source.names.task(task), tuple(sorted(found[task], key=lambda one: (one.region, one.ref.id))))
        for task in shared
    )


def _grid(domains: Sequence[PortfolioRow], regions: Iterable[tuple[str, Text]], pilots: Sequence[PilotView]) -> Grid:
    cells: dict[tuple[str, str], list[PilotView]] = {}
    for pilot in pilots:
        cells.setdefault((pilot.region, pilot.domain), []).append(pilot)
    rows = (
        (name, tuple(_row(domain.id, domain.name, cells.get((code, domain.id), [])) for domain in domains))
        for code, name in regions
    )
    return Grid(tuple(domain.name for domain in domains), tuple(rows))
