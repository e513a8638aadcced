"""Validate a ledger: read every pilot, run the rules, apply severities and waivers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.contexts import HistoryContext, LedgerContext, ProgrammeContext
from talentpilot.rules.engine import is_waived, run_ledger_rules, run_programme_rules, severity_of
from talentpilot.rules.rule import Finding
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import over_pilots
from talentpilot.services.reported_pilots import reported_pilots
from talentpilot.services.validation.baseline import BaselineComparison, compare_with_base, remarks_on, skipped_remark
from talentpilot.services.validation.pilot import (
    CheckedCounts,
    PilotResult,
    PilotTask,
    WorkerContext,
    check_history,
    check_pilot,
)
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, LedgerSource, leads_out
from talentpilot.store.locations import place_finding, reading_diagnostics
from talentpilot.store.reader import LedgerConfig, read_pilot
from talentpilot.store.tree import DiskTree, Tree


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What a check found, sorted; waived findings are in it, marked. `pilots` are the folders checked; `remarks` say
    what was read and compared, `grounds` the same for
    machines."""

    diagnostics: tuple[Diagnostic, ...]
    checked: CheckedCounts
    as_of: date
    unreadable: tuple[Unreadable, ...] = ()
    pilots: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()
    grounds: "Sources | None" = None

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
class Sources:
    """What was read, and what it was set beside."""

    books: LedgerSource
    comparison: BaselineComparison | None


@dataclass(frozen=True, slots=True)
class ValidationOptions:
    """What to check: the pilots in `only` (all of them if it is empty), the revision to compare with, and whether
    pilots that have not changed since that revision are skipped."""

    only: Sequence[str] = ()
    base: GitTree | None = None
    changed: bool = False


def check_ledger(ledger: OpenLedger, today: date | None, options: ValidationOptions | None = None) -> ValidationResult:
    """Check a ledger as of its day, and write nothing.

    `today` is the present day, for D07; it is None if the answer must not depend on it, as in a report that is made
    again.
    """
    options = options or ValidationOptions()
    books, every, as_of = ledger.source, ledger.pilot_ids, ledger.as_of
    folders = tuple(name for name in every if name in options.only) if options.only else every
    if isinstance(books, GitTree):
        books.preload(every)
        books.examine_evidence()
    config = ledger.config
    comparison = compare_with_base(books, options.base, whole=options.changed) if options.base is not None else None
    worker = WorkerContext(
        ledger.root if isinstance(books, DiskTree) else None, config.programme, config.catalogue, as_of, today,
        config.unreadable_ids, _touched(comparison, options),
        options.base.commit.oid[:7] if options.base is not None else "",
    )  # fmt: skip
    if worker.touched is not None and not worker.touched:
        folders = tuple(name for name in folders if leads_out(books.read(f"pilots/{name}/pilot.yaml")))
    tasks = [PilotTask(name, books.part(name), comparison.before(name) if comparison else None) for name in folders]
    results = list(
        ledger.progress.over("checking the pilots", over_pilots(partial(check_pilot, worker), tasks), len(tasks))
    )
    found = [item for result in results for item in result.diagnostics]
    found += _check_config(config, as_of)
    if comparison is not None:
        found += _check_gone(comparison, worker, options.only)
    if config.programme is not None and config.catalogue is not None:
        summaries = tuple(result.summary for result in results if result.summary is not None)
        whole = not options.only and len(summaries) == len(every)
        reported = {} if options.only else reported_pilots(books)
        context = LedgerContext(config.programme, config.catalogue, summaries, as_of, frozenset(every), whole, reported)
        told = frozenset(result.folder for result in results if result.reported)
        found += check_ledger_rules(context, books.part, config, told if worker.touched is not None else None)
    judged = [item for one in found if (item := _judge(one, config.programme, as_of)) is not None]
    said = _remarks(books, comparison, results, options)
    return _result(
        tuple(sorted(judged, key=lambda item: item.sort_key)), results, said, Sources(books, comparison), worker
    )


def _touched(comparison: BaselineComparison | None, options: ValidationOptions) -> frozenset[str] | None:
    """The pilots that make others worth checking; None where all are checked."""
    if comparison is None or not options.changed or comparison.config:
        return None
    return comparison.touched


def _result(
    found: tuple[Diagnostic, ...],
    results: Sequence[PilotResult],
    remarks: tuple[Message, ...],
    grounds: Sources,
    worker: WorkerContext,
) -> ValidationResult:
    told = [result for result in results if result.reported]
    unreadable = tuple(item for result in told for item in result.unreadable)
    checked = sum((result.checked for result in told), CheckedCounts(files=len(CONFIG_FILES)))
    return ValidationResult(
        found, checked, worker.as_of, unreadable, tuple(result.folder for result in told), remarks, grounds
    )


def _remarks(
    books: LedgerSource,
    comparison: BaselineComparison | None,
    results: Sequence[PilotResult],
    options: ValidationOptions,
) -> tuple[Message, ...]:
    """What a reader of the verdict must know of its grounds."""
    said = []
    if isinstance(books, GitTree):
        said.append(Message("Read as it stood at {revision}, evidence files too", {"revision": books.commit.label}))
    if comparison is not None:
        said += remarks_on(comparison, books, [result.folder for result in results if result.unread_before])
        said += [_lost(comparison, folder) for folder in comparison.gone if not options.only or folder in options.only]
        if options.changed:
            said.append(skipped_remark(comparison, sum(result.reported for result in results)))
    return tuple(said)


def _lost(comparison: BaselineComparison, folder: str) -> Message:
    """A word on a pilot that is gone: C01 tells of it only where it could be read, and had been approved."""
    return Message(
        "{pilot} was there at {revision} and is gone", {"pilot": folder, "revision": comparison.base.commit.label}
    )


def _check_gone(comparison: BaselineComparison, worker: WorkerContext, only: Sequence[str]) -> list[Diagnostic]:
    """The same over pilots that are gone."""
    found = []
    for folder in comparison.gone:
        pilot = read_pilot(comparison.base.part(folder), folder).pilot
        if pilot is not None and (not only or folder in only):
            found += check_history(HistoryContext(pilot, None, worker.as_of, worker.revision), {}, folder)
    return found


def _check_config(config: LedgerConfig, as_of: date) -> list[Diagnostic]:
    found = [
        item for source in (*config.sources.values(), *config.strays) for item in reading_diagnostics(source, "", BY_ID)
    ]
    if config.programme is not None and config.catalogue is not None:
        context = ProgrammeContext(config.programme, config.catalogue, as_of, config.unreadable_ids)
        said = run_programme_rules(context, ALL_RULES)
        found += [place_finding(rule, one, config.sources[one.file], "") for rule, one in said]
    return found


def check_ledger_rules(
    context: LedgerContext, part: Callable[[str], Tree], config: LedgerConfig, told: frozenset[str] | None
) -> list[Diagnostic]:
    """The ledger-wide rules; a pilot that one of them names is read again, once, for the places alone.

    `part` is where a pilot is read; with `told`, only what stands in one of these pilots or names one.
    """
    found = []
    sources = {"": config.sources}
    for rule, finding in run_ledger_rules(context, ALL_RULES):
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
