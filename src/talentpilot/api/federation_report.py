"""A report over a federation: rendered in memory, written to a folder, or issued with its lock."""

import logging
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.report import RenderedReport
from talentpilot.model.periods import Cadence
from talentpilot.report.federation import federation_publication
from talentpilot.report.publish import USUAL_FORMS
from talentpilot.report.views.federation import FederationSource, federation_view
from talentpilot.services.federation.issuing import issue_federation_report
from talentpilot.services.federation.members import OpenFederation
from talentpilot.services.federation.reporting import (
    FederationReportRequest,
    chosen_federation_languages,
    gather_federation_source,
    narrow_federation,
)
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import chosen_edition, days_of_report

_LOG = logging.getLogger("talentpilot")


@checks_arguments
@dataclass(frozen=True, slots=True)
class FederationReport(RenderedReport):
    """The report on many ledgers."""

    _opened: OpenFederation
    _source: FederationSource

    def issue(self, *forms: str, allow_missing: bool = False, force: bool = False) -> tuple[Path, ...]:
        """Issue the report, once: write it into `reports/` of the federation, with the lock in its manifest.

        Raises:
            UsageProblem: it has been issued already, there is no such form, own templates are not trusted, a ledger is
                missing without `allow_missing`, or `force` is not given while the period is not over or files are not
                committed.
            MissingExtra: a form needs a part that is not installed.
            StorageProblem: the disk refuses; nothing is left then.
        """
        options = self._options(forms or USUAL_FORMS)
        replace(self._templates, issuing=True).folders(self._opened.root, options.warned)
        return tuple(
            issue_federation_report(
                self._opened, self._source, self._publication, self.languages, options, allow_missing=allow_missing,
                force=force,
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FederationReportSettings:
    """What a report over a federation is asked to be, besides its pilots; None for what is usual."""

    period: str | None
    issued: date | None
    language: str | None
    edition: str | None
    with_pilots: bool


def gather_federation_report(
    opened: OpenFederation,
    asked: FederationReportSettings,
    templates: TemplateChoice,
    view: str | None = None,
    **filters: str | None,
) -> FederationReport:
    """Gather a report over a federation, to be made by the templates of the choice."""
    chosen = [one.id for one in opened.members] if len(opened.members) < opened.every else ()
    scope, selection, ledgers = narrow_federation(view, filters, chosen)
    opened = opened.only(ledgers)
    stated = opened.as_of if opened.as_of != opened.today else None
    days = days_of_report(asked.period, asked.issued, stated, opened.today, Cadence.QUARTERLY)
    request = FederationReportRequest(
        days, scope, selection, chosen_edition(asked.edition), with_pilots=asked.with_pilots
    )
    opened = opened.on(days.as_of)
    source = gather_federation_source(opened, request)
    folders = templates.folders(opened.root, _LOG.warning)
    languages = chosen_federation_languages(asked.language, opened)
    publication = federation_publication(federation_view(source), languages, folders)
    return FederationReport(publication, folders, templates, languages, source.period, source.as_of, opened, source)
