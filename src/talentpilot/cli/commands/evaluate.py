"""`talentpilot evaluate`: what an evaluation comes to, and why; or all of them, rolled up by task."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.output.evaluation import BY_ENDING, EvaluationFormat, render_evaluations
from talentpilot.cli.output.forms import choose_form
from talentpilot.cli.output.writing import deliver
from talentpilot.cli.session import Session
from talentpilot.errors import UsageProblem

Subject = Annotated[
    str | None, typer.Argument(metavar="PILOT[/NAME]", help="A pilot's evaluations in full, or the one of that name.")
]


def evaluate(
    session: Session,
    subject: Subject = None,
    every: Annotated[
        bool, typer.Option("--all", help="All evaluations, rolled up by task; so it is without a pilot too.")
    ] = False,
    format_: Annotated[EvaluationFormat | None, typer.Option("--format", help="How the answer is printed.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show performance, judgement, replicability, the recommendation and why; the authority decides."""
    from talentpilot.cli.evaluating import gather_evaluations
    from talentpilot.cli.output.unreadable import say_unreadable

    if every and subject is not None:
        raise UsageProblem(f"--all and {subject} contradict each other\n  help: leave one of them out")
    form = choose_form(format_, output, BY_ENDING, EvaluationFormat.TABLE)
    found = gather_evaluations(session, subject)
    color = session.out_in_color and output is None
    deliver(render_evaluations(found, form, in_full=subject is not None, color=color), output, sys.stdout)
    say_unreadable(found.unreadable)
    return ExitCode.FINDINGS if found.unreadable else ExitCode.FINE
