"""A pilot as far as it was known by a day: facts dated later are left out, the plan stays."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from talentpilot.analysis.bottlenecks import known_bottleneck
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Practice
from talentpilot.model.pilot import Adjustment, Evidence, PilotFile

T = TypeVar("T")
R = TypeVar("R", bound=BaseModel)


def known_by(pilot: Pilot, day: date) -> Pilot:
    """Return the pilot with only the facts dated by that day; its plan and undated facts stay."""
    evaluations = {name: item for name, item in pilot.evaluations.items() if item.as_of <= day}
    return replace(
        pilot,
        file=_file(pilot.file, day),
        milestones=tuple(_milestone(item, day) for item in pilot.milestones),
        indicators=tuple(_indicator(item, day) for item in pilot.indicators),
        practices=tuple(_practice(item, day) for item in pilot.practices),
        evaluations={name: _evaluation(item, day) for name, item in evaluations.items()},
    )


def _file(file: PilotFile, day: date) -> PilotFile:
    approved = file.approval is not None and file.approval.date <= day
    return file.model_copy(
        update={
            "approval": file.approval if approved else None,
            "adjustments": tuple(_filing(item, day) for item in file.adjustments if item.known_by(day)),
            "bottlenecks": tuple(known_bottleneck(item, day) for item in file.bottlenecks if item.raised <= day),
            "reports": _until(file.reports, lambda item: item.submitted, day),
            "incentives": _until(file.incentives, lambda item: item.date, day),
            "publicity": _until(file.publicity, lambda item: item.date, day),
            "evidence": tuple(_paper(item, day) for item in file.evidence if item.date <= day),
        }
    )


def _with(record: R, values: Mapping[str, object]) -> R:
    """Return a record with these values: itself if it has them, so that it needn't be compared."""
    if all(getattr(record, name) == value for name, value in values.items()):
        return record
    return record.model_copy(update=values)


def _until(items: Iterable[T], day_of: Callable[[T], date], day: date) -> tuple[T, ...]:
    return tuple(item for item in items if day_of(item) <= day)


def _filing(item: Adjustment, day: date) -> Adjustment:
    if item.decided is not None and item.decided <= day:
        return item
    later = dict.fromkeys(("decided", "decision", "decision_document"))
    if item.procedure == "approval":
        # The day of effect often comes with the decision; in facts older than the ledger, the paper does as well.
        later |= dict.fromkeys(("document", "effective"))
    return _with(item, later)


def _paper(item: Evidence, day: date) -> Evidence:
    seen = item.verified is None or item.verified.date <= day
    return item if seen else item.model_copy(update={"verified": None})


def _milestone(item: Milestone, day: date) -> Milestone:
    done = item.done if item.done is not None and item.done <= day else None
    forecasts = _until(item.forecasts, lambda one: one.stated, day)
    return _with(item, {"done": done, "forecasts": forecasts})


def _indicator(item: Indicator, day: date) -> Indicator:
    return _with(item, {"observations": _until(item.observations, lambda one: one.day, day)})


def _practice(item: Practice, day: date) -> Practice:
    stages: dict[str, object] = {
        name: stage for name in ("endorsed", "promoted")
        if (stage := getattr(item, name)) is not None and stage.date > day
    }  # fmt: skip
    days = {name: one for name in ("documented", "withdrawn") if (one := getattr(item, name)) is not None and one > day}
    later = dict.fromkeys((*stages, *days))
    return _with(item, {**later, "adoptions": _until(item.adoptions, lambda one: one.date, day)})


def _evaluation(item: Evaluation, day: date) -> Evaluation:
    decided = item.decision is None or item.decision.date <= day
    return item if decided else item.model_copy(update={"decision": None})
