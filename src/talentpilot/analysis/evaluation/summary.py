"""Evaluations rolled up by task: outcomes, regions, medians, agreement; practices to propose for nationwide use."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Literal

from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Practice

Agreement = Literal["consistent", "one site only", "mixed"]
PASSING = ("roll_out", "conditional_roll_out")
SHARE = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class TaskRollUp:
    """One task: its evaluated pilots, the number of each outcome, the regions, medians of P (to target) and R."""

    task: str
    pilots: tuple[str, ...]
    regions: tuple[str, ...]
    outcomes: dict[str, int]
    median_p: Fraction | None
    median_r: Fraction | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ProposedPractice:
    """A practice proposed for nationwide use: adopted elsewhere by `adopters`, or of a task that is consistent."""

    pilot: str
    practice: str
    title: Text
    adopters: tuple[str, ...]

    @property
    def because(self) -> str:
        """The reason for the proposal, in English, with ids."""
        return f"adopted by {', '.join(self.adopters)}" if self.adopters else "its task is consistent"


def latest_of(results: Iterable[EvaluationResult]) -> tuple[EvaluationResult, ...]:
    """Return the latest evaluation of each pilot, its own (`self`) left out; sorted by pilot."""
    found: dict[str, EvaluationResult] = {}
    for item in sorted(results, key=_when):
        if item.evaluation.type != "self":
            found[item.status.pilot.id] = item
    return tuple(found[name] for name in sorted(found))


def _when(item: EvaluationResult) -> tuple[date, str]:
    return item.evaluation.as_of, item.name


def roll_up(latest: Iterable[EvaluationResult]) -> tuple[TaskRollUp, ...]:
    """Return the latest evaluations, task by task."""
    tasks: dict[str, list[EvaluationResult]] = {}
    for item in latest:
        tasks.setdefault(item.status.pilot.file.task, []).append(item)
    return tuple(_task(name, tasks[name]) for name in sorted(tasks))


def _task(name: str, results: list[EvaluationResult]) -> TaskRollUp:
    p = [item.to_target.score for item in results if item.to_target.score is not None]
    r = [item.replicability.score for item in results if item.replicability.score is not None]
    return TaskRollUp(
        name,
        tuple(item.status.pilot.id for item in results),
        tuple(sorted({item.status.pilot.file.region for item in results})),
        dict(sorted(Counter(item.outcome for item in results).items())),
        median(p) if p else None,
        median(r) if r else None,
        _agreement(results),
    )


def _agreement(results: list[EvaluationResult]) -> Agreement:
    """Consistent: at least two pilots in different regions, two thirds of them in rows 2 and 3."""
    if len({item.status.pilot.file.region for item in results}) < 2:
        return "one site only"
    passing = sum(1 for item in results if item.outcome in PASSING)
    return "consistent" if passing >= SHARE * len(results) else "mixed"


def proposals(latest: Iterable[EvaluationResult]) -> tuple[ProposedPractice, ...]:
    """Return the practices of pilots that pass row 2, if adopted elsewhere or of a task that is consistent."""
    every = tuple(latest)
    consistent = {item.task for item in roll_up(every) if item.agreement == "consistent"}
    return tuple(
        ProposedPractice(item.status.pilot.id, practice.id, practice.title, adopters)
        for item in every
        if item.outcome == "roll_out"
        for practice in item.status.pilot.practices
        if practice.is_documented(item.status.as_of)
        for adopters in (_adopters(item, practice),)
        if adopters or item.status.pilot.file.task in consistent
    )


def _adopters(item: EvaluationResult, practice: Practice) -> tuple[str, ...]:
    """Return the organizations and regions that have adopted a practice elsewhere."""
    status = item.status
    adopted = adoptions_elsewhere(practice, status.pilot, status.plan, status.as_of)
    return tuple(one.org or one.region or "" for one in adopted)
