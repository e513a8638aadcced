"""pilot.yaml: what was agreed with a pilot, and everything filed since."""

import datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from talentpilot.model import scalars
from talentpilot.model.base import (
    CODED,
    Day,
    DocumentNumber,
    FileId,
    InnerId,
    Line,
    Number,
    ReadBy,
    Record,
    Ref,
    RegionCode,
    Reporting,
    Score,
    Span,
    Words,
)
from talentpilot.model.choices import (
    AdjustmentKind,
    BottleneckKind,
    BottleneckSeverity,
    EvidenceAccess,
    EvidenceKind,
    FilingDecision,
    IncentiveKind,
    Needs,
    Procedure,
    PublicityChannel,
    VerificationMethod,
)
from talentpilot.model.plan_paths import MAY_BE_EMPTIED, PlanPath, Untyped, parse_path, read_planned_value
from talentpilot.model.scalars import fault


class Roles(Record):
    """Who carries the pilot: organization ids. P02 wants a unit, P11 a partner or a guide."""

    lead: Ref
    units: tuple[Ref, ...] = ()
    partners: tuple[Ref, ...] = ()
    guide: Ref | None = None
    reporter: Ref | None = None
    contact: Line | None = None


class Selection(Record):
    """Why this unit was chosen: operational foundation and institutional readiness, 0 to 3."""

    basis: Words | None = None
    foundation: Score | None = None
    readiness: Score | None = None
    assessed: Day | None = None
    document: DocumentNumber | None = None


class Approval(Record):
    """The approval of the plan, with the seal of the plan as approved. P06 wants the document."""

    date: Day
    document: DocumentNumber | None = None
    evidence: tuple[Ref, ...] = ()
    seal: dict[str, Ref] = Field(default_factory=dict)


class Change(Record):
    """One change of the plan: where, from what, to what; both values typed as the field is."""

    path: Ref
    from_: Untyped = Field(default=None, alias="from")
    to: Untyped = None

    @model_validator(mode="before")
    @classmethod
    def _type_the_values(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("path"), str):
            return data
        where = parse_path(data["path"])
        if where is None or where.is_object:
            return data
        if data.get("to") is None and where.pattern not in MAY_BE_EMPTIED:
            raise fault("S01", "required field {field} is missing", help_key="S01-to", at="to", field="to")
        typed = dict(data)
        for key in ("from", "to"):
            if data.get(key) is not None:
                typed[key] = cls._typed(where, data[key], key)
        return typed

    @staticmethod
    def _typed(where: PlanPath, raw: object, key: str) -> Any:
        try:
            return read_planned_value(where, raw)
        except PydanticCustomError as problem:
            inner = (problem.context or {}).get("at", ())
            context = {**(problem.context or {}), "at": (key, *(inner if isinstance(inner, tuple) else (inner,)))}
            raise PydanticCustomError(problem.type, problem.message_template, context) from None

    @property
    def place(self) -> PlanPath | None:
        """The path taken apart; None if there is no such path."""
        return parse_path(self.path)


