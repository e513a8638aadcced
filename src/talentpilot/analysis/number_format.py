"""Numbers as text: one decimal, plain numbers for JSON, enough decimals to decide."""

from collections.abc import Iterable
from fractions import Fraction

_PLACES = 9
"""Decimals that a number of the ledger may have."""


def one_decimal(value: Fraction) -> str:
    """Return a number with one decimal, halves away from zero: 30.0, -0.3, never -0.0."""
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    sign = "-" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def plain_number(value: Fraction | None) -> int | float | None:
    """Return a number for machines: whole if it is whole, else as near as a float comes; None stays None."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def decisive(value: Fraction, threshold: Fraction) -> Fraction:
    """Return the value with one decimal, or with as many more as show on which side of the threshold it lies.

    69.96 is below 70, and printed as 70.0 it would give the absurd reason `70.0 < 70`.
    """
    for places in range(1, _PLACES):
        rounded = _rounded(value, places)
        if (rounded >= threshold) == (value >= threshold):
            return rounded
    return Fraction(value * 10**_PLACES // 1, 10**_PLACES)


def beside(value: Fraction, *others: Fraction) -> str:
    """Return the value with one decimal, or with as many more as distinguish it from other values shown with it.

    A gap of 30.00001 beside a threshold of 30 is not printed as 30.0, and a figure restated from 84.24 to 84.21 shows
    both.
    """
    for places in range(1, _PLACES):
        shown = _rounded(value, places)
        if all((shown == _rounded(other, places)) == (value == other) for other in others):
            return _fixed(shown, places)
    return as_stated(value)


def observed(value: Fraction, others: Iterable[Fraction]) -> Fraction:
    """Return an observed value with one decimal, or with as many more as show that it differs from each of the others.

    89.96 is not shown as 90.0 beside a target of 90, nor 67.26 as 67.3 where 67.28 was asked for. Zero is always among
    the others: a value other than 0 is never shown as 0.0.
    """
    apart = {Fraction(0), *others} - {value}
    for places in range(1, _PLACES):
        shown = _rounded(value, places)
        if all((shown > other) == (value > other) and shown != _rounded(other, places) for other in apart):
            return shown
    return value


def _rounded(value: Fraction, places: int) -> Fraction:
    scale = 10**places
    return Fraction(int(abs(value) * scale + Fraction(1, 2)), scale) * (-1 if value < 0 else 1)


def _fixed(value: Fraction, places: int) -> str:
    digits = f"{int(abs(value) * 10**places):0{places + 1}d}"
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def at_most_one_decimal(value: Fraction) -> str:
    """Return a number with one decimal if it has one: 41, 84.2."""
    text = one_decimal(value)
    return text.removesuffix(".0") if value == int(value) else text


def as_stated(value: Fraction) -> str:
    """Return a number as the ledger states it: 41, 84.25; with one decimal if its decimals are infinite."""
    scaled = value * 10**_PLACES
    if scaled.denominator != 1:
        return one_decimal(value)
    digits = f"{abs(scaled.numerator):0{_PLACES + 1}d}"
    text = f"{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text
