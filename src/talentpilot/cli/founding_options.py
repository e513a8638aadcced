"""What can be said of a new ledger on the command line."""

from dataclasses import dataclass
from typing import Annotated

import typer

DIRECTIVE = "The document it answers to"


@dataclass(frozen=True, slots=True)
class Founding:
    """The wishes, as written; None or empty where nothing was said."""

    name: Annotated[
        str | None, typer.Option("--name", metavar="ID", help="The programme's id; by default the folder's name.")
    ] = None
    title_zh: Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help="Title in Chinese.")] = None
    title_en: Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help="Title in English.")] = None
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day; by default the 1st of this month.")
    ] = None
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day; by default 24 months in all.")] = (
        None
    )
    organization: Annotated[
        list[str] | None,
        typer.Option(
            "--organization", metavar='"ID KIND REGION NAME"',
            help="Register an organization; may be given several times.",
        ),
    ] = None  # fmt: skip
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="NUMBER", help="发文字号, document number.", rich_help_panel=DIRECTIVE),
    ] = None
    issuer: Annotated[
        str | None, typer.Option("--issuer", metavar="TEXT", help="Who issued it.", rich_help_panel=DIRECTIVE)
    ] = None
    issued: Annotated[
        str | None, typer.Option("--issued", metavar="DATE", help="Date of issue.", rich_help_panel=DIRECTIVE)
    ] = None
    example: Annotated[bool, typer.Option("--example", help="Take along a worked, fictional pilot.")] = False
