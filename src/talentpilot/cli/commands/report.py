"""`talentpilot report`: the report of a period, as Markdown and PDF, with its charts."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from talentpilot.cli import options
from talentpilot.cli.exits import ExitCode
from talentpilot.cli.session import Session

Period = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help="2026Q3, 2026H1, 2026-09 or 2026; the last complete one."),
]
Language = Annotated[
    str | None, typer.Option("--lang", metavar="LANG", help="zh, en or both; the programme's first language.")
]
Forms = Annotated[str | None, typer.Option("--format", metavar="FORMS", help="md, pdf, or both as md,pdf; both.")]
Place = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="A folder, or one file; build/out here.")
]
Issued = Annotated[
    str | None,
    typer.Option("--issued", metavar="DATE", help="The day of issue, up to which unit reports count; today."),
]
Templates = Annotated[
    Path | None, typer.Option("--templates", metavar="DIR", help="Templates of your own, asked before all others.")
]


def report(
    session: Session,
    period: Period = None,
    view: options.View = None,
    domain: options.DomainFilter = None,
    region: options.RegionFilter = None,
    lead: options.LeadFilter = None,
    light: options.LightFilter = None,
    language: Language = None,
    format_: Forms = None,
    output: Place = None,
    issued: Issued = None,
    templates: Templates = None,
) -> ExitCode:
    """Write the report of a period: figures as of its last day, the units' reports up to the day of issue."""
    from talentpilot.cli.output.reports import plan_output, write_reports
    from talentpilot.cli.output.unreadable import say_unreadable
    from talentpilot.cli.reporting import Asked, chosen_languages, gather_source, narrow
    from talentpilot.report.views.quarterly import quarterly_view

    scope, selection = narrow(view, domain=domain, region=region, lead=lead, light=light)
    plan = plan_output(format_, output, templates)
    source, gathered = gather_source(session, Asked(period, issued, scope, selection))
    languages = chosen_languages(language, source.programme)
    written = write_reports(quarterly_view(source), languages, plan, gathered.root, say=sys.stderr.write)
    for path in written:
        sys.stdout.write(f"{path}\n")
    say_unreadable(gathered.unreadable)
    return ExitCode.FINDINGS if gathered.unreadable else ExitCode.FINE
