"""`talentpilot validate`: every problem of every file in one run; nothing is written to the ledger."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.output.findings import (
    FindingsFormat,
    choose_format,
    render_findings,
    says_its_grounds,
    says_what_was_left_out,
)
from talentpilot.cli.session import ExitCode, Session

Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FILE",
        help="Write there as well; the name decides the form, or FORM:FILE does. May be given several times.",
    ),
]  # fmt: skip
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULES", help="Only these rules: ids, names or families, as in M,I01."),
]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="RULES", help="All rules but these.")]


def validate(
    session: Session,
    pilots: Annotated[list[str] | None, typer.Argument(metavar="PILOT", help="Pilots to check; all of them.")] = None,
    format_: Annotated[FindingsFormat | None, typer.Option("--format", help="How findings are printed.")] = None,
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count too, but those that only days bring.")
    ] = False,
    clock: Annotated[bool, typer.Option("--clock", help="With --strict: those that days bring count as well.")] = False,
    base: options.Base = None,
    changed: options.Changed = False,
    exit_zero: options.ExitZero = False,
    allow_empty: options.AllowEmpty = False,
) -> ExitCode:
    """Check the ledger against its rules, read-only."""
    from talentpilot.cli.output.findings_files import append_step_summary, plan_targets, write_targets
    from talentpilot.cli.output.findings_text import grounds
    from talentpilot.cli.output.language import in_language
    from talentpilot.cli.progress import progress
    from talentpilot.services.validation.request import ValidateRequest, validate_ledger

    targets = plan_targets(output or (), session.root())
    chosen = (tuple(pilots or ()), tuple(select or ()), tuple(ignore or ()))
    request = ValidateRequest(*chosen, strict, clock, allow_empty, base, changed)
    with progress(quiet=session.quiet) as shown:
        answer = validate_ledger(session.open_ledger(shown), request)
    spoken = in_language(answer, session.language)
    write_targets(spoken, targets, verbose=session.verbose)
    form = choose_format(format_, sys.stdout.isatty())
    color = session.out_in_color
    sys.stdout.write(render_findings(spoken, form, color=color, quiet=session.quiet, verbose=session.verbose))
    if form is FindingsFormat.GITHUB:
        append_step_summary(answer)
    if not says_its_grounds(form):
        sys.stderr.writelines(f"talentpilot: {line}\n" for line in grounds(spoken))
    if answer.choice.left_out and not says_what_was_left_out(form):
        sys.stderr.write(f"talentpilot: {answer.choice}\n")
    return ExitCode.FINDINGS if answer.fails and not exit_zero else ExitCode.FINE
