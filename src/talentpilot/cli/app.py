"""The Typer application: every command in one visible list, grouped as in the help, loaded when it is called."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from typing import NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from talentpilot import __version__
from talentpilot.cli import options
from talentpilot.cli.command import family_callback, session_command
from talentpilot.cli.help import HelpfulCommand, HelpfulGroup, LazyCommands
from talentpilot.cli.session import ExitCode, Session


class Entry(NamedTuple):
    """A command: its group in the help, its name, and its function as `module:function` below `cli.commands`."""

    panel: str
    name: str
    place: str

    @property
    def function(self) -> Callable[..., ExitCode]:
        """The function, imported now: a run of one command loads no other."""
        module, _, function = self.place.partition(":")
        found: Callable[..., ExitCode] = getattr(import_module(f"talentpilot.cli.commands.{module}"), function)
        return found


class Family(NamedTuple):
    """A command that has others below it; `before` are options that may stand before their names as well."""

    panel: str
    name: str
    help: str
    members: tuple[Entry, ...]
    before: type | None = None


COMMANDS = (
    Entry("Set up", "init", "init:init"),
    Entry("Set up", "new", "new:new"),
    Entry("Keep the ledger", "adjust", "adjust:adjust"),
    Entry("Keep the ledger", "decide", "adjust:decide"),
    Entry("Keep the ledger", "seal", "seal:seal"),
    Entry("Keep the ledger", "fmt", "fmt:fmt"),
    Entry("Keep the ledger", "undo", "undo:undo"),
    Entry("Keep the ledger", "rename", "pilot_folders:rename"),
    Entry("Keep the ledger", "remove", "pilot_folders:remove"),
    Entry("Check", "validate", "validate:validate"),
    Entry("Check", "explain", "explain:explain"),
    Entry("Check", "diff", "diff:diff"),
    Entry("See", "status", "status:status"),
    Entry("See", "due", "due:due"),
    Entry("See", "list", "list_facts:list_facts"),
    Entry("Report", "report", "report:report"),
    Entry("Report", "evaluate", "evaluate:evaluate"),
    Entry("Report", "evaluate-report", "evaluate:evaluate_report"),
    Entry("Report", "verify-report", "verify_report:verify_report"),
    Entry("Exchange", "schema", "schema:schema"),
    Entry("Exchange", "import", "import_books:import_books"),
)

_RECORDS = (
    Entry("Steps and indicators", "done", "record.milestones:done"),
    Entry("Steps and indicators", "forecast", "record.milestones:forecast"),
    Entry("Steps and indicators", "observe", "record.indicators:observe"),
    Entry("Bottlenecks and reports", "bottleneck", "record.milestones:bottleneck"),
    Entry("Bottlenecks and reports", "resolve", "record.milestones:resolve"),
    Entry("Bottlenecks and reports", "acceptance", "record.milestones:acceptance"),
    Entry("Bottlenecks and reports", "reopen", "record.milestones:reopen"),
    Entry("Bottlenecks and reports", "report", "record.indicators:period_report"),
    Entry("Evidence", "evidence", "record.evidence:evidence"),
    Entry("Evidence", "verify", "record.evidence:verify"),
    Entry("Practices and support", "practice", "record.evidence:practice"),
    Entry("Practices and support", "adoption", "record.evidence:adoption"),
    Entry("Practices and support", "incentive", "record.milestones:incentive"),
    Entry("Practices and support", "publicity", "record.milestones:publicity"),
)
_RATINGS = (
    Entry("Rating sheets", "make", "ratings:make_sheets"),
    Entry("Rating sheets", "take", "ratings:take_sheets"),
)
_TEMPLATES = (
    Entry("Templates", "list", "templates:list_templates"),
    Entry("Templates", "copy", "templates:copy_templates"),
    Entry("Templates", "trust", "templates:trust_templates"),
)
_RETURNS = (
    Entry("Returns", "make", "returns:return_make"),
    Entry("Returns", "take", "returns:return_take"),
    Entry("Returns", "list", "returns:return_list"),
)
_EXPORTS = (
    Entry("Office tables", "xlsx", "export:export_xlsx"),
    Entry("Office tables", "csv", "export:export_csv"),
    Entry("Data", "data", "export:export_data"),
)
_FEDERATION = (
    Entry("Many ledgers", "lock", "federation:lock"),
    Entry("Many ledgers", "status", "federation:ledgers"),
)
FAMILIES = (
    Family(
        "Keep the ledger",
        "record",
        "Record one dated fact without changing anything else in the file.",
        _RECORDS,
        options.WriteOptions,
    ),
    Family("Report", "ratings", "Write rating sheets for reviewers, or take completed ones into the ledger.", _RATINGS),
    Family(
        "Report",
        "templates",
        "List the templates of the reports, copy them to change them, or trust those of a ledger.",
        _TEMPLATES,
    ),
    Family("Exchange", "export", "Write the tables of an office (台账表), or the data for analysts.", _EXPORTS),
    Family("Exchange", "return", "Send pre-filled workbooks to the reporting units, and take them back.", _RETURNS),
    Family(
        "Many ledgers",
        "federation",
        "Read many ledgers as one: fix their state, and show how each stands.",
        _FEDERATION,
    ),
)

app = typer.Typer(
    name="talentpilot",
    cls=HelpfulGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"talentpilot {__version__}")
        raise typer.Exit


@app.callback(help="Keep the ledger of policy pilots in plain text files.")
def start(
    ctx: typer.Context,
    root: options.Root = None,
    as_of: options.AsOf = None,
    color: options.Color = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    rev: options.Rev = None,
    lang: options.Lang = None,
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Keep the shared options for the command that follows."""
    del version
    ctx.obj = Session(root, as_of, color, quiet, verbose, rev, lang)


@cache
def program() -> TyperGroup:
    """Return the whole program, put together once: that takes longer than many a command, and tests call hundreds."""
    commands = {entry.name: partial(_command, entry) for entry in COMMANDS}
    return _with_commands(app, commands | {family.name: partial(_family, family) for family in FAMILIES})


def _command(entry: Entry) -> object:
    alone = typer.Typer(rich_markup_mode=None, add_completion=False)
    alone.command(entry.name, cls=HelpfulCommand, rich_help_panel=entry.panel)(session_command(entry.function))
    return get_command(alone)


def _family(family: Family) -> object:
    group = typer.Typer(
        name=family.name,
        cls=HelpfulGroup,
        help=family.help,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
    )
    family_callback(group, family.before)
    made = _with_commands(group, {entry.name: partial(_command, entry) for entry in family.members})
    made.rich_help_panel = family.panel
    return made


def _with_commands(group: typer.Typer, makers: Mapping[str, Callable[[], object]]) -> TyperGroup:
    made = get_command(group)
    assert isinstance(made, TyperGroup)
    made.commands = LazyCommands(makers)
    return made
