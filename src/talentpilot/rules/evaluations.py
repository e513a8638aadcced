"""Family V: evaluations, their reviewers and ratings, and the weights of the programme."""

from collections.abc import Iterator
from datetime import date

from talentpilot.analysis.maturity import adoptions_elsewhere
from talentpilot.analysis.plan import Plan, plan_in_force
from talentpilot.analysis.series import known_observations
from talentpilot.diagnostics import FieldPath, Severity
from talentpilot.model.evaluation import Evaluation, Judgement, Replicability
from talentpilot.model.ledger import Pilot
from talentpilot.model.scalars import digits
from talentpilot.rules.cases import OUTCOMES, PilotCase, ProgrammeCase
from talentpilot.rules.rule import Finding, pilot_rule, programme_rule

GROUPS: dict[str, tuple[str, ...]] = {
    "judgement": tuple(Judgement.model_fields),
    "replicability": tuple(Replicability.model_fields),
}
"""The items that reviewers rate, by the key they stand under."""
WIDE_SPREAD = 2


def _known(case: PilotCase) -> Iterator[tuple[str, Evaluation]]:
    """The evaluations made by the day, by file below the pilot's folder."""
    for name, evaluation in case.pilot.evaluations.items():
        if evaluation.as_of <= case.as_of:
            yield f"evaluations/{name}.yaml", evaluation


Rated = list[tuple[FieldPath, int]]


def _ratings(evaluation: Evaluation) -> dict[str, Rated]:
    """The ratings given, by item, each with its place."""
    found: dict[str, Rated] = {item: [] for items in GROUPS.values() for item in items}
    for number, reviewer in enumerate(evaluation.reviewers):
        for group in GROUPS:
            for item, rating in vars(getattr(reviewer, group)).items():
                if rating is not None:
                    found[item].append((("reviewers", number, group, item), rating))
    return found


@pilot_rule("V01", "rating-missing-or-off-scale", Severity.ERROR)
def rating_missing_or_off_scale(case: PilotCase) -> Iterator[Finding]:
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
    for file, evaluation in _known(case):
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
def evaluation_not_independent(case: PilotCase) -> Iterator[Finding]:
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
    wanted = case.programme.evaluation.min_reviewers
    for file, evaluation in _known(case):
        if evaluation.type in ("final", "third_party") and len(evaluation.reviewers) < wanted:
            values = {"count": str(len(evaluation.reviewers)), "wanted": str(wanted)}
            yield Finding(
                file, ("reviewers",), "{count} reviewers; the programme wants at least {wanted}", values,
                "have {wanted} or more people rate it, each under a code of their own", on_key=True,
            )  # fmt: skip
        if evaluation.type != "final":
            continue
        plan = plan_in_force(case.pilot, evaluation.as_of)
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
def rating_without_comment(case: PilotCase) -> Iterator[Finding]:
    """A rating is 0 or 3, or two reviewers are 2 or more apart, and no comment says why.

    The ends of the scale and a disagreement are where a reader asks; without a comment the answer is lost.

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
    for file, evaluation in _known(case):
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
def weights_not_100(case: ProgrammeCase) -> Iterator[Finding]:
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
    weights = case.programme.evaluation.weights
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
def evidence_level_unsupported(case: PilotCase) -> Iterator[Finding]:
    """An evidence level is stated that the ledger does not bear out.

    Level 2 means data from before and after, level 3 a comparison whose method is written, level 4 that
    others have reproduced the effect. Roll-out asks for level 3, so the level must not be a wish.

    Bad:
        # evaluations/2026-midterm.yaml
        evidence_level: 3
        evaluator: {method: null}

    Good:
        # evaluations/2026-midterm.yaml
        evidence_level: 3
    """
    for file, evaluation in _known(case):
        level = evaluation.evidence_level
        if level < 2:
            continue
        plan = plan_in_force(case.pilot, evaluation.as_of)
        for needed, message, help_ in _unsupported(case, evaluation, plan):
            if level >= needed:
                yield Finding(file, ("evidence_level",), message, {"level": str(level)}, help_)


def _unsupported(case: PilotCase, evaluation: Evaluation, plan: Plan) -> Iterator[tuple[int, str, str]]:
    """What is not there, with the lowest level that wants it."""
    whole = case.has(OUTCOMES) and not any(item.path.endswith(OUTCOMES) for item in case.pilot.unreadable)
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
    if whole and not _adopted_elsewhere(case.pilot, plan, evaluation.as_of):
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


EVALUATION_RULES = (
    rating_missing_or_off_scale,
    evaluation_not_independent,
    rating_without_comment,
    weights_not_100,
    evidence_level_unsupported,
)
