"""`talentpilot federation …`: fix the state of many ledgers, and show how they stand."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.output.forms import TableFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import LedgerNotFound, UsageProblem


def lock(session: Session, federated: FederationOptions) -> ExitCode:
    """Write federation.lock: the commit, digest, pilots and newest fact of each ledger as they are now."""
    from dataclasses import replace

    from talentpilot.services.federation.lock import lock_of, write_lock

    if federated.ledger:
        raise UsageProblem("a lock holds all ledgers", help="leave --ledger out")
    opened = replace(federated, unlocked=True, locked=False).open(session, for_figures=False)
    if opened is None:
        raise _no_federation()
    say = session.translator("")
    for member in opened.missing:
        if member.reason is not None:
            sys.stderr.write(f"talentpilot: {member.id}: {say.said(member.reason)}\n")
    if opened.missing and not federated.allow_missing:
        raise UsageProblem(
            "{missing} of {every} ledgers can't be read, and nothing is written", missing=len(opened.missing),
            every=opened.every, help="fetch them, or lock the others with --allow-missing",
        )  # fmt: skip
    made = lock_of(opened)
    write_lock(opened, made)
    pilots = sum(entry.pilots for entry in made.ledgers.values() if entry is not None)
    text = say.text("federation.lock: {read} of {every} ledgers, {pilots} pilots", read=len(opened.read),
                    every=opened.every, pilots=pilots)  # fmt: skip
    sys.stdout.write(f"{text}\n")
    return ExitCode.FINE


def ledgers(
    session: Session,
    federated: FederationOptions,
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Show how each ledger stands: reached, behind the lock, pilots, errors, reports in, newest fact."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.federation import render_states
    from talentpilot.cli.progress import progress
    from talentpilot.services.federation.lock import ledger_states

    form = choose_format(format_, output, TableFormat.TABLE)
    with progress(quiet=session.quiet) as shown:
        opened = federated.open(session, shown)
        if opened is None:
            raise _no_federation()
        states = ledger_states(opened)
    to = Destination(session, form, output)
    to.write(render_states(opened, states, form, session.translator(""), color=to.color))
    return federated.code(opened)


def _no_federation() -> LedgerNotFound:
    return LedgerNotFound("no federation.yaml here or in any folder above", help="name its folder with --root")
