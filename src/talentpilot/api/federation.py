"""`Federation`: the Python API to many ledgers read as one, and the report over them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Unpack

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.filters import PilotFilters, selected
from talentpilot.api.office import LedgerData
from talentpilot.api.report import RenderedReport, template_choice
from talentpilot.diagnostics import LanguageChoice
from talentpilot.errors import LedgerNotFound
from talentpilot.report.federation import federation_publication
from talentpilot.report.publish import USUAL_FORMS
from talentpilot.report.views.federation import FederationSource, federation_view
from talentpilot.services.agenda import Due
from talentpilot.services.comparison import Comparison
from talentpilot.services.data_package.gather import DataRequest
from talentpilot.services.evaluation import EvaluationResults
from talentpilot.services.explain import LocatedExplanation
from talentpilot.services.federation.exports import gather_federation_data, gather_federation_tables
from talentpilot.services.federation.lock import LedgerState, ledger_states, lock_of, write_lock
from talentpilot.services.federation.members import LockUse, Member, OpenFederation, open_federation
from talentpilot.services.federation.portfolio import FederationPortfolio, gather_federation
from talentpilot.services.federation.queries import (
    compare_federation,
    evaluate_federation,
    explain_in_federation,
    gather_federation_due,
    gather_federation_list,
)
from talentpilot.services.federation.reporting import (
    chosen_federation_languages,
    gather_federation_source,
    issue_federation_report,
    narrow_federation,
)
from talentpilot.services.federation.validation import FederationValidation, validate_federation
from talentpilot.services.federation.verification import verify_federation_report
from talentpilot.services.ledger import locate_federation, system_clock
from talentpilot.services.lists import FactList, ListName, list_called
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest
from talentpilot.services.progress import SILENT
from talentpilot.services.reporting import ReportRequest, chosen_edition
from talentpilot.services.verification import ReportVerification

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


@checks_arguments
@dataclass(frozen=True, slots=True)
class Federation:
    """The ledgers that a federation.yaml names, read as one. Pilots have their ledger's prefix: `js:yx-titles-01`.

    A ledger that can't be read is not an error here: `missing` names it, with the reason.
    """

    _opened: OpenFederation

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        as_of: date | None = None,
        revision: str | None = None,
        lock: LockUse = LockUse.AUTO,
        ledgers: Sequence[str] = (),
        today: date | None = None,
    ) -> "Federation":
        """Open the federation in a folder, or some of its `ledgers`.

        `revision` reads federation.yaml and its lock as they stood at a git revision. `lock` says whether the ledgers
        are read by federation.lock. `today` replaces the computer's clock.

        Raises:
            LedgerNotFound: the folder holds no federation.yaml.
            LedgerUnreadable: federation.yaml or the shared catalogue can't be read.
            UsageProblem: the lock is required, and there is none or it no longer fits.
        """
        root = locate_federation(Path(folder), Path(folder))
        if root is None:
            raise LedgerNotFound("no federation.yaml in {folder}", folder=folder, help="name its folder")
        clock = system_clock if today is None else lambda _: today
        return cls(open_federation(root, revision=revision, as_of=as_of, use=lock, only=ledgers, clock=clock))

    @property
    def ledgers(self) -> tuple[Member, ...]:
        """The ledgers that can be read."""
        return self._opened.read

    @property
    def missing(self) -> tuple[Member, ...]:
        """The ledgers that can't be read, each with the reason."""
        return self._opened.missing

    def portfolio(self, **filters: Unpack[PilotFilters]) -> FederationPortfolio:
        """Return the status of the selected pilots: all of them as `whole`, and ledger by ledger.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: there is no such view or light.
        """
        return gather_federation(self._fresh(), selected(**filters))

    def facts(self, name: ListName, **filters: Unpack[PilotFilters]) -> FactList:
        """List the facts of one kind over all pilots and years, as `Ledger.facts` does.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: there is no such list, view or light.
        """
        return gather_federation_list(self._fresh(), list_called(name), selected(**filters))

    def office_tables(
        self,
        *names: str,
        period: str | None = None,
        language: LanguageChoice = "zh",
        edition: Literal["internal", "public"] = "internal",
        **filters: Unpack[PilotFilters],
    ) -> OfficeTables:
        """Return office tables with the ledger as their first column, as `Ledger.office_tables` does for one ledger.

        Raises:
            UsageProblem: there is no such table or period.
            NothingToCheck: the filters match no pilot.
        """
        request = TableRequest(selected(**filters), names, period, language, edition)
        return gather_federation_tables(self._fresh(), request)

    def data(
        self, *, edition: Literal["internal", "public"] = "internal", **filters: Unpack[PilotFilters]
    ) -> LedgerData:
        """Return the tables for analysts with the ledger first in every key, as `Ledger.data` does for one ledger.

        Raises:
            NothingToCheck: the filters match no pilot.
            LedgerUnreadable: two things of a kind have the same id in a ledger.
        """
        return LedgerData(gather_federation_data(self._fresh(), DataRequest(selected(**filters), edition)))

    def validate(self) -> FederationValidation:
        """Return the findings of each ledger, and of the rules N between them."""
        return validate_federation(self._fresh(), processors=1)

    def due(self, *, within: int = 90, owner: str | None = None, **filters: Unpack[PilotFilters]) -> Due:
        """Return what is overdue or falls due within some days."""
        return gather_federation_due(self._fresh(), selected(**filters), within, owner)

    def diff(
        self, *, since: date | None = None, revisions: str | None = None, **filters: Unpack[PilotFilters]
    ) -> Comparison:
        """Compare two days, or two revisions `A..B` of the federation's own repository."""
        return compare_federation(self._fresh(), revisions, since, selected(**filters))

    def explain(self, subject: str) -> LocatedExplanation:
        """Explain `js:PILOT`, `js:PILOT/M3` and so on, down to the line in that ledger."""
        return explain_in_federation(self._fresh(), subject)

    def evaluate(self, subject: str | None = None) -> EvaluationResults:
        """Return the evaluations of all pilots, or of `js:PILOT`."""
        return evaluate_federation(self._fresh(), subject)

    def report(
        self,
        period: str | None = None,
        *,
        language: LanguageChoice | None = None,
        edition: Literal["internal", "public"] = "internal",
        issued: date | None = None,
        templates: str | Path | None = None,
        trust_templates: bool = False,
        annex: bool = False,
        **filters: Unpack[PilotFilters],
    ) -> FederationReport:
        """Gather the report of a period over all ledgers; `annex` lists every pilot, `view` may be `ledger:js`.

        Everything else is as in `Ledger.report`.

        Raises:
            NothingToCheck: the filters match no pilot.
            UsageProblem: the period has not begun, or the days, the filters or the view contradict each other.
        """
        choice = template_choice(templates, trusted=trust_templates)
        opened = self._fresh()
        chosen = [one.id for one in opened.members] if len(opened.members) < opened.every else ()
        scope, selection, ledgers = narrow_federation(ledgers=chosen, **filters)
        asked = ReportRequest(period, issued, scope, selection, chosen_edition(edition))
        opened, source = gather_federation_source(opened.only(ledgers), asked, with_pilots=annex)
        folders = choice.folders(opened.root, _LOG.warning)
        languages = chosen_federation_languages(language, opened)
        publication = federation_publication(federation_view(source), languages, folders)
        return FederationReport(publication, folders, choice, languages, source.period, source.as_of, opened, source)

    def verify_report(
        self, folder: str | Path, *, templates: str | Path | None = None, trust_templates: bool = False
    ) -> ReportVerification:
        """Make an issued report again from the lock in its manifest, and compare.

        `folder` is relative to the federation.

        Raises:
            UsageProblem: the folder holds no manifest that can be read, or that of a single ledger's report.
        """
        choice = template_choice(templates, trusted=trust_templates)
        root = self._opened.root
        return verify_federation_report(root / folder, root, choice, SILENT)

    def states(self) -> tuple[LedgerState, ...]:
        """Return the state of each ledger: reached, behind the lock, pilots, errors, reports in, newest fact."""
        return ledger_states(self._fresh(), processors=1)

    def write_lock(self) -> Path:
        """Write federation.lock for the ledgers as they were opened, and return its path."""
        return write_lock(self._opened, lock_of(self._fresh()))

    def _fresh(self) -> OpenFederation:
        """Return the same federation with nothing read yet, so that two threads never share what one of them reads."""
        members = tuple(
            replace(item, ledger=item.ledger.reopened()) if item.ledger is not None else item
            for item in self._opened.members
        )
        return replace(self._opened, members=members)
