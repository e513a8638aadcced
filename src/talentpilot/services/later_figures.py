"""What the present ledger says of the figures of an issued report."""

import json
from dataclasses import dataclass
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.diagnostics import Message
from talentpilot.errors import LedgerUnreadable, NothingToCheck, UsageProblem
from talentpilot.report.figures_json import Difference, differences
from talentpilot.report.manifest import FIGURES, Manifest, as_written, digest
from talentpilot.report.publish import RenderOptions
from talentpilot.report.views.restated_figures import IssuedReports, RestatedFigure, restatement
from talentpilot.services.issuing import issued_figures
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.portfolio import gather_portfolio
from talentpilot.services.progress import Progress
from talentpilot.services.reproduction import report_again
from talentpilot.store.issued_reports import input_digest, read_plain
from talentpilot.store.reader import pilot_folders
from talentpilot.store.tree import DiskTree

_ORIGIN = ("version", "revision", "inputs")
"""What a document says of its own making, which is no figure."""


@dataclass(frozen=True, slots=True)
class LaterFigures:
    """The figures that the present ledger states otherwise, computed by the present method on both sides.

    `why_not` says why they could not be compared. A periodic report has `restated`, an evaluation `differing`.
    """

    unchanged: bool = False
    why_not: Message | None = None
    restated: tuple[RestatedFigure, ...] = ()
    differing: tuple[Difference, ...] = ()

    @property
    def count(self) -> int:
        """The number of figures that differ; 0 if the ledger is still the one that the report was made from."""
        return len(self.restated) + len(self.differing)


def later_figures(
    folder: Path,
    root: Path,
    manifest: Manifest,
    again: bytes | None,
    past: IssuedReports,
    options: RenderOptions,
    shown: Progress,
) -> LaterFigures:
    """Compare the figures of the report in `folder` with the ledger in `root` as it stands now.

    `again` are the figures made again, from the ledger of then by the present method; None if they could not be made.
    Figures that another method issued can be compared only if they could: otherwise nothing would tell a difference
    of method from a difference of facts.
    """
    disk = DiskTree(root)
    if input_digest(disk, pilot_folders(disk)) == manifest.inputs:
        return LaterFigures(unchanged=True)
    figures = again or figures_as_issued(folder, manifest)
    if figures is None:
        return LaterFigures(
            why_not=Message("neither the figures as issued nor the ledger that they were made from are at hand")
        )
    shown.began("reading the present ledger")
    try:
        if manifest.subject.evaluation is not None:
            now = report_again(manifest, root, disk, past, options, shown).figures()
            found = differences(json.loads(figures), json.loads(now))
            return LaterFigures(differing=tuple(item for item in found if item.place not in _ORIGIN))
        return LaterFigures(restated=_restated(figures, root, disk, manifest, shown))
    except (LedgerUnreadable, NothingToCheck, UsageProblem) as problem:
        return LaterFigures(why_not=problem.message)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return LaterFigures(why_not=Message("figures.json has another shape"))


def figures_as_issued(folder: Path, manifest: Manifest) -> bytes | None:
    """Return the figures in the folder if they are those that were issued, by the present method."""
    content = as_written(FIGURES, read_plain(folder / FIGURES) or b"")
    wanted = manifest.outputs.get(FIGURES)
    return content if manifest.is_present_method and wanted is not None and digest(content) == wanted.sha256 else None


def _restated(
    figures: bytes, root: Path, disk: DiskTree, manifest: Manifest, shown: Progress
) -> tuple[RestatedFigure, ...]:
    report = issued_figures(figures, manifest.name, manifest)
    registered = frozenset(pilot_folders(disk))
    ledger = OpenLedger(root, disk, requested_day=manifest.as_of, progress=shown)
    portfolio = gather_portfolio(ledger, PilotSelection(pilots=frozenset(report.figures) & registered))
    found = restatement(IssuedReports((report,)), portfolio.statuses, portfolio.programme, registered=registered)
    return found.figures
