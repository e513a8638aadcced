"""`talentpilot validate`: every problem of every file in one run; nothing is written."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.output.findings import FindingsFormat, choose_format, render_findings
from talentpilot.cli.session import Session
from talentpilot.errors import NothingToCheck


def validate(
    session: Session,
    pilots: Annotated[list[str] | None, typer.Argument(metavar="PILOT", help="Pilots to check; all of them.")] = None,
    format_: Annotated[FindingsFormat | None, typer.Option("--format", help="How findings are printed.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count too, but those that only days bring.")
    ] = False,
    clock: Annotated[bool, typer.Option("--clock", help="With --strict: those that days bring count as well.")] = False,
    exit_zero: options.ExitZero = False,
    allow_empty: options.AllowEmpty = False,
) -> ExitCode:
    """Check the ledger against its rules, read-only."""
    from talentpilot.cli.checking import check_ledger
    from talentpilot.cli.day import settle_day

    root = session.root()
    as_of, is_today = settle_day(session, root)
    verdict = check_ledger(root, as_of, is_today=is_today, only=pilots or ())
    if not verdict.checked.pilots and not allow_empty:
        wanted = ", ".join(pilots) if pilots else "under pilots/"
        raise NothingToCheck(
            f"no pilot found: {wanted}\n  help: talentpilot new starts one; --allow-empty accepts none"
        )
    form = choose_format(format_, sys.stdout.isatty())
    sys.stdout.write(render_findings(verdict, form, color=session.out_in_color, quiet=session.quiet))
    if exit_zero:
        return ExitCode.FINE
    return ExitCode.FINDINGS if verdict.fails(strict=strict, clock=clock) else ExitCode.FINE
