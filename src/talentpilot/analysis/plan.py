"""The plan in force: the plan as approved, with the effective adjustments replayed over it (`ledger.md` 8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from talentpilot.model.base import Record, Text
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Baseline, Indicator, Target
from talentpilot.model.pilot import Adjustment, Change
from talentpilot.model.plan_paths import PlanPath


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """A milestone as the plan in force has it; `due_original` is that of the approved plan, None if added later."""

    step: Milestone
    due_original: date | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ReplayedChange:
    """One change as it was replayed: the value that `from` states, and the one that was found."""

    adjustment: Adjustment
    index: int
    change: Change
    found: Any
    resolved: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds on a day. `withdrawn_indicators` by id; `steps` are the changes replayed, in order."""

    term_start: date
    term_end: date
    objective: Text | None
    lead: str
    units: tuple[str, ...]
    partners: tuple[str, ...]
    guide: str | None
    title: Text
    milestones: tuple[PlannedMilestone, ...]
    indicators: tuple[Indicator, ...]
    withdrawn_indicators: frozenset[str] = frozenset()
    steps: tuple[ReplayedChange, ...] = ()

    @property
    def open_milestones(self) -> tuple[PlannedMilestone, ...]:
        """The milestones that are not withdrawn; only these count."""
        return tuple(item for item in self.milestones if not item.withdrawn)

    @property
    def members(self) -> frozenset[str]:
        """Lead, units and partners; an adoption by anybody else is replication."""
        return frozenset((self.lead, *self.units, *self.partners))


def effective_adjustments(pilot: Pilot, as_of: date) -> tuple[Adjustment, ...]:
    """Return the adjustments that hold on that day, by effective date, then by the number in the id."""
    dated = [(item.effective_date(as_of), item) for item in pilot.file.adjustments]
    holding = [(day, item) for day, item in dated if day is not None]
    return tuple(item for _, item in sorted(holding, key=lambda pair: (pair[0], pair[1].number, pair[1].id)))


def plan_in_force(pilot: Pilot, as_of: date) -> Plan:
    """Return the plan on that day."""
    return _Replay(pilot).run(effective_adjustments(pilot, as_of))


def original_plan(pilot: Pilot) -> Plan:
    """Return the plan as approved: without what adjustments added."""
    return _Replay(pilot).run(())


def pending_steps(pilot: Pilot, plan: Plan, as_of: date) -> Iterator[ReplayedChange]:
    """Yield the changes of adjustments submitted and undecided on that day, against the plan in force."""
    for adjustment in pilot.file.adjustments:
        undecided = adjustment.decision_by(as_of) == "pending" and adjustment.known_by(as_of)
        if undecided and adjustment.effective_date(as_of) is None:
            replay = _Replay.over(pilot, plan)
            for index, change in enumerate(adjustment.changes):
                found, resolved = replay.look(change.place)
                yield ReplayedChange(adjustment, index, change, found, resolved)


def same_value(claimed: Any, found: Any) -> bool:
    """Return whether two values of the plan are equal by their type: 90 is 90.0, a text matches any of its wordings."""
    if isinstance(claimed, Text) and isinstance(found, Text):
        return claimed == found or bool(set(claimed.versions) & set(found.versions))
    if isinstance(claimed, tuple) and isinstance(found, tuple):
        return len(claimed) == len(found) and all(map(same_value, claimed, found))
    # A file may leave an empty list out or write it: both say the same.
    return bool(claimed == found) or (claimed in (None, ()) and found in (None, ()))


