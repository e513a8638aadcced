"""Were weights and thresholds fixed before the pilots were judged? What changed, and what can't be told."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talentpilot.analysis.evaluation.decision_table import SettingChange, settings_changes
from talentpilot.model.programme import EvaluationSettings

DEFAULTS = EvaluationSettings()


def settings(**values: Any) -> EvaluationSettings:
    return EvaluationSettings.model_validate(values)


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ({"weights": {"results": "60"}}, ("weights/results", 50, 60)),
        ({"min_reviewers": "3"}, ("min_reviewers", 2, 3)),
        ({"thresholds": {"min_coverage": "40"}}, ("thresholds/min_coverage", 50, 40)),
        ({"thresholds": {"roll_out": {"P": "85"}}}, ("thresholds/roll_out/P", 80, 85)),
        ({"thresholds": {"conditional": {"EL": "1"}}}, ("thresholds/conditional/EL", 2, 1)),
        ({"thresholds": {"continue": {"P": "50"}}}, ("thresholds/continue/P", 60, 50)),
        ({"thresholds": {"extend": {"P": "50"}}}, ("thresholds/extend/P", 60, 50)),
        ({"thresholds": {"adapt": {"R": "50"}}}, ("thresholds/adapt/R", 60, 50)),
    ],
)
def test_each_setting_that_a_result_rests_on_is_compared(values: dict[str, Any], change: tuple[str, int, int]) -> None:
    name, then, now = change
    assert settings_changes(DEFAULTS, settings(**values)) == (SettingChange(name, Fraction(then), Fraction(now)),)
    assert settings_changes(settings(**values), DEFAULTS) == (SettingChange(name, Fraction(now), Fraction(then)),)


def test_a_default_written_out_is_no_change() -> None:
    written = {
        "weights": {"results": "50.0", "delivery": "25", "bottlenecks": "15", "management": "10"},
        "min_reviewers": "2",
        "thresholds": {"min_coverage": "50", "roll_out": {"P": "80", "R": "75", "EL": "3", "coverage": "80"}},
    }
    assert settings_changes(DEFAULTS, settings(**written)) == ()


_PERCENT = st.integers(0, 100).map(str)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("results", "delivery", "bottlenecks"), _PERCENT)))
def test_a_change_and_its_way_back_are_the_same_two_values(weights: dict[str, str]) -> None:
    there = settings_changes(DEFAULTS, settings(weights=weights))
    back = settings_changes(settings(weights=weights), DEFAULTS)
    assert [(item.name, item.then, item.now) for item in there] == [(item.name, item.now, item.then) for item in back]
    assert all(item.then != item.now for item in there)
