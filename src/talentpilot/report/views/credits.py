"""Incentives and publicity of the period."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from talentpilot.model.base import Text
from talentpilot.report.views.source import PilotRef, Source, refer


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
    """The pilot in the media in the period."""

    pilot: PilotRef
    title: Text
    channel: str
    day: date
    url: str | None


def period_incentives(source: Source) -> tuple[IncentiveView, ...]:
    """By day."""
    found = [
        IncentiveView(
            refer(status),
            item.kind,
            item.title,
            source.names.organization(item.grantor),
            item.date,
            Fraction(item.amount) if item.amount is not None else None,
            source.names.unit(item.currency) if item.currency else None,
        )
        for status in source.statuses
        for item in status.pilot.file.incentives
        if source.in_period(item.date)
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.pilot.id)))


def period_publicity(source: Source) -> tuple[PublicityView, ...]:
    """By day."""
    found = [
        PublicityView(refer(status), item.title, item.channel, item.date, item.url)
        for status in source.statuses
        for item in status.pilot.file.publicity
        if source.in_period(item.date)
    ]
    return tuple(sorted(found, key=lambda item: (item.day, item.pilot.id)))
