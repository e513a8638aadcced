"""outcomes.yaml: indicators with their observations, practices with their adoptions."""

import datetime
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from talentpilot.model.base import (
    Day,
    DocumentNumber,
    Endorsement,
    Flag,
    InnerId,
    LagDays,
    Line,
    Number,
    Record,
    Ref,
    RegionCode,
    Reporting,
    Weight,
    Words,
)
from talentpilot.model.choices import PracticeKind
from talentpilot.model.scalars import fault

IndicatorLevel = Literal["output", "outcome", "impact"]
Direction = Literal["increase", "decrease", "keep_above", "keep_below", "within"]
SeriesKind = Literal["level", "running_total", "per_period"]
Frequency = Literal["monthly", "quarterly", "semiannual", "annual", "once"]
PracticeStatus = Literal["draft", "documented", "endorsed", "promoted", "withdrawn"]


class Baseline(Record):
    """The value before the pilot, of a day or of a period."""

    value: Number
    date: Day | None = None
    period: Reporting | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if self.date is None and self.period is None:
            raise fault("S01", "a baseline needs a date or a period", help_key="S01-baseline")
        if self.date is not None and self.period is not None:
            raise fault("S01", "a baseline has both a date and a period", help_key="S01-baseline", at="period")
        return self

    @property
    def day(self) -> datetime.date:
        """The day it counts at: a period counts at its last day."""
        if self.period is not None:
            return self.period.end
        return self.date or datetime.date.max


class Target(Record):
    """Where the indicator shall be, and when: `value`, or `min` and `max` for `within`."""

    value: Number | None = None
    min: Number | None = None
    max: Number | None = None
    date: Day


class Checkpoint(Record):
    """A value expected on the way."""

    date: Day
    value: Number


class Observation(Record):
    """What was measured, on a day or over a period."""

    date: Day | None = None
    period: Reporting | None = None
    value: Number
    evidence: tuple[Ref, ...] = ()
    provisional: Flag = False
    note: Words | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if self.date is None and self.period is None:
            raise fault("S01", "an observation needs a date or a period", help_key="S01-observation")
        if self.date is not None and self.period is not None:
            raise fault("I07", "an observation has both a date and a period", help_key="I07-both", at="period")
        return self

    @property
    def day(self) -> datetime.date:
        """The day it counts at: a period counts at its last day."""
        if self.period is not None:
            return self.period.end
        return self.date or datetime.date.max


class Indicator(Record):
    """A measure of the plan. Everything but `observations` is plan; without a target it is only watched."""

    id: InnerId
    title: Words
    level: IndicatorLevel
    unit: Line
    direction: Direction
    reporting: SeriesKind
    frequency: Frequency
    key: Flag = False
    weight: Weight = Decimal(1)
    baseline: Baseline | None = None
    target: Target | None = None
    lag_days: LagDays = 0
    checkpoints: tuple[Checkpoint, ...] = ()
    trajectory: Literal["linear", "none"] = "linear"
    source: Words | None = None
    allow_over_100: Flag = False
    observations: tuple[Observation, ...] = ()
    added: Ref | None = None

    @model_validator(mode="after")
    def _target_fits_direction(self) -> Self:
        wanted = ("min", "max") if self.direction == "within" else ("value",)
        for name in wanted:
            if self.target is not None and getattr(self.target, name) is None:
                raise fault(
                    "S01", "target.{name} is required with direction {direction}",
                    help_key="S01-target", at="target", name=name, direction=self.direction,
                )  # fmt: skip
        return self


class Adoption(Record):
    """The practice taken over by an organization or a region; K02 wants the paper."""

    org: Ref | None = None
    region: RegionCode | None = None
    date: Day
    document: DocumentNumber | None = None
    scale: Words | None = None
    adapted: Words | None = None

    @model_validator(mode="after")
    def _has_adopter(self) -> Self:
        if self.org is None and self.region is None:
            raise fault("S01", "an adoption needs an org or a region", help_key="S01-adoption")
        return self


class Practice(Record):
    """A way of working that others could take over."""

    id: InnerId
    title: Words
    kind: PracticeKind
    solves: tuple[Ref, ...] = ()
    summary: Words | None = None
    steps: Words | None = None
    conditions: Words | None = None
    cost: Words | None = None
    risks: Words | None = None
    documents: tuple[DocumentNumber, ...] = ()
    indicators: tuple[Ref, ...] = ()
    documented: Day | None = None
    endorsed: Endorsement | None = None
    promoted: Endorsement | None = None
    withdrawn: Day | None = None
    adoptions: tuple[Adoption, ...] = ()

    def status(self, as_of: datetime.date) -> PracticeStatus:
        """Return the last of its stages that has happened by that day."""
        if self.withdrawn is not None and self.withdrawn <= as_of:
            return "withdrawn"
        if self.promoted is not None and self.promoted.date <= as_of:
            return "promoted"
        if self.endorsed is not None and self.endorsed.date <= as_of:
            return "endorsed"
        if self.documented is not None and self.documented <= as_of:
            return "documented"
        return "draft"

    def is_documented(self, as_of: datetime.date) -> bool:
        """Return whether it was documented or went further by that day, and was not withdrawn."""
        return self.status(as_of) not in ("draft", "withdrawn")


class OutcomesFile(Record):
    """outcomes.yaml."""

    indicators: tuple[Indicator, ...] = ()
    practices: tuple[Practice, ...] = ()
