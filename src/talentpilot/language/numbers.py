"""Numbers as each language writes them; the values stay exact until they are printed.

English groups from four digits (1,234.5), Chinese from five (1234.5 and 12,345.6), as GB/T 15835 allows.
"""

from decimal import Decimal
from fractions import Fraction

from talentpilot.analysis.figures import one_decimal
from talentpilot.model.base import Language

MINUS = "\u2212"
Quantity = int | Decimal | Fraction
_PLACES = 9


def rate(value: Quantity, language: Language) -> str:
    """A computed figure, with one decimal: 36.4, −8.0."""
    return _grouped(one_decimal(Fraction(value)), language)


def signed_rate(value: Quantity, language: Language) -> str:
    """A computed difference: its sign is always there, but for nothing at all."""
    text = rate(value, language)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def figure(value: Quantity, language: Language) -> str:
    """A figure as the ledger states it: 41, 84.25, 300,000. What has no end is rounded to one decimal."""
    exact = Fraction(value)
    scaled = exact * 10**_PLACES
    if scaled.denominator != 1:
        return rate(exact, language)
    digits = f"{abs(scaled.numerator):0{_PLACES + 1}d}"
    text = f"{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0").rstrip(".")
    return _grouped(f"-{text}" if exact < 0 else text, language)


def _grouped(text: str, language: Language) -> str:
    sign = MINUS if text.startswith("-") else ""
    whole, dot, decimals = text.lstrip("-").partition(".")
    if len(whole) > (3 if language == "en" else 4):
        whole = f"{int(whole):,}"
    return f"{sign}{whole}{dot}{decimals}"


def chinese_numeral(number: int) -> str:
    """1 to 99 as headings count them: 一, 十, 十二, 二十一."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")
