"""The reasons of an evaluation: the sentence, the failing tests of the row above, contributions (`evaluation.md` 6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from talentpilot.analysis.evaluation.decision_table import DecisionRow, DecisionTest
from talentpilot.analysis.evaluation.performance import Performance
from talentpilot.analysis.evaluation.result import EvaluationResult
from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import as_stated, decisive, one_decimal
from talentpilot.diagnostics import Message
from talentpilot.model.choices import Recommendation

OUTCOMES: dict[Recommendation, str] = {
    "no_finding": "no finding yet",
    "stop": "stop the pilot",
    "roll_out": "nationwide roll-out",
    "conditional_roll_out": "conditional roll-out",
    "continue": "continue the pilot",
    "correct": "correct, then continue",
    "extend": "extend the pilot, usually by 3 to 6 months",
    "adapt": "adapt the pilot",
}
ROWS: dict[Recommendation, str] = {
    "no_finding": "no finding",
    "stop": "stopping",
    "roll_out": "nationwide roll-out",
    "conditional_roll_out": "conditional roll-out",
    "continue": "continuing",
    "correct": "correcting",
    "extend": "extension",
    "adapt": "adapting",
}
"""The rows as something that fails."""
CAUTIONS = (
    "Scores help to structure a discussion; they do not replace it.",
    "A difference between before and after does not show the cause: look at what else changed.",
    "A pilot with extra resources shows what is possible, not what routine work achieves.",
    "An average can hide a serious weakness, so read each item.",
    "Weights and thresholds are settings of the programme; no outside standard sets them.",
)
EASY_TARGET = Fraction(3, 2)
"""Progress from which on a target looks too easy."""
_COMPUTED = ("P", "P to date", "R", "coverage")
_TERM = "before the end of the term"
_MAIN = ("P", "R", "EL")
_OPPOSITE = {">=": "<", "<": ">=", "=": ">"}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a component adds to P, in points; None if it is not scored."""

    name: str
    value: Fraction | None
    weight: Decimal
    points: Fraction | None


def contributions(found: Performance) -> tuple[Contribution, ...]:
    """Return the components of P on one basis; the points sum to P, and there are none where P is undefined."""
    total = sum((Fraction(item.weight) for item in found.components if item.value is not None), Fraction(0))
    return tuple(
        Contribution(
            item.name,
            item.value,
            item.weight,
            Fraction(item.weight) * item.value / total if found.score is not None and item.value is not None else None,
        )
        for item in found.components
    )


def because(result: EvaluationResult, end: date) -> Message:
    """Return why this is the outcome: the tests that decided with their numbers, then what the row above fails on.

    `end` is the day until which the pilot runs.
    """
    row, above = result.rows[-1], row_above(result)
    reasons = _reasons(result, row, end)
    if above is None:
        return reasons
    failing = failing_tests(above)
    template = (
        "{reasons}; {better} fails only on {tests}" if len(failing) == 1 else "{reasons}; {better} fails on {tests}"
    )
    return Message.of(template, reasons=reasons, better=Message(ROWS[above.outcome]), tests=failures(failing))


def _reasons(result: EvaluationResult, row: DecisionRow, end: date) -> Message:
    day = result.evaluation.as_of
    match row.outcome:
        case "no_finding":
            return _listed([_undecided(test) for test in row.tests if test.passed])
        case "stop" if row.tests:
            return Message.of("of a veto: {vetoes}", vetoes=_row(list(map(Message, result.evaluation.vetoes))))
        case "stop":
            return Message.of("neither P nor R reaches what adapting asks for on {day}", day=day)
        case "roll_out" | "conditional_roll_out":
            return _row([passing(test) for test in row.tests if test.name in _MAIN])
        case _:
            running = Message.of("the term runs until {day}", day=end)
            return _row([running if test.name == _TERM else passing(test) for test in row.tests if test.passed])


