"""`talentpilot validate`: every problem of every file in one run; nothing is written to the ledger."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions, show_findings
from talentpilot.cli.output.forms import FindingsFormat
from talentpilot.cli.session import ExitCode, Session

if TYPE_CHECKING:
    from talentpilot.services.validation.result import ValidateResult

Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FILE",
        help="Also write the findings to this file. Its name decides the format, or write FORMAT:FILE. Repeatable.",
    ),
]  # fmt: skip
Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULES", help="Check only these rules: ids, names or families, such as M,I01."),
]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="RULES", help="Leave these rules out.")]


def validate(
    session: Session,
    federated: FederationOptions,
    pilots: Annotated[list[str] | None, typer.Argument(metavar="PILOT", help="Pilots to check. Default: all.")] = None,
    format_: Annotated[FindingsFormat | None, typer.Option("--format", help="Format of the findings.")] = None,
    output: Outputs = None,
    select: Select = None,
    ignore: Ignore = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on warnings too, except those caused only by the passing of time.")
    ] = False,
    clock: Annotated[
        bool, typer.Option("--clock", help="With --strict, also fail on warnings caused by the passing of time.")
    ] = False,
    base: options.Base = None,
    changed: options.Changed = False,
    exit_zero: options.ExitZero = False,
    allow_empty: options.AllowEmpty = False,
) -> ExitCode:
    """Check the ledger against its rules. Writes nothing."""
    from talentpilot.cli.output.findings import findings_format, plan_targets, write_targets
    from talentpilot.cli.progress import progress
    from talentpilot.services.validation.request import ValidateRequest, validate_ledger

    chosen = (tuple(pilots or ()), tuple(select or ()), tuple(ignore or ()))
    request = ValidateRequest(*chosen, strict, clock, allow_empty, base, changed)
    form = findings_format(format_, sys.stdout.isatty())
    if (opened := federated.open(session, for_figures=False)) is not None:
        return show_findings(opened, federated, session, request, form, output or (), exit_zero=exit_zero)
    targets = plan_targets(output or (), session.root())
    with progress(quiet=session.quiet) as shown:
        answer = validate_ledger(session.open_ledger(shown, for_figures=False), request)
    spoken = replace(answer, say=session.translator("findings"))
    if targets:
        write_targets(spoken, targets, verbose=session.verbose)
    _print_result(session, spoken, form)
    return ExitCode.FINDINGS if answer.fails and not exit_zero else ExitCode.FINE


def _print_result(session: Session, result: "ValidateResult", form: FindingsFormat) -> None:
    """Print the findings, and on standard error what the form has no place for."""
    from talentpilot.cli.output.findings import (
        append_step_summary,
        print_findings,
        render_findings,
        says_what_was_left_out,
        says_what_was_read,
    )
    from talentpilot.cli.output.findings_text import what_was_read

    color = session.out_in_color and form is FindingsFormat.TEXT
    text = render_findings(result, form, color=color, quiet=session.quiet, verbose=session.verbose)
    print_findings(text, form, color=color)
    if form is FindingsFormat.GITHUB:
        append_step_summary(result)
    if not says_what_was_read(form):
        sys.stderr.writelines(f"talentpilot: {line}\n" for line in what_was_read(result))
    if result.choice.left_out and not says_what_was_left_out(form):
        sys.stderr.write(f"talentpilot: {result.choice}\n")
