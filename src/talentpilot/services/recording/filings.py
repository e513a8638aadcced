"""File an adjustment: its kind, procedure, entry and new objects; or rewrite a plan that is only proposed."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

from talentpilot.analysis.lifecycle import PilotState, pilot_state
from talentpilot.analysis.plan import original_plan, plan_in_force
from talentpilot.diagnostics import FieldPath, Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import AdjustmentKind
from talentpilot.model.pilot import Adjustment
from talentpilot.model.plan_paths import ALLOWED
from talentpilot.model.programme import Programme
from talentpilot.services.recording.checks import with_changes
from talentpilot.services.recording.items import add_item, file_of_list, next_id
from talentpilot.services.recording.new_objects import NewObjectOptions, add_object
from talentpilot.services.recording.plan_changes import (
    RequestedChange,
    file_value,
    requested_change,
    value_in_plan,
    value_text,
)
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.store.tree import MemoryTree
from talentpilot.suggestions import close_to


@dataclass(slots=True)
class FilingRequest:
    """A filing that is asked for: its reason, paper, procedure and days."""

    reason: Any
    document: str | None
    authority: str | None
    procedure: str | None
    submitted: date
    effective: date | None
    evidence: list[str]
    changes: list[RequestedChange] = field(default_factory=list)


def read_changes(edit: PilotEdit, filing: FilingRequest, pairs: list[tuple[str, Any]], kind: str | None) -> str:
    """Read the changes into the filing, and return its kind."""
    _refuse_state(edit, kind)
    original = original_plan(edit.pilot)
    plan = plan_in_force(edit.pilot, filing.effective or filing.submitted)
    filing.changes = [requested_change(edit.pilot, original, plan, *pair) for pair in pairs]
    return kind_of(filing.changes, kind)


def _refuse_state(edit: PilotEdit, kind: str | None) -> None:
    """Refuse what makes no sense for a pilot that is proposed, suspended, closed or not closed."""
    state = pilot_state(edit.pilot, edit.as_of)
    if state is PilotState.PROPOSED:
        raise UsageProblem(
            "{pilot} was still only proposed on {as_of}",
            help="work as of a later day",
            pilot=edit.folder,
            as_of=edit.as_of,
        )
    if state.closed and kind != "reopening":
        raise UsageProblem(
            "{pilot} is {state}; its plan can't change any more",
            help="if it goes on, reopen it first: talentpilot adjust {pilot} --kind reopening --reason …",
            pilot=edit.folder,
            state=state.value,
        )
    if kind == "reopening" and not state.closed:
        raise UsageProblem(
            "{pilot} is {state}, not closed; nothing was written",
            help="there is nothing to reopen",
            pilot=edit.folder,
            state=state.value,
        )
    suspended = state is PilotState.SUSPENDED
    if (kind == "suspension" and suspended) or (kind == "resumption" and not suspended):
        raise UsageProblem(
            "{pilot} is {state} already; nothing was written",
            help="see talentpilot status",
            pilot=edit.folder,
            state=state.value,
        )


def file_adjustment(edit: PilotEdit, filing: FilingRequest, kind: str, new: NewObjectOptions) -> str:
    """Add the adjustment to the edit, and the object that it adds to the plan; return its id."""
    procedure = procedure_of(edit.programme, kind, filing.changes, filing.procedure)
    entries = [item.entry for item in filing.changes]
    adjustment = next_id(edit, "adjustments", "A")
    if kind in ADDING:
        entries = [{"path": add_object(edit, ADDING[kind], adjustment, new)}]
    elif new:
        raise UsageProblem("fields are only for new objects", help="choose the kind add_milestone or add_indicator")
    parts = {
        "kind": kind,
        "reason": filing.reason,
        "procedure": procedure,
        "authority": filing.authority or _usual_authority(edit),
        "submitted": filing.submitted,
        "decision": "pending" if procedure == "approval" else None,
        "effective": filing.effective,
        "document": filing.document,
        "evidence": filing.evidence,
        "changes": entries,
    }
    approved = procedure == "approval"
    template = "{id} {kind} sent for approval, pending" if approved else "{id} {kind} filed for the record"
    add_item(edit, "adjustments", "A", parts, Message.of(template, kind=Message(kind)), adjustment)
    since = filing.effective or filing.submitted
    after = Message("once approved") if approved else Message.of("from {day}", day=since)
    edit.remarks += [item.shown(after, "withdrawn") for item in filing.changes]
    return adjustment


def _usual_authority(edit: PilotEdit) -> str:
    """Return the authority of the last adjustment, else the guiding unit, else the lead."""
    earlier = [item.authority for item in edit.pilot.file.adjustments if item.authority]
    roles = edit.pilot.file.roles
    return (earlier[-1] if earlier else None) or roles.guide or roles.lead


def once_in_effect(edit: PilotEdit, identifier: str) -> MemoryTree:
    """Return the pilot's files as if the adjustment were approved and in effect, which must bring no error either."""
    file = copy(edit.file("pilot.yaml"))
    place = ("adjustments", file.index_of("adjustments", identifier) or 0)
    item = file.data["adjustments"][place[1]]
    if item["procedure"] == "approval":
        file.put((*place, "decision"), "approved")
        file.put((*place, "decided"), edit.as_of)
        if "document" not in item:
            file.put((*place, "decision_document"), "to come")
    if item.get("effective", "") > str(edit.as_of):
        file.put((*place, "effective"), edit.as_of)
    return with_changes(edit.tree(), {f"pilots/{edit.folder}/pilot.yaml": file.after}, {})


