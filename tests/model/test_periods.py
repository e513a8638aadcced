"""Calendar periods: read, printed, walked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentpilot.model.periods import Cadence, parse_period, period_of, periods_ending, runs


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_spans_its_calendar_days(text: str, start: date, end: date) -> None:
    period = parse_period(text)
    assert period is not None
    assert (period.start, period.end) == (start, end)
    assert str(period) == text


@pytest.mark.parametrize("text", ["2026Q5", "2026H3", "2026-13", "2026q1", "26Q1", "2026 Q1", "0000", ""])
def test_other_forms_are_no_period(text: str) -> None:
    assert parse_period(text) is None


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 1, 1)), st.sampled_from(Cadence))
def test_every_day_lies_in_one_period_and_the_one_before_ends_the_day_before(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert day in period
    assert parse_period(str(period)) == period
    assert (period.start - period.previous().end).days == 1


def test_periods_are_walked_by_their_ends_to_the_end_of_the_calendar() -> None:
    found = [str(period) for period in periods_ending(date(2025, 9, 30), date(2026, 3, 31), Cadence.QUARTERLY)]
    assert found == ["2025Q3", "2025Q4", "2026Q1"]
    assert [str(item) for item in periods_ending(date(9999, 1, 1), date.max, Cadence.ANNUAL)] == ["9999"]


def test_periods_that_follow_each_other_make_a_run() -> None:
    texts = ("2025Q3", "2025Q4", "2026Q2", "-", "-", "2026Q3", "2026Q4", "2026-10")
    assert list(runs(texts, parse_period)) == [
        ("2025Q3", "2025Q4"), ("2026Q2",), ("-",), ("-",), ("2026Q3", "2026Q4"), ("2026-10",),
    ]  # fmt: skip
