"""Validates a ledger: reads each pilot, runs the rules, places and judges what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from talentpilot.cli.comparing import Comparison, compare, narrowing, remarks_on
from talentpilot.cli.parallel import over_pilots
from talentpilot.cli.pilotcheck import Checked, Job, PilotResult, Task, check_history, check_pilot
from talentpilot.cli.progress import SILENT, Progress
from talentpilot.cli.reportedpilots import reported_pilots
from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.cases import HistoryCase, LedgerCase, ProgrammeCase
from talentpilot.rules.engine import is_waived, run_ledger_rules, run_programme_rules, severity_of
from talentpilot.rules.rule import Finding
from talentpilot.store.placing import place_finding, reading_diagnostics
from talentpilot.store.reader import Frame, pilot_folders, read_frame, read_pilot
from talentpilot.store.revision import FRAME, Books, GitTree, leads_out
from talentpilot.store.tree import DiskTree, Tree


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found, sorted; waived findings are in it, marked. `pilots` are the folders checked; `remarks` say
    what was read and compared, `grounds` the same for
    machines."""

    diagnostics: tuple[Diagnostic, ...]
    checked: Checked
    as_of: date
    unreadable: tuple[Unreadable, ...] = ()
    pilots: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()
    grounds: "Grounds | None" = None

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
class Grounds:
    """What was read, and what it was set beside."""

    books: Books
    comparison: Comparison | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What to check: the pilots in `only` (all of them where empty), the ledger's files or a revision of them, a base
    to compare with, whether pilots that have not changed since it are passed over; `frame`, where it is read already;
    where the work is shown.
    """

    only: Sequence[str] = ()
    books: Books | None = None
    base: GitTree | None = None
    changed: bool = False
    frame: Frame | None = None
    shown: Progress = SILENT


def check_ledger(
    root: Path, as_of: date, *, today: date | None, only: Sequence[str] = (), wish: Wish | None = None
) -> Verdict:
    """Check the ledger in `root`, or the pilots named in `only`; nothing is written anywhere.

    `today` is the real day, for D07; None where the answer must not depend on it, as in a report that is remade.
    """
    wish = wish or Wish(only)
    books = wish.books or DiskTree(root)
    every = pilot_folders(books)
    folders = tuple(name for name in every if name in wish.only) if wish.only else every
    if isinstance(books, GitTree):
        books.hold(every)
        books.examine_evidence()
    frame = wish.frame or read_frame(books)
    comparison = compare(books, wish.base, whole=wish.changed) if wish.base is not None else None
    job = Job(
        root if isinstance(books, DiskTree) else None, frame.programme, frame.catalogue, as_of, today,
        frame.unreadable_ids, _touched(comparison, wish), wish.base.commit.oid[:7] if wish.base is not None else "",
    )  # fmt: skip
    if job.touched is not None and not job.touched:
        folders = tuple(name for name in folders if leads_out(books.read(f"pilots/{name}/pilot.yaml")))
    tasks = [Task(name, books.part(name), comparison.before(name) if comparison else None) for name in folders]
    results = list(wish.shown.over("checking the pilots", over_pilots(partial(check_pilot, job), tasks), len(tasks)))
    found = [item for result in results for item in result.diagnostics]
    found += _check_frame(frame, as_of)
    if comparison is not None:
        found += _check_gone(comparison, job, wish.only)
    if frame.programme is not None and frame.catalogue is not None:
        cards = tuple(result.card for result in results if result.card is not None)
        whole = not wish.only and len(cards) == len(every)
        reported = {} if wish.only else reported_pilots(books)
        case = LedgerCase(frame.programme, frame.catalogue, cards, as_of, frozenset(every), whole, reported)
        told = frozenset(result.folder for result in results if result.told)
        found += check_across(case, books.part, frame, told if job.touched is not None else None)
    judged = [item for one in found if (item := _judge(one, frame.programme, as_of)) is not None]
    said = _remarks(books, comparison, results, wish)
    return _verdict(
        tuple(sorted(judged, key=lambda item: item.sort_key)), results, said, Grounds(books, comparison), job
    )


def _touched(comparison: Comparison | None, wish: Wish) -> frozenset[str] | None:
    """The pilots that make others worth checking; None where all are checked."""
    if comparison is None or not wish.changed or comparison.frame:
        return None
    return comparison.touched


def _verdict(
    found: tuple[Diagnostic, ...],
    results: Sequence[PilotResult],
    remarks: tuple[Message, ...],
    grounds: Grounds,
    job: Job,
) -> Verdict:
    told = [result for result in results if result.told]
    unreadable = tuple(item for result in told for item in result.unreadable)
    checked = sum((result.checked for result in told), Checked(files=len(FRAME)))
    return Verdict(found, checked, job.as_of, unreadable, tuple(result.folder for result in told), remarks, grounds)


def _remarks(
    books: Books, comparison: Comparison | None, results: Sequence[PilotResult], wish: Wish
) -> tuple[Message, ...]:
    """What a reader of the verdict must know of its grounds."""
    said = []
    if isinstance(books, GitTree):
        said.append(Message("Read as it stood at {revision}, evidence files too", {"revision": books.commit.label}))
    if comparison is not None:
        said += remarks_on(comparison, books, [result.folder for result in results if result.unread_before])
        said += [_lost(comparison, folder) for folder in comparison.gone if not wish.only or folder in wish.only]
        if wish.changed:
            said.append(narrowing(comparison, sum(result.told for result in results)))
    return tuple(said)


def _lost(comparison: Comparison, folder: str) -> Message:
    """A word on a pilot that is gone: C01 tells of it only where it could be read, and had been approved."""
    return Message(
        "{pilot} was there at {revision} and is gone", {"pilot": folder, "revision": comparison.base.commit.label}
    )


def _check_gone(comparison: Comparison, job: Job, only: Sequence[str]) -> list[Diagnostic]:
    """The same over pilots that are gone."""
    found = []
    for folder in comparison.gone:
        pilot = read_pilot(comparison.base.part(folder), folder).pilot
        if pilot is not None and (not only or folder in only):
            found += check_history(HistoryCase(pilot, None, job.as_of, job.revision), {}, folder)
    return found


def _check_frame(frame: Frame, as_of: date) -> list[Diagnostic]:
    found = [
        item for source in (*frame.sources.values(), *frame.strays) for item in reading_diagnostics(source, "", BY_ID)
    ]
    if frame.programme is not None and frame.catalogue is not None:
        case = ProgrammeCase(frame.programme, frame.catalogue, as_of, frame.unreadable_ids)
        said = run_programme_rules(case, ALL_RULES)
        found += [place_finding(rule, one, frame.sources[one.file], "") for rule, one in said]
    return found


def check_across(
    case: LedgerCase, part: Callable[[str], Tree], frame: Frame, told: frozenset[str] | None
) -> list[Diagnostic]:
    """The ledger-wide rules; a pilot that one of them names is read again, once, for the places alone.

    `part` is where a pilot is read; with `told`, only what stands in one of these pilots or names one.
    """
    found = []
    sources = {"": frame.sources}
    for rule, finding in run_ledger_rules(case, ALL_RULES):
        if told is not None and not _concerns(finding, told):
            continue
        if finding.folder not in sources:
            sources[finding.folder] = read_pilot(part(finding.folder), finding.folder).sources
        found.append(place_finding(rule, finding, sources[finding.folder][finding.file], finding.folder))
    return found


def _concerns(finding: Finding, told: frozenset[str]) -> bool:
    return finding.folder in told or any(str(value).split("/")[0] in told for value in finding.values.values())


def _judge(found: Diagnostic, programme: Programme | None, as_of: date) -> Diagnostic | None:
    """The finding with the severity that counts here, and its waiver; None where the programme switched it off."""
    severity: Severity | None = severity_of(found.rule, found.severity, programme)
    if severity is None:
        return None
    waived = is_waived(found.rule, severity, found.object, programme, as_of)
    return replace(found, severity=severity, waived=waived)
