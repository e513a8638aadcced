"""`talentpilot rename`: gives a pilot another id."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.session import ExitCode, Session

New = Annotated[str, typer.Argument(metavar="NEW", help="Its new id, which no pilot has yet.", show_default=False)]


def rename(session: Session, pilot: options.Pilot, new: New, *, dry_run: options.DryRun = False) -> ExitCode:
    """Give a pilot another id: its folder and everything in the ledger that refers to it."""
    from talentpilot.cli.output.edit_preview import change_preview
    from talentpilot.cli.output.notes import say_nothing_written
    from talentpilot.services.renaming import plan_renaming, rename_pilot

    ledger, say = session.open_ledger(), session.translator()
    plan = plan_renaming(ledger, pilot, new)
    if dry_run:
        sys.stdout.write(change_preview(plan.changes))
        say_nothing_written(session)
        return ExitCode.FINE
    rename_pilot(ledger, plan)
    sys.stdout.write(f"pilots/{plan.old} → pilots/{plan.new}\n")
    for item in plan.changes:
        if not item.path.startswith(f"pilots/{plan.old}/"):
            sys.stdout.write(f"{item.path}\n")
    if plan.reports:
        template = (
            "issued reports keep the old id: {reports}; validate tells that it is gone (P14), which a waiver silences"
        )
        sys.stderr.write(f"talentpilot: {say.text(template, reports=say.listed(plan.reports))}\n")
    return ExitCode.FINE
