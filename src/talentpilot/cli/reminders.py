"""`talentpilot due --layout gongwen`: a letter to each unit on what it owes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from talentpilot.cli.official import OfficialOptions, say_made
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotSelection


def write_reminders(
    session: Session, selection: "PilotSelection", within: int | None, owner: str | None, options: OfficialOptions,
    output: Path | None,
) -> ExitCode:  # fmt: skip
    """Write the reminder to a unit, or one to each; none to a unit that owes nothing."""
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.cli.output.notes import print_note
    from talentpilot.diagnostics import Message
    from talentpilot.services.official.files import plan_official, write_document
    from talentpilot.services.official.reminders import ALL, gather_reminders

    if owner is None:
        raise UsageProblem("a reminder goes to a unit", help="name it with --owner ORG, or write --owner all")
    plan = plan_official(None, output)
    if owner == ALL and plan.stem is not None:
        raise UsageProblem("--owner all writes a file for each unit", help="name a folder with --output")
    found = gather_reminders(session.open_ledger(), selection, within, owner, options.request())
    code = ExitCode.FINE
    for made in found.made:
        code = max(code, say_made(session, made, *write_document(made, plan)))
    if not found.made:
        print_note(Message("nothing is due: no reminder was written"), session.language)
        say_unreadable(found.due.head.unreadable)
        code = ExitCode.FINDINGS if found.due.head.unreadable else ExitCode.FINE
    sys.stdout.flush()
    return ExitCode(code)
