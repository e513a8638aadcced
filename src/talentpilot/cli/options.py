"""Options that several commands share."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.choice_words import LightWord
from talentpilot.cli.output.forms import TextFormat
from talentpilot.cli.session import ColorChoice, ExitCode, Session
from talentpilot.diagnostics import Language, LanguageChoice, Message
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.analysis.portfolio import PilotSelection
    from talentpilot.services.recording.transaction import PilotEdit
    from talentpilot.store.tree import MemoryTree
    from talentpilot.store.yaml.editor import Value


EVERYWHERE = "Shared options"
_everywhere = partial(typer.Option, rich_help_panel=EVERYWHERE)
filter_option = partial(typer.Option, rich_help_panel="Which pilots")
_writing = partial(typer.Option, rich_help_panel="Writing")
text_option = partial(typer.Option, metavar="TEXT", rich_help_panel="Texts")

Root = Annotated[
    Path | None,
    _everywhere(
        "--root", metavar="DIR", help="Folder of the ledger. Default: this folder or the nearest one above it."
    ),
]
AsOf = Annotated[
    str | None, _everywhere("--as-of", metavar="DATE", help="Day to report on, as YYYY-MM-DD. Default: today.")
]
Rev = Annotated[str | None, _everywhere("--rev", metavar="REV", help="Read the ledger at this git revision.")]
Color = Annotated[ColorChoice | None, _everywhere("--color", help="When to use colours; NO_COLOR is respected.")]
Quiet = Annotated[bool, _everywhere("-q", "--quiet", help="Print only the result.")]
Lang = Annotated[
    Language | None, _everywhere("--lang", help="Language of what is printed. Default: the terminal's language.")
]
Verbose = Annotated[bool, _everywhere("-v", "--verbose", help="Print more detail.")]

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this file; its ending decides the format."),
]
DomainFilter = Annotated[str | None, filter_option("--domain", metavar="ID", help="Pilots of this domain.")]
RegionFilter = Annotated[
    str | None, filter_option("--region", metavar="CODE", help="Pilots of this region and the regions inside it.")
]
LeadFilter = Annotated[str | None, filter_option("--lead", metavar="ORG", help="Pilots led by this organization.")]
LightFilter = Annotated[LightWord | None, filter_option("--light", metavar="LIGHT", help="Pilots with this light.")]
View = Annotated[
    str | None,
    filter_option("--view", metavar="VIEW", help="Scope: programme, domain:ID, region:CODE, lead:ORG or pilot:ID."),
]
Base = Annotated[
    str | None,
    typer.Option(
        "--base", metavar="REV", help="Git revision to compare with, to find rewritten plans and restated facts."
    ),
]
Changed = Annotated[
    bool, typer.Option("--changed", help="With --base, check only pilots that changed and those that refer to them.")
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")]


Form = Annotated[TextFormat, typer.Option("--format", help="Output format.")]
AllowEmpty = Annotated[bool, typer.Option("--allow-empty", help="Accept a ledger without pilots.")]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which pilots: a view, narrowed by what else is given."""

    view: View = None
    domain: DomainFilter = None
    region: RegionFilter = None
    lead: LeadFilter = None
    light: LightFilter = None

    def selection(self, pilot: str | None = None) -> "PilotSelection":
        """Return the pilots meant; `pilot` names one and stands above the view.

        Raises:
            UsageProblem: there is no such view or light, or a filter contradicts the view.
        """
        from talentpilot.services.portfolio import selection_of

        return selection_of(f"pilot:{pilot}" if pilot else self.view, self.given)

    @property
    def given(self) -> dict[str, str | None]:
        """What narrows the view, by the name of its option."""
        return {"domain": self.domain, "region": self.region, "lead": self.lead, "light": self.light}


Pilot = Annotated[str, typer.Argument(metavar="PILOT", help="Id of the pilot.", show_default=False)]
Date = Annotated[str | None, typer.Option("--date", metavar="DATE", help="Date of the fact. Default: today.")]
EvidenceIds = Annotated[
    list[str] | None, typer.Option("--evidence", metavar="ID", help="Evidence of the pilot, such as E4. Repeatable.")
]
Document = Annotated[str | None, typer.Option("--document", metavar="NUMBER", help="Document number (发文字号).")]
DryRun = Annotated[bool, _writing("--dry-run", help="Print the change as a diff without writing it.")]
Force = Annotated[
    bool, _writing("--force", help="Write even if the change causes a new error or replaces a recorded fact.")
]
Zh = Annotated[str | None, text_option(help="In Chinese.")]
En = Annotated[str | None, text_option(help="In English.")]
Texts = Annotated[
    list[str] | None,
    text_option("--text", metavar="FIELD.LANG=TEXT", help="A text, such as steps.zh=… or steps=…. Repeatable."),
]


