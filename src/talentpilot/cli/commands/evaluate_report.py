"""`talentpilot evaluate-report`: the reports on evaluations, in every form."""

from functools import partial
from typing import Annotated

import typer

from talentpilot.cli.commands.report import Force, Forms, ForWhom, Language, Place, Templates, TrustTemplates
from talentpilot.cli.official import OfficialOptions, write_evaluation_documents
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import optional_day

Subject = Annotated[
    str | None,
    typer.Argument(
        metavar="PILOT[/NAME]",
        help="Pilot or evaluation; one report for each evaluation. Default: a summary of all pilots.",
    ),
]
Issued = Annotated[str | None, typer.Option("--issued", metavar="DATE", help="Day of issue. Default: today.")]
Issue = Annotated[
    bool,
    typer.Option(
        "--issue",
        help="Issue the report: write it once to reports/evaluation-PILOT-NAME/ in the ledger, with its manifest.",
    ),
]


def evaluate_report(
    session: Session,
    official: OfficialOptions,
    subject: Subject = None,
    format_: Forms = None,
    output: Place = None,
    issued: Issued = None,
    issue: Issue = False,
    edition: ForWhom = None,
    templates: Templates = None,
    trust_templates: TrustTemplates = False,
    language: Language = None,
    force: Force = False,
) -> ExitCode:
    """Write the report on an evaluation, with every score, rating and test, or the summary of all evaluations."""
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.services.evaluation_reports import (
        EvaluationReportRequest,
        issue_evaluation_reports,
        write_evaluation_reports,
    )
    from talentpilot.services.report_files import plan_output

    official.demand_layout(session)
    request = EvaluationReportRequest(subject, optional_day(issued), edition)
    choice = template_choice(templates, everything=trust_templates, issuing=issue)
    if official.layout is not None:
        place = (language, format_, output)
        return write_evaluation_documents(session, request, official, place, choice, force=force)
    if issue and output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    if issue and subject is None:
        raise UsageProblem("--issue wants a pilot")
    plan = plan_output(format_, output, choice)
    work = partial(issue_evaluation_reports, force=force) if issue else write_evaluation_reports
    with progress(quiet=session.quiet) as shown:
        written = work(session.open_ledger(shown), request, language, plan, warner(session.language))
    return say_written(session, written.paths, written.unreadable, written.trouble)
