"""`talentpilot ratings …`: rating sheets for reviewers, and their ratings taken into the ledger."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli.options import WriteOptions, language_choice
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import RatingSheetProblem
from talentpilot.model.choices import EvaluationType

_new = partial(typer.Option, rich_help_panel="New evaluation")

Subject = Annotated[
    str,
    typer.Argument(
        metavar="PILOT[/NAME]",
        help="Pilot, or its evaluation of that name, which may be new.",
        show_default=False,
    ),
]
Reviewers = Annotated[
    str | None,
    typer.Option(
        "--reviewers",
        metavar="N|CODES",
        help="How many reviewers, or their codes such as R1,R2. Default: as many as the programme requires.",
    ),
]
SheetOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="FILE.xlsx or FILE.md for all sheets, or a folder for a file each. Default: build/out.",
    ),
]
SheetLanguage = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANG", help="Language of the sheets: zh, en or both. Default: the programme's languages."
    ),
]


def make_sheets(
    session: Session,
    subject: Subject,
    reviewers: Reviewers = None,
    output: SheetOutput = None,
    language: SheetLanguage = None,
) -> ExitCode:
    """Write blank rating sheets with the questions and the facts. Existing files are never overwritten."""
    from talentpilot.cli.output.notes import say_written
    from talentpilot.services.rating_sheets import SheetRequest, write_sheets

    written = write_sheets(session.open_ledger(), SheetRequest(subject, reviewers, language_choice(language), output))
    return say_written(session, written.paths, written.unreadable)


Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Completed sheets (.xlsx), or folders of them.", show_default=False),
]
Into = Annotated[
    str | None,
    typer.Option(
        "--evaluation",
        metavar="PILOT[/NAME]",
        help="Evaluation that the ratings belong to. Default: the one that the sheets name.",
    ),
]
Type = Annotated[EvaluationType | None, _new("--type", metavar="TYPE", help="Type of evaluation.")]
Evaluator = Annotated[str | None, _new("--evaluator", metavar="ORG", help="Organization that evaluates.")]
Independent = Annotated[
    bool | None,
    _new(
        "--independent/--not-independent",
        help="Whether the evaluator is neither lead nor unit of the pilot, nor paid by them.",
    ),
]
Method = Annotated[str | None, _new("--method", metavar="TEXT", help="How the evaluation was done.")]
EvidenceLevel = Annotated[
    int | None,
    typer.Option("--evidence-level", metavar="0-4", help="Evidence level, if the reviewers differ or give none."),
]


def take_sheets(
    session: Session,
    writing: WriteOptions,
    files: Files,
    subject: Into = None,
    type_: Type = None,
    evaluator: Evaluator = None,
    independent: Independent = None,
    method: Method = None,
    evidence_level: EvidenceLevel = None,
) -> ExitCode:
    """Take the ratings of completed sheets into an evaluation of the ledger, all or none."""
    from talentpilot.i18n.translator import message
    from talentpilot.services.ratings_import import RatingsRequest, take_ratings

    request = RatingsRequest(tuple(files), subject, type_, evaluator, independent, method, evidence_level)
    try:
        edit = take_ratings(session.open_ledger(), request)
    except RatingSheetProblem as found:
        say = session.translator("")
        sys.stderr.write("".join(f"{say.said(problem)}\n" for problem in found.problems))
        one, many = (
            message("1 problem with the sheets; nothing was written"),
            message("{n} problems with the sheets; nothing was written"),
        )
        sys.stderr.write(f"talentpilot: {say.count(one, many, len(found.problems))}\n")
        return ExitCode.FINDINGS
    return writing.commit(session, edit)
