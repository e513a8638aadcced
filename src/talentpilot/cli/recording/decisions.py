"""Records decisions: on a filing, and on an evaluation."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from talentpilot.cli.nearest import nearest, those
from talentpilot.cli.recording.adjustment import effect_shown
from talentpilot.cli.recording.desk import Desk
from talentpilot.cli.recording.items import refuse_recorded
from talentpilot.cli.recording.reading import given
from talentpilot.errors import UsageProblem
from talentpilot.model.evaluation import Recommendation
from talentpilot.store.editing_values import Value

DECISIONS = ("approved", "rejected", "withdrawn")
OUTCOMES: tuple[str, ...] = get_args(Recommendation)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as the command was told of it; what only one of the two sorts has is None for the other."""

    word: str
    day: date
    document: str | None
    effective: date | None
    evidence: list[str]
    scope: Value
    conditions: list[str]
    override_reason: Value


def decide_filing(desk: Desk, identifier: str, decided: Decided, *, force: bool) -> None:
    """Lay the decision on an adjustment on the desk; the paper that was filed keeps its number.

    Raises:
        UsageProblem: the word is no decision, the day is too early, or it is decided already.
    """
    if decided.word not in DECISIONS:
        raise UsageProblem(f"{decided.word} is no decision\n  help: write {', '.join(DECISIONS)}")
    _refuse(
        desk, identifier, scope=decided.scope, condition=decided.conditions, override_reason=decided.override_reason
    )
    place = ("adjustments", desk.find("pilot.yaml", "adjustments", identifier))
    refuse_recorded(desk, "pilot.yaml", (*place, "decided"), f"the decision on {identifier}", force=force)
    filed = next((item for item in desk.pilot.file.adjustments if item.id == identifier), None)
    if filed is not None and filed.submitted is not None and decided.day < filed.submitted:
        raise UsageProblem(
            f"{decided.day} is before {identifier} was submitted, {filed.submitted}\n  help: mend --date"
        )
    desk.put("pilot.yaml", (*place, "decided"), decided.day)
    desk.put("pilot.yaml", (*place, "decision"), decided.word, f"{identifier} {decided.word} on {decided.day}")
    if decided.effective is not None:
        desk.put("pilot.yaml", (*place, "effective"), decided.effective)
    if decided.document is not None:
        desk.put("pilot.yaml", (*place, "decision_document"), decided.document)
    desk.cite("pilot.yaml", (*place, "evidence"), decided.evidence)
    if filed is not None:
        since = decided.effective or filed.effective or decided.day
        desk.remarks += effect_shown(desk, filed, decided.word, since)


def decide_evaluation(desk: Desk, name: str, decided: Decided, *, force: bool) -> None:
    """Lay the authority's decision on an evaluation on the desk.

    Raises:
        UsageProblem: there is no such evaluation or outcome, the day is too early, or it is decided already.
    """
    evaluation = desk.pilot.evaluations.get(name)
    if evaluation is None:
        known = [*(item.id for item in desk.pilot.file.adjustments), *desk.pilot.evaluations]
        raise UsageProblem(f"{desk.folder} has no filing or evaluation {name}\n  help: {those(known)}")
    if decided.word not in OUTCOMES:
        raise UsageProblem(f"{decided.word} is no outcome of an evaluation\n  help: {nearest(decided.word, OUTCOMES)}")
    _refuse(desk, name, effective=decided.effective, evidence=decided.evidence)
    if decided.day < evaluation.as_of:
        raise UsageProblem(
            f"{decided.day} is before the day of the evaluation, {evaluation.as_of}\n  help: mend --date"
        )
    file = f"evaluations/{name}.yaml"
    refuse_recorded(desk, file, ("decision",), f"the decision on {name}", force=force)
    fact = given(
        outcome=decided.word,
        date=decided.day,
        document=decided.document,
        scope=decided.scope,
        conditions=list(decided.conditions),
        override_reason=decided.override_reason,
    )
    desk.put(file, ("decision",), fact, f"{name} decided on {decided.day}: {decided.word}")


def _refuse(desk: Desk, target: str, **options: object) -> None:
    """Refuse options that this sort of decision does not have."""
    wrong = [f"--{name.replace('_', '-')}" for name, value in options.items() if value not in (None, [])]
    if wrong:
        sort = "filing" if target not in desk.pilot.evaluations else "evaluation"
        raise UsageProblem(f"the decision on the {sort} {target} has no {', '.join(wrong)}\n  help: leave that out")
