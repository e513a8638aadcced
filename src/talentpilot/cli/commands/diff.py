"""`talentpilot diff`: what changed, in the ledger's terms, between two revisions or two days."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federation import AnswerForm, FederationOptions, show_diff
from talentpilot.cli.options import Filters
from talentpilot.cli.output.delivery import choose_form, deliver
from talentpilot.cli.output.diff import BY_ENDING, Diff, DiffFormat, render_diff
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
    from talentpilot.cli.output.language import say_unreadable
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.comparison import gather_comparison
    from talentpilot.services.issued_report import is_issued_report
    from talentpilot.services.typed_dates import parse_since

    form = choose_form(format_, output, BY_ENDING, DiffFormat.TEXT)
    day = None if since is None else parse_since(since)
    if (opened := federated.open(session)) is not None:
        asked = AnswerForm(session, federated, form, output)
        return show_diff(opened, asked, filters.selection(), form, span, day)
    if span is not None and is_issued_report(Path(span)):
        span = str(Path(span).resolve())
    comparison = gather_comparison(session.open_ledger(), span, day, filters.selection())
    found = Diff(comparison, comparison.changes)
    say = translator_for(session.language, "commands")
    color = session.out_in_color and output is None and form is DiffFormat.TEXT
    deliver(render_diff(found, form, say, color=color), output, sys.stdout, color=color)
    say_unreadable(comparison.then.unreadable, at=comparison.then.name, say=say)
    say_unreadable(comparison.now.unreadable, say=say)
    return ExitCode.FINDINGS if comparison.then.unreadable or comparison.now.unreadable else ExitCode.FINE
