"""`talentpilot due`: what is due, by owner, the latest first; also as a calendar."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
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
    within: Within = 90,
    owner: Owner = None,
    view: options.View = None,
    domain: options.DomainFilter = None,
    region: options.RegionFilter = None,
    lead: options.LeadFilter = None,
    light: options.LightFilter = None,
    format_: Annotated[
        DueFormat | None, typer.Option("--format", help="How the answer is printed; ics is a calendar.")
    ] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show what is late and what falls due: milestones, reports, bottlenecks, decisions, evaluations, ends of terms."""
    from dataclasses import replace

    from talentpilot.analysis.agenda import agenda
    from talentpilot.cli.gathering import check_light, gather, parse_view
    from talentpilot.cli.output.due import check_owner
    from talentpilot.cli.output.unreadable import say_unreadable

    check_light(light)
    chosen = parse_view(view)
    chosen = replace(
        chosen, domain=domain or chosen.domain, region=region or chosen.region, lead=lead or chosen.lead, light=light
    )
    form = choose_form(format_, output, BY_ENDING, DueFormat.TABLE)
    gathered = gather(session, chosen)
    check_owner(owner, gathered.programme)
    items = tuple(item for item in agenda(gathered.statuses, gathered.programme, within) if owner in (None, item.owner))
    answer = Due(gathered, within, items)
    deliver(render_due(answer, form, color=session.out_in_color and output is None), output, sys.stdout)
    say_unreadable(gathered.unreadable)
    return ExitCode.FINDINGS if gathered.unreadable else ExitCode.FINE
