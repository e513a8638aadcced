"""Arithmetic with days: the calendar ends at the years 1 and 9999, and a sum that would leave it stops there."""

from datetime import date


def days_after(day: date, count: int) -> date:
    """Return the day that many days later (earlier if negative), or the first or last day of the calendar."""
    number = day.toordinal() + count
    return date.fromordinal(max(1, min(number, date.max.toordinal())))
