"""Record facts about milestones: that one is done, or on which other day it is expected."""

from collections.abc import Sequence
from datetime import date

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.services.recording.items import refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, without_empty

FILE = "milestones.yaml"


def record_done(
    edit: PilotEdit,
    milestone: str,
    day: date | None = None,
    *,
    evidence: Sequence[str] = (),
    note: Words | None = None,
    force: bool = False,
) -> None:
    """Record that a milestone is done.

    Raises:
        UsageProblem: there is no such milestone, or it is done already and `force` is not given.
    """
    place, day = ("milestones", edit.find(FILE, "milestones", milestone)), day or edit.as_of
    refuse_recorded(edit, FILE, (*place, "done"), Message.of("{id} done", id=milestone), force=force)
    edit.put(FILE, (*place, "done"), day, Message.of("{id} done on {day}", id=milestone, day=day))
    edit.cite(FILE, (*place, "evidence"), list(evidence))
    if note is not None:
        refuse_recorded(edit, FILE, (*place, "note"), Message.of("the note of {id}", id=milestone), force=force)
        edit.put(FILE, (*place, "note"), note)


def record_forecast(
    edit: PilotEdit,
    milestone: str,
    expected: date | None = None,
    *,
    stated: date | None = None,
    reason: Words | None = None,
    next_step: Words | None = None,
    force: bool = False,
) -> None:
    """Record on which day a milestone is now expected, or why that day is open.

    Raises:
        UsageProblem: there is no such milestone, it was done by then, or neither a day nor a reason is given.
    """
    if expected is None and reason is None:
        raise UsageProblem(
            "neither a day nor a reason was given; nothing was written",
            help="give the day now expected, or the reason why it is not known yet",
        )
    known, stated = edit.pilot.milestone(milestone), stated or edit.as_of
    if not force and known is not None and known.done is not None and known.done <= stated:
        raise UsageProblem(
            "{identifier} was done on {done}, so no forecast can be made on {stated}; nothing was written",
            help="give the earlier day on which this was said",
            identifier=milestone,
            done=known.done,
            stated=stated,
        )
    place = ("milestones", edit.find(FILE, "milestones", milestone), "forecasts")
    template = (
        "{id} expected on {day}, as said on {stated}" if expected is not None else "{id} open, as said on {stated}"
    )
    fields = without_empty(date=expected, stated=stated, reason=reason, next=next_step)
    edit.append(FILE, place, fields, Message.of(template, id=milestone, day=expected, stated=stated))
