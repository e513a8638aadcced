"""The episode of a bottleneck that a command is about: the last one in the file."""

from datetime import date

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.services.recording.transaction import PilotEdit


def last_episode(edit: PilotEdit, identifier: str) -> tuple[FieldPath, FieldPath, date | None]:
    """The path of the bottleneck, that of its last episode, and the day on which this one began.

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
    """The day on which the episode was resolved; None where it can't be read.

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
