"""Practices, adoptions, incentives and publicity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.status import PilotStatus
from talentpilot.model.base import Text
from talentpilot.model.outcomes import Practice
from talentpilot.model.pilot import Incentive
from talentpilot.report.views.inputs import Names, PilotRef, Source, refer


@dataclass(frozen=True, slots=True)
class AdoptionView:
    """An adoption of a practice; `elsewhere` means that it counts as replication (outside the pilot, documented)."""

    pilot: PilotRef
    practice: str
    title: Text
    adopter: Text
    day: date
    document: str | None
    scale: Text | None
    adapted: Text | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice on the day; `since` is when its present status was reached, `stages` what happened and when."""

    pilot: PilotRef
    id: str
    title: Text
    kind: str
    status: str
    summary: Text | None
    steps: Text | None
    conditions: Text | None
    solves: tuple[str, ...]
    documents: tuple[str, ...]
    stages: tuple[tuple[str, date], ...]
    adoptions: tuple[AdoptionView, ...]

    @property
    def since(self) -> date | None:
        """The day the present status was reached; None for a draft."""
        return dict(self.stages).get(self.status)

    @property
    def elsewhere(self) -> int:
        """Adoptions that count as replication."""
        return sum(1 for item in self.adoptions if item.elsewhere)


def practices_of(status: PilotStatus, names: Names) -> tuple[PracticeView, ...]:
    """Return every practice of a pilot, with the adoptions that had happened by the day."""
    return tuple(_view(status, item, names) for item in status.pilot.practices)


def period_practices(source: Source, practices: Iterable[PracticeView]) -> tuple[PracticeView, ...]:
    """Return the practices that reached a stage in the period."""
    return tuple(item for item in practices if any(source.in_period(day) for _, day in item.stages))


def period_adoptions(source: Source, practices: Iterable[PracticeView]) -> tuple[AdoptionView, ...]:
    """Return the adoptions that happened in the period, by day."""
    found = [one for item in practices for one in item.adoptions if source.in_period(one.day)]
    return tuple(sorted(found, key=lambda item: (item.day, item.pilot.id, item.practice)))


def documented(practices: Iterable[PracticeView]) -> int:
    """Return the number of practices that are documented or higher, and not withdrawn."""
    return sum(1 for item in practices if item.status not in ("draft", "withdrawn"))


def _view(status: PilotStatus, item: Practice, names: Names) -> PracticeView:
    abroad = tuple(adoptions_elsewhere(item, status.pilot, status.plan, status.as_of))
    pilot = refer(status)
    adoptions = tuple(
        AdoptionView(
            pilot,
            item.id,
            item.title,
            names.organization(one.org) if one.org is not None else names.region(one.region or ""),
            one.date,
            one.document,
            one.scale,
            one.adapted,
            any(one is other for other in abroad),
        )
        for one in sorted(item.adoptions, key=lambda one: one.date)
        if one.date <= status.as_of
    )
    return PracticeView(
        pilot,
        item.id,
        item.title,
        item.kind,
        item.status(status.as_of),
        item.summary,
        item.steps,
        item.conditions,
        item.solves,
        item.documents,
        _stages(item, status.as_of),
        adoptions,
    )


def _stages(item: Practice, as_of: date) -> tuple[tuple[str, date], ...]:
    dated = (
        ("documented", item.documented),
        ("endorsed", item.endorsed.date if item.endorsed else None),
        ("promoted", item.promoted.date if item.promoted else None),
        ("withdrawn", item.withdrawn),
    )
    return tuple((stage, day) for stage, day in dated if day is not None and day <= as_of)


@dataclass(frozen=True, slots=True)
class IncentiveView:
    """Support or an honour granted in the period."""

    pilot: PilotRef
    kind: str
    title: Text
    grantor: Text
    day: date
    amount: Fraction | None
    currency: Text | None


@dataclass(frozen=True, slots=True)
class PublicityView:
    """An appearance of the pilot in the media in the period."""

    pilot: PilotRef
    title: Text
    channel: str
    day: date
    url: str | None


def incentive_view(status: PilotStatus, item: Incentive, names: Names) -> IncentiveView:
    """Return support or an honour, with the name of who granted it."""
    return IncentiveView(
        refer(status),
        item.kind,
        item.title,
        names.organization(item.grantor),
        item.date,
        Fraction(item.amount) if item.amount is not None else None,
        names.unit(item.currency) if item.currency else None,
    )


def period_incentives(source: Source) -> tuple[IncentiveView, ...]:
    """Return the support and honours of the period, by day."""
    found = [
        incentive_view(status, item, source.names)
        for status in source.statuses
        for item in status.pilot.file.incentives
        if source.in_period(item.date)
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.pilot.id)))


def period_publicity(source: Source) -> tuple[PublicityView, ...]:
    """Return the publicity of the period, by day."""
    found = [
        PublicityView(refer(status), item.title, item.channel, item.date, item.url)
        for status in source.statuses
        for item in status.pilot.file.publicity
        if source.in_period(item.date)
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.pilot.id)))
