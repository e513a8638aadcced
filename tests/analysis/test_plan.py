"""The plan in force: what is effective when, in which order, and what it changes (`ledger.md` 8)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.build import adjustment, indicator, milestone, pilot
from talentpilot.analysis.plan import effective_adjustments, original_plan, pending_steps, plan_in_force, same_value
from talentpilot.model.base import Text
from talentpilot.model.pilot import Adjustment

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("more", "since"),
    [
        ({}, "2026-01-10"),
        ({"effective": "2026-02-01"}, "2026-02-01"),
        ({"effective": "2026-07-01"}, None),
        ({"decision": "rejected", "decided": "2026-03-01"}, None),
        ({"decision": "rejected", "decided": "2026-07-01"}, "2026-01-10"),
        ({"decision": "withdrawn", "decided": "2026-03-01"}, None),
        ({"procedure": "approval"}, None),
        ({"procedure": "approval", "decision": "approved", "decided": "2026-03-01"}, "2026-03-01"),
        ({"procedure": "approval", "decision": "approved", "decided": "2026-07-01"}, None),
        ({"procedure": "approval", "decision": "approved", "decided": "2026-03-01", "effective": "2026-05-01"},
         "2026-05-01"),
        ({"procedure": "approval", "decision": "approved"}, None),
        ({"procedure": "approval", "decision": "pending"}, None),
    ],
)  # fmt: skip
def test_since_when_an_adjustment_holds(more: dict[str, str], since: str | None) -> None:
    found = Adjustment.model_validate(adjustment("A1", "reschedule", **more)).effective_date(DAY)
    assert found == (date.fromisoformat(since) if since else None)


def _due(identifier: str, start: str, end: str) -> dict[str, str]:
    return {"path": f"milestones/{identifier}/due", "from": start, "to": end}


def test_adjustments_of_one_day_are_replayed_by_number_not_by_letters() -> None:
    subject = pilot(
        (milestone("M1", "2026-01-31"),),
        adjustments=[
            adjustment("A10", "reschedule", _due("M1", "2026-02-28", "2026-03-31")),
            adjustment("A2", "reschedule", _due("M1", "2026-01-31", "2026-02-28")),
        ],
    )
    assert [item.id for item in effective_adjustments(subject, DAY)] == ["A2", "A10"]
    plan = plan_in_force(subject, DAY)
    assert plan.milestones[0].step.due == date(2026, 3, 31)
    assert plan.milestones[0].due_original == date(2026, 1, 31)
    assert all(same_value(step.change.from_, step.found) for step in plan.steps)


def test_a_wrong_from_is_kept_for_the_rule_and_the_change_is_applied_anyway() -> None:
    subject = pilot(
        (milestone("M1", "2026-01-31"),),
        adjustments=[adjustment("A1", "reschedule", _due("M1", "2026-01-30", "2026-02-28"))],
    )
    plan = plan_in_force(subject, DAY)
    assert plan.milestones[0].step.due == date(2026, 2, 28)
    assert (plan.steps[0].change.from_, plan.steps[0].found) == (date(2026, 1, 30), date(2026, 1, 31))


def test_an_added_step_does_not_exist_before_its_adjustment() -> None:
    subject = pilot(
        (milestone("M1", "2026-01-31"), milestone("M2", "2026-05-31", added="A1")),
        adjustments=[adjustment("A1", "add_milestone", {"path": "milestones/M2"})],
    )
    assert [item.step.id for item in plan_in_force(subject, date(2026, 1, 9)).milestones] == ["M1"]
    added = plan_in_force(subject, DAY).milestones[1]
    assert (added.step.id, added.due_original) == ("M2", None)
    assert [item.step.id for item in original_plan(subject).milestones] == ["M1"]


def test_withdrawn_steps_stay_listed_and_withdrawn_indicators_do_not() -> None:
    subject = pilot(
        (milestone("M1", "2026-01-31"),),
        (indicator(),),
        adjustments=[
            adjustment("A1", "withdraw_milestone", {"path": "milestones/M1"}),
            adjustment("A2", "withdraw_indicator", {"path": "indicators/I1"}),
        ],
    )
    plan = plan_in_force(subject, DAY)
    assert [item.withdrawn for item in plan.milestones] == [True]
    assert plan.indicators == ()
    assert plan.withdrawn_indicators == {"I1"}


@pytest.mark.parametrize(
    ("path", "to", "read"),
    [
        ("term/end", "2027-12-31", lambda plan: plan.term_end == date(2027, 12, 31)),
        ("roles/lead", "nj-hrss", lambda plan: plan.lead == "nj-hrss"),
        ("roles/units", ["a1", "b2"], lambda plan: plan.units == ("a1", "b2")),
        ("objective", "Other", lambda plan: plan.objective == Text(plain="Other")),
        ("indicators/I1/target/value", "90.50", lambda plan: str(plan.indicators[0].target.value) == "90.50"),
        ("indicators/I1/target/date", "2027-03-31", lambda plan: plan.indicators[0].target.date == date(2027, 3, 31)),
        ("indicators/I1/key", "true", lambda plan: plan.indicators[0].key is True),
        ("indicators/I1/checkpoints", [{"date": "2026-12-31", "value": "40"}],
         lambda plan: plan.indicators[0].checkpoints[0].value == 40),
        ("milestones/M1/owner", "yx-edu", lambda plan: plan.milestones[0].step.owner == "yx-edu"),
        ("milestones/M1/weight", "2", lambda plan: plan.milestones[0].step.weight == 2),
    ],
)  # fmt: skip
def test_every_kind_of_path_is_set_with_the_type_of_its_field(path: str, to: Any, read: Any) -> None:
    subject = pilot(
        (milestone("M1", "2026-01-31"),),
        (indicator(),),
        adjustments=[adjustment("A1", "change_content", {"path": path, "to": to})],
    )
    assert read(plan_in_force(subject, DAY))


@pytest.mark.parametrize("path", ["milestones/M9/due", "indicators/I1/direction", "evidence/E1", "term/start", "x"])
def test_a_path_that_leads_nowhere_changes_nothing(path: str) -> None:
    change = {"path": path, "to": "2026-01-31"}
    subject = pilot((), (indicator(),), adjustments=[adjustment("A1", "reschedule", change)])
    assert [step.resolved for step in plan_in_force(subject, DAY).steps] == [False]


def test_a_pending_change_is_shown_against_the_plan_in_force() -> None:
    change = {"path": "indicators/I1/target/value", "from": "100", "to": "85"}
    subject = pilot((), (indicator(),), adjustments=[adjustment("A1", "change_target", change, procedure="approval")])
    plan = plan_in_force(subject, DAY)
    assert plan.indicators[0].target is not None
    assert plan.indicators[0].target.value == 100
    assert [step.found for step in pending_steps(subject, plan, DAY)] == [100]
    assert not list(pending_steps(subject, plan, date(2026, 1, 9)))


_DAYS = st.dates(date(2025, 8, 1), date(2027, 6, 30))


@given(st.lists(_DAYS, min_size=1, max_size=6), st.randoms())
def test_the_order_in_the_file_never_matters(days: list[date], random: Any) -> None:
    filings = [
        adjustment(f"A{number}", "reschedule", _due("M1", "2026-01-31", day.isoformat()), submitted=day.isoformat())
        for number, day in enumerate(days, 1)
    ]
    shuffled = filings.copy()
    random.shuffle(shuffled)
    step = (milestone("M1", "2026-01-31"),)
    assert (
        plan_in_force(pilot(step, adjustments=filings), date(2027, 6, 30)).milestones
        == plan_in_force(pilot(step, adjustments=shuffled), date(2027, 6, 30)).milestones
    )


def test_content_and_baselines_are_replayed() -> None:
    step = milestone("M1", "2026-06-30", standard="One file")
    subject = pilot(
        (step,),
        (indicator(),),
        adjustments=[
            adjustment(
                "A1", "change_content",
                {"path": "title", "from": "Pilot", "to": {"zh": "新名", "en": "New"}},
                {"path": "milestones/M1/standard", "from": "One file", "to": "Two files"},
                {"path": "indicators/I1/lag_days", "from": "0", "to": "400"},
            ),
            adjustment(
                "A2", "change_baseline",
                {"path": "indicators/I1/baseline/value", "from": "0", "to": "5"},
                {"path": "indicators/I1/baseline/date", "from": "2025-06-30"},
                {"path": "indicators/I1/baseline/period", "to": "2024"},
            ),
            adjustment("A3", "reschedule", {"path": "milestones/M1/due", "from": "2026-06-30", "to": None}),
        ],
    )  # fmt: skip
    plan = plan_in_force(subject, date(2026, 1, 10))
    assert (str(plan.title), str(original_plan(subject).title)) == ("New", "Pilot")
    assert (str(plan.milestones[0].step.standard), plan.milestones[0].step.due) == ("Two files", None)
    assert plan.milestones[0].due_original == date(2026, 6, 30)
    baseline = plan.indicators[0].baseline
    assert plan.indicators[0].lag_days == 400
    assert baseline is not None
    assert (str(baseline.value), baseline.date, str(baseline.period)) == ("5", None, "2024")
    assert all(same_value(step.change.from_, step.found) for step in plan.steps)
