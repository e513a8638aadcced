"""The first page in numbers: lights, maturity, status, changes, the worst exceptions, reports received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.portfolio import LIGHT_WORDS, Counts, brief_of, count
from talentpilot.model.dates import days_after
from talentpilot.model.periods import Period
from talentpilot.report.views.attention import ExceptionView, MatterGroup, largest
from talentpilot.report.views.inputs import PilotRef, Source
from talentpilot.report.views.phrases import Reason
from talentpilot.report.views.pilot import PilotView

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
