"""The facts recorded in a pilot, each with its place, by which two readings of the same pilot are compared.

A fact is dated, measured, filed or decided: a done date, an observation, a report, a digest, a decision. The plan is
not among them; nor are titles, notes and owners, which may be reworded at any time.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from talentpilot.analysis.bottlenecks import known_bottleneck
from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Evaluation, Judgement, Replicability
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Observation, Practice
from talentpilot.model.pilot import Adjustment, Evidence, PilotFile
from talentpilot.model.scalars import digits

T = TypeVar("T")
R = TypeVar("R", bound=BaseModel)

Key = tuple[str, ...]
"""Identifies an item in both readings: `("indicators", "I1", "observations", "2026-03-31")`."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Something in which facts are recorded.

    `name` identifies it in its list. `facts` are texts by field. Items may be added to `lists`, but not removed.
    `provisional` facts are expected to change.
    """

    file: str
    path: FieldPath
    name: str
    facts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _GroupDefinition:
    """A kind of item: its list, the fields that identify it, its facts and lists, the items inside it."""

    list: str
    name: Callable[[Any], str]
    facts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("evidence",)
    below: tuple["_GroupDefinition", ...] = field(default=())


def _identity(item: Any) -> str:
    return str(item.id)


def _time(item: Any) -> str:
    return str(item.date or item.period)


def _adopter(item: Any) -> str:
    return f"{item.org or item.region} {item.date}"


_MATTERS = _GroupDefinition("matters", _identity, ("title", "kind", "needs"), ())
_SETTLED = ("resolved", "resolution", "accepted.date", "accepted.by", "accepted.document")
_REOPENED = _GroupDefinition("reopened", lambda item: str(item.date), ("reason", *_SETTLED), ())
_FILE = _GroupDefinition(
    "", str, ("approval.date", "approval.document", "roles.guide", "selection.foundation", "selection.readiness",
              "selection.assessed", "selection.document"),
    ("approval.evidence", "roles.partners"),
    (
        _GroupDefinition("adjustments", _identity,
            ("kind", "procedure", "authority", "submitted", "decided", "decision",
                                         "effective", "document", "decision_document", "reason", "changes")),
        _GroupDefinition("bottlenecks", _identity, ("severity", "raised", "due", *_SETTLED), ("evidence",),
            (_REOPENED,)),
        _GroupDefinition("reports", lambda item: str(item.period), ("submitted", "progress", "problems", "next"), (),
            (_MATTERS,)),
        _GroupDefinition("incentives", _identity, ("grantor", "date", "amount", "currency")),
        _GroupDefinition("publicity", _identity, ("date", "channel", "url")),
        _GroupDefinition("evidence", _identity,
            ("date", "sha256", "url", "verified.date", "verified.by", "verified.method"), ()),
    ),
)  # fmt: skip
_FORECASTS = _GroupDefinition("forecasts", lambda item: str(item.stated), ("date", "reason", "next"), ())
_MILESTONES = _GroupDefinition("milestones", _identity, ("done",), ("evidence",), (_FORECASTS,))
_INDICATORS = _GroupDefinition("indicators", _identity, (), (), (_GroupDefinition("observations", _time, ("value",)),))
_PRACTICES = _GroupDefinition(
    "practices", _identity, ("documented", "withdrawn", *(f"{stage}.{name}" for stage in ("endorsed", "promoted")
                                                          for name in ("date", "by", "document"))),
    ("documents",), (_GroupDefinition("adoptions", _adopter, ("document", "scale"), ()),),
)  # fmt: skip
_REVIEWERS = _GroupDefinition(
    "reviewers", _identity, (*(f"judgement.{name}" for name in Judgement.model_fields),
                             *(f"replicability.{name}" for name in Replicability.model_fields)), (),
)  # fmt: skip
_EVALUATION = _GroupDefinition(
    "", str, ("type", "as_of", "evaluator.org", "evaluator.independent", "evidence_level", "decision.outcome",
              "decision.date", "decision.document", "decision.override_reason"),
    ("vetoes", "decision.conditions"), (_REVIEWERS,),
)  # fmt: skip


def recorded(pilot: Pilot, without: Collection[int] = ()) -> dict[Key, FactGroup]:
    """Return everything recorded in a pilot, `without` the items whose `id()` is among these."""
    found = dict(_items("pilot.yaml", pilot.file, _FILE, (), (), "", without))
    for file, sort, items in (
        ("milestones.yaml", _MILESTONES, pilot.milestones),
        ("outcomes.yaml", _INDICATORS, pilot.indicators),
        ("outcomes.yaml", _PRACTICES, pilot.practices),
    ):
        found |= _listed(file, items, sort, (), (), without)
    for name, evaluation in pilot.evaluations.items():
        if id(evaluation) not in without:
            key = ("evaluations", name)
            found |= _items(f"evaluations/{name}.yaml", evaluation, _EVALUATION, key, (), name, without)
    return found


def shown(value: Any) -> str:
    """Return a value as one line of text, the same for equal values; empty for what is absent."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return digits(value)
        case date():
            return value.isoformat()
        case Text():
            return " / ".join(" ".join(wording.split()) for wording in value.versions)
        case tuple():
            return ", ".join(map(shown, value))
        case BaseModel():
            fields = ((info.alias or name, getattr(value, name)) for name, info in type(value).model_fields.items())
            return " ".join(f"{key} {shown(item)}" for key, item in fields if item is not None)
        case _:
            return str(value)


