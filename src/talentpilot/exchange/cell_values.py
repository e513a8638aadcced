"""Read numbers and days that a person typed into a cell of an office program."""

import ast
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_answers import CellAnswer, refused, says_nothing, written, wrong
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.dates import CLEAR_FORM, SPREADSHEET_DAY_ZERO, clear_date, days_after
from talentpilot.model.scalars import digits, meant_number, plain_form

_DECIMALS = 9
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_A_NUMBER = Message("write the number alone, such as 540; where there is none, write 无 and say why in the note")
_IN_ITS_UNIT = Message("write the number in the unit of the column, with an apostrophe before it: '540")
_SUM = re.compile(r"[0-9.+\-*/() ]{1,200}")


@dataclass(frozen=True, slots=True)
class NumberRules:
    """How a number is read: the words of its unit, whether it is a percentage, whether values are above 1.

    `advice` says what to write instead of what is no number. `as_shown` counts what the format of a cell shows beside
    the number, which is another amount where that is `万元` or `$`.
    """

    unit_words: tuple[str, ...] = ()
    percent: bool = False
    above_one: bool = False
    advice: Message = _A_NUMBER
    as_shown: bool = True


def read_amount(cell: Cell, rules: NumberRules) -> CellAnswer[Decimal]:
    """Read a number without its unit."""
    words = cell.look.words if rules.as_shown and cell.kind in ("number", "formula") else ""
    if words and words not in map(plain_form, rules.unit_words):
        said = Message.of('the format of the cell shows "{words}" beside {value}', words=words, value=cell.stored)
        return wrong(_IN_ITS_UNIT, said)
    if cell.kind == "number":
        value = Fraction(cell.stored or str(cell.value))
        return _in_unit(100 * value, rules, percent=True) if cell.look.percent else _in_unit(value, rules)
    if cell.kind == "formula":
        return _computed(cell, rules)
    if cell.kind == "day" and isinstance(cell.value, datetime):
        advice = Message("write the number again; if it turns into a day, put an apostrophe before it")
        return wrong(advice, Message.of("{day} is a day, and a number is wanted", day=cell.value.date()))
    if (found := refused(cell)) is not None:
        return found
    seen = written(cell)
    if not seen or says_nothing(seen):
        return CellAnswer(nothing=bool(seen))
    return _spelled(seen, rules)


def _computed(cell: Cell, rules: NumberRules) -> CellAnswer[Decimal]:
    """Compute a formula of digits, signs and brackets; any other is refused with the value that it showed."""
    value = arithmetic(str(cell.value).removeprefix("="))
    if value is None:
        return refused(cell) or CellAnswer()
    answer = _in_unit(100 * value if cell.look.percent else value, rules, percent=cell.look.percent)
    said = Message.of("{formula} was computed: {value}", formula=cell.value, value=_shown(value))
    return CellAnswer(answer.value, problem=answer.problem, help=answer.help, remarks=(said, *answer.remarks))


def arithmetic(text: str) -> Fraction | None:
    """Return the exact value of a sum of plain numbers; None for anything else."""
    if not _SUM.fullmatch(text) or "**" in text or "//" in text:
        return None
    try:
        return _evaluated(ast.parse(text.strip(), mode="eval").body, text)
    except (SyntaxError, ZeroDivisionError, ValueError, RecursionError):
        return None


