"""Issued reports: the manifest of one, the pilots and the ledger behind it, and which reports show a pilot."""

import json
import re
from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.report.manifest import FIGURES, MANIFEST, Manifest, parse_manifest
from talentpilot.services.portfolio import selection_of
from talentpilot.store.git.history import recover
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.issued_reports import issued_report_names, read_issued, read_plain


def is_issued_report(folder: Path) -> bool:
    """Return whether the folder is that of an issued report."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a folder.

    Raises:
        UsageProblem: there is none, or it can't be read.
    """
    content = read_plain(folder, MANIFEST)
    if content is None:
        raise UsageProblem(
            "{folder} holds no manifest.json",
            help="name the folder of an issued report, such as reports/2026Q2",
            folder=folder,
        )
    return parse_manifest(content)


def covered_pilots(manifest: Manifest) -> PilotSelection:
    """Return the pilots that the report is about."""
    subject = manifest.subject
    if subject.evaluation is not None:
        return PilotSelection(pilots=frozenset((subject.evaluation.partition("/")[0],)))
    return selection_of(subject.view, subject.filters or {})


def ledger_of(manifest: Manifest, root: Path) -> LedgerSource:
    """Return the ledger that the report was made from: a revision of the one in `root`, or its files.

    Raises:
        StorageProblem: it is not at hand, or git can't be asked for it.
    """
    source = recover(root, manifest.inputs, manifest.revision).source
    if source is None:
        raise StorageProblem(
            "the ledger that {report} was made from is neither in the files nor in any commit searched",
            help="git fetch --unshallow --tags brings the commits that a shallow clone lacks",
            report=manifest.name,
        )
    return source


def reported_pilots(source: LedgerSource) -> dict[str, str]:
    """Return the ids of the pilots that issued reports show as approved, each with the last such report by name.

    Figures that can't be read are passed over: `verify-report` reports them.
    """
    found: dict[str, str] = {}
    for name in issued_report_names(source, MANIFEST):
        content = read_issued(source, name, FIGURES)
        try:
            pilots = json.loads(content)["pilots"] if content is not None else ()
            found |= {str(pilot["id"]): name for pilot in pilots if pilot["standing"] != "proposed"}
        except (KeyError, RecursionError, TypeError, ValueError):
            continue
    return found


def reports_showing(source: LedgerSource, pilot: str) -> tuple[str, ...]:
    """Return the names of the issued reports, on a period or an evaluation, whose figures name a pilot."""
    named = re.compile(rb'"%b(/[^"]*)?"' % re.escape(pilot.encode()))
    figures = {name: read_issued(source, name, FIGURES) for name in issued_report_names(source, MANIFEST)}
    return tuple(name for name, content in figures.items() if content is not None and named.search(content))
