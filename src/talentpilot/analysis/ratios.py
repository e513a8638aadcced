"""Exact ratios and means of decimals.

Decimals are summed, subtracted and compared as they are, and a fraction is made once at the end: each step of fractions
takes twenty times as long, and a pilot has hundreds of them.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce
from math import lcm

_EXACT = Context(prec=60)
"""Sums and differences of all the values that a file can hold have fewer digits."""


def ratio(part: Decimal, whole: Decimal) -> Fraction:
    """Return the exact ratio of two decimals."""
    (part_over, part_under), (whole_over, whole_under) = part.as_integer_ratio(), whole.as_integer_ratio()
    return Fraction(part_over * whole_under, part_under * whole_over)


def percentage(part: Decimal, whole: Decimal) -> Fraction | None:
    """Return the exact percentage of a part; None if the whole is 0."""
    return ratio(_EXACT.multiply(part, 100), whole) if whole else None


def total(values: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of decimals."""
    return reduce(_EXACT.add, values, Decimal(0))


def difference(value: Decimal, other: Decimal) -> Decimal:
    """Return the exact difference of two decimals."""
    return _EXACT.subtract(value, other)


def weighted_mean(items: Iterable[tuple[Decimal | int, Fraction]]) -> Fraction | None:
    """Return the exact mean of values, each after its weight; None if the sum of weights is 0.

    Summed as whole numbers over one denominator: adding fractions one by one takes three times as long.
    """
    pairs = [(weight.as_integer_ratio(), value.as_integer_ratio()) for weight, value in items]
    over_weights, over_values = lcm(*(one[1] for one, _ in pairs)), lcm(*(one[1] for _, one in pairs))
    whole = [(weight * (over_weights // parts), value) for (weight, parts), value in pairs]
    weights = sum(weight for weight, _ in whole)
    if not weights:
        return None
    return Fraction(
        sum(weight * part * (over_values // parts) for weight, (part, parts) in whole), weights * over_values
    )
