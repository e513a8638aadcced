"""milestones.yaml: the steps, with the dates as approved; adjustments are replayed over them."""

from decimal import Decimal
from typing import Self

from pydantic import model_validator

from talentpilot.model.base import Day, InnerId, Record, Ref, Weight, Words
from talentpilot.model.scalars import fault


class Forecast(Record):
    """When a step is now expected, and when that was said; without a date the new day is open."""

    date: Day | None = None
    stated: Day
    reason: Words | None = None
    next: Words | None = None

    @model_validator(mode="after")
    def _says_a_day_or_why_there_is_none(self) -> Self:
        if self.date is None and self.reason is None:
            raise fault("S01", "a forecast without a date needs a reason", help_key="S01-forecast")
        return self


class Milestone(Record):
    """A step of the plan. Plan are `id, title, owner, due, weight, deliverable, standard`; the rest is record."""

    id: InnerId
    title: Words
    owner: Ref
    due: Day | None = None
    weight: Weight = Decimal(1)
    deliverable: Words | None = None
    standard: Words | None = None
    done: Day | None = None
    forecasts: tuple[Forecast, ...] = ()
    evidence: tuple[Ref, ...] = ()
    note: Words | None = None
    added: Ref | None = None


class MilestonesFile(Record):
    """milestones.yaml."""

    milestones: tuple[Milestone, ...] = ()
