"""Days and periods as each language says them."""

from datetime import date

from talentpilot.model.base import Language
from talentpilot.model.periods import Cadence, Period

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(day: date, language: Language) -> str:
    """`2026年3月31日` or `31 March 2026`: for sentences. Tables write 2026-03-31 in both languages."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_span(first: date, last: date, language: Language) -> str:
    """`2026年7月1日至9月30日` or `1 July to 30 September 2026`: the year once, where it is the same."""
    start, end = long_day(first, language), long_day(last, language)
    if first.year == last.year and language == "zh":
        end = end.removeprefix(f"{last.year}年")
    elif first.year == last.year:
        start = start.removesuffix(f" {first.year}")
    return f"{start}至{end}" if language == "zh" else f"{start} to {end}"


def month(day: date, language: Language) -> str:
    """`2026年3月` or `March 2026`."""
    return f"{day.year}年{day.month}月" if language == "zh" else f"{MONTHS[day.month - 1]} {day.year}"


def period_name(period: Period, language: Language) -> str:
    """`2026年第三季度` or `Q3 2026`."""
    year, first = period.start.year, period.start.month
    match period.cadence:
        case Cadence.MONTHLY:
            return month(period.start, language)
        case Cadence.QUARTERLY:
            quarter = (first + 2) // 3
            return f"{year}年第{'一二三四'[quarter - 1]}季度" if language == "zh" else f"Q{quarter} {year}"
        case Cadence.SEMIANNUAL:
            if language == "zh":
                return f"{year}年{'上' if first == 1 else '下'}半年"
            return f"{'first' if first == 1 else 'second'} half of {year}"
        case Cadence.ANNUAL:
            return f"{year}年" if language == "zh" else f"{year}"
