"""Take back the last recorded fact of a pilot that is not committed yet."""

from dataclasses import dataclass
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.pilot_folders import require_pilot
from talentpilot.services.recording.evidence import LIMIT
from talentpilot.services.recording.transaction import FileChange
from talentpilot.store.confinement import read_inside, real_path
from talentpilot.store.git.repository import find_head, find_repository, list_files
from talentpilot.store.git.revision import is_same_file
from talentpilot.store.git.worktree import lies_in_repository
from talentpilot.store.undo_log import LoggedEdit, digest_of, forget_last, logged_edits
from talentpilot.store.writer import Replacement, finish_interrupted, replace_files


@dataclass(frozen=True, slots=True)
class Undoing:
    """The edit that is taken back: what it recorded, its files as they are and as they were, and files it added."""

    pilot: str
    meanings: tuple[Message, ...]
    changes: tuple[FileChange, ...]
    added: tuple[str, ...]


def plan_undo(ledger: OpenLedger, pilot: str) -> Undoing:
    """Return the last edit of a pilot and what taking it back changes: nothing, where that is done already.

    A write that was interrupted earlier is completed first; nothing else is written.

    Raises:
        UsageProblem: there is no such pilot, nothing to take back, the edit is committed, or a file was changed since.
    """
    require_pilot(ledger, pilot)
    if not lies_in_repository(ledger.root):
        raise UsageProblem(
            "{root} is in no git repository, so there is nothing that says what is settled; nothing was taken back",
            help="git init begins a history; what is recorded from then on can be taken back until it is committed",
            root=ledger.root,
        )
    finish_interrupted(ledger.root, ("", f"pilots/{pilot}"), ledger.progress.notes)
    edits = logged_edits(ledger.root, pilot)
    if not edits:
        raise UsageProblem(
            "nothing was recorded of {pilot} that could be taken back",
            help="what was written by hand is corrected by hand; git diff shows it",
            pilot=pilot,
        )
    last = edits[-1]
    if all(_content(ledger.root, item.path) == item.before for item in last.files):
        return Undoing(pilot, last.meanings, (), ())  # by a process that was killed before it could note that
    committed = _committed(ledger.root, last)
    if committed:
        raise UsageProblem(
            "{meaning}: this is committed; nothing was taken back",
            help="record it again with {--force}; talentpilot validate --base then reports the correction (C02)",
            meaning=Message.joined("; ", last.meanings),
        )
    contents = {item.path: _content(ledger.root, item.path) for item in last.files}
    changed = [item.path for item in last.files if digest_of(contents[item.path]) != item.digest]
    if changed:
        raise UsageProblem(
            "{files} was changed since {meaning}; nothing was taken back",
            help="correct it by hand; git diff shows what is not committed",
            files=Message.listed(changed),
            meaning=Message.joined("; ", last.meanings),
        )
    changes = [FileChange(item.path, contents[item.path] or b"", item.before or b"") for item in last.files]
    added = tuple(item.path for item in last.files if item.before is None)
    return Undoing(pilot, last.meanings, tuple(changes), added)


def undo_edit(ledger: OpenLedger, plan: Undoing) -> None:
    """Take an edit back as planned, all or nothing.

    Raises:
        UsageProblem: a file has changed since the plan was made.
        StorageProblem: the disk refuses.
    """
    changes = {
        item.path: Replacement(item.before, None if item.path in plan.added else item.after) for item in plan.changes
    }
    replace_files(ledger.root, changes, ledger.progress.notes)
    forget_last(ledger.root, plan.pilot)


def _committed(root: Path, edit: LoggedEdit) -> bool:
    """Return whether the last commit holds every file of the edit as it is."""
    repository = find_repository(root)
    head = find_head(repository)
    if head is None:
        return False
    entries = list_files(repository, head)
    found = [(item.path, entries.get(item.path)) for item in edit.files]
    return all(entry is not None and is_same_file(repository, root, path, entry) for path, entry in found)


def _content(root: Path, path: str) -> bytes | None:
    """Return the content of a file; None if there is none, or something that no edit has written."""
    inner = real_path(root, path)
    try:
        return read_inside(root, inner, LIMIT)
    except FileNotFoundError:
        return None
    except OSError as problem:
        file = root.resolve() / inner
        raise StorageProblem("{file}: {reason}", file=file, reason=system_reason(problem)) from problem
