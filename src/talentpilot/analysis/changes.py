"""Changes between two states of the ledger, by id: the plan, the record and the lights."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.analysis.bottlenecks import BottleneckState
from talentpilot.analysis.explain.explanation import plan_value
from talentpilot.analysis.facts import FactChange, Key, facts_between
from talentpilot.analysis.known_facts import known_by
from talentpilot.analysis.ledger_change import ChangeKind, LedgerChange, PilotPair
from talentpilot.analysis.lifecycle import PilotState
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.plan import PlannedMilestone, same_value
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.schedule import MilestoneState
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Adoption, Indicator, Observation
from talentpilot.model.pilot import Adjustment


def changes_between(
    then: Iterable[PilotStatus], now: Iterable[PilotStatus], unread: frozenset[str] = frozenset()
) -> tuple[LedgerChange, ...]:
    """Return everything that changed, by pilot and kind, without the pilots in `unread`, which one side can't read."""
    before = {item.pilot.id: item for item in then if item.pilot.id not in unread}
    after = {item.pilot.id: item for item in now if item.pilot.id not in unread}
    renamed = renamings(before, after)
    found: list[LedgerChange] = []
    for name, status in after.items():
        old = renamed.get(name, name)
        if old not in before:
            found.append(_appeared(status))
            continue
        pair = PilotPair(before[old], status)
        if old != name:
            found.append(LedgerChange(ChangeKind.RENAMED, name, before=old, after=name, title=status.plan.title))
        found += [*_lights(pair), *plan_changes(pair), *record_changes(pair)]
    gone = before.keys() - after.keys() - set(renamed.values())
    found += [LedgerChange(ChangeKind.REMOVED, name, title=before[name].plan.title) for name in gone]
    order = {kind: number for number, kind in enumerate(ChangeKind)}
    return tuple(sorted(found, key=lambda item: (item.pilot, order[item.kind], _natural(item.object), item.field)))


def _natural(name: str) -> tuple[str, int, str]:
    """M2 before M10."""
    digits = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return name[: len(name) - len(digits)], int(digits) if digits.isdecimal() else 0, name


def _appeared(status: PilotStatus) -> LedgerChange:
    return LedgerChange(
        ChangeKind.ADDED, status.pilot.id, after=status.state.value, title=status.plan.title, note=light_word(status)
    )


def renamings(before: Mapping[str, PilotStatus], after: Mapping[str, PilotStatus]) -> dict[str, str]:
    """New id to old id: a pilot that is gone and one that is new are the same if title, task and term start agree."""
    gone = {name: status for name, status in before.items() if name not in after}
    found: dict[str, str] = {}
    for name, status in after.items():
        if name in before:
            continue
        same = [old for old, other in gone.items() if _identity(other) == _identity(status)]
        if len(same) == 1 and same[0] not in found.values():
            found[name] = same[0]
    return found


def _identity(status: PilotStatus) -> tuple[object, ...]:
    file = status.pilot.file
    return file.title, file.task, file.region, file.term.start


def _lights(pair: PilotPair) -> Iterator[LedgerChange]:
    then, now = pair.then, pair.now
    if then.state is not now.state:
        yield LedgerChange(ChangeKind.STATUS, pair.id, before=then.state.value, after=now.state.value)
    if light_word(then) != light_word(now):
        reasons = " ".join(now.reasons)
        yield LedgerChange(ChangeKind.LIGHT, pair.id, before=light_word(then), after=light_word(now), note=reasons)
    if then.maturity != now.maturity:
        yield LedgerChange(ChangeKind.MATURITY, pair.id, before=then.maturity, after=now.maturity)
    lights = {item.id: item.rated for item in then.indicators}
    for item in now.indicators:
        rated = lights.get(item.id)
        if rated is not None and rated.light is not item.rated.light:
            before, after = rated.light.value, item.rated.light.value
            yield LedgerChange(
                ChangeKind.LIGHT, pair.id, item.id, before=before, after=after, note=" ".join(item.rated.reasons)
            )


def unfiled(changes: Iterable[LedgerChange]) -> tuple[LedgerChange, ...]:
    """Return the changes of approved plans that no filing accounts for."""
    return tuple(item for item in changes if item.unfiled)


_MILESTONE_FIELDS = ("due", "owner", "weight", "title", "deliverable", "standard")
_INDICATOR_FIELDS = (
    "target/value", "target/min", "target/max", "target/date", "weight", "key", "unit", "frequency", "checkpoints",
    "trajectory", "title", "source", "allow_over_100", "lag_days", "baseline/value", "baseline/date",
    "baseline/period", "direction", "reporting", "level",
)  # fmt: skip
_TARGETS = ("target/value", "target/min", "target/max")
_MILESTONES_FILE, _OUTCOMES_FILE = "milestones.yaml", "outcomes.yaml"


