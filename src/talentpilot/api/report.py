"""A periodic report: rendered in memory, written to a folder, or issued."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, overload

from talentpilot.api.arguments import checks_arguments
from talentpilot.diagnostics import LanguageChoice, Message
from talentpilot.errors import UsageProblem
from talentpilot.model.base import Language
from talentpilot.model.ledger import Unreadable
from talentpilot.model.periods import Period
from talentpilot.report.document import Publication
from talentpilot.report.publish import FORMS, USUAL_FORMS, RenderOptions
from talentpilot.report.quarterly import quarterly_publication
from talentpilot.report.separate_process import publish_within_limits
from talentpilot.report.trust import TemplateTrust
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.issuing import issue_report
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.report_files import TemplateChoice
from talentpilot.services.reporting import ReportRequest, chosen_languages, gather_source
from talentpilot.store.writer import make_folder, write_file

_LOG = logging.getLogger("talentpilot")
_LOG.addHandler(logging.NullHandler())

TextForm = Literal["md", "html", "json"]
BinaryForm = Literal["pdf", "docx"]


@checks_arguments
@dataclass(frozen=True, slots=True)
class RenderedReport:
    """The report of a period, in one language or several. Nothing is written until it is asked for.

    What a reader should know, such as characters without a font, is logged as a warning of the logger `talentpilot`.
    `period` is the one that is shown, `as_of` the day of the figures.
    """

    _publication: Publication
    _folders: tuple[Path, ...]
    _templates: TemplateChoice
    languages: tuple[Language, ...]
    period: Period
    as_of: date

    @property
    def name(self) -> str:
        """The beginning of the names of its files, such as `2026Q3-domain-titles`."""
        return self._publication.stem

    @property
    def figures(self) -> dict[str, Any]:
        """Every figure of the report, as in the JSON form."""
        document: dict[str, Any] = json.loads(self._publication.figures())
        return document

    @overload
    def render(self, form: TextForm) -> str: ...

    @overload
    def render(self, form: BinaryForm) -> bytes: ...

    def render(self, form: TextForm | BinaryForm) -> str | bytes:
        """Return the report in a form and its first language. Markdown links to charts, which `files` returns too.

        Raises:
            UsageProblem: there is no such form.
            MissingExtra: the form needs a part that is not installed.
        """
        first = replace(self._publication, documents=self._publication.documents[:1])
        content = dict(publish_within_limits(first, self._options((form,))))[_name_of(first, form)]
        return content if form in ("pdf", "docx") else content.decode("utf-8")

    def files(self, *forms: str) -> Mapping[str, bytes]:
        """Return the files of the report by name, charts included, in every language. Default: md and pdf.

        Raises:
            UsageProblem: there is no such form.
            MissingExtra: a form needs a part that is not installed.
        """
        return dict(publish_within_limits(self._publication, self._options(forms or USUAL_FORMS)))

    def write(self, folder: str | Path, *forms: str) -> tuple[Path, ...]:
        """Write the files of the report into a folder; a file that is there is replaced. Default: md and pdf.

        Raises:
            UsageProblem: there is no such form.
            MissingExtra: a form needs a part that is not installed; nothing is written.
            StorageProblem: the disk refuses.
        """
        files = {Path(folder) / name: data for name, data in self.files(*forms).items()}
        for path, data in files.items():
            make_folder(path.parent)
            write_file(path, data)
        return tuple(files)

    def _options(self, forms: Sequence[str]) -> RenderOptions:
        unknown = next((form for form in forms if form not in FORMS), None)
        if unknown is not None:
            raise UsageProblem(
                "there is no format {form}",
                help="write one or several of {forms}, such as md,pdf",
                form=unknown,
                forms=Message.listed(FORMS),
            )
        return RenderOptions(tuple(forms), True, self._folders, lambda _: None, _LOG.warning)


@checks_arguments
@dataclass(frozen=True, slots=True)
class LedgerReport(RenderedReport):
    """The report on a ledger; `unreadable` is what could not be read of the pilots that are shown."""

    _ledger: OpenLedger
    _source: Source
    unreadable: tuple[Unreadable, ...]

    def issue(self, *forms: str, force: bool = False) -> tuple[Path, ...]:
        """Issue the report, once: write it into `reports/` of the ledger with the manifest that proves it.

        Raises:
            UsageProblem: it has been issued already, there is no such form, own templates are not trusted, or `force`
                is not given while the period is not over or the files are not committed.
            MissingExtra: a form needs a part that is not installed.
            StorageProblem: git can't be asked for the revision, or the disk refuses; nothing is left then.
        """
        options = self._options(forms or USUAL_FORMS)
        ledger = self._ledger.reopened()
        replace(self._templates, issuing=True).folders(ledger.root, options.warned)
        return tuple(issue_report(ledger, self._source, self._publication, self.languages, options, force=force))


def gather_report(
    ledger: OpenLedger,
    request: ReportRequest,
    language: LanguageChoice | None,
    templates: TemplateChoice,
    *,
    brief: bool,
) -> LedgerReport:
    """Gather a report, or its first page alone (`brief`), to be made by the templates of the choice."""
    source, portfolio = gather_source(ledger, request)
    folders = templates.folders(ledger.root, _LOG.warning)
    languages = chosen_languages(language, source.programme)
    publication = quarterly_publication(quarterly_view(source), languages, folders, brief=brief)
    return LedgerReport(
        publication, folders, templates, languages, source.period, source.as_of, ledger, source, portfolio.unreadable
    )


def template_choice(given: str | Path | None, *, trusted: bool) -> TemplateChoice:
    """Return the templates in a folder, and the ledger's own if they are trusted.

    Raises:
        UsageProblem: there is no such folder.
    """
    return TemplateChoice(named_folder(given), TemplateTrust(everything=trusted))


def named_folder(path: str | Path | None) -> Path | None:
    """Return a folder that somebody named.

    Raises:
        UsageProblem: there is none.
    """
    if path is None:
        return None
    folder = Path(path)
    if not folder.is_dir():
        raise UsageProblem("{folder} is not a folder", folder=folder)
    return folder


def _name_of(publication: Publication, form: str) -> str:
    return f"{publication.stem if form == 'json' else publication.documents[0].stem}.{form}"
