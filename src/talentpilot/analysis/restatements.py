"""Restated values: facts recorded late, changed or removed, and the figures they change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from talentpilot.analysis.bottlenecks import known_bottleneck
from talentpilot.analysis.changes import plan_changes
from talentpilot.analysis.facts import FactGroup, Key, recorded
from talentpilot.analysis.ledger_change import LedgerChange, PilotPair, Value
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import FieldPath
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Pilot
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Practice
from talentpilot.model.pilot import Adjustment, Evidence, PilotFile


class RestatementKind(StrEnum):
    """How something was restated, in the order in which it is told."""

    TAKEN_AWAY = "taken_away"
    CHANGED = "changed"
    LATE = "recorded_late"
    PLAN = "plan"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class RestatedValue:
    """One value of a day, then and now. `object` is an inner id, a period or empty for the pilot itself.

    Facts and the plan stand in the ledger: `file` and `path` say where now, for whatever still stands there. A figure
    follows from them. `filings` are those that moved the plan.
    """

    sort: RestatementKind
    pilot: str
    object: str
    field: str
    then: Value
    now: Value
    filings: tuple[str, ...] = ()
    file: str = ""
    path: FieldPath = ()


def restated(then: Iterable[PilotStatus], now: Iterable[PilotStatus]) -> tuple[RestatedValue, ...]:
    """Everything that differs, pilot by pilot, facts before figures; both sides must be of the same day."""
    before = {item.pilot.id: item for item in then}
    found: list[RestatedValue] = []
    for status in sorted(now, key=lambda item: item.pilot.id):
        old = before.pop(status.pilot.id, None)
        found += [_whole(status, RestatementKind.LATE)] if old is None else _of_pilot(old, status)
    found += [_whole(status, RestatementKind.TAKEN_AWAY) for status in before.values()]
    order = {sort: number for number, sort in enumerate(RestatementKind)}
    return tuple(sorted(found, key=lambda item: (item.pilot, order[item.sort])))


def _whole(status: PilotStatus, sort: RestatementKind) -> RestatedValue:
    """Return a pilot that the books did not know then, or know no more."""
    word = status.standing.value
    then, now = (None, word) if sort is RestatementKind.LATE else (word, None)
    return RestatedValue(sort, status.pilot.id, "", "pilot", then, now)


def _of_pilot(then: PilotStatus, now: PilotStatus) -> list[RestatedValue]:
    plan = [_planned(item) for item in plan_changes(PilotPair(then, now))]
    return [*_facts(then, now), *plan, *_figures(then, now)]


def _planned(item: LedgerChange) -> RestatedValue:
    return RestatedValue(
        RestatementKind.PLAN, item.pilot, item.object, item.field, item.before, item.after, item.filings
    )


def _facts(then: PilotStatus, now: PilotStatus) -> Iterator[RestatedValue]:
    """Yield what is recorded, dated by the day."""
    before = recorded(known_by(then.pilot, then.as_of))
    after = recorded(known_by(now.pilot, now.as_of))
    places = recorded(now.pilot)
    told: list[Key] = []
    for key, item in {**before, **after}.items():
        if any(key[: len(other)] == other for other in told):
            continue
        if key not in before or key not in after:
            summary = _summary(key, before if key in before else after)
            if summary:
                told.append(key)
                yield _fact(now, key, item, "", *((summary, "") if key in before else ("", summary)), places)
            continue
        yield from _differing(now, key, before[key], after[key], places)


def _differing(
    now: PilotStatus, key: Key, old: FactGroup, new: FactGroup, places: Mapping[Key, FactGroup]
) -> Iterator[RestatedValue]:  # fmt: skip
    for field in dict.fromkeys((*old.facts, *new.facts)):
        before, after = old.facts.get(field, ""), new.facts.get(field, "")
        if before != after:
            yield _fact(now, key, new, field, before, after, places)
    for field, members in old.lists.items():
        gone = [member for member in members if member not in new.lists.get(field, ())]
        if gone:
            yield _fact(now, key, new, field, ", ".join(gone), "", places)


def _fact(
    now: PilotStatus, key: Key, item: FactGroup, field: str, before: str, after: str, places: Mapping[Key, FactGroup]
) -> RestatedValue:
    sort = (
        RestatementKind.CHANGED if before and after else RestatementKind.LATE if after else RestatementKind.TAKEN_AWAY
    )
    object_, within = _named(key)
    name = " ".join(part for part in (within, field.replace(".", "/")) if part)
    stands = places.get(key) if after else None
    path: FieldPath = (*stands.path, *field.split(".")) if stands is not None and field else ()
    where = path or (stands.path if stands is not None else ())
    file = item.file if stands is not None else ""
    return RestatedValue(sort, now.pilot.id, object_, name, before or None, after or None, (), file, where)


_INNER = {"forecasts": "forecast", "observations": "observation", "matters": "matter", "adoptions": "adoption by",
          "reviewers": "reviewer", "reopened": "reopening"}  # fmt: skip
_OUTER = {"reports": "report", "adjustments": "adjustment", "bottlenecks": "bottleneck", "incentives": "incentive",
          "publicity": "publicity", "evidence": "evidence", "evaluations": "evaluation", "practices": "practice",
          "milestones": "milestone", "indicators": "indicator"}  # fmt: skip


def _named(key: Key) -> tuple[str, str]:
    """Return the object of a fact and, below it, what of it: `I1` and `observation 2026-03-31`; empty for the head."""
    if not key:
        return "", ""
    outer, identifier = key[0], key[1]
    inner = next((part for part in key[2:] if part in _INNER), None)
    if inner is None:
        return identifier, _OUTER[outer]
    return identifier, f"{_INNER[inner]} {key[key.index(inner) + 1]}"


def _summary(key: Key, items: Mapping[Key, FactGroup]) -> str:
    """What an item says that the other reading lacks, with what stands inside it; empty where it says no fact."""
    inside = [(name, one) for name, one in items.items() if name[: len(key)] == key]
    own = [(field, value) for _, one in inside for field, value in one.facts.items()]
    return own[0][1] if len(own) == 1 else "; ".join(f"{field} {value}" for field, value in own)


def _figures(then: PilotStatus, now: PilotStatus) -> Iterator[RestatedValue]:
    before, after = _figures_of(then), _figures_of(now)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield RestatedValue(RestatementKind.FIGURE, now.pilot.id, *key, before.get(key), after.get(key))


def _figures_of(status: PilotStatus) -> dict[tuple[str, str], Value]:
    """Every figure of a status by object and field, named as in `status --format json`; what is a fact or plan is not
    among them."""
    schedule, reporting = status.schedule, status.reporting
    found: dict[tuple[str, str], Value] = {
        ("", "status"): status.standing.value,
        ("", "light"): light_word(status),
        ("", "reasons"): " ".join(status.reasons) or None,
        ("", "maturity"): status.maturity,
        ("", "schedule/light"): schedule.rated.light.value,
        ("", "schedule/completion"): schedule.completion,
        ("", "schedule/planned"): schedule.planned,
        ("", "schedule/planned_original"): schedule.planned_original,
        ("", "schedule/gap"): schedule.gap,
        ("", "results/light"): status.results.light.value,
        ("", "issues/light"): status.issues.light.value,
        ("", "reporting/light"): reporting.rated.light.value,
        ("", "reporting/missing"): " ".join(map(str, reporting.missing)) or None,
        ("", "reporting/late"): " ".join(map(str, reporting.late)) or None,
    }
    return found | _of_steps(status) | _of_indicators(status)


def _of_steps(status: PilotStatus) -> dict[tuple[str, str], Value]:
    found: dict[tuple[str, str], Value] = {}
    for item in status.milestones:
        found[item.id, "state"] = item.state.value
        found[item.id, "late_days"] = _whole_number(item.late_days)
        found[item.id, "slip_days"] = _whole_number(item.slip_days)
    return found


def _of_indicators(status: PilotStatus) -> dict[tuple[str, str], Value]:
    found: dict[tuple[str, str], Value] = {}
    for item in status.indicators:
        found[item.id, "light"] = item.rated.light.value
        found[item.id, "actual"] = item.actual
        found[item.id, "actual_date"] = item.actual_date
        found[item.id, "progress"] = item.progress.value
        found[item.id, "expected"] = item.expected
        found[item.id, "gap"] = item.gap
        found[item.id, "met"] = _truth(item.progress.met)
        found[item.id, "stale"] = _truth(item.stale is not None)
    return found


def _whole_number(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _truth(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


T = TypeVar("T")


def known_by(pilot: Pilot, day: date) -> Pilot:
    """Return the pilot with the facts dated by that day alone; its plan and what bears no date stay."""
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


def _until(items: Iterable[T], day_of: Callable[[T], date], day: date) -> tuple[T, ...]:
    return tuple(item for item in items if day_of(item) <= day)


def _filing(item: Adjustment, day: date) -> Adjustment:
    if item.decided is not None and item.decided <= day:
        return item
    later = dict.fromkeys(("decided", "decision", "decision_document"))
    if item.procedure == "approval":
        # The day of effect often comes with the decision, and in older books the paper does as well.
        later |= dict.fromkeys(("document", "effective"))
    return item.model_copy(update=later)


def _paper(item: Evidence, day: date) -> Evidence:
    seen = item.verified is None or item.verified.date <= day
    return item if seen else item.model_copy(update={"verified": None})


def _milestone(item: Milestone, day: date) -> Milestone:
    done = item.done if item.done is not None and item.done <= day else None
    forecasts = _until(item.forecasts, lambda one: one.stated, day)
    return item.model_copy(update={"done": done, "forecasts": forecasts})


def _indicator(item: Indicator, day: date) -> Indicator:
    return item.model_copy(update={"observations": _until(item.observations, lambda one: one.day, day)})


def _practice(item: Practice, day: date) -> Practice:
    stages: dict[str, object] = {
        name: stage for name in ("endorsed", "promoted")
        if (stage := getattr(item, name)) is not None and stage.date > day
    }  # fmt: skip
    days = {name: one for name in ("documented", "withdrawn") if (one := getattr(item, name)) is not None and one > day}
    later = dict.fromkeys((*stages, *days))
    return item.model_copy(update={**later, "adoptions": _until(item.adoptions, lambda one: one.date, day)})


def _evaluation(item: Evaluation, day: date) -> Evaluation:
    decided = item.decision is None or item.decision.date <= day
    return item if decided else item.model_copy(update={"decision": None})
