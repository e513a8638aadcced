"""Days of old books: read in the styles that are listed, told in all others."""

from datetime import date, datetime

import pytest

from talentpilot.exchange.cell_values import DayRules
from talentpilot.exchange.import_tables.days import read_styled_day
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.import_mapping import DateStyle

RULES = DayRules(date(2020, 1, 1), date(2029, 12, 31))


def text(value: str) -> Cell:
    return Cell("text", value)


def number(value: str) -> Cell:
    return Cell("number", float(value), value)


@pytest.mark.parametrize(
    ("cell", "style", "day"),
    [
        (Cell("day", datetime(2026, 6, 30)), "cell", date(2026, 6, 30)),  # noqa: DTZ001 - a book has no zone
        (text("2026-6-3"), "y-m-d", date(2026, 6, 3)),
        (text("２０２６/6/3"), "y/m/d", date(2026, 6, 3)),
        (text("2026.6.3"), "y.m.d", date(2026, 6, 3)),
        (text("2026 年 6 月 3 日"), "zh", date(2026, 6, 3)),
        (text("20260603"), "ymd", date(2026, 6, 3)),
        (number("20260603"), "ymd", date(2026, 6, 3)),
        (number("46188"), "serial", date(2026, 6, 15)),
        (text("03/06/2026"), "d/m/y", date(2026, 6, 3)),
        (text("03/06/2026"), "m/d/y", date(2026, 3, 6)),
        (text("2026年2月底"), "month_end", date(2026, 2, 28)),
        (text("2026年6月底前"), "month_end", date(2026, 6, 30)),
        (text("2026年6月初"), "month_start", date(2026, 6, 1)),
        (text("2025.10"), "month_end", date(2025, 10, 31)),
        (number("2026.6"), "month_end", date(2026, 6, 30)),
        (text("2026-06"), "month_start", date(2026, 6, 1)),
    ],
)
def test_a_listed_style_is_read(cell: Cell, style: DateStyle, day: date) -> None:
    assert read_styled_day(cell, (style,), RULES).value == day


@pytest.mark.parametrize(
    ("cell", "styles", "told"),
    [
        (text("2026-6-3"), ("y/m/d",), '"2026-6-3" is not a day in any of the styles y/m/d'),
        (text("2026-2-30"), ("y-m-d",), '"2026-2-30" is not a day of the calendar'),
        (text("6/15"), ("y/m/d",), '"6/15" has no year'),
        (text("26.6.15"), ("y.m.d",), '"26.6.15" can be read in more than one way'),
        (text("2026.6"), ("y.m.d",), '"2026.6" names no day'),
        (text("2026年6月初"), ("month_end",), '"2026年6月初" names no day'),
        (text("2026年6月末"), ("month_start",), '"2026年6月末" names no day'),
        (number("2025.1"), ("month_end",), "2025.1 as a number may be January or October"),
        (number("46188"), ("y-m-d",), "46188 is a number, not a day"),
        (text("1999-1-1"), ("y-m-d",), "1999-01-01 is not between 2020-01-01 and 2029-12-31"),
        (Cell("day", datetime(2026, 6, 30)), ("y-m-d",), '"2026-06-30" is not a day in any of the styles y-m-d'),  # noqa: DTZ001
        (Cell("day", datetime(2026, 6, 30, 9)), ("cell",), "2026-06-30 09:00:00 has a time of day"),  # noqa: DTZ001
        (Cell("error", "#REF!", "#REF!"), ("cell",), "the cell shows the error #REF!"),
    ],
)
def test_everything_else_is_told(cell: Cell, styles: tuple[DateStyle, ...], told: str) -> None:
    answer = read_styled_day(cell, styles, RULES)
    assert answer.value is None
    assert str(answer.problem) == told


def test_a_word_for_nothing_is_no_day() -> None:
    assert read_styled_day(text("无"), ("cell",), RULES).nothing
