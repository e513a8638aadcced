"""`talentpilot list …`: the facts of one kind over all pilots and years."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federation import AnswerForm, FederationOptions, show_list
from talentpilot.cli.options import Filters
from talentpilot.cli.output.delivery import choose_form, deliver
from talentpilot.cli.output.list_forms import BY_ENDING, ListFormat
from talentpilot.cli.session import ExitCode, Session

Which = Annotated[
    str,
    typer.Argument(
        metavar="LIST",
        help="adoptions, incentives, publicity, filings, bottlenecks or practices.",
        show_default=False,
    ),
]


def list_facts(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    which: Which,
    format_: Annotated[ListFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """List the facts of one kind over all pilots and years; support with its sums by recipient and currency."""
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.cli.output.lists import render_list
    from talentpilot.cli.progress import progress
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.list_names import list_called
    from talentpilot.services.lists import gather_list

    name = list_called(which)
    form = choose_form(format_, output, BY_ENDING, ListFormat.TABLE)
    selection = filters.selection()
    with progress(quiet=session.quiet) as shown:
        if (opened := federated.open(session, shown)) is not None:
            return show_list(opened, AnswerForm(session, federated, form, output), selection, form, name)
        found = gather_list(session.open_ledger(shown), name, selection)
    say = translator_for(session.language)
    color = session.out_in_color and output is None and form is ListFormat.TABLE
    text = render_list(found, form, say, color=color)
    csv_for = session.language if form is ListFormat.CSV else None
    deliver(text, output, sys.stdout, color=color, csv_for=csv_for)
    say_unreadable(found.head.unreadable, say=say)
    return ExitCode.FINDINGS if found.head.unreadable else ExitCode.FINE
