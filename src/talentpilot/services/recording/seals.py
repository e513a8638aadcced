"""Record the approval of a plan, and seal the plan as approved, so that a change without a filing is found."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from talentpilot.analysis.seal import seal_of
from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import without_empty

FILE = "pilot.yaml"
SEAL = ("approval", "seal")
_PLANNED = frozenset(("pilot.yaml", "milestones.yaml", "outcomes.yaml"))


def seal_plan(
    edit: PilotEdit,
    day: date | None = None,
    *,
    document: str | None = None,
    evidence: Sequence[str] = (),
    force: bool = False,
) -> bool:
    """Seal the plan: a digest of each of its parts. Return False if it is sealed already as it is.

    `day`, `document` and `evidence` record the approval of a pilot that is not approved yet. `force` seals a plan anew
    that differs from its seal.

    Raises:
        UsageProblem: the pilot can't be read, is not approved and no document is given, is approved already though
            something of the approval is given, or its plan differs from the seal.
    """
    approval = edit.pilot.file.approval
    if not edit.pilot.complete or edit.pilot.unreadable or edit.pilot.flawed & _PLANNED:
        raise UsageProblem(
            "{pilot} can't be read completely, so its plan can't be sealed",
            help="talentpilot validate {pilot} shows why",
            pilot=edit.folder,
        )
    new = seal_of(edit.pilot, approval.seal if approval is not None else {})
    if approval is None:
        _approve(edit, new, day or edit.as_of, document, evidence)
        return True
    if day is not None or document is not None or evidence:
        raise UsageProblem(
            "{pilot} was approved already, on {date} by {document}; nothing was written",
            help="leave out the day, the document and the evidence of the approval",
            pilot=edit.folder,
            date=approval.date,
            document=approval.document or Message("no document"),
        )
    if new == approval.seal:
        return False
    if not approval.seal:
        edit.put(FILE, SEAL, new, Message.of("sealed: {parts}", parts=Message.listed(new)))
    elif force:
        _seal_anew(edit, new, approval.seal)
    else:
        raise _refusal(edit.folder, new, approval.seal)
    return True


def unsealed_pilots(ledger: OpenLedger) -> Iterator[str]:
    """Yield the approved pilots that have no seal."""
    for pilot_id in ledger.pilot_ids:
        pilot = ledger.read(pilot_id).pilot
        if pilot is not None and pilot.file.approval is not None and not pilot.file.approval.seal:
            yield pilot_id


def _seal_anew(edit: PilotEdit, new: Mapping[str, str], old: Mapping[str, str]) -> None:
    for part in old.keys() - new.keys():
        edit.remove(FILE, (*SEAL, part))
    for part in (name for name in new if new[name] != old.get(name)):
        edit.put(FILE, (*SEAL, part), new[part], Message.of("sealed anew: {parts}", parts=part))
    edit.remarks.append(Message("the plan was sealed anew: a comparison with an earlier revision reports it (C01)"))


def _approve(
    edit: PilotEdit, parts: Mapping[str, str], day: date, document: str | None, evidence: Sequence[str]
) -> None:
    """Record approval and seal.

    Raises:
        UsageProblem: the document is missing: an approval is given on paper.
    """
    if document is None:
        raise UsageProblem(
            "{pilot} is not approved yet; nothing was written",
            help="once it is, give {--date} and {--document} of the approval",
            pilot=edit.folder,
        )
    fact = without_empty(date=day, document=document, evidence=list(evidence))
    said = Message.of("approved on {day} by {document}", day=day, document=document)
    edit.put(FILE, ("approval",), {**fact, "seal": dict(parts)}, said)
    edit.written.append((FILE, SEAL, Message.of("sealed: {parts}", parts=Message.listed(parts))))


def _refusal(pilot: str, new: Mapping[str, str], old: Mapping[str, str]) -> UsageProblem:
    differing = [name for name in {**old, **new} if new.get(name) != old.get(name)]
    return UsageProblem(
        "{pilot} is sealed, and its plan differs: {parts}; nothing was written",
        help="restore the approved text and file the change with talentpilot adjust; force seals it again as it is",
        pilot=pilot,
        parts=Message.listed(differing),
    )
