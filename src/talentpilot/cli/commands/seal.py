"""`talentpilot seal`: seals the plan at approval, so that a change without a filing is found."""

import sys
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.command import error_text
from talentpilot.cli.options import WriteOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import CannotEdit, UsageProblem

if TYPE_CHECKING:
    from talentpilot.services.ledger import OpenLedger

_approval = partial(typer.Option, rich_help_panel="The approval, if it is not recorded yet")


@dataclass(frozen=True, slots=True)
class ApprovalOptions:
    """What there is to say of the approval."""

    date: Annotated[str | None, _approval(metavar="DATE", help="Day of the approval. Default: today.")] = None
    document: Annotated[str | None, _approval(metavar="NUMBER", help="Document number (发文字号) of the approval.")] = (
        None
    )
    evidence: Annotated[
        list[str] | None, _approval(metavar="ID", help="Evidence of the paper, such as E1. Repeatable.")
    ] = None

    def __bool__(self) -> bool:
        """Return whether anything was given."""
        return any(getattr(self, item.name) for item in fields(self))


def seal(
    session: Session,
    given: ApprovalOptions,
    writing: WriteOptions,
    pilot: Annotated[
        str | None, typer.Argument(metavar="PILOT", help="The pilot; not with --all.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every approved pilot that has no seal yet.")] = False,
) -> ExitCode:
    """Record the approval, and seal the plan as approved: a digest of each of its parts."""
    if every == (pilot is not None):
        raise UsageProblem("name one pilot, or give --all", help="talentpilot seal PILOT, or talentpilot seal --all")
    if pilot is not None:
        return _seal_one(session, session.open_ledger(), pilot, given, writing)
    if given:
        raise UsageProblem(
            "--all seals what is approved already; nothing was written",
            help="leave out --date, --document and --evidence, or seal one pilot",
        )
    return _seal_all(session, writing)


def _seal_all(session: Session, writing: WriteOptions) -> ExitCode:
    """Seal every approved pilot without a seal, one after the other; the first failure does not stop the rest."""
    from talentpilot.services.recording.seals import unsealed_pilots

    result, sealed = ExitCode.FINE, 0
    ledger = session.open_ledger()
    for pilot in unsealed_pilots(ledger):
        sealed += 1
        try:
            code = _seal_one(session, ledger, pilot, ApprovalOptions(), writing)
        except (UsageProblem, CannotEdit) as problem:
            sys.stderr.write(f"talentpilot: {error_text(problem, session.language)}\n")
            code = ExitCode.FINDINGS
        result = max(result, code)
    if not sealed:
        say = session.translator("")
        sys.stdout.write(f"{say.text('every approved pilot is sealed; nothing to write')}\n")
    return result


def _seal_one(
    session: Session, ledger: "OpenLedger", pilot: str, given: ApprovalOptions, writing: WriteOptions
) -> ExitCode:
    from talentpilot.model.dates import optional_day
    from talentpilot.services.recording.seals import seal_plan
    from talentpilot.services.recording.transaction import open_edit

    edit = open_edit(ledger, pilot)
    day = optional_day(given.date)
    if not seal_plan(edit, day, document=given.document, evidence=given.evidence or (), force=writing.force):
        say = session.translator("")
        text = say.text("{pilot} is sealed already, and its plan is as sealed; nothing to write", pilot=pilot)
        sys.stdout.write(f"{text}\n")
        return ExitCode.FINE
    return writing.commit(session, edit)
