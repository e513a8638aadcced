"""What the parts of an official document on a period are written from."""

from collections.abc import Mapping
from dataclasses import dataclass

from talentpilot.model.official_profile import ProfileWords
from talentpilot.report.official.blocks import Annex
from talentpilot.report.official.phrases import OfficialPhrases
from talentpilot.report.official.steps import Steps, steps_of
from talentpilot.report.views.quarterly import QuarterlyView

EASED_NAMES, EASED_NEXT, EASED_DOMAINS, EASED_BOTTLENECKS, EASED_MATTERS, EASED_TOTALS = range(1, 7)
"""How a body is made shorter, step by step; each level keeps the steps before it."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Who writes to whom, and the note below; empty where that is left to the clerk. `title` is one given outright."""

    sender: str
    to: str
    note: str = ""
    title: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodWriting:
    """What the parts of the body are written from; `annexes` are those there are, by name."""

    view: QuarterlyView
    words: ProfileWords
    annexes: Mapping[str, Annex]
    eased: int = 0

    @property
    def phrases(self) -> OfficialPhrases:
        """How things are said."""
        return OfficialPhrases(self.view.head.period, self.words)

    @property
    def steps(self) -> Steps:
        """The milestones of the pilots."""
        return steps_of(self.view)

    def see(self, name: str, before: str = "见") -> str:
        """Return 见附件1; empty if there is no such annex."""
        if name not in self.annexes:
            return ""
        number = list(self.annexes).index(name) + 1
        return f"{before}附件{number}" if len(self.annexes) > 1 else f"{before}附件"
