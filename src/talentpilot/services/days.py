"""Days as people type them in options and prompts."""

from datetime import date

from pydantic_core import PydanticCustomError

from talentpilot.errors import UsageProblem
from talentpilot.model.scalars import DATE, plain_form, read_date


def parse_day(text: str) -> date:
    """Return the day that a text names.

    Raises:
        UsageProblem: it is not YYYY-MM-DD.
    """
    try:
        return read_date(text)
    except PydanticCustomError as problem:
        meant = (problem.context or {}).get("meant") or plain_form(text)
        advice = meant if DATE.fullmatch(meant) and meant != text else "a day as YYYY-MM-DD, such as 2026-03-31"
        raise UsageProblem(f"{problem.message()}\n  help: write {advice}") from problem
