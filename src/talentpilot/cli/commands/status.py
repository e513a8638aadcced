"""`talentpilot status`: the table of all pilots, or one pilot in full."""

from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions, show_status
from talentpilot.cli.options import Filters
from talentpilot.cli.output.forms import TableFormat, choose_format
from talentpilot.cli.session import ExitCode, Session


def status(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    pilot: Annotated[
        str | None, typer.Argument(metavar="PILOT", help="Pilot to show in full. Default: a table of all.")
    ] = None,
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show the light, reasons, pace and maturity of each pilot. With --rev, also what was restated since."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.status import render_pilots, render_status, shower
    from talentpilot.cli.progress import progress
    from talentpilot.services.portfolio import gather_portfolio, look_at_pilots
    from talentpilot.services.restatements import restate

    chosen = filters.selection(pilot)
    form = choose_format(format_, output, TableFormat.TABLE)
    to = Destination(session, form, output)
    with progress(quiet=session.quiet) as shown:
        if (opened := federated.open(session, shown)) is not None:
            return show_status(opened, federated, to, chosen, form, in_full=pilot is not None)
        ledger = session.open_ledger(shown, for_digest=form is TableFormat.JSON)
        say = session.translator()
        if pilot is None and ledger.is_on_disk:
            head, pilots = look_at_pilots(ledger, chosen, shower(form, ledger.catalogue, say))
            pieces = render_pilots(head, pilots, None, form, say, color=to.color)
        else:
            portfolio = gather_portfolio(ledger, chosen)
            head, past = portfolio, restate(ledger, portfolio, chosen)
            pieces = render_status(portfolio, past, form, say, in_full=pilot is not None, color=to.color)
    return to.finish(pieces, head.unreadable)
