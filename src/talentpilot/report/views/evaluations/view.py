"""The whole summary as one frozen value: outcomes, what can go nationwide, tasks, practices, decisions."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.rollup import TaskRollUp, latest_of, proposals, roll_up
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Recommendation
from talentpilot.model.ledger import Unreadable
from talentpilot.report.provenance import Provenance
from talentpilot.report.views.edition import Edition, Omission, omissions
from talentpilot.report.views.evaluation.settings import SettingsView, settings_view
from talentpilot.report.views.evaluation.source import EvaluationSource
from talentpilot.report.views.evaluations.entries import (
    EntryView,
    LeftOut,
    PracticeLine,
    TaskView,
    entry_view,
    left_out,
    practice_lines,
)
from talentpilot.report.views.source import Names

OUTCOMES: tuple[Recommendation, ...] = (
    "roll_out",
    "conditional_roll_out",
    "continue",
    "correct",
    "extend",
    "adapt",
    "stop",
    "no_finding",
)
"""From what can travel to what can't be said."""
LONGER = ("continue", "correct", "extend", "adapt")


@dataclass(frozen=True, slots=True)
class EvaluationsHead:
    """What the summary covers, and where its figures come from."""

    programme: Text
    as_of: date
    issued: date
    registered: int
    evaluations: int
    edition: Edition
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class EvaluationsView:
    """Everything that the summary shows; `entries` are in the order of the pilots' ids, never of their scores."""

    head: EvaluationsHead
    entries: tuple[EntryView, ...]
    left_out: tuple[LeftOut, ...]
    tasks: tuple[TaskView, ...]
    practices: tuple[PracticeLine, ...]
    unreadable: tuple[Unreadable, ...]
    settings: SettingsView

    @property
    def omitted(self) -> tuple[Omission, ...]:
        """What a public edition leaves out."""
        return omissions(self)

    def coming_out(self, *outcomes: str) -> tuple[EntryView, ...]:
        """The pilots with one of these outcomes."""
        return tuple(item for item in self.entries if item.path.outcome in outcomes)

    @property
    def longer(self) -> tuple[EntryView, ...]:
        """The pilots that need more time, or work."""
        return self.coming_out(*LONGER)

    @property
    def proposed(self) -> tuple[PracticeLine, ...]:
        """The practices proposed for nationwide use."""
        return tuple(item for item in self.practices if item.proposed)

    @property
    def decided(self) -> tuple[EntryView, ...]:
        """The pilots on which the authority has decided."""
        return tuple(item for item in self.entries if item.decision is not None)

    @property
    def overridden(self) -> tuple[EntryView, ...]:
        """Those on which it decided otherwise than is recommended."""
        return tuple(item for item in self.entries if item.decision is not None and item.decision.differs)

    @property
    def counts(self) -> tuple[tuple[Recommendation, int, int], ...]:
        """Every outcome with how many pilots it is recommended for, and decided for."""
        recommended = Counter(item.path.outcome for item in self.entries)
        decided = Counter(item.decision.outcome for item in self.entries if item.decision is not None)
        return tuple((outcome, recommended[outcome], decided[outcome]) for outcome in OUTCOMES)


def evaluations_view(source: EvaluationSource) -> EvaluationsView:
    """The summary over the evaluations that the source holds."""
    source = source.edited()
    names = source.names
    latest = latest_of(source.results)
    tasks = roll_up(latest)
    entries = tuple(entry_view(item, names) for item in latest)
    return EvaluationsView(
        EvaluationsHead(
            source.programme.title,
            source.as_of,
            source.issued,
            source.registered,
            len(source.results),
            source.edition,
            source.provenance,
        ),
        entries,
        left_out(source.results, latest),
        tuple(_task(item, names) for item in tasks),
        practice_lines(latest, entries, tasks, proposals(latest), names),
        source.unreadable,
        settings_view(source.programme.evaluation, source.settings),
    )


def _task(item: TaskRollUp, names: Names) -> TaskView:
    outcomes = tuple((one, item.outcomes[one]) for one in OUTCOMES if one in item.outcomes)
    regions = tuple(names.region(code) for code in item.regions)
    return TaskView(
        item.task,
        names.task(item.task),
        item.pilots,
        regions,
        outcomes,
        item.median_p,
        item.median_r,
        item.agreement,
    )
