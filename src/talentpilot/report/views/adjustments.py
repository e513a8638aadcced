"""Adjustments in reports: what they change, from what to what, by which procedure and document."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Checkpoint
from talentpilot.model.pilot import Adjustment, Change
from talentpilot.report.views.inputs import Names, PilotRef, Source, refer

Value = date | Fraction | Text | bool | None | tuple["Value", ...]
"""A value of the plan; organizations are already names, a checkpoint is a pair of day and number."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change. `object` is an inner id or empty, `field` a path below it, or empty for the whole object."""

    object: str
    title: Text | None
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class JoinedChange:
    """The changes of one adjustment that move the same field from and to the same value; `titles` of what they move."""

    titles: tuple[Text, ...]
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """An adjustment on the day.

    `state` is filed, pending, approved, rejected or withdrawn. `retroactive` means that it took effect before it was
    submitted, `lowered` that it makes a target easier.
    """

    pilot: PilotRef
    id: str
    kind: str
    reason: Text
    procedure: str
    submitted: date | None
    decided: date | None
    effective: date | None
    state: str
    document: str | None
    authority: Text | None
    changes: tuple[ChangeView, ...]
    retroactive: bool
    lowered: bool

    @property
    def joined(self) -> tuple[JoinedChange, ...]:
        """The changes, those that say the same of several steps or indicators as one; at least one."""
        found: list[JoinedChange] = []
        for change in self.changes:
            named = (change.title or Text(plain=change.object),) if change.object else ()
            last = found[-1] if found else None
            if last is not None and named and last.titles and _alike(last, change):
                found[-1] = replace(last, titles=(*last.titles, *named))
            else:
                found.append(JoinedChange(named, change.field, change.before, change.after))
        return tuple(found) or (JoinedChange((), "", None, None),)


def adjustments_of(status: PilotStatus, names: Names) -> tuple[AdjustmentView, ...]:
    """Return the adjustments of a pilot that are known by the day, oldest first."""
    known = [item for item in status.pilot.file.adjustments if item.known_by(status.as_of)]
    ordered = sorted(known, key=lambda item: (_first_day(item), item.number))
    return tuple(_view(status, item, names) for item in ordered)


def period_adjustments(source: Source, filings: Iterable[AdjustmentView]) -> tuple[AdjustmentView, ...]:
    """Return those submitted, decided or taking effect in the period."""
    return tuple(
        item for item in filings if any(source.in_period(day) for day in (item.submitted, item.decided, item.effective))
    )


def _view(status: PilotStatus, item: Adjustment, names: Names) -> AdjustmentView:
    decision = item.decision_by(status.as_of)
    effective = item.effective_date(status.as_of)
    return AdjustmentView(
        refer(status),
        item.id,
        item.kind,
        item.reason,
        item.procedure,
        item.submitted,
        item.decided if decision != "pending" else None,
        effective,
        "filed" if decision == "pending" and item.procedure == "filing" and effective is not None else decision,
        item.document,
        names.organization(item.authority) if item.authority else None,
        tuple(_change(status, change, names) for change in item.changes),
        effective is not None and item.submitted is not None and effective < item.submitted,
        any(_lowers(status, change) for change in item.changes),
    )


def _alike(one: JoinedChange, other: ChangeView) -> bool:
    return (one.field, one.before, one.after) == (other.field, other.before, other.after)


def _first_day(item: Adjustment) -> date:
    return min((day for day in (item.submitted, item.effective) if day is not None), default=date.max)


def _change(status: PilotStatus, change: Change, names: Names) -> ChangeView:
    place = change.place
    if place is None:
        return ChangeView(change.path, None, "", None, None)
    if not place.collection:
        return ChangeView(
            "", None, place.text, _value(change.from_, place.text, names), _value(change.to, place.text, names)
        )
    field = "/".join(place.fields)
    return ChangeView(
        place.id, _title(status, place.id), field, _value(change.from_, field, names), _value(change.to, field, names)
    )


def _title(status: PilotStatus, identifier: str) -> Text | None:
    found = status.pilot.milestone(identifier) or status.pilot.indicator(identifier)
    return found.title if found is not None else None


def _value(raw: Any, field: str, names: Names) -> Value:
    if isinstance(raw, tuple):
        return tuple(_value(item, field, names) for item in raw)
    if isinstance(raw, Checkpoint):
        return (raw.date, Fraction(raw.value))
    if isinstance(raw, Decimal):
        return Fraction(raw)
    if isinstance(raw, str):
        if field == "unit":
            return names.unit(raw)
        organizations = field == "owner" or field.startswith("roles/")
        return names.organization(raw) if organizations else Text(plain=raw)
    if raw is None or isinstance(raw, date | Text | bool):
        return raw
    return Text(plain=str(raw))


def _lowers(status: PilotStatus, change: Change) -> bool:
    """Return whether a change of a target value asks for less than before."""
    place = change.place
    if place is None or place.collection != "indicators" or place.fields[:1] != ("target",):
        return False
    if not isinstance(change.from_, Decimal) or not isinstance(change.to, Decimal):
        return False
    indicator = status.pilot.indicator(place.id)
    if indicator is None:
        return False
    match (indicator.direction, place.fields[-1]):
        case ("increase" | "keep_above", _) | ("within", "min"):
            return change.to < change.from_
        case _:
            return change.to > change.from_
