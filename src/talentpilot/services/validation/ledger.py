"""Validate a ledger: read every pilot, run the rules, apply severities and waivers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from talentpilot.diagnostics import Diagnostic, Message, Severity
from talentpilot.model.ledger import Unreadable
from talentpilot.model.programme import Programme
from talentpilot.rules import ALL_RULES, BY_ID
from talentpilot.rules.contexts import HistoryContext, LedgerContext, PilotSummary, ProgrammeContext
from talentpilot.rules.rule import Finding, RuleScope, is_waived, run_rules, severity_of
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.parallel import over_pilots
from talentpilot.services.validation.pilot import (
    CheckedCounts,
    PilotResult,
    PilotTask,
    PlaceKey,
    WorkerContext,
    check_history,
    check_pilot,
)
from talentpilot.store.git.revision import CONFIG_FILES, GitTree, LedgerSource, leads_out
from talentpilot.store.locations import Place, diagnostic_at, locate, place_finding, reading_diagnostics
from talentpilot.store.reader import LedgerConfig, read_pilot
from talentpilot.store.tree import DiskTree, Tree, readable_names

if TYPE_CHECKING:
    from talentpilot.services.pilot_readings import PilotReadings
    from talentpilot.services.validation.baseline import BaselineComparison


class ValidationResult(NamedTuple):
    """The findings of a check, sorted; waived findings are included and marked.

    `pilots` are the ids of the pilots checked. `remarks` say what was read and compared, for people; `sources` says it
    for programs. As part of a federation, `summaries` are the input of the rules over several ledgers.
    """

    diagnostics: tuple[Diagnostic, ...]
    checked: CheckedCounts
    as_of: date
    unreadable: tuple[Unreadable, ...] = ()
    pilots: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()
    sources: "Sources | None" = None
    summaries: tuple[PilotSummary, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return the number of findings of that severity, without waived ones."""
        return sum(1 for item in self.diagnostics if item.severity is severity and not item.waived)

    @property
    def waived(self) -> int:
        """The number of waived findings."""
        return sum(1 for item in self.diagnostics if item.waived)

    def fails(self, *, strict: bool, clock: bool) -> bool:
        """Return whether the check fails: on errors, and with `strict` on warnings.

        Warnings caused only by the passing of time count with `clock` alone.
        """
        if self.count(Severity.ERROR):
            return True
        warnings = [item for item in self.diagnostics if item.severity is Severity.WARNING and not item.waived]
        return strict and any(clock or not item.by_clock for item in warnings)


class Sources(NamedTuple):
    """The files or the revision that was read, and its comparison with the base."""

    ledger: LedgerSource
    comparison: "BaselineComparison | None"


class ValidationOptions(NamedTuple):
    """The pilots to check (all if `only` is empty), the revision to compare with, and whether to skip pilots that
    have not changed since that revision. As part of a federation (`federated`) no evidence file is read, and the result
    holds what rules over several ledgers need."""

    only: Sequence[str] = ()
    base: GitTree | None = None
    changed: bool = False
    federated: bool = False


