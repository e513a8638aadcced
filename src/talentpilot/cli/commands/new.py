"""`talentpilot new`: a new pilot in three files that validate, with steps and indicators for its task."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

if TYPE_CHECKING:
    from talentpilot.cli.scaffolding import Books, Wishes
    from talentpilot.model.starters import Choice, Kind

ROLES = "Who carries it (organization ids)"
NEEDED = frozenset(("task", "lead", "units", "region", "start"))
"""What a pilot can't do without and has no default."""


Id = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="Its id and folder; by default the next, such as yx-titles-03."),
]
Task = Annotated[str | None, typer.Option("--task", metavar="TASK", help="The task of the catalogue.")]
Region = Annotated[str | None, typer.Option("--region", metavar="CODE", help="Six digits, or XPCC.")]
Lead = Annotated[str | None, typer.Option("--lead", metavar="ORG", help="牵头单位, lead.", rich_help_panel=ROLES)]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="ORG", help="试点单位, pilot unit; may be given twice.", rich_help_panel=ROLES),
]
Partners = Annotated[
    list[str] | None,
    typer.Option("--partner", metavar="ORG", help="配合单位, partner; any number.", rich_help_panel=ROLES),
]
Guide = Annotated[
    str | None, typer.Option("--guide", metavar="ORG", help="指导单位, guiding unit.", rich_help_panel=ROLES)
]
TitleZh = Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help="Title in Chinese.")]
TitleEn = Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help="Title in English.")]
Start = Annotated[
    str | None, typer.Option("--start", metavar="DATE", help="First day; by default the 1st of next month.")
]
End = Annotated[
    str | None,
    typer.Option("--end", metavar="DATE", help="Last day; by default the longest term, within the programme's."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the files; write nothing.")]


def new(
    session: Session,
    pilot: Id = None,
    *,
    task: Task = None,
    region: Region = None,
    lead: Lead = None,
    unit: Units = None,
    partner: Partners = None,
    guide: Guide = None,
    title_zh: TitleZh = None,
    title_en: TitleEn = None,
    start: Start = None,
    end: End = None,
    dry_run: DryRun = False,
) -> ExitCode:
    """Start a pilot: three files that validate. On a terminal, asks for what is missing."""
    from talentpilot.cli.scaffolding import Wishes, examine
    from talentpilot.store.scaffold import encoded, pilot_files
    from talentpilot.store.writer import create_folder

    books = open_books(session)
    units, partners = tuple(unit or ()), tuple(partner or ())
    wishes = Wishes(pilot, task, region, lead, units, partners, guide, title_zh, title_en, start, end)
    seen = examine(wishes, books)
    if seen.problems and not seen.wrong() and sys.stdin.isatty():
        seen = examine(complete(wishes, books), books)
    made = seen.demand()
    files = pilot_files(made)
    folder = books.root / "pilots" / made.id
    if dry_run:
        print_files(files, folder)
    else:
        create_folder(folder, encoded(files))
        print_next(session, folder, tuple(files))
    return ExitCode.FINE


def open_books(session: Session) -> "Books":
    """The ledger, as far as a new pilot needs it.

    Raises:
        LedgerUnreadable: programme.yaml or catalogue.yaml can't be read.
    """
    from talentpilot.cli.scaffolding import Books
    from talentpilot.store.reader import pilot_folders, read_frame
    from talentpilot.store.tree import DiskTree

    root = session.root()
    tree = DiskTree(root)
    programme, catalogue = read_frame(tree).demand()
    return Books(root, programme, catalogue, session.as_of(programme), pilot_folders(tree))


def print_files(files: Mapping[str, str], folder: Path) -> None:
    """Show what would be written."""
    for name, text in files.items():
        sys.stdout.write(f"# ---- {_shown(folder / name)}\n{text}\n")
    sys.stderr.write("talentpilot: nothing was written (--dry-run)\n")


def print_next(session: Session, folder: Path, names: Sequence[str]) -> None:
    """Name what was written, and what to do next."""
    for name in names:
        sys.stdout.write(f"{_shown(folder / name)}\n")
    if session.quiet:
        return
    root = f" --root {shlex.quote(str(session.root_option))}" if session.root_option else ""
    outcomes, agreement = _shown(folder / "outcomes.yaml"), _shown(folder / "pilot.yaml")
    sys.stdout.write(
        f"\nNext 接下来:\n"
        f"  talentpilot validate {folder.name}{root}\n"
        f"  talentpilot status {folder.name}{root}\n"
        f"  edit {shlex.quote(outcomes)}: choose indicators, fill in their figures 选指标、填数值;\n"
        f"       {shlex.quote(agreement)}: write the objective 写目标\n"
    )


def _shown(path: Path) -> str:
    """The path from here, where it lies below; else in full."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here


def complete(wishes: "Wishes", books: "Books") -> "Wishes":
    """Ask on the terminal for what the wishes leave open.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    asking = Asking(wishes, books)
    # typer leaves the last character of a question to stdout, which may be a file.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            asking.for_choices()
            asking.for_texts()
    except typer.Abort:
        raise KeyboardInterrupt from None
    return asking.wishes


@dataclass(slots=True)
class Asking:
    """A conversation: each answer is checked as an option would be, and asked for again where it is wrong.

    The questions go to stderr, so that the files of a dry run can be piped.
    """

    wishes: "Wishes"
    books: "Books"
    shown: "set[Kind]" = field(default_factory=set)

    def for_choices(self) -> None:
        """Task, roles, region: by number or id."""
        from talentpilot.model.starters import Kind

        self.ask("task", "Task 任务", Kind.TASKS)
        self.ask("lead", "Lead 牵头单位", Kind.ORGANIZATIONS)
        self.ask("units", "Pilot units, one or two 试点单位", Kind.ORGANIZATIONS)
        self.ask("partners", "Partners, Enter for none 配合单位", Kind.ORGANIZATIONS)
        self.ask("guide", "Guiding unit, Enter for none 指导单位", Kind.ORGANIZATIONS)
        home = self.books.programme.organization(self.wishes.units[0])
        self.ask("region", "Region 地区", Kind.REGIONS, default=home.region if home else "")

    def for_texts(self) -> None:
        """Term, title, id: each with a default that Enter takes."""
        from talentpilot.cli.session import parse_day
        from talentpilot.model.starters import default_end, default_start, default_title, next_id

        programme, catalogue = self.books.programme, self.books.catalogue
        first = default_start(programme, self.books.today)
        self.ask("start", "First day 起始日", default=str(first or ""))
        self.ask("end", "Last day 截止日", default=str(default_end(parse_day(self.wishes.start or ""), programme)))
        task, unit = catalogue.task(self.wishes.task or ""), programme.organization(self.wishes.units[0])
        if task is not None and unit is not None:
            title = default_title(task, self.wishes.region or "", unit, programme)
            self.ask("title_zh", "Title in Chinese 中文标题", default=title.zh or "")
            self.ask("title_en", "Title in English 英文标题", default=title.en or "")
            proposed = next_id(self.wishes.lead or "", task.id, catalogue, self.books.folders)
            self.ask("id", "Id 编号", default=proposed)

    def ask(self, name: str, label: str, kind: "Kind | None" = None, *, default: str = "") -> None:
        """Ask for one wish that is still open, until the answer holds."""
        from talentpilot.cli.scaffolding import examine, listing

        if getattr(self.wishes, name):
            return
        choices = self.books.choices(kind) if kind is not None else ()
        if kind is not None and kind not in self.shown:
            self.shown.add(kind)
            sys.stderr.write(f"\n{listing(choices, numbered=True)}\n")
        while True:
            answer: str = typer.prompt(label, default=default, show_default=bool(default), err=True)
            given: dict[str, Any] = {name: _read(name, answer, choices)}
            tried = replace(self.wishes, **given)
            wrong = examine(tried, self.books).wrong()
            if not wrong and (getattr(tried, name) or name not in NEEDED):
                self.wishes = tried
                return
            sys.stderr.write("".join(f"  {problem.text}\n" for problem in wrong))


def _read(name: str, answer: str, choices: "Sequence[Choice]") -> str | tuple[str, ...] | None:
    """An answer as the wish it stands for: numbers of the list become ids; None for nothing."""
    if name not in ("units", "partners"):
        return _chosen(answer.strip(), choices) or None
    words = answer.translate(str.maketrans(",，、", "   ")).split()
    return tuple(_chosen(word, choices) for word in words)


def _chosen(word: str, choices: "Sequence[Choice]") -> str:
    if word.isascii() and word.isdigit() and 1 <= int(word) <= len(choices):
        return choices[int(word) - 1].id
    return word
