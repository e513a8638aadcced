"""Read dates, those of a file and those that somebody types, and count days: the calendar ends at 1 and 9999."""

import re
from datetime import date

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.scalars import fault, kind_of, message_of, plain_form, shorten

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLEAR_FORM = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})[日号]?)", re.ASCII
)
"""The ways to write a day, other than the one of a file, in which only one day can be meant."""
SPREADSHEET_DAY_ZERO = date(1899, 12, 30)

_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})|\d{2}年\d{1,2}月\d{1,2}[日号]?", re.ASCII)
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[Tt ]+\d{1,2}(?::\d{2}.*)?|Z|[+-]\d{2}:?\d{2})", re.ASCII)


def _calendar_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_date(value: object) -> date:
    """Return a calendar day from `YYYY-MM-DD`; anything else is D01 to D05, never a guess."""
    if not isinstance(value, str):
        raise fault(
            "S03", "a date is expected, not {seen}", seen=kind_of(value), expected=Message("a day as YYYY-MM-DD")
        )
    if not DATE.fullmatch(value):
        raise _date_fault(value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise fault("D01", "{value} is not a day of the calendar", value=value) from None


def parse_day(text: str) -> date:
    """Return the day that somebody typed: YYYY-MM-DD, or another form of which only one day can be meant.

    Raises:
        UsageProblem: it names no day, or more than one.
    """
    if (clear := clear_date(text)) is not None:
        return clear
    try:
        return read_date(text)
    except PydanticCustomError as problem:
        meant = (problem.context or {}).get("meant") or plain_form(text)
        usual = Message("a day as YYYY-MM-DD, such as 2026-03-31")
        advice = meant if DATE.fullmatch(meant) and meant != text else usual
        raise UsageProblem(message_of(problem), help="write {advice}", advice=advice) from problem


def optional_day(text: str | None) -> date | None:
    """Return the day that somebody typed, or None if none was given.

    Raises:
        UsageProblem: the text names no day, or more than one.
    """
    return None if text is None else parse_day(text)


def clear_date(text: str) -> date | None:
    """Return the day that a text names in any form of which only one day can be meant, such as 2026年4月28日.

    None for everything else: two-digit years, the day first, day numbers of spreadsheets, times.
    """
    plain = plain_form(text).replace(" ", "")
    match = CLEAR_FORM.fullmatch(plain)
    return _calendar_day(*(part for part in match.groups() if part is not None)) if match else None


def _date_fault(value: str) -> Exception:
    if match := _WITH_TIME.fullmatch(value):
        return fault("D05", "{value} has a time or a zone in a date", value=value, meant=match[1])
    if match := CLEAR_FORM.fullmatch(value):
        day = _calendar_day(*(part for part in match.groups() if part is not None))
        if day is None:
            return fault("D01", "{value} is not a day of the calendar", value=value)
        return fault("D02", "date {value} is not in the form YYYY-MM-DD", value=value, meant=day.isoformat())
    if _AMBIGUOUS.fullmatch(value):
        return fault("D03", "date {value} can be read in more than one way", value=value)
    if re.fullmatch(r"[1-9][0-9]{4}", value):
        day = days_after(SPREADSHEET_DAY_ZERO, int(value))
        return fault("D04", "{value} is a spreadsheet's day number, not a date", value=value, meant=day.isoformat())
    return fault("D01", "{value} is not a date", value=shorten(value))


def days_after(day: date, count: int) -> date:
    """Return the day that many days later (earlier if negative), or the first or last day of the calendar."""
    number = day.toordinal() + count
    return date.fromordinal(max(1, min(number, date.max.toordinal())))
