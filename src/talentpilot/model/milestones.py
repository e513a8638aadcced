"""milestones.yaml: the steps, with the dates as approved; adjustments are replayed over them."""

from decimal import Decimal

from talentpilot.model.base import Day, InnerId, Record, Ref, Weight, Words


class Forecast(Record):
    """When a step is now expected, and when that was said."""

    date: Day
    stated: Day


class Milestone(Record):
    """A step of the plan. `id, title, owner, due, weight, deliverable` are plan, the rest is record."""

    id: InnerId
    title: Words
    owner: Ref
    due: Day | None = None
    weight: Weight = Decimal(1)
    deliverable: Words | None = None
    done: Day | None = None
    forecasts: tuple[Forecast, ...] = ()
    evidence: tuple[Ref, ...] = ()
    note: Words | None = None
    added: Ref | None = None


class MilestonesFile(Record):
    """milestones.yaml."""

    milestones: tuple[Milestone, ...] = ()
