"""Options that the writing commands share, each named once."""

from typing import Annotated

import typer

WRITING = "Writing"
TEXTS = "Texts"

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the change as a diff; write nothing.", rich_help_panel=WRITING)
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Write even what brings a new error, or what was recorded.", rich_help_panel=WRITING),
]
Pilot = Annotated[str, typer.Argument(metavar="PILOT", help="The pilot.", show_default=False)]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day; by default today.")]
EvidenceIds = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="ID", help="Evidence of the pilot, such as E4; any number.")
]
Document = Annotated[str | None, typer.Option("--document", metavar="NUMBER", help="发文字号, the paper's number.")]
Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Title.", rich_help_panel=TEXTS)]
Zh = Annotated[str | None, typer.Option(metavar="TEXT", help="In Chinese.", rich_help_panel=TEXTS)]
En = Annotated[str | None, typer.Option(metavar="TEXT", help="In English.", rich_help_panel=TEXTS)]
Texts = Annotated[
    list[str] | None,
    typer.Option(
        "--text",
        metavar="FIELD.LANG=TEXT",
        help="A text, such as steps.zh=… or steps=…; any number.",
        rich_help_panel=TEXTS,
    ),
]
