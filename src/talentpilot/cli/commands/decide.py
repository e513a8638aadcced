"""`talentpilot decide`: records the decision on a filing or an evaluation."""

from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.choice_words import DecisionWord
from talentpilot.cli.options import Overriding, WriteOptions
from talentpilot.cli.session import ExitCode, Session

Document = Annotated[
    str | None,
    typer.Option(metavar="NUMBER", help="Document number (发文字号) of the decision; that of the filing is kept."),
]
Effective = Annotated[
    str | None, typer.Option(metavar="DATE", help="Day from which it is in effect. Default: the day of the filing.")
]


def decide(
    session: Session,
    pilot: options.Pilot,
    target: Annotated[str, typer.Argument(metavar="A2", help="The filing, or the name of an evaluation.")],
    decision: Annotated[
        DecisionWord, typer.Argument(metavar="WORD", help="Of a filing the first three, of an evaluation the others.")
    ],
    overriding: Overriding,
    writing: WriteOptions,
    date: options.Date = None,
    document: Document = None,
    effective: Effective = None,
    evidence: options.EvidenceIds = None,
) -> ExitCode:
    """Record the decision on a filing and print what the plan becomes, or record the decision on an evaluation."""
    from talentpilot.model.dates import parse_day
    from talentpilot.model.scalars import INNER_ID
    from talentpilot.services.recording.decisions import Decided, decide_evaluation, decide_filing
    from talentpilot.services.recording.transaction import day_or_default, open_edit

    edit = open_edit(session.open_ledger(), pilot)
    decided = Decided(
        decision,
        day_or_default(edit, date),
        document,
        parse_day(effective) if effective is not None else None,
        list(evidence or ()),
        overriding.scope_words,
        overriding.condition_words,
        overriding.reason_words,
    )
    if target not in edit.pilot.evaluations and INNER_ID.fullmatch(target.upper()):
        decide_filing(edit, target.upper(), decided, force=writing.force)
    else:
        decide_evaluation(edit, target, decided, force=writing.force)
    return writing.commit(session, edit)