def check_ledger(
    ledger: OpenLedger,
    today: date | None,
    options: ValidationOptions | None = None,
    readings: "PilotReadings | None" = None,
) -> ValidationResult:
    """Check a ledger as of its day, and write nothing.

    `today` is the present day, for D07; None if the result must not depend on it, as when a report is reproduced.
    `readings` hold the pilots that a caller has had checked, on the same days.
    """
    options = options or ValidationOptions()
    source, config = ledger.source, ledger.config
    if readings is None:
        ledger.preload(evidence=not options.federated)
    comparison = _compare(source, options)
    worker = WorkerContext(
        ledger.root if isinstance(source, DiskTree) and not options.federated else None,
        config.programme, config.catalogue, ledger.as_of, today,
        config.unreadable_ids, _touched(comparison, options),
        options.base.commit.oid[:7] if options.base is not None else "",
    )  # fmt: skip
    results = _check_pilots(ledger, worker, comparison, options.only, readings)
    found = [item for result in results for item in result.diagnostics]
    found += _check_config(config, ledger.as_of, worker.today)
    if comparison is not None:
        found += _check_gone(comparison, worker, options.only)
    found += _check_ledger_wide(ledger, results, options.only, all_reported=worker.touched is None)
    rated = [item for one in found if (item := _with_severity(one, config.programme, ledger.as_of)) is not None]
    reported = [result for result in results if result.reported]
    return ValidationResult(
        tuple(sorted(rated, key=lambda item: item.sort_key)),
        sum((result.checked for result in reported), CheckedCounts(files=len(CONFIG_FILES))),
        ledger.as_of,
        tuple(item for result in reported for item in result.unreadable),
        tuple(result.pilot_id for result in reported),
        _remarks(source, comparison, results, options),
        Sources(source, comparison),
        tuple(result.summary for result in results if result.summary is not None) if options.federated else (),
    )


def _compare(source: LedgerSource, options: ValidationOptions) -> "BaselineComparison | None":
    if options.base is None:
        return None
    from talentpilot.services.validation.baseline import compare_with_base  # needed with --base alone

    return compare_with_base(source, options.base, whole=options.changed)


def _check_pilots(
    ledger: OpenLedger,
    worker: WorkerContext,
    comparison: "BaselineComparison | None",
    only: Sequence[str],
    readings: "PilotReadings | None",
) -> list[PilotResult]:
    source = ledger.source
    pilot_ids = [name for name in ledger.pilot_ids if not only or name in only]
    if worker.touched is not None and not worker.touched:
        # Nothing changed in the ledger; only a file outside a pilot's folder can have changed.
        pilot_ids = [name for name in pilot_ids if leads_out(source.read(f"pilots/{name}/pilot.yaml"))]
    if readings is not None:
        return [readings.result(name) for name in pilot_ids]
    if worker.root is not None:
        worker = worker._replace(taken=ledger.large_digests(pilot_ids))
    tasks = [PilotTask(name, source.part(name), comparison.before(name) if comparison else None) for name in pilot_ids]
    results = over_pilots(partial(check_pilot, worker), tasks, ledger.processors)
    return list(ledger.progress.over("checking the pilots", results, len(tasks)))


def _check_ledger_wide(
    ledger: OpenLedger, results: Sequence[PilotResult], only: Sequence[str], *, all_reported: bool
) -> list[Diagnostic]:
    """Run the ledger-wide rules over the results of all pilots."""
    config, every = ledger.config, ledger.pilot_ids
    if config.programme is None or config.catalogue is None:
        return []
    summaries = tuple(result.summary for result in results if result.summary is not None)
    whole = not only and len(summaries) == len(every)
    issued = {} if only else _reported(ledger.source)
    context = LedgerContext(
        config.programme, config.catalogue, summaries, ledger.as_of, frozenset(every), whole, issued
    )  # fmt: skip
    reported = None if all_reported else frozenset(result.pilot_id for result in results if result.reported)
    places = {result.pilot_id: result.places for result in results}
    return check_ledger_rules(context, config, ledger.source.part, reported, places)


def _reported(source: LedgerSource) -> Mapping[str, str]:
    """Return the pilots that issued reports show as approved, each with the name of the last such report."""
    if not readable_names(source, "reports"):
        return {}
    from talentpilot.services.issued_reports import reported_pilots  # few ledgers hold issued reports

    return reported_pilots(source)


def _touched(comparison: "BaselineComparison | None", options: ValidationOptions) -> frozenset[str] | None:
    """Return the changed pilots, which make those that refer to them worth checking; None if all are checked."""
    if comparison is None or not options.changed or comparison.config:
        return None
    return comparison.touched