class Adjustment(Record):
    """A change of the plan, filed for the record (备案) or sent for approval (报批).

    `document` is the paper that was filed, `decision_document` the one that answers it.
    """

    id: InnerId
    kind: AdjustmentKind
    reason: Words
    procedure: Procedure
    authority: Ref | None = None
    submitted: Day | None = None
    decided: Day | None = None
    decision: Literal["pending", FilingDecision] | None = None
    effective: Day | None = None
    document: DocumentNumber | None = None
    decision_document: DocumentNumber | None = None
    evidence: tuple[Ref, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def number(self) -> int:
        """The number in the id: A2 comes before A10."""
        return int(self.id.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def decision_by(self, as_of: datetime.date) -> str:
        """Return the decision as known on that day: pending until it was decided."""
        if self.decision in ("approved", "rejected", "withdrawn") and self.decided is not None:
            return self.decision if self.decided <= as_of else "pending"
        return "pending"

    def effective_date(self, as_of: datetime.date) -> datetime.date | None:
        """Since when the adjustment holds, seen from `as_of`; None while it does not (`ledger.md` 8)."""
        decision = self.decision_by(as_of)
        if self.procedure == "filing":
            start = self.effective or self.submitted
            holds = decision not in ("rejected", "withdrawn")
        else:
            start = self.effective or self.decided
            holds = decision == "approved"
        return start if holds and start is not None and start <= as_of else None

    def known_by(self, as_of: datetime.date) -> bool:
        """Return whether the adjustment had been submitted (or had taken effect) by that day."""
        first = min((day for day in (self.submitted, self.effective) if day is not None), default=None)
        return first is not None and first <= as_of


class Acceptance(Record):
    """Another body has accepted the solution of a bottleneck (销号验收)."""

    date: Day
    by: Ref
    document: DocumentNumber | None = None


class Reopening(Record):
    """A bottleneck that came back, or whose solution was refused; with how it was settled this time."""

    date: Day
    reason: Words
    resolved: Day | None = None
    resolution: Words | None = None
    accepted: Acceptance | None = None


class Bottleneck(Record):
    """Something that holds the pilot up (堵点、卡点、难点), open until it is settled (销号).

    Whether it is open on a day is computed from its episodes: `analysis/bottlenecks.py`.
    """

    id: InnerId
    title: Words
    kind: BottleneckKind
    severity: BottleneckSeverity
    raised: Day
    owner: Ref
    needs: Needs
    due: Day | None = None
    same_as: Ref | None = None
    resolved: Day | None = None
    resolution: Words | None = None
    accepted: Acceptance | None = None
    reopened: tuple[Reopening, ...] = ()
    evidence: tuple[Ref, ...] = ()


class Matter(Record):
    """Something for a higher level to settle."""

    id: InnerId
    title: Words
    kind: BottleneckKind
    needs: Needs
    same_as: Ref | None = None


class PeriodReport(Record):
    """The unit's own words on a period."""

    period: Reporting
    submitted: Day
    progress: Words
    problems: Words | None = None
    next: Words | None = None
    matters: tuple[Matter, ...] = ()


class Incentive(Record):
    """Policy support, a project, money or an honour granted to the pilot."""

    id: InnerId
    kind: IncentiveKind
    title: Words
    grantor: Ref
    date: Day
    amount: Number | None = None
    currency: Line | None = None
    evidence: tuple[Ref, ...] = ()


class Publicity(Record):
    """The pilot in the media."""

    id: InnerId
    date: Day
    channel: PublicityChannel
    title: Words
    url: Line | None = None
    evidence: tuple[Ref, ...] = ()


class Verification(Record):
    """Who looked at the evidence, when and how."""

    date: Day
    by: Ref
    method: VerificationMethod


ACCESS = get_args(EvidenceAccess)


def read_access(value: object) -> str:
    """Who may see a piece of evidence (E04)."""
    if value in ACCESS:
        return str(value)
    raise fault("E04", "access {value} is neither public nor internal", value=scalars.shorten(str(value)))


class Evidence(Record):
    """A document that proves a fact: a file of the ledger with its digest, or an address."""

    id: InnerId
    title: Words
    kind: EvidenceKind
    date: Day
    path: Line | None = None
    url: Line | None = None
    sha256: Ref | None = None
    access: Annotated[str, ReadBy(read_access), CODED]
    verified: Verification | None = None

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.path is None and self.url is None:
            raise fault("S01", "evidence needs a path or a url", help_key="S01-evidence")
        return self


class PilotFile(Record):
    """pilot.yaml. There is no status field: status is derived."""

    id: FileId
    title: Words
    task: Ref
    region: RegionCode
    term: Span
    objective: Words | None = None
    roles: Roles
    selection: Selection | None = None
    approval: Approval | None = None
    adjustments: tuple[Adjustment, ...] = ()
    bottlenecks: tuple[Bottleneck, ...] = ()
    reports: tuple[PeriodReport, ...] = ()
    incentives: tuple[Incentive, ...] = ()
    publicity: tuple[Publicity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
