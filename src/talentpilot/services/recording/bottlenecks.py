"""Record what becomes of a bottleneck: raised, resolved, accepted, reopened."""

from collections.abc import Sequence
from datetime import date

from talentpilot.services.recording.episodes import last_episode, refuse_earlier, resolved_on
from talentpilot.services.recording.items import add_item, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import required, without_empty
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
    return add_item(edit, "bottlenecks", "B", fields, f"raised on {raised}, {severity}, needs {needs}")


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
    refuse_recorded(edit, FILE, (*place, "resolved"), f"{identifier} resolved", force=force)
    said = required("resolution", resolution)
    refuse_earlier(day, began, f"{identifier} was raised" if home == place else f"{identifier} was reopened")
    edit.put(FILE, (*place, "resolved"), day, f"{identifier} resolved on {day}")
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
    refuse_recorded(edit, FILE, (*place, "accepted"), f"the acceptance of {identifier}", force=force)
    refuse_earlier(day, resolved_on(edit, place, identifier), f"{identifier} was resolved")
    fact = without_empty(date=day, by=by, document=document)
    edit.put(FILE, (*place, "accepted"), fact, f"{identifier} accepted on {day} by {by}")
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
    refuse_earlier(day, resolved_on(edit, place, identifier), f"{identifier} was resolved")
    edit.append(FILE, (*home, "reopened"), {"date": day, "reason": why}, f"{identifier} reopened on {day}")
    edit.cite(FILE, (*home, "evidence"), list(evidence))
