"""Builds small records for tests from the text that a file would hold."""

from typing import Any

from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Practice
from talentpilot.model.pilot import PilotFile

TERM = {"start": "2025-07-01", "end": "2027-06-30"}


def indicator(baseline: Any = "0", target: Any = "100", direction: str = "increase", **more: Any) -> Indicator:
    """An indicator over the two years of the term; `target` is a value, or (min, max), or stated in full."""
    values = {"min": target[0], "max": target[1]} if isinstance(target, tuple) else {"value": target}
    wanted = target if isinstance(target, dict) else {**values, "date": "2027-06-30"}
    data: dict[str, Any] = {
        "id": "I1", "title": "Share", "level": "outcome", "unit": "items", "direction": direction,
        "reporting": "level", "frequency": "quarterly", "target": wanted,
    }  # fmt: skip
    if baseline is not None:
        data["baseline"] = baseline if isinstance(baseline, dict) else {"value": baseline, "date": "2025-06-30"}
    return Indicator.model_validate(data | more)


def milestone(identifier: str, due: str | None = None, done: str | None = None, **more: Any) -> Milestone:
    """A milestone of weight 1."""
    data: dict[str, Any] = {"id": identifier, "title": "Step", "owner": "yx-hrss"}
    data |= {key: value for key, value in (("due", due), ("done", done)) if value is not None}
    return Milestone.model_validate(data | more)


def practice(**more: Any) -> Practice:
    """A documented practice with steps and conditions."""
    data = {"id": "P1", "title": "Way", "kind": "service", "steps": "a", "conditions": "b", "documented": "2026-01-01"}
    return Practice.model_validate(data | more)


def pilot(
    milestones: tuple[Milestone, ...] = (),
    indicators: tuple[Indicator, ...] = (),
    practices: tuple[Practice, ...] = (),
    **more: Any,
) -> Pilot:
    """An approved pilot."""
    data: dict[str, Any] = {
        "id": "yx-titles-01", "title": "Pilot", "task": "titles-integrity", "region": "990000", "term": TERM,
        "objective": "Better", "roles": {"lead": "yx-hrss", "units": ["nj-hrss"]},
        "approval": {"date": "2025-08-01", "document": "1号"},
    }  # fmt: skip
    file = PilotFile.model_validate(data | more)
    return Pilot("yx-titles-01", file, milestones, indicators, practices)


def adjustment(identifier: str, kind: str, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An adjustment filed on 2026-01-10."""
    data: dict[str, Any] = {
        "id": identifier, "kind": kind, "reason": "r", "procedure": "filing", "submitted": "2026-01-10",
        "changes": list(changes),
    }  # fmt: skip
    return data | more
