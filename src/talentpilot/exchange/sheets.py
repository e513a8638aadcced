"""Rating sheets: what one is, in no form yet. Nothing in it is rated, scored or graded: a reviewer sees facts only."""

from dataclasses import dataclass
from datetime import date

from talentpilot.analysis.status import PilotStatus
from talentpilot.language.questions import FactGroup
from talentpilot.language.translator import translator
from talentpilot.model.base import Language, Text

LAYOUT = "talentpilot/rating-sheet/1"
"""Stands in the hidden first cell of every sheet, so that a filled one is known for what it is."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language, or both beside each other."""

    languages: tuple[Language, ...]

    def words(self, text: Text | None) -> str:
        """A text in the language, or in both; what was said in one only is said once."""
        if text is None:
            return ""
        return " / ".join(dict.fromkeys(said for language in self.languages if (said := text.say(language))))

    def label(self, zh: str, en: str) -> str:
        """A word of the sheet itself."""
        return self.words(Text(zh=zh, en=en))

    def term(self, word: str | None, group: str) -> str:
        """A code of the ledger in words."""
        return " / ".join(dict.fromkeys(translator(language).term(word, group) for language in self.languages))

    def lines(self, text: Text) -> tuple[str, ...]:
        """A text as one line for each language."""
        return tuple(dict.fromkeys(text.say(language) for language in self.languages))

    def listed(self, items: tuple[str, ...]) -> str:
        """Several things in a row."""
        return translator(self.languages[0]).listed(items)


@dataclass(frozen=True, slots=True)
class Facts:
    """One group of facts as a table, already in words; `columns` and every row are equally long."""

    group: FactGroup
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """Blank sheets for the reviewers of one evaluation; `evaluation` is empty where its name is still open."""

    status: PilotStatus
    evaluation: str
    reviewers: tuple[str, ...]
    facts: tuple[Facts, ...]
    tongue: Tongue

    @property
    def as_of(self) -> date:
        """Only what had happened by that day counts."""
        return self.status.as_of

    @property
    def title(self) -> str:
        """What stands at the top."""
        colon = "：" if self.tongue.languages[0] == "zh" else ": "
        return f"{self.tongue.label('评分表', 'Rating sheet')}{colon}{self.tongue.words(self.status.plan.title)}"

    def head(self, reviewer: str) -> str:
        """Who rates what, as of which day."""
        parts = [
            f"{self.tongue.label('评审专家代号', 'Reviewer')} {reviewer}",
            f"{self.tongue.label('试点', 'Pilot')} {self.status.pilot.id}",
            *([f"{self.tongue.label('评估', 'Evaluation')} {self.evaluation}"] if self.evaluation else []),
            f"{self.tongue.label('事实截至', 'Facts as of')} {self.as_of}",
        ]
        return " · ".join(parts)

    def reference(self, groups: tuple[FactGroup, ...]) -> str:
        """The numbers of the groups of facts to look at."""
        order = [facts.group for facts in self.facts]
        numbers = sorted(order.index(group) + 1 for group in groups)
        return self.tongue.listed(tuple(map(str, numbers)))


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
"""What a reviewer needs to know."""
