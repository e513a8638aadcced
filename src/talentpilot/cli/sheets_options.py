"""Options of `talentpilot evaluate` about rating sheets: written blank, read back filled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

BLANK = "Blank rating sheets"
FILLED = "Filled rating sheets"


@dataclass(frozen=True, slots=True)
class Sheets:
    """Blank sheets: whether they are wanted, and for whom."""

    sheet: Annotated[
        bool,
        typer.Option(
            "--sheet",
            help="Write blank rating sheets with the questions and the facts; --output FILE.xlsx, FILE.md or a folder.",
            rich_help_panel=BLANK,
        ),
    ] = False
    reviewers: Annotated[
        str | None,
        typer.Option(
            "--reviewers",
            metavar="N|CODES",
            help="How many, or their codes such as R1,R2; as many as the programme wants.",
            rich_help_panel=BLANK,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Filled:
    """Filled sheets, and what an evaluation says of itself that no reviewer answers."""

    ratings: Annotated[
        list[Path] | None,
        typer.Option(
            "--ratings",
            metavar="FILE",
            help="Take the ratings of this filled sheet (.xlsx), or of all in a folder, into the evaluation.",
            rich_help_panel=FILLED,
        ),
    ] = None
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Of a new evaluation: self, midterm, final or third_party.",
            rich_help_panel=FILLED,
        ),
    ] = None
    evaluator: Annotated[
        str | None,
        typer.Option("--evaluator", metavar="ORG", help="Of a new evaluation: who evaluates.", rich_help_panel=FILLED),
    ] = None
    independent: Annotated[
        bool | None,
        typer.Option(
            "--independent/--not-independent",
            help="Of a new evaluation: whether the evaluator is neither lead nor unit nor paid by them.",
            rich_help_panel=FILLED,
        ),
    ] = None
    method: Annotated[
        str | None,
        typer.Option("--method", metavar="TEXT", help="Of a new evaluation: how it was done.", rich_help_panel=FILLED),
    ] = None
    evidence_level: Annotated[
        int | None,
        typer.Option(
            "--evidence-level",
            metavar="0-4",
            help="The evidence level, where reviewers differ or none says it.",
            rich_help_panel=FILLED,
        ),
    ] = None

    @property
    def describes(self) -> tuple[str, ...]:
        """The options given that describe a new evaluation."""
        given = {
            "--type": self.type_,
            "--evaluator": self.evaluator,
            "--independent": self.independent,
            "--method": self.method,
        }
        return tuple(name for name, value in given.items() if value is not None)
