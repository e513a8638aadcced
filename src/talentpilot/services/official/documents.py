"""Gather the official document on a period, from the same figures as the report of that period."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.ledger import Unreadable
from talentpilot.report.official.blocks import OfficialDocument
from talentpilot.report.official.length import body_length, shortened
from talentpilot.report.official.progress import progress_document
from talentpilot.report.official.writing import EASED_TOTALS, PeriodWriting
from talentpilot.report.quarterly import file_stem
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.official.annexes import annex_source, progress_annexes
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
    correspondence = correspond(wanted.address, source.programme, usual_address(source), chosen.profile)
    view, words = quarterly_view(source), chosen.profile.words
    rows = annex_source(ledger, source, view, words)
    limit = chosen.profile.body.max_characters if wanted.max_characters is None else wanted.max_characters
    usual, eased = progress_annexes(rows), progress_annexes(rows, domains=True)

    def made(level: int) -> OfficialDocument:
        annexes = eased if level >= EASED_TOTALS else usual
        return progress_document(PeriodWriting(view, words, annexes, level), correspondence)

    document, level = shortened(made, limit)
    return MadeDocument(
        f"{file_stem(view)}-{kind}",
        document,
        chosen,
        body_length(document),
        limit,
        level,
        blanks(correspondence, chosen.profile),
        unknown_parties(correspondence),
        portfolio.unreadable,
        wanted.font_folder,
    )
