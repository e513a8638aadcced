"""Changes of the plan in force, each with the filings that made it, or the lack of one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from talentpilot.analysis.change import Change, Kind, Pair
from talentpilot.analysis.plan import PlannedMilestone, same_value
from talentpilot.analysis.provenance import plan_value
from talentpilot.analysis.standing import Standing
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Indicator

_MILESTONE_FIELDS = ("due", "owner", "weight", "title", "deliverable", "standard")
_INDICATOR_FIELDS = (
    "target/value", "target/min", "target/max", "target/date", "weight", "key", "unit", "frequency", "checkpoints",
    "trajectory", "title", "source", "allow_over_100", "lag_days", "baseline/value", "baseline/date",
    "baseline/period", "direction", "reporting", "level",
)  # fmt: skip
_TARGETS = ("target/value", "target/min", "target/max")
_STEPS, _MEASURES = "milestones.yaml", "outcomes.yaml"


def plan_changes(pair: Pair) -> Iterator[Change]:
    """Head, milestones and indicators of the plan in force."""
    yield from _head(pair)
    yield from _milestones(pair)
    yield from _indicators(pair)


def _head(pair: Pair) -> Iterator[Change]:
    then, now = _head_of(pair.then), _head_of(pair.now)
    for name, value in now.items():
        if not same_value(then[name], value):
            yield _moved(pair, Kind.PLAN, "", name, then[name], value, name)


def _head_of(status: PilotStatus) -> dict[str, Any]:
    file, plan = status.pilot.file, status.plan
    return {
        "title": plan.title, "task": file.task, "region": file.region, "term/start": plan.term_start,
        "term/end": plan.term_end, "objective": plan.objective, "roles/lead": plan.lead, "roles/units": plan.units,
        "roles/partners": plan.partners, "roles/guide": plan.guide,
    }  # fmt: skip


def _milestones(pair: Pair) -> Iterator[Change]:
    then = {item.step.id: item for item in pair.then.plan.milestones}
    now = {item.step.id: item for item in pair.now.plan.milestones}
    for name, item in now.items():
        old = then.get(name)
        if old is None and not pair.was_lost(_STEPS):
            yield _whole(pair, name, "milestones", "added", item.step.title)
        elif old is not None and item.withdrawn and not old.withdrawn:
            yield _whole(pair, name, "milestones", "withdrawn", item.step.title)
        elif old is not None:
            yield from _step_fields(pair, old, item)
    if not pair.lost(_STEPS):
        for name in then.keys() - now.keys():
            yield _whole(pair, name, "milestones", "removed", then[name].step.title)


def _step_fields(pair: Pair, old: PlannedMilestone, new: PlannedMilestone) -> Iterator[Change]:
    name = new.step.id
    for field in _MILESTONE_FIELDS:
        before, after = getattr(old.step, field), getattr(new.step, field)
        if not same_value(before, after):
            kind = Kind.SLIPPED if field == "due" else Kind.PLAN
            yield _moved(pair, kind, name, field, before, after, f"milestones/{name}/{field}", new.step.title)


def _indicators(pair: Pair) -> Iterator[Change]:
    then = {item.id: item for item in pair.then.plan.indicators}
    now = {item.id: item for item in pair.now.plan.indicators}
    for name, item in now.items():
        old = then.get(name)
        if old is not None:
            yield from _measure_fields(pair, old, item)
        elif not pair.was_lost(_MEASURES):
            yield _whole(pair, name, "indicators", "added", item.title)
    if not pair.lost(_MEASURES):
        for name in then.keys() - now.keys():
            word = "withdrawn" if name in pair.now.plan.withdrawn_indicators else "removed"
            yield _whole(pair, name, "indicators", word, then[name].title)


def _measure_fields(pair: Pair, old: Indicator, new: Indicator) -> Iterator[Change]:
    for field in _INDICATOR_FIELDS:
        before, after = _value(old, field), _value(new, field)
        if not same_value(before, after):
            kind = Kind.TARGET if field in _TARGETS else Kind.SLIPPED if field == "target/date" else Kind.PLAN
            path = f"indicators/{new.id}/{field}"
            yield _moved(pair, kind, new.id, field, before, after, path, new.title)


def _value(item: Indicator, field: str) -> Any:
    value: Any = item
    for name in field.split("/"):
        value = getattr(value, name) if value is not None else None
    return value


def _moved(
    pair: Pair, kind: Kind, name: str, field: str, before: Any, after: Any, path: str, title: Text | None = None
) -> Change:
    filings = _filings(pair, path)
    days = (after - before).days if isinstance(before, date) and isinstance(after, date) else None
    return Change(
        kind, pair.id, name, field, plan_value(before), plan_value(after), days, filings,
        not filings and _was_approved(pair), title,
    )  # fmt: skip


def _whole(pair: Pair, name: str, collection: str, word: str, title: Text) -> Change:
    filings = _filings(pair, f"{collection}/{name}")
    return Change(
        Kind.PLAN, pair.id, name, word, filings=filings, unfiled=not filings and _was_approved(pair), title=title
    )


def _filings(pair: Pair, path: str) -> tuple[str, ...]:
    """The filings that name the path, hold now and did not hold then."""
    then = {(step.adjustment.id, step.index) for step in pair.then.plan.steps if step.change.path == path}
    now = {(step.adjustment.id, step.index) for step in pair.now.plan.steps if step.change.path == path}
    return tuple(sorted({name for name, _ in now - then}))


def _was_approved(pair: Pair) -> bool:
    """Whether the plan had been approved: before that it may be written anew without a filing."""
    return pair.then.standing is not Standing.PROPOSED
