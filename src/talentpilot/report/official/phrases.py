"""Days, counts, lights and reasons in the words of official documents."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from talentpilot.i18n.translator import Translator, chinese_numeral, translator_for
from talentpilot.model.base import Text
from talentpilot.model.official_profile import ProfileWords
from talentpilot.model.periods import Cadence, Period
from talentpilot.report.official.blocks import official_day
from talentpilot.report.views.inputs import Provenance
from talentpilot.report.views.phrases import Reason, reason_phrases
from talentpilot.report.views.pilot import PilotView

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)

LIGHTS = ("green", "amber", "red", "grey", "none")
STANDINGS = ("proposed", "active", "suspended", "terminated", "concluded")
LISTED = 5
"""The maximum number of items that a sentence lists; an annex has all."""
_REMARK = re.compile(r"（[^（）]*）$")
_MINUS = re.compile(r"(?:^-|−)(?=\d)")
_CADENCES: Mapping[Cadence, tuple[str, str, str]] = {
    Cadence.MONTHLY: ("月度", "本月", "上月末"),
    Cadence.QUARTERLY: ("季度", "本季度", "上季度末"),
    Cadence.SEMIANNUAL: ("半年", "本半年", "上一个半年末"),
    Cadence.ANNUAL: ("年度", "本年", "上年末"),
}


@dataclass(frozen=True, slots=True)
class OfficialPhrases:
    """The phrases of a document on a period: days of its year without the year, terms of the profile."""

    period: Period
    words: ProfileWords

    @property
    def say(self) -> Translator:
        """The Chinese of the reports."""
        return translator_for("zh")

    def day(self, day: date) -> str:
        """Return 9月30日 for a day in the year of the period, else 2027年1月31日."""
        return official_day(day, self.period.end.year)

    def text(self, text: Text | None) -> str:
        """Return a text of the ledger in Chinese."""
        return text.say("zh") if text is not None else ""

    def quoted(self, text: Text | None) -> str:
        """Return a text of the ledger in quotation marks."""
        return f"“{self.text(text)}”"

    def light(self, word: str) -> str:
        """Return a light in words."""
        return self.say.term(word, "light")

    def lights(self, counts: Mapping[str, int]) -> str:
        """Return how many pilots have each light; lights without a pilot are left out."""
        return counted(((self.light(word), counts.get(word, 0)) for word in LIGHTS), "个")

    def reasons(self, reasons: Iterable[Reason]) -> str:
        """Return what makes a light what it is."""
        return "，".join(map(self.term, reason_phrases(reasons, self.say)))

    def needs(self, level: str) -> str:
        """Return which level is to help: 需部级协调."""
        return f"需{self.say.term(level, 'needs')}协调"

    def term(self, text: str) -> str:
        """Return a phrase of the reports with the profile's term for a bottleneck."""
        return text.replace("堵点“", f"{self.words.bottleneck}“")

    @property
    def report(self) -> str:
        """What a report of the period is called: 季度."""
        return _CADENCES[self.period.cadence][0]

    @property
    def this(self) -> str:
        """The period itself: 本季度."""
        return _CADENCES[self.period.cadence][1]

    @property
    def before(self) -> str:
        """The end of the period before: 上季度末."""
        return _CADENCES[self.period.cadence][2]


def counted(pairs: Iterable[tuple[str, int]], unit: str) -> str:
    """Return 正常3个、滞后2个; what is 0 is left out."""
    return "、".join(f"{name}{number}{unit}" for name, number in pairs if number)


def listed(items: Sequence[str], mark: str, rest: str, most: int = LISTED) -> str:
    """Return the first items, then how many there are in all: 等12项."""
    shown = mark.join(items[:most])
    return shown if len(items) <= most else f"{shown}等{len(items)}{rest}"


def evidence_scale() -> str:
    """Return what the levels of evidence mean: 0级无证据，1级……"""
    return "，".join(f"{level}级{translator_for('zh').term(str(level), 'evidence_level')}" for level in range(5))


def alike(items: Iterable[Item], key: Callable[[Item], Key]) -> Iterable[tuple[Key, list[Item]]]:
    """Return the items of which a sentence says the same, in the order of the first of each."""
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found.items()


def without_remark(name: str) -> str:
    """Return the name of a place without a remark in brackets behind it."""
    return _REMARK.sub("", name) or name


def worded_sign(text: str) -> str:
    """Return a text whose negative numbers are in words: 负2.5. Many typefaces lack the minus sign."""
    return _MINUS.sub("负", text)


def about(name: str) -> str:
    """Return what a document is about: 关于 before a name that does not begin so."""
    return name if name.startswith("关于") else f"关于{name}"


def heading(number: int, text: str) -> str:
    """Return the text of a heading of the first level: 一、总体进展情况."""
    return f"{chinese_numeral(number)}、{text}"


def subheading(number: int, text: str) -> str:
    """Return the text of a heading of the second level: （一）博士后工作."""
    return f"（{chinese_numeral(number)}）{text}"


def pilot_name(pilot: PilotView) -> str:
    """Return the title of a pilot."""
    return pilot.ref.title.say("zh")


def origin_text(origin: Provenance) -> str:
    """Return which program made a document from which ledger. The long name comes first: on the next line, it would
    leave the letters of the line before pulled apart.
    """
    revision = f"台账版本{origin.short_revision}，" if origin.revision else ""
    return f"由talentpilot {origin.version}生成，{revision}输入摘要{origin.short_inputs}。"
