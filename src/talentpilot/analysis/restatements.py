"""Restated values: facts recorded late, changed or removed, and the figures they change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from talentpilot.analysis.changes import plan_changes
from talentpilot.analysis.facts import facts_between, recorded
from talentpilot.analysis.known_facts import known_by
from talentpilot.analysis.ledger_change import LedgerChange, PilotPair, Value
from talentpilot.analysis.portfolio import light_word
from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import FieldPath


class RestatementKind(StrEnum):
    """The kinds of restatement, in the order in which they are listed."""

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
    """Return everything that differs, pilot by pilot, facts before figures; both sides must be of the same day."""
    before = {item.pilot.id: item for item in then}
    found: list[RestatedValue] = []
    for status in sorted(now, key=lambda item: item.pilot.id):
        old = before.pop(status.pilot.id, None)
        found += [_whole(status, RestatementKind.LATE)] if old is None else _of_pilot(old, status)
    found += [_whole(status, RestatementKind.TAKEN_AWAY) for status in before.values()]
    order = {sort: number for number, sort in enumerate(RestatementKind)}
    return tuple(sorted(found, key=lambda item: (item.pilot, order[item.sort])))


def _whole(status: PilotStatus, sort: RestatementKind) -> RestatedValue:
    """Return the restatement of a pilot that is only in one of the two states of the ledger."""
    word = status.state.value
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
    places = recorded(now.pilot)
    for item in facts_between(known_by(then.pilot, then.as_of), known_by(now.pilot, now.as_of)):
        before, after = item.before, item.after
        sort = (
            RestatementKind.CHANGED if before and after else RestatementKind.LATE if after
            else RestatementKind.TAKEN_AWAY
        )  # fmt: skip
        stands = places.get(item.key) if after else None
        path: FieldPath = (*stands.path, *item.field.split(".")) if stands is not None and item.field else ()
        where = path or (stands.path if stands is not None else ())
        file = item.group.file if stands is not None else ""
        yield RestatedValue(sort, now.pilot.id, item.object, item.name, before or None, after or None, (), file, where)


def _figures(then: PilotStatus, now: PilotStatus) -> Iterator[RestatedValue]:
    before, after = _figures_of(then), _figures_of(now)
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield RestatedValue(RestatementKind.FIGURE, now.pilot.id, *key, before.get(key), after.get(key))


def _figures_of(status: PilotStatus) -> dict[tuple[str, str], Value]:
    """Return every computed figure of a status by object and field, named as in `status --format json`."""
    schedule, reporting = status.schedule, status.reporting
    found: dict[tuple[str, str], Value] = {
        ("", "status"): status.state.value,
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
