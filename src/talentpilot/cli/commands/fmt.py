"""`talentpilot fmt`: the canonical form of the ledger's files; prose and comments stay."""

import sys
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.session import ExitCode, Session


def fmt(
    session: Session,
    pilots: Annotated[
        list[str] | None,
        typer.Argument(metavar="PILOT", help="Pilots whose files to format. Default: the whole ledger."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ENCODING",
            help="Encoding of files that are not UTF-8, such as gb18030; they are converted.",
        ),
    ] = None,
    dry_run: options.DryRun = False,
) -> ExitCode:
    """Rewrite dates, digits, encoding, line ends and the order of keys in canonical form. Prose is never changed."""
    from talentpilot.cli.output.edit_preview import change_preview, formatted_text, unreadable_text
    from talentpilot.services.formatting import formatted_files, write_formatted
    from talentpilot.services.recording.transaction import FileChange

    ledger, say = session.open_ledger(for_figures=False), session.translator("")
    writes = not (check or dry_run)
    if writes:
        files = write_formatted(ledger.root, pilots or (), encoding, ledger.progress)
    else:
        files = formatted_files(ledger.root, pilots or (), encoding)
    changes = [
        FileChange(file.path, file.before, file.form.content) for file in files if file.form.content != file.before
    ]
    if dry_run:
        sys.stdout.write(change_preview(changes))
    if not (session.quiet or dry_run):
        sys.stdout.write(formatted_text(files, say, writes=writes))
    sys.stderr.write(unreadable_text(files, say))
    unread = any(file.form.problem is not None for file in files)
    return ExitCode.FINDINGS if unread or (check and changes) else ExitCode.FINE
