"""Validates a ledger: reads each pilot, runs the rules, places and judges what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.cli.parallel import over_pilots
from talentpilot.diagnostics import Diagnostic, Severity
from talentpilot.model.catalogue import Catalogue
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.cards import card_of
from talentpilot.rules.cases import LedgerCase, PilotCard, ProgrammeCase, make_case
from talentpilot.rules.engine import is_waived, run_ledger_rules, run_pilot_rules, run_programme_rules, severity_of
from talentpilot.store.placing import place_finding, reading_diagnostics
from talentpilot.store.reader import Frame, PilotReading, pilot_folders, read_frame, read_pilot
from talentpilot.store.tree import DiskTree


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was looked at."""

    files: int = 0
    pilots: int = 0
    milestones: int = 0
    indicators: int = 0
    evidence: int = 0

    def __add__(self, other: "Checked") -> "Checked":
        return Checked(
            self.files + other.files,
            self.pilots + other.pilots,
            self.milestones + other.milestones,
            self.indicators + other.indicators,
            self.evidence + other.evidence,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, sorted; waived findings are in it, marked."""

    diagnostics: tuple[Diagnostic, ...]
    checked: Checked
    as_of: date
    unreadable: tuple[Unreadable, ...] = ()

    def count(self, severity: Severity) -> int:
        """Findings of that severity which no waiver silences."""
        return sum(1 for item in self.diagnostics if item.severity is severity and not item.waived)

    @property
    def waived(self) -> int:
        """Findings that a waiver silences."""
        return sum(1 for item in self.diagnostics if item.waived)

    def fails(self, *, strict: bool, clock: bool) -> bool:
        """Whether the findings reach the threshold: errors; with `strict` warnings too, but only with `clock` those
        that the passing of days alone can bring."""
        if self.count(Severity.ERROR):
            return True
        warnings = [item for item in self.diagnostics if item.severity is Severity.WARNING and not item.waived]
        return strict and any(clock or not item.by_clock for item in warnings)


@dataclass(frozen=True, slots=True)
class _Job:
    """What each process needs to check a pilot."""

    root: Path
    programme: Programme | None
    catalogue: Catalogue | None
    as_of: date
    is_today: bool
    unreadable_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class _PilotResult:
    folder: str
    diagnostics: tuple[Diagnostic, ...]
    checked: Checked
    card: PilotCard | None
    unreadable: tuple[Unreadable, ...]


def check_ledger(root: Path, as_of: date, *, is_today: bool, only: Sequence[str] = ()) -> Verdict:
    """Check the ledger in `root`, or the pilots named in `only`; nothing is written anywhere."""
    tree = DiskTree(root)
    frame = read_frame(tree)
    every = pilot_folders(tree)
    folders = tuple(name for name in every if name in only) if only else every
    job = _Job(root, frame.programme, frame.catalogue, as_of, is_today, frame.unreadable_ids)
    results = list(over_pilots(partial(_check_pilot, job), folders))
    found = [item for result in results for item in result.diagnostics]
    found += _check_frame(frame, as_of)
    if frame.programme is not None and frame.catalogue is not None:
        cards = tuple(result.card for result in results if result.card is not None)
        whole = not only and len(cards) == len(every)
        case = LedgerCase(frame.programme, frame.catalogue, cards, as_of, frozenset(every), whole)
        found += _check_across(case, tree, frame)
    judged = [item for one in found if (item := _judge(one, frame.programme, as_of)) is not None]
    checked = sum((result.checked for result in results), Checked(files=len(frame.sources)))
    unreadable = tuple(item for result in results for item in result.unreadable)
    return Verdict(tuple(sorted(judged, key=lambda item: item.sort_key)), checked, as_of, unreadable)


def _check_pilot(job: _Job, folder: str) -> _PilotResult:
    reading = read_pilot(DiskTree(job.root), folder, job.root)
    found = [item for source in reading.sources.values() for item in reading_diagnostics(source, folder, BY_ID)]
    card = None
    pilot = reading.pilot
    if pilot is not None and job.programme is not None and job.catalogue is not None:
        case = make_case(
            pilot,
            job.programme,
            job.catalogue,
            job.as_of,
            is_today=job.is_today,
            unreadable_ids=job.unreadable_ids,
        )
        card = card_of(case)
        said = run_pilot_rules(case, ALL_RULES)
        found += [place_finding(rule, one, reading.sources[one.file], folder) for rule, one in said]
    return _PilotResult(folder, tuple(found), _count(reading), card, reading.unreadable)


def _count(reading: PilotReading) -> Checked:
    files = sum(1 for source in reading.sources.values() if source.text is not None)
    pilot = reading.pilot
    if pilot is None:
        return Checked(files, 1)
    return Checked(files, 1, len(pilot.milestones), len(pilot.indicators), len(pilot.attachments))


def _check_frame(frame: Frame, as_of: date) -> list[Diagnostic]:
    found = [
        item for source in (*frame.sources.values(), *frame.strays) for item in reading_diagnostics(source, "", BY_ID)
    ]
    if frame.programme is not None and frame.catalogue is not None:
        case = ProgrammeCase(frame.programme, frame.catalogue, as_of, frame.unreadable_ids)
        said = run_programme_rules(case, ALL_RULES)
        found += [place_finding(rule, one, frame.sources[one.file], "") for rule, one in said]
    return found


def _check_across(case: LedgerCase, tree: DiskTree, frame: Frame) -> list[Diagnostic]:
    """The ledger-wide rules; a pilot that one of them names is read again, once, for the places alone."""
    found = []
    sources = {"": frame.sources}
    for rule, finding in run_ledger_rules(case, ALL_RULES):
        if finding.folder not in sources:
            sources[finding.folder] = read_pilot(tree, finding.folder).sources
        found.append(place_finding(rule, finding, sources[finding.folder][finding.file], finding.folder))
    return found


def _judge(found: Diagnostic, programme: Programme | None, as_of: date) -> Diagnostic | None:
    """The finding with the severity that counts here, and its waiver; None where the programme switched it off."""
    severity: Severity | None = severity_of(found.rule, found.severity, programme)
    if severity is None:
        return None
    waived = is_waived(found.rule, severity, found.object, programme, as_of)
    return replace(found, severity=severity, waived=waived)
