"""`talentpilot diff`: what changed, in the ledger's terms, between two revisions or two days."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.filters import Filters
from talentpilot.cli.output.diff import BY_ENDING, Diff, DiffFormat, render_diff
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.session import Session

Span = Annotated[
    str | None,
    typer.Argument(metavar="A..B", help="Two git revisions; A alone compares with the files as they stand; HEAD."),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Compare the present ledger at that day and at --as-of.")
]


def diff(
    session: Session,
    filters: Filters,
    span: Span = None,
    since: Since = None,
    format_: Annotated[DiffFormat | None, typer.Option("--format", help="How the answer is printed.")] = None,
    output: options.Output = None,
    lang: options.Lang = None,
) -> ExitCode:
    """Show what changed: slips in days, targets from and to, lights before and after; what no filing accounts for."""
    from talentpilot.analysis.changes import changes_between
    from talentpilot.cli.output.speech import speaker
    from talentpilot.cli.output.unreadable import say_unreadable
    from talentpilot.cli.sides import gather_sides

    form = choose_form(format_, output, BY_ENDING, DiffFormat.TEXT)
    sides = gather_sides(session, span, since, filters.selection())
    found = Diff(sides, changes_between(sides.then.statuses, sides.now.statuses, sides.unread))
    say = speaker(lang, "commands")
    deliver(render_diff(found, form, say, color=session.out_in_color and output is None), output, sys.stdout)
    say_unreadable(sides.then.unreadable, at=sides.then.name, say=say)
    say_unreadable(sides.now.unreadable, say=say)
    return ExitCode.FINDINGS if sides.then.unreadable or sides.now.unreadable else ExitCode.FINE
