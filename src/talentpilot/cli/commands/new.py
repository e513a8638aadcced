"""The `talentpilot new` command: create a pilot from options or prompts."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli.session import ExitCode, Session, from_here

if TYPE_CHECKING:
    from talentpilot.services.new_pilot import NewPilotLedger, NewPilotRequest, PilotPlan
    from talentpilot.store.new_pilot import NewPilot

_role = partial(typer.Option, rich_help_panel="Organizations (by id)")


@dataclass(frozen=True, slots=True)
class NewPilotOptions:
    """The options that describe the new pilot."""

    task: Annotated[str | None, typer.Option("--task", metavar="TASK", help="Task of the catalogue.")] = None
    region: Annotated[
        str | None, typer.Option("--region", metavar="CODE", help="Region code: six digits, or XPCC.")
    ] = None
    title_zh: Annotated[str | None, typer.Option("--title-zh", metavar="TEXT", help="Title in Chinese.")] = None
    title_en: Annotated[str | None, typer.Option("--title-en", metavar="TEXT", help="Title in English.")] = None
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="First day. Default: the first of next month.")
    ] = None
    end: Annotated[
        str | None,
        typer.Option("--end", metavar="DATE", help="Last day. Default: the longest term that the programme allows."),
    ] = None
    lead: Annotated[str | None, _role("--lead", metavar="ORG", help="Lead organization (牵头单位).")] = None
    unit: Annotated[list[str] | None, _role("--unit", metavar="ORG", help="Pilot unit (试点单位). Repeatable.")] = None
    partner: Annotated[
        list[str] | None, _role("--partner", metavar="ORG", help="Partner organization (配合单位). Repeatable.")
    ] = None
    guide: Annotated[str | None, _role("--guide", metavar="ORG", help="Guiding organization (指导单位).")] = None
    organization: Annotated[
        list[str] | None,
        _role("--organization", metavar='"ID KIND REGION NAME"',
            help="Organization to register in programme.yaml. Repeatable.")
    ] = None  # fmt: skip

    def request(self, pilot: str | None) -> "NewPilotRequest":
        """Return the request that the options make; `pilot` is the id of the new pilot, if one was given."""
        from talentpilot.services.new_pilot import NewPilotRequest

        units, partners = tuple(self.unit or ()), tuple(self.partner or ())
        return NewPilotRequest(
            pilot, self.task, self.region, self.lead, units, partners, self.guide,
            self.title_zh, self.title_en, self.start, self.end,
        )  # fmt: skip


Id = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="Id and folder of the pilot. Default: the next free one, such as yx-titles-03."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the files without writing them.")]


def new(session: Session, pilot: Id = None, *, starting: NewPilotOptions, dry_run: DryRun = False) -> ExitCode:
    """Create the three files of a pilot. Asks for what is missing on a terminal."""
    from talentpilot.cli.output.notes import say_nothing_written
    from talentpilot.services.new_pilot import plan_pilot

    planned = plan_pilot(*plan(session, pilot, starting))
    if dry_run:
        print_files(planned)
        say_nothing_written(session)
    else:
        planned.write(session.spoken())
        print_next(session, planned.folder, tuple(planned.files), planned.ledger)
    return ExitCode.FINE


def plan(session: Session, pilot: str | None, starting: NewPilotOptions) -> "tuple[NewPilot, NewPilotLedger]":
    """Return the pilot asked for, with the ledger that has its organizations.

    Raises:
        UsageProblem: something is wrong, or missing and nobody there to ask; all of it is named.
    """
    from talentpilot.services.new_pilot import examine, ledger_for_new_pilot

    ledger = ledger_for_new_pilot(session.open_ledger(), starting.organization or ())
    request = starting.request(pilot)
    seen = examine(request, ledger)
    if seen.problems and not seen.wrong() and sys.stdin.isatty():
        from talentpilot.cli.new_pilot_prompts import complete_request

        request, ledger = complete_request(request, ledger, session.translator(""))
        seen = examine(request, ledger)
    return seen.require(), ledger


def print_files(planned: "PilotPlan") -> None:
    """Show what would be written."""
    from talentpilot.services.recording.transaction import FileChange

    change = planned.change
    if change is not None and change.before is not None and change.after is not None:
        sys.stdout.write(FileChange(from_here(planned.programme), change.before, change.after).diff + "\n")
    for name, text in planned.files.items():
        sys.stdout.write(f"# ---- {from_here(planned.folder / name)}\n{text}\n")


def print_next(session: Session, folder: Path, names: Sequence[str], ledger: "NewPilotLedger") -> None:
    """Name what was written, and what to do next."""

    say = session.translator("")
    for item in ledger.registered:
        place = from_here(ledger.root / "programme.yaml")
        sys.stdout.write(f"{place}: {say.text('{id} registered', id=item.id)}\n")
    for name in names:
        sys.stdout.write(f"{from_here(folder / name)}\n")
    if session.quiet:
        return
    root = f" --root {shlex.quote(str(session.root_option))}" if session.root_option else ""
    outcomes, agreement = from_here(folder / "outcomes.yaml"), from_here(folder / "pilot.yaml")
    sys.stdout.write(
        f"\n{say.text('Next:')}\n"
        f"  talentpilot validate {folder.name}{root}\n"
        f"  talentpilot status {folder.name}{root}\n"
        f"  {say.text('edit {file}: choose indicators, fill in their figures', file=shlex.quote(outcomes))}\n"
        f"  {say.text('edit {file}: write the objective', file=shlex.quote(agreement))}\n"
    )
    if not ledger.folders and (settings := _allowing_empty(ledger.root)):
        sys.stdout.write(f"  {say.text('take --allow-empty out of {files}', files=say.listed(settings))}\n")


def _allowing_empty(root: Path) -> list[str]:
    """Return the CI and hook settings that accept an empty ledger, which they should not after the first pilot."""
    from talentpilot.store.new_ledger import repository_top

    top = repository_top(root) or root
    files = [*sorted((top / ".github" / "workflows").glob("ledger*.yml")), top / ".pre-commit-config.yaml"]
    return [from_here(file) for file in files if file.is_file() and b"validate --allow-empty" in file.read_bytes()]
