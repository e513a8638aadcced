"""Record facts about milestones: done, and expected on another day."""

from collections.abc import Sequence
from datetime import date

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.services.recording.items import refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import without_empty
from talentpilot.store.yaml.editor import Value

FILE = "milestones.yaml"


def record_done(
    edit: PilotEdit,
    identifier: str,
    day: date,
    *,
    evidence: Sequence[str] = (),
    note: Value = None,
    force: bool = False,
) -> None:
    """Record that a milestone is done.

    Raises:
        UsageProblem: there is no such milestone, or it is done already and `force` is not given.
    """
    place = ("milestones", edit.find(FILE, "milestones", identifier))
    refuse_recorded(edit, FILE, (*place, "done"), Message.of("{id} done", id=identifier), force=force)
    edit.put(FILE, (*place, "done"), day, Message.of("{id} done on {day}", id=identifier, day=day))
    edit.cite(FILE, (*place, "evidence"), list(evidence))
    if note is not None:
        refuse_recorded(edit, FILE, (*place, "note"), Message.of("the note of {id}", id=identifier), force=force)
        edit.put(FILE, (*place, "note"), note)


def record_forecast(
    edit: PilotEdit,
    identifier: str,
    stated: date,
    *,
    expected: date | None = None,
    reason: Value = None,
    next_: Value = None,
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
    known = edit.pilot.milestone(identifier)
    if not force and known is not None and known.done is not None and known.done <= stated:
        raise UsageProblem(
            "{identifier} was done on {done}, so no forecast can be made on {stated}; nothing was written",
            help="give the earlier day on which this was said",
            identifier=identifier,
            done=known.done,
            stated=stated,
        )
    place = ("milestones", edit.find(FILE, "milestones", identifier), "forecasts")
    template = (
        "{id} expected on {day}, as said on {stated}" if expected is not None else "{id} open, as said on {stated}"
    )
    fields = without_empty(date=expected, stated=stated, reason=reason, next=next_)
    edit.append(FILE, place, fields, Message.of(template, id=identifier, day=expected, stated=stated))
