"""Rules of family V: evaluations and the decisions on them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from talentpilot.analysis.evaluation.result import EvaluationResult, evaluate, recommend
from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.observations import known_observations
from talentpilot.analysis.plan import Plan, plan_in_force
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.choices import Recommendation
from talentpilot.model.evaluation import Evaluation, Judgement, Replicability
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import digits
from talentpilot.rules.contexts import MILESTONES, OUTCOMES, PILOT, PilotContext, ProgrammeContext
from talentpilot.rules.rule import (
    Finding,
    Rule,
    RuleScope,
    chosen_severity,
    is_waived,
    pilot_rule,
    programme_rule,
    run_rules,
    severity_of,
)

GROUPS: dict[str, tuple[str, ...]] = {
    "judgement": tuple(Judgement.model_fields),
    "replicability": tuple(Replicability.model_fields),
}
"""The items that reviewers rate, by the key they stand under."""
WIDE_SPREAD = 2


def _known(context: PilotContext) -> Iterator[tuple[str, Evaluation]]:
    """Yield the evaluations made by the day, by file below the pilot's folder."""
    for name, evaluation in context.pilot.evaluations.items():
        if evaluation.as_of <= context.as_of:
            yield f"evaluations/{name}.yaml", evaluation


Rated = list[tuple[FieldPath, int]]


def _ratings(evaluation: Evaluation) -> dict[str, Rated]:
    """Return the ratings given, by item, each with its place."""
    found: dict[str, Rated] = {item: [] for items in GROUPS.values() for item in items}
    for number, reviewer in enumerate(evaluation.reviewers):
        for group in GROUPS:
            for item, rating in vars(getattr(reviewer, group)).items():
                if rating is not None:
                    found[item].append((("reviewers", number, group, item), rating))
    return found


@pilot_rule("V01", "rating-missing-or-off-scale", Severity.ERROR)
def rating_missing_or_off_scale(context: PilotContext) -> Iterator[Finding]:
    """A rating is not 0, 1, 2 or 3, nobody rated an item, or the evidence level is not 0 to 4.

    A reviewer may leave an item out; if all do, the item leaves the mean, and the score says less than it
    seems.

    Bad:
        # evaluations/2026-midterm.yaml
        reviewers:
          - {id: R1, judgement: {relevance: 4}}

    Good:
        # evaluations/2026-midterm.yaml
        reviewers:
          - {id: R1, judgement: {relevance: 2}}
    """
    for file, evaluation in _known(context):
        ratings = _ratings(evaluation)
        unrated = [item for item, given in ratings.items() if not given]
        if len(unrated) == len(ratings):
            yield Finding(
                file, ("reviewers",), "no reviewer rated any item", on_key=True,
                help="write the ratings of each reviewer under judgement and replicability",
            )  # fmt: skip
            continue
        for item in unrated:
            yield Finding(
                file, ("reviewers",), "no reviewer rated {item}", {"item": item},
                "ask one of the reviewers for 0, 1, 2 or 3", on_key=True,
            )  # fmt: skip


@pilot_rule("V02", "evaluation-not-independent", Severity.ERROR)
def evaluation_not_independent(context: PilotContext) -> Iterator[Finding]:
    """A final or third-party evaluation has too few reviewers, or the final one is not independent.

    Whether a pilot is rolled out must not rest on one opinion, nor on that of those who ran it.

    Bad:
        # evaluations/2026-midterm.yaml
        type: final
        evaluator: {org: yx-hrss}

    Good:
        # evaluations/2026-midterm.yaml
        type: midterm
        evaluator: {org: yx-eval}
    """
    wanted = context.programme.evaluation.min_reviewers
    for file, evaluation in _known(context):
        if evaluation.type in ("final", "third_party") and len(evaluation.reviewers) < wanted:
            values = {"count": str(len(evaluation.reviewers)), "wanted": str(wanted)}
            yield Finding(
                file, ("reviewers",), "{count} reviewers; the programme requires at least {wanted}", values,
                "have {wanted} or more people rate it, each under a code of their own", on_key=True,
            )  # fmt: skip
        if evaluation.type != "final":
            continue
        plan = plan_in_force(context.pilot, evaluation.as_of)
        org = evaluation.evaluator.org
        if org in (plan.lead, *plan.units):
            yield Finding(
                file, ("evaluator", "org"), "final evaluation by {org}, which runs the pilot", {"org": org},
                "have another organization evaluate; the pilot's own view is an evaluation of type self",
            )  # fmt: skip
        elif not evaluation.evaluator.independent:
            yield Finding(
                file, ("evaluator", "independent"), "final evaluation that is not independent", {},
                "have an independent organization make the final evaluation",
            )  # fmt: skip


