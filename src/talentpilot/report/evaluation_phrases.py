"""Phrases of evaluation reports: tests with their values, the recommendation, the variants, the settings."""

from collections.abc import Iterable
from fractions import Fraction

from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import decisive
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import Translator, message
from talentpilot.report.markdown import NOTHING
from talentpilot.report.views.evaluation.decision import DecisionPath, TestView, VariantView
from talentpilot.report.views.evaluation.inputs import NoticeView, SettingChangeView
from talentpilot.report.views.evaluation.overview import DecisionView

CAUTIONS = (
    message("Scores help to structure a discussion; they do not replace it."),
    message("A difference between before and after does not show the cause: look at what else changed."),
    message("A pilot with extra resources shows what is possible, not what routine work achieves."),
    message("An average can hide a serious weakness, so read each item."),
    message("Weights and thresholds are settings of the programme; no outside standard sets them."),
)
"""The cautions of `analysis.evaluation.reasons`, word for word; a test compares them."""
COMPUTED = ("P", "P to date", "R", "coverage")
"""Tests on figures that are printed with one decimal."""
LAST_ROW = 8
"""The row without tests; its reason is the failure of the row before it."""
SYMBOLS = ("P", "P to date", "R", "EL")
"""Tests whose name can be followed by a value without brackets."""
_SIGNS = {"at_least": ("≥", "<"), "below": ("<", "≥"), "zero": ("=", ">")}
"""The sign of each kind of test, and the opposite sign for one that fails."""


def score(value: Fraction | None, say: Translator) -> str:
    """Return a computed figure, or a dash if it is undefined."""
    return say.rate(value) if value is not None else NOTHING


def claim(test: TestView, say: Translator) -> str:
    """Return the condition of a test: `P to target ≥ 80`."""
    name = _name(test, say)
    match test.kind:
        case "running":
            return name
        case "undefined":
            return say.text("{name} is undefined", name=name)
        case _:
            return f"{name} {_SIGNS[test.kind][0]} {_threshold(test, say)}"


def valued(test: TestView, say: Translator) -> str:
    """Return the value of a test as people read it."""
    if test.name == "maturity":
        level = int(test.value) if test.value is not None else -1
        return LEVELS[level] if level >= 0 else say.text("below M0")
    if test.value is None:
        return say.text("undefined")
    if test.kind == "running":
        return say.term("yes" if test.passed else "no", "flag")
    return _computed(decisive(test.value, test.threshold), say) if test.name in COMPUTED else say.figure(test.value)


def _computed(value: Fraction, say: Translator) -> str:
    """Return a computed figure with one decimal, or with more if it would otherwise round to a threshold."""
    return say.rate(value) if (value * 10).denominator == 1 else say.figure(value)


def compared(test: TestView, say: Translator) -> str:
    """Return a test with its value and result: `P to target 43.6 < 70`."""
    name = _name(test, say)
    if test.kind == "running" and test.passed:
        return name
    if test.kind in ("running", "undefined") or test.value is None:
        return name + say.bracketed(valued(test, say))
    sign = _SIGNS[test.kind][0 if test.passed else 1]
    comparison = f"{valued(test, say)} {sign} {_threshold(test, say)}"
    return f"{name} {comparison}" if test.name in SYMBOLS else name + say.bracketed(comparison)


def goal(test: TestView, say: Translator) -> str:
    """Return a test that is still to be passed, with its present value."""
    return claim(test, say) + say.bracketed(say.text("now {value}", value=valued(test, say)))


def short(test: TestView, say: Translator) -> str:
    """Return how far a value is below its threshold."""
    missing = test.threshold - decisive(test.value or Fraction(0), test.threshold)
    return _computed(missing, say) if test.name in COMPUTED else say.figure(missing)


def _name(test: TestView, say: Translator) -> str:
    return say.term(test.name, "criterion" if test.name in TERMS["criterion"] else "test")


def _threshold(test: TestView, say: Translator) -> str:
    return LEVELS[int(test.threshold)] if test.name == "maturity" else say.figure(test.threshold)


def reason_of(path: DecisionPath, vetoes: Iterable[str], say: Translator) -> str:
    """Return the reason for the outcome in one phrase."""
    if path.last.number == LAST_ROW:
        tests = _and([compared(test, say) for test in path.decisive], say)
        return say.text("neither P nor R reaches what adapting asks for: {tests}", tests=tests)
    if path.last.number == 1:
        return say.text("there is a veto: {vetoes}", vetoes=listed_vetoes(vetoes, say))
    said = [_reason(test, path, say) for test in path.decisive]
    return _and(said, say)


def _reason(test: TestView, path: DecisionPath, say: Translator) -> str:
    match test.name:
        case "before the end of the term":
            return say.text("the term runs until {day}", day=say.day(path.end))
        case "errors":
            one = message("{n} validation error stands in the pilot's files or in this evaluation")
            many = message("{n} validation errors stand in the pilot's files or in this evaluation")
            return say.count(one, many, int(test.value or 0))
        case "P" if test.kind == "undefined":
            return say.text("P is undefined: no indicator counts")
        case _:
            return compared(test, say)


