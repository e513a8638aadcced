"""evaluations/<name>.yaml: one evaluation each, by another author than the pilot."""

from typing import Literal

from talentpilot.model.base import Day, DocumentNumber, Flag, InnerId, Level, Rating, Record, Ref, Words
from talentpilot.model.choices import EvaluationType, Recommendation

Veto = Literal["legal_breach", "serious_harm", "data_fabrication", "policy_boundary_exceeded"]


class Judgement(Record):
    """A reviewer's ratings on the OECD DAC criteria; a missing one is an abstention."""

    relevance: Rating | None = None
    coherence: Rating | None = None
    efficiency: Rating | None = None
    impact: Rating | None = None
    sustainability: Rating | None = None


class Replicability(Record):
    """A reviewer's ratings on whether the pilot will travel; a missing one is an abstention."""

    credible: Rating | None = None
    observable: Rating | None = None
    relevant: Rating | None = None
    advantage: Rating | None = None
    easy: Rating | None = None
    compatible: Rating | None = None
    testable: Rating | None = None
    capacity: Rating | None = None
    affordable: Rating | None = None
    replicated: Rating | None = None


class Reviewer(Record):
    """One reviewer, by code, never by name."""

    id: InnerId
    judgement: Judgement = Judgement()
    replicability: Replicability = Replicability()


class Evaluator(Record):
    """Who evaluated, and how."""

    org: Ref
    independent: Flag
    method: Words | None = None


class Comments(Record):
    """Comments by item."""

    relevance: Words | None = None
    coherence: Words | None = None
    efficiency: Words | None = None
    impact: Words | None = None
    sustainability: Words | None = None
    credible: Words | None = None
    observable: Words | None = None
    relevant: Words | None = None
    advantage: Words | None = None
    easy: Words | None = None
    compatible: Words | None = None
    testable: Words | None = None
    capacity: Words | None = None
    affordable: Words | None = None
    replicated: Words | None = None


class Decision(Record):
    """What the authority decided; the tool only proposes."""

    outcome: Recommendation
    date: Day
    document: DocumentNumber | None = None
    scope: Words | None = None
    conditions: tuple[Words, ...] = ()
    override_reason: Words | None = None


class Evaluation(Record):
    """One evaluation, computed at its own `as_of`."""

    type: EvaluationType
    as_of: Day
    evaluator: Evaluator
    evidence_level: Level
    reviewers: tuple[Reviewer, ...] = ()
    comments: Comments = Comments()
    vetoes: tuple[Veto, ...] = ()
    decision: Decision | None = None
