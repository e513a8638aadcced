"""`talentpilot due`: what is due, by owner, the earliest first; also as a calendar."""

from functools import partial
from typing import Annotated, Literal

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.official import OfficialOptions, print_notices, write_reminders
from talentpilot.cli.options import Filters
from talentpilot.cli.output.forms import DueFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

AHEAD = 90
NoticeScope = Literal["unit", "all"]

Within = Annotated[
    int | None,
    typer.Option(
        "--within",
        min=0,
        metavar="DAYS",
        help="Number of days to look ahead; 30 for reminders and notices. Default: 90.",
    ),
]
Notices = Annotated[
    NoticeScope | None,
    typer.Option(
        "--notice", help="Messages for a chat or for mail: one for each unit, or one for all. Nothing is sent."
    ),
]
Form = Annotated[
    DueFormat | None,
    typer.Option(
        "--format",
        help="Output format; ics is a calendar; text, wecom, dingtalk and mail are for --notice, "
        "docx (the default), pdf and markdown for --layout.",
    ),
]
Owner = Annotated[
    str | None,
    options.filter_option(
        "--owner",
        metavar="ORG",
        help="Items that this organization is responsible for; `all` with --layout: a reminder to each.",
    ),
]


def due(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    official: OfficialOptions,
    within: Within = None,
    owner: Owner = None,
    format_: Form = None,
    output: options.Output = None,
    notice: Notices = None,
) -> ExitCode:
    """Show what is overdue or falls due: milestones, reports, bottlenecks, decisions, evaluations, ends of terms."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.due import document, render_due
    from talentpilot.services.agenda import gather_due

    official.require_layout(session)
    if official.layout is not None:
        if notice is not None:
            raise UsageProblem("--notice writes messages and --layout letters", help="leave one of them out")
        return write_reminders(session, filters.selection(), within, owner, official, format_, output)
    if notice is not None:
        return print_notices(session, filters.selection(), within, owner, notice, format_, output)
    ahead = AHEAD if within is None else within
    form = choose_format(format_, output, DueFormat.TABLE)
    to = Destination(session, form, output)
    if (opened := federated.open(session)) is None:
        found = gather_due(session.open_ledger(), filters.selection(), ahead, owner)
        return to.finish(render_due(found, form, session.translator(), color=to.color), found.head.unreadable)
    from talentpilot.services.federation.queries import gather_federation_due

    found = gather_federation_due(opened, filters.selection(), ahead, owner)
    text = partial(render_due, found, form, color=to.color)
    return federated.finish(opened, to, partial(document, found), text, found.head.unreadable)
