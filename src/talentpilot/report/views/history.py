"""What earlier periods say: lights, what was asked of higher levels, failures and warnings, the life of one pilot."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.lead_time import Failure, share_seen_early
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.plan import original_plan
from talentpilot.analysis.portfolio import LIGHT_WORDS
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.periods import Period
from talentpilot.report.views.attention import MatterItem, matter_item, shared_matters
from talentpilot.report.views.inputs import KnownFailure, Names, PilotRef, Source, refer
from talentpilot.report.views.needs import HIGHER
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


OFTEN = 3
"""The number of reports from which the log says that a matter stands in so many."""


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A matter asked of a higher level before the period. `reports` counts the periods at whose end it was open, this
    one included; `answered` is when its bottleneck was settled, None while it is open.
    """

    title: Text
    level: str
    since: date
    pilots: tuple[PilotRef, ...]
    reports: int
    answered: date | None
    answer: Text | None
    days: int

    @property
    def is_often(self) -> bool:
        """Whether it stands in three reports or more, and still waits."""
        return self.answered is None and self.reports >= OFTEN


def decisions_of(source: Source) -> tuple[AskedBefore, ...]:
    """Return what was asked before the period and was open in it, the longest open first."""
    answers = {address: answer for status in source.statuses for address, answer in _answers(status)}
    items = [item for status in source.statuses for item in _asked(source, status)]
    found = [_asked_before(source, group, answers) for group in shared_matters(items)]
    shown = [
        one
        for one in found
        if one.since < source.period.start and (one.answered is None or one.answered >= source.period.start)
    ]
    return tuple(sorted(shown, key=lambda one: (one.answered is not None, -one.days, one.pilots[0].id)))


Answer = tuple[date, Text | None]


def _answers(status: PilotStatus) -> Iterator[tuple[str, Answer]]:
    """Yield the bottlenecks that are settled, with the day and the solution."""
    for state in status.bottleneck_states:
        if state.settled is not None:
            yield f"{status.pilot.id}/{state.item.id}", (state.settled, state.last.resolution)


def _asked(source: Source, status: PilotStatus) -> Iterator[MatterItem]:
    pilot = refer(status)
    for state in status.bottleneck_states:
        item = state.item
        if item.needs in HIGHER:
            yield matter_item(pilot, item, item.raised, is_bottleneck=True)
    for report in status.pilot.file.reports:
        for one in report.matters if report.submitted <= source.issued else ():
            if one.needs in HIGHER:
                yield matter_item(pilot, one, report.submitted, is_bottleneck=False)


def _asked_before(source: Source, items: list[MatterItem], answers: dict[str, Answer]) -> AskedBefore:
    first = min(items, key=lambda item: (not item.is_bottleneck, item.raised, item.address))
    since = min(item.raised for item in items)
    settled = [answers.get(item.address) for item in items if item.is_bottleneck]
    done = [one for one in settled if one is not None]
    answered = max(done, key=lambda one: one[0]) if done and len(done) == len(settled) else None
    end = answered[0] if answered is not None else source.as_of
    pilots = {item.pilot.id: item.pilot for item in items}
    return AskedBefore(
        first.title,
        max((item.needs for item in items), key=HIGHER.index),
        since,
        tuple(pilots[name] for name in sorted(pilots)),
        _periods(source, since, answered[0] if answered is not None else None),
        answered[0] if answered is not None else None,
        answered[1] if answered is not None else None,
        max(0, (end - since).days),
    )


def _periods(source: Source, since: date, answered: date | None) -> int:
    count, period = 0, source.period
    while period.end >= since:
        count += answered is None or answered > period.end
        period = period.previous()
    return count


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failure; `days` is None where the history does not reach, 0 where no light had warned.

    `place` is its file and line, at the revision of the report.
    """

    pilot: PilotRef
    kind: str
    object: str
    title: Text | None
    day: date
    warned: date | None
    days: int | None
    place: str


@dataclass(frozen=True, slots=True)
class WarningsView:
    """All failures by day; `early` of the `known` ones were seen at least 90 days before."""

    failures: tuple[FailureView, ...]
    early: int
    known: int


def warnings_view(source: Source) -> WarningsView:
    """Return the failures of the pilots shown."""
    statuses = {status.pilot.id: status for status in source.statuses}
    found = [_failure(one, statuses[one.pilot]) for one in source.failures]
    early, known = share_seen_early(one.lead for one in source.failures)
    return WarningsView(tuple(sorted(found, key=lambda one: (one.day, one.pilot.id, one.object))), early, known)


def _failure(one: KnownFailure, status: PilotStatus) -> FailureView:
    lead = one.lead
    return FailureView(
        refer(status),
        lead.failure.kind,
        lead.failure.object,
        _title(status, lead.failure),
        lead.failure.day,
        lead.warned,
        lead.days,
        one.place,
    )


def _title(status: PilotStatus, failure: Failure) -> Text | None:
    found = status.pilot.milestone(failure.object) or status.pilot.indicator(failure.object)
    return found.title if found is not None else None


@dataclass(frozen=True, slots=True)
class ObservedValue:
    """One value of an indicator; `day` is the one it counts at, the last of its `period` if it has one."""

    day: date
    period: Period | None
    value: Fraction
    provisional: bool
    note: Text | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorLife:
    """Every value of an indicator by the day, oldest first; `yes_no` says that 0 and 1 mean no and yes."""

    id: str
    title: Text
    unit: Text
    yes_no: bool
    values: tuple[ObservedValue, ...]


@dataclass(frozen=True, slots=True)
class LifeView:
    """What a report over the whole life of a pilot adds; the life began with its selection, approval or term."""

    began: date
    indicators: tuple[IndicatorLife, ...]


def life_view(source: Source) -> LifeView | None:
    """Return the life of the one pilot of a report over its whole life; None for other reports."""
    if not source.scope.whole_life or not source.statuses:
        return None
    (status,) = source.statuses
    return LifeView(_began(status), _indicators(status, source.names))


def _began(status: PilotStatus) -> date:
    file = status.pilot.file
    days = [original_plan(status.pilot).term_start]
    days += [file.approval.date] if file.approval is not None else []
    days += [file.selection.assessed] if file.selection is not None and file.selection.assessed is not None else []
    return min(days)


def _indicators(status: PilotStatus, names: Names) -> tuple[IndicatorLife, ...]:
    return tuple(
        IndicatorLife(
            item.id,
            item.title,
            names.unit(item.unit),
            item.unit == "yes_no",
            tuple(
                ObservedValue(one.day, one.period, Fraction(one.value), one.provisional, one.note, one.evidence)
                for one in known_observations(item, status.as_of)
            ),
        )
        for item in status.plan.indicators
    )
