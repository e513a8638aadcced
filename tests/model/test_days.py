"""Arithmetic with days at the ends of the calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from talentpilot.model.dates import days_after


@given(st.dates(), st.integers(-(10**6), 10**6))
def test_a_sum_inside_the_calendar_is_exact(day: date, count: int) -> None:
    try:
        expected = day + timedelta(days=count)
    except OverflowError:
        expected = date.max if count > 0 else date.min
    assert days_after(day, count) == expected


def test_however_far_it_stops_at_the_ends() -> None:
    assert days_after(date.min, -1) == date.min
    assert days_after(date(2026, 1, 1), 10**30) == date.max
