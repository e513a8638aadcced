"""Values of the plan in force and where each is written: in its file, or in the change that set it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.analysis.plan import Step
from talentpilot.diagnostics import FieldPath
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Checkpoint, Indicator, Observation
from talentpilot.model.scalars import digits
from talentpilot.rules.cases import OUTCOMES, PILOT, PilotCase

Dated = tuple[int, Observation]
"""An observation with its index in the file."""


def measured(case: PilotCase) -> Iterator[tuple[int, Indicator]]:
    """The indicators of the plan in force that are not withdrawn, with their index in outcomes.yaml."""
    index_of = {item.id: index for index, item in enumerate(case.pilot.indicators)}
    for indicator in case.plan.indicators:
        yield index_of[indicator.id], indicator


def known(indicator: Indicator, as_of: date) -> list[Dated]:
    """The observations dated by that day, oldest first, each with its index in the file."""
    dated = [(item.day, index, item) for index, item in enumerate(indicator.observations)]
    return [(index, item) for day, index, item in sorted(dated, key=lambda one: one[:2]) if day <= as_of]


def setting(case: PilotCase, path: str) -> tuple[FieldPath, Step] | None:
    """The last effective change that set the value at that path, with its place in pilot.yaml; or None."""
    if not case.plan.steps:
        return None
    return next((one for one in reversed(list(case.effective_steps())) if one[1].change.path == path), None)


def written_at(case: PilotCase, index: int, indicator: Indicator, *fields: str) -> tuple[str, FieldPath]:
    """File and path at which the value in force of an indicator's field is written."""
    found = setting(case, "/".join(("indicators", indicator.id, *fields)))
    if found is not None:
        return PILOT, (*found[0], "to")
    return OUTCOMES, ("indicators", index, *fields)


def intact(case: PilotCase, file: str) -> bool:
    """Whether a file could be read and nothing of it was left out: only then does absence mean anything."""
    return case.has(file) and not any(item.path.endswith(f"/{file}") for item in case.pilot.unreadable)


def outside_term(day: date | None, start: date, end: date) -> bool:
    """Whether a date of the plan lies outside the term; no date lies nowhere."""
    return day is not None and not start <= day <= end


def term_breaker(case: PilotCase, path: str, original: date | None) -> tuple[FieldPath, Step] | None:
    """The change that brought a date outside the term in force: it set the date, or moved the end past it.

    None where the date is inside, or was outside as written in its file (then M02 or I14 speaks).
    """
    start, end, day = case.plan.term_start, case.pilot.file.term.end, original
    culprit: tuple[FieldPath, Step] | None = None
    for place, step in case.effective_steps():
        if step.change.path not in (path, "term/end") or not step.resolved:
            continue
        was_outside = outside_term(day, start, end)
        if step.change.path == path:
            day, was_outside = step.change.to, False
        else:
            end = step.change.to
        if not outside_term(day, start, end):
            culprit = None
        elif not was_outside:
            culprit = (place, step)
    return culprit


def shown(value: Any) -> str:
    """A value of the plan as a person would write it."""
    match value:
        case None | ():
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return digits(value)
        case Checkpoint():
            return f"{value.date} {digits(value.value)}"
        case tuple():
            return ", ".join(shown(item) for item in value)
        case Text() | date() | str():
            return str(value)
        case _:
            return str(value)
