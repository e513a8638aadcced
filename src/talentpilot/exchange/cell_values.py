"""Read texts, words of lists, numbers and days that a person typed into a cell; what is unclear is reported.

Everything but prose is compared in its NFKC form without space outside.
"""

import ast
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

from talentpilot.diagnostics import Message
from talentpilot.exchange.cell_problems import NO_HELP
from talentpilot.exchange.workbooks import Cell
from talentpilot.model.dates import CLEAR_FORM, SPREADSHEET_DAY_ZERO, clear_date, days_after
from talentpilot.model.scalars import digits, meant_number, plain_form
from talentpilot.suggestions import nearest_words

T = TypeVar("T")
NOTHING_WORDS = frozenset(("无", "没有", "暂无", "不涉及", "none", "n/a", "-", "–", "—", "——", "−", "/", "\\"))
"""What people write where there is nothing to say."""
LONGEST = 32_767


@dataclass(frozen=True, slots=True)
class CellAnswer(Generic[T]):
    """What a cell says: a value, nothing (in words), or something that can't be taken; blank if none of these.

    A text may be both: prose keeps the word for nothing.
    """

    value: T | None = None
    nothing: bool = False
    problem: Message | None = None
    help: Message = NO_HELP
    remarks: tuple[Message, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the cell says nothing at all."""
        return self.value is None and not self.nothing and self.problem is None


def wrong(help_: Message, problem: Message) -> CellAnswer[Any]:
    """Return an answer that can't be taken, with what to do about it."""
    return CellAnswer(problem=problem, help=help_)


def says_nothing(text: str) -> bool:
    """Return whether a text is a word or a dash for nothing."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in NOTHING_WORDS


def refused(cell: Cell) -> CellAnswer[Any] | None:
    """Refuse what is an answer in no kind of cell: an error of the spreadsheet, a formula, a true or false."""
    if cell.kind == "error":
        return wrong(_THE_VALUE, Message.of("the cell shows the error {value}", value=cell.value))
    if cell.kind == "formula":
        shown = cell.stored or "–"
        return wrong(
            _THE_VALUE, Message.of("{formula} is a formula; it showed {shown}", formula=cell.value, shown=shown)
        )
    if cell.kind == "flag":
        return wrong(_THE_VALUE, Message.of("{value} is not an answer here", value=str(cell.value).upper()))
    return None


_THE_VALUE = Message("write the value itself")


def read_prose(cell: Cell) -> CellAnswer[str]:
    """Read a text for people: kept as it is, but for space outside and line ends."""
    if (found := refused(cell)) is not None:
        return found
    text = written(cell)
    if not text:
        return CellAnswer()
    odd = next((one for one in text if unicodedata.category(one) in ("Cc", "Cs") and one not in "\n\t"), None)
    if odd is not None:
        code = f"U+{ord(odd):04X}"
        return wrong(Message("delete it"), Message.of("the text has a control character, {code}", code=code))
    if len(text) >= LONGEST:
        said = Message("the text is as long as a cell can be, so that its end may be cut off")
        return wrong(Message("shorten it"), said)
    return CellAnswer(text, nothing=says_nothing(text))


def read_line(cell: Cell) -> CellAnswer[str]:
    """Read a short text such as a document number on one line; a word for nothing is not a value."""
    answer = read_prose(cell)
    if answer.value is None or answer.nothing:
        return answer if answer.value is None else CellAnswer(nothing=True)
    return CellAnswer(" ".join(answer.value.split()))


def written(cell: Cell) -> str:
    """Return what somebody wrote into a cell for text; a day or a number as it was meant."""
    if isinstance(cell.value, datetime):
        return str(cell.value.date())
    if cell.kind == "number":
        return cell.stored
    return plain_lines("" if cell.value is None else str(cell.value))


def answer_of(cell: Cell, read: Callable[[str], CellAnswer[T]]) -> CellAnswer[T]:
    """Return what `read` makes of a text; a cell that is refused, empty or says nothing is answered without it."""
    seen = written(cell)
    return refused(cell) or (CellAnswer(nothing=bool(seen)) if not seen or says_nothing(seen) else read(seen))


_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""Ends of lines and paragraphs; Word puts `\v` where a line was broken by hand."""


def plain_lines(text: str) -> str:
    """Return a text with plain line ends and without space outside."""
    return _LINE_END.sub("\n", text).strip()


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of a list in every language, each with its code; a word that stands for two codes has both."""

    words: Mapping[str, tuple[str, ...]]
    shown: tuple[str, ...]

    @classmethod
    def of(cls, codes: Iterable[str], *wordings: Mapping[str, str]) -> "WordList":
        """Build a list from its codes and their wordings; the first wording is the one shown to people."""
        found: dict[str, tuple[str, ...]] = {}
        every = tuple(codes)
        for code in every:
            for word in (code, *(wording[code] for wording in wordings if code in wording)):
                folded = _folded(word)
                if folded and code not in found.get(folded, ()):
                    found[folded] = (*found.get(folded, ()), code)
        return cls(found, tuple(wordings[0].get(code, code) for code in every) if wordings else every)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_word(cell: Cell, words: WordList, *, or_nothing: bool = True) -> CellAnswer[str]:
    """Read a word of a list, in either language or as its code; a dash, and with `or_nothing` a word, says nothing."""
    if (found := refused(cell)) is not None:
        return found
    text = written(cell)
    if not text:
        return CellAnswer()
    codes = words.words.get(_folded(text), ())
    if len(codes) == 1:
        return CellAnswer(codes[0])
    if codes:
        said = Message.of("{value} is the name of several", value=text)
        return wrong(Message.of("add the id in brackets: {codes}", codes=Message.listed(codes)), said)
    if says_nothing(text) and (or_nothing or not any(map(str.isalpha, text))):
        return CellAnswer(nothing=True)
    if len(words.shown) <= _MOST_SHOWN:
        advice = Message.of("write one of {words}", words=Message.listed(words.shown))
    else:
        near = nearest_words(text, words.shown) or tuple(one for one in words.shown if text[:2] in one)
        advice = Message.of("the nearest are {words}", words=Message.listed(near[:3])) if near else _FULL_NAME
    return wrong(advice, Message.of('"{value}" is not in the list', value=text))


_FULL_NAME = Message("choose it from the list, or write its full name")
_MOST_SHOWN = 12


_DECIMALS = 9
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_A_NUMBER = Message("write the number alone, such as 540; where there is none, write 无 and say why in the note")
_IN_ITS_UNIT = Message("write the number in the unit of the column, with an apostrophe before it: '540")
_SUM = re.compile(r"[0-9.+\-*/() ]{1,200}")


@dataclass(frozen=True, slots=True)
class NumberRules:
    """How a number is read: the words of its unit, whether it is a percentage, whether values are above 1.

    `advice` says what to write instead of what is not a number. `as_shown` counts what the format of a cell shows
    beside the number, which is another amount where that is `万元` or `$`.
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
    return answer_of(cell, lambda seen: _spelled(seen, rules))


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
_A_DAY = Message("write it as in 2026-6-30")


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
    return answer_of(cell, lambda seen: _day_text(seen, rules))


def _day_number(cell: Cell) -> CellAnswer[date]:
    said = Message.of("{value} is a number, not a day", value=cell.stored)
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
        return wrong(_A_DAY, Message.of('"{value}" is not a day of the calendar', value=seen))
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
    return wrong(Message("was the year typed? write the date as in 2026-6-30"), said)
