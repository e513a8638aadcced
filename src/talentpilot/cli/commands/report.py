"""`talentpilot report`: the report of a period, in every form, with its charts."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from talentpilot.cli import options
from talentpilot.cli.federated_commands import FederationOptions
from talentpilot.cli.official import PeriodDocumentOptions, write_period_document
from talentpilot.cli.options import language_choice
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import optional_day

if TYPE_CHECKING:
    from talentpilot.services.report_files import TemplateChoice
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


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What the report of a period is to be, besides its pilots."""

    period: Period = None
    language: Language = None
    format_: Forms = None
    output: Place = None
    issued: Issued = None
    issue: Issue = False
    force: Force = False
    edition: ForWhom = None
    templates: Templates = None
    trust_templates: TrustTemplates = False
    annex: Annex = None
    whole_life: WholeLife = False
    brief: Brief = False


def report(
    session: Session,
    federated: FederationOptions,
    filters: options.Filters,
    official: PeriodDocumentOptions,
    given: ReportOptions,
) -> ExitCode:
    """Write the report of a period, with figures as of its last day and the units' reports up to the day of issue."""
    from talentpilot.cli.trusted_templates import template_choice
    from talentpilot.services.reporting import ReportRequest, chosen_edition, narrow

    official.require_layout(session, brief=given.brief)
    templates = template_choice(given.templates, everything=given.trust_templates, issuing=given.issue)
    if session.federation_root() is not None:
        return _write_over_federation(session, federated, filters, given, templates)
    if given.annex is not None:
        raise UsageProblem("--annex is for a federation", help="leave it out: the report of a ledger holds its pilots")
    federated.open(session)
    scope, selection = narrow(filters.view, whole_life=given.whole_life, **filters.given)
    asked = ReportRequest(given.period, optional_day(given.issued), scope, selection, chosen_edition(given.edition))
    if official.layout is not None:
        place = (given.language, given.format_, given.output)
        return write_period_document(session, asked, official, place, templates, force=given.force)
    return _write(session, asked, given, templates)


def _write(session: Session, asked: "ReportRequest", given: ReportOptions, templates: "TemplateChoice") -> ExitCode:
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.report.quarterly import quarterly_publication
    from talentpilot.report.views.quarterly import quarterly_view
    from talentpilot.services.issuing import issue_report
    from talentpilot.services.report_files import plan_output, write_reports
    from talentpilot.services.reporting import chosen_languages, gather_source

    if given.issue and given.output is not None:
        raise UsageProblem("--issue writes to reports/ of the ledger, so --output has no place beside it")
    plan = plan_output(given.format_, given.output, templates)
    with progress(quiet=session.quiet) as shown:
        ledger = session.open_ledger(shown)
        source, portfolio = gather_source(ledger, asked)
        options = plan.options(portfolio.root, shown.began, warner(session.language))
        languages = chosen_languages(language_choice(given.language), source.programme, one_file=plan.stem is not None)
        publication = quarterly_publication(quarterly_view(source), languages, options.folders, brief=given.brief)
        if given.issue:
            written = issue_report(ledger, source, publication, languages, options, force=given.force)
        else:
            written = list(write_reports(publication, plan, options))
    return say_written(session, written, portfolio.unreadable, source.provenance.trouble)


def _write_over_federation(
    session: Session,
    federated: FederationOptions,
    filters: options.Filters,
    given: ReportOptions,
    templates: "TemplateChoice",
) -> ExitCode:
    """Write or issue the report over many ledgers; `--view ledger:ID` is the same for one of them."""
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.report.federation import federation_publication
    from talentpilot.report.views.federation import federation_view
    from talentpilot.services.federation import reporting
    from talentpilot.services.report_files import plan_output, write_reports
    from talentpilot.services.reporting import ReportRequest, chosen_edition

    _refuse_what_is_for_one_ledger(given)
    plan = plan_output(given.format_, given.output, templates)
    with progress(quiet=session.quiet) as shown:
        scope, selection, ledgers = reporting.narrow_federation(filters.view, federated.ledger or (), **filters.given)
        opened = replace(federated, ledger=list(ledgers)).open(session, shown)
        assert opened is not None, "the caller has seen a federation"
        edition, day = chosen_edition(given.edition), optional_day(given.issued)
        asked = ReportRequest(given.period, day, scope, selection, edition)
        opened, source = reporting.gather_federation_source(opened, asked, with_pilots=given.annex is not None)
        options = plan.options(opened.root, shown.began, warner(session.language))
        languages = reporting.chosen_federation_languages(language_choice(given.language), opened)
        publication = federation_publication(federation_view(source), languages, options.folders)
        if given.issue:
            written = reporting.issue_federation_report(
                opened, source, publication, languages, options,
                allow_missing=federated.allow_missing, force=given.force,
            )  # fmt: skip
        else:
            written = list(write_reports(publication, plan, options))
    say_written(session, written, (), source.provenance.trouble)
    return federated.code(opened)


def _refuse_what_is_for_one_ledger(given: ReportOptions) -> None:
    if given.whole_life:
        raise UsageProblem(
            "--whole-life is for one ledger", help="name the folder of the ledger that holds the pilot with --root"
        )
    if given.brief:
        raise UsageProblem("--brief is for one ledger", help="name the folder of a ledger with --root")
    if given.issue and given.output is not None:
        raise UsageProblem("--issue writes to reports/ of the federation, so --output has no place beside it")
