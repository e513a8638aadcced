"""`talentpilot undo`: takes back the last fact that is not committed."""

import sys

from talentpilot.cli import options
from talentpilot.cli.session import ExitCode, Session


def undo(session: Session, pilot: options.Pilot, *, dry_run: options.DryRun = False) -> ExitCode:
    """Take back the last fact recorded of a pilot, as long as it is not committed, and print the diff."""
    from talentpilot.cli.output.edit_preview import change_preview
    from talentpilot.cli.output.notes import say_nothing_written
    from talentpilot.services.undo import plan_undo, undo_edit

    ledger, say = session.open_ledger(), session.translator()
    plan = plan_undo(ledger, pilot)
    sys.stdout.write(change_preview(plan.changes))
    if dry_run:
        say_nothing_written(session)
        return ExitCode.FINE
    undo_edit(ledger, plan)
    if not session.quiet:
        sys.stderr.write(
            f"talentpilot: {say.text('taken back: {facts}', facts=say.joined(map(say.said, plan.meanings)))}\n"
        )
    return ExitCode.FINE
