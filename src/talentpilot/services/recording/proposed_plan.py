"""Edit the plan of a proposed pilot in place."""

from typing import Any

from talentpilot.analysis.plan import original_plan
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.services.recording.adjustments import ADDING
from talentpilot.services.recording.items import file_of_list
from talentpilot.services.recording.new_objects import NewObjectOptions, add_object
from talentpilot.services.recording.plan_changes import RequestedChange, file_value, requested_change, value_text
from talentpilot.services.recording.transaction import PilotEdit


def rewrite_plan(edit: PilotEdit, pairs: list[tuple[str, Any]], kind: str | None, new: NewObjectOptions) -> None:
    """Add the changes to the edit, each in its own place of the plan.

    Raises:
        UsageProblem: something is asked for that only an approved plan knows, or nothing at all.
    """
    if kind is not None and kind not in ADDING:
        raise UsageProblem(
            "{pilot} is only proposed, so there is no {kind} to file",
            help="leave the kind out",
            pilot=edit.folder,
            kind=kind,
        )
    if not pairs and kind is None:
        raise UsageProblem("it is not said what changes", help="talentpilot adjust PILOT PATH VALUE")
    plan = original_plan(edit.pilot)
    for pair in pairs:
        _write(edit, requested_change(edit.pilot, plan, plan, *pair))
    if kind is not None:
        add_object(edit, ADDING[kind], None, new)
    told = "{pilot} is only proposed: written into its plan, nothing is filed"
    edit.remarks.append(Message.of(told, pilot=edit.folder))


def _write(edit: PilotEdit, change: RequestedChange) -> None:
    where = change.path
    file = file_of_list(where.collection)
    if where.is_object:
        raise UsageProblem(
            "{path} is only proposed, so it can't be withdrawn",
            help="delete its lines from pilots/{pilot}/{file}",
            path=where.text,
            pilot=edit.folder,
            file=file,
        )
    path: FieldPath = tuple(where.text.split("/"))
    if where.collection:
        path = (where.collection, edit.find(file, where.collection, where.id), *where.fields)
    values = {"before": value_text(change.in_force), "after": value_text(change.to)}
    meaning = Message.of("{path}: {before} → {after}", path=where.text, **values)
    if change.to in (None, ()):
        edit.remove(file, path)
        edit.remarks.append(meaning)
    else:
        edit.put(file, path, file_value(change.to), meaning)
