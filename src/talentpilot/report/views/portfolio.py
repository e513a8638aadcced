"""Pilots in numbers, all together and by domain, region and task: counts and medians, never a mean of lights."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from talentpilot.analysis.portfolio import LIGHT_WORDS, Counts, brief_of, count
from talentpilot.model.base import Text
from talentpilot.model.dates import days_after
from talentpilot.model.periods import Period
from talentpilot.report.views.attention import ExceptionView, MatterGroup, largest
from talentpilot.report.views.indicators import on_track, rated
from talentpilot.report.views.inputs import PilotRef, Source
from talentpilot.report.views.phrases import Reason
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.practices import documented

BADNESS = ("none", "grey", "green", "amber", "red")


def worst_of(lights: Mapping[str, int]) -> str:
    """Return the worst light that is counted, or `none` if no pilot is."""
    return max((word for word, number in lights.items() if number), key=BADNESS.index, default="none")


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
        """The worst light, or `none` if there is no pilot."""
        return worst_of(self.lights)


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


_BADNESS = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class LightChange:
    """A pilot whose light differs from the end of the previous period; `way` is better, worse or other."""

    pilot: PilotRef
    before: str
    after: str
    way: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReportCount:
    """Reports for the period: those received by the day of issue, of those due; `deadline` is their last day.

    `open` means that the deadline had not passed on the day of issue, so that none is missing yet.
    """

    due: int
    received: int
    late: int
    deadline: date
    open: bool
    missing: tuple[tuple[PilotRef, Period], ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Section 1; `before` counts the lights at the end of the previous period."""

    counts: Counts
    before: dict[str, int]
    below_m0: int
    changes: tuple[LightChange, ...]
    largest: tuple[ExceptionView, ...]
    off_track: int
    overdue: int
    old_bottlenecks: int
    matters: int
    shared_matters: int
    reports: ReportCount

    def changed(self, way: str) -> tuple[LightChange, ...]:
        """Return the changes for the better, for the worse, or others."""
        return tuple(item for item in self.changes if item.way == way)

    @property
    def moves(self) -> tuple[tuple[str, str, tuple[LightChange, ...]], ...]:
        """The number of changes by light before and now, for reports on many pilots."""
        pairs = [(before, after) for before in LIGHT_WORDS for after in LIGHT_WORDS]
        groups = (
            (before, after, tuple(one for one in self.changes if (one.before, one.after) == (before, after)))
            for before, after in pairs
        )
        return tuple(group for group in groups if group[2])


def summary_view(
    source: Source,
    pilots: Sequence[PilotView],
    exceptions: Sequence[ExceptionView],
    matters: Sequence[MatterGroup],
) -> SummaryView:
    """Return section 1, counted from the rows of the later sections."""
    counts = count(map(brief_of, source.statuses))
    every_matter = [item for group in matters for item in group.matters]
    kinds = [item.kind for item in exceptions]
    return SummaryView(
        counts,
        {word: sum(1 for pilot in pilots if pilot.before == word) for word in LIGHT_WORDS},
        counts.pilots - sum(counts.maturity.values()),
        tuple(change for pilot in pilots if (change := _change(pilot)) is not None),
        largest(exceptions),
        kinds.count("pilot"),
        kinds.count("milestone"),
        kinds.count("bottleneck"),
        len(every_matter),
        sum(1 for item in every_matter if len(item.pilots) > 1),
        _reports(source, pilots),
    )


def _change(pilot: PilotView) -> LightChange | None:
    if not pilot.before or pilot.before == pilot.light:
        return None
    before, after = _BADNESS.get(pilot.before), _BADNESS.get(pilot.light)
    way = "other" if before is None or after is None else "better" if after < before else "worse"
    return LightChange(pilot.ref, pilot.before, pilot.light, way, pilot.reasons)


def _reports(source: Source, pilots: Sequence[PilotView]) -> ReportCount:
    deadline = days_after(source.period.end, source.programme.reporting.due_days)
    due = received = late = 0
    missing: list[tuple[PilotRef, Period]] = []
    for pilot in pilots:
        came = {report.period: report for report in pilot.reports}
        due += len(pilot.due)
        received += sum(1 for period in pilot.due if period in came)
        late += sum(1 for period in pilot.due if period in came and came[period].late)
        missing += [(pilot.ref, period) for period in pilot.due if period not in came]
    return ReportCount(due, received, late, deadline, source.issued <= deadline, tuple(missing))
