"""Tests, scores and values of an evaluation in words, without the letters of its formulas."""

import re
from fractions import Fraction

from talentpilot.analysis.maturity import LEVELS
from talentpilot.analysis.number_format import one_decimal
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.report.evaluation_phrases import valued, varied
from talentpilot.report.views.evaluation.decision import TestView, VariantView
from talentpilot.report.views.indicators import Goal, IndicatorView

NOTHING = "—"
_LETTERS = re.compile(r"(?<=[\u4e00-\u9fff])[A-Z]{1,2}(?![A-Za-z0-9])")
_CODE = re.compile(r"^M\d ")


def say() -> Translator:
    """Return the Chinese of the reports."""
    return translator_for("zh")


def test_named(test: TestView) -> str:
    """Return what a test looks at: 实施绩效（对照终期目标）."""
    return _LETTERS.sub("", say().term(test.name, "criterion" if test.name in TERMS["criterion"] else "test"))


def told_test(test: TestView) -> str:
    """Return a test with its value and its result: 可复制性为66.7，未达到70."""
    name = test_named(test)
    if test.kind == "running":
        return name if test.passed else "试点期已满"
    if test.kind == "undefined" or test.value is None:
        return f"{name}没有数据"
    value = value_said(test)
    match test.kind:
        case "at_least":
            return f"{name}为{value}，{'达到' if test.passed else '未达到'}{limit_said(test)}"
        case "below":
            return f"{name}为{value}，{'低于' if test.passed else '不低于'}{limit_said(test)}"
        case _:
            return f"{name}为{value}"


def value_said(test: TestView) -> str:
    """Return the value of a test."""
    return level_said(int(test.value)) if test.name == "maturity" and test.value is not None else valued(test, say())


def limit_said(test: TestView) -> str:
    """Return what a test asks for."""
    return level_said(int(test.threshold)) if test.name == "maturity" else say().figure(test.threshold)


def varied_said(variant: VariantView) -> str:
    """Return what a check of the sensitivity changes."""
    return _LETTERS.sub("", varied(variant, say()).replace("P、R", "实施绩效、可复制性"))


def level_said(level: int) -> str:
    """Return a level of maturity in words: 可复制."""
    return maturity_said(LEVELS[level] if level >= 0 else None)


def maturity_said(code: str | None) -> str:
    """Return a code of maturity in words."""
    return _CODE.sub("", say().term(code, "maturity")) if code is not None else "未立项"


def score_said(value: Fraction | None) -> str:
    """Return a score with one decimal."""
    return one_decimal(value) if value is not None else NOTHING


def number_said(value: Fraction | None, indicator: IndicatorView) -> str:
    """Return a value of an indicator as the ledger states it."""
    if value is None:
        return NOTHING
    if indicator.yes_no:
        return "是" if value else "否"
    return say().figure(value).replace("−", "负")


def goal_said(goal: Goal | None, indicator: IndicatorView) -> str:
    """Return a target."""
    if goal is None:
        return NOTHING
    if goal.value is not None:
        return number_said(goal.value, indicator)
    return "至".join(number_said(one, indicator) for one in (goal.low, goal.high) if one is not None)
