"""Evaluations of a ledger: rating sheets made and taken back, and the reports on evaluations."""

import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.edit import LedgerEdit
from talentpilot.diagnostics import LanguageChoice
from talentpilot.report.trust import TemplateTrust
from talentpilot.services.evaluation_reports import (
    EvaluationReportRequest,
    WrittenReports,
    issue_evaluation_reports,
    write_evaluation_reports,
)
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.rating_sheets import SheetRequest, WrittenSheets, write_sheets
from talentpilot.services.ratings_import import RatingsRequest, take_ratings
from talentpilot.services.report_files import TemplateChoice, plan_output

_LOG = logging.getLogger("talentpilot")


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerEvaluations:
    """What `Ledger.evaluations` offers. A `subject` is a pilot, or one of its evaluations as `PILOT/NAME`."""

    _opened: OpenLedger

    def make_sheets(
        self,
        subject: str,
        folder: str | Path,
        *,
        reviewers: str | None = None,
        language: LanguageChoice | None = None,
    ) -> WrittenSheets:
        """Write blank rating sheets for the reviewers: a number of them, or their codes with commas.

        Raises:
            UsageProblem: there is no such pilot, or a sheet is there already.
            MissingExtra: the library for workbooks is not installed.
        """
        return write_sheets(self._opened.reopened(), SheetRequest(subject, reviewers, language, Path(folder)))

    def take_sheets(self, request: RatingsRequest) -> LedgerEdit:
        """Return the edit that takes the ratings of completed sheets into an evaluation.

        Raises:
            RatingSheetProblem: lists everything that is wrong, by sheet and cell.
            UsageProblem: there is no such pilot, or the ledger was opened at a revision.
        """
        return LedgerEdit(take_ratings(self._opened.writable(), request))

    def write_report(
        self,
        folder: str | Path,
        subject: str | None = None,
        *,
        forms: str | None = None,
        language: LanguageChoice | None = None,
        edition: Literal["internal", "public"] = "internal",
        issued: date | None = None,
        trust_templates: bool = False,
    ) -> WrittenReports:
        """Write the report on each evaluation of a pilot, or the summary of all evaluations, into a folder.

        `forms` are words with commas, such as `md,pdf`.

        Raises:
            NothingToCheck: there is no such pilot, or no evaluation yet.
            MissingExtra: a form needs a part that is not installed.
        """
        choice = TemplateChoice(None, TemplateTrust(everything=trust_templates))
        request = EvaluationReportRequest(subject, issued, edition)
        plan = plan_output(forms, Path(folder), choice)
        return write_evaluation_reports(self._opened.reopened(), request, language, plan, _LOG.warning)

    def issue_report(
        self,
        subject: str,
        *,
        forms: str | None = None,
        language: LanguageChoice | None = None,
        issued: date | None = None,
        trust_templates: bool = False,
        force: bool = False,
    ) -> WrittenReports:
        """Issue the report on each evaluation of a pilot, once: write it into `reports/` with its manifest.

        Raises:
            UsageProblem: a report has been issued already, or the files are not committed and `force` is not given.
        """
        choice = TemplateChoice(None, TemplateTrust(everything=trust_templates), issuing=True)
        request = EvaluationReportRequest(subject, issued)
        plan = plan_output(forms, None, choice)
        return issue_evaluation_reports(self._opened.reopened(), request, language, plan, _LOG.warning, force=force)
