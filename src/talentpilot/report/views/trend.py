"""How the lights moved over the last periods: the whole and each domain, by the present rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentpilot.analysis.portfolio import LIGHT_WORDS
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.pilot import PilotView
from talentpilot.report.views.restated_figures import Restatement


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The lights at the end of a period; `restated` counts those that an issued report showed differently."""

    period: Period
    pilots: int
    lights: dict[str, int]
    restated: int


@dataclass(frozen=True, slots=True)
class DomainTrend:
    """The lights of the pilots of a domain, period by period."""

    name: Text
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class TrendView:
    """The periods, oldest first, this one last; pilots that had not begun by the end of a period are in none of it."""

    whole: tuple[TrendPoint, ...]
    domains: tuple[DomainTrend, ...]


def trend_view(source: Source, pilots: Sequence[PilotView], restated: Restatement) -> TrendView:
    """Return the lights of the last periods."""
    by_period: dict[Period, Mapping[str, str]] = {one.period: one.lights for one in source.earlier}
    by_period[source.period] = {pilot.ref.id: pilot.light for pilot in pilots}
    changed = {(one.as_of, one.pilot) for one in restated.figures if not one.object and one.field == "light"}

    def points(members: Sequence[PilotView]) -> tuple[TrendPoint, ...]:
        names = {pilot.ref.id for pilot in members}
        made = []
        for period, lights in by_period.items():
            known = {name: light for name, light in lights.items() if name in names}
            counted = Counter(known.values())
            again = sum(1 for name in known if (period.end, name) in changed)
            made.append(TrendPoint(period, len(known), {word: counted[word] for word in LIGHT_WORDS}, again))
        return tuple(made)

    domains: dict[str, list[PilotView]] = {}
    for pilot in pilots:
        domains.setdefault(pilot.domain, []).append(pilot)
    order = [domain.id for domain in source.catalogue.domains]
    found = [domains[name] for name in order if name in domains]
    return TrendView(points(pilots), tuple(DomainTrend(members[0].domain_name, points(members)) for members in found))
