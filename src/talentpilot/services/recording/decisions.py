"""Record decisions on filings and on evaluations."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.model.choices import FilingDecision, Recommendation
from talentpilot.services.recording.filings import effect_shown
from talentpilot.services.recording.items import refuse_recorded
from talentpilot.services.recording.transaction import PilotEdit
from talentpilot.services.recording.values import in_words, without_empty
from talentpilot.store.yaml.editor import Value
from talentpilot.suggestions import nearest, those

DECISIONS: tuple[str, ...] = get_args(FilingDecision)
OUTCOMES: tuple[str, ...] = get_args(Recommendation)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a filing or an evaluation; what only one of the two has is None for the other."""

    word: str
    day: date
    document: str | None
    effective: date | None
    evidence: list[str]
    scope: Value
    conditions: list[str]
    override_reason: Value


def decide_filing(edit: PilotEdit, identifier: str, decided: Decided, *, force: bool) -> None:
    """Add the decision on an adjustment to the edit; the paper that was filed keeps its number.

    Raises:
        UsageProblem: the word is no decision, the day is too early, or it is decided already.
    """
    if decided.word not in DECISIONS:
        raise UsageProblem(
            "{word} is not a decision", help="write {decisions}", word=decided.word, decisions=Message.listed(DECISIONS)
        )
    _refuse(
        edit, identifier, scope=decided.scope, condition=decided.conditions, override_reason=decided.override_reason
    )
    place = ("adjustments", edit.find("pilot.yaml", "adjustments", identifier))
    refuse_recorded(
        edit, "pilot.yaml", (*place, "decided"), Message.of("the decision on {id}", id=identifier), force=force
    )
    filed = next((item for item in edit.pilot.file.adjustments if item.id == identifier), None)
    if filed is not None and filed.submitted is not None and decided.day < filed.submitted:
        raise UsageProblem(
            "{day} is before {identifier} was submitted on {submitted}",
            help="give a later day",
            day=decided.day,
            identifier=identifier,
            submitted=filed.submitted,
        )
    edit.put("pilot.yaml", (*place, "decided"), decided.day)
    said = Message.of("{id} {decision} on {day}", id=identifier, decision=Message(decided.word), day=decided.day)
    edit.put("pilot.yaml", (*place, "decision"), decided.word, said)
    if decided.effective is not None:
        edit.put("pilot.yaml", (*place, "effective"), decided.effective)
    if decided.document is not None:
        edit.put("pilot.yaml", (*place, "decision_document"), decided.document)
    edit.cite("pilot.yaml", (*place, "evidence"), decided.evidence)
    if filed is not None:
        since = decided.effective or filed.effective or decided.day
        edit.remarks += effect_shown(edit, filed, decided.word, since)


def decide_evaluation(edit: PilotEdit, name: str, decided: Decided, *, force: bool) -> None:
    """Add the authority's decision on an evaluation to the edit.

    Raises:
        UsageProblem: there is no such evaluation or outcome, the day is too early, or it is decided already.
    """
    evaluation = edit.pilot.evaluations.get(name)
    if evaluation is None:
        known = [*(item.id for item in edit.pilot.file.adjustments), *edit.pilot.evaluations]
        raise UsageProblem(
            "{pilot} has no filing or evaluation {name}",
            help=those(known),
            pilot=edit.folder,
            name=name,
        )
    if decided.word not in OUTCOMES:
        raise UsageProblem(
            "{word} is not an outcome of an evaluation",
            help=nearest(decided.word, OUTCOMES),
            word=decided.word,
        )
    _refuse(edit, name, effective=decided.effective, evidence=decided.evidence)
    if decided.day < evaluation.as_of:
        raise UsageProblem(
            "{day} is before the day of the evaluation, {as_of}",
            help="give a later day",
            day=decided.day,
            as_of=evaluation.as_of,
        )
    file = f"evaluations/{name}.yaml"
    refuse_recorded(edit, file, ("decision",), Message.of("the decision on {id}", id=name), force=force)
    fact = without_empty(
        outcome=decided.word,
        date=decided.day,
        document=decided.document,
        scope=decided.scope,
        conditions=list(decided.conditions),
        override_reason=decided.override_reason,
    )
    said = {"id": name, "day": decided.day, "outcome": in_words(decided.word, "outcome")}
    edit.put(file, ("decision",), fact, Message.of("{id} decided on {day}: {outcome}", **said))


def _refuse(edit: PilotEdit, target: str, **options: object) -> None:
    """Refuse options that this sort of decision does not have."""
    wrong = [name.replace("_", " ") for name, value in options.items() if value not in (None, [])]
    if wrong:
        sort = "filing" if target not in edit.pilot.evaluations else "evaluation"
        raise UsageProblem(
            "a decision on the {sort} {target} has no {wrong}",
            help="leave that out",
            sort=sort,
            target=target,
            wrong=Message.listed(wrong),
        )
