"""Gather the official document on a period, from the same figures as the report of that period."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.ledger import Unreadable
from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import OfficialDocument
from talentpilot.report.official.circular import circular_document
from talentpilot.report.official.length import body_length, shortened
from talentpilot.report.official.practices import practices_document
from talentpilot.report.official.progress import progress_document
from talentpilot.report.official.units import units_of
from talentpilot.report.official.writing import EASED_TOTALS, Correspondence, PeriodWriting
from talentpilot.report.quarterly import file_stem
from talentpilot.report.views.inputs import Source
from talentpilot.report.views.quarterly import QuarterlyView, quarterly_view
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.annexes import annex_source, circular_annexes, list_annexes, progress_annexes
from talentpilot.services.official.chinese import demand_chinese
from talentpilot.services.official.correspondence import (
    NO_ADDRESS,
    AddressRequest,
    blanks,
    correspond,
    unknown_parties,
    usual_address,
)
from talentpilot.services.official.profiles import ChosenProfile, chosen_profile
from talentpilot.services.reporting import ReportRequest, gather_source

PeriodDocument = Literal["progress", "circular", "practices"]
DOCUMENTS: tuple[PeriodDocument, ...] = get_args(PeriodDocument)


@dataclass(frozen=True, slots=True)
class OfficialRequest:
    """How an official document is wanted, besides what it is on; None where the profile decides."""

    address: AddressRequest = NO_ADDRESS
    profile: Path | None = None
    max_characters: int | None = None
    font_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document ready to be written: the beginning of its file's name, what is left blank, how it was made shorter.

    `notes` are what its sender should know.
    """

    stem: str
    document: OfficialDocument
    chosen: ChosenProfile
    length: int
    limit: int
    eased: int
    blanks: tuple[str, ...]
    notes: tuple[Message, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    font_folder: Path | None = None


def gather_period_document(
    ledger: OpenLedger, asked: ReportRequest, kind: PeriodDocument, wanted: OfficialRequest
) -> MadeDocument:
    """Return an official document on a period.

    Raises:
        UsageProblem: there is no such period, organization or profile, or a public edition is asked for.
        DocumentStopped: texts stand in English only, or the body stays too long.
    """
    if asked.edition == "public":
        raise UsageProblem("official documents have no public edition", help="leave out --edition public")
    chosen = chosen_profile(ledger, wanted.profile)
    source, portfolio = gather_source(ledger, asked)
    demand_chinese(source.programme, source.catalogue, source.statuses)
    usual = usual_address(source, to_all=kind == "circular")
    correspondence = correspond(wanted.address, source.programme, usual, chosen.profile)
    view = quarterly_view(source)
    make = _maker(ledger, source, view, kind, chosen.profile.words, correspondence)
    limit = chosen.profile.body.max_characters if wanted.max_characters is None else wanted.max_characters
    document, level = shortened(make, limit)
    return MadeDocument(
        f"{file_stem(view)}-{kind}",
        document,
        chosen,
        body_length(document),
        limit,
        level,
        blanks(document),
        unknown_parties(document),
        portfolio.unreadable,
        wanted.font_folder,
    )


def _maker(
    ledger: OpenLedger, source: Source, view: QuarterlyView, kind: PeriodDocument, words: ProfileWords,
    correspondence: Correspondence,
) -> Callable[[int], OfficialDocument]:  # fmt: skip
    """Return how a document of that kind is written at each level of easing."""
    rows = annex_source(ledger, source, view, words)
    match kind:
        case "progress":
            usual, eased = progress_annexes(rows), progress_annexes(rows, domains=True)
            return lambda level: progress_document(
                PeriodWriting(view, words, eased if level >= EASED_TOTALS else usual, level), correspondence
            )
        case "circular":
            units = units_of(source, view)
            annexes = circular_annexes(rows, units)
            return lambda level: circular_document(PeriodWriting(view, words, annexes, level), units, correspondence)
        case "practices":
            annexes = list_annexes(rows)
            return lambda level: practices_document(PeriodWriting(view, words, annexes, level), correspondence)
