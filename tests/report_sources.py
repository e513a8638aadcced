"""Gathers what a report is made from, for tests of views and forms."""

from datetime import date
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.report.views.inputs import Scope, Source
from talentpilot.report.views.redaction import Edition
from talentpilot.services.ledger import open_ledger
from talentpilot.services.reporting import ReportRequest, gather_source

EVERYTHING = (Scope(), PilotSelection())


def source_of(
    root: Path,
    period: str,
    as_of: str,
    issued: str,
    scope: Scope = EVERYTHING[0],
    selection: PilotSelection = EVERYTHING[1],
    edition: Edition = "internal",
) -> Source:
    """Gather the inputs of a report on the ledger in `root`."""
    asked = ReportRequest(period, date.fromisoformat(issued), scope, selection, edition)
    return gather_source(open_ledger(root, as_of=date.fromisoformat(as_of)), asked)[0]
