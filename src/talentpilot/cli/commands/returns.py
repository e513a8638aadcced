"""The `talentpilot return` commands: workbooks for reporting units, out and in."""

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.output.forms import TableFormat, TextFormat, choose_format
from talentpilot.cli.session import ExitCode, Session

Period = Annotated[str, typer.Option("--period", metavar="PERIOD", help="Period, such as 2026Q3.", show_default=False)]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="ORG", help="Reporting unit; repeatable. Default: all of them.", show_default=False),
]
Pilots = Annotated[
    list[str] | None, typer.Option("--pilot", metavar="PILOT", help="Only these pilots.", show_default=False)
]


class ReturnLanguage(StrEnum):
    """The language of a workbook."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


def return_make(
    session: Session,
    period: Period,
    unit: Units = None,
    pilot: Pilots = None,
    language: Annotated[ReturnLanguage, typer.Option("--lang", help="Language of the workbooks.")] = ReturnLanguage.ZH,
    rows: Annotated[int, typer.Option("--rows", min=0, max=20, help="Blank rows for each sort of news.")] = 2,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder. Default: build/returns/PERIOD.", show_default=False
        ),
    ] = None,
) -> ExitCode:
    """Make a pre-filled workbook (填报表) for each reporting unit."""
    from talentpilot.cli.output.notes import say_unreadable
    from talentpilot.cli.output.returns import made_text
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.returns.make import MakeRequest, make_returns, write_returns

    units = tuple(one for one in unit or () if one != "all")
    request = MakeRequest(period, units, tuple(pilot or ()), language.value, rows)
    made = make_returns(session.open_ledger(), request)
    written = write_returns(made, output or Path("build/returns") / str(made.period))
    say = translator_for(session.language, "commands")
    sys.stdout.write(made_text(made, tuple(one.path for one in written), say))
    say_unreadable(session, made.unreadable)
    return ExitCode.FINDINGS if made.unreadable else ExitCode.FINE


def return_list(
    session: Session,
    period: Period,
    unit: Units = None,
    pilot: Pilots = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if a return is missing after its day.")] = False,
    format_: Annotated[TableFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """List which returns were handed in, and what is still open."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.returns import render_returns
    from talentpilot.services.returns.listing import ReturnState, list_returns

    form = choose_format(format_, output, TableFormat.TABLE)
    ledger = session.open_ledger()
    found = list_returns(ledger, period, [one for one in unit or () if one != "all"], pilot or ())
    to = Destination(session, form, output)
    text = render_returns(found, ledger.programme, form, session.translator(), color=to.color)
    code = to.finish(text, found.unreadable)
    return ExitCode.FINDINGS if strict and found.count(ReturnState.MISSING) else code


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """How returns are taken."""

    received: Annotated[
        str | None, typer.Option("--received", metavar="DATE", help="Day on which returns without one came.")
    ] = None
    evidence: Annotated[
        Path | None, typer.Option("--evidence", metavar="DIR", help="Another folder with the files of evidence.")
    ] = None
    correct: Annotated[
        bool, typer.Option("--correct", help="Where the ledger says something else by now, write the return's answer.")
    ] = False
    keep_ledger: Annotated[
        bool, typer.Option("--keep-ledger", help="Where the ledger says something else by now, keep it.")
    ] = False
    strict: Annotated[bool, typer.Option("--strict", help="Refuse a pilot with gaps.")] = False
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Take returns without a name on the cover.")] = False


def return_take(
    session: Session,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|DIR", help="Returned workbooks, or folders of them.", show_default=False),
    ],
    how: TakeOptions,
    dry_run: options.DryRun = False,
    format_: options.Form = TextFormat.TEXT,
) -> ExitCode:
    """Take returned workbooks into the ledger, each pilot whole or not at all."""
    from talentpilot.cli.output.returns import render_take
    from talentpilot.errors import UsageProblem
    from talentpilot.i18n.translator import translator_for
    from talentpilot.services.returns.result import TakeRequest
    from talentpilot.services.returns.take import take_returns

    if how.evidence is not None and not how.evidence.is_dir():
        raise UsageProblem("{folder} is not a folder", help="name the folder with the evidence", folder=how.evidence)
    request = TakeRequest(
        tuple(files), dry_run, how.received, how.evidence, how.correct, how.keep_ledger, how.strict, how.unsigned
    )
    result = take_returns(session.open_ledger(), request)
    out, err = render_take(result, format_, translator_for(session.language, "commands"), quiet=session.quiet)
    sys.stderr.write(err)
    sys.stdout.write(out)
    return ExitCode.FINE if result.complete else ExitCode.FINDINGS
