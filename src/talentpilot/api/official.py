"""What a ledger offers to a document office: official documents, reminders, notices."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Unpack

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.filters import PilotFilters, selected
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language
from talentpilot.report.publish import RenderOptions
from talentpilot.report.trust import TemplateTrust
from talentpilot.report.views.inputs import Scope
from talentpilot.services.agenda import gather_due, pilots_due
from talentpilot.services.evaluation_reports import EvaluationReportRequest
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.notices import WITHIN, Notice, NoticeForm, NoticeScope, notices
from talentpilot.services.official.correspondence import AddressRequest
from talentpilot.services.official.documents import (
    ALL,
    MadeDocument,
    OfficialRequest,
    PeriodDocument,
    gather_evaluation_documents,
    gather_period_document,
    gather_reminders,
)
from talentpilot.services.official.files import document_files, issue_documents, plan_official, write_document
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import ReportRequest, narrow

DocumentForm = Literal["docx", "pdf", "md"]


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """An official document (公文). Nothing is written until it is asked for."""

    _made: MadeDocument
    _ledger: OpenLedger

    @property
    def name(self) -> str:
        """The beginning of the name of its file."""
        return self._made.stem

    @property
    def title(self) -> str:
        """Its title on one line."""
        return self._made.document.name

    @property
    def length(self) -> int:
        """The characters of its body."""
        return self._made.length

    @property
    def blanks(self) -> tuple[str, ...]:
        """What is left to the clerk and to the document office, in Chinese."""
        return self._made.blanks

    @property
    def notes(self) -> tuple[Message, ...]:
        """What its sender should know."""
        return self._made.notes

    def render(self, form: DocumentForm = "docx") -> bytes:
        """Return the document in a form.

        Raises:
            MissingExtra: the PDF needs a part that is not installed.
            UsageProblem: the profile asks for what can't be set.
        """
        return document_files(self._made, (form,)).contents[form]

    def write(self, place: str | Path, *forms: DocumentForm) -> tuple[Path, ...]:
        """Write the document to a file, or in several forms to a folder; return the paths. Default: docx.

        Raises:
            UsageProblem: there is no such form.
            StorageProblem: the disk refuses.
        """
        plan = plan_official(",".join(forms) if forms else None, Path(place))
        return write_document(self._made, plan)[0]

    def issue(self, *forms: DocumentForm, force: bool = False) -> tuple[Path, ...]:
        """Issue the document with its figures and manifest to `reports/` of the ledger, once; return the paths.

        Raises:
            UsageProblem: it is a reminder or has been issued, its profile or fonts lie outside the ledger, or `force`
                is not given and the period is not over or files are not committed.
            StorageProblem: the disk refuses; nothing is left then.
        """
        plan = plan_official(",".join(forms) if forms else None, None)
        options = RenderOptions(plan.forms, True, (), self._ledger.progress.began, lambda _: None)
        return issue_documents(self._ledger, (self._made,), options, force=force)


@checks_arguments
class OfficialCalls:
    """The calls of `Ledger` that write official documents and messages."""

    __slots__ = ()
    _opened: OpenLedger

    def official_document(
        self,
        document: PeriodDocument = "progress",
        *,
        period: str | None = None,
        issued: date | None = None,
        view: str | None = None,
        sender: str | None = None,
        to: str | None = None,
        title: str | None = None,
        max_characters: int | None = None,
        profile: str | Path | None = None,
        font_folder: str | Path | None = None,
        trust_templates: bool = False,
    ) -> LedgerDocument:
        """Return the official document on a period: progress, circular or practices; its body by the ledger's own
        template with `trust_templates`.

        Raises:
            UsageProblem: there is no such period, view, organization or profile.
            DocumentStopped: texts stand in English only, or the body stays too long.
        """
        scope, selection = narrow(view) if view is not None else (Scope(), selected())
        asked = ReportRequest(period, issued, scope, selection)
        wanted = _wanted(
            AddressRequest(sender, to, title), profile, max_characters, font_folder, trusted=trust_templates
        )
        ledger = self._opened.reopened()
        return LedgerDocument(gather_period_document(ledger, asked, document, wanted), ledger)

    def evaluation_documents(
        self,
        subject: str,
        *,
        issued: date | None = None,
        sender: str | None = None,
        to: str | None = None,
        profile: str | Path | None = None,
        trust_templates: bool = False,
    ) -> tuple[LedgerDocument, ...]:
        """Return the official document on each evaluation of a pilot, or on `PILOT/NAME` alone.

        Raises:
            UsageProblem: there is no such evaluation, organization or profile.
            DocumentStopped: texts stand in English only, or a body is too long.
        """
        asked = EvaluationReportRequest(subject, issued)
        wanted = _wanted(AddressRequest(sender, to), profile, trusted=trust_templates)
        ledger = self._opened.reopened()
        return tuple(LedgerDocument(one, ledger) for one in gather_evaluation_documents(ledger, asked, wanted))

    def reminders(
        self,
        owner: str = ALL,
        *,
        within: int | None = None,
        sender: str | None = None,
        profile: str | Path | None = None,
        trust_templates: bool = False,
        **filters: Unpack[PilotFilters],
    ) -> tuple[LedgerDocument, ...]:
        """Return the reminder (催办单) to a unit, or to each; none to a unit that owes nothing.

        Raises:
            UsageProblem: there is no such organization or profile.
            DocumentStopped: texts stand in English only.
        """
        wanted = _wanted(AddressRequest(sender), profile, trusted=trust_templates)
        ledger = self._opened.reopened()
        found = gather_reminders(ledger, selected(**filters), within, owner, wanted)
        return tuple(LedgerDocument(one, ledger) for one in found.made)

    def notices(
        self,
        scope: NoticeScope = "unit",
        form: NoticeForm = "text",
        *,
        within: int = WITHIN,
        owner: str | None = None,
        language: Language = "zh",
        **filters: Unpack[PilotFilters],
    ) -> tuple[Notice, ...]:
        """Return what is due as messages within the limits of the services. Nothing is sent.

        Raises:
            UsageProblem: there is no such organization.
            NothingToCheck: the filters match no pilot.
        """
        ledger = self._opened.reopened()
        due = gather_due(ledger, selected(**filters), within, owner)
        named = {name: status.plan.title for name, status in pilots_due(ledger, due).items()}
        return notices(due, named, scope, form, translator_for(language, "commands"))


def _wanted(
    address: AddressRequest,
    profile: str | Path | None,
    most: int | None = None,
    fonts: str | Path | None = None,
    *,
    trusted: bool,
) -> OfficialRequest:
    given, folder = (Path(one) if one is not None else None for one in (profile, fonts))
    return OfficialRequest(address, given, most, folder, TemplateChoice(None, TemplateTrust(everything=trusted)))
