"""What a ledger offers to an office: returns, old books, tables and data; official documents, reminders and notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Unpack

from talentpilot.api.arguments import checks_arguments
from talentpilot.api.filters import PilotFilters, selected
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.exchange.data_package.table import Cell
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language
from talentpilot.model.ledger import Unreadable
from talentpilot.report.publish import RenderOptions
from talentpilot.report.trust import TemplateTrust
from talentpilot.report.views.inputs import Scope
from talentpilot.services.agenda import gather_due, pilots_due
from talentpilot.services.data_package.gather import DataPackage, DataRequest, data_files, gather_data, write_data
from talentpilot.services.evaluation_reports import EvaluationReportRequest
from talentpilot.services.importing.books import ImportRequest, import_books
from talentpilot.services.importing.observations import ObservationRequest, import_observations
from talentpilot.services.importing.result import ImportResult
from talentpilot.services.importing.suggest import suggest_mapping
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.notices import WITHIN, Notice, NoticeForm, NoticeScope, notices
from talentpilot.services.office_tables.gather import OfficeTables, TableRequest, gather_tables
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
from talentpilot.services.returns.listing import ReturnList, list_returns
from talentpilot.services.returns.make import MadeRound, MakeRequest, make_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerData:
    """The tables of a ledger on its day. Nothing is written until it is asked for."""

    _package: DataPackage

    @property
    def tables(self) -> Mapping[str, list[dict[str, Cell]]]:
        """The rows by table, each as in the database: `data.tables["observations"][0]["value"]` is exact, a text."""
        return {
            one.table.name: [
                dict(zip((name for name, _, _ in one.table.parts()), row.cells, strict=True)) for row in one.rows
            ]
            for one in self._package.tables
        }

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """What could not be read and is left out."""
        return self._package.unreadable

    def files(self) -> Mapping[str, bytes]:
        """Return the files by name: `ledger.sqlite`, `csv/….csv`, `datapackage.json` and `README.md`."""
        return data_files(self._package)

    def write(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the files into a folder, in which an earlier export is replaced; return their paths.

        Raises:
            UsageProblem: the folder holds something else; nothing is written.
            StorageProblem: the disk refuses; nothing is written.
        """
        return write_data(self._package, Path(folder))


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerImports:
    """Imports: what `Ledger.imports` offers."""

    _opened: OpenLedger

    def books(
        self, mapping: str | Path, *files: str | Path, dry_run: bool = False, partial: bool = False
    ) -> ImportResult:
        """Take old books over by a mapping, each pilot whole or not at all.

        Raises:
            UsageProblem: the mapping has mistakes, a file does not exist, or the ledger was opened at a revision.
        """
        request = ImportRequest(Path(mapping), tuple(map(Path, files)), dry_run, partial)
        return import_books(self._opened.writable(), request)

    def observations(self, *files: str | Path, dry_run: bool = False, correct: bool = False) -> ImportResult:
        """Record the values of long tables, a row a value; `correct` replaces values that differ in the ledger.

        Raises:
            UsageProblem: a file does not exist, or the ledger was opened at a revision.
        """
        return import_observations(
            self._opened.writable(), ObservationRequest(tuple(map(Path, files)), dry_run, correct)
        )

    @staticmethod
    def suggest(book: str | Path) -> str:
        """Return a mapping for an old book, as text to be edited.

        Raises:
            UsageProblem: the file does not exist.
        """
        return suggest_mapping(Path(book))


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerReturns:
    """Returns (填报表): what `Ledger.returns` offers."""

    _opened: OpenLedger

    def make(
        self,
        period: str,
        *,
        units: Sequence[str] = (),
        pilots: Sequence[str] = (),
        language: LanguageChoice = "zh",
        blank_rows: int = 2,
    ) -> MadeRound:
        """Make the workbooks of a period such as `2026Q3`: their names and contents; nothing is written to disk.

        Raises:
            UsageProblem: the period, a unit or a pilot does not exist.
            NothingToCheck: no pilot is asked for a return.
        """
        request = MakeRequest(period, tuple(units), tuple(pilots), language, blank_rows)
        return make_returns(self._opened.reopened(), request)

    def take(
        self,
        *paths: str | Path,
        dry_run: bool = False,
        received: date | None = None,
        evidence: str | Path | None = None,
        correct: bool = False,
        keep_ledger: bool = False,
        strict: bool = False,
        unsigned: bool = False,
    ) -> TakeResult:
        """Record what returned workbooks answer, each pilot whole or not at all.

        Raises:
            UsageProblem: a path does not exist, or the ledger was opened at a revision.
        """
        request = TakeRequest(
            tuple(map(Path, paths)),
            dry_run,
            str(received) if received is not None else None,
            Path(evidence) if evidence is not None else None,
            correct,
            keep_ledger,
            strict,
            unsigned,
        )
        return take_returns(self._opened.writable(), request)

    def list(self, period: str, *, units: Sequence[str] = (), pilots: Sequence[str] = ()) -> ReturnList:
        """List which returns of a period were handed in, when, and what is still open.

        Raises:
            UsageProblem: the period, a unit or a pilot does not exist.
            NothingToCheck: no pilot is asked for a return.
        """
        return list_returns(self._opened.reopened(), period, units, pilots)


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
class OfficeCalls:
    """The calls of `Ledger` that exchange workbooks and tables with an office, or write its documents."""

    __slots__ = ()
    _opened: OpenLedger

    @property
    def returns(self) -> LedgerReturns:
        """The return round: workbooks for the reporting units, out and in."""
        return LedgerReturns(self._opened)

    @property
    def imports(self) -> LedgerImports:
        """Old books taken over, by a mapping or as long tables."""
        return LedgerImports(self._opened)

    def office_tables(
        self,
        *names: str,
        period: str | None = None,
        language: LanguageChoice = "zh",
        edition: Literal["internal", "public"] = "internal",
        **filters: Unpack[PilotFilters],
    ) -> OfficeTables:
        """Return office tables (台账表) such as `tasks` or `bottlenecks` in words. Default: all but the longest two.

        Raises:
            UsageProblem: there is no such table or period.
            NothingToCheck: the filters match no pilot.
        """
        request = TableRequest(selected(**filters), names, period, language, edition)
        return gather_tables(self._opened.reopened(), request)

    def data(
        self, *, edition: Literal["internal", "public"] = "internal", **filters: Unpack[PilotFilters]
    ) -> LedgerData:
        """Return every fact and the state on the day as tables for analysts, each row with its file and line.

        Raises:
            NothingToCheck: the filters match no pilot.
            LedgerUnreadable: two things of a kind have the same id.
        """
        return LedgerData(gather_data(self._opened.reopened(), DataRequest(selected(**filters), edition)))

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