@pilot_rule("V03", "rating-without-comment", Severity.WARNING)
def rating_without_comment(context: PilotContext) -> Iterator[Finding]:
    """A rating is 0 or 3, or two reviewers are 2 or more apart, and no comment says why.

    Readers ask about extreme ratings and disagreements; without a comment the answer is lost.

    Bad:
        # evaluations/2026-midterm.yaml
        reviewers:
          - {id: R1, judgement: {relevance: 3}}

    Good:
        # evaluations/2026-midterm.yaml
        reviewers:
          - {id: R1, judgement: {relevance: 3}}
        comments: {relevance: "the objective is that of the directive, nearly word for word"}
    """
    for file, evaluation in _known(context):
        for item, given in _ratings(evaluation).items():
            if not given or getattr(evaluation.comments, item) is not None:
                continue
            low, high = min(given, key=lambda one: one[1])[1], max(given, key=lambda one: one[1])[1]
            values = {"item": item, "low": str(low), "high": str(high)}
            if high - low >= WIDE_SPREAD:
                place = next(path for path, rating in reversed(given) if rating in (low, high))
                message = "ratings of {item} from {low} to {high} without a comment"
            elif low == 0 or high == 3:
                place, rating = next(one for one in given if one[1] in (0, 3))
                values["rating"] = str(rating)
                message = "rating {rating} of {item} without a comment"
            else:
                continue
            yield Finding(file, place, message, values, "write the reason under comments, {item}: …")


@programme_rule("V05", "weights-not-100", Severity.ERROR)
def weights_not_100(context: ProgrammeContext) -> Iterator[Finding]:
    """The four weights of the evaluation do not sum to 100, or one of them is below 0.

    Performance is a mean of four components in percent; with another sum, the thresholds of the
    recommendation mean something else.

    Bad:
        # programme.yaml
        evaluation: {weights: {results: 60}}

    Good:
        # programme.yaml
        evaluation: {weights: {results: 60, delivery: 15}}
    """
    weights = context.programme.evaluation.weights
    for name, weight in weights:
        if weight < 0:
            yield Finding(
                "programme.yaml", ("evaluation", "weights", name), "weight {name} is {weight}, below 0",
                {"name": name, "weight": digits(weight)}, "write a number from 0 to 100",
            )  # fmt: skip
    total = weights.results + weights.delivery + weights.bottlenecks + weights.management
    if total != 100:
        yield Finding(
            "programme.yaml", ("evaluation", "weights"), "the weights sum to {total}, not to 100",
            {"total": digits(total)},
            "change results, delivery, bottlenecks or management; absent ones are 50, 25, 15, 10",
        )  # fmt: skip


@pilot_rule("V06", "evidence-level-unsupported", Severity.WARNING)
def evidence_level_unsupported(context: PilotContext) -> Iterator[Finding]:
    """An evidence level is stated that the ledger does not support.

    Level 2 means data from before and after, level 3 a comparison whose method is written, level 4 that others have
    reproduced the effect. Roll-out requires level 3, so the level must be proven.

    Bad:
        # evaluations/2026-midterm.yaml
        evidence_level: 3
        evaluator: {method: null}

    Good:
        # evaluations/2026-midterm.yaml
        evidence_level: 3
    """
    for file, evaluation in _known(context):
        level = evaluation.evidence_level
        if level < 2:
            continue
        plan = plan_in_force(context.pilot, evaluation.as_of)
        for needed, message, help_ in _unsupported(context, evaluation, plan):
            if level >= needed:
                yield Finding(file, ("evidence_level",), message, {"level": str(level)}, help_)


def _unsupported(context: PilotContext, evaluation: Evaluation, plan: Plan) -> Iterator[tuple[int, str, str]]:
    """Yield each missing item, with the lowest level that requires it."""
    whole = context.has(OUTCOMES) and not any(item.path.endswith(OUTCOMES) for item in context.pilot.unreadable)
    if whole and not _has_before_and_after(plan, evaluation.as_of):
        yield (
            2, "evidence level {level}, and no indicator has a baseline and a later observation",
            "record baseline and observations, or lower the level to 1",
        )  # fmt: skip
    if evaluation.evaluator.method is None:
        yield (
            3, "evidence level {level}, and no method is written",
            "write method: below evaluator:, what was compared with what",
        )  # fmt: skip
    if whole and not _adopted_elsewhere(context.pilot, plan, evaluation.as_of):
        yield (
            4, "evidence level {level}, and no adoption by others is recorded",
            "record the adoption with its document, or lower the level",
        )  # fmt: skip


