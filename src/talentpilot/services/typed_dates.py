"""Days as people type them in options and prompts."""

from datetime import date

from pydantic_core import PydanticCustomError

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.dates import DATE, clear_date, read_date
from talentpilot.model.periods import clear_period
from talentpilot.model.scalars import message_of, plain_form


def parse_since(text: str) -> date:
    """Return the day that a text names, or the last day of the period that it names: that of its report.

    Raises:
        UsageProblem: it is neither YYYY-MM-DD nor a period.
    """
    period = clear_period(text)
    return parse_day(text) if period is None else period.end


def parse_day(text: str) -> date:
    """Return the day that a text names, as YYYY-MM-DD or in another form of which only one day can be meant.

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
