"""Rule V04, and the errors that keep an evaluation from a finding (`evaluation.md` 5, row 0)."""

from collections.abc import Iterable, Iterator
from typing import Any

from talentpilot.analysis.evaluation import EvaluationResult, evaluate
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.ledger import Pilot
from talentpilot.rules.cases import MILESTONES, OUTCOMES, PILOT, PilotCase, make_case
from talentpilot.rules.engine import is_waived, run_pilot_rules, severity_of
from talentpilot.rules.rule import Finding, Rule, pilot_rule

NOT_COUNTED = ("D07", "V04")
"""Rules whose errors say nothing about the figures of an evaluation."""


@pilot_rule("V04", "decision-without-reason", Severity.ERROR)
def decision_without_reason(case: PilotCase) -> Iterator[Finding]:
    """The authority decided otherwise than was recommended, and gave no reason.

    The tool proposes, people decide; but whoever reads the books later must see why. Both stand side by side in the
    report.

    Bad:
        # evaluations/2026-midterm.yaml
        decision: {outcome: stop, date: 2026-03-31, document: 云人社函〔2026〕30号}

    Good:
        # evaluations/2026-midterm.yaml
        decision: {outcome: stop, date: 2026-03-31, document: 云人社函〔2026〕30号, override_reason: New law}
    """
    from talentpilot.rules import ALL_RULES

    for name, evaluation in case.pilot.evaluations.items():
        decision = evaluation.decision
        if decision is None or decision.override_reason or max(decision.date, evaluation.as_of) > case.as_of:
            continue
        if not case.has(MILESTONES, OUTCOMES) or case.pilot.file.id != case.pilot.id:
            continue  # F07 speaks; that it counts as an error would change what is recommended
        computed = answer(case, name, ALL_RULES).outcome
        if computed != decision.outcome:
            yield Finding(
                f"evaluations/{name}.yaml", ("decision", "outcome"),
                "{decided} was decided, {computed} is recommended, and no reason is given",
                {"decided": decision.outcome, "computed": computed},
                "write override_reason: what the authority weighed otherwise",
            )  # fmt: skip


def answer(case: PilotCase, name: str, rules: Iterable[Rule]) -> EvaluationResult:
    """One evaluation of a pilot, with the errors that count at its day."""
    evaluation = case.pilot.evaluations[name]
    return evaluate(name, evaluation, case.pilot, case.programme, count_errors(case, name, rules))


def count_errors(case: PilotCase, name: str, rules: Iterable[Rule]) -> int:
    """Validation errors in the pilot's three files and in this evaluation, the rules run at its day."""
    pilot, day = case.pilot, case.pilot.evaluations[name].as_of
    files = frozenset((PILOT, MILESTONES, OUTCOMES, f"evaluations/{name}.yaml"))
    then = make_case(pilot, case.programme, case.catalogue, day, unreadable_ids=case.unreadable_ids)
    counted = (rule for rule in rules if rule.id not in NOT_COUNTED)
    said = [(rule, finding) for rule, finding in run_pilot_rules(then, counted) if finding.file in files]
    return len(files & pilot.flawed) + sum(1 for rule, finding in said if _counts(rule, finding, then))


def _counts(rule: Rule, finding: Finding, case: PilotCase) -> bool:
    severity = severity_of(rule.id, finding.severity or rule.severity, case.programme)
    if severity is not Severity.ERROR:
        return False
    concerned = object_of(case.pilot, finding.file, finding.path)
    return not is_waived(rule.id, severity, concerned, case.programme, case.as_of)


def object_of(pilot: Pilot, file: str, path: FieldPath) -> str:
    """The object that a path lies in, as waivers name it: `yx-titles-01/M3`."""
    if file.startswith("evaluations/"):
        return f"{pilot.id}/{file.removeprefix('evaluations/').removesuffix('.yaml')}"
    node: Any = pilot.file if file == PILOT else pilot
    inner = ""
    for step in path:
        try:
            node = node[step] if isinstance(step, int) else getattr(node, step)
        except (AttributeError, IndexError, TypeError):
            break
        name = getattr(node, "id", None)
        inner = name if isinstance(name, str) else inner
    return f"{pilot.id}/{inner}" if inner else pilot.id


DECISION_RULES = (decision_without_reason,)
