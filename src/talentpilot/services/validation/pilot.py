"""Validate one pilot in a worker process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from talentpilot.diagnostics import Diagnostic
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.contexts import HistoryContext, PilotSummary, make_context
from talentpilot.rules.engine import run_history_rules, run_pilot_rules
from talentpilot.rules.pilot_summary import summarize_pilot
from talentpilot.store.locations import place_finding, reading_diagnostics
from talentpilot.store.reader import PilotReading, read_pilot
from talentpilot.store.source import SourceFile
from talentpilot.store.tree import MemoryTree, Tree


@dataclass(frozen=True, slots=True)
class CheckedCounts:
    """How much was looked at."""

    files: int = 0
    pilots: int = 0
    milestones: int = 0
    indicators: int = 0
    evidence: int = 0

    def __add__(self, other: "CheckedCounts") -> "CheckedCounts":
        return CheckedCounts(
            self.files + other.files,
            self.pilots + other.pilots,
            self.milestones + other.milestones,
            self.indicators + other.indicators,
            self.evidence + other.evidence,
        )


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """What each process needs to check a pilot. `root` is there where evidence is examined on disk; `touched` where
    only pilots are checked that are among them, or refer to one of them; `revision` names the base; `today` is the real
    day, or None where nothing may depend on it."""

    root: Path | None
    programme: Programme | None
    catalogue: Catalogue | None
    as_of: date
    today: date | None
    unreadable_ids: frozenset[str]
    touched: frozenset[str] | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True)
class PilotTask:
    """A pilot to check: where its files are, and its folder and files at the base where they differ."""

    folder: str
    tree: Tree
    before: tuple[str, MemoryTree] | None = None


@dataclass(frozen=True, slots=True)
class PilotResult:
    """What came of it: not `reported` where the pilot was passed over, so that only its card and its counts are of use;
    `unread_before` where not all of it could be read at the base."""

    folder: str
    diagnostics: tuple[Diagnostic, ...]
    checked: CheckedCounts
    summary: PilotSummary | None
    unreadable: tuple[Unreadable, ...]
    reported: bool = True
    unread_before: bool = False


def check_pilot(worker: WorkerContext, task: PilotTask) -> PilotResult:
    """Everything that is to be said of one pilot, now and beside its base."""
    folder = task.folder
    reading = read_pilot(task.tree, folder, worker.root)
    found = [item for source in reading.sources.values() for item in reading_diagnostics(source, folder, BY_ID)]
    summary = None
    pilot = reading.pilot
    told = worker.touched is None or folder in worker.touched or _refers(pilot, worker.touched)
    if pilot is not None and worker.programme is not None and worker.catalogue is not None:
        context = make_context(
            pilot,
            worker.programme,
            worker.catalogue,
            worker.as_of,
            today=worker.today,
            unreadable_ids=worker.unreadable_ids,
        )
        summary = summarize_pilot(context)
        said = run_pilot_rules(context, ALL_RULES) if told else ()
        found += [place_finding(rule, one, reading.sources[one.file], folder) for rule, one in said]
    before = read_pilot(task.before[1], task.before[0]) if task.before is not None else None
    if before is not None and before.pilot is not None and pilot is not None:
        found += check_history(
            HistoryContext(before.pilot, pilot, worker.as_of, worker.revision), reading.sources, folder
        )
    unread = before is not None and (before.pilot is None or bool(before.unreadable))
    return PilotResult(
        folder, tuple(found) if told else (), _count(reading), summary, reading.unreadable, told, unread
    )  # fmt: skip


def _refers(pilot: Pilot | None, touched: frozenset[str]) -> bool:
    """Whether a pilot names one of those in a `same_as`, or cites a file that lies outside its own folder."""
    if pilot is None:
        return False
    file = pilot.file
    named = [item.same_as for item in file.bottlenecks]
    named += [item.same_as for report in file.reports for item in report.matters]
    if any(name is not None and name.split("/")[0] in touched for name in named):
        return True
    return any(item.path is not None and ".." in item.path.split("/") for item in file.evidence)


def check_history(context: HistoryContext, sources: Mapping[str, SourceFile], folder: str) -> list[Diagnostic]:
    """The rules over then and now; a file that is gone is named by where it stood."""
    found = []
    for rule, one in run_history_rules(context, ALL_RULES):
        source = sources.get(one.file) or SourceFile(f"pilots/{folder}/{one.file}")
        found.append(place_finding(rule, one, source, folder))
    return found


def _count(reading: PilotReading) -> CheckedCounts:
    files = sum(1 for source in reading.sources.values() if source.text is not None)
    pilot = reading.pilot
    if pilot is None:
        return CheckedCounts(files, 1)
    return CheckedCounts(files, 1, len(pilot.milestones), len(pilot.indicators), len(pilot.attachments))