def plan_changes(pair: PilotPair) -> Iterator[LedgerChange]:
    """Head, milestones and indicators of the plan in force."""
    yield from _head(pair)
    yield from _milestones(pair)
    yield from _indicators(pair)


def _head(pair: PilotPair) -> Iterator[LedgerChange]:
    then, now = _head_of(pair.then), _head_of(pair.now)
    for name, value in now.items():
        if not same_value(then[name], value):
            yield _moved(pair, ChangeKind.PLAN, "", name, then[name], value, name)


def _head_of(status: PilotStatus) -> dict[str, Any]:
    file, plan = status.pilot.file, status.plan
    return {
        "title": plan.title, "task": file.task, "region": file.region, "term/start": plan.term_start,
        "term/end": plan.term_end, "objective": plan.objective, "roles/lead": plan.lead, "roles/units": plan.units,
        "roles/partners": plan.partners, "roles/guide": plan.guide,
    }  # fmt: skip


def _milestones(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {item.step.id: item for item in pair.then.plan.milestones}
    now = {item.step.id: item for item in pair.now.plan.milestones}
    for name, item in now.items():
        old = then.get(name)
        if old is None and not pair.was_lost(_MILESTONES_FILE):
            yield _whole(pair, name, "milestones", "added", item.step.title)
        elif old is not None and item.withdrawn and not old.withdrawn:
            yield _whole(pair, name, "milestones", "withdrawn", item.step.title)
        elif old is not None and old.step is not item.step:
            yield from _step_fields(pair, old, item)
    if not pair.lost(_MILESTONES_FILE):
        for name in then.keys() - now.keys():
            yield _whole(pair, name, "milestones", "removed", then[name].step.title)


def _step_fields(pair: PilotPair, old: PlannedMilestone, new: PlannedMilestone) -> Iterator[LedgerChange]:
    name = new.step.id
    for field in _MILESTONE_FIELDS:
        before, after = getattr(old.step, field), getattr(new.step, field)
        if not same_value(before, after):
            kind = ChangeKind.SLIPPED if field == "due" else ChangeKind.PLAN
            yield _moved(pair, kind, name, field, before, after, f"milestones/{name}/{field}", new.step.title)


def _indicators(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {item.id: item for item in pair.then.plan.indicators}
    now = {item.id: item for item in pair.now.plan.indicators}
    for name, item in now.items():
        old = then.get(name)
        if old is item:
            continue
        if old is not None:
            yield from _measure_fields(pair, old, item)
        elif not pair.was_lost(_OUTCOMES_FILE):
            yield _whole(pair, name, "indicators", "added", item.title)
    if not pair.lost(_OUTCOMES_FILE):
        for name in then.keys() - now.keys():
            word = "withdrawn" if name in pair.now.plan.withdrawn_indicators else "removed"
            yield _whole(pair, name, "indicators", word, then[name].title)


def _measure_fields(pair: PilotPair, old: Indicator, new: Indicator) -> Iterator[LedgerChange]:
    for field in _INDICATOR_FIELDS:
        before, after = _value(old, field), _value(new, field)
        if not same_value(before, after):
            kind = (
                ChangeKind.TARGET
                if field in _TARGETS
                else ChangeKind.SLIPPED
                if field == "target/date"
                else ChangeKind.PLAN
            )
            path = f"indicators/{new.id}/{field}"
            yield _moved(pair, kind, new.id, field, before, after, path, new.title)


def _value(item: Indicator, field: str) -> Any:
    value: Any = item
    for name in field.split("/"):
        value = getattr(value, name) if value is not None else None
    return value


def _moved(
    pair: PilotPair,
    kind: ChangeKind,
    name: str,
    field: str,
    before: Any,
    after: Any,
    path: str,
    title: Text | None = None,
) -> LedgerChange:
    filings = _filings_behind(pair, path)
    days = (after - before).days if isinstance(before, date) and isinstance(after, date) else None
    return LedgerChange(
        kind, pair.id, name, field, plan_value(before), plan_value(after), days, filings,
        not filings and _was_approved(pair), title,
    )  # fmt: skip


def _whole(pair: PilotPair, name: str, collection: str, word: str, title: Text) -> LedgerChange:
    filings = _filings_behind(pair, f"{collection}/{name}")
    return LedgerChange(
        ChangeKind.PLAN, pair.id, name, word, filings=filings, unfiled=not filings and _was_approved(pair), title=title
    )


def _filings_behind(pair: PilotPair, path: str) -> tuple[str, ...]:
    """Return the filings that name the path, hold now and did not hold then."""
    then = {(step.adjustment.id, step.index) for step in pair.then.plan.steps if step.change.path == path}
    now = {(step.adjustment.id, step.index) for step in pair.now.plan.steps if step.change.path == path}
    return tuple(sorted({name for name, _ in now - then}))


def _was_approved(pair: PilotPair) -> bool:
    """Return whether the plan had been approved: before that it may be written anew without a filing."""
    return pair.then.state is not PilotState.PROPOSED


_PILOT, _RECORDED_IN_MILESTONES, _RECORDED_IN_OUTCOMES = "pilot.yaml", "milestones.yaml", "outcomes.yaml"


def record_changes(pair: PilotPair) -> Iterator[LedgerChange]:
    """Yield every fact that is new, or had another value then."""
    yield from _steps(pair)
    yield from _observations(pair)
    yield from _bottlenecks(pair)
    yield from _filings(pair)
    yield from _reports(pair)
    yield from _practices(pair)
    yield from _evaluations(pair)
    yield from _other_facts(pair)


def _steps(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {item.id: item for item in pair.then.milestones}
    titles = {item.step.id: item.step.title for item in pair.now.plan.milestones}
    for item in pair.now.milestones:
        old = then.get(item.id)
        before = old.done if old is not None else None
        if item.done is not None and before is None:
            yield LedgerChange(
                ChangeKind.DONE, pair.id, item.id, after=item.done, days=item.late_days, title=titles[item.id]
            )
        elif item.done != before:
            kind = ChangeKind.REOPENED if item.done is None else ChangeKind.RESTATED
            yield LedgerChange(kind, pair.id, item.id, "done", before, item.done, title=titles[item.id])
        was_overdue = old is not None and old.state is MilestoneState.OVERDUE
        if item.state is MilestoneState.OVERDUE and not was_overdue:
            yield LedgerChange(
                ChangeKind.OVERDUE, pair.id, item.id, after=item.due, days=item.late_days, title=titles[item.id]
            )


def _series(known: list[Observation]) -> dict[str, Decimal]:
    """Return values by date or period."""
    return {str(one.period or one.date): one.value for one in known}


def _observations(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {item.id: known_observations(item, pair.then.as_of) for item in pair.then.plan.indicators}
    for item in pair.now.plan.indicators:
        known = known_observations(item, pair.now.as_of)
        if known == then.get(item.id):
            continue
        before, after = _series(then.get(item.id, [])), _series(known)
        for when in {**after, **before}:
            old, new = before.get(when), after.get(when)
            lost = pair.was_lost if old is None else pair.lost
            if old == new or (None in (old, new) and lost(_RECORDED_IN_OUTCOMES)):
                continue
            kind = ChangeKind.OBSERVED if old is None else ChangeKind.RESTATED
            yield LedgerChange(kind, pair.id, item.id, when, plan_value(old), plan_value(new), title=item.title)


def _bottlenecks(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {state.item.id: state for state in pair.then.bottleneck_states}
    for state in pair.now.bottleneck_states:
        item, old = state.item, then.get(state.item.id)
        if old is None and not pair.was_lost(_PILOT):
            yield LedgerChange(
                ChangeKind.RAISED, pair.id, item.id, after=item.raised, title=item.title, note=item.severity
            )
        elif old is not None and old.item.severity != item.severity:
            yield LedgerChange(
                ChangeKind.RESTATED, pair.id, item.id, "severity", old.item.severity, item.severity, title=item.title
            )
        yield from _settling(pair, old, state)


def _settling(pair: PilotPair, old: BottleneckState | None, new: BottleneckState) -> Iterator[LedgerChange]:
    """Yield a bottleneck settled, or on the books again."""
    item, was_settled = new.item, old is not None and not old.is_open
    if new.settled is not None and not was_settled:
        days = (new.settled - item.raised).days
        yield LedgerChange(ChangeKind.SETTLED, pair.id, item.id, after=new.settled, days=days, title=item.title)
    elif was_settled and new.is_open:
        yield LedgerChange(
            ChangeKind.REOPENED, pair.id, item.id, after=new.open_since, title=item.title, note=_why(new)
        )


def _why(state: BottleneckState) -> str:
    reason = next((one.reason for one in state.episodes if one.began == state.open_since), None)
    return str(reason) if reason is not None else ""


def _known(status: PilotStatus) -> dict[str, Adjustment]:
    return {item.id: item for item in status.pilot.file.adjustments if item.known_by(status.as_of)}


def _filings(pair: PilotPair) -> Iterator[LedgerChange]:
    then = _known(pair.then)
    for name, item in _known(pair.now).items():
        old = then.get(name)
        decision = item.decision_by(pair.now.as_of)
        if old is None and not pair.was_lost(_PILOT):
            note = f"{item.kind} ({item.procedure})"
            yield LedgerChange(
                ChangeKind.FILED, pair.id, name, after=item.submitted or item.effective, title=item.reason, note=note
            )
        before = old.decision_by(pair.then.as_of) if old is not None else "pending"
        if decision != before:
            yield LedgerChange(
                ChangeKind.DECIDED, pair.id, name, "decision", before, decision, title=item.reason, note=item.kind
            )


def _reports(pair: PilotPair) -> Iterator[LedgerChange]:
    sent = {str(one.period) for one in pair.then.pilot.file.reports if one.submitted <= pair.then.as_of}
    for one in pair.now.pilot.file.reports:
        if one.submitted <= pair.now.as_of and str(one.period) not in sent and not pair.was_lost(_PILOT):
            late = "late" if one.period in pair.now.reporting.late else ""
            yield LedgerChange(ChangeKind.REPORTED, pair.id, str(one.period), after=one.submitted, note=late)


def _practices(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {item.id: item for item in pair.then.pilot.practices}
    for item in pair.now.pilot.practices:
        old = then.get(item.id)
        before = old.status(pair.then.as_of) if old is not None else None
        after = item.status(pair.now.as_of)
        if before != after and not (old is None and pair.was_lost(_RECORDED_IN_OUTCOMES)):
            yield LedgerChange(ChangeKind.PRACTICE, pair.id, item.id, "status", before, after, title=item.title)
        known = _adopters(old.adoptions if old is not None else (), pair.then.as_of)
        for adopter, day in _adopters(item.adoptions, pair.now.as_of).items():
            if adopter not in known:
                yield LedgerChange(ChangeKind.ADOPTED, pair.id, item.id, after=day, title=item.title, note=adopter)


def _adopters(adoptions: tuple[Adoption, ...], as_of: date) -> dict[str, date]:
    return {item.org or item.region or "": item.date for item in adoptions if item.date <= as_of}


def _evaluations(pair: PilotPair) -> Iterator[LedgerChange]:
    then = {name for name, item in pair.then.pilot.evaluations.items() if item.as_of <= pair.then.as_of}
    for name, item in pair.now.pilot.evaluations.items():
        if item.as_of <= pair.now.as_of and name not in then:
            yield LedgerChange(ChangeKind.EVALUATED, pair.id, name, after=item.as_of, note=item.type)


_LISTS_REPORTED_WHEN_NEW = ("bottlenecks", "adjustments", "reports", "practices", "evaluations")
_REPORTED = {("bottlenecks", "severity"), ("adjustments", "decision"), ("", "roles.guide"), ("", "roles.partners")}
"""Facts whose changes are all reported above, or with the plan."""


def _other_facts(pair: PilotPair) -> Iterator[LedgerChange]:
    """Yield what was recorded, corrected or removed and is not reported above, where all of indicators is."""
    then, now = (known_by(replace(side.pilot, indicators=()), side.as_of) for side in (pair.then, pair.now))
    for item in facts_between(then, now, set(_reported_when_new(then, now))):
        lost = pair.lost(item.group.file) if item.before else pair.was_lost(item.group.file)
        if lost or _is_reported(item):
            continue
        kind = ChangeKind.RESTATED if item.before else ChangeKind.RECORDED
        before, after = item.before or None, item.after or None
        if not item.field and "date" in item.group.facts:  # of a whole item its day is enough
            day = item.group.facts["date"]
            before, after = before and day, after and day
        title = _title(pair.now if item.after else pair.then, item.key)
        yield LedgerChange(kind, pair.id, item.object, item.name, before, after, title=title)


def _reported_when_new(then: Pilot, now: Pilot) -> Iterator[int]:
    """Yield the `id()` of each new item of the lists that are reported in full when new."""
    for before, after in (
        (then.file.adjustments, now.file.adjustments), (then.file.bottlenecks, now.file.bottlenecks),
        (then.practices, now.practices),
    ):  # fmt: skip
        known = {item.id for item in before}
        yield from (id(item) for item in after if item.id not in known)
    periods = {report.period for report in then.file.reports}
    yield from (id(report) for report in now.file.reports if report.period not in periods)
    yield from (id(item) for name, item in now.evaluations.items() if name not in then.evaluations)


def _title(status: PilotStatus, key: Key) -> Text | None:
    """Return the title of the item in pilot.yaml in which a fact stands, if it has one."""
    items = getattr(status.pilot.file, key[0], ()) if key else ()
    return next((getattr(item, "title", None) for item in items if getattr(item, "id", "") == key[1]), None)


def _is_reported(item: FactChange) -> bool:
    place = item.key[0] if item.key else ""
    if place == "milestones":
        return "forecasts" not in item.key
    if (place, item.field) in _REPORTED or item.field in ("verified.by", "verified.method"):
        return True
    if place == "bottlenecks" and item.field and not item.after:
        return True  # it is open again
    return not item.before and (not place or place in _LISTS_REPORTED_WHEN_NEW) and "matters" not in item.key
