"""`talentpilot report`: the report of a period, in every form, with its charts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions, ManyReports, write_federation_report
from talentpilot.cli.official import PeriodDocumentOptions, write_period_document
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import optional_day

if TYPE_CHECKING:
    from talentpilot.services.report_files import OutputPlan, TemplateChoice
    from talentpilot.services.reporting import ReportRequest

Period = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help="Period, such as 2026Q3, 2026H1, 2026-09 or 2026. Default: the last complete one.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANG", help="Language of the report: zh, en or both. Default: the programme's languages."
    ),
]
Forms = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMS", help="Comma-separated: md, pdf, docx, html, json. Default: md,pdf."),
]
ForWhom = Annotated[
    str | None, typer.Option("--edition", metavar="EDITION", help="internal or public. Default: internal.")
]
Place = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="Folder or file to write to. Default: build/out.")
]
Issued = Annotated[
    str | None,
    typer.Option("--issued", metavar="DATE", help="Day of issue; unit reports count up to this day. Default: today."),
]
Issue = Annotated[
    bool,
    typer.Option(
        "--issue", help="Issue the report: write it once to reports/PERIOD[-VIEW]/ in the ledger, with its manifest."
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="With --issue, issue it for an unfinished period or from uncommitted files too.")
]
Annex = Annotated[Literal["pilots"] | None, typer.Option("--annex", help="Over a federation, also list every pilot.")]
WholeLife = Annotated[
    bool,
    typer.Option(
        "--whole-life", help="With --view pilot:ID, report on the pilot from its beginning, not only on the period."
    ),
]
Brief = Annotated[
    bool, typer.Option("--brief", help="Only the first page, which says on one page what the whole report says.")
]
Templates = Annotated[
    Path | None,
    typer.Option("--templates", metavar="DIR", help="Folder with your own templates, which take precedence."),
]

TrustTemplates = Annotated[
    bool,
    typer.Option(
        "--trust-templates", help="Use the ledger's own templates whether you have trusted them or not, as CI may."
    ),
]


def report(
    session: Session,
    federated: FederationOptions,
    filters: options.Filters,
    official: PeriodDocumentOptions,
    period: Period = None,
    language: Language = None,
    format_: Forms = None,
    output: Place = None,
    issued: Issued = None,
    issue: Issue = False,
    force: Force = False,
    edition: ForWhom = None,
    templates: Templates = None,
    trust_templates: TrustTemplates = False,
    annex: Annex = None,
    whole_life: WholeLife = False,
    brief: Brief = False,
) -> ExitCode:
    """Write the report of a period, with figures as of its last day and the units' reports up to the day of issue."""
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.services.reporting import ReportRequest, chosen_edition, narrow

    official.demand_layout(session, brief=brief)
    chosen = template_choice(templates, everything=trust_templates, issuing=issue)
    if session.federation_root() is not None:
        named = (period, filters.view, filters.given, language, format_, output, issued, edition)
        many = ManyReports(*named, chosen, annex, whole_life, force, brief)
        return write_federation_report(many, session, federated, issue=issue)
    if annex is not None:
        raise UsageProblem("--annex is for a federation", help="leave it out: the report of a ledger holds its pilots")
    federated.open(session)
    scope, selection = narrow(filters.view, whole_life=whole_life, **filters.given)
    asked = ReportRequest(period, optional_day(issued), scope, selection, chosen_edition(edition))
    if official.layout is not None:
        return write_period_document(session, asked, official, (language, format_, output), chosen, force=force)
    plan = _planned(format_, output, chosen, issue=issue)
    return _write(session, asked, plan, language, issue=issue, force=force, brief=brief)


def _planned(forms: str | None, output: Path | None, templates: "TemplateChoice", *, issue: bool) -> "OutputPlan":
    from talentpilot.services.report_files import plan_output

    if issue and output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    return plan_output(forms, output, templates)


def _write(
    session: Session,
    asked: "ReportRequest",
    plan: "OutputPlan",
    language: str | None,
    *,
    issue: bool,
    force: bool,
    brief: bool,
) -> ExitCode:
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.report.quarterly import quarterly_publication
    from talentpilot.report.views.quarterly import quarterly_view
    from talentpilot.services.issuing import issue_report
    from talentpilot.services.report_files import write_reports
    from talentpilot.services.reporting import chosen_languages, gather_source

    with progress(quiet=session.quiet) as shown:
        ledger = session.open_ledger(shown)
        source, portfolio = gather_source(ledger, asked)
        options = plan.options(portfolio.root, shown.began, warner(session.language))
        languages = chosen_languages(language, source.programme, one_file=plan.stem is not None)
        publication = quarterly_publication(quarterly_view(source), languages, options.folders, brief=brief)
        if issue:
            written = issue_report(ledger, source, publication, languages, options, force=force)
        else:
            written = list(write_reports(publication, plan, options))
    return say_written(session, written, portfolio.unreadable, source.provenance.trouble)
