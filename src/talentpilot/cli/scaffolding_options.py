"""What can be said of a new pilot on the command line."""

from dataclasses import dataclass
from typing import Annotated

import typer

ROLES = "Who carries it (organization ids)"


@dataclass(frozen=True, slots=True)
class Starting:
    """The wishes, as written; None where nothing was said."""

    task: Annotated[str | None, typer.Option("--task", metavar="TASK", help="The task of the catalogue.")] = None
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help="Six digits, or XPCC.")] = None
    title_zh: Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help="Title in Chinese.")] = None
    title_en: Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help="Title in English.")] = None
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day; by default the 1st of next month.")
    ] = None
    end: Annotated[
        str | None,
        typer.Option("--end", metavar="DATE", help="Last day; by default the longest term, within the programme's."),
    ] = None
    lead: Annotated[
        str | None, typer.Option("--lead", metavar="ORG", help="牵头单位, lead.", rich_help_panel=ROLES)
    ] = None
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="ORG", help="试点单位, pilot unit; may be given twice.", rich_help_panel=ROLES),
    ] = None
    partner: Annotated[
        list[str] | None,
        typer.Option("--partner", metavar="ORG", help="配合单位, partner; any number.", rich_help_panel=ROLES),
    ] = None
    guide: Annotated[
        str | None, typer.Option("--guide", metavar="ORG", help="指导单位, guiding unit.", rich_help_panel=ROLES)
    ] = None
    organization: Annotated[
        list[str] | None,
        typer.Option(
            "--organization", metavar='"ID KIND REGION NAME"', rich_help_panel=ROLES,
            help="Register an organization in programme.yaml; may be given several times.",
        ),
    ] = None  # fmt: skip