def _evaluated(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(ast.get_source_segment(text.strip(), node) or "")
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_evaluated(inner, text)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _evaluated(inner, text)
        case ast.BinOp(left=left, op=operation, right=right):
            one, other = _evaluated(left, text), _evaluated(right, text)
            match operation:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
    raise ValueError(text)


def _spelled(seen: str, rules: NumberRules) -> CellAnswer[Decimal]:
    text = plain_form(seen)
    percent = text.endswith("%")
    bare = text[:-1].rstrip() if percent else _without_unit(text, rules)
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if _NUMBER.fullmatch(bare):
        return _in_unit(Fraction(bare), rules, percent=percent)
    meant = meant_number(seen)
    advice = Message.of("if that is what is meant, write {meant}", meant=meant) if meant is not None else rules.advice
    return wrong(advice, Message.of('"{value}" is not a number in digits', value=seen))


def _without_unit(text: str, rules: NumberRules) -> str:
    """Return a number without the unit of its own indicator behind it, or the mark of its currency before it."""
    for word in sorted(map(plain_form, rules.unit_words), key=len, reverse=True):
        if word == "¥" and text.startswith(word):
            return text.removeprefix(word).lstrip()
        if word and text != word and text.casefold().endswith(word.casefold()):
            return text[: len(text) - len(word)].rstrip()
    return text


def _in_unit(value: Fraction, rules: NumberRules, *, percent: bool = False) -> CellAnswer[Decimal]:
    """Return a number as the ledger can hold it, with at most nine decimals."""
    if percent and not rules.percent:
        said = Message.of("{value}% is a percentage, and the unit is another", value=_shown(value))
        return wrong(rules.advice, said)
    if not percent and rules.percent and rules.above_one and 0 < abs(value) < 1:
        advice = Message.of("write {percent}, or {value}%", percent=_shown(100 * value), value=_shown(value))
        return wrong(advice, Message.of("{value} may be a share or a percentage", value=_shown(value)))
    rounded = Decimal(round(value * 10**_DECIMALS)).scaleb(-_DECIMALS)
    if abs(rounded) >= 10**15:
        said = Message.of("{value} has more than 15 digits before the decimal point", value=digits(rounded))
        return wrong(rules.advice, said)
    exact = Decimal(digits(rounded))
    if Fraction(rounded) != value:
        said = Message.of("{value} was rounded to {rounded}", value=_shown(value), rounded=digits(rounded))
        return CellAnswer(exact, remarks=(said,))
    return CellAnswer(exact)


def _shown(value: Fraction) -> str:
    """Return a fraction in digits, with at most fifteen decimals."""
    return digits(Decimal(round(value * 10**15)).scaleb(-15))


_NO_YEAR = re.compile(r"[0-9]{1,2}(?:[-/.][0-9]{1,2}|月[0-9]{1,2}[日号]?)")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})|[0-9]{2}年.*")
_A_DAY = Message("write such as 2026-6-30")


@dataclass(frozen=True, slots=True)
class DayRules:
    """The days between which a day can lie."""

    first: date
    last: date


def read_day(cell: Cell, rules: DayRules) -> CellAnswer[date]:
    """Read a day. A program adds the present year to `12/30`, so a day far off is reported."""
    if cell.kind == "day" and isinstance(cell.value, datetime):
        if cell.value != datetime(cell.value.year, cell.value.month, cell.value.day):  # noqa: DTZ001 - workbooks have no zone
            return wrong(_A_DAY, Message.of("{value} has a time of day", value=cell.value))
        return _within(cell.value.date(), rules)
    if cell.kind in ("number", "error") and re.fullmatch(r"(19|20)[0-9]{6}", cell.stored):
        return _day_text(cell.stored, rules)
    if cell.kind == "number":
        return _day_number(cell)
    if (found := refused(cell)) is not None:
        return found
    seen = written(cell)
    if not seen or says_nothing(seen):
        return CellAnswer(nothing=bool(seen))
    return _day_text(seen, rules)


def _day_number(cell: Cell) -> CellAnswer[date]:
    said = Message.of("{value} is a number and no day", value=cell.stored)
    number = int(cell.value) if isinstance(cell.value, int | float) and 20_000 < cell.value < 80_000 else None
    if number is None:
        return wrong(_A_DAY, said)
    meant = days_after(SPREADSHEET_DAY_ZERO, number)
    return wrong(Message.of("if {day} is meant, write that", day=meant), said)


def _day_text(seen: str, rules: DayRules) -> CellAnswer[date]:
    if (day := clear_date(seen)) is not None:
        return _within(day, rules)
    text = plain_form(seen).replace(" ", "")
    if CLEAR_FORM.fullmatch(text):
        return wrong(_A_DAY, Message.of('"{value}" is no day of the calendar', value=seen))
    if _NO_YEAR.fullmatch(text):
        return wrong(_A_DAY, Message.of('"{value}" has no year', value=seen))
    if _SHORT_YEAR.fullmatch(text):
        return wrong(_A_DAY, Message.of('"{value}" can be read in more than one way', value=seen))
    if re.fullmatch(CLEAR_FORM.pattern + r".*[0-9]{1,2}[:：点].*", text):
        return wrong(_A_DAY, Message.of('"{value}" has a time of day', value=seen))
    return wrong(_A_DAY, Message.of('"{value}" names no day', value=seen))


def _within(day: date, rules: DayRules) -> CellAnswer[date]:
    if rules.first <= day <= rules.last:
        return CellAnswer(day)
    said = Message.of("{day} is not between {first} and {last}", day=day, first=rules.first, last=rules.last)
    return wrong(Message("was the year typed? write such as 2026-6-30"), said)
