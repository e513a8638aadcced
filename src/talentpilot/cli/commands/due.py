"""`talentpilot due`: what is due, by owner, the latest first; also as a calendar."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federation import FederationOptions, show_due
from talentpilot.cli.options import Filters
from talentpilot.cli.output.delivery import choose_form, deliver
from talentpilot.cli.output.due import BY_ENDING, DueFormat, render_due
from talentpilot.cli.session import ExitCode, Session

Within = Annotated[int, typer.Option("--within", min=0, metavar="DAYS", help="Number of days to look ahead.")]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="ORG",
        help="Items that this organization is responsible for.",
        rich_help_panel=options.FILTERS,
    ),
]


def due(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    within: Within = 90,
    owner: Owner = None,
    format_: Annotated[DueFormat | None, typer.Option("--format", help="Output format; ics is a calendar.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show what is overdue or falls due: milestones, reports, bottlenecks, decisions, evaluations, ends of terms."""
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.agenda import gather_due

    form = choose_form(format_, output, BY_ENDING, DueFormat.TABLE)
    if (opened := federated.open(session)) is not None:
        return show_due(opened, filters.selection(), within, owner, form, output, session, federated)
    found = gather_due(session.open_ledger(), filters.selection(), within, owner)
    say = translator_for(session.language, "commands")
    color = session.out_in_color and output is None and form is DueFormat.TABLE
    text = render_due(found, form, say, color=color)
    csv_for = session.language if form is DueFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.head.unreadable, say=say)
    return ExitCode.FINDINGS if found.head.unreadable else ExitCode.FINE
