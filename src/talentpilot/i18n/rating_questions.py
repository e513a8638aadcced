"""What evaluators are asked: the fifteen items, the scale, the evidence levels and the vetoes, in both languages.

The judged items follow the OECD DAC criteria in their 2019 wording (effectiveness, the sixth, is computed as results);
those of replicability follow what is known to make a practice travel (credible, observable, relevant, of advantage,
easy, compatible, testable), with what a province asks besides: capacity, means, and whether it was done elsewhere.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Veto

Group = Literal["judgement", "replicability"]
FactGroup = Literal[
    "pilot", "milestones", "indicators", "adjustments", "bottlenecks", "practices", "adoptions", "incentives",
    "evidence", "coverage",
]  # fmt: skip
"""The groups of facts shown beside the questions."""


@dataclass(frozen=True, slots=True)
class RatingItem:
    """An item that reviewers rate from 0 to 3; `facts` are the groups to look at before answering."""

    name: str
    group: Group
    question: Text
    facts: tuple[FactGroup, ...]

    @property
    def title(self) -> Text:
        """The name of the item."""
        return in_words(self.name, "criterion")


def _both(stated: Mapping[str, str]) -> Text:
    return Text(zh=stated["zh"], en=stated["en"])


_STATED = tomllib.loads(resources.files("talentpilot.i18n").joinpath("rating_questions.toml").read_text("utf-8"))

ITEMS: tuple[RatingItem, ...] = tuple(
    RatingItem(name, item["group"], _both(item), tuple(item["facts"])) for name, item in _STATED["items"].items()
)
"""The items in the order of the evaluation file."""

SCALE: tuple[Text, ...] = tuple(map(_both, _STATED["scale"].values()))
"""The meaning of the ratings 0 to 3."""

VETO_QUESTIONS: dict[Veto, Text] = {veto: _both(question) for veto, question in _STATED["vetoes"].items()}
"""Each veto as a question; a yes stops the pilot whatever its scores are."""


def evidence_levels() -> tuple[Text, ...]:
    """Return the meaning of the evidence levels 0 to 4."""
    return tuple(in_words(str(level), "evidence_level") for level in range(5))


def in_words(code: str, group: str) -> Text:
    """Return a code of the ledger in both languages."""
    return Text(zh=translator_for("zh").term(code, group), en=translator_for("en").term(code, group))