def _undecided(test: DecisionTest) -> Message:
    match test.name:
        case "errors" if test.value == 1:
            return Message("1 validation error stands in the pilot's files or in this evaluation")
        case "errors":
            template = "{n} validation errors stand in the pilot's files or in this evaluation"
            return Message.of(template, n=value_of(test))
        case "P":
            return Message("P is undefined: no indicator counts")
        case _ if test.value is None:
            return Message.of("{name} is undefined", name=Message(test.name))
        case _:
            return passing(test)


def row_above(result: EvaluationResult) -> DecisionRow | None:
    """Return the next better row, which failed; rows that need a running term are left out once it is over."""
    outcome = result.outcome
    if outcome in ("no_finding", "roll_out") or (outcome == "stop" and result.rows[-1].tests):
        return None
    for row in reversed(result.rows[:-1]):
        closed = any(test.name == _TERM and not test.passed for test in row.tests)
        if row.outcome not in ("no_finding", "stop") and not closed:
            return row
    return None


def failing_tests(row: DecisionRow) -> tuple[DecisionTest, ...]:
    """Return the tests that a row failed; of a row that needs only one of them, all if none passed."""
    if row.outcome == "extend" and any(test.passed for test in row.tests[1:]):
        return tuple(test for test in row.tests[:1] if not test.passed)
    return tuple(test for test in row.tests if not test.passed)


def passing(test: DecisionTest) -> Message:
    """Return a test with its value: `P 98.3 >= 70`."""
    condition = test.test.removeprefix(test.name).strip()
    return Message.of("{name} {value} {condition}", name=Message(test.name), value=value_of(test), condition=condition)


def failures(tests: tuple[DecisionTest, ...]) -> Message:
    """Return failing tests with their values: `EL (2 < 3) and P (43.6 < 70)`."""
    template = "{name} ({failure})"
    return _listed([Message.of(template, name=Message(test.name), failure=_failure(test)) for test in tests])


def _failure(test: DecisionTest) -> Message:
    if test.value is None:
        return Message("undefined")
    template = "{value} {sign} {threshold}"
    return Message.of(template, value=value_of(test), sign=_OPPOSITE[test.sign], threshold=test.test.rpartition(" ")[2])


def value_of(test: DecisionTest) -> Message:
    """Return the value of a test as people read it."""
    if test.name == "maturity":
        number = int(test.value) if test.value is not None else -1
        return Message(LEVELS[number] if number >= 0 else "none")
    if test.value is None:
        return Message("undefined")
    if test.name == _TERM:
        return Message("yes" if test.passed else "no")
    if test.name not in _COMPUTED:
        return Message(as_stated(test.value))
    value = decisive(test.value, test.threshold)
    return Message(one_decimal(value) if value == Fraction(one_decimal(value)) else as_stated(value))


def label_of(test: DecisionTest) -> Message:
    """Return a test without its value."""
    if test.name == _TERM or test.test == "P undefined":
        return Message(test.name if test.name == _TERM else test.test)
    condition = test.test.removeprefix(test.name).strip()
    return Message.of("{name} {condition}", name=Message(test.name), condition=condition)


def _listed(items: list[Message]) -> Message:
    """Return `A, B and C`."""
    if len(items) == 1:
        return items[0]
    return Message.of("{items} and {last}", items=_row(items[:-1]), last=items[-1])


def _row(items: list[Message]) -> Message:
    """Return `A, B, C`."""
    return reduce(lambda first, after: Message.of("{first}, {next}", first=first, next=after), items)


def easy_targets(result: EvaluationResult) -> tuple[str, ...]:
    """Return the indicators so far beyond their target that it looks too easy."""
    found = (item for item in result.status.indicators if item.progress.value is not None)
    return tuple(item.id for item in found if (item.progress.value or 0) > EASY_TARGET)


def same_outcome(result: EvaluationResult) -> tuple[int, int]:
    """Return in how many variants of the sensitivity check the outcome is the same, and how many there are."""
    return sum(1 for item in result.variants if item.outcome == result.outcome), len(result.variants)
