"""The approval of the plan, what it rests on, and its seal: rules P06, P12 and P13.

A seal is only a digest, so the sealed value of a part is found by trying values until one fits.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, get_args

from pydantic import BaseModel

from talentpilot.analysis.seal import canonical_json, digest, head_part, plan_part, sealed_forms
from talentpilot.diagnostics import FieldPath, Message, Severity
from talentpilot.model.base import Span
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Direction, Frequency, Indicator, IndicatorLevel, SeriesKind
from talentpilot.model.pilot import Approval
from talentpilot.model.units import BUILT_IN_UNITS
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext
from talentpilot.rules.plan_values import intact, shown_or_nothing
from talentpilot.rules.rule import Finding, pilot_rule

Field = tuple[str, ...]
"""The name of a plan field; of one in a group, such as `target`, the group's name before it."""
Candidate = tuple[Any, bytes | None]
"""A value to try, and how it stands in the canonical text; None where the field is left out of it."""

_HOLE = "\ue000"
"""Stands in the canonical text for the value that is tried: no text of a ledger holds it."""
YEARS_TRIED = 3
"""How far around the term days are tried."""
PARTS_TRIED_IN_VAIN = 2
"""After so many steps and indicators of a pilot for which no value fits, no more values are tried in it.

A part of which a text was changed takes all of some 28,000 values. Where texts were replaced throughout a ledger,
trying them for every part would keep `validate` busy for minutes and find nothing.
"""
_CHOICES: dict[str, tuple[Any, ...]] = {
    "level": get_args(IndicatorLevel),
    "direction": get_args(Direction),
    "reporting": get_args(SeriesKind),
    "frequency": get_args(Frequency),
    "trajectory": ("linear", "none"),
    "key": (True, False),
    "allow_over_100": (True, False),
}


def sealed_value(context: PilotContext, part: Mapping[str, Any], seal: str, path: str) -> tuple[str, Any, Any] | None:
    """Return the one field that was changed, its value when sealed, and its value now.

    `path` is that of the part in filings, such as `milestones/M3`. None if more than one field was changed, or one
    whose value can't be guessed, such as a text: that a digest fits is proof, that none fits says nothing.
    """
    found = (_changed_field(context, form, seal, path) for form in sealed_forms(part))
    return next((one for one in found if one is not None), None)


def _changed_field(context: PilotContext, part: Mapping[str, Any], seal: str, path: str) -> tuple[str, Any, Any] | None:
    for field, value in _fields(part):
        before, _, after = canonical_json(_with(part, field, _HOLE)).partition(canonical_json(_HOLE))
        begun, rest = hashlib.sha256(before.encode()), after.encode()
        for tried, written in _candidates(context, field, "/".join((path, *field)).strip("/")):
            if written is None:
                fits = digest(_with(part, field, None)) == seal
            else:
                whole = begun.copy()
                whole.update(written + rest)
                fits = whole.hexdigest()[:32] == seal
            if fits and tried != value:
                return "/".join(field), tried, value
    return None


