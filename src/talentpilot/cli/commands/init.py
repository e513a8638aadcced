"""The `talentpilot init` command: create a ledger without overwriting anything."""

import shlex
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.session import ExitCode, Session, from_here
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.i18n.translator import Translator
    from talentpilot.services.new_ledger import LedgerPlan, NewLedgerRequest
    from talentpilot.store.new_ledger import NewLedger

_directive = partial(typer.Option, rich_help_panel="Governing document")


@dataclass(frozen=True, slots=True)
class NewLedgerOptions:
    """The options that describe the new ledger."""

    name: Annotated[
        str | None, typer.Option("--name", metavar="ID", help="Id of the programme. Default: the folder's name.")
    ] = None
    title_zh: Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help="Title in Chinese.")] = None
    title_en: Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help="Title in English.")] = None
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day. Default: the first of this month.")
    ] = None
    end: Annotated[
        str | None, typer.Option("--end", metavar="DATE", help="Last day. Default: 24 months after the first.")
    ] = None
    organization: Annotated[
        list[str] | None,
        typer.Option(
            "--organization", metavar='"ID KIND REGION NAME"',
            help="Organization to register. Repeatable.",
        ),
    ] = None  # fmt: skip
    number: Annotated[str | None, _directive("--number", metavar="NUMBER", help="Document number (发文字号).")] = None
    issuer: Annotated[str | None, _directive("--issuer", metavar="TEXT", help="Issuer of the document.")] = None
    issued: Annotated[str | None, _directive("--issued", metavar="DATE", help="Date of issue.")] = None
    example: Annotated[bool, typer.Option("--example", help="Include a complete fictional pilot as an example.")] = (
        False
    )

    def request(self) -> "NewLedgerRequest":
        """Return the request that the options make."""
        from talentpilot.services.new_ledger import NewLedgerRequest

        return NewLedgerRequest(
            self.name, self.title_zh, self.title_en, self.start, self.end, tuple(self.organization or ()),
            self.number, self.issuer, self.issued, self.example,
        )  # fmt: skip


Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="Folder of the new ledger, created if needed. Default: this folder."),
]
Keep = Annotated[bool, typer.Option("--keep", help="Keep existing files and continue.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing and use the defaults.")]
Git = Annotated[
    bool | None,
    typer.Option("--git/--no-git", help="Begin a git repository in the folder. Default: ask on a terminal, else no."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="List the files without writing them.")]


def init(
    session: Session,
    folder: Folder = None,
    *,
    founding: NewLedgerOptions,
    keep: Keep = False,
    yes: Yes = False,
    git: Git = None,
    dry_run: DryRun = False,
) -> ExitCode:
    """Create a ledger: programme, catalogue, CI workflow, hook, schemas. Asks for what is missing on a terminal."""
    from talentpilot.cli.output.notes import say_nothing_written
    from talentpilot.store.git.repository import create_repository

    say = session.translator("")
    root = choose_folder(session, folder)
    planned = plan(session, root, founding, keep=keep, ask=not yes)
    if dry_run:
        sys.stdout.writelines(f"{from_here(file)}\n" for file in planned.fresh)
        say_nothing_written(session)
        return ExitCode.FINE
    kept = kept_note(planned, say)
    planned.write()
    sys.stdout.writelines(f"{from_here(file)}\n" for file in planned.fresh)
    begun = not planned.in_git and wants_repository(session, git, ask=not yes)
    if begun:
        create_repository(root)
    if not session.quiet:
        commit = f"git add --all && git commit -m '{say.text('Begin the ledger')}'"
        history = "" if planned.in_git else commit if begun else f"git init && {commit}"
        sys.stdout.write(kept + next_steps(planned.ledger, root, history, say))
    return ExitCode.FINE


def wants_repository(session: Session, given: bool | None, *, ask: bool) -> bool:
    """Return whether to begin a git repository: what the option says, else what the person at the terminal answers."""
    from talentpilot.cli.prompts import ask as ask_for
    from talentpilot.cli.prompts import terminal_prompts

    if given is not None or not ask or not sys.stdin.isatty():
        return bool(given)
    say = session.translator()
    question = say.text("Begin a git repository here, which keeps the history of the ledger? [y/n]")
    with terminal_prompts():
        return ask_for(say, question, default="y").casefold() in ("y", "yes", "是", "好")


def choose_folder(session: Session, folder: Path | None) -> Path:
    """Return the folder that becomes a ledger.

    Raises:
        UsageProblem: two were named, it is not a folder, or it is or lies in a ledger already.
    """
    from talentpilot.services.new_ledger import check_folder

    if folder is not None and session.root_option is not None:
        raise UsageProblem(
            "the folder is named twice, {folder} and --root {root}", help="name it once", folder=folder,
            root=session.root_option,
        )  # fmt: skip
    root = (folder or session.root_option or Path()).resolve()
    check_folder(root)
    return root


def plan(session: Session, root: Path, founding: NewLedgerOptions, *, keep: bool, ask: bool) -> "LedgerPlan":
    """Plan the requested ledger; on a terminal, ask for what the options left out."""
    from talentpilot.cli.new_ledger_prompts import ask_for_missing
    from talentpilot.cli.prompts import terminal_prompts
    from talentpilot.services.ledger import DEFAULT_ZONE, date_in
    from talentpilot.services.new_ledger import NewLedgerCheck, plan_ledger

    today = session.requested_day or date_in(DEFAULT_ZONE)
    request = founding.request()
    if not ask or not sys.stdin.isatty():
        return plan_ledger(root, request, today, keep=keep)
    NewLedgerCheck(request, root, today).ledger("")
    with terminal_prompts():
        request, organizations = ask_for_missing(request, root, today, session.translator(""))
    return plan_ledger(root, request, today, organizations, keep=keep)


def kept_note(planned: "LedgerPlan", say: "Translator") -> str:
    """Return what is left as it is, with the lines it would need."""
    said = ""
    for file, lacks in planned.lacking().items():
        kept = say.text("kept as it was: {file}", file=from_here(file))
        said += f"{kept}{say.text('; add to it:')}\n{lacks}\n" if lacks else f"{kept}\n"
    return f"\n{said}" if said else ""


def next_steps(ledger: "NewLedger", root: Path, history: str, say: "Translator") -> str:
    """Return the commands that come next, as they are typed from here."""
    lines = ["", say.text("Next:")]
    if root != Path.cwd():
        lines.append(f"  cd {shlex.quote(from_here(root))}")
    first = f"  talentpilot new        # {say.text('a pilot; asks for what is missing')}"
    check = f"  talentpilot validate   # {say.text('every problem, in one run')}"
    look = f"  talentpilot status     # {say.text('where the pilots stand')}"
    lines += [check, look, first] if ledger.example is not None else [first, check, look]
    if not ledger.official:
        lines.append(say.text("In programme.yaml the title stands for the official one"))
    if history:
        lines.append(say.text("To keep the history: {commands}", commands=history))
    return "\n".join(lines) + "\n"
