"""The facts recorded in a pilot, each with its place: what two readings of the same pilot are compared by.

A fact is dated, measured, filed or decided: a done date, an observation, a report, a digest, a decision. What is plan
is not here; nor are titles, notes and who owns what, which may be worded anew at any time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Judgement, Replicability
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import digits

Key = tuple[str, ...]
"""What tells an item from all others in both readings: `("indicators", "I1", "observations", "2026-03-31")`."""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Something in which facts are recorded: `name` is what tells it within its list, `facts` are by field, as text;
    `lists` hold what may be added to and not taken from. `provisional` facts are announced to change."""

    file: str
    path: FieldPath
    name: str
    facts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _GroupDefinition:
    """A sort of item: the list it stands in, what tells one from another, its facts and lists, the items inside it."""

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


def recorded(pilot: Pilot) -> dict[Key, FactGroup]:
    """Everything recorded in a pilot."""
    found = dict(_items("pilot.yaml", pilot.file, _FILE, (), (), ""))
    for file, sort, items in (
        ("milestones.yaml", _MILESTONES, pilot.milestones),
        ("outcomes.yaml", _INDICATORS, pilot.indicators),
        ("outcomes.yaml", _PRACTICES, pilot.practices),
    ):
        found |= _listed(file, items, sort, (), ())
    for name, evaluation in pilot.evaluations.items():
        found |= _items(f"evaluations/{name}.yaml", evaluation, _EVALUATION, ("evaluations", name), (), name)
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
    file: str, record: BaseModel, sort: _GroupDefinition, key: Key, path: FieldPath, name: str
) -> Iterator[tuple[Key, FactGroup]]:
    """Yield a record, and the items inside it."""
    facts = {field: text for field in sort.facts if (text := shown(_value(record, field)))}
    if facts.get("decision") == "pending":
        del facts["decision"]
    lists = {field: tuple(map(shown, _value(record, field) or ())) for field in sort.lists}
    yield key, FactGroup(file, path, name, facts, lists, provisional=getattr(record, "provisional", False))
    for inner in sort.below:
        yield from _listed(file, getattr(record, inner.list), inner, key, path).items()


def _listed(
    file: str, items: tuple[Any, ...], sort: _GroupDefinition, key: Key, path: FieldPath
) -> dict[Key, FactGroup]:
    found: dict[Key, FactGroup] = {}
    for index, item in enumerate(items):
        name = sort.name(item)
        own = (*key, sort.list, name)
        while own in found:
            own = (*own, "again")
        found |= _items(file, item, sort, own, (*path, sort.list, index), name)
    return found


def _value(record: Any, field: str) -> Any:
    """Return the value of `verified.date` and the like; None where a part of the way is absent."""
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