def _remarks(
    source: LedgerSource,
    comparison: "BaselineComparison | None",
    results: Sequence[PilotResult],
    options: ValidationOptions,
) -> tuple[Message, ...]:
    """Return what a reader should know about the sources of the result."""
    remarks = []
    if isinstance(source, GitTree):
        remarks.append(Message.of("Read as it stood at {revision}, evidence files too", revision=source.commit.label))
    if comparison is not None:
        from talentpilot.services.validation.baseline import comparison_remarks, skipped_remark

        revision = comparison.base.commit.label
        unread = [result.pilot_id for result in results if result.unread_before]
        remarks += comparison_remarks(comparison, source, unread)
        # C01 reports a removed pilot only if it had been approved and could be read; here each one is named.
        gone = (name for name in comparison.gone if not options.only or name in options.only)
        remarks += [
            Message.of("{pilot} was there at {revision} and is gone", pilot=name, revision=revision) for name in gone
        ]
        if options.changed:
            remarks.append(skipped_remark(comparison, sum(result.reported for result in results)))
    return tuple(remarks)


def _check_gone(comparison: "BaselineComparison", worker: WorkerContext, only: Sequence[str]) -> list[Diagnostic]:
    """Check the pilots that were removed since the base."""
    found = []
    for pilot_id in comparison.gone:
        pilot = read_pilot(comparison.base, pilot_id).pilot
        if pilot is not None and (not only or pilot_id in only):
            found += check_history(HistoryContext(pilot, None, worker.as_of, worker.revision), {}, pilot_id)
    return found


def _check_config(config: LedgerConfig, as_of: date, today: date | None) -> list[Diagnostic]:
    found = [
        item for source in (*config.sources.values(), *config.strays) for item in reading_diagnostics(source, "", BY_ID)
    ]
    if config.programme is not None and config.catalogue is not None:
        context = ProgrammeContext(config.programme, config.catalogue, as_of, config.unreadable_ids, today)
        findings = run_rules(RuleScope.PROGRAMME, context, ALL_RULES)
        found += [place_finding(rule, item, config.sources, "") for rule, item in findings]
    return found


def check_ledger_rules(
    context: LedgerContext,
    config: LedgerConfig,
    part: Callable[[str], Tree],
    reported: frozenset[str] | None = None,
    places: Mapping[str, Mapping[PlaceKey, Place]] | None = None,
) -> list[Diagnostic]:
    """Run the ledger-wide rules.

    With `reported`, only findings that lie in one of these pilots or name one are returned. A finding whose place is
    not in `places` is located in the pilot's files, which `part` leads to.
    """
    found = []
    sources = {"": config.sources}
    for rule, item in run_rules(RuleScope.LEDGER, context, ALL_RULES):
        if reported is not None and not _concerns(item, reported):
            continue
        pilot_id = item.folder
        place = places.get(pilot_id, {}).get((item.file, item.path, item.on_key)) if places else None
        if place is None:
            if pilot_id not in sources:
                sources[pilot_id] = read_pilot(part(pilot_id), pilot_id).sources
            place = locate(sources[pilot_id][item.file], item.path, pilot_id, on_key=item.on_key)
        found.append(diagnostic_at(place, rule, item, sources.get(pilot_id, {}), pilot_id))
    return found


def _concerns(finding: Finding, pilot_ids: frozenset[str]) -> bool:
    named = {str(value).split("/")[0] for value in finding.values.values()}
    return finding.folder in pilot_ids or not named.isdisjoint(pilot_ids)


def _with_severity(found: Diagnostic, programme: Programme | None, as_of: date) -> Diagnostic | None:
    """Return the finding with its severity in this programme and its waiver; None if the rule is switched off."""
    severity: Severity | None = severity_of(found.rule, found.severity, programme)
    if severity is None:
        return None
    waived = is_waived(found.rule, severity, found.object, programme, as_of)
    return replace(found, severity=severity, waived=waived)
