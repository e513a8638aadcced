"""Give a pilot another id, or take it out of the ledger, with everything that refers to it."""

import os
from dataclasses import dataclass

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import FILE_ID
from talentpilot.services.issued_reports import reports_showing
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.recording.transaction import FileChange
from talentpilot.store.edited_file import EditedFile
from talentpilot.store.references import PilotReference, references_to, renamed, yaml_files
from talentpilot.store.tree import DiskTree
from talentpilot.store.working_folder import sweep, working_folder
from talentpilot.store.writer import Replacement, finish_interrupted, replace_files
from talentpilot.suggestions import nearest


@dataclass(frozen=True, slots=True)
class Renaming:
    """What another id changes: files with their content before and after, and issued reports that keep the old id."""

    old: str
    new: str
    changes: tuple[FileChange, ...]
    reports: tuple[str, ...]


def plan_renaming(ledger: OpenLedger, old: str, new: str) -> Renaming:
    """Return what renaming a pilot changes; nothing is written.

    Raises:
        UsageProblem: there is no such pilot, or the new id is malformed or taken.
        CannotEdit: a file that refers to the pilot can't be changed without touching something else.
    """
    require_pilot(ledger, old)
    if FILE_ID.fullmatch(new) is None:
        raise UsageProblem(
            "id {new} is malformed",
            help="2 to 64 lower-case letters, digits and hyphens, such as yx-titles-03",
            new=new,
        )
    if os.path.lexists(ledger.root / "pilots" / new):
        raise UsageProblem("pilots/{new} exists already; nothing was written", help="choose another id", new=new)
    tree = DiskTree(ledger.root)
    finish_interrupted(ledger.root, ("", *(f"pilots/{name}" for name in ledger.pilot_ids)), ledger.progress.notes)
    others = [name for folder in ledger.pilot_ids for name in yaml_files(tree, folder)]
    contents = {name: renamed(tree, name, old, new) for name in ("programme.yaml", *others)}
    own = f"pilots/{old}/pilot.yaml"
    contents[own] = _with_id(own, contents[own] or _content(tree, own), old, new)
    changes = [FileChange(name, _content(tree, name), after) for name, after in contents.items() if after is not None]
    return Renaming(old, new, tuple(changes), reports_showing(ledger.source, old))


def rename_pilot(ledger: OpenLedger, plan: Renaming) -> None:
    """Rename a pilot as planned, all or nothing.

    Raises:
        UsageProblem: a file has changed since the plan was made.
        StorageProblem: the disk refuses.
    """
    pilots = ledger.root / "pilots"
    changes = {item.path: Replacement(item.before, item.after) for item in plan.changes}
    replace_files(ledger.root, changes, ledger.progress.notes)
    try:
        (pilots / plan.old).rename(pilots / plan.new)
    except OSError as problem:
        back = {path: Replacement(item.after, item.before) for path, item in changes.items()}
        replace_files(ledger.root, back, ledger.progress.notes)
        raise StorageProblem(
            "{folder} can't be renamed: {reason}; nothing was written",
            folder=f"pilots/{plan.old}",
            reason=system_reason(problem),
        ) from problem


def require_pilot(ledger: OpenLedger, pilot: str) -> None:
    """Refuse the id of a pilot that is not there.

    Raises:
        UsageProblem: there is no such pilot; the message names the nearest.
    """
    if pilot not in ledger.pilot_ids:
        raise UsageProblem("there is no pilot {pilot}", help=nearest(pilot, ledger.pilot_ids), pilot=pilot)


def _content(tree: DiskTree, name: str) -> bytes:
    content = tree.read(name)
    return content if isinstance(content, bytes) else b""


def _with_id(name: str, content: bytes, old: str, new: str) -> bytes:
    """Return pilot.yaml with the new id, where it holds the old one; another id there is left for `validate`."""
    file = EditedFile(name.rpartition("/")[2], content)
    if file.at(("id",)) == old:
        file.put(("id",), new)
    return file.after


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What removing a pilot takes along: its files, and how many facts of each sort they hold."""

    pilot: str
    files: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    references: tuple[PilotReference, ...]
    reports: tuple[str, ...]


def plan_removal(ledger: OpenLedger, pilot: str) -> RemovalPlan:
    """Return what removing a pilot takes along; nothing is written.

    Raises:
        UsageProblem: there is no such pilot.
    """
    require_pilot(ledger, pilot)
    home = ledger.root / "pilots" / pilot
    files = sorted(path.relative_to(ledger.root).as_posix() for path in home.rglob("*") if not path.is_dir())
    read = ledger.read(pilot).pilot
    counts = _counts(read) if read is not None else ()
    references = references_to(DiskTree(ledger.root), pilot)
    return RemovalPlan(pilot, tuple(files), counts, references, reports_showing(ledger.source, pilot))


def check_removal(plan: RemovalPlan, *, force: bool = False, leave_references: bool = False) -> None:
    """Refuse to remove a pilot that is known elsewhere.

    Raises:
        UsageProblem: an issued report knows the pilot and `force` is not given, or others refer to it and
            `leave_references` is not given.
    """
    if plan.reports and not force:
        raise UsageProblem(
            "{pilot} stands in issued reports: {reports}; nothing was removed",
            help="end it by a filing, termination or conclusion; {--force} removes it all the same",
            pilot=plan.pilot,
            reports=Message.listed(plan.reports),
        )
    if plan.references and not leave_references:
        raise UsageProblem(
            "{pilot} is referred to in {places}; nothing was removed",
            help="change these first; {--leave-references} removes it all the same, and validate names them",
            pilot=plan.pilot,
            places=Message.listed(f"{item.path}:{item.line}" for item in plan.references),
        )


def remove_pilot(ledger: OpenLedger, plan: RemovalPlan) -> None:
    """Remove a pilot as planned.

    Raises:
        StorageProblem: the disk refuses, or another process is writing and does not end.
    """
    try:
        with working_folder(ledger.root, "pilots", ledger.progress.notes) as hidden:
            sweep(hidden)
            (hidden.parent / plan.pilot).rename(hidden / "removed")  # first: a reader sees all of the folder or nothing
    except OSError as problem:
        raise StorageProblem(
            "{folder}: {reason}", folder=f"pilots/{plan.pilot}", reason=system_reason(problem)
        ) from problem


def _counts(pilot: Pilot) -> tuple[tuple[str, int], ...]:
    """Return how many objects of each sort a pilot has, without sorts it has none of."""
    file = pilot.file
    found = {
        "milestone": len(pilot.milestones),
        "indicator": len(pilot.indicators),
        "observation": sum(len(item.observations) for item in pilot.indicators),
        "report": len(file.reports),
        "bottleneck": len(file.bottlenecks),
        "adjustment": len(file.adjustments),
        "practice": len(pilot.practices),
        "incentive": len(file.incentives),
        "publicity": len(file.publicity),
        "evidence": len(file.evidence),
        "evaluation": len(pilot.evaluations),
    }
    return tuple((name, number) for name, number in found.items() if number)
