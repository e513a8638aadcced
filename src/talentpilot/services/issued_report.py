"""An issued report: its manifest, the pilots it covers, and the ledger that it was made from."""

from pathlib import Path

from talentpilot.analysis.portfolio import PilotSelection
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.report.manifest import MANIFEST, Manifest, parse_manifest
from talentpilot.services.portfolio import selection_of
from talentpilot.store.git.history import recover
from talentpilot.store.git.revision import LedgerSource
from talentpilot.store.issued_reports import read_plain


def is_issued_report(folder: Path) -> bool:
    """Return whether the folder is that of an issued report."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a folder.

    Raises:
        UsageProblem: there is none, or it can't be read.
    """
    content = read_plain(folder / MANIFEST)
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
    books = recover(root, manifest.inputs, manifest.revision).books
    if books is None:
        raise StorageProblem(
            "the ledger that {report} was made from is neither in the files nor in any commit searched",
            help="git fetch --unshallow --tags brings the commits that a shallow clone lacks",
            report=manifest.name,
        )
    return books
