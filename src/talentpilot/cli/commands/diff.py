"""`talentpilot diff`: what changed, in the ledger's terms, between two revisions or two days."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.options import Filters
from talentpilot.cli.output.forms import DiffFormat, choose_format
from talentpilot.cli.session import ExitCode, Session

Span = Annotated[
    str | None,
    typer.Argument(
        metavar="A..B",
        help="A..B compares two revisions; A compares A with the working tree; reports/2026Q3 compares the ledger "
        "of an issued report with the present one. Default: HEAD.",
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Compare the present ledger on this day, or at the end of this period such as 2026Q3, and on --as-of.",
    ),
]


def diff(
    session: Session,
    filters: Filters,
    federated: FederationOptions,
    span: Span = None,
    since: Since = None,
    format_: Annotated[DiffFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show what changed: delays in days, targets, lights, and changes without a filing."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.diff import Diff, document, render_diff
    from talentpilot.cli.output.notes import say_unreadable
    from talentpilot.model.periods import parse_since
    from talentpilot.services.comparison import gather_comparison
    from talentpilot.services.issued_reports import is_issued_report

    form = choose_format(format_, output, DiffFormat.TEXT)
    to = Destination(session, form, output)
    day = None if since is None else parse_since(since)
    if (opened := federated.open(session)) is not None:
        from talentpilot.services.federation.queries import compare_federation

        comparison = compare_federation(opened, span, day, filters.selection())
        found = Diff(comparison, comparison.changes)
        text = partial(render_diff, found, form, color=to.color)
        return federated.finish(opened, to, partial(document, found, session.language), text)
    if span is not None and is_issued_report(Path(span)):
        span = str(Path(span).resolve())
    comparison = gather_comparison(session.open_ledger(), span, day, filters.selection())
    found = Diff(comparison, comparison.changes)
    to.write(render_diff(found, form, session.translator(), color=to.color))
    say_unreadable(session, comparison.then.unreadable, at=comparison.then.name)
    say_unreadable(session, comparison.now.unreadable)
    return ExitCode.FINDINGS if comparison.then.unreadable or comparison.now.unreadable else ExitCode.FINE
