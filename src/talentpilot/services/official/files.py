"""Write official documents as DOCX, Markdown and PDF; issue them with their figures, and make issued ones again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from talentpilot.diagnostics import Message
from talentpilot.errors import ManifestProblem, UsageProblem
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.manifest import Manifest, OfficialForm
from talentpilot.report.official.publication import OfficialFiles, official_files, official_publication
from talentpilot.report.publish import RenderOptions
from talentpilot.report.quarterly import quarterly_figures
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.report.views.restated_figures import IssuedReports
from talentpilot.services.issuing import issue_evaluation, issue_report, refuse_twice
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.correspondence import AddressRequest
from talentpilot.services.official.documents import (
    DOCUMENTS,
    MadeDocument,
    OfficialRequest,
    evaluation_report,
    period_document,
)
from talentpilot.services.official.profiles import PROFILE, read_profile
from talentpilot.services.report_files import DEFAULT_FOLDER
from talentpilot.services.reproduction import source_again
from talentpilot.store.issued_reports import FOLDER
from talentpilot.store.writer import make_folder, write_file

FORMS = ("docx", "pdf", "md")
_REFUSED: Mapping[str, Message] = {
    "html": Message("a web page can't be an official document: it can't be signed, numbered or filed"),
    "json": Message("the figures of an official document are those of the report: make the report as JSON"),
}


@dataclass(frozen=True, slots=True)
class OfficialPlan:
    """Where a document goes and in which forms; `stem` is None for its usual name."""

    folder: Path
    stem: str | None
    forms: tuple[str, ...]


def plan_official(forms: str | None, output: Path | None) -> OfficialPlan:
    """Return where an official document goes, and in which forms; Word is the usual one.

    Raises:
        UsageProblem: there is no such form, or the name of the file asks for another one.
    """
    wanted = tuple(dict.fromkeys(part.strip() for part in forms.split(","))) if forms is not None else None
    for form in wanted or ():
        _require_form(form)
    ending = output.suffix.lstrip(".").lower() if output is not None else ""
    if output is None or not ending or output.is_dir():
        return OfficialPlan(output or DEFAULT_FOLDER, None, wanted or ("docx",))
    _require_form(ending)
    if wanted is not None and wanted != (ending,):
        raise UsageProblem("{output} is one file, but {--format} asks for {forms}", output=output, forms=forms)
    return OfficialPlan(output.parent, output.stem, (ending,))


def _require_form(form: str) -> None:
    if form in FORMS:
        return
    raise UsageProblem(
        "official documents have no format {form}",
        help=_REFUSED.get(form, Message("write one or several of docx, pdf, md")),
        form=form or "''",
    )


def document_files(made: MadeDocument, forms: tuple[str, ...]) -> OfficialFiles:
    """Return the forms of a document.

    Raises:
        MissingExtra: the PDF needs a part that is not installed.
        UsageProblem: the profile asks for what can't be set, or a font forbids to be embedded.
    """
    return official_files(made.document, made.look, forms)


def write_document(made: MadeDocument, plan: OfficialPlan) -> tuple[tuple[Path, ...], tuple[Message, ...]]:
    """Write the forms of a document; return their paths and what is to be said of them.

    Nothing is written if one of the forms can't be made.

    Raises:
        MissingExtra, UsageProblem: as `document_files` does; or fonts are named without a PDF, which alone holds them.
        StorageProblem: the disk refuses.
    """
    if made.wanted.font_folder is not None and "pdf" not in plan.forms:
        raise UsageProblem(
            "{--font-dir} is for the PDF; the Word document only names its fonts", help="add pdf to {--format}"
        )
    found = document_files(made, plan.forms)
    make_folder(plan.folder)
    files = {plan.folder / f"{plan.stem or made.stem}.{form}": data for form, data in found.contents.items()}
    for path, data in files.items():
        write_file(path, data)
    return tuple(files), found.notes


def length_line(made: MadeDocument) -> str:
    """Return the line that is printed when a document is done; it is in Chinese like the document."""
    limit = f"，上限{made.limit}字" if made.limit else ""
    return f"正文{made.length}字{limit}；附件{len(made.document.annexes)}个；留白：{'、'.join(made.blanks)}"


_STEPS = (
    Message("shortened: finished milestones are counted, not named (annex 1 has them)"),
    Message("shortened: the steps to come are counted by month"),
    Message("shortened: domains in which all pilots are on track share one sentence"),
    Message("shortened: only critical bottlenecks are named"),
    Message("shortened: only the matters shared by most pilots are named"),
    Message("shortened: the domains stand in an annex"),
)


def steps_taken(made: MadeDocument) -> tuple[Message, ...]:
    """Return how a body was made shorter, step by step."""
    return _STEPS[: made.eased]


def issue_documents(
    ledger: OpenLedger, found: tuple[MadeDocument, ...], options: RenderOptions, *, force: bool = False
) -> tuple[Path, ...]:
    """Issue documents to `reports/NAME/` of the ledger, none if one of them has been issued; return the paths.

    Raises:
        UsageProblem: one is a reminder or has been issued, its profile or fonts lie outside the ledger, or the period
            is not over or the ledger is not committed and `force` is not given.
        MissingExtra: a form needs a part that is not installed.
        StorageProblem: the disk refuses; nothing is left then.
    """
    for made in found:
        if made.wanted.profile is not None or made.wanted.font_folder is not None:
            raise UsageProblem(
                "an issued document can be made again from the ledger alone, so its profile and fonts lie there",
                help="leave out {--profile} and {--font-dir}: {profile} of the ledger is used, "
                "and the fonts that it names",
                profile=f"templates/{PROFILE}",
            )
        refuse_twice(ledger.root / FOLDER / made.stem)
    return tuple(path for made in found for path in _issued(ledger, made, options, force=force))


def _issued(ledger: OpenLedger, made: MadeDocument, options: RenderOptions, *, force: bool) -> list[Path]:
    if made.source is None:
        raise UsageProblem("a reminder is not issued: it is edited, signed and numbered first")
    publication, address = _publication(made, made.source), made.wanted.address
    form = OfficialForm(made.kind, address.sender, address.to, address.title, made.wanted.max_characters)
    if isinstance(made.source, EvaluationSource):
        return issue_evaluation(ledger, made.source, publication, ("zh",), options, force=force, official=form)
    return issue_report(ledger, made.source, publication, ("zh",), options, force=force, official=form)


def _publication(made: MadeDocument, source: Source | EvaluationSource) -> Publication:
    """Return a document with the figures that it is made from."""
    if isinstance(source, EvaluationSource):
        figures = evaluation_publication(evaluation_view(source), ("zh",), ()).figures
    else:
        figures = partial(quarterly_figures, quarterly_view(source))
    used = {**made.used, PROFILE: made.chosen.digest}
    return official_publication(made.stem, figures, made.document, made.look, used)


def official_document_again(
    manifest: Manifest, ledger: OpenLedger, past: IssuedReports, options: RenderOptions
) -> Publication:
    """Return an issued document with the settings of its manifest, from this ledger.

    Raises:
        ManifestProblem: it asks for what this version does not know.
        DocumentStopped: it can't be made any more.
    """
    form = manifest.official
    assert form is not None
    source = source_again(manifest, ledger, past)
    wanted = OfficialRequest(AddressRequest(form.sender, form.to, form.title), None, form.max_characters)
    profile = templates.find(PROFILE, options.folders)
    chosen = read_profile(profile.read_bytes(), str(profile), ledger.root)
    kind = next((one for one in DOCUMENTS if one == form.document), None)
    if isinstance(source, EvaluationSource) and form.document == "evaluation":
        return _publication(evaluation_report(source, wanted, chosen, options.folders), source)
    if isinstance(source, Source) and kind is not None:
        return _publication(period_document(ledger, source, kind, wanted, chosen, options.folders), source)
    raise ManifestProblem("manifest.json: there is no official document {kind}", kind=form.document)
