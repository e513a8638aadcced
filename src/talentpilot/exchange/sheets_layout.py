"""Where things stand on a rating sheet of a workbook: what writes a blank one and what reads it filled agree here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from talentpilot.language.questions import ITEMS, SCALE, VETO_QUESTIONS, evidence_levels, in_words
from talentpilot.model.base import Text

MACHINE_ROW = 1
"""Hidden: layout, pilot, evaluation, day, reviewer."""
COLUMN_ROW = 2
"""Hidden: the id of each column."""
COLUMNS = ("id", "item", "question", "facts", "rating", "comment")
ITEM_COLUMN, RATING_COLUMN, COMMENT_COLUMN = 2, 5, 6
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")

Kind = Literal["rating", "level", "veto"]


@dataclass(frozen=True, slots=True)
class Question:
    """A row to be answered; `id` stands in the hidden first column."""

    id: str
    kind: Kind
    name: str
    title: Text
    question: Text

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be chosen where the answer is a number."""
        return tuple(map(str, range(len(SCALE if self.kind == "rating" else evidence_levels()))))

    def titles(self) -> frozenset[str]:
        """How the row may be called, by the language of the sheet."""
        zh, en = self.title.say("zh"), self.title.say("en")
        return frozenset((zh, en, f"{zh} / {en}"))


def questions() -> Iterator[Question]:
    """Every row to be answered, in order."""
    for item in ITEMS:
        yield Question(f"{item.group}/{item.name}", "rating", item.name, item.title, item.question)
    levels = Text(
        zh="；".join(f"{number} {text.say('zh')}" for number, text in enumerate(evidence_levels())),
        en="; ".join(f"{number} {text.say('en')}" for number, text in enumerate(evidence_levels())),
    )
    yield Question("evidence_level", "level", "evidence_level", Text(zh="证据等级", en="Evidence level"), levels)
    for name, question in VETO_QUESTIONS.items():
        yield Question(f"veto/{name}", "veto", name, in_words(name, "veto"), question)
