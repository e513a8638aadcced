"""`talentpilot report` over a federation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from talentpilot.cli.federation import FederationOptions
from talentpilot.cli.session import ExitCode, Session
from talentpilot.errors import UsageProblem

if TYPE_CHECKING:
    from talentpilot.report.views.federation import FederationSource
    from talentpilot.services.federation.members import OpenFederation
    from talentpilot.services.progress import Progress
    from talentpilot.services.report_files import TemplateChoice
    from talentpilot.services.reporting import ReportDays


@dataclass(frozen=True, slots=True)
class ManyReports:
    """What the options of `report` ask for, over a federation."""

    period: str | None
    view: str | None
    filters: Mapping[str, str | None]
    language: str | None
    forms: str | None
    output: Path | None
    issued: str | None
    edition: str | None
    templates: "TemplateChoice"
    annex: str | None
    whole_life: bool
    force: bool
    brief: bool


def write_federation_report(asked: ManyReports, session: Session, given: FederationOptions, *, issue: bool) -> ExitCode:
    """Write or issue the report over many ledgers; `--view ledger:ID` is the same for one of them."""
    from talentpilot.cli.output.notes import say_written, warner
    from talentpilot.cli.progress import progress
    from talentpilot.report.federation import federation_publication
    from talentpilot.report.views.federation import federation_view
    from talentpilot.services.federation.issuing import issue_federation_report
    from talentpilot.services.federation.reporting import chosen_federation_languages
    from talentpilot.services.report_files import plan_output, write_reports

    _refuse_what_is_for_one_ledger(asked)
    if issue and asked.output is not None:
        raise UsageProblem("--issue writes to reports/ of the federation, so --output has no place beside it")
    plan = plan_output(asked.forms, asked.output, asked.templates)
    with progress(quiet=session.quiet) as shown:
        opened, source = _gathered(asked, session, given, shown)
        options = plan.options(opened.root, shown.began, warner(session.language))
        languages = chosen_federation_languages(asked.language, opened)
        publication = federation_publication(federation_view(source), languages, options.folders)
        if issue:
            written = issue_federation_report(
                opened, source, publication, languages, options, allow_missing=given.allow_missing, force=asked.force
            )
        else:
            written = list(write_reports(publication, plan, options))
    say_written(session, written, (), source.provenance.trouble)
    return given.code(opened)


def _refuse_what_is_for_one_ledger(asked: ManyReports) -> None:
    if asked.whole_life:
        raise UsageProblem(
            "--whole-life is for one ledger", help="name the folder of the ledger that holds the pilot with --root"
        )
    if asked.brief:
        raise UsageProblem("--brief is for one ledger", help="name the folder of a ledger with --root")


def _gathered(
    asked: ManyReports, session: Session, given: FederationOptions, shown: "Progress"
) -> "tuple[OpenFederation, FederationSource]":
    """Return the federation on the day of the figures, and what the report shows."""
    from talentpilot.services.federation.reporting import (
        FederationReportRequest,
        gather_federation_source,
        narrow_federation,
    )
    from talentpilot.services.reporting import chosen_edition

    scope, selection, ledgers = narrow_federation(asked.view, asked.filters, given.ledger or ())
    opened = replace(given, ledger=list(ledgers)).open(session, shown)
    assert opened is not None, "the caller has seen a federation"
    days, edition = _days(opened, asked), chosen_edition(asked.edition)
    opened = opened.on(days.as_of)
    request = FederationReportRequest(days, scope, selection, edition, with_pilots=asked.annex is not None)
    return opened, gather_federation_source(opened, request)


def _days(opened: "OpenFederation", asked: ManyReports) -> "ReportDays":
    from talentpilot.model.dates import parse_day
    from talentpilot.model.periods import Cadence
    from talentpilot.services.reporting import days_of_report

    issued: date | None = None if asked.issued is None else parse_day(asked.issued)
    stated = opened.as_of if opened.as_of != opened.today else None
    return days_of_report(asked.period, issued, stated, opened.today, Cadence.QUARTERLY)
