"""The log of decisions: what was asked of a higher level before this period, and what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.report.views.attention import MatterItem, full_address, shared_matters
from talentpilot.report.views.inputs import PilotRef, Source, refer
from talentpilot.report.views.needs import HIGHER

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
    found = [_view(source, group, answers) for group in shared_matters(items)]
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
            same = full_address(pilot, item.same_as)
            yield MatterItem(pilot, item.id, item.title, item.kind, item.needs, item.raised, 0, True, same)
    for report in status.pilot.file.reports:
        for one in report.matters if report.submitted <= source.issued else ():
            if one.needs in HIGHER:
                same = full_address(pilot, one.same_as)
                yield MatterItem(pilot, one.id, one.title, one.kind, one.needs, report.submitted, 0, False, same)


def _view(source: Source, items: list[MatterItem], answers: dict[str, Answer]) -> AskedBefore:
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
