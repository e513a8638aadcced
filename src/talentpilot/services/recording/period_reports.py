"""Record the periodic reports of a pilot, and the matters in them for a higher level to settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.model.base import read_text
from talentpilot.model.periods import read_period
from talentpilot.services.recording.items import free_ids, refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import Words, in_words, read_value, without_empty
from talentpilot.store.yaml.editor import Value

FILE = "pilot.yaml"


@dataclass(frozen=True, slots=True)
class MatterRequest:
    """A matter for a higher level to settle: what it is, its kind, the level needed, and the same one elsewhere."""

    title: Value
    kind: str
    needs: str
    same_as: str | None = None


def record_report(
    edit: PilotEdit,
    period: str,
    submitted: date | None = None,
    *,
    progress: Words | None = None,
    problems: Words | None = None,
    next_steps: Words | None = None,
    matters: Sequence[MatterRequest] = (),
    force: bool = False,
) -> None:
    """Record the report on a period such as `2026Q1`, or complete one that is recorded.

    Raises:
        UsageProblem: a new report has no progress, or one that is recorded says it already.
    """
    covered = str(read_value("period", read_period, period))
    entries = _with_ids(edit, matters)
    place = _recorded(edit, covered)
    if place is not None:
        words = without_empty(progress=progress, problems=problems, next=next_steps, submitted=submitted)
        _complete(edit, place, covered, words, entries, force=force)
        return
    if progress is None:
        raise UsageProblem("a new report needs: progress; nothing was written", help="say what was done in the period")
    day = submitted or edit.as_of
    fields = without_empty(
        period=covered, submitted=day, progress=progress, problems=problems, next=next_steps, matters=entries
    )
    said = [Message.of("report on {period}, submitted on {day}", period=covered, day=day), *map(_asked, entries)]
    edit.append(FILE, ("reports",), fields, Message.joined("; ", said))


def _recorded(edit: PilotEdit, period: str) -> FieldPath | None:
    """Return the place of the report on a period, or None if there is none yet."""
    items = edit.file(FILE).at(("reports",))
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and item.get("period") == period:
            return ("reports", index)
    return None


def _complete(
    edit: PilotEdit,
    place: FieldPath,
    period: str,
    words: Mapping[str, Value],
    matters: Sequence[dict[str, Value]],
    *,
    force: bool,
) -> None:
    """Add to a recorded report what it lacks; what it says stays, unless `force` is given.

    Raises:
        UsageProblem: nothing was given, or the report says it already.
    """
    if not words and not matters:
        raise UsageProblem(
            "the report on {period} is recorded already; nothing was written",
            help="add what it lacks: problems, next steps or matters",
            period=period,
        )
    for name, value in words.items():
        refuse_recorded(
            edit,
            FILE,
            (*place, name),
            Message.of("{field} of the report on {period}", field=Message(name), period=period),
            force=force,
        )
        edit.put(
            FILE, (*place, name), value, Message.of("report on {period}: {what}", period=period, what=Message(name))
        )
    for item in matters:
        meaning = Message.of("report on {period}: {what}", period=period, what=_asked(item))
        edit.append(FILE, (*place, "matters"), item, meaning)


def _asked(matter: Mapping[str, Value]) -> Message:
    return Message.of("{id} for {level}", id=matter["id"], level=in_words(str(matter["needs"]), "needs"))


def _with_ids(edit: PilotEdit, matters: Sequence[MatterRequest]) -> list[dict[str, Value]]:
    """Return the matters as entries of the file, each with its id.

    Raises:
        UsageProblem: the title of one is not text.
    """
    known = [item.id for report in edit.pilot.file.reports for item in report.matters]
    found = []
    for identifier, item in zip(free_ids(edit, known, "G", len(matters)), matters, strict=True):
        read_value("matter", read_text, item.title)
        found.append(
            without_empty(id=identifier, title=item.title, kind=item.kind, needs=item.needs, same_as=item.same_as)
        )
    return found
