"""An edit of one pilot: facts are added, checked together, and written at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from talentpilot.api.arguments import checks_arguments
from talentpilot.errors import UsageProblem
from talentpilot.services.recording import bottlenecks, milestones, observations, practices, support
from talentpilot.services.recording.decisions import Decided, decide_evaluation, decide_filing
from talentpilot.services.recording.evidence import record_evidence, record_verification
from talentpilot.services.recording.filings import (
    FilingRequest,
    file_adjustment,
    once_in_effect,
    read_changes,
    rewrite_plan,
)
from talentpilot.services.recording.new_objects import NewObjectOptions
from talentpilot.services.recording.period_reports import MatterRequest, record_report
from talentpilot.services.recording.practices import PracticeFacts
from talentpilot.services.recording.seals import seal_plan
from talentpilot.services.recording.transaction import Attached, CheckResult, CommitResult, FileChange, PilotEdit
from talentpilot.store.tree import MemoryTree

Words = str | Mapping[str, str]
"""A text: plain, or by language as `{"zh": …, "en": …}`."""
PlanValue = str | date | int | Decimal | None
"""A value in a plan; None takes it away."""


@checks_arguments
class LedgerEdit:
    """Changes of one pilot that are not written yet. Ids are those inside the pilot: `M3`, `B1`, `A2`.

    The day of a fact is the day of the ledger unless it is given. A fact that is recorded already is refused with
    `UsageProblem`, unless `force` is given. An edit belongs to one thread.
    """

    def __init__(self, edit: PilotEdit) -> None:
        self._edit = edit
        self._once_in_effect: MemoryTree | None = None

    def record_done(
        self,
        milestone: str,
        day: date | None = None,
        *,
        evidence: Sequence[str] = (),
        note: Words | None = None,
        force: bool = False,
    ) -> None:
        """Record that a milestone is done."""
        milestones.record_done(self._edit, milestone, self._day(day), evidence=evidence, note=_value(note), force=force)

    def record_forecast(
        self,
        milestone: str,
        expected: date | None = None,
        *,
        stated: date | None = None,
        reason: Words | None = None,
        next_step: Words | None = None,
        force: bool = False,
    ) -> None:
        """Record on which day a milestone is now expected, or why that day is open."""
        milestones.record_forecast(
            self._edit,
            milestone,
            self._day(stated),
            expected=expected,
            reason=_value(reason),
            next_=_value(next_step),
            force=force,
        )

    def record_bottleneck(
        self,
        title: Words,
        *,
        kind: str,
        severity: str,
        owner: str,
        needs: str,
        raised: date | None = None,
        due: date | None = None,
        same_as: str | None = None,
        evidence: Sequence[str] = (),
    ) -> str:
        """Record a bottleneck; return its id."""
        return bottlenecks.record_bottleneck(
            self._edit,
            _value(title),
            raised=self._day(raised),
            kind=kind,
            severity=severity,
            owner=owner,
            needs=needs,
            due=due,
            same_as=same_as,
            evidence=evidence,
        )

    def record_resolution(
        self,
        bottleneck: str,
        resolution: Words,
        day: date | None = None,
        *,
        evidence: Sequence[str] = (),
        force: bool = False,
    ) -> None:
        """Record how a bottleneck was resolved."""
        bottlenecks.record_resolution(
            self._edit, bottleneck, self._day(day), _value(resolution), evidence=evidence, force=force
        )

    def record_acceptance(
        self,
        bottleneck: str,
        by: str,
        day: date | None = None,
        *,
        document: str | None = None,
        evidence: Sequence[str] = (),
        force: bool = False,
    ) -> None:
        """Record that another body accepted the solution of a bottleneck."""
        bottlenecks.record_acceptance(
            self._edit, bottleneck, self._day(day), by=by, document=document, evidence=evidence, force=force
        )

    def record_reopening(
        self, bottleneck: str, reason: Words, day: date | None = None, *, evidence: Sequence[str] = ()
    ) -> None:
        """Record that a resolved bottleneck is open again."""
        bottlenecks.record_reopening(self._edit, bottleneck, self._day(day), _value(reason), evidence=evidence)

    def record_incentive(
        self,
        title: Words,
        *,
        kind: str,
        grantor: str,
        day: date | None = None,
        amount: Decimal | int | None = None,
        currency: str | None = None,
        evidence: Sequence[str] = (),
    ) -> str:
        """Record policy support, a project, money or an honour that was granted; return its id."""
        return support.record_incentive(
            self._edit,
            kind,
            _value(title),
            grantor=grantor,
            day=self._day(day),
            amount=None if amount is None else Decimal(amount),
            currency=currency,
            evidence=evidence,
        )

    def record_publicity(
        self,
        title: Words,
        *,
        channel: str,
        day: date | None = None,
        url: str | None = None,
        evidence: Sequence[str] = (),
    ) -> str:
        """Record that the pilot was in the media; return the id of the entry."""
        return support.record_publicity(
            self._edit, channel, _value(title), day=self._day(day), url=url, evidence=evidence
        )

    def record_observation(
        self,
        indicator: str,
        value: Decimal | int,
        day: date | None = None,
        *,
        period: str | None = None,
        evidence: Sequence[str] = (),
        provisional: bool = False,
        note: Words | None = None,
        force: bool = False,
    ) -> None:
        """Record the value of an indicator on a day or over a period such as `2026Q1`."""
        observations.record_observation(
            self._edit, indicator, Decimal(value), day, period=period, evidence=evidence, provisional=provisional,
            note=_value(note), force=force,
        )  # fmt: skip

    def confirm_observation(
        self, indicator: str, day: date | None = None, *, period: str | None = None, evidence: Sequence[str] = ()
    ) -> None:
        """Record that the provisional value of a day or a period is final."""
        observations.confirm_observation(self._edit, indicator, day, period=period, evidence=evidence)

    def record_report(
        self,
        period: str,
        submitted: date | None = None,
        *,
        progress: Words | None = None,
        problems: Words | None = None,
        next_steps: Words | None = None,
        matters: Sequence[MatterRequest] = (),
        force: bool = False,
    ) -> None:
        """Record the report on a period such as `2026Q1`, or complete one that is recorded."""
        record_report(
            self._edit, period, submitted, progress=_value(progress), problems=_value(problems),
            next_=_value(next_steps), matters=matters, force=force,
        )  # fmt: skip

    def record_evidence(
        self,
        title: Words,
        *,
        file: str | Path | None = None,
        url: str | None = None,
        day: date | None = None,
        kind: str = "document",
        access: str = "internal",
        name: str | None = None,
    ) -> str:
        """Record a document or data set; return its id. A file is copied into the pilot's folder, with its digest."""
        place = None if file is None else Path(file)
        return record_evidence(
            self._edit, _value(title), day=self._day(day), file=place, url=url, kind=kind, access=access, name=name
        )

    def record_verification(
        self, evidence: str, by: str, method: str, day: date | None = None, *, force: bool = False
    ) -> None:
        """Record that somebody has verified a piece of evidence."""
        record_verification(self._edit, evidence, self._day(day), by=by, method=method, force=force)

    def record_practice(self, facts: PracticeFacts) -> str:
        """Record a new practice, with its stage if one is given; return its id."""
        return practices.record_practice(self._edit, facts)

    def update_practice(self, practice: str, facts: PracticeFacts, *, force: bool = False) -> None:
        """Record the next stage of a practice, or more of what is known of it."""
        practices.update_practice(self._edit, practice, facts, force=force)

    def record_adoption(
        self,
        practice: str,
        day: date | None = None,
        *,
        org: str | None = None,
        region: str | None = None,
        document: str | None = None,
        scale: Words | None = None,
        adapted: Words | None = None,
        force: bool = False,
    ) -> None:
        """Record that an organization or a region has adopted a practice."""
        texts = {name: _value(text) for name, text in (("scale", scale), ("adapted", adapted)) if text is not None}
        practices.record_adoption(
            self._edit, practice, self._day(day), org=org, region=region, document=document, texts=texts, force=force
        )

    def seal(
        self,
        day: date | None = None,
        *,
        document: str | None = None,
        evidence: Sequence[str] = (),
        force: bool = False,
    ) -> bool:
        """Seal the plan as approved; return False if it is sealed already. The first time, record the approval too."""
        return seal_plan(self._edit, day, document=document, evidence=evidence, force=force)

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
        filing = FilingRequest(
            _value(reason), document, authority, procedure, self._day(submitted), effective, list(evidence)
        )
        found = read_changes(self._edit, filing, _pairs(changes or {}), kind)
        identifier = file_adjustment(self._edit, filing, found, _object(new))
        self._once_in_effect = once_in_effect(self._edit, identifier)
        return identifier

    def rewrite_plan(
        self, changes: Mapping[str, PlanValue], *, kind: str | None = None, new: Mapping[str, str] | None = None
    ) -> None:
        """Change the plan of a pilot that is only proposed; nothing is filed."""
        rewrite_plan(self._edit, _pairs(changes), kind, _object(new))

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
            self._day(day),
            document,
            effective,
            list(evidence),
            _value(scope),
            list(conditions),
            _value(override_reason),
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

    def _day(self, day: date | None) -> date:
        return self._edit.as_of if day is None else day


def _value(words: Words | None) -> str | dict[str, str] | None:
    return dict(words) if isinstance(words, Mapping) else words


def _pairs(changes: Mapping[str, PlanValue]) -> list[tuple[str, str]]:
    return [(path, "null" if value is None else str(value)) for path, value in changes.items()]


def _object(fields: Mapping[str, str] | None) -> NewObjectOptions:
    return NewObjectOptions(tuple(f"{name}={value}" for name, value in (fields or {}).items()))
