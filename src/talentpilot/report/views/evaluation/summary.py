"""The summary of all evaluations, by task."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.evaluation.summary import ProposedPractice, TaskRollUp, latest_of, proposals, roll_up
from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.model.base import Text
from talentpilot.model.choices import Recommendation
from talentpilot.model.ledger import Unreadable
from talentpilot.report.views.evaluation.decision import DecisionPath, decision_path
from talentpilot.report.views.evaluation.inputs import EvaluationSource, SettingsView, settings_view
from talentpilot.report.views.evaluation.overview import DecisionView, decision_view
from talentpilot.report.views.evaluation.view import PracticeCase, Scores, practice_cases, scores_of
from talentpilot.report.views.inputs import Names, PilotRef, Provenance, refer
from talentpilot.report.views.redaction import Edition, Omission, omissions


@dataclass(frozen=True, slots=True)
class EntryView:
    """One pilot with its latest evaluation; `practices` are those documented or higher."""

    ref: PilotRef
    name: str
    type: str
    as_of: date
    task: str
    task_name: Text
    region_name: Text
    scores: Scores
    path: DecisionPath
    decision: DecisionView | None
    vetoes: tuple[str, ...]
    practices: tuple[PracticeCase, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An evaluation that the summary does not count: the pilot's own (`self`), or an earlier one."""

    ref: PilotRef
    name: str
    type: str
    as_of: date
    outcome: Recommendation


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task over its evaluated pilots; P to target."""

    task: str
    name: Text
    pilots: tuple[str, ...]
    regions: tuple[Text, ...]
    outcomes: tuple[tuple[str, int], ...]
    median_p: Fraction | None
    median_r: Fraction | None
    agreement: str


@dataclass(frozen=True, slots=True)
class PracticeLine:
    """A practice of an evaluated pilot: who took it over, and whether it is proposed for nationwide use.

    Where it is not, `lacks` says what: `row` (its pilot does not pass row 2), `reach` (neither adopted elsewhere nor
    of a task that is consistent).
    """

    case: PracticeCase
    outcome: Recommendation
    adopters: tuple[Text, ...]
    agreement: str
    proposed: bool
    lacks: tuple[str, ...]


def entry_view(result: EvaluationResult, names: Names) -> EntryView:
    """Return one pilot of the summary."""
    status = result.status
    file = status.pilot.file
    cases = practice_cases(status, names)
    return EntryView(
        refer(status),
        result.name,
        result.evaluation.type,
        result.evaluation.as_of,
        file.task,
        names.task(file.task),
        names.region(file.region),
        scores_of(result),
        decision_path(result),
        decision_view(result),
        result.evaluation.vetoes,
        tuple(item for item in cases if item.view.status not in ("draft", "withdrawn")),
    )


def left_out(results: Iterable[EvaluationResult], counted: Iterable[EvaluationResult]) -> tuple[LeftOut, ...]:
    """Return the evaluations that are not counted."""
    kept = {(item.status.pilot.id, item.name) for item in counted}
    return tuple(
        LeftOut(refer(item.status), item.name, item.evaluation.type, item.evaluation.as_of, item.outcome)
        for item in results
        if (item.status.pilot.id, item.name) not in kept
    )


def practice_lines(
    latest: Iterable[EvaluationResult],
    entries: Iterable[EntryView],
    tasks: Iterable[TaskRollUp],
    proposed: Iterable[ProposedPractice],
    names: Names,
) -> tuple[PracticeLine, ...]:
    """Return every documented practice of the evaluated pilots, those proposed first."""
    agreement = {item.task: item.agreement for item in tasks}
    chosen = {(item.pilot, item.practice) for item in proposed}
    found = [
        _line(result, case, entry, agreement[entry.task], names, proposed=(entry.ref.id, case.view.id) in chosen)
        for result, entry in zip(latest, entries, strict=True)
        for case in entry.practices
    ]
    return tuple(sorted(found, key=lambda line: not line.proposed))


def _line(
    result: EvaluationResult, case: PracticeCase, entry: EntryView, agreement: str, names: Names, *, proposed: bool
) -> PracticeLine:
    """Return one practice, with what it lacks."""
    status = result.status
    practice = next(item for item in status.pilot.practices if item.id == case.view.id)
    adopters = tuple(
        names.organization(one.org) if one.org is not None else names.region(one.region or "")
        for one in adoptions_elsewhere(practice, status.pilot, status.plan, status.as_of)
    )
    lacks = [] if entry.path.outcome == "roll_out" else ["row"]
    lacks += [] if adopters or agreement == "consistent" else ["reach"]
    return PracticeLine(case, entry.path.outcome, adopters, agreement, proposed, tuple(lacks))


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
LONGER = ("continue", "correct", "extend", "adapt")


@dataclass(frozen=True, slots=True)
class EvaluationsHead:
    """What the summary covers, and the origin of its figures."""

    programme: Text
    as_of: date
    issued: date
    registered: int
    evaluations: int
    edition: Edition
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class EvaluationsView:
    """The content of the summary; `entries` are in the order of the pilots' ids, never of their scores."""

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
        """Return the pilots with one of these outcomes."""
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
        """The pilots with a decision of the authority."""
        return tuple(item for item in self.entries if item.decision is not None)

    @property
    def overridden(self) -> tuple[EntryView, ...]:
        """The pilots whose decision differs from the recommendation."""
        return tuple(item for item in self.entries if item.decision is not None and item.decision.differs)

    @property
    def counts(self) -> tuple[tuple[Recommendation, int, int], ...]:
        """The number of pilots per outcome, recommended and decided."""
        recommended = Counter(item.path.outcome for item in self.entries)
        decided = Counter(item.decision.outcome for item in self.entries if item.decision is not None)
        return tuple((outcome, recommended[outcome], decided[outcome]) for outcome in OUTCOMES)


def evaluations_view(source: EvaluationSource) -> EvaluationsView:
    """Return the summary over the evaluations that the source holds."""
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
