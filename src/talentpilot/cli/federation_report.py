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
    from talentpilot.diagnostics import Language
    from talentpilot.services.federation.members import OpenFederation
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


def write_federation_report(asked: ManyReports, session: Session, given: FederationOptions, *, issue: bool) -> ExitCode:
    """Write the report over many ledgers; `--view ledger:ID` is the same for one of them."""
    from talentpilot.cli.output.revisions import warner
    from talentpilot.cli.output.written_files import say_written
    from talentpilot.cli.progress import progress
    from talentpilot.report.federation import federation_publication
    from talentpilot.report.views.federation import federation_view
    from talentpilot.services.federation.reporting import FederationReportRequest, gather_federation_source
    from talentpilot.services.portfolio import selection_of
    from talentpilot.services.report_files import plan_output, write_reports
    from talentpilot.services.reporting import chosen_edition

    if issue:
        raise UsageProblem(
            "a report over a federation can't be issued yet", help="leave --issue out, keep files and lock"
        )  # fmt: skip
    if asked.whole_life:
        raise UsageProblem(
            "--whole-life is for one ledger", help="name the folder of the ledger that holds the pilot with --root"
        )
    plan = plan_output(asked.forms, asked.output, asked.templates)
    view, ledger = _ledger_of(asked.view)
    chosen = replace(given, ledger=[ledger]) if ledger is not None else given
    selection = selection_of(view, asked.filters)
    with progress(quiet=session.quiet) as shown:
        opened = chosen.open(session, shown)
        assert opened is not None, "the caller has seen a federation"
        days = _days(opened, asked)
        opened = opened.on(days.as_of)
        request = FederationReportRequest(days, selection, chosen_edition(asked.edition), asked.annex is not None)
        source = gather_federation_source(opened, request)
        options = plan.options(opened.root, shown.began, warner(session.language))
        languages = _languages(asked.language, opened)
        publication = federation_publication(federation_view(source), languages, options.folders)
        written = list(write_reports(publication, plan, options))
    say_written(written, (), source.provenance.trouble)
    return given.code(opened)


def _ledger_of(view: str | None) -> tuple[str | None, str | None]:
    """Return the view without its ledger, and the ledger of `ledger:ID`."""
    if view is not None and view.startswith("ledger:"):
        return None, view.removeprefix("ledger:")
    return view, None


def _days(opened: "OpenFederation", asked: ManyReports) -> "ReportDays":
    from talentpilot.model.periods import Cadence
    from talentpilot.services.days import parse_day
    from talentpilot.services.reporting import days_of_report

    issued: date | None = None if asked.issued is None else parse_day(asked.issued)
    stated = opened.as_of if opened.as_of != opened.today else None
    return days_of_report(asked.period, issued, stated, opened.today, Cadence.QUARTERLY)


def _languages(asked: str | None, opened: "OpenFederation") -> "tuple[Language, ...]":
    """Return the languages asked for, or the one of the federation's title: Chinese if it has both."""
    match asked:
        case "zh" | "en":
            return (asked,)
        case "both":
            return "zh", "en"
        case None:
            return ("zh",) if opened.federation.title.speaks("zh") else ("en",)
        case _:
            raise UsageProblem("language {language} is unknown", help="write zh, en or both", language=asked)
