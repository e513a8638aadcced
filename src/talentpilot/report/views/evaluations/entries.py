"""The evaluations that a summary rests on: the latest of each pilot, own ones left out; and those left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.evaluation import EvaluationResult
from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.rollup import Proposed, TaskRollUp
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Recommendation
from talentpilot.report.views.evaluation.glance import DecisionView, decision_view
from talentpilot.report.views.evaluation.path import DecisionPath, decision_path
from talentpilot.report.views.evaluation.practices import PracticeCase, practice_cases
from talentpilot.report.views.evaluation.view import Scores, scores_of
from talentpilot.report.views.source import Names, PilotRef, refer


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
    """One pilot of the summary."""
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
    """The evaluations that are not among those counted."""
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
    proposed: Iterable[Proposed],
    names: Names,
) -> tuple[PracticeLine, ...]:
    """Every documented practice of the evaluated pilots, those proposed first."""
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
    status = result.status
    practice = next(item for item in status.pilot.practices if item.id == case.view.id)
    adopters = tuple(
        names.organization(one.org) if one.org is not None else names.region(one.region or "")
        for one in adoptions_elsewhere(practice, status.pilot, status.plan, status.as_of)
    )
    lacks = [] if entry.path.outcome == "roll_out" else ["row"]
    lacks += [] if adopters or agreement == "consistent" else ["reach"]
    return PracticeLine(case, entry.path.outcome, adopters, agreement, proposed, tuple(lacks))
