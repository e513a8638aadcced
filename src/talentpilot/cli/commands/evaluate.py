"""`talentpilot evaluate`: the evaluations as a table, in full, or as data."""

from functools import partial
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.commands.evaluate_before import OldOptions, run_as_before
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.output.forms import TableFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

Subject = Annotated[
    str | None,
    typer.Argument(metavar="PILOT[/NAME]", help="Evaluations of a pilot in full, or the one of that name."),
]
All = Annotated[bool, typer.Option("--all", help="All evaluations, summed up by task; the default without a pilot.")]
Language = Annotated[
    str | None,
    typer.Option("--lang", metavar="LANG", help="Language of what is printed. Default: the terminal's language."),
]


def evaluate(
    session: Session,
    before: OldOptions,
    federated: FederationOptions,
    subject: Subject = None,
    every: All = False,
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
    language: Language = None,
) -> ExitCode:
    """Show performance, judgement, replicability and a recommendation with its reasons. The authority decides."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.evaluation import document, render_evaluations
    from talentpilot.services.evaluation import gather_evaluations

    if every and subject is not None:
        raise UsageProblem("--all and {subject} contradict each other", help="leave one of them out", subject=subject)
    if before.given:
        return run_as_before(session, before, subject, output, language, shown=format_ is not None)
    if language not in (None, "zh", "en"):
        raise UsageProblem("language {language} is unknown", help="write zh or en", language=language)
    form = choose_format(format_, output, TableFormat.TABLE)
    to = Destination(session, form, output)
    if (opened := federated.open(session)) is None:
        found = gather_evaluations(session.open_ledger(), subject)
        text = render_evaluations(found, form, session.translator(""), in_full=subject is not None, color=to.color)
        return to.finish(text, found.unreadable)
    from talentpilot.services.federation.queries import evaluate_federation

    found = evaluate_federation(opened, subject)
    shown = partial(render_evaluations, found, form, in_full=subject is not None, color=to.color)
    return federated.finish(opened, to, partial(document, found, rolled_up=subject is None), shown, found.unreadable)