def _fields(part: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    for name, value in part.items():
        if isinstance(value, BaseModel) and name in ("term", "target", "baseline"):
            for inner in type(value).model_fields:
                yield (name, inner), getattr(value, inner)
            continue
        yield (name,), value
        if name == "checkpoints":
            for number, point in enumerate(value, 1):
                yield (name, str(number), "date"), point.date
                yield (name, str(number), "value"), point.value


def _with(part: Mapping[str, Any], field: Field, value: Any) -> dict[str, Any]:
    if len(field) == 1:
        return {**part, field[0]: value}
    if field[0] == "checkpoints":
        points = list(part["checkpoints"])
        index = int(field[1]) - 1
        points[index] = points[index].model_copy(update={field[2]: value})
        return {**part, "checkpoints": tuple(points)}
    return {**part, field[0]: part[field[0]].model_copy(update={field[1]: value})}


def _candidates(context: PilotContext, field: Field, path: str) -> Iterator[Candidate]:
    """Return the values that a field may have had: what filings say of it, nothing, and all that is likely."""
    for adjustment in context.pilot.file.adjustments:
        for change in adjustment.changes:
            if change.path == path:
                yield from _written((change.from_, change.to))
    yield from _written((None,))
    name = field[-1]
    if name in ("due", "date", "start", "end"):
        yield from _days(context.programme.term)
    elif name in ("weight", "value", "min", "max"):
        yield from _numbers()
    else:
        yield from _written(_words(context).get(name, ()))


def _written(values: Iterable[Any]) -> Iterator[Candidate]:
    return ((value, canonical_json(value).encode() if value not in (None, ()) else None) for value in values)


def _words(context: PilotContext) -> Mapping[str, Iterable[Any]]:
    """Return the values of the fields that take one of a few words or small numbers."""
    offices = context.programme.organizations
    return {
        **_CHOICES,
        "lag_days": range(1101),
        "owner": [item.id for item in offices],
        "lead": [item.id for item in offices],
        "units": [(item.id,) for item in offices],
        "task": [task.id for domain in context.catalogue.domains for task in domain.tasks],
        "region": {item.region for item in offices},
        "unit": (*BUILT_IN_UNITS, *(item.id for item in context.programme.units)),
    }


@cache
def _days(term: Span) -> tuple[Candidate, ...]:
    """Return the days around the term; kept, since each broken seal asks for them several times."""
    first = max(date.min.toordinal(), term.start.toordinal() - 366 * YEARS_TRIED)
    last = min(date.max.toordinal(), term.end.toordinal() + 366 * YEARS_TRIED)
    return tuple(_written(map(date.fromordinal, range(first, last + 1))))


@cache
def _numbers() -> tuple[Candidate, ...]:
    """Return the numbers that plans are made of: tenths up to 100, whole ones to 1,000, then rounder and rounder."""
    tenths = (Decimal(tenth).scaleb(-1) for tenth in range(1001))
    whole = (range(0, 1000 * step + 1, step) for step in (1, 10, 100, 1000, 10_000))
    return tuple(_written((*tenths, *map(Decimal, chain(*whole)))))


DAYS_BEFORE_APPROVAL = 30


@pilot_rule("P06", "approval-not-on-paper", Severity.ERROR, by_clock=True)
def approval_not_on_paper(context: PilotContext) -> Iterator[Finding]:
    """Approved without document or objective (error), or begun over 30 days ago without approval (warning).

    Approval is what makes a plan binding. Without its document number nobody can find it; without an
    objective it approves nothing.

    Bad:
        # pilot.yaml
        approval: {document: null}

    Good:
        # pilot.yaml
        approval: {document: 云人社函〔2025〕41号}
    """
    approval, start = context.pilot.file.approval, context.plan.term_start
    if approval is None or not context.approved:
        if (context.as_of - start).days > DAYS_BEFORE_APPROVAL and not context.is_older(start):
            yield Finding(
                PILOT, ("term", "start"), "the term began on {start}; the pilot is not approved",
                {"start": str(start)}, "write approval: with date and document once it is given, or move the term",
                severity=Severity.WARNING,
            )  # fmt: skip
        return
    if approval.document is None:
        yield Finding(
            PILOT, ("approval",), "approved on {date} without a document", {"date": str(approval.date)},
            "write below approval: document: the number of the paper that approved it", on_key=True,
        )  # fmt: skip
    if context.plan.objective is None:
        yield Finding(
            PILOT, ("approval",), "approved on {date} without an objective", {"date": str(approval.date)},
            "write objective: what the pilot is to achieve", on_key=True,
        )  # fmt: skip


@pilot_rule("P12", "plan-not-as-sealed", Severity.ERROR)
def plan_not_as_sealed(context: PilotContext) -> Iterator[Finding]:
    """An approved plan has no seal (warning), or differs from it (error): it was changed without a filing.

    The plan stays as approved; each change is filed with the old and the new value. A target changed only in the file
    makes every comparison with the plan worthless.

    Bad:
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-11-30}

    Good:
        # milestones.yaml
        milestones:
          - {id: M5, due: 2026-10-31}
    """
    approval = context.pilot.file.approval
    if approval is None or not context.approved:
        return
    if not approval.seal:
        yield Finding(
            PILOT, ("approval",), "the approved plan is not sealed",
            {"pilot": context.pilot.id},
            "once the plan stands as approved: talentpilot seal {pilot} writes seal: below approval",
            severity=Severity.WARNING, on_key=True,
        )  # fmt: skip
        return
    if "head" not in approval.seal:
        yield _unsealed(PILOT, ("approval",), "head")
    elif "head" in context.always.moved_parts:
        head = Message("the head of the plan (objective, task, region, term, lead, units)")
        found = sealed_value(context, head_part(context.pilot), approval.seal["head"], "")
        yield _moved(PILOT, ("approval",), head, found)
    yield from _parts(context, approval.seal)
    yield from _gone(context, approval)


def _parts(context: PilotContext, seal: dict[str, str]) -> Iterator[Finding]:
    seen: set[str] = set()
    in_vain = 0
    for file, key, items in (
        (MILESTONES, "milestones", context.pilot.milestones),
        (OUTCOMES, "indicators", context.pilot.indicators),
    ):
        planned: tuple[Milestone | Indicator, ...] = items
        for index, item in enumerate(planned):
            if item.id in seen or (item.added is not None and item.id not in seal):
                continue
            seen.add(item.id)
            if item.added is not None:
                yield _moved(file, (key, index), item.id)
            elif item.id not in seal:
                yield _unsealed(file, (key, index), item.id)
            elif item.id in context.always.moved_parts:
                path = f"{key}/{item.id}"
                tried = in_vain < PARTS_TRIED_IN_VAIN
                found = sealed_value(context, plan_part(item), seal[item.id], path) if tried else None
                in_vain += found is None
                yield _moved(file, (key, index), item.id, found)


def _moved(file: str, path: FieldPath, what: str | Message, found: tuple[str, Any, Any] | None = None) -> Finding:
    values: dict[str, str | Message] = {"what": what}
    message = "{what} differs from the sealed plan"
    if found is not None:
        field, sealed, now = found
        values |= {"field": field, "sealed": shown_or_nothing(sealed), "now": shown_or_nothing(now)}
        message = "{what} differs from the sealed plan: {field} was {sealed}, is {now}"
    return Finding(file, path, message, values, "put back what was approved, and file the change under adjustments:")


def _unsealed(file: str, path: FieldPath, part: str) -> Finding:
    return Finding(
        file, path, "{part} is not in the seal of the approved plan", {"part": part},
        "what came after the approval is filed: an adjustment that adds it, and added: A… at {part}",
    )  # fmt: skip


def _gone(context: PilotContext, approval: Approval) -> Iterator[Finding]:
    """Parts that were sealed and are no more; silent where a file could not be read whole."""
    if not (intact(context, MILESTONES) and intact(context, OUTCOMES)):
        return
    present = {
        "head",
        *(item.id for item in context.pilot.milestones),
        *(item.id for item in context.pilot.indicators),
    }
    for part in approval.seal:
        if part not in present:
            yield Finding(
                PILOT, ("approval",), "{part} was sealed and is gone from the plan", {"part": part},
                "put it back, and withdraw it by an adjustment (withdraw_milestone, withdraw_indicator)", on_key=True,
            )  # fmt: skip


@pilot_rule("P13", "unit-chosen-without-record", Severity.INFO)
def unit_chosen_without_record(context: PilotContext) -> Iterator[Finding]:
    """An approved pilot does not say why this unit was selected.

    Units are selected for their experience and readiness; an evaluation later asks whether the effect came from the
    measure, or from a unit that was already strong.

    Bad:
        # pilot.yaml
        selection: null

    Good:
        # pilot.yaml
        selection: {basis: Electronic title review since 2022, foundation: 3, readiness: 2}
    """
    if context.approved and context.pilot.file.selection is None and intact(context, PILOT):
        yield Finding(
            PILOT, ("approval",), "approved without a record of why the unit was selected",
            help="write selection: with basis, foundation and readiness (0 to 3)", on_key=True,
        )  # fmt: skip
