"""Read a day in the styles that a mapping lists; every other style is reported, never guessed."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_values import (
    CellAnswer,
    DayRules,
    answer_of,
    read_day,
    refused,
    wrong,
)
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.dates import SPREADSHEET_DAY_ZERO, days_after
from talentpilot.model.import_mapping import DateStyle
from talentpilot.model.scalars import plain_form

_STYLES: dict[str, str] = {
    "y-m-d": r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})",
    "y/m/d": r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})",
    "y.m.d": r"(?P<y>[0-9]{4})\.(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})",
    "zh": r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号]?",
    "ymd": r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    "d/m/y": r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})",
    "m/d/y": r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})",
}
_MONTH = re.compile(r"(?P<y>[0-9]{4})(?:[-/.](?P<m>[0-9]{1,2})|年(?P<m2>[0-9]{1,2})月(?P<part>份|底前?|末前?|初)?)")


def read_styled_day(cell: Cell, styles: Sequence[DateStyle], rules: DayRules) -> CellAnswer[date]:
    """Read a day as it may be written in this book."""
    if cell.kind == "day" and isinstance(cell.value, datetime):
        answer = read_day(cell, rules)
        return answer if "cell" in styles else _unlisted(cell, str(cell.value.date()), styles)
    if cell.kind == "number" or (cell.kind == "error" and cell.stored.isdecimal()):
        return _number(cell, styles, rules)
    return answer_of(cell, lambda seen: _text(seen, styles, rules))


def _number(cell: Cell, styles: Sequence[DateStyle], rules: DayRules) -> CellAnswer[date]:
    text = cell.stored
    if "ymd" in styles and re.fullmatch(_STYLES["ymd"], text):
        return _text(text, styles, rules)
    if "serial" in styles and re.fullmatch(r"[2-7][0-9]{4}", text):
        return _within(days_after(SPREADSHEET_DAY_ZERO, int(text)), rules)
    if re.fullmatch(r"[0-9]{4}\.[0-9]{1,2}", text) and ("month_end" in styles or "month_start" in styles):
        if text.endswith((".1", ".10")):
            advice = Message("write the month as a text, such as 2026-01 or 2026-10")
            return wrong(advice, Message.of("{value} as a number may be January or October", value=text))
        return _text(text, styles, rules)
    return _unlisted(cell, text, styles) if cell.kind == "number" else refused(cell) or CellAnswer()


def _text(seen: str, styles: Sequence[DateStyle], rules: DayRules) -> CellAnswer[date]:
    text = plain_form(seen).replace(" ", "")
    for style in styles:
        found = re.fullmatch(_STYLES[style], text) if style in _STYLES else None
        if found is not None:
            try:
                return _within(date(int(found["y"]), int(found["m"]), int(found["d"])), rules)
            except ValueError:
                return wrong(
                    Message("write a day that exists"), Message.of('"{value}" is not a day of the calendar', value=seen)
                )
    month = _MONTH.fullmatch(text)
    if month is not None and 1 <= (number := int(month["m"] or month["m2"])) <= 12 and int(month["y"]):
        year, part = int(month["y"]), month["part"] or "份"
        if "month_end" in styles and part != "初":
            return _within(date(year, number, monthrange(year, number)[1]), rules)
        if "month_start" in styles and part in "份初":
            return _within(date(year, number, 1), rules)
        return wrong(
            Message("list month_end or month_start in `dates` of the mapping, if the book means that day"),
            Message.of('"{value}" names no day', value=seen),
        )
    return _unlisted(Cell("text", seen), seen, styles)


def _within(day: date, rules: DayRules) -> CellAnswer[date]:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a book has no zone
    return read_day(Cell("day", midnight), rules)


def _unlisted(cell: Cell, seen: str, styles: Sequence[DateStyle]) -> CellAnswer[date]:
    """Refuse what is written in none of the styles, with what the cell rules say of it."""
    said = Message.of('"{value}" is not a day in any of the styles {styles}', value=seen, styles=Message.listed(styles))
    other = read_day(cell, _ANY_DAY)
    if other.value is not None or any(re.fullmatch(form, plain_form(seen)) for form in _STYLES.values()):
        return wrong(Message("list its style in `dates` of the mapping, if that is how the book writes days"), said)
    return wrong(other.help if str(other.help) else Message("write it as in 2026-6-30"), other.problem or said)


_ANY_DAY = DayRules(date(1, 1, 1), date(9999, 12, 31))
