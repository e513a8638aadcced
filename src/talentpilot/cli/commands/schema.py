"""`talentpilot schema`: JSON Schemas of the six kinds of file, for editors and other programs."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem


class KindOfFile(StrEnum):
    """A kind of file of a ledger."""

    PROGRAMME = "programme"
    CATALOGUE = "catalogue"
    PILOT = "pilot"
    MILESTONES = "milestones"
    OUTCOMES = "outcomes"
    EVALUATION = "evaluation"


Chosen = Annotated[KindOfFile | None, typer.Argument(metavar="KIND", help="The kind of file; all of them.")]
Write = Annotated[bool, typer.Option("--write", help="Write into schemas/ of the ledger, where editors find them.")]


def schema(session: Session, kind: Chosen = None, write: Write = False) -> ExitCode:
    """Print the JSON Schema of a kind of file; list them; or write them into the ledger."""
    from talentpilot.exchange.schema import KINDS, schema_text

    chosen = [item for item in KINDS if kind is None or item.name == kind]
    if write:
        write_schemas(session, {item.name for item in chosen})
    elif kind is not None:
        sys.stdout.write(schema_text(chosen[0]))
    else:
        sys.stdout.writelines(f"{item.name:<11} {item.place}\n" for item in chosen)
        if not session.quiet:
            sys.stderr.write(
                "\ntalentpilot schema pilot: prints one 输出一种\n"
                "talentpilot schema --write: writes all into the ledger, for editors 写入台账，供编辑器使用\n"
            )
    return ExitCode.FINE


def write_schemas(session: Session, names: set[str]) -> None:
    """Write or renew the schemas of the ledger; says what became of each.

    Raises:
        UsageProblem: a file of that name is not one of ours.
        StorageProblem: the disk refuses; nothing is written.
    """
    from talentpilot.exchange.schema import WRITTEN_BY, schema_files
    from talentpilot.model.modeline import modeline
    from talentpilot.store.writer import Replacement, replace_files

    root = session.root()
    wanted = {root / path: text.encode("utf-8") for path, text in schema_files().items() if Path(path).stem in names}
    present = {file: file.read_bytes() if file.is_file() else None for file in wanted}
    strange = [file for file, content in present.items() if content is not None and WRITTEN_BY.encode() not in content]
    if strange:
        listed = "".join(f"\n  {os.path.relpath(file)}" for file in strange)
        raise UsageProblem(f"not written by talentpilot; nothing was overwritten{listed}\n  help: move them away")
    stale = {file: Replacement(present[file], text) for file, text in wanted.items() if present[file] != text}
    replace_files(stale)
    for file in wanted:
        sys.stdout.write(f"{os.path.relpath(file)}{'' if file in stale else ' (unchanged)'}\n")
    if not session.quiet:
        line = modeline("pilot", "pilots/x/pilot.yaml").rstrip()
        sys.stderr.write(f"\neditors read the first line of a file 编辑器据首行找到: {line}\n")
