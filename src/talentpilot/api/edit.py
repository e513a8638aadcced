"""An edit of one pilot: facts are added, checked together, and written at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from talentpilot.api.arguments import checks_arguments, checks_call
from talentpilot.errors import UsageProblem
from talentpilot.services.recording import (
    bottlenecks,
    evidence,
    filings,
    milestones,
    observations,
    period_reports,
    practices,
    seals,
    support,
)
from talentpilot.services.recording.decisions import Decided, decide_evaluation, decide_filing
from talentpilot.services.recording.new_objects import NewObjectOptions
from talentpilot.services.recording.transaction import Attached, CheckResult, CommitResult, FileChange, PilotEdit
from talentpilot.services.recording.values import Words
from talentpilot.store.tree import MemoryTree

PlanValue = str | date | int | Decimal | None
"""A value in a plan; None takes it away."""
P = ParamSpec("P")
R = TypeVar("R")


def _recording(record: Callable[Concatenate[PilotEdit, P], R]) -> "Callable[Concatenate[LedgerEdit, P], R]":
    """Return the method that calls a function of `services.recording` for the edit, with its arguments checked."""
    checked = checks_call(record)

    @wraps(record)
    def method(self: "LedgerEdit", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return checked(self._edit, *args, **kwargs)

    return method


@checks_arguments
class LedgerEdit:
    """Changes of one pilot that are not written yet. Ids are those inside the pilot: `M3`, `B1`, `A2`.

    The day of a fact is the day of the ledger unless it is given. A fact that is recorded already is refused with
    `UsageProblem`, unless `force` is given. An edit belongs to one thread.
    """

    def __init__(self, edit: PilotEdit) -> None:
        self._edit = edit
        self._once_in_effect: MemoryTree | None = None

    record_done = _recording(milestones.record_done)
    record_forecast = _recording(milestones.record_forecast)
    record_bottleneck = _recording(bottlenecks.record_bottleneck)
    record_resolution = _recording(bottlenecks.record_resolution)
    record_acceptance = _recording(bottlenecks.record_acceptance)
    record_reopening = _recording(bottlenecks.record_reopening)
    record_incentive = _recording(support.record_incentive)
    record_publicity = _recording(support.record_publicity)
    record_observation = _recording(observations.record_observation)
    confirm_observation = _recording(observations.confirm_observation)
    record_report = _recording(period_reports.record_report)
    record_evidence = _recording(evidence.record_evidence)
    record_verification = _recording(evidence.record_verification)
    record_practice = _recording(practices.record_practice)
    update_practice = _recording(practices.update_practice)
    record_adoption = _recording(practices.record_adoption)
    seal = _recording(seals.seal_plan)

    def adjust(
        self,
        changes: Mapping[str, PlanValue] | None = None,
        *,
        reason: Words,
        kind: str | None = None,
        document: str | None = None,
        authority: str | None = None,
        procedure: str | None = None,
        submitted: date | None = None,
        effective: date | None = None,
        evidence: Sequence[str] = (),
        new: Mapping[str, str] | None = None,
    ) -> str:
        """File a change of the approved plan, such as `{"M3/due": date(2026, 12, 31)}`; return the adjustment's id.

        Kind and procedure are found from the changes unless given. `new` has the fields of the object that
        `add_milestone` or `add_indicator` adds, such as `{"title.zh": …, "due": …}`.
        """
        filing = filings.FilingRequest(
            reason, document, authority, procedure, submitted or self._edit.as_of, effective, list(evidence)
        )
        found = filings.read_changes(self._edit, filing, _pairs(changes or {}), kind)
        identifier = filings.file_adjustment(self._edit, filing, found, _object(new))
        self._once_in_effect = filings.once_in_effect(self._edit, identifier)
        return identifier

    def rewrite_plan(
        self, changes: Mapping[str, PlanValue], *, kind: str | None = None, new: Mapping[str, str] | None = None
    ) -> None:
        """Change the plan of a pilot that is only proposed; nothing is filed."""
        filings.rewrite_plan(self._edit, _pairs(changes), kind, _object(new))

    def decide(
        self,
        target: str,
        decision: str,
        day: date | None = None,
        *,
        document: str | None = None,
        effective: date | None = None,
        evidence: Sequence[str] = (),
        scope: Words | None = None,
        conditions: Sequence[str] = (),
        override_reason: Words | None = None,
        force: bool = False,
    ) -> None:
        """Record the decision on an adjustment such as `A2`, or on an evaluation by its name."""
        taken = Decided(
            decision,
            day or self._edit.as_of,
            document,
            effective,
            list(evidence),
            scope,
            list(conditions),
            override_reason,
        )
        decide_ = decide_evaluation if target in self._edit.pilot.evaluations else decide_filing
        decide_(self._edit, target, taken, force=force)

    def check(self) -> CheckResult:
        """Return the findings that the edit would add, and the pilot's status before and after; nothing is written."""
        return self._edit.check(self._once_in_effect)

    def changes(self) -> tuple[FileChange, ...]:
        """Return the files that are changed, as bytes before and after."""
        return self._edit.changes()

    def attachments(self) -> tuple[Attached, ...]:
        """Return the evidence files that `commit` copies into the ledger."""
        return self._edit.attachments()

    def commit(self, *, force: bool = False) -> CommitResult:
        """Check the edit and write it, all files or none; return what was written.

        Raises:
            UsageProblem: the edit would add an error, and `force` is not given; nothing is written.
            StorageProblem: the files can't be written, or changed on disk meanwhile; nothing is written.
        """
        result = self._edit.commit(force=force, also=self._once_in_effect)
        if not result.written:
            errors = "".join(
                f"\n  {item.location.path}:{item.location.line}: {item.rule} {item.message}"
                for item in result.check.errors
            )
            raise UsageProblem(
                "this would add an error; nothing was written{errors}", help="correct it, or use force", errors=errors
            )
        return result


def _pairs(changes: Mapping[str, PlanValue]) -> list[tuple[str, str]]:
    return [(path, "null" if value is None else str(value)) for path, value in changes.items()]


def _object(fields: Mapping[str, str] | None) -> NewObjectOptions:
    return NewObjectOptions(tuple(f"{name}={value}" for name, value in (fields or {}).items()))
