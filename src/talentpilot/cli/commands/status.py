"""`talentpilot status`: the table of all pilots, or one pilot in full."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.status import BY_ENDING, StatusFormat, render_status
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.session import Session


def status(
    session: Session,
    pilot: Annotated[str | None, typer.Argument(metavar="PILOT", help="One pilot, in full.")] = None,
    view: options.View = None,
    domain: options.DomainFilter = None,
    region: options.RegionFilter = None,
    lead: options.LeadFilter = None,
    light: options.LightFilter = None,
    format_: Annotated[StatusFormat | None, typer.Option("--format", help="How the answer is printed.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show where each pilot stands: light, reasons, pace, maturity."""
    from dataclasses import replace

    from talentpilot.cli.gathering import check_light, gather, parse_view
    from talentpilot.cli.output.unreadable import say_unreadable

    check_light(light)
    chosen = parse_view(f"pilot:{pilot}" if pilot else view)
    chosen = replace(
        chosen, domain=domain or chosen.domain, region=region or chosen.region, lead=lead or chosen.lead, light=light
    )
    gathered = gather(session, chosen)
    form = choose_form(format_, output, BY_ENDING, StatusFormat.TABLE)
    color = session.out_in_color and output is None
    deliver(render_status(gathered, form, in_full=pilot is not None, color=color), output, sys.stdout)
    say_unreadable(gathered.unreadable)
    return ExitCode.FINDINGS if gathered.unreadable else ExitCode.FINE