def effect_shown(edit: PilotEdit, filed: Adjustment, decision: str, since: date) -> list[Message]:
    """Return how a decision changes the plan: values as approved, in force, and to come with their day."""
    if decision != "approved":
        return [Message.of("  {path}: stays as it is in force", path=change.path) for change in filed.changes]
    if filed.effective_date(edit.as_of) is not None:
        return []
    original, plan = original_plan(edit.pilot), plan_in_force(edit.pilot, edit.as_of)
    shown = []
    for change in filed.changes:
        where = change.place
        if where is None:
            continue
        change_ = RequestedChange(where, change.to, value_in_plan(original, where), value_in_plan(plan, where))
        when = Message("now") if since <= edit.as_of else Message.of("from {day}", day=since)
        shown.append(change_.shown(when, "added" if filed.kind in ADDING else "withdrawn"))
    return shown


KINDS: tuple[str, ...] = get_args(AdjustmentKind)
_KNOWN_KINDS = Message("kinds: {kinds}", {"kinds": Message.listed(KINDS)})
ADDING = {"add_milestone": "milestones", "add_indicator": "indicators"}
WITHDRAWING = {"milestones": "withdraw_milestone", "indicators": "withdraw_indicator"}


def kind_of(changes: Sequence[RequestedChange], asked: str | None) -> str:
    """Return the kind asked for, or the one that may make all these changes.

    Raises:
        UsageProblem: there is no such kind, or none that may make them.
    """
    patterns = {item.path.pattern for item in changes}
    if asked is not None:
        if asked not in KINDS:
            raise UsageProblem("kind {asked} is unknown", help=close_to(asked, KINDS) or _KNOWN_KINDS, asked=asked)
        beyond = patterns - set(ALLOWED[asked])
        if beyond:
            allowed = Message.listed(ALLOWED[asked]) if ALLOWED[asked] else Message("nothing")
            raise UsageProblem(
                "{asked} can't change {paths}",
                help="it may change {allowed}",
                asked=asked,
                paths=Message.listed(sorted(beyond)),
                allowed=allowed,
            )
        if ALLOWED[asked] and not changes and asked not in ADDING:
            raise UsageProblem(
                "{asked} needs a change",
                help="name what it changes: {paths}",
                asked=asked,
                paths=Message.listed(ALLOWED[asked]),
            )
        return asked
    objects = [item.path for item in changes if item.path.is_object]
    if objects and len(objects) == len(changes) == 1:
        return WITHDRAWING[objects[0].collection]
    kinds = ["extension"] if "term/end" in patterns else [kind for kind in KINDS if kind != "extension"]
    found = [kind for kind in kinds if patterns and patterns <= set(ALLOWED[kind])]
    if not found:
        if not patterns:
            raise UsageProblem("no change is given", help=_KNOWN_KINDS)
        raise UsageProblem(
            "no kind of adjustment can change all of {paths}",
            help="file together what belongs together, and the rest under its own kind",
            paths=Message.listed(sorted(patterns)),
        )
    return found[0]


def procedure_of(programme: Programme, kind: str, changes: Sequence[RequestedChange], asked: str | None) -> str:
    """Return the procedure that the programme requires, or a stronger one that was asked for.

    A due date is taken back, with no new one, by approval only.

    Raises:
        UsageProblem: a weaker one was asked for.
    """
    taken_back = any(item.takes_date_back for item in changes)
    needed = programme.rules.required_procedure(kind, takes_date_back=taken_back)
    if asked not in (None, "filing", "approval"):
        raise UsageProblem("procedure {asked} is unknown", help="write filing or approval", asked=asked)
    if asked == "filing" and needed == "approval":
        what = "a date that is taken back" if taken_back else kind
        raise UsageProblem(
            "the programme requires approval for {what}", help="leave the procedure out, or write approval", what=what
        )
    return asked or needed


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
        raise UsageProblem("no change is given", help="talentpilot adjust PILOT PATH VALUE")
    plan = original_plan(edit.pilot)
    for pair in pairs:
        _write(edit, requested_change(edit.pilot, plan, plan, *pair))
    if kind is not None:
        add_object(edit, ADDING[kind], None, new)
    template = "{pilot} is only proposed: written into its plan, nothing is filed"
    edit.remarks.append(Message.of(template, pilot=edit.folder))


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
