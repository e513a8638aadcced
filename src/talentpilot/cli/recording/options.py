"""Options that the writing commands share, each named once; those that stand together are groups."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from talentpilot.store.editing_values import Value

WRITING = "Writing"
TEXTS = "Texts"

Pilot = Annotated[str, typer.Argument(metavar="PILOT", help="The pilot.", show_default=False)]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day; by default today.")]
EvidenceIds = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="ID", help="Evidence of the pilot, such as E4; any number.")
]
Document = Annotated[str | None, typer.Option("--document", metavar="NUMBER", help="发文字号, the paper's number.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the change as a diff; write nothing.", rich_help_panel=WRITING)
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Write even what brings a new error, or what was recorded.", rich_help_panel=WRITING),
]
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


@dataclass(frozen=True, slots=True)
class Writing:
    """How a change is written."""

    dry_run: DryRun = False
    force: Force = False


@dataclass(frozen=True, slots=True)
class Titled:
    """The title of what is new, once or by language."""

    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Title.", rich_help_panel=TEXTS)] = None
    title_zh: Zh = None
    title_en: En = None

    @property
    def words(self) -> "Value":
        """The title; None where none was given.

        Raises:
            UsageProblem: it was given once and by language as well.
        """
        from talentpilot.cli.recording.reading import wording

        return wording("title", self.title, self.title_zh, self.title_en)

    @property
    def demanded(self) -> "Value":
        """The title.

        Raises:
            UsageProblem: none was given.
        """
        from talentpilot.cli.recording.reading import required

        return required("title", self.words)


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark on a fact, once or by language."""

    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A remark.", rich_help_panel=TEXTS)] = None
    note_zh: Zh = None
    note_en: En = None

    @property
    def words(self) -> "Value":
        """The remark; None where there is none.

        Raises:
            UsageProblem: it was given once and by language as well.
        """
        from talentpilot.cli.recording.reading import wording

        return wording("note", self.note, self.note_zh, self.note_en)


@dataclass(frozen=True, slots=True)
class Overriding:
    """Scope, conditions and reason of the decision on an evaluation."""

    scope: Annotated[str | None, typer.Option(metavar="TEXT", help="Where it holds.", rich_help_panel=TEXTS)] = None
    scope_zh: Zh = None
    scope_en: En = None
    override_reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Why it differs from the recommendation.", rich_help_panel=TEXTS),
    ] = None
    override_reason_zh: Zh = None
    override_reason_en: En = None
    condition: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="A condition, also as {zh: …, en: …}; any number.", rich_help_panel=TEXTS),
    ] = None

    @property
    def condition_words(self) -> "list[Value]":
        """The conditions."""
        from talentpilot.cli.recording.reading import in_braces

        return [in_braces(text) for text in self.condition or ()]

    @property
    def scope_words(self) -> "Value":
        """The scope; None where there is none.

        Raises:
            UsageProblem: it was given once and by language as well.
        """
        from talentpilot.cli.recording.reading import wording

        return wording("scope", self.scope, self.scope_zh, self.scope_en)

    @property
    def reason_words(self) -> "Value":
        """The reason; None where there is none.

        Raises:
            UsageProblem: it was given once and by language as well.
        """
        from talentpilot.cli.recording.reading import wording

        return wording("override-reason", self.override_reason, self.override_reason_zh, self.override_reason_en)
