"""Options that several commands share, each named once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli.session import ColorChoice


class Tongue(StrEnum):
    """A language that messages are said in."""

    ZH = "zh"
    EN = "en"


EVERYWHERE = "Everywhere, before or after the command"
FILTERS = "Which pilots"

Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="DIR",
        help="The ledger's folder, where it is not this one or above it.",
        rich_help_panel=EVERYWHERE,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Answer for that day, YYYY-MM-DD, instead of today.",
        rich_help_panel=EVERYWHERE,
    ),
]
Rev = Annotated[
    str | None,
    typer.Option(
        "--rev",
        metavar="REV",
        help="Read the ledger as it stood at that git revision.",
        rich_help_panel=EVERYWHERE,
    ),
]
Color = Annotated[
    ColorChoice | None,
    typer.Option("--color", help="When to colour; NO_COLOR counts too.", rich_help_panel=EVERYWHERE),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say only what was asked for.", rich_help_panel=EVERYWHERE)]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.", rich_help_panel=EVERYWHERE)]

Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there; the ending decides the form.")
]
DomainFilter = Annotated[
    str | None, typer.Option("--domain", metavar="ID", help="Of that domain.", rich_help_panel=FILTERS)
]
RegionFilter = Annotated[
    str | None, typer.Option("--region", metavar="CODE", help="Of that region or inside it.", rich_help_panel=FILTERS)
]
LeadFilter = Annotated[
    str | None, typer.Option("--lead", metavar="ORG", help="Led by that organization.", rich_help_panel=FILTERS)
]
LightFilter = Annotated[
    str | None,
    typer.Option(
        "--light", metavar="LIGHT", help="With that light: green, amber, red, grey, none.", rich_help_panel=FILTERS
    ),
]
View = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="VIEW",
        help="programme, domain:ID, region:CODE, lead:ORG or pilot:ID.",
        rich_help_panel=FILTERS,
    ),
]
Lang = Annotated[Tongue | None, typer.Option("--lang", help="Language of the messages; without it the terminal's.")]
Base = Annotated[
    str | None,
    typer.Option("--base", metavar="REV", help="Compare with that git revision: plans rewritten, facts restated."),
]
Changed = Annotated[
    bool, typer.Option("--changed", help="With --base: only pilots that differ from it, and those that refer to them.")
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever was found.")]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="A ledger without a pilot is fine.")]
