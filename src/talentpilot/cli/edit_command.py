"""Commit an edit for a command: show it, write it, and choose the exit code."""

import sys
from typing import TYPE_CHECKING

from talentpilot.cli.options import WriteOptions
from talentpilot.cli.session import ExitCode, Session

if TYPE_CHECKING:
    from talentpilot.services.recording.transaction import PilotEdit
    from talentpilot.store.tree import MemoryTree


def commit(session: Session, edit: "PilotEdit", writing: WriteOptions, also: "MemoryTree | None" = None) -> ExitCode:
    """Write an edit, or only show its diff with --dry-run; exit code 1 if a new error stopped it."""
    from talentpilot.cli.output import edit_preview as preview

    say = session.translator()
    result = None if writing.dry_run else edit.commit(force=writing.force, also=also)
    check = edit.check(also) if result is None else result.check
    if result is None:
        sys.stdout.write(preview.change_preview(edit.changes(), edit.attachments()))
    if check.errors and not writing.force:
        sys.stderr.write(
            preview.findings_preview(check.errors, session.language) + preview.refusal(len(check.errors), say)
        )
        return ExitCode.FINDINGS
    shown = check.errors if session.quiet else (*check.errors, *check.warnings)
    sys.stderr.write(preview.findings_preview(shown, session.language))
    if result is None:
        sys.stderr.write(f"talentpilot: {say.text('nothing was written (--dry-run)')}\n")
    else:
        sys.stdout.write(preview.committed(result, say, quiet=session.quiet))
    return ExitCode.FINE
