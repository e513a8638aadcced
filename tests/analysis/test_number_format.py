"""Numbers as text: two different values shown side by side never look the same."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentpilot.analysis.number_format import beside

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
