"""Everything else on the file of a pilot: filings, practices, adoptions, reports, support, publicity, evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from talentpilot.analysis.status import PilotStatus
from talentpilot.report.views.inputs import Names
from talentpilot.services.list_names import ListName
from talentpilot.services.lists import Code, Row, list_of, named
from talentpilot.services.portfolio import Portfolio

FilePart = Literal["filings", "practices", "adoptions", "reports", "incentives", "publicity", "evidence"]


@dataclass(frozen=True, slots=True)
class PilotFacts:
    """The rows of one part of a pilot's file, as known on the day."""

    part: FilePart
    rows: tuple[Row, ...]


def facts_on_file(status: PilotStatus, portfolio: Portfolio) -> tuple[PilotFacts, ...]:
    """Return what is recorded of one pilot besides its steps, indicators and bottlenecks, part by part."""
    alone, names = replace(portfolio, statuses=(status,)), Names(portfolio.programme, portfolio.catalogue)
    return tuple(PilotFacts(part, tuple(_rows(part, status, alone, names))) for part in get_args(FilePart))


def _rows(part: FilePart, status: PilotStatus, alone: Portfolio, names: Names) -> Iterator[Row]:
    match part:
        case "reports":
            yield from _reports(status)
        case "evidence":
            yield from _evidence(status, names)
        case _:
            listed: ListName = part
            for row in list_of(alone, listed).rows:
                yield {key: cell for key, cell in row.items() if key != "pilot"}


def _reports(status: PilotStatus) -> Iterator[Row]:
    for item in sorted(status.pilot.file.reports, key=lambda item: item.period.end):
        if item.submitted <= status.as_of:
            yield {"period": str(item.period), "submitted": item.submitted, "progress": item.progress}


def _evidence(status: PilotStatus, names: Names) -> Iterator[Row]:
    for item in status.pilot.file.evidence:
        if item.date <= status.as_of:
            seen = item.verified if item.verified is not None and item.verified.date <= status.as_of else None
            yield {
                "id": item.id, "title": item.title, "kind": Code(item.kind, "evidence_kind"), "date": item.date,
                "access": Code(item.access, "access"), "place": item.path or item.url,
                "verified": seen.date if seen else None,
                "verified by": named(names.organization, seen.by) if seen else None,
            }  # fmt: skip
