"""The plan of a pilot that is only proposed: written anew in its files, since there is nothing yet to file against."""

from typing import Any

from talentpilot.analysis.plan import original_plan
from talentpilot.cli.recording.changes import Wanted, said, wanted, written
from talentpilot.cli.recording.desk import Desk
from talentpilot.cli.recording.items import home_of
from talentpilot.cli.recording.kinds import ADDING
from talentpilot.cli.recording.objects import Description, add_object
from talentpilot.diagnostics import FieldPath
from talentpilot.errors import UsageProblem


def rewrite(desk: Desk, pairs: list[tuple[str, Any]], kind: str | None, new: Description) -> None:
    """Lay the changes on the desk, each in its own place of the plan.

    Raises:
        UsageProblem: something is asked for that only an approved plan knows, or nothing at all.
    """
    if kind is not None and kind not in ADDING:
        raise UsageProblem(f"{desk.folder} is only proposed, so there is no {kind} to file\n  help: leave out --kind")
    if not pairs and kind is None:
        raise UsageProblem("nothing is named that changes\n  help: talentpilot adjust PILOT PATH VALUE")
    plan = original_plan(desk.pilot)
    for pair in pairs:
        _write(desk, wanted(desk.pilot, plan, plan, *pair))
    if kind is not None:
        add_object(desk, ADDING[kind], None, new)
    desk.remarks.append(f"{desk.folder} is only proposed: written into its plan, nothing is filed")


def _write(desk: Desk, change: Wanted) -> None:
    where = change.path
    file = home_of(where.collection)
    if where.is_object:
        raise UsageProblem(
            f"{where.text} is only proposed, so it is not withdrawn\n"
            f"  help: take its lines out of pilots/{desk.folder}/{file}"
        )
    path: FieldPath = tuple(where.text.split("/"))
    if where.collection:
        path = (where.collection, desk.find(file, where.collection, where.id), *where.fields)
    meaning = f"{where.text}: {said(change.in_force)} → {said(change.to)}"
    if change.to in (None, ()):
        desk.remove(file, path)
        desk.remarks.append(meaning)
    else:
        desk.put(file, path, written(change.to), meaning)
