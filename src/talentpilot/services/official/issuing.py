"""Issue official documents with the figures that they are made from, and make an issued one again."""

from functools import partial
from pathlib import Path

from talentpilot.errors import ManifestProblem, UsageProblem
from talentpilot.report import templates
from talentpilot.report.document import Publication
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.manifest import Manifest, OfficialForm
from talentpilot.report.official.publication import official_publication
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
from talentpilot.services.progress import Progress
from talentpilot.services.reproduction import source_again
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.issued_reports import FOLDER


def issue_documents(
    ledger: OpenLedger, found: tuple[MadeDocument, ...], options: RenderOptions, *, force: bool = False
) -> tuple[Path, ...]:
    """Issue documents to `reports/NAME/` of the ledger, none if one of them has been issued; return the paths.

    Raises:
        UsageProblem: one is a reminder or has been issued, its profile or fonts lie outside the ledger, or the period
            is not over or the books are not committed and `force` is not given.
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
    manifest: Manifest,
    root: Path,
    books: LedgerSource,
    past: IssuedReports,
    options: RenderOptions,
    shown: Progress,
) -> Publication:
    """Return an issued document with the settings of its manifest, from this ledger.

    Raises:
        ManifestProblem: it asks for what this version does not know.
        DocumentStopped: it can't be made any more.
    """
    form = manifest.official
    assert form is not None
    ledger = OpenLedger(root, books, progress=shown)
    source = source_again(manifest, ledger, past)
    wanted = OfficialRequest(AddressRequest(form.sender, form.to, form.title), None, form.max_characters)
    profile = templates.find(PROFILE, options.folders)
    chosen = read_profile(profile.read_bytes(), str(profile), root)
    kind = next((one for one in DOCUMENTS if one == form.document), None)
    if isinstance(source, EvaluationSource) and form.document == "evaluation":
        return _publication(evaluation_report(source, wanted, chosen, options.folders), source)
    if isinstance(source, Source) and kind is not None:
        return _publication(period_document(ledger, source, kind, wanted, chosen, options.folders), source)
    raise ManifestProblem("manifest.json: there is no official document {kind}", kind=form.document)
