"""Values of the plan in force, and where each is written."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from talentpilot.analysis.plan import ReplayedChange, pending_steps
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.model.outcomes import Checkpoint, Indicator, Observation
from talentpilot.model.periods import parse_period
from talentpilot.model.scalars import digits
from talentpilot.rules.contexts import OUTCOMES, PILOT, PilotContext

Dated = tuple[int, Observation]
"""An observation with its index in the file."""


def known(indicator: Indicator, as_of: date) -> list[Dated]:
    """Return the observations dated by that day, oldest first, each with its index in the file."""
    dated = [(item.day, index, item) for index, item in enumerate(indicator.observations)]
    return [(index, item) for day, index, item in sorted(dated, key=lambda one: one[:2]) if day <= as_of]


def when_of(item: Observation) -> tuple[str, str]:
    """Return the key under which an observation is dated, and its value."""
    return ("period", str(item.period)) if item.period is not None else ("date", str(item.date))


def series_is_whole(context: PilotContext, indicator: Indicator) -> bool:
    """Return whether every observation of an indicator could be read; otherwise gaps and jumps mean nothing."""
    return not any(item.object == f"{context.pilot.id}/{indicator.id}" for item in context.pilot.unreadable)


def lengths_of(context: PilotContext, indicator: Indicator) -> set[str]:
    """Return the lengths a period may have: of the frequency now and before each adjustment; empty for `once`."""
    path = f"indicators/{indicator.id}/frequency"
    earlier = {str(step.found) for step in context.plan.steps if step.change.path == path}
    return set() if indicator.frequency == "once" else {indicator.frequency, *earlier}


def reports_are_whole(context: PilotContext) -> bool:
    """Return whether every report could be read: one that was not is named by its period, else by its pilot."""
    lost = [item.object for item in context.pilot.unreadable if item.path.endswith(f"/{PILOT}")]
    return not any(name == context.pilot.id or parse_period(name.rpartition("/")[2]) for name in lost)


def filed_steps(context: PilotContext) -> Iterator[tuple[FieldPath, ReplayedChange]]:
    """Yield the changes of effective adjustments as replayed, then those of pending ones against the plan in force.

    Nothing if an adjustment could not be read: then the values before the others are unknown.
    """
    if not context.pilot.file.adjustments or not replay_is_whole(context):
        return
    yield from context.effective_steps
    index_of = {item.id: index for index, item in enumerate(context.pilot.file.adjustments)}
    for step in pending_steps(context.pilot, context.plan, context.as_of):
        yield ("adjustments", index_of[step.adjustment.id], "changes", step.index), step


def replay_is_whole(context: PilotContext) -> bool:
    """Return whether no adjustment was left out of the replay for being unreadable."""
    lost = [item.object for item in context.pilot.unreadable if item.path.endswith(f"/{PILOT}")]
    return not any(name == context.pilot.id or name.rpartition("/")[2].upper().startswith("A") for name in lost)


def written_at(context: PilotContext, index: int, indicator: Indicator, *fields: str) -> tuple[str, FieldPath]:
    """Return file and path at which the value in force of an indicator's field is written."""
    found = context.settings.get("/".join(("indicators", indicator.id, *fields)))
    if found is not None:
        return PILOT, (*found[0], "to")
    return OUTCOMES, ("indicators", index, *fields)


def intact(context: PilotContext, file: str) -> bool:
    """Return whether a file could be read with all its objects: only then does absence mean anything.

    Observations, forecasts and adoptions left out of an object that could be read do not matter.
    """
    lost = [item.object for item in context.pilot.unreadable if item.path.endswith(f"/{file}")]
    if not lost or not context.has(file):
        return context.has(file)
    pilot = context.pilot
    read = {item.id for item in pilot.milestones} | {item.id for item in pilot.indicators}
    read |= {item.id for item in pilot.practices}
    return all(name.rpartition("/")[2] in read for name in lost)


def has_term(context: PilotContext) -> bool:
    """Return whether the term in force has any day; if not, P03 reports it, and nothing can lie inside."""
    return context.plan.term_start <= context.plan.term_end


def outside_term(day: date | None, start: date, end: date) -> bool:
    """Return whether a date of the plan lies outside the term; no date lies nowhere."""
    return day is not None and not start <= day <= end


def term_breaker(context: PilotContext, path: str, original: date | None) -> tuple[FieldPath, ReplayedChange] | None:
    """Return the change that brought a date outside the term in force: it set the date, or moved the end past it.

    None if the date is inside, or was outside as written in its file, which M02 or I14 reports.
    """
    start, end, day = context.plan.term_start, context.pilot.file.term.end, original
    culprit: tuple[FieldPath, ReplayedChange] | None = None
    for place, step in context.effective_steps:
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


def shown_or_nothing(value: Any) -> str | Message:
    """Return a value of the plan that may be absent."""
    return Message("nothing") if value in (None, ()) else shown(value)


def shown(value: Any) -> str:
    """Return a value of the plan as a person would write it."""
    match value:
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = digits(value)
        case Checkpoint():
            text = f"{value.date} {digits(value.value)}"
        case tuple():
            text = ", ".join(shown(item) for item in value)
        case _:
            text = str(value)
    return text
