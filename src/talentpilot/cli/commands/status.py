"""`talentpilot status`: the table of all pilots, or one pilot in full."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.filters import Filters
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.status import BY_ENDING, StatusFormat, render_status
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.session import Session


def status(
    session: Session,
    filters: Filters,
    pilot: Annotated[str | None, typer.Argument(metavar="PILOT", help="One pilot, in full.")] = None,
    format_: Annotated[StatusFormat | None, typer.Option("--format", help="How the answer is printed.")] = None,
    output: options.Output = None,
    lang: options.Lang = None,
) -> ExitCode:
    """Show where each pilot stands: light, reasons, pace, maturity; with --rev, what was restated since."""
    from talentpilot.cli.gathering import gather
    from talentpilot.cli.output.speech import speaker
    from talentpilot.cli.output.unreadable import say_unreadable
    from talentpilot.cli.progress import progress
    from talentpilot.cli.restating import restate

    chosen = filters.selection(pilot)
    with progress(quiet=session.quiet).showing() as shown:
        gathered = gather(session, chosen, shown=shown)
    form = choose_form(format_, output, BY_ENDING, StatusFormat.TABLE)
    color, say = session.out_in_color and output is None, speaker(lang, "commands")
    past = restate(session, gathered, chosen)
    deliver(render_status(gathered, past, form, say, in_full=pilot is not None, color=color), output, sys.stdout)
    say_unreadable(gathered.unreadable, say=say)
    return ExitCode.FINDINGS if gathered.unreadable else ExitCode.FINE
