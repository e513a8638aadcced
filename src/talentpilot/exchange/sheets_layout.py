"""Contents and layout of rating sheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from talentpilot.analysis.status import PilotStatus
from talentpilot.i18n.rating_questions import ITEMS, SCALE, VETO_QUESTIONS, FactGroup, evidence_levels, in_words
from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Language, Text

LAYOUT = "talentpilot/rating-sheet/1"
"""Marker in the hidden first cell of every sheet, by which a completed sheet is recognized."""


@dataclass(frozen=True, slots=True)
class SheetLanguage:
    """One language, or both side by side."""

    languages: tuple[Language, ...]

    def words(self, text: Text | None) -> str:
        """Return a text in the language, or in both; a text that exists in one language only appears once."""
        if text is None:
            return ""
        return " / ".join(dict.fromkeys(said for language in self.languages if (said := text.say(language))))

    def label(self, zh: str, en: str) -> str:
        """Return a word of the sheet itself."""
        return self.words(Text(zh=zh, en=en))

    def term(self, word: str | None, group: str) -> str:
        """Return a code of the ledger in words."""
        return " / ".join(dict.fromkeys(translator_for(language).term(word, group) for language in self.languages))

    def lines(self, text: Text) -> tuple[str, ...]:
        """Return a text as one line for each language."""
        return tuple(dict.fromkeys(text.say(language) for language in self.languages))

    def listed(self, items: tuple[str, ...]) -> str:
        """Return several items as a list in words."""
        return translator_for(self.languages[0]).listed(items)


@dataclass(frozen=True, slots=True)
class FactTable:
    """One group of facts as a table in words; `columns` and every row have the same length."""

    group: FactGroup
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class BlankSheets:
    """Blank sheets for the reviewers of one evaluation; `evaluation` is empty while its name is open."""

    status: PilotStatus
    evaluation: str
    reviewers: tuple[str, ...]
    facts: tuple[FactTable, ...]
    texts: SheetLanguage

    @property
    def as_of(self) -> date:
        """The day up to which facts are shown."""
        return self.status.as_of

    @property
    def title(self) -> str:
        """The title of the sheet."""
        colon = "：" if self.texts.languages[0] == "zh" else ": "
        return f"{self.texts.label('评分表', 'Rating sheet')}{colon}{self.texts.words(self.status.plan.title)}"

    def head(self, reviewer: str) -> str:
        """The facts at the top of the sheet: pilot, evaluation, day, reviewer."""
        parts = [
            f"{self.texts.label('评审专家代号', 'Reviewer')} {reviewer}",
            f"{self.texts.label('试点', 'Pilot')} {self.status.pilot.id}",
            *([f"{self.texts.label('评估', 'Evaluation')} {self.evaluation}"] if self.evaluation else []),
            f"{self.texts.label('事实截至', 'Facts as of')} {self.as_of}",
        ]
        return " · ".join(parts)

    def reference(self, groups: tuple[FactGroup, ...]) -> str:
        """Return the numbers of the groups of facts to look at."""
        order = [facts.group for facts in self.facts]
        numbers = sorted(order.index(group) + 1 for group in groups)
        return self.texts.listed(tuple(map(str, numbers)))


HOW: tuple[Text, ...] = (
    Text(
        zh="每一项请给出 0、1、2 或 3 分；无法判断的留空，视为弃权。",
        en="Rate each item 0, 1, 2 or 3; leave it empty to abstain.",
    ),
    Text(
        zh="评 0 分或 3 分的，请写明理由。评分应依据事实，独立作出，不与其他评审专家商议。",
        en="Say why where you rate 0 or 3. Rate by the facts, on your own, without asking the other reviewers.",
    ),
)
"""Instructions for reviewers."""


MACHINE_ROW = 1
"""Hidden row: layout, pilot, evaluation, day, reviewer."""
COLUMN_ROW = 2
"""Hidden row: the id of each column."""
COLUMNS = ("id", "item", "question", "facts", "rating", "comment")
ITEM_COLUMN, RATING_COLUMN, COMMENT_COLUMN = 2, 5, 6
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")

Kind = Literal["rating", "level", "veto"]


@dataclass(frozen=True, slots=True)
class Question:
    """A row to be answered; `id` is in the hidden first column."""

    id: str
    kind: Kind
    name: str
    title: Text
    question: Text

    @property
    def answers(self) -> tuple[str, ...]:
        """The numbers allowed as an answer."""
        return tuple(map(str, range(len(SCALE if self.kind == "rating" else evidence_levels()))))

    def titles(self) -> frozenset[str]:
        """Return the possible titles of the row, by the language of the sheet."""
        zh, en = self.title.say("zh"), self.title.say("en")
        return frozenset((zh, en, f"{zh} / {en}"))


def questions() -> Iterator[Question]:
    """Yield every row to be answered, in order."""
    for item in ITEMS:
        yield Question(f"{item.group}/{item.name}", "rating", item.name, item.title, item.question)
    levels = Text(
        zh="；".join(f"{number} {text.say('zh')}" for number, text in enumerate(evidence_levels())),
        en="; ".join(f"{number} {text.say('en')}" for number, text in enumerate(evidence_levels())),
    )
    yield Question("evidence_level", "level", "evidence_level", Text(zh="证据等级", en="Evidence level"), levels)
    for name, question in VETO_QUESTIONS.items():
        yield Question(f"veto/{name}", "veto", name, in_words(name, "veto"), question)