@dataclass(slots=True)
class _Replay:
    """A mutable copy of the plan while changes are applied to it."""

    pilot: Pilot
    top: dict[str, Any] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        file = self.pilot.file
        self.top = {
            "term/end": file.term.end,
            "objective": file.objective,
            "roles/lead": file.roles.lead,
            "roles/units": file.roles.units,
            "roles/partners": file.roles.partners,
            "roles/guide": file.roles.guide,
            "title": file.title,
        }
        self.milestones = {item.id: item for item in self.pilot.milestones}
        self.indicators = {item.id: item for item in self.pilot.indicators}
        everything: tuple[Milestone | Indicator, ...] = (*self.pilot.milestones, *self.pilot.indicators)
        self.present = {item.id for item in everything if item.added is None}

    @classmethod
    def over(cls, pilot: Pilot, plan: Plan) -> "_Replay":
        """Return a copy that starts from a plan already replayed."""
        replay = cls(pilot)
        replay.top |= {
            "term/end": plan.term_end,
            "objective": plan.objective,
            "roles/lead": plan.lead,
            "roles/units": plan.units,
            "roles/partners": plan.partners,
            "roles/guide": plan.guide,
            "title": plan.title,
        }
        replay.milestones |= {item.step.id: item.step for item in plan.milestones}
        replay.indicators |= {item.id: item for item in plan.indicators}
        replay.present |= {item.step.id for item in plan.milestones} | {item.id for item in plan.indicators}
        return replay

    def run(self, adjustments: Iterable[Adjustment]) -> Plan:
        """Apply the adjustments in the order given."""
        steps = []
        for adjustment in adjustments:
            for index, change in enumerate(adjustment.changes):
                found, resolved = self.look(change.place)
                steps.append(ReplayedChange(adjustment, index, change, found, resolved))
                if resolved and change.place is not None:
                    self._apply(adjustment.kind, change.place, change.to)
        return self._plan(tuple(steps))

    def look(self, place: PlanPath | None) -> tuple[Any, bool]:
        """Return the value at a path, and whether the path leads anywhere."""
        if place is None:
            return None, False
        if not place.collection:
            return self.top[place.text], True
        holder = self.milestones if place.collection == "milestones" else self.indicators
        item = holder.get(place.id)
        if item is None:
            return None, False
        value: Any = item
        for name in place.fields:
            value = getattr(value, name) if value is not None else None
        return value, True

    def _apply(self, kind: str, place: PlanPath, value: Any) -> None:
        if place.is_object:
            if kind in ("withdraw_milestone", "withdraw_indicator"):
                self.withdrawn.add(place.id)
            elif kind in ("add_milestone", "add_indicator"):
                self.present.add(place.id)
        elif not place.collection:
            self.top[place.text] = value
        elif place.collection == "milestones":
            step = self.milestones[place.id]
            self.milestones[place.id] = step.model_copy(update={place.fields[0]: value})
        else:
            self.indicators[place.id] = _with_value(self.indicators[place.id], place.fields, value)

    def _plan(self, steps: tuple[ReplayedChange, ...]) -> Plan:
        originals = {item.id: item.due for item in self.pilot.milestones if item.added is None}
        return Plan(
            self.pilot.file.term.start,
            self.top["term/end"],
            self.top["objective"],
            self.top["roles/lead"],
            self.top["roles/units"] or (),
            self.top["roles/partners"] or (),
            self.top["roles/guide"],
            self.top["title"],
            tuple(
                PlannedMilestone(item, originals.get(item.id), item.id in self.withdrawn)
                for item in self.milestones.values()
                if item.id in self.present
            ),
            tuple(
                _without_fragments(item)
                for item in self.indicators.values()
                if item.id in self.present and item.id not in self.withdrawn
            ),
            frozenset(self.withdrawn & self.indicators.keys()),
            steps,
        )


def _with_value(indicator: Indicator, fields: tuple[str, ...], value: Any) -> Indicator:
    group: type[Record] | None = _GROUPS.get(fields[0])
    if group is not None:
        there = getattr(indicator, fields[0]) or group.model_construct(**dict.fromkeys(group.model_fields))
        return indicator.model_copy(update={fields[0]: there.model_copy(update={fields[1]: value})})
    if fields[0] == "checkpoints" and value is None:
        value = ()
    return indicator.model_copy(update={fields[0]: value})


_GROUPS: dict[str, type[Record]] = {"target": Target, "baseline": Baseline}
"""What an indicator may lack as a whole, and filings give it field by field."""


def _without_fragments(indicator: Indicator) -> Indicator:
    """Return the indicator without a target or baseline of which filings have set only some fields."""
    target, baseline = indicator.target, indicator.baseline
    wanted = ("date", "min", "max") if indicator.direction == "within" else ("date", "value")
    if target is not None and any(getattr(target, name) is None for name in wanted):
        target = None
    if baseline is not None and any(one is None for one in (baseline.value, baseline.date or baseline.period)):
        baseline = None
    if target is indicator.target and baseline is indicator.baseline:
        return indicator
    return indicator.model_copy(update={"target": target, "baseline": baseline})
