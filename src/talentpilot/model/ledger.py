"""The ledger as read: programme, catalogue, pilots; with what could not be read named beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import Milestone
from talentpilot.model.outcomes import Indicator, Practice
from talentpilot.model.pilot import PilotFile

NAMELESS = "?"
"""Among unreadable ids: something whose very name can't be read, so that any reference may mean it."""


@dataclass(frozen=True, slots=True, order=True)
class Unreadable:
    """Something that stands in a file and has no meaning: the file, the rule that says why, the object."""

    path: str
    rule: str
    object: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """What the disk says of an evidence file: `problem` is empty when it is there and inside the ledger.

    `problem` is a message's template with the holes `path` and `reason`; `reason` is the system's own word. `near` is
    the path of a file that is there under another form of the name; `converted` says how line ends were changed, where
    the file has the digest stated but for them.
    """

    problem: str = ""
    sha256: str | None = None
    reason: str = ""
    near: str = ""
    converted: str = ""


@dataclass(frozen=True, slots=True)
class Pilot:
    """One pilot, whole: its agreement, steps, outcomes and evaluations.

    `evaluations` by file name without ending; `attachments` by evidence id, for evidence with a path; `parts` are the
    files that could be read, `flawed` those in which reading met an error; `unreadable_ids` are the inner ids that
    stand in the files but could not be read (and perhaps NAMELESS), so that rules keep silent about references to them;
    `loose` are the files below its folder that no evidence names, if somebody has looked. `joined` are its Chinese
    texts written over several lines, each with the spaces that plain YAML, and seals of method 2026.1, put between.
    """

    id: str
    file: PilotFile
    milestones: tuple[Milestone, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    practices: tuple[Practice, ...] = ()
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    parts: frozenset[str] = frozenset(("pilot.yaml", "milestones.yaml", "outcomes.yaml"))
    unreadable: tuple[Unreadable, ...] = ()
    unreadable_ids: frozenset[str] = frozenset()
    flawed: frozenset[str] = frozenset()
    loose: tuple[str, ...] = ()
    joined: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether its three files could be read: a figure is never computed from a part."""
        return self.parts >= {"pilot.yaml", "milestones.yaml", "outcomes.yaml"}

    def milestone(self, identifier: str) -> Milestone | None:
        """Return the milestone of that id as it stands in the file, or None."""
        return next((item for item in self.milestones if item.id == identifier), None)

    def indicator(self, identifier: str) -> Indicator | None:
        """Return the indicator of that id as it stands in the file, or None."""
        return next((item for item in self.indicators if item.id == identifier), None)

    def cited_evidence(self) -> Iterator[str]:
        """Yield the evidence ids that anything in the pilot cites, with repetitions."""
        file = self.file
        if file.approval is not None:
            yield from file.approval.evidence
        for holder in (file.adjustments, file.bottlenecks, file.incentives, file.publicity, self.milestones):
            for item in holder:
                yield from item.evidence
        for indicator in self.indicators:
            for observation in indicator.observations:
                yield from observation.evidence
