"""The facts recorded in a pilot, each with its place, by which two readings of the same pilot are compared.

A fact is dated, measured, filed or decided: a done date, an observation, a report, a digest, a decision. The plan is
not among them; nor are titles, notes and owners, which may be reworded at any time.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Judgement, Replicability
from talentpilot.model.ledger import Pilot
from talentpilot.model.outcomes import Observation
from talentpilot.model.scalars import digits

T = TypeVar("T")
R = TypeVar("R", bound=BaseModel)

Key = tuple[str, ...]
"""Identifies an item in both readings: `("indicators", "I1", "observations", "2026-03-31")`."""


class FactGroup(NamedTuple):
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


class _GroupDefinition(NamedTuple):
    """A kind of item: its list, the fields that identify it, its facts and lists, the items inside it."""

    list: str
    name: Callable[[Any], str]
    facts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ("evidence",)
    below: tuple["_GroupDefinition", ...] = ()


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


class FactChange(NamedTuple):
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


def facts_between(then: Pilot, now: Pilot, elsewhere: Collection[int] = ()) -> Iterator[FactChange]:
    """Yield every fact in which the two readings of a pilot differ.

    Items whose `id()` is among those `elsewhere` are left out: their changes are reported in another way.
    """
    shared = {id(item) for item in _outer(then)} & {id(item) for item in _outer(now)}
    without = shared.union(elsewhere)
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
