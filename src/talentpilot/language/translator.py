"""Says labels, messages, dates, periods, numbers and the ledger's own texts in one language.

Message ids are English sentences. Their Chinese stands in four books: `zh.po` for reports, `findings.zh.po` for what
`validate` says, `pages.zh.po` for the pages of the rules, `commands.zh.po` for `status`, `due` and `diff`. A message
that is missing there is printed in English, so that nothing fails for a word; tests make sure that none is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from talentpilot.diagnostics import Message
from talentpilot.language import dates, numbers
from talentpilot.language.numbers import Quantity
from talentpilot.language.terms import TERMS
from talentpilot.model.base import Language, Text
from talentpilot.model.periods import Period

Book = Literal["reports", "findings", "pages", "commands"]
_FILES: dict[Book, str] = {
    "reports": "zh.po", "findings": "findings.zh.po", "pages": "pages.zh.po", "commands": "commands.zh.po",
}  # fmt: skip
_OTHER = {"zh": "（英文）", "en": " (zh)"}


@dataclass(frozen=True, slots=True)
class Translator:
    """One language with its catalogue, from message id to wording."""

    language: Language
    catalogue: Mapping[str, str]

    def text(self, message: str, **values: object) -> str:
        """The message in this language, its `{holes}` filled."""
        wording = self.catalogue.get(message) or message
        return wording.format_map(values) if values else wording

    def said(self, message: Message) -> str:
        """A finding's message or help in this language, the messages in its holes too."""
        wording = self.catalogue.get(message.template) or message.template
        if not message.values:
            return wording
        values = message.values.items()
        return wording.format_map({n: self.said(v) if isinstance(v, Message) else v for n, v in values})

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """A message with a number in `{n}`: `one` for 1, `many` for all others."""
        return self.text(one if number == 1 else many, n=self.figure(number), **values)

    def term(self, word: str | None, group: str) -> str:
        """A code of the ledger or of a status, such as `amber` among the `light`s, in words."""
        if word is None:
            word = "none"
        known = TERMS[group].get(word)
        return self.text(known) if known is not None else word

    def words(self, text: Text) -> str:
        """A text of the ledger; marked where it was written in the other language only."""
        said = text.say(self.language)
        return said if text.speaks(self.language) or not said else f"{said}{_OTHER[self.language]}"

    def day(self, day: date) -> str:
        """A day in a sentence."""
        return dates.long_day(day, self.language)

    def span(self, first: date, last: date) -> str:
        """From a day to a day, both included."""
        return dates.long_span(first, last, self.language)

    def period(self, period: Period) -> str:
        """The name of a period."""
        return dates.period_name(period, self.language)

    def figure(self, value: Quantity) -> str:
        """A figure as stated."""
        return numbers.figure(value, self.language)

    def rate(self, value: Quantity) -> str:
        """A computed figure, with one decimal."""
        return numbers.rate(value, self.language)

    def signed(self, value: Quantity) -> str:
        """A computed difference, with one decimal and its sign."""
        return numbers.signed_rate(value, self.language)

    def points(self, value: Quantity) -> str:
        """Percentage points: 8.0个百分点, 8.0 pp."""
        unit = "个百分点" if self.language == "zh" else " pp"
        return self.rate(value) + unit

    def numeral(self, number: int, within: int | None = None) -> str:
        """What a heading starts with: 一、 and （一）, or `1. ` and `1.2 ` for the second one within the first."""
        if self.language == "zh":
            numeral = numbers.chinese_numeral(number)
            return f"{numeral}、" if within is None else f"（{numeral}）"
        return f"{number}. " if within is None else f"{within}.{number} "

    @property
    def punctuation(self) -> Mapping[str, str]:
        """The marks that templates put between values, by name; `space` is what stands between two sentences."""
        if self.language == "zh":
            return {"colon": "：", "comma": "，", "stop": "。", "space": ""}
        return {"colon": ": ", "comma": ", ", "stop": ".", "space": " "}

    def listed(self, items: Iterable[str]) -> str:
        """Several things in a row: A、B、C or A, B, C."""
        return ("、" if self.language == "zh" else ", ").join(items)

    def joined(self, items: Iterable[str]) -> str:
        """Several phrases in a row: A；B；C or A; B; C."""
        return ("；" if self.language == "zh" else "; ").join(items)

    def bracketed(self, text: str) -> str:
        """A remark behind something: （A） or ` (A)`."""
        return f"（{text}）" if self.language == "zh" else f" ({text})"


def translator(language: Language, book: Book = "reports") -> Translator:
    """The translator of that language, for what that book holds."""
    return Translator(language, _catalogue(language, book))


def message(text: str) -> str:
    """Marks a message id where it is kept, so that the tests find it."""
    return text


@cache
def _catalogue(language: Language, book: Book) -> Mapping[str, str]:
    if language == "en":
        return {}
    import polib

    entries = polib.pofile(str(Path(__file__).with_name(_FILES[book])), encoding="utf-8")
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.obsolete}
