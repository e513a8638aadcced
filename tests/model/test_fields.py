"""Fields with conditions of their own: what each takes, what it refuses and under which rule."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from analysis.build import indicator
from talentpilot.model.milestones import Forecast
from talentpilot.model.outcomes import Baseline, Indicator
from talentpilot.model.programme import Programme, ReportingSettings, RuleSettings

TERM = {"start": "2025-07-01", "end": "2027-06-30"}


def rule_of(error: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return [item["type"] for item in error.value.errors()]


def test_a_baseline_of_a_period_counts_at_its_last_day() -> None:
    assert Baseline.model_validate({"value": "3", "period": "2024"}).day == date(2024, 12, 31)
    assert Baseline.model_validate({"value": "3", "date": "2024-06-30"}).day == date(2024, 6, 30)


@pytest.mark.parametrize("times", [{}, {"date": "2024-12-31", "period": "2024"}])
def test_a_baseline_has_one_time(times: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as error:
        Baseline.model_validate({"value": "3", **times})
    assert rule_of(error) == ["S01"]


def test_a_forecast_without_a_date_needs_a_reason() -> None:
    open_day = Forecast.model_validate({"stated": "2026-01-05", "reason": "the site is not ready", "next": "ask"})
    assert open_day.date is None
    with pytest.raises(ValidationError) as error:
        Forecast.model_validate({"stated": "2026-01-05"})
    assert rule_of(error) == ["S01"]


def test_an_indicator_may_go_without_a_target() -> None:
    item = Indicator.model_validate({
        "id": "I1", "title": "t", "level": "impact", "unit": "%", "direction": "within",
        "reporting": "level", "frequency": "annual",
    })  # fmt: skip
    assert item.target is None
    assert item.lag_days == 0


@pytest.mark.parametrize(
    ("days", "fine"), [("0", True), ("1100", True), ("1101", False), ("-1", False), ("9.5", False)]
)
def test_figures_are_published_within_1100_days(days: str, fine: bool) -> None:
    if fine:
        assert indicator(lag_days=days).lag_days == int(days)
        return
    with pytest.raises(ValidationError) as error:
        indicator(lag_days=days)
    assert rule_of(error) == ["S03"]


@pytest.mark.parametrize(("days", "fine"), [("0", True), ("366", True), ("367", False)])
def test_reports_are_due_within_366_days(days: str, fine: bool) -> None:
    if fine:
        assert ReportingSettings.model_validate({"due_days": days}).due_days == int(days)
        return
    with pytest.raises(ValidationError) as error:
        ReportingSettings.model_validate({"due_days": days})
    assert rule_of(error) == ["S03"]


def test_a_programme_may_ask_for_no_periodic_reports() -> None:
    assert ReportingSettings.model_validate({"cadence": "none"}).cadence is None
    assert ReportingSettings().cadence == "quarterly"


def test_the_settings_of_the_rules_have_the_defaults_of_the_method() -> None:
    settings = RuleSettings()
    limits = settings.thresholds
    assert (limits.red_gap_after_days, limits.closing_days, limits.quiet_days) == (30, 90, 183)
    assert settings.acceptance == ()
    assert settings.required_procedure("change_baseline") == "approval"
    assert settings.required_procedure("reopening") == "approval"
    assert settings.required_procedure("conclusion") == "filing"


def test_a_programme_says_when_its_books_were_opened_and_who_keeps_them() -> None:
    data: dict[str, Any] = {
        "id": "prog", "title": "t", "short_title": "s", "term": TERM, "opened": "2026-01-01", "keeper": "moh",
        "documents": {"from": "moh", "to": "gov"},
    }  # fmt: skip
    made = Programme.model_validate(data)
    assert made.opened == date(2026, 1, 1)
    assert made.documents is not None
    assert (made.keeper, made.documents.from_, made.documents.to) == ("moh", "moh", "gov")