def _items(
    file: str,
    record: BaseModel,
    sort: _GroupDefinition,
    key: Key,
    path: FieldPath,
    name: str,
    without: Collection[int],
) -> Iterator[tuple[Key, FactGroup]]:
    """Yield a record, and the items inside it."""
    facts = {field: text for field in sort.facts if (text := shown(_value(record, field)))}
    if facts.get("decision") == "pending":
        del facts["decision"]
    lists = {field: tuple(map(shown, _value(record, field) or ())) for field in sort.lists}
    provisional = isinstance(record, Observation) and record.provisional
    yield key, FactGroup(file, path, name, facts, lists, provisional)
    for inner in sort.below:
        yield from _listed(file, getattr(record, inner.list), inner, key, path, without).items()


def _listed(
    file: str, items: tuple[Any, ...], sort: _GroupDefinition, key: Key, path: FieldPath, without: Collection[int]
) -> dict[Key, FactGroup]:
    found: dict[Key, FactGroup] = {}
    for index, item in enumerate(items):
        if id(item) in without:
            continue
        name = sort.name(item)
        own = (*key, sort.list, name)
        while own in found:
            own = (*own, "again")
        found |= _items(file, item, sort, own, (*path, sort.list, index), name, without)
    return found


def _value(record: Any, field: str) -> Any:
    """Return the value of `verified.date` and the like; None if a part of the way is absent."""
    for name in field.split("."):
        record = getattr(record, name, None)
    return record


def newest_fact(pilot: Pilot, as_of: date) -> date | None:
    """Return the day of the newest fact known by a day; None if the pilot records none."""
    return max((day for day in _days(pilot) if day is not None and day <= as_of), default=None)


