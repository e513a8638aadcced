"""Take a pilot out of the ledger: what goes with it, what still refers to it, and which reports know it."""

from dataclasses import dataclass

from talentpilot.errors import StorageProblem, UsageProblem, system_reason
from talentpilot.model.ledger import Pilot
from talentpilot.services.issued_reports import reports_showing
from talentpilot.services.ledger import OpenLedger
from talentpilot.services.renaming import require_pilot
from talentpilot.store.references import PilotReference, references_to
from talentpilot.store.tree import DiskTree
from talentpilot.store.working_folder import sweep, working_folder


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What removing a pilot takes along: its files, and how many facts of each sort they hold."""

    pilot: str
    files: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    references: tuple[PilotReference, ...]
    reports: tuple[str, ...]


def plan_removal(ledger: OpenLedger, pilot: str) -> RemovalPlan:
    """Return what removing a pilot takes along; nothing is written.

    Raises:
        UsageProblem: there is no such pilot.
    """
    require_pilot(ledger, pilot)
    home = ledger.root / "pilots" / pilot
    files = sorted(path.relative_to(ledger.root).as_posix() for path in home.rglob("*") if not path.is_dir())
    read = ledger.read(pilot).pilot
    counts = _counts(read) if read is not None else ()
    references = references_to(DiskTree(ledger.root), pilot)
    return RemovalPlan(pilot, tuple(files), counts, references, reports_showing(ledger.source, pilot))


def check_removal(plan: RemovalPlan, *, force: bool = False, leave_references: bool = False) -> None:
    """Refuse to remove a pilot that is known elsewhere.

    Raises:
        UsageProblem: an issued report knows the pilot and `force` is not given, or others refer to it and
            `leave_references` is not given.
    """
    if plan.reports and not force:
        raise UsageProblem(
            "{pilot} stands in issued reports: {reports}; nothing was removed",
            help="end it by a filing, termination or conclusion; {--force} removes it all the same",
            pilot=plan.pilot,
            reports=", ".join(plan.reports),
        )
    if plan.references and not leave_references:
        raise UsageProblem(
            "{pilot} is referred to in {places}; nothing was removed",
            help="change these first; {--leave-references} removes it all the same, and validate names them",
            pilot=plan.pilot,
            places=", ".join(f"{item.path}:{item.line}" for item in plan.references),
        )


def remove_pilot(ledger: OpenLedger, plan: RemovalPlan) -> None:
    """Remove a pilot as planned.

    Raises:
        StorageProblem: the disk refuses, or another process is writing and does not end.
    """
    try:
        with working_folder(ledger.root, "pilots", ledger.progress.notes) as hidden:
            sweep(hidden)
            (hidden.parent / plan.pilot).rename(hidden / "removed")  # first: a reader sees all of the folder or nothing
    except OSError as problem:
        raise StorageProblem(
            "{folder}: {reason}", folder=f"pilots/{plan.pilot}", reason=system_reason(problem)
        ) from problem


def _counts(pilot: Pilot) -> tuple[tuple[str, int], ...]:
    """Return how many objects of each sort a pilot has, without sorts it has none of."""
    file = pilot.file
    found = {
        "milestone": len(pilot.milestones),
        "indicator": len(pilot.indicators),
        "observation": sum(len(item.observations) for item in pilot.indicators),
        "report": len(file.reports),
        "bottleneck": len(file.bottlenecks),
        "adjustment": len(file.adjustments),
        "practice": len(pilot.practices),
        "incentive": len(file.incentives),
        "publicity": len(file.publicity),
        "evidence": len(file.evidence),
        "evaluation": len(pilot.evaluations),
    }
    return tuple((name, number) for name, number in found.items() if number)
