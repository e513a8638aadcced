"""Translate labels, messages, dates and numbers into one language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from talentpilot.analysis.number_format import one_decimal
from talentpilot.diagnostics import Message, with_options
from talentpilot.i18n.terms import TERMS
from talentpilot.model.base import Language, Text
from talentpilot.model.periods import Cadence, Period

Key = tuple[str, str]
"""Context (empty for none) and English text."""
Wordings = Mapping[Key, str]

_FILE = Path(__file__).with_name("zh.po")
_ENTRY = re.compile(r'^(?:msgctxt "(.*)"\n)?msgid "(.*)"\nmsgstr "(.*)"$', re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t"}


@cache
def chinese() -> Wordings:
    """Return the Chinese wordings; the file is read only when the first Chinese text is asked for."""
    return parse(_FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Wordings:
    """Return the wordings of a `.po` file without plural forms; entries not translated yet are left out."""
    one_line_each = text.replace("\r\n", "\n").replace('"\n"', "")
    return {
        (context, _unescaped(message)): _unescaped(wording)
        for context, message, wording in _ENTRY.findall(one_line_each)
        if message and wording
    }


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text


MINUS = "\u2212"
Quantity = int | Decimal | Fraction
_PLACES = 9


def rate(value: Quantity, language: Language) -> str:
    """Return a computed figure with one decimal: 36.4, −8.0."""
    return _grouped(one_decimal(Fraction(value)), language)


def signed_rate(value: Quantity, language: Language) -> str:
    """Return a computed difference with its sign, except for zero."""
    text = rate(value, language)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def figure(value: Quantity, language: Language) -> str:
    """Return a figure as the ledger states it: 41, 84.25, 300,000. A repeating decimal is rounded to one decimal."""
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
    """Return a number from 1 to 99 in Chinese, for headings: 一, 十, 十二, 二十一."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
    return head + (digits[ones] if ones or not tens else "")


Context = Literal["", "commands", "findings"]
"""Where a text is said, if its Chinese differs from that of the same English text elsewhere."""
_ROW = re.compile(r"(\{part\d+\})(?:(?:, |; )\{part\d+\})+")
"""What `Message.listed` and `Message.joined` make of several parts."""
_OTHER = {"zh": "（英文）", "en": " (zh)"}


@dataclass(frozen=True, slots=True)
class Translator:
    """One language with its wordings; those of its context go before those for every use."""

    language: Language
    wordings: Wordings
    context: str = ""

    def wording(self, message: str) -> str:
        """Return the message in this language with its placeholders; in English where the catalogue lacks it."""
        known = self.wordings.get((self.context, message)) or self.wordings.get(("", message))
        if known is None and self.language == "zh" and _ROW.fullmatch(message):
            return message.replace(", ", "、").replace("; ", "；")
        return with_options(known or message)

    def text(self, message: str, /, **values: object) -> str:
        """Return the message in this language with its placeholders filled."""
        wording = self.wording(message)
        return wording.format_map(values) if values else wording

    def said(self, message: Message) -> str:
        """Return a finding's message or help in this language, including the messages in its placeholders."""
        wording = self.wording(message.template)
        if not message.values:
            return wording
        values = message.values.items()
        return wording.format_map({n: self.said(v) if isinstance(v, Message) else v for n, v in values})

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return a message with a number as `{n}`: `one` for 1, `many` for all others."""
        return self.text(one if number == 1 else many, n=self.figure(number), **values)

    def term(self, word: str | None, group: str) -> str:
        """Return a code of the ledger or of a status, such as `amber` among the `light`s, in words."""
        if word is None:
            word = "none"
        known = TERMS[group].get(word)
        return self.text(known) if known is not None else word

    def words(self, text: Text) -> str:
        """Return a text of the ledger, marked if it exists in the other language only."""
        said = text.say(self.language)
        return said if text.speaks(self.language) or not said else f"{said}{_OTHER[self.language]}"

    def day(self, day: date) -> str:
        """Return a day for a sentence."""
        return long_day(day, self.language)

    def span(self, first: date, last: date) -> str:
        """Return the span between two days, both included."""
        return long_span(first, last, self.language)

    def period(self, period: Period) -> str:
        """Return the name of a period."""
        return period_name(period, self.language)

    def figure(self, value: Quantity) -> str:
        """Return a figure as stated."""
        return figure(value, self.language)

    def rate(self, value: Quantity) -> str:
        """Return a computed figure, with one decimal."""
        return rate(value, self.language)

    def signed(self, value: Quantity) -> str:
        """Return a computed difference, with one decimal and its sign."""
        return signed_rate(value, self.language)

    def points(self, value: Quantity) -> str:
        """Return percentage points: 8.0个百分点, 8.0 percentage points."""
        unit = "个百分点" if self.language == "zh" else " percentage points"
        return self.rate(value) + unit

    def numeral(self, number: int, within: int | None = None) -> str:
        """Return the number of a heading: 一、 and （一）, or `1. ` and `1.2 ` for the second one within the first."""
        if self.language == "zh":
            numeral = chinese_numeral(number)
            return f"{numeral}、" if within is None else f"（{numeral}）"
        return f"{number}. " if within is None else f"{within}.{number} "

    @property
    def punctuation(self) -> Mapping[str, str]:
        """The marks that templates put between values, by name; `space` separates two sentences."""
        if self.language == "zh":
            return {"colon": "：", "comma": "，", "stop": "。", "space": ""}
        return {"colon": ": ", "comma": ", ", "stop": ".", "space": " "}

    def listed(self, items: Iterable[str]) -> str:
        """Return several items as a list: A、B、C or A, B, C."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def joined(self, items: Iterable[str]) -> str:
        """Return several phrases in a row: A；B；C or A; B; C."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def bracketed(self, text: str) -> str:
        """Return a remark in brackets: （A） or ` (A)`."""
        return f"（{text}）" if self.language == "zh" else f" ({text})"


def translator_for(language: Language, context: Context = "") -> Translator:
    """Return the translator of that language, for what is said in that context."""
    return Translator(language, {} if language == "en" else chinese(), context)


_CAPITAL = re.compile("^[A-Z](?=[a-z])")


def within(term: str) -> str:
    """Return a term as it stands within a sentence: `ministry`, but `M4 replicable`."""
    return _CAPITAL.sub(lambda found: found[0].lower(), term)


def message(text: str) -> str:
    """Return the message id; the call marks it for the tests of the catalogue."""
    return text


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(day: date, language: Language) -> str:
    """Return `2026年3月31日` or `31 March 2026`, for sentences. Tables have 2026-03-31 in both languages."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_span(first: date, last: date, language: Language) -> str:
    """Return `2026年7月1日至9月30日` or `1 July to 30 September 2026`, without repeating the year."""
    start, end = long_day(first, language), long_day(last, language)
    if first.year == last.year and language == "zh":
        end = end.removeprefix(f"{last.year}年")
    elif first.year == last.year:
        start = start.removesuffix(f" {first.year}")
    return f"{start}至{end}" if language == "zh" else f"{start} to {end}"


def month(day: date, language: Language) -> str:
    """Return `2026年3月` or `March 2026`."""
    return f"{day.year}年{day.month}月" if language == "zh" else f"{MONTHS[day.month - 1]} {day.year}"


def period_name(period: Period, language: Language) -> str:
    """Return `2026年第三季度` or `Q3 2026`."""
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
