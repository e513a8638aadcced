"""`talentpilot verify-report`: check that an issued report is unchanged and comes out the same when made again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.commands.report import TrustTemplates
from talentpilot.cli.output.forms import TextFormat, choose_format
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import LedgerNotFound, UsageProblem

if TYPE_CHECKING:
    from talentpilot.services.progress import Progress
    from talentpilot.services.report_files import TemplateChoice
    from talentpilot.services.verification import ReportVerification

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of an issued report, such as reports/2026Q2.")]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Templates folder that was used when the report was issued."),
]


def verify_report(
    session: Session,
    folder: Folder,
    templates: Templates = None,
    trust_templates: TrustTemplates = False,
    format_: Annotated[TextFormat | None, typer.Option("--format", help="Output format.")] = None,
    output: options.Output = None,
) -> ExitCode:
    """Reproduce an issued report and show what differs, and which of its figures were restated since."""
    from talentpilot.cli.output.delivery import Destination
    from talentpilot.cli.output.verification import render_verification
    from talentpilot.cli.progress import progress
    from talentpilot.cli.trusted_templates import template_choice

    if session.as_of_option is not None:
        raise UsageProblem("--as-of: an issued report states its days itself", help="leave it out")
    if templates is not None and not templates.is_dir():
        raise UsageProblem("--templates {templates} is not a folder", templates=templates)
    choice = template_choice(templates, everything=trust_templates)
    form = choose_format(format_, output, TextFormat.TEXT)
    with progress(quiet=session.quiet) as shown:
        found = _verified(session, folder, choice, shown)
    Destination(session, form, output).write(render_verification(found, form, session.translator()))
    return ExitCode.FINE if found.equal else ExitCode.FINDINGS


def _verified(session: Session, folder: Path, choice: "TemplateChoice", shown: "Progress") -> "ReportVerification":
    """Verify the report in the ledger or the federation named with --root, else in the one that it lies in."""
    from talentpilot.services.federation.verification import verify_federation_report
    from talentpilot.services.ledger import locate_federation
    from talentpilot.services.verification import verify_issued_report

    federation = locate_federation(session.root_option, folder.resolve())
    if federation is not None:
        return verify_federation_report(folder, federation, choice, shown)
    return verify_issued_report(folder, _root_of(session, folder), choice, shown)


def _root_of(session: Session, folder: Path) -> Path:
    """Return the ledger named with --root, else the one that the report lies in, else the one around this folder."""
    from talentpilot.services.ledger import locate_root

    if session.root_option is None:
        try:
            return locate_root(None, folder.resolve())
        except LedgerNotFound:
            pass
    return session.root()
