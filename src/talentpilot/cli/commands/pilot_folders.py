"""`talentpilot remove` takes a pilot out of the ledger; `talentpilot rename` gives it another id."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.pilot_folders import RemovalPlan

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Remove it without asking.")]
Force = Annotated[bool, typer.Option("--force", help="Remove it even if an issued report shows it.")]
Leave = Annotated[
    bool, typer.Option("--leave-references", help="Remove it even if other pilots refer to it; the references stay.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what it takes along without removing it.")]


def remove(
    session: Session,
    pilot: options.Pilot,
    *,
    yes: Yes = False,
    force: Force = False,
    leave_references: Leave = False,
    dry_run: DryRun = False,
) -> ExitCode:
    """Remove a pilot with its files, after showing what it takes along. A pilot that ran ends by a filing instead."""
    from talentpilot.services.pilot_folders import check_removal, plan_removal, remove_pilot

    ledger, say = session.open_ledger(), session.translator()
    plan = plan_removal(ledger, pilot)
    sys.stdout.write(_shown(plan, say))
    if dry_run:
        sys.stderr.write(f"talentpilot: {say.text('nothing was removed (--dry-run)')}\n")
        return ExitCode.FINE
    check_removal(plan, force=force, leave_references=leave_references)
    if not yes and not _agreed(plan, say):
        sys.stderr.write(f"talentpilot: {say.text('nothing was removed')}\n")
        return ExitCode.USAGE
    remove_pilot(ledger, plan)
    return ExitCode.FINE


def _shown(plan: "RemovalPlan", say: "Translator") -> str:
    """Return what goes: how many files, what they record, where others refer to it."""
    from talentpilot.i18n.command_terms import word

    counted = say.listed(f"{word(say, name, 'noun')} {number}" for name, number in plan.counts)
    lines = [say.text("pilots/{pilot}: {n} files", pilot=plan.pilot, n=len(plan.files))]
    lines += [f"  {counted}"] if counted else []
    lines += [f"  {item.path}:{item.line}: {item.value}" for item in plan.references]
    lines += [f"  reports/{name}" for name in plan.reports]
    return "".join(f"{line}\n" for line in lines)


def _agreed(plan: "RemovalPlan", say: "Translator") -> bool:
    """Ask on a terminal.

    Raises:
        UsageProblem: there is nobody to ask.
    """
    from talentpilot.cli.prompts import ask, terminal_prompts

    if not sys.stdin.isatty():
        raise UsageProblem(
            "{pilot} is removed only with --yes; nothing was removed", help="add --yes", pilot=plan.pilot
        )
    question = say.text("Remove {pilot} with all of this? [y/n]", pilot=plan.pilot)
    with terminal_prompts():
        return ask(say, question).casefold() in ("y", "yes", "是")


New = Annotated[str, typer.Argument(metavar="NEW", help="Its new id, which no pilot has yet.", show_default=False)]


def rename(session: Session, pilot: options.Pilot, new: New, *, dry_run: options.DryRun = False) -> ExitCode:
    """Give a pilot another id: its folder and everything in the ledger that refers to it."""
    from talentpilot.cli.output.edit_preview import change_preview
    from talentpilot.cli.output.notes import say_nothing_written
    from talentpilot.services.pilot_folders import plan_renaming, rename_pilot

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
            "issued reports keep the old id: {reports}; validate reports it as gone (P14), unless a waiver allows it"
        )
        sys.stderr.write(f"talentpilot: {say.text(template, reports=say.listed(plan.reports))}\n")
    return ExitCode.FINE