def argue(path: DecisionPath, vetoes: Iterable[str], say: Translator) -> str:
    """Return a sentence with the recommendation, its reason, and what the next better row fails on."""
    values = {"outcome": say.term(path.outcome, "outcome"), "reason": reason_of(path, vetoes, say)}
    if path.above is None or path.last.number == LAST_ROW:
        return say.text("Recommended: {outcome}, because {reason}.", **values)
    values["better"] = say.term(path.above.outcome, "outcome_noun")
    values["tests"] = _and([compared(test, say) for test in path.failing], say)
    if len(path.failing) == 1:
        phrase = message("Recommended: {outcome}, because {reason}; {better} fails only on {tests}.")
        return say.text(phrase, **values)
    phrase = message("Recommended: {outcome}, because {reason}; {better} fails on {tests}.")
    return say.text(phrase, **values)


def listed_vetoes(vetoes: Iterable[str], say: Translator) -> str:
    """Return the vetoes in words."""
    return say.listed(say.term(one, "veto") for one in vetoes)


def _and(items: list[str], say: Translator) -> str:
    if len(items) < 2:
        return "".join(items)
    return say.text("{items} and {last}", items=say.listed(items[:-1]), last=items[-1])


def decided(decision: DecisionView | None, say: Translator) -> str:
    """Return a sentence with the authority's decision beside the recommendation."""
    if decision is None:
        return say.text("The authority has not decided yet.")
    paper = say.bracketed(decision.document) if decision.document else ""
    values = {"day": say.day(decision.day), "paper": paper, "outcome": say.term(decision.outcome, "outcome")}
    if not decision.differs:
        return say.text("The authority decided on {day}{paper}: {outcome}, as recommended.", **values)
    if decision.override_reason is None:
        phrase = message("The authority decided on {day}{paper}: {outcome}, other than recommended, without a reason.")
        return say.text(phrase, **values)
    phrase = message("The authority decided on {day}{paper}: {outcome}, other than recommended: {reason}.")
    return say.text(phrase, reason=say.words(decision.override_reason), **values)


def varied(variant: VariantView, say: Translator) -> str:
    """Return what a variant of the sensitivity check changes."""
    change = Fraction(variant.change)
    sign = "+" if change > 0 else ""
    match variant.kind:
        case "thresholds":
            return say.text("thresholds of P, R and coverage {change}", change=sign + say.figure(change))
        case "weight":
            component = say.term(variant.subject, "component")
            return say.text("weight of {component} × {factor}", component=component, factor=say.figure(change))
        case "evidence_level":
            return say.text("evidence level {change}", change=sign + say.figure(change))
        case _:
            return say.text("without reviewer {reviewer}", reviewer=variant.subject)


def setting(name: str, say: Translator) -> str:
    """Return a setting by its name in programme.yaml: `thresholds/roll_out/P`."""
    match name.split("/"):
        case ["weights", component]:
            return say.text("weight of {component}", component=say.term(component, "component"))
        case ["thresholds", "min_coverage"]:
            return say.text("lowest coverage of row 0")
        case ["thresholds", row, key]:
            outcome = {"conditional": "conditional_roll_out"}.get(row, row)
            return say.text(
                "{measure} for {outcome}", measure=say.term(key, "test"), outcome=say.term(outcome, "outcome_noun")
            )
        case _:
            return say.text("number of reviewers of row 0")


def changes(items: Iterable[SettingChangeView], say: Translator) -> str:
    """Return the differing settings, from → to."""
    return say.joined(f"{setting(one.name, say)} {say.figure(one.before)} → {say.figure(one.now)}" for one in items)


def noticed(notice: NoticeView | None, say: Translator) -> str:
    """Return a sentence on whether weights and thresholds were fixed before the evaluation."""
    if notice is None or notice.since is None:
        return say.text("Whether they were in force before the first evaluation is not known.")
    day, changed = say.day(notice.since), changes(notice.changes, say)
    if notice.known and not changed:
        return say.text("They are those of {day}, the day of the first evaluation.", day=day)
    if notice.known:
        phrase = message("They changed after {day}, the day of the first evaluation: {changes}.")
        return say.text(phrase, day=day, changes=changed)
    why = _why(notice, say)
    phrase = message(
        "Whether they were in force before {day}, the day of the first evaluation, cannot be established: {why}."
    )
    text = say.text(phrase, day=day, why=why)
    if not changed:
        return text
    return text + say.punctuation["space"] + say.text("Changed since then: {changes}.", changes=changed)


def _why(notice: NoticeView, say: Translator) -> str:
    seen = say.day(notice.seen_from) if notice.seen_from is not None else NOTHING
    match notice.why:
        case "later_history":
            return say.text("the recorded history of the settings begins on {day}", day=seen)
        case "shallow":
            return say.text("this copy's history begins on {day}", day=seen)
        case "unreadable":
            return say.text("the settings as they stood then can't be read")
        case _:
            return say.text("the ledger was under no version control")
