"""`talentpilot list …`: the facts of one kind over all pilots and years."""

from functools import partial
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.options import Filters
from talentpilot.cli.output.forms import TableFormat, choose_format
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
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """List the facts of one kind over all pilots and years; support with its sums by recipient and currency."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.lists import document, render_list
    from talentpilot.cli.progress import progress
    from talentpilot.services.lists import gather_list, list_called

    name = list_called(which)
    form = choose_format(format_, output, TableFormat.TABLE)
    to = Destination(session, form, output)
    selection = filters.selection()
    with progress(quiet=session.quiet) as shown:
        if (opened := federated.open(session, shown)) is not None:
            from talentpilot.services.federation.queries import gather_federation_list

            found = gather_federation_list(opened, name, selection)
            text = partial(render_list, found, form, color=to.color)
            return federated.finish(opened, to, partial(document, found), text, found.head.unreadable, context="")
        found = gather_list(session.open_ledger(shown), name, selection)
    return to.finish(render_list(found, form, session.translator(""), color=to.color), found.head.unreadable)
