"""`talentpilot templates …`: which templates make the reports, and copies of them to change."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.output.forms import TableFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.escaping import visible

Given = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Folder with your own templates, which take precedence."),
]
Form = Annotated[TableFormat | None, typer.Option("--format", help="Format of the list.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME", help="Name of a template from the list, or all.")]
Target = Annotated[
    Path | None, typer.Option("--to", metavar="DIR", help="Folder to copy to. Default: templates/ in the ledger.")
]

Listing = Annotated[bool, typer.Option("--list", help="Only list what you have trusted so far.")]
Forget = Annotated[bool, typer.Option("--forget", help="Trust the templates of this ledger no longer.")]


def list_templates(
    session: Session, given: Given = None, format_: Form = None, output: options.Output = None
) -> ExitCode:
    """List the templates, their purpose and origin, and whether a copy is outdated."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.notes import warner
    from talentpilot.cli.output.templates import render_templates
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.errors import LedgerNotFound, UsageProblem
    from talentpilot.report.overrides import listed
    from talentpilot.report.templates import own_folder

    if given is not None and not given.is_dir():
        raise UsageProblem("{--templates} {given} is not a folder", given=given)
    form = choose_format(format_, output, TableFormat.TABLE)
    root: Path | None = None
    try:
        root = session.root()
    except LedgerNotFound:
        if session.root_option is not None:
            raise
    if root is not None:
        template_choice(given, everything=False).folders(root, warner(session.language))
    items = listed(own_folder(root) if root is not None else None, given)
    to = Destination(session, form, output)
    return to.finish(render_templates(items, form, session.translator(""), color=to.color))


def copy_templates(session: Session, names: Names, to: Target = None) -> ExitCode:
    """Copy built-in templates so that you can change them. Existing files are never overwritten."""
    from talentpilot.report.overrides import copies
    from talentpilot.services.templates import write_copies

    for path in write_copies(copies(names), to if to is not None else session.root() / "templates"):
        sys.stdout.write(f"{path}\n")
    return ExitCode.FINE


def trust_templates(session: Session, listing: Listing = False, forget: Forget = False) -> ExitCode:
    """Let reports use the ledger's own templates as they are now. When one changes, this is asked for again."""
    from talentpilot.cli.output.templates import render_trust
    from talentpilot.cli.trusted_templates import trust_file
    from talentpilot.errors import UsageProblem
    from talentpilot.services.templates import forget_templates, trust_templates, trusted_folders

    if listing and forget:
        raise UsageProblem("--list and --forget exclude each other", help="leave one of them out")
    say, file = session.translator(), trust_file()
    if listing:
        lines = [f"{digest} {folder}" for digest, folder in trusted_folders(file).items()]
    elif forget:
        count = forget_templates(file, session.root())
        lines = [say.count("forgotten: {n} entry", "forgotten: {n} entries", count)]
    else:
        lines = render_trust(trust_templates(file, session.root()), say)
    sys.stdout.writelines(f"{visible(line)}\n" for line in lines)
    return ExitCode.FINE
