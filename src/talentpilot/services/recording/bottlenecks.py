"""Record what becomes of a bottleneck: raised, resolved, accepted, reopened."""

from collections.abc import Sequence
from datetime import date

from talentpilot.diagnostics import Message
from talentpilot.services.recording.episodes import last_episode, refuse_earlier, resolved_on
from talentpilot.services.recording.items import add_item, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import in_words, required, without_empty
from talentpilot.store.yaml.editor import Value

FILE = "pilot.yaml"


def record_bottleneck(
    edit: PilotEdit,
    title: Value,
    *,
    raised: date,
    kind: str,
    severity: str,
    owner: str,
    needs: str,
    due: date | None = None,
    same_as: str | None = None,
    evidence: Sequence[str] = (),
) -> str:
    """Record a bottleneck; return its id."""
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
    told = "{id} raised on {day}, {severity}, needs {level}"
    said = Message.of(told, day=raised, severity=Message(severity), level=in_words(needs, "needs"))
    return add_item(edit, "bottlenecks", "B", fields, said)


def record_resolution(
    edit: PilotEdit,
    identifier: str,
    day: date,
    resolution: Value,
    *,
    evidence: Sequence[str] = (),
    force: bool = False,
) -> None:
    """Record that a bottleneck is resolved, or resolved again after it was reopened.

    Raises:
        UsageProblem: there is no such bottleneck, it is resolved already, or the day is too early.
    """
    home, place, began = last_episode(edit, identifier)
    refuse_recorded(edit, FILE, (*place, "resolved"), Message.of("{id} resolved", id=identifier), force=force)
    said = required("resolution", resolution)
    began_so = "{id} was raised" if home == place else "{id} was reopened"
    refuse_earlier(day, began, Message.of(began_so, id=identifier))
    edit.put(FILE, (*place, "resolved"), day, Message.of("{id} resolved on {day}", id=identifier, day=day))
    edit.put(FILE, (*place, "resolution"), said)
    edit.cite(FILE, (*home, "evidence"), list(evidence))


def record_acceptance(
    edit: PilotEdit,
    identifier: str,
    day: date,
    *,
    by: str,
    document: str | None = None,
    evidence: Sequence[str] = (),
    force: bool = False,
) -> None:
    """Record that another body accepted the solution of a bottleneck.

    Raises:
        UsageProblem: there is no such bottleneck, it is not resolved by the day, or it is accepted already.
    """
    home, place, _ = last_episode(edit, identifier)
    refuse_recorded(edit, FILE, (*place, "accepted"), Message.of("the acceptance of {id}", id=identifier), force=force)
    refuse_earlier(day, resolved_on(edit, place, identifier), Message.of("{id} was resolved", id=identifier))
    fact = without_empty(date=day, by=by, document=document)
    edit.put(
        FILE, (*place, "accepted"), fact, Message.of("{id} accepted on {day} by {by}", id=identifier, day=day, by=by)
    )
    edit.cite(FILE, (*home, "evidence"), list(evidence))


def record_reopening(
    edit: PilotEdit, identifier: str, day: date, reason: Value, *, evidence: Sequence[str] = ()
) -> None:
    """Record that a resolved bottleneck is open again, or that its solution was refused.

    Raises:
        UsageProblem: there is no such bottleneck, or it is not resolved by the day.
    """
    home, place, _ = last_episode(edit, identifier)
    why = required("reason", reason)
    refuse_earlier(day, resolved_on(edit, place, identifier), Message.of("{id} was resolved", id=identifier))
    said = Message.of("{id} reopened on {day}", id=identifier, day=day)
    edit.append(FILE, (*home, "reopened"), {"date": day, "reason": why}, said)
    edit.cite(FILE, (*home, "evidence"), list(evidence))
