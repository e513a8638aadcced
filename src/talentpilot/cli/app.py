"""The Typer application: every command in one visible list, grouped as in the help."""

from collections.abc import Callable
from functools import cache

import typer
from typer.main import get_command

from talentpilot import __version__
from talentpilot.cli import options
from talentpilot.cli.command import family_callback, session_command
from talentpilot.cli.commands import federation, ratings, record, templates
from talentpilot.cli.commands.adjust import adjust
from talentpilot.cli.commands.decide import decide
from talentpilot.cli.commands.diff import diff
from talentpilot.cli.commands.due import due
from talentpilot.cli.commands.evaluate import evaluate
from talentpilot.cli.commands.evaluate_report import evaluate_report
from talentpilot.cli.commands.explain import explain
from talentpilot.cli.commands.fmt import fmt
from talentpilot.cli.commands.init import init
from talentpilot.cli.commands.new import new
from talentpilot.cli.commands.remove import remove
from talentpilot.cli.commands.rename import rename
from talentpilot.cli.commands.report import report
from talentpilot.cli.commands.schema import schema
from talentpilot.cli.commands.seal import seal
from talentpilot.cli.commands.status import status
from talentpilot.cli.commands.undo import undo
from talentpilot.cli.commands.validate import validate
from talentpilot.cli.commands.verify_report import verify_report
from talentpilot.cli.help import HelpfulCommand, HelpfulGroup
from talentpilot.cli.session import ExitCode, Session

COMMANDS: tuple[tuple[str, str, Callable[..., ExitCode]], ...] = (
    ("Set up", "init", init),
    ("Set up", "new", new),
    ("Keep the books", "adjust", adjust),
    ("Keep the books", "decide", decide),
    ("Keep the books", "seal", seal),
    ("Keep the books", "fmt", fmt),
    ("Keep the books", "undo", undo),
    ("Keep the books", "rename", rename),
    ("Keep the books", "remove", remove),
    ("Check", "validate", validate),
    ("Check", "explain", explain),
    ("Check", "diff", diff),
    ("See", "status", status),
    ("See", "due", due),
    ("Report", "report", report),
    ("Report", "evaluate", evaluate),
    ("Report", "evaluate-report", evaluate_report),
    ("Report", "verify-report", verify_report),
    ("Exchange", "schema", schema),
)
"""(group in the help, name, function) of each command."""

FAMILIES: tuple[tuple[str, str, str, tuple[tuple[str, str, Callable[..., ExitCode]], ...]], ...] = (
    ("Keep the books", "record", record.HELP, record.RECORDS),
    ("Report", "ratings", ratings.HELP, ratings.RATINGS),
    ("Report", "templates", templates.HELP, templates.TEMPLATES),
    ("Many ledgers", "federation", federation.HELP, federation.FEDERATION),
)
"""(group in the help, name, help, commands below it) of each command that has others below it."""

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


@app.callback(help="Keep the books of policy pilots in plain text files.")
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


for _group, _name, _function in COMMANDS:
    app.command(_name, cls=HelpfulCommand, rich_help_panel=_group)(session_command(_function))

for _group, _name, _help, _members in FAMILIES:
    _family = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=_help)
    family_callback(_family, record.BEFORE if _name == "record" else None)
    for _panel, _member, _function in _members:
        _family.command(_member, cls=HelpfulCommand, rich_help_panel=_panel)(session_command(_function))
    app.add_typer(_family, cls=HelpfulGroup, name=_name, rich_help_panel=_group)


@cache
def program() -> Callable[..., object]:
    """The whole of it, put together once: that takes longer than many a command, and tests call hundreds."""
    return get_command(app)
