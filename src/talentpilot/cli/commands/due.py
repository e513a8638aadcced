"""`talentpilot due`: what is due, by owner, the latest first; also as a calendar."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.filters import Filters
from talentpilot.cli.output.due import BY_ENDING, Due, DueFormat, render_due
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.session import Session

Within = Annotated[int, typer.Option("--within", min=0, metavar="DAYS", help="How far to look ahead.")]
Owner = Annotated[
    str | None,
    typer.Option("--owner", metavar="ORG", help="Only what that organization owes.", rich_help_panel=options.FILTERS),
]


def due(
    session: Session,
    filters: Filters,
    within: Within = 90,
    owner: Owner = None,
    format_: Annotated[
        DueFormat | None, typer.Option("--format", help="How the answer is printed; ics is a calendar.")
    ] = None,
    output: options.Output = None,
    lang: options.Lang = None,
) -> ExitCode:
    """Show what is late and what falls due: milestones, reports, bottlenecks, decisions, evaluations, ends of terms."""
    from talentpilot.analysis.agenda import agenda
    from talentpilot.cli.gathering import gather
    from talentpilot.cli.output.due import check_owner
    from talentpilot.cli.output.speech import speaker
    from talentpilot.cli.output.unreadable import say_unreadable

    chosen = filters.selection()
    form = choose_form(format_, output, BY_ENDING, DueFormat.TABLE)
    gathered = gather(session, chosen)
    check_owner(owner, gathered.programme)
    items = tuple(item for item in agenda(gathered.statuses, gathered.programme, within) if owner in (None, item.owner))
    answer, say = Due(gathered, within, items), speaker(lang, "commands")
    deliver(render_due(answer, form, say, color=session.out_in_color and output is None), output, sys.stdout)
    say_unreadable(gathered.unreadable, say=say)
    return ExitCode.FINDINGS if gathered.unreadable else ExitCode.FINE
