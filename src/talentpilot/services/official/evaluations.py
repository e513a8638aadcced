"""Gather the official document on an evaluation, from the same figures as its report."""

from pathlib import Path

from talentpilot.errors import UsageProblem
from talentpilot.report.evaluation import evaluation_publication
from talentpilot.report.official.evaluation import EvaluationWriting, evaluation_document
from talentpilot.report.official.evaluation_annexes import evaluation_annexes
from talentpilot.report.official.length import body_length, demand_length
from talentpilot.report.views.evaluation.inputs import EvaluationSource
from talentpilot.report.views.evaluation.view import evaluation_view
from talentpilot.services.evaluation_reports import EvaluationReportRequest, gather_evaluation_source
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.chinese import demand_chinese
from talentpilot.services.official.correspondence import (
    UsualAddress,
    blanks,
    correspond,
    organization_name,
    unknown_parties,
)
from talentpilot.services.official.documents import MadeDocument, OfficialRequest
from talentpilot.services.official.profiles import ChosenProfile, chosen_profile


def gather_evaluation_documents(
    ledger: OpenLedger, asked: EvaluationReportRequest, wanted: OfficialRequest
) -> tuple[MadeDocument, ...]:
    """Return the document on each evaluation of the pilot named.

    Raises:
        UsageProblem: no pilot is named, or there is no such evaluation, organization or profile.
        DocumentStopped: texts stand in English only, or a body is too long.
    """
    if asked.subject is None:
        raise UsageProblem("an official document is on one pilot's evaluation", help="name the pilot")
    if asked.edition == "public":
        raise UsageProblem("official documents have no public edition", help="leave out --edition public")
    chosen = chosen_profile(ledger, wanted.profile)
    source = gather_evaluation_source(ledger, asked)
    demand_chinese(source.programme, source.catalogue, [item.status for item in source.results])
    return tuple(_document(one, chosen, wanted) for one in source.each())


def _document(source: EvaluationSource, chosen: ChosenProfile, wanted: OfficialRequest) -> MadeDocument:
    view, programme, profile = evaluation_view(source), source.programme, chosen.profile
    (result,) = source.results
    keeper = organization_name(programme.keeper, programme) if programme.keeper else ""
    usual = UsualAddress(result.evaluation.evaluator.org, keeper)
    directive = programme.directive.number if programme.directive is not None else None
    writing = EvaluationWriting(view, profile.words, directive or "", evaluation_annexes(view))
    address = correspond(wanted.address, programme, usual, profile)
    if wanted.address.sender is None:
        address = correspond(wanted.address, programme.model_copy(update={"documents": None}), usual, profile)
    document = evaluation_document(writing, address)
    limit = profile.body.max_characters if wanted.max_characters is None else wanted.max_characters
    demand_length(document, limit)
    folders: tuple[Path, ...] = ()
    stem = evaluation_publication(view, ("zh",), folders).stem
    return MadeDocument(
        f"{stem}-official", document, chosen, body_length(document), limit, 0, blanks(document),
        unknown_parties(document), source.unreadable, wanted.font_folder,
    )  # fmt: skip