def _has_before_and_after(plan: Plan, as_of: date) -> bool:
    return any(
        item.baseline is not None and any(one.day > item.baseline.day for one in known_observations(item, as_of))
        for item in plan.indicators
    )


def _adopted_elsewhere(pilot: Pilot, plan: Plan, as_of: date) -> bool:
    return any(True for item in pilot.practices for _ in adoptions_elsewhere(item, pilot, plan, as_of))


NOT_COUNTED = ("D07", "V04")
"""Rules whose errors say nothing about the figures of an evaluation."""


@pilot_rule("V04", "decision-without-reason", Severity.ERROR)
def decision_without_reason(context: PilotContext) -> Iterator[Finding]:
    """The authority decided otherwise than was recommended, and gave no reason.

    The tool recommends, people decide; but later readers must see why. The report shows both side by side.

    Bad:
        # evaluations/2026-midterm.yaml
        decision: {outcome: stop, date: 2026-03-31, document: 云人社函〔2026〕30号}

    Good:
        # evaluations/2026-midterm.yaml
        decision: {outcome: stop, date: 2026-03-31, document: 云人社函〔2026〕30号, override_reason: New law}
    """
    for name, evaluation in context.pilot.evaluations.items():
        decision = evaluation.decision
        if decision is None or decision.override_reason or max(decision.date, evaluation.as_of) > context.as_of:
            continue
        if not context.has(MILESTONES, OUTCOMES) or context.pilot.file.id != context.pilot.id:
            continue  # F07 speaks; that it counts as an error would change what is recommended
        computed = _recommended(context, name)
        if computed != decision.outcome:
            yield Finding(
                f"evaluations/{name}.yaml", ("decision", "outcome"),
                "{decided} was decided, {computed} is recommended, and no reason is given",
                {"decided": decision.outcome, "computed": computed},
                "write override_reason: what the authority judged differently",
            )  # fmt: skip


def evaluate_pilot(then: PilotContext, name: str) -> EvaluationResult:
    """Return one evaluation of a pilot with the errors that count; the context is that of the evaluation's day."""
    evaluation = then.pilot.evaluations[name]
    errors = sum(1 for _ in _errors(then, name))
    return evaluate(name, evaluation, then.pilot, then.programme, errors, then.status)


def _recommended(context: PilotContext, name: str) -> Recommendation:
    """Return what that evaluation recommends: no finding with a single error, so no second one is looked for."""
    evaluation = context.pilot.evaluations[name]
    then = context.at(evaluation.as_of)
    computed = recommend(evaluation, then.status, context.programme, errors=0)
    return computed if next(_errors(then, name), None) is None else "no_finding"


def _errors(then: PilotContext, name: str) -> Iterator[str]:
    """Yield the rules of the errors in the pilot's three files and in this evaluation, the rules run at its day."""
    files = frozenset((PILOT, MILESTONES, OUTCOMES, f"evaluations/{name}.yaml"))
    yield from files & then.pilot.flawed
    chosen = tuple(sorted(then.programme.rules.severity.items()))
    for rule, finding in run_rules(RuleScope.PILOT, then, _counted_rules(chosen)):
        if finding.file in files and _counts(rule, finding, then):
            yield rule.id


@cache
def _counted_rules(chosen: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    """Return the rules that can be errors under the severities that a programme has chosen.

    A finding may weigh less than its rule, never more: a rule that is not an error has nothing to count.
    """
    from talentpilot.rules import ALL_RULES

    severities = dict(chosen)
    return tuple(
        rule
        for rule in ALL_RULES
        if RuleScope.PILOT in rule.checks
        and rule.id not in NOT_COUNTED
        and chosen_severity(rule.id, rule.severity, severities) is Severity.ERROR
    )


def _counts(rule: Rule, finding: Finding, context: PilotContext) -> bool:
    severity = severity_of(rule.id, finding.severity or rule.severity, context.programme)
    if severity is not Severity.ERROR:
        return False
    concerned = object_of(context.pilot, finding.file, finding.path)
    return not is_waived(rule.id, severity, concerned, context.programme, context.as_of)


def object_of(pilot: Pilot, file: str, path: FieldPath) -> str:
    """Return the object that a path lies in, as waivers name it: `yx-titles-01/M3`."""
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
