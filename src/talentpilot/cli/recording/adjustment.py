"""Writes an adjustment: its changes read against the plan in force, its entry, the object that it adds."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from talentpilot.analysis.plan import original_plan, plan_in_force
from talentpilot.analysis.standing import Standing, standing_of
from talentpilot.cli.recording.bench import with_changes
from talentpilot.cli.recording.changes import Wanted, look, wanted
from talentpilot.cli.recording.desk import Desk
from talentpilot.cli.recording.items import add_item, next_id
from talentpilot.cli.recording.kinds import ADDING, kind_of, procedure_of
from talentpilot.cli.recording.objects import Description, add_object
from talentpilot.errors import UsageProblem
from talentpilot.model.pilot import Adjustment
from talentpilot.store.tree import HeldTree


@dataclass(slots=True)
class Filing:
    """What the command was told of the filing itself."""

    reason: Any
    document: str | None
    authority: str | None
    procedure: str | None
    submitted: date
    effective: date | None
    evidence: list[str]
    changes: list[Wanted] = field(default_factory=list)


def read_changes(desk: Desk, filing: Filing, pairs: list[tuple[str, Any]], kind: str | None) -> str:
    """Read the changes into the filing; returns its kind."""
    _refuse_standing(desk, kind)
    original = original_plan(desk.pilot)
    plan = plan_in_force(desk.pilot, filing.effective or filing.submitted)
    filing.changes = [wanted(desk.pilot, original, plan, *pair) for pair in pairs]
    return kind_of(filing.changes, kind)


def _refuse_standing(desk: Desk, kind: str | None) -> None:
    """Refuse what makes no sense for a pilot that is proposed, suspended, closed or not closed."""
    standing = standing_of(desk.pilot, desk.as_of)
    if standing is Standing.PROPOSED:
        raise UsageProblem(
            f"{desk.folder} is only proposed on {desk.as_of}, and approved later\n  help: give a later --as-of"
        )
    if standing.closed and kind != "reopening":
        raise UsageProblem(
            f"{desk.folder} is {standing.value}; its plan changes no more\n"
            f"  help: where it goes on, reopen it first: talentpilot adjust {desk.folder} --kind reopening --reason …"
        )
    if kind == "reopening" and not standing.closed:
        raise UsageProblem(
            f"{desk.folder} is {standing.value}, not closed; nothing was written\n  help: there is nothing to reopen"
        )
    suspended = standing is Standing.SUSPENDED
    if (kind == "suspension" and suspended) or (kind == "resumption" and not suspended):
        raise UsageProblem(
            f"{desk.folder} is {standing.value} already; nothing was written\n  help: see talentpilot status"
        )


def file_adjustment(desk: Desk, filing: Filing, kind: str, new: Description) -> str:
    """Lay the adjustment on the desk, and the object that it adds; returns its id."""
    procedure = procedure_of(desk.programme, kind, filing.changes, filing.procedure)
    entries = [item.entry for item in filing.changes]
    adjustment = next_id(desk, "adjustments", "A")
    if kind in ADDING:
        entries = [{"path": add_object(desk, ADDING[kind], adjustment, new)}]
    elif new:
        raise UsageProblem(
            "--field and --file describe a new object\n  help: give --kind add_milestone or add_indicator"
        )
    parts = {
        "kind": kind,
        "reason": filing.reason,
        "procedure": procedure,
        "authority": filing.authority or _usual_authority(desk),
        "submitted": filing.submitted,
        "decision": "pending" if procedure == "approval" else None,
        "effective": filing.effective,
        "document": filing.document,
        "evidence": filing.evidence,
        "changes": entries,
    }
    word = "sent for approval, pending" if procedure == "approval" else "filed for the record"
    add_item(desk, "adjustments", "A", parts, f"{kind} {word}", adjustment)
    after = "once approved" if procedure == "approval" else f"from {filing.effective or filing.submitted}"
    desk.remarks += [item.shown(f"withdrawn {after}" if item.path.is_object else after) for item in filing.changes]
    return adjustment


def _usual_authority(desk: Desk) -> str:
    """With whom the last adjustment was filed; else the guiding unit, else the lead."""
    earlier = [item.authority for item in desk.pilot.file.adjustments if item.authority]
    roles = desk.pilot.file.roles
    return (earlier[-1] if earlier else None) or roles.guide or roles.lead


def once_in_effect(desk: Desk, identifier: str) -> HeldTree:
    """The pilot's files as they would stand with the adjustment approved and in effect: no error may wait there."""
    file = copy(desk.file("pilot.yaml"))
    place = ("adjustments", file.index_of("adjustments", identifier) or 0)
    item = file.data["adjustments"][place[1]]
    if item["procedure"] == "approval":
        file.put((*place, "decision"), "approved")
        file.put((*place, "decided"), desk.as_of)
        if "document" not in item:
            file.put((*place, "decision_document"), "to come")
    if item.get("effective", "") > str(desk.as_of):
        file.put((*place, "effective"), desk.as_of)
    return with_changes(desk.tree(), {f"pilots/{desk.folder}/pilot.yaml": file.after}, {})


def effect_shown(desk: Desk, filed: Adjustment, decision: str, since: date) -> list[str]:
    """What a decision makes of the plan: as approved, in force, and what it becomes on which day."""
    if decision != "approved":
        return [f"  {change.path}: stays as it is in force" for change in filed.changes]
    if filed.effective_date(desk.as_of) is not None:
        return []
    original, plan = original_plan(desk.pilot), plan_in_force(desk.pilot, desk.as_of)
    shown = []
    for change in filed.changes:
        where = change.place
        if where is None:
            continue
        change_ = Wanted(where, change.to, look(original, where), look(plan, where))
        when = "now" if since <= desk.as_of else f"from {since}"
        word = "added" if filed.kind in ADDING else "withdrawn"
        shown.append(change_.shown(f"{word} {when}" if where.is_object else when))
    return shown
