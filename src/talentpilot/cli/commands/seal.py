"""`talentpilot seal`: seals the plan at approval, so that a change without a filing is found."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.edit_command import commit
from talentpilot.cli.options import WriteOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import CannotEdit, UsageProblem

if TYPE_CHECKING:
    from talentpilot.services.recording.transaction import PilotEdit

SEAL = ("approval", "seal")
GIVEN = "The approval, where it is not on the books yet"


@dataclass(frozen=True, slots=True)
class ApprovalOptions:
    """What there is to say of the approval."""

    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Approved on that day; by default today.", rich_help_panel=GIVEN)
    ] = None
    document: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="发文字号 of the approval.", rich_help_panel=GIVEN)
    ] = None
    evidence: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="The paper, such as E1; any number.", rich_help_panel=GIVEN)
    ] = None

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return any(getattr(self, item.name) for item in fields(self))


def seal(
    session: Session,
    given: ApprovalOptions,
    writing: WriteOptions,
    pilot: Annotated[
        str | None, typer.Argument(metavar="PILOT", help="The pilot; left out with --all.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every approved pilot that has no seal yet.")] = False,
) -> ExitCode:
    """Record the approval, and seal the plan as approved: a digest of each of its parts."""
    if every == (pilot is not None):
        raise UsageProblem("one pilot or --all is sealed\n  help: talentpilot seal PILOT, or talentpilot seal --all")
    if pilot is not None:
        return _seal_one(session, pilot, given, writing)
    if given:
        raise UsageProblem(
            "--all seals what is approved already; nothing was written\n"
            "  help: leave out --date, --document and --evidence, or seal one pilot"
        )
    return _seal_all(session, writing)


def _seal_all(session: Session, writing: WriteOptions) -> ExitCode:
    """Seal every approved pilot without a seal, one after the other; the first failure does not stop the rest."""
    from talentpilot.store.reader import pilot_folders, read_pilot
    from talentpilot.store.tree import DiskTree

    tree = DiskTree(session.root())
    result, sealed = ExitCode.FINE, 0
    for folder in pilot_folders(tree):
        found = read_pilot(tree, folder).pilot
        approval = found.file.approval if found is not None else None
        if approval is None or approval.seal:
            continue
        sealed += 1
        try:
            code = _seal_one(session, folder, ApprovalOptions(), writing)
        except (UsageProblem, CannotEdit) as problem:
            sys.stderr.write(f"talentpilot: {problem}\n")
            code = ExitCode.FINDINGS
        result = max(result, code)
    if not sealed:
        sys.stdout.write("every approved pilot is sealed; nothing to write\n")
    return result


def _seal_one(session: Session, pilot: str, given: ApprovalOptions, writing: WriteOptions) -> ExitCode:
    from talentpilot.analysis.seal import seal_of
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(session.open_ledger(), pilot)
    approval = edit.pilot.file.approval
    planned = {"pilot.yaml", "milestones.yaml", "outcomes.yaml"}
    if not edit.pilot.complete or edit.pilot.unreadable or edit.pilot.flawed & planned:
        raise UsageProblem(
            f"{pilot} can't be read as a whole, so its plan can't be sealed\n  help: talentpilot validate {pilot}"
        )
    new = seal_of(edit.pilot, approval.seal if approval is not None else {})
    if approval is None:
        _approve(edit, new, given)
        return commit(session, edit, writing)
    if given:
        said = f"{pilot} is approved already, on {approval.date} by {approval.document or 'no document'}"
        raise UsageProblem(f"{said}; nothing was written\n  help: leave out --date, --document and --evidence")
    old = approval.seal
    if new == old:
        sys.stdout.write(f"{pilot} is sealed already, and its plan is as sealed; nothing to write\n")
        return ExitCode.FINE
    if not old:
        edit.put("pilot.yaml", SEAL, new, f"sealed: {', '.join(new)}")
    elif writing.force:
        _seal_anew(edit, new, old)
    else:
        raise UsageProblem(_refusal(pilot, new, old))
    return commit(session, edit, writing)


def _seal_anew(edit: "PilotEdit", new: Mapping[str, str], old: Mapping[str, str]) -> None:
    """Lay the parts that differ on the desk."""
    for part in old.keys() - new.keys():
        edit.remove("pilot.yaml", (*SEAL, part))
    for part in (name for name in new if new[name] != old.get(name)):
        edit.put("pilot.yaml", (*SEAL, part), new[part], f"sealed anew: {part}")
    edit.remarks.append("the plan was sealed anew: validate --base tells it to whoever compares (C01)")


def _approve(edit: "PilotEdit", parts: Mapping[str, str], told: ApprovalOptions) -> None:
    """Lay approval and seal on the desk.

    Raises:
        UsageProblem: the document is missing: what is approved stands on paper.
    """
    from talentpilot.services.recording.transaction import day_or_default
    from talentpilot.services.recording.values import without_empty

    if told.document is None:
        raise UsageProblem(
            f"{edit.folder} is not approved yet; nothing was written\n"
            "  help: once it is, give --date and --document of the approval"
        )
    day = day_or_default(edit, told.date)
    fact = without_empty(date=day, document=told.document, evidence=list(told.evidence or ()))
    edit.put("pilot.yaml", ("approval",), {**fact, "seal": dict(parts)}, f"approved on {day} by {told.document}")
    edit.written.append(("pilot.yaml", ("approval", "seal"), f"sealed: {', '.join(parts)}"))


def _refusal(pilot: str, new: Mapping[str, str], old: Mapping[str, str]) -> str:
    differing = [name for name in {**old, **new} if new.get(name) != old.get(name)]
    return (
        f"{pilot} is sealed, and its plan differs: {', '.join(differing)}; nothing was written\n"
        "  help: put the approved text back and file the change: talentpilot adjust; --force seals anew all the same"
    )
