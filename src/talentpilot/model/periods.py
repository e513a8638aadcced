"""Reporting periods of the calendar: 2026, 2026H1, 2026Q1, 2026-03."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from talentpilot.diagnostics import Message
from talentpilot.model.dates import days_after, parse_day
from talentpilot.model.scalars import fault, plain_form, shorten

T = TypeVar("T")

FORM = re.compile(r"([0-9]{4})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")


class Cadence(StrEnum):
    """How long a calendar period is."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"

    @property
    def months(self) -> int:
        """Length in months."""
        return {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period: `start` and `end` are both inside it."""

    start: date
    end: date
    cadence: Cadence

    def __str__(self) -> str:
        match self.cadence:
            case Cadence.MONTHLY:
                return f"{self.start.year:04d}-{self.start.month:02d}"
            case Cadence.QUARTERLY:
                return f"{self.start.year:04d}Q{(self.start.month + 2) // 3}"
            case Cadence.SEMIANNUAL:
                return f"{self.start.year:04d}H{1 if self.start.month == 1 else 2}"
            case Cadence.ANNUAL:
                return f"{self.start.year:04d}"

    def previous(self) -> "Period":
        """Return the period of the same length before this one; the first period of the calendar has only itself."""
        return period_of(days_after(self.start, -1), self.cadence)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


@lru_cache(1024)
def period_of(day: date, cadence: Cadence) -> Period:
    """Return the calendar period of that length in which the day lies."""
    first = (day.month - 1) // cadence.months * cadence.months + 1
    last = first + cadence.months - 1
    return Period(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), cadence)


def last_end(day: date, cadence: Cadence) -> date | None:
    """Return the last day of the latest calendar period that has ended by that day; None in the very first period."""
    period = period_of(day, cadence)
    if period.end <= day:
        return period.end
    return period.previous().end if period.start > date.min else None


def periods_ending(first: date, last: date, cadence: Cadence) -> Iterator[Period]:
    """Yield the calendar periods whose end lies between `first` and `last`, both included, in order."""
    period = period_of(first, cadence)
    while period.end <= last:
        yield period
        if period.end == date.max:
            return
        period = period_of(days_after(period.end, 1), cadence)


@lru_cache(1024)
def parse_period(text: str) -> Period | None:
    """Return a period from its text, or None."""
    match = FORM.fullmatch(text)
    if match is None or match[1] == "0000":
        return None
    year, half, quarter, month = int(match[1]), match[2], match[3], match[4]
    if half:
        return period_of(date(year, int(half) * 6, 1), Cadence.SEMIANNUAL)
    if quarter:
        return period_of(date(year, int(quarter) * 3, 1), Cadence.QUARTERLY)
    if month:
        return period_of(date(year, int(month), 1), Cadence.MONTHLY)
    return period_of(date(year, 1, 1), Cadence.ANNUAL)


_SPOKEN = (
    r"(?P<year>[0-9]{4})年?度?(?:"
    r"[-第]*(?P<quarter>[1-4一二三四])季度?|-?[Qq](?P<q>[1-4])|(?P<half>[上下])半年?|-?[Hh](?P<h>[12])|"
    r"[-/年]?(?P<month>1[0-2]|0?[1-9])月?|全年|)"
)
"""A period as people write and say it; the groups name what follows the year."""
_MONTH_MARK = r"[0-9]{4}(?:[-/][0-9]{1,2}|年[0-9]{1,2}月)"


def clear_period(text: str) -> Period | None:
    """Return the period that a text names in any form in which only one can be meant, such as 2026年第三季度.

    None for everything else; 2026.9 and 20269 are not periods.
    """
    plain = plain_form(text).replace(" ", "")
    match = re.fullmatch(_SPOKEN, plain)
    if match is None or match["year"] == "0000":
        return None
    year, quarter, half, month = (
        match["year"],
        match["quarter"] or match["q"],
        match["half"] or match["h"],
        match["month"],
    )
    if quarter:
        return parse_period(f"{year}Q{'一二三四'.find(quarter) + 1 or quarter}")
    if half:
        return parse_period(f"{year}H{'上下'.find(half) + 1 or half}")
    if month:
        return parse_period(f"{year}-{int(month):02d}") if re.fullmatch(_MONTH_MARK, plain) else None
    return parse_period(year)


def read_period(value: object) -> Period:
    """Return a period of a file; another form is S03."""
    period = parse_period(value) if isinstance(value, str) else None
    if period is None:
        meant = clear_period(value) if isinstance(value, str) else None
        expected = str(meant) if meant is not None else Message("2026, 2026H1, 2026Q1 or 2026-03")
        raise fault("S03", "{value} is not a period", value=shorten(str(value)), expected=expected)
    return period


def parse_since(text: str) -> date:
    """Return the day that somebody typed, or the last day of the period: that of its report.

    Raises:
        UsageProblem: it is neither a day nor a period.
    """
    period = clear_period(text)
    return parse_day(text) if period is None else period.end


def runs(items: Iterable[T], period_of: Callable[[T], Period | None]) -> Iterator[tuple[T, ...]]:
    """Yield the items, together those whose periods follow each other; one without a period stands alone."""
    run: list[T] = []
    for one in items:
        period, before = period_of(one), period_of(run[-1]) if run else None
        if run and (period is None or before != period.previous()):
            yield tuple(run)
            run = []
        run.append(one)
    if run:
        yield tuple(run)