def _days(pilot: Pilot) -> Iterator[date | None]:
    """Yield the days on which something was approved, filed, done, measured, handed in or put on paper."""
    file = pilot.file
    if file.approval is not None:
        yield file.approval.date
    for filing in file.adjustments:
        yield from (filing.submitted, filing.decided)
    for bottleneck in file.bottlenecks:
        yield from (bottleneck.raised, bottleneck.resolved)
        yield from (item.date for item in bottleneck.reopened)
    yield from (report.submitted for report in file.reports)
    for holder in (file.incentives, file.publicity, file.evidence):
        yield from (item.date for item in holder)
    for milestone in pilot.milestones:
        yield milestone.done
        yield from (forecast.stated for forecast in milestone.forecasts)
    for indicator in pilot.indicators:
        yield from (item.date or (item.period.end if item.period else None) for item in indicator.observations)
    for practice in pilot.practices:
        yield practice.documented
        yield from (adoption.date for adoption in practice.adoptions)
    yield from (evaluation.as_of for evaluation in pilot.evaluations.values())


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that differs between two readings.

    `field` is empty if a whole item was added or removed; `before` or `after` is empty if that reading lacks the fact.
    `group` is the item in the reading that has it, in the later one if both do.
    """

    key: Key
    group: FactGroup
    field: str
    before: str
    after: str

    @property
    def object(self) -> str:
        """The id of the object around the fact; empty for the pilot itself."""
        return _named(self.key)[0]

    @property
    def name(self) -> str:
        """The fact within its object: `observation 2026-03-31 value`, `incentive amount`."""
        return " ".join(part for part in (_named(self.key)[1], self.field.replace(".", "/")) if part)


def facts_between(then: Pilot, now: Pilot, told: Collection[int] = ()) -> Iterator[FactChange]:
    """Yield every fact that the two readings of a pilot do not have alike, without items whose `id()` is among those
    `told` elsewhere."""
    shared = {id(item) for item in _outer(then)} & {id(item) for item in _outer(now)}
    without = shared.union(told)
    before, after = recorded(then, without), recorded(now, without)
    reported: list[Key] = []
    for key, item in {**before, **after}.items():
        if any(key[: len(other)] == other for other in reported):
            continue
        if key not in before or key not in after:
            summary = _summary(key, before if key in before else after)
            if summary:
                reported.append(key)
                yield FactChange(key, item, "", *((summary, "") if key in before else ("", summary)))
            continue
        yield from _differing(key, before[key], item)


def _outer(pilot: Pilot) -> Iterator[BaseModel]:
    """Yield the items of the lists of a pilot; items that two readings share are the same objects."""
    for sort in _FILE.below:
        yield from getattr(pilot.file, sort.list)
    yield from (*pilot.milestones, *pilot.indicators, *pilot.practices, *pilot.evaluations.values())


def _differing(key: Key, old: FactGroup, new: FactGroup) -> Iterator[FactChange]:
    for name in dict.fromkeys((*old.facts, *new.facts)):
        before, after = old.facts.get(name, ""), new.facts.get(name, "")
        if before != after:
            yield FactChange(key, new, name, before, after)
    for name, members in old.lists.items():
        gone = [member for member in members if member not in new.lists.get(name, ())]
        if gone:
            yield FactChange(key, new, name, ", ".join(gone), "")


_INNER = {"forecasts": "forecast", "observations": "observation", "matters": "matter", "adoptions": "adoption by",
          "reviewers": "reviewer", "reopened": "reopening"}  # fmt: skip
_OUTER = {"reports": "report", "adjustments": "adjustment", "bottlenecks": "bottleneck", "incentives": "incentive",
          "publicity": "publicity", "evidence": "evidence", "evaluations": "evaluation", "practices": "practice",
          "milestones": "milestone", "indicators": "indicator"}  # fmt: skip


def _named(key: Key) -> tuple[str, str]:
    """Return the object of a fact and the item within it: `I1` and `observation 2026-03-31`; empty for the head."""
    if not key:
        return "", ""
    outer, identifier = key[0], key[1]
    inner = next((part for part in key[2:] if part in _INNER), None)
    if inner is None:
        return identifier, _OUTER[outer]
    return identifier, f"{_INNER[inner]} {key[key.index(inner) + 1]}"


def _summary(key: Key, items: Mapping[Key, FactGroup]) -> str:
    """Return the facts of an item that the other reading lacks, with those of the items inside; empty if none."""
    inside = [(name, one) for name, one in items.items() if name[: len(key)] == key]
    own = [(field, value) for _, one in inside for field, value in one.facts.items()]
    return own[0][1] if len(own) == 1 else "; ".join(f"{field} {value}" for field, value in own)


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
