"""Progress, expected path and staleness (`status.md` 3)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.build import indicator
from talentpilot.analysis.indicators import indicator_status
from talentpilot.analysis.observations import (
    actual_value,
    expected_progress,
    known_observations,
    progress_of,
    stale_since,
)
from talentpilot.model.programme import Thresholds


@pytest.mark.parametrize(
    ("baseline", "target", "direction", "actual", "progress", "met"),
    [
        ("0", "100", "increase", "50", "1/2", False),
        ("120", "75", "decrease", "104", "16/45", False),
        ("120", "75", "decrease", "70", "10/9", True),
        ("120", "75", "decrease", "130", "-2/9", False),
        ("50", "50", "increase", "49", "0", False),
        ("50", "50", "increase", "50", "1", True),
        ("0", "0.4", "decrease", "3", None, False),
        ("0", "0.4", "decrease", "0.3", None, True),
        ("10", "5", "increase", "4", None, False),
        ("10", "5", "increase", "7", None, True),
        (None, "10", "increase", "4", None, False),
        (None, "10", "increase", "12", None, True),
        ("10", ("20", "30"), "within", "15", "1/2", False),
        ("10", ("20", "30"), "within", "25", "1", True),
        ("10", ("20", "30"), "within", "34", "3/5", False),
        ("10", ("20", "30"), "within", "45", "0", False),
        ("25", ("20", "30"), "within", "31", "0", False),
        ("40", ("20", "30"), "within", "35", "1/2", False),
        ("40", ("20", "30"), "within", "15", "1/2", False),
        ("-5", "5", "increase", "0", "1/2", False),
        ("86", "85", "keep_above", "85", "1", True),
        ("86", "85", "keep_below", "86", "0", False),
    ],
)
def test_the_vectors_of_progress(
    baseline: str | None, target: str | tuple[str, str], direction: str, actual: str, progress: str | None, met: bool
) -> None:
    found = progress_of(indicator(baseline, target, direction), Decimal(actual))
    assert found.value == (None if progress is None else Fraction(progress))
    assert found.met is met


@pytest.mark.parametrize(
    ("direction", "target", "actual", "credit"),
    [
        ("keep_above", "85", "84.2", "77/85"),
        ("keep_above", "100", "90", "0"),
        ("keep_above", "100", "95", "1/2"),
        ("keep_below", "0", "1", "0"),
        ("keep_below", "10", "8", "1"),
        ("keep_below", "-10", "-9.5", "1/2"),
    ],
)
def test_credit_falls_to_nothing_at_a_tenth_of_the_target(
    direction: str, target: str, actual: str, credit: str
) -> None:
    assert progress_of(indicator("1", target, direction), Decimal(actual)).credit == Fraction(credit)


def test_a_held_range_gives_credit_by_the_edge_that_was_passed() -> None:
    found = progress_of(indicator("25", ("20", "30"), "within"), Decimal(31))
    assert found.held
    assert (found.value, found.credit, found.edge) == (Fraction(0), Fraction(2, 3), Fraction(30))


def test_a_per_period_series_sums_the_periods_that_have_ended() -> None:
    series = indicator(
        reporting="per_period",
        observations=[{"period": "2025Q3", "value": "40"}, {"period": "2025Q4", "value": "65"}],
    )
    days = ((2025, 12, 30), (2025, 12, 31), (2025, 9, 29))
    assert [actual_value(series, known_observations(series, date(*day))) for day in days] == [40, 105, None]


def test_a_sum_of_more_digits_than_decimals_keep_by_themselves_is_exact() -> None:
    values = [*["999999999999999.999999999"] * 11_000, "0.000000001"]
    series = indicator(
        reporting="per_period", target="0.000000003",
        observations=[{"date": str(date.fromordinal(700_000 + at)), "value": value} for at, value in enumerate(values)],
    )  # fmt: skip
    actual = actual_value(series, series.observations)
    assert actual == sum(map(Fraction, values))
    assert progress_of(series, actual).value == Fraction(actual or 0) / Fraction(3, 10**9)


def test_the_expected_path_runs_through_the_checkpoints() -> None:
    bent = indicator(checkpoints=[{"date": "2026-06-30", "value": "20"}])
    assert expected_progress(bent, date(2025, 6, 1)) == 0
    assert expected_progress(bent, date(2026, 6, 30)) == Fraction(1, 5)
    assert expected_progress(bent, date(2025, 12, 30)) == Fraction(1, 5) * Fraction(183, 365)
    assert expected_progress(bent, date(2027, 7, 1)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"direction": "keep_above"},
        {"frequency": "once"},
        {"trajectory": "none"},
        {"baseline": "10", "target": "5"},
        {"baseline": None},
        {"baseline": "25", "target": ("20", "30"), "direction": "within"},
    ],
)
def test_no_path_is_drawn_where_none_is_meant(more: dict[str, object]) -> None:
    assert expected_progress(indicator(**more), date(2026, 6, 30)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "since"),
    [
        ("2026-04-29", None),
        ("2026-04-30", "2026-03-31"),
        ("2026-07-29", "2026-03-31"),
        ("2026-07-30", "2026-06-30"),
        ("2027-06-30", None),
    ],
)
def test_an_indicator_is_stale_a_grace_after_the_period_end(day: str, since: str | None) -> None:
    series = indicator(observations=[{"date": "2025-12-31", "value": "10"}])
    found = stale_since(series, series.observations, date.fromisoformat(day), 30)
    assert found == (date.fromisoformat(since) if since else None)


def test_without_any_observation_nothing_is_stale() -> None:
    assert stale_since(indicator(), (), date(2026, 9, 30), 30) is None


@pytest.mark.parametrize(
    ("more", "day", "light", "reasons"),
    [
        ({}, "2026-03-31", "grey", "IND0"),
        ({}, "2027-06-30", "red", "IND1"),
        ({"observations": [("2026-03-31", "100")]}, "2026-03-31", "green", "IND2"),
        ({"observations": [("2026-03-31", "-1")]}, "2026-03-31", "red", "IND4"),
        ({"observations": [("2027-06-30", "70")]}, "2027-06-30", "amber", "IND5"),
        ({"observations": [("2027-06-30", "69.9")]}, "2027-06-30", "red", "IND5"),
        ({"baseline": None, "observations": [("2027-06-30", "70")]}, "2027-06-30", "red", "IND5"),
        ({"baseline": None, "observations": [("2026-03-31", "70")]}, "2026-03-31", "grey", "IND6"),
        ({"observations": [("2026-06-30", "20")]}, "2026-06-30", "amber", "IND7"),
        ({"observations": [("2026-06-30", "19.9")]}, "2026-06-30", "red", "IND7"),
        ({"observations": [("2025-12-31", "60")]}, "2026-06-30", "amber", "IND7 IND8"),
        ({"observations": [("2025-12-31", "10")]}, "2026-06-30", "amber", "IND7 IND8"),
        ({"observations": [("2026-03-31", "6")]}, "2026-06-30", "red", "IND7"),
        ({"observations": [("2026-03-31", "6")]}, "2026-08-31", "red", "IND7 IND8"),
        ({"observations": [("2025-12-31", "100")]}, "2026-06-30", "green", "IND2 IND8"),
        ({"direction": "keep_above", "observations": [("2025-12-31", "100")]}, "2026-06-30", "amber", "IND2 IND8"),
        ({"direction": "keep_above", "observations": [("2026-03-31", "90")]}, "2026-03-31", "amber", "IND3"),
        ({"direction": "keep_above", "observations": [("2026-03-31", "89.9")]}, "2026-03-31", "red", "IND3"),
        (
            {"direction": "keep_below", "target": "0", "observations": [("2026-03-31", "0.1")]},
            "2026-03-31",
            "red",
            "IND3",
        ),
    ],
)
def test_the_light_is_that_of_the_first_row_that_matches(
    more: dict[str, object], day: str, light: str, reasons: str
) -> None:
    observations = more.pop("observations", ())
    assert isinstance(observations, (list, tuple))
    written = [{"date": when, "value": value} for when, value in observations]
    # Half of the two years lies before 2026-06-30, so 20 misses the path by exactly 30 points.
    series = indicator(observations=written, **{"trajectory": "linear", **more})  # type: ignore[arg-type]
    status = indicator_status(series, date.fromisoformat(day), Thresholds())
    assert (status.rated.light, " ".join(status.rated.reasons)) == (light, reasons)


_NUMBERS = st.integers(-1000, 1000)


@given(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)
def test_more_in_the_right_direction_never_lowers_progress(baseline: int, target: int, low: int, more: int) -> None:
    direction = "increase" if target >= baseline else "decrease"
    series = indicator(str(baseline), str(target), direction)
    better = low + abs(more) if direction == "increase" else low - abs(more)
    worse_progress, better_progress = (
        progress_of(series, Decimal(low)).value,
        progress_of(series, Decimal(better)).value,
    )
    assert worse_progress is not None
    assert better_progress is not None
    assert better_progress >= worse_progress


@given(_NUMBERS, st.integers(0, 100), st.integers(1, 100), _NUMBERS)
def test_a_range_reached_is_whole_and_never_more(baseline: int, low: int, span: int, actual: int) -> None:
    found = progress_of(indicator(str(baseline), (str(low), str(low + span)), "within"), Decimal(actual))
    assert found.value is not None
    assert found.value <= 1
    assert (found.value == 1) == found.met
