"""The Typer application: every command in one visible list, grouped as in the help."""

from collections.abc import Callable

import typer

from talentpilot import __version__
from talentpilot.cli import options
from talentpilot.cli.commands.explain import explain
from talentpilot.cli.commands.new import new
from talentpilot.cli.commands.report import report
from talentpilot.cli.commands.status import status
from talentpilot.cli.commands.validate import validate
from talentpilot.cli.edge import session_command
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

COMMANDS: tuple[tuple[str, str, Callable[..., ExitCode]], ...] = (
    ("Set up", "new", new),
    ("Check", "validate", validate),
    ("Check", "explain", explain),
    ("See", "status", status),
    ("Report", "report", report),
)
"""(group in the help, name, function) of each command."""

app = typer.Typer(
    name="talentpilot",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"talentpilot {__version__}")
        raise typer.Exit


@app.callback(help="Bookkeeping of policy pilots on plain files.")
def start(
    ctx: typer.Context,
    root: options.Root = None,
    as_of: options.AsOf = None,
    color: options.Color = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Say the version."),
) -> None:
    """Keep the shared options for the command that follows."""
    del version
    ctx.obj = Session(root, as_of, color, quiet, verbose)


for _group, _name, _function in COMMANDS:
    app.command(_name, rich_help_panel=_group)(session_command(_function))
