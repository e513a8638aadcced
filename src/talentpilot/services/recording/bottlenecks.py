"""Record the stages of a bottleneck: raised, resolved, accepted, reopened."""

from collections.abc import Sequence
from datetime import date

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.services.recording.items import add_item, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, in_words, required, without_empty


def last_episode(edit: PilotEdit, identifier: str) -> tuple[FieldPath, FieldPath, date | None]:
    """Return the path of the bottleneck, that of its last episode, and the day on which this one began.

    Raises:
        UsageProblem: there is no such bottleneck.
    """
    home: FieldPath = ("bottlenecks", edit.find("pilot.yaml", "bottlenecks", identifier))
    known = next((item for item in edit.pilot.file.bottlenecks if item.id == identifier), None)
    again = edit.file("pilot.yaml").at((*home, "reopened"))
    if isinstance(again, list) and again:
        began = known.reopened[-1].date if known is not None and known.reopened else None
        return home, (*home, "reopened", len(again) - 1), began
    return home, home, known.raised if known is not None else None


def resolved_on(edit: PilotEdit, place: FieldPath, identifier: str) -> date | None:
    """Return the day on which the episode was resolved; None if it can't be read.

    Raises:
        UsageProblem: it is not resolved yet.
    """
    text = edit.file("pilot.yaml").at((*place, "resolved"))
    if text is None:
        raise UsageProblem(
            "{identifier} is not resolved; nothing was written",
            help="first run talentpilot record resolve {pilot}/{identifier} --resolution …",
            identifier=identifier,
            pilot=edit.folder,
        )
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def refuse_earlier(day: date, before: date | None, what: Message) -> None:
    """Refuse a day that lies before the one that it follows.

    Raises:
        UsageProblem: it does.
    """
    if before is not None and day < before:
        raise UsageProblem(
            "{day} is before the day {what}, {before}; nothing was written",
            help="give a later day",
            day=day,
            what=what,
            before=before,
        )


FILE = "pilot.yaml"


def record_bottleneck(
    edit: PilotEdit,
    title: Words,
    *,
    kind: str,
    severity: str,
    owner: str,
    needs: str,
    raised: date | None = None,
    due: date | None = None,
    same_as: str | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Record a bottleneck; return its id."""
    raised = raised or edit.as_of
    fields = {
        "title": title,
        "kind": kind,
        "severity": severity,
        "raised": raised,
        "owner": owner,
        "needs": needs,
        "due": due,
        "same_as": same_as,
        "evidence": list(evidence),
    }
    template = "{id} raised on {day}, {severity}, needs {level}"
    said = Message.of(template, day=raised, severity=Message(severity), level=in_words(needs, "needs"))
    return add_item(edit, "bottlenecks", "B", fields, said)


def record_resolution(
    edit: PilotEdit,
    bottleneck: str,
    resolution: Words,
    day: date | None = None,
    *,
    evidence: Sequence[str] = (),
    force: bool = False,
) -> None:
    """Record that a bottleneck is resolved, or resolved again after it was reopened.

    Raises:
        UsageProblem: there is no such bottleneck, it is resolved already, or the day is too early.
    """
    day = day or edit.as_of
    home, place, began = last_episode(edit, bottleneck)
    refuse_recorded(edit, FILE, (*place, "resolved"), Message.of("{id} resolved", id=bottleneck), force=force)
    said = required("resolution", resolution)
    began_so = "{id} was raised" if home == place else "{id} was reopened"
    refuse_earlier(day, began, Message.of(began_so, id=bottleneck))
    edit.put(FILE, (*place, "resolved"), day, Message.of("{id} resolved on {day}", id=bottleneck, day=day))
    edit.put(FILE, (*place, "resolution"), said)
    edit.cite(FILE, (*home, "evidence"), list(evidence))


def record_acceptance(
    edit: PilotEdit,
    bottleneck: str,
    by: str,
    day: date | None = None,
    *,
    document: str | None = None,
    evidence: Sequence[str] = (),
    force: bool = False,
) -> None:
    """Record that another body accepted the solution of a bottleneck.

    Raises:
        UsageProblem: there is no such bottleneck, it is not resolved by the day, or it is accepted already.
    """
    day = day or edit.as_of
    home, place, _ = last_episode(edit, bottleneck)
    refuse_recorded(edit, FILE, (*place, "accepted"), Message.of("the acceptance of {id}", id=bottleneck), force=force)
    refuse_earlier(day, resolved_on(edit, place, bottleneck), Message.of("{id} was resolved", id=bottleneck))
    fact = without_empty(date=day, by=by, document=document)
    edit.put(
        FILE, (*place, "accepted"), fact, Message.of("{id} accepted on {day} by {by}", id=bottleneck, day=day, by=by)
    )
    edit.cite(FILE, (*home, "evidence"), list(evidence))


def record_reopening(
    edit: PilotEdit, bottleneck: str, reason: Words, day: date | None = None, *, evidence: Sequence[str] = ()
) -> None:
    """Record that a resolved bottleneck is open again, or that its solution was refused.

    Raises:
        UsageProblem: there is no such bottleneck, or it is not resolved by the day.
    """
    day = day or edit.as_of
    home, place, _ = last_episode(edit, bottleneck)
    why = required("reason", reason)
    refuse_earlier(day, resolved_on(edit, place, bottleneck), Message.of("{id} was resolved", id=bottleneck))
    said = Message.of("{id} reopened on {day}", id=bottleneck, day=day)
    edit.append(FILE, (*home, "reopened"), {"date": day, "reason": why}, said)
    edit.cite(FILE, (*home, "evidence"), list(evidence))
