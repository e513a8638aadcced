"""`talentpilot schema`: JSON Schemas of the kinds of file, for editors and other programs."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from talentpilot.cli.session import ExitCode, Session


class KindOfFile(StrEnum):
    """A kind of file of a ledger, or a mapping."""

    PROGRAMME = "programme"
    CATALOGUE = "catalogue"
    PILOT = "pilot"
    MILESTONES = "milestones"
    OUTCOMES = "outcomes"
    EVALUATION = "evaluation"
    GONGWEN = "gongwen"
    IMPORT = "import"


Chosen = Annotated[KindOfFile | None, typer.Argument(metavar="KIND", help="Kind of file. Default: list all.")]
Write = Annotated[bool, typer.Option("--write", help="Write to schemas/ in the ledger, where editors find them.")]


def schema(session: Session, kind: Chosen = None, write: Write = False) -> ExitCode:
    """Print the JSON Schema of a kind of file, list all schemas, or write them into the ledger."""
    from talentpilot.errors import UsageProblem
    from talentpilot.exchange.schema import KINDS, PUBLISHED
    from talentpilot.services.schemas import schema_document

    if write and kind is KindOfFile.IMPORT:
        raise UsageProblem("a mapping is not a file of a ledger", help="talentpilot schema import > import.schema.json")
    if write:
        _write(session, [item.name for item in KINDS] if kind is None else [kind])
    elif kind is not None:
        sys.stdout.write(schema_document(kind))
    else:
        sys.stdout.writelines(f"{item.name:<11} {item.place}\n" for item in PUBLISHED)
        if not session.quiet:
            say = session.translator("")
            one, all_ = say.text("prints one"), say.text("writes all into the ledger, for editors")
            sys.stderr.write(f"\ntalentpilot schema pilot: {one}\ntalentpilot schema --write: {all_}\n")
    return ExitCode.FINE


def _write(session: Session, kinds: Sequence[str]) -> None:
    from talentpilot.model.modeline import modeline
    from talentpilot.services.schemas import write_schemas

    say = session.translator("")
    for item in write_schemas(session.root(), kinds, session.spoken()):
        note = "" if item.changed else say.bracketed(say.text("unchanged"))
        sys.stdout.write(f"{os.path.relpath(item.path)}{note}\n")
    if not session.quiet:
        line = modeline("pilot", "pilots/x/pilot.yaml").rstrip()
        text = say.text("editors find the schema by the first line of a file: {line}", line=line)
        sys.stderr.write(f"\n{text}\n")
