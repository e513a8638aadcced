"""Numbers as text: two different values shown side by side never look the same."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentpilot.analysis.number_format import beside, observed

NUMBERS = st.decimals(-1000, 1000, places=9).map(Fraction)


@pytest.mark.parametrize(
    ("value", "other", "shown"),
    [
        ("30", "30", "30.0"),
        ("30.00001", "30", "30.00001"),
        ("29.96", "30", "29.96"),
        ("84.24", "84.21", "84.24"),
        ("84.21", "84.24", "84.21"),
        ("-0.04", "0", "-0.04"),
        ("12.34", "50", "12.3"),
    ],
)
def test_a_value_gets_the_decimals_that_tell_it_from_the_other(value: str, other: str, shown: str) -> None:
    assert beside(Fraction(value), Fraction(other)) == shown


@given(NUMBERS, NUMBERS | st.just(None))
def test_two_values_look_the_same_only_if_they_are(one: Fraction, other: Fraction | None) -> None:
    other = one + Fraction(1, 10**9) if other is None else other
    assert (beside(one, other) == beside(other, one)) == (one == other)


@pytest.mark.parametrize(
    ("value", "others", "shown"),
    [
        ("41", ["90"], "41"),
        ("22.35", ["12", "90"], "22.4"),
        ("118.125", ["120.25", "75"], "118.1"),
        ("89.96", ["90"], "89.96"),
        ("67.26", ["67.28"], "67.26"),
        ("67.26", ["67.22"], "67.3"),
        ("67.25", ["67.25"], "67.3"),
        ("0.04", [], "0.04"),
        ("-0.04", ["1"], "-0.04"),
    ],
)
def test_an_observed_value_has_one_decimal_unless_that_hides_a_difference(
    value: str, others: list[str], shown: str
) -> None:
    assert observed(Fraction(value), map(Fraction, others)) == Fraction(shown)


@given(st.lists(NUMBERS, min_size=2, max_size=5, unique=True))
def test_observed_values_keep_their_order_and_their_difference(values: list[Fraction]) -> None:
    values.sort()
    shown = [observed(value, values) for value in values]
    assert shown == sorted(set(shown))
    assert all((one > 0) == (value > 0) and bool(one) == bool(value) for one, value in zip(shown, values, strict=True))