def language_choice(word: str | None) -> LanguageChoice | None:
    """Return the languages that the option --lang of a report or a sheet names.

    Raises:
        UsageProblem: it names no language.
    """
    match word:
        case None | "zh" | "en" | "both":
            return word
        case _:
            raise UsageProblem("there is no language {asked}", help="write zh, en or both", asked=word)


def text_from_options(name: str, plain: str | None, zh: str | None, en: str | None) -> "Value":
    """Return a text from its options: plain, or by language; None if none of them was given.

    Raises:
        UsageProblem: both were given.
    """
    spoken = {language: text for language, text in (("zh", zh), ("en", en)) if text is not None}
    if plain is not None and spoken:
        raise UsageProblem(
            "--{name} can't be given together with --{name}-zh or --{name}-en",
            help="give either it or the others",
            name=name,
        )
    return plain if plain is not None else spoken or None


def text_of(group: object, name: str) -> "Value":
    """Return the text that the options NAME, NAME-zh and NAME-en of a group make; None if none of them was given.

    Raises:
        UsageProblem: it was given once and by language as well.
    """
    return text_from_options(name.replace("_", "-"), *(getattr(group, f"{name}{end}") for end in ("", "_zh", "_en")))


def texts_by_field(items: Sequence[str] | None, allowed: Sequence[str]) -> "dict[str, Value]":
    """Return texts by field from `steps.zh=…` and `steps=…`, in the order of the fields allowed.

    Raises:
        UsageProblem: another form, or a field that is not one of those allowed.
    """
    found: dict[str, Value] = {}
    for item in items or ():
        place, equals, words = item.partition("=")
        name, dot, language = place.partition(".")
        if not equals or name not in allowed or (dot and language not in ("zh", "en")):
            raise UsageProblem(
                "--text {item} is not understood",
                help="write it as in {field}.zh=TEXT; fields: {fields}",
                item=item,
                field=allowed[0],
                fields=Message.listed(allowed),
            )
        if isinstance(found.get(name, {} if dot else None), str) or (not dot and name in found):
            raise UsageProblem("--text gives {name} twice", help="give it once, or once in each language", name=name)
        found[name] = {**found.get(name, {}), language: words} if dot else words
    return {name: found[name] for name in allowed if name in found}


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a change is written."""

    dry_run: DryRun = False
    force: Force = False

    def commit(self, session: Session, edit: "PilotEdit", also: "MemoryTree | None" = None) -> ExitCode:
        """Write an edit, or only show its diff with --dry-run; exit code 1 if a new error stopped it."""
        from talentpilot.cli.output import edit_preview as preview
        from talentpilot.cli.output.notes import say_nothing_written

        say = session.translator()
        result = None if self.dry_run else edit.commit(force=self.force, also=also)
        check = edit.check(also) if result is None else result.check
        if result is None:
            sys.stdout.write(preview.change_preview(edit.changes(), edit.attachments()))
        if check.errors and not self.force:
            sys.stderr.write(
                preview.findings_preview(check.errors, session.language) + preview.refusal(len(check.errors), say)
            )
            return ExitCode.FINDINGS
        shown = check.errors if session.quiet else (*check.errors, *check.warnings)
        sys.stderr.write(preview.findings_preview(shown, session.language))
        if result is None:
            say_nothing_written(session)
        else:
            sys.stdout.write(preview.committed(result, say, quiet=session.quiet))
        return ExitCode.FINE


@dataclass(frozen=True, slots=True)
class TitleOptions:
    """The title of what is new, once or by language."""

    title: Annotated[str | None, text_option(help="Title.")] = None
    title_zh: Zh = None
    title_en: En = None

    @property
    def required(self) -> "Value":
        """The title.

        Raises:
            UsageProblem: none was given.
        """
        from talentpilot.services.recording.values import required

        return required("title", text_of(self, "title"))


@dataclass(frozen=True, slots=True)
class NoteOptions:
    """A remark on a fact, once or by language."""

    note: Annotated[str | None, text_option(help="Note.")] = None
    note_zh: Zh = None
    note_en: En = None
