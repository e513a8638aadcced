"""Figures as people read them: one decimal, signs where a difference is meant; the values stay exact elsewhere."""

from fractions import Fraction


def one_decimal(value: Fraction) -> str:
    """A number with one decimal, halves away from zero: 30.0, -0.3, never -0.0."""
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def at_most_one_decimal(value: Fraction) -> str:
    """A number with one decimal where it has one: 41, 84.2."""
    text = one_decimal(value)
    return text.removesuffix(".0") if value == int(value) else text
