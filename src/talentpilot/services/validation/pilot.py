"""Validate one pilot in a worker process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from talentpilot.analysis.status import PilotStatus
from talentpilot.diagnostics import Diagnostic, FieldPath
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.contexts import HistoryContext, PilotSummary, make_context
from talentpilot.rules.pilot_summary import summarize_pilot, summary_places
from talentpilot.rules.rule import RuleScope, run_rules
from talentpilot.store.evidence import Digests
from talentpilot.store.locations import Place, locate, place_finding, reading_diagnostics
from talentpilot.store.reader import PilotReading, read_pilot
from talentpilot.store.source import SourceFile
from talentpilot.store.tree import MemoryTree, Tree

PlaceKey = tuple[str, FieldPath, bool]
"""A file, a path in it, and whether the place is that of the key instead of the value."""


@dataclass(frozen=True, slots=True)
class CheckedCounts:
    """How many files and objects were checked."""

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


class WorkerContext(NamedTuple):
    """What a process needs to check a pilot.

    `root` is None if evidence files are not read from disk. If `touched` is given, only the pilots in it and those that
    refer to one of them are checked. `revision` is the base. `today` is the present day, None if the result must not
    depend on it.
    """

    root: Path | None
    programme: Programme | None
    catalogue: Catalogue | None
    as_of: date
    today: date | None
    unreadable_ids: frozenset[str]
    touched: frozenset[str] | None = None
    revision: str = ""
    taken: Digests | None = None


class PilotTask(NamedTuple):
    """A pilot to check, its files, and its id and files at the base if they differ."""

    pilot_id: str
    tree: Tree
    before: tuple[str, MemoryTree] | None = None


class PilotResult(NamedTuple):
    """The result of checking one pilot.

    A pilot that `--changed` skips is not `reported`: it has a summary and counts, but no findings. `unread_before` is
    true if the pilot could not be read completely at the base. `places` holds the places that ledger-wide rules can
    name, so that the pilot needn't be read again for them.
    """

    pilot_id: str
    diagnostics: tuple[Diagnostic, ...]
    checked: CheckedCounts
    summary: PilotSummary | None
    unreadable: tuple[Unreadable, ...]
    reported: bool = True
    unread_before: bool = False
    places: Mapping[PlaceKey, Place] = {}


def check_pilot(
    worker: WorkerContext, task: PilotTask, reading: PilotReading | None = None, status: PilotStatus | None = None
) -> PilotResult:
    """Check one pilot, and compare it with the base; `reading` and `status` save reading and rating it again."""
    pilot_id = task.pilot_id
    reading = reading or read_pilot(task.tree, pilot_id, worker.root, taken=worker.taken)
    found = [item for source in reading.sources.values() for item in reading_diagnostics(source, pilot_id, BY_ID)]
    summary = None
    pilot = reading.pilot
    reported = worker.touched is None or pilot_id in worker.touched or _refers(pilot, worker.touched)
    if pilot is not None and worker.programme is not None and worker.catalogue is not None:
        context = make_context(
            pilot,
            worker.programme,
            worker.catalogue,
            worker.as_of,
            today=worker.today,
            unreadable_ids=worker.unreadable_ids,
            status=status,
        )
        summary = summarize_pilot(context)
        findings = run_rules(RuleScope.PILOT, context, ALL_RULES) if reported else ()
        found += [place_finding(rule, item, reading.sources, pilot_id) for rule, item in findings]
    before = read_pilot(task.before[1], task.before[0]) if task.before is not None else None
    if before is not None and before.pilot is not None and pilot is not None:
        found += check_history(
            HistoryContext(before.pilot, pilot, worker.as_of, worker.revision), reading.sources, pilot_id
        )
    return PilotResult(
        pilot_id,
        tuple(found) if reported else (),
        _count(reading),
        summary,
        reading.unreadable,
        reported,
        unread_before=before is not None and (before.pilot is None or bool(before.pilot.unreadable)),
        places=_places(summary, reading) if summary is not None else {},
    )


def _places(summary: PilotSummary, reading: PilotReading) -> dict[PlaceKey, Place]:
    return {
        (file, path, on_key): locate(reading.sources[file], path, summary.folder, on_key=on_key)
        for file, path, on_key in summary_places(summary)
        if file in reading.sources
    }


def _refers(pilot: Pilot | None, touched: frozenset[str]) -> bool:
    """Return whether a pilot names one of those in a `same_as`, or cites a file outside its own folder."""
    if pilot is None:
        return False
    file = pilot.file
    named = [item.same_as for item in file.bottlenecks]
    named += [item.same_as for report in file.reports for item in report.matters]
    if any(name is not None and name.split("/")[0] in touched for name in named):
        return True
    return any(item.path is not None and ".." in item.path.split("/") for item in file.evidence)


def check_history(context: HistoryContext, sources: Mapping[str, SourceFile], pilot_id: str) -> list[Diagnostic]:
    """Run the rules that compare a pilot with the base; a finding in a removed file names the file's old path."""
    found = []
    for rule, item in run_rules(RuleScope.HISTORY, context, ALL_RULES):
        removed = {item.file: SourceFile(f"pilots/{pilot_id}/{item.file}")}
        found.append(place_finding(rule, item, {**removed, **sources}, pilot_id))
    return found


def _count(reading: PilotReading) -> CheckedCounts:
    files = sum(1 for source in reading.sources.values() if source.text is not None)
    pilot = reading.pilot
    if pilot is None:
        return CheckedCounts(files, 1)
    return CheckedCounts(files, 1, len(pilot.milestones), len(pilot.indicators), len(pilot.attachments))
