"""Options of `talentpilot evaluate` about the report: whether it is wanted, in which forms, by which templates."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

REPORT = "Report"


@dataclass(frozen=True, slots=True)
class Reports:
    """The report on the evaluations asked for, one each; over all pilots one summary."""

    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="FORMS",
            help="Write the report: md, pdf, docx, html, json, several as md,pdf; into --output, or build/out here.",
            rich_help_panel=REPORT,
        ),
    ] = None
    issued: Annotated[
        str | None,
        typer.Option("--issued", metavar="DATE", help="The day of issue; today.", rich_help_panel=REPORT),
    ] = None
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition", metavar="EDITION", help="internal or public; the internal one.", rich_help_panel=REPORT
        ),
    ] = None
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates", metavar="DIR", help="Templates of your own, asked before all others.", rich_help_panel=REPORT
        ),
    ] = None

    issue: Annotated[
        bool,
        typer.Option(
            "--issue",
            help="With --report: issue it, write reports/evaluation-PILOT-NAME/ in the ledger, once.",
            rich_help_panel=REPORT,
        ),
    ] = False

    @property
    def details(self) -> tuple[str, ...]:
        """The options given that say how a report is written."""
        given = {"--issued": self.issued, "--edition": self.edition, "--templates": self.templates}
        named = tuple(name for name, value in given.items() if value is not None)
        return (*named, "--issue") if self.issue else named
