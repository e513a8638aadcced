"""Proposed, active, suspended, terminated, concluded; reports due; issues; maturity."""

from datetime import date
from typing import Any

import pytest

from analysis.build import adjustment, indicator, milestone, pilot, practice
from talentpilot.analysis.lifecycle import Closure, PilotState, closing_day, closures, pilot_state
from talentpilot.analysis.lights import Light
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

PROGRAMME = Programme.model_validate(
    {"id": "yx-2025", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}}
)


def status(subject: Pilot, day: str) -> PilotStatus:
    return pilot_status(subject, PROGRAMME, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((), PilotState.ACTIVE),
        (("suspension",), PilotState.SUSPENDED),
        (("suspension", "resumption"), PilotState.ACTIVE),
        (("suspension", "resumption", "suspension"), PilotState.SUSPENDED),
        (("conclusion",), PilotState.CONCLUDED),
        (("suspension", "conclusion"), PilotState.CONCLUDED),
        (("conclusion", "termination"), PilotState.TERMINATED),
        (("termination", "conclusion"), PilotState.TERMINATED),
        (("conclusion", "reopening"), PilotState.ACTIVE),
        (("suspension", "conclusion", "reopening"), PilotState.ACTIVE),
        (("conclusion", "reopening", "suspension"), PilotState.SUSPENDED),
        (("termination", "reopening", "conclusion"), PilotState.CONCLUDED),
        (("suspension", "reopening"), PilotState.SUSPENDED),
    ],
)
def test_status_is_derived_from_what_was_filed(kinds: tuple[str, ...], state: PilotState) -> None:
    subject = pilot(adjustments=[adjustment(f"A{number}", kind) for number, kind in enumerate(kinds, 1)])
    assert pilot_state(subject, date(2026, 1, 10)) is state
    assert pilot_state(subject, date(2026, 1, 9)) is PilotState.ACTIVE


def test_without_approval_a_pilot_is_proposed() -> None:
    assert pilot_state(pilot(approval=None), date(2026, 1, 1)) is PilotState.PROPOSED
    assert pilot_state(pilot(), date(2025, 7, 31)) is PilotState.PROPOSED


def test_a_closed_pilot_shows_no_light_and_its_parts_are_computed_all_the_same() -> None:
    subject = pilot((milestone("M1", "2025-09-30"),), adjustments=[adjustment("A1", "conclusion")])
    found = status(subject, "2026-06-30")
    assert (found.light, found.reasons) == (None, ())
    assert found.schedule.rated.light is Light.RED
    assert closing_day(subject, date(2026, 6, 30)) == date(2026, 1, 10)


FILED = (
    adjustment("A1", "conclusion", submitted="2026-02-01"),
    adjustment("A2", "termination", submitted="2026-03-01"),
    adjustment("A3", "reopening", submitted="2026-04-01"),
    adjustment("A4", "conclusion", submitted="2026-06-01"),
)


@pytest.mark.parametrize(
    ("day", "closed"),
    [("2026-01-31", None), ("2026-02-01", "2026-02-01"), ("2026-03-31", "2026-02-01"), ("2026-04-01", None),
     ("2026-06-01", "2026-06-01")],
)  # fmt: skip
def test_the_closing_day_is_that_of_the_first_closing_after_the_last_reopening(day: str, closed: str | None) -> None:
    found = closing_day(pilot(adjustments=list(FILED)), date.fromisoformat(day))
    assert (str(found) if found else None) == closed


def test_the_times_during_which_a_pilot_was_closed_are_known() -> None:
    subject = pilot(adjustments=list(FILED))
    assert closures(subject, date(2026, 5, 31)) == (Closure(date(2026, 2, 1), date(2026, 4, 1)),)
    assert closures(subject, date(2026, 6, 1))[1:] == (Closure(date(2026, 6, 1), None),)
    assert closures(subject, date(2026, 1, 31)) == ()


def test_a_suspended_pilot_is_not_rated_but_goes_on_reporting() -> None:
    found = status(pilot(adjustments=[adjustment("A1", "suspension")]), "2026-06-30")
    assert (found.light, found.reasons) == (Light.GREY, ("suspended",))
    assert [str(item) for item in found.reporting.expected] == ["2025Q3", "2025Q4", "2026Q1"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-10-15", []),
        ("2025-10-16", ["2025Q3"]),
        ("2026-01-15", ["2025Q3"]),
        ("2026-01-16", ["2025Q3", "2025Q4"]),
    ],
)
def test_a_report_is_expected_from_the_day_after_its_due_day(day: str, expected: list[str]) -> None:
    assert [str(item) for item in status(pilot(), day).reporting.expected] == expected


def test_a_period_that_ends_within_thirty_days_of_the_start_is_not_reported() -> None:
    late_start = pilot(term={"start": "2025-09-02", "end": "2027-06-30"})
    assert [str(item) for item in status(late_start, "2026-01-20").reporting.expected] == ["2025Q4"]
    just_in_time = pilot(term={"start": "2025-08-31", "end": "2027-06-30"})
    assert [str(item) for item in status(just_in_time, "2026-01-20").reporting.expected] == ["2025Q3", "2025Q4"]


def test_after_closing_only_the_period_of_the_closing_is_still_due() -> None:
    subject = pilot(adjustments=[adjustment("A1", "termination")])
    assert [str(item) for item in status(subject, "2026-12-31").reporting.expected][-1] == "2026Q1"


@pytest.mark.parametrize(
    ("submitted", "light", "late"),
    [
        ({"2025Q3": "2025-10-10", "2025Q4": "2026-01-10", "2026Q1": "2026-04-10"}, "green", []),
        ({"2025Q3": "2025-10-16", "2025Q4": "2026-01-10", "2026Q1": "2026-04-10"}, "green", ["2025Q3"]),
        ({"2025Q4": "2026-01-10", "2026Q1": "2026-04-10"}, "amber", []),
        ({"2025Q3": "2025-10-10", "2025Q4": "2026-01-10"}, "amber", []),
        ({"2025Q3": "2025-10-10"}, "red", []),
        ({"2025Q3": "2025-10-10", "2025Q4": "2026-05-02", "2026Q1": "2026-05-02"}, "red", []),
    ],
)
def test_missing_reports_colour_and_late_ones_are_counted(
    submitted: dict[str, str], light: str, late: list[str]
) -> None:
    reports = [{"period": period, "submitted": day, "progress": "p"} for period, day in submitted.items()]
    found = status(pilot(reports=reports), "2026-05-01").reporting
    assert (found.rated.light, [str(item) for item in found.late]) == (light, late)


def _bottleneck(severity: str, raised: str, **more: str) -> dict[str, str]:
    data = {"id": "B1", "title": "b", "kind": "data", "owner": "yx-hrss", "needs": "ministry"}
    return data | {"severity": severity, "raised": raised} | more


@pytest.mark.parametrize(
    ("bottleneck", "light"),
    [
        (_bottleneck("critical", "2026-06-30"), "red"),
        (_bottleneck("major", "2026-04-01"), "green"),
        (_bottleneck("major", "2026-03-31"), "amber"),
        (_bottleneck("minor", "2025-09-01"), "green"),
        (_bottleneck("critical", "2026-07-01"), "green"),
        (_bottleneck("critical", "2026-01-01", resolved="2026-06-30", resolution="x"), "green"),
        (_bottleneck("critical", "2026-01-01", resolved="2026-07-01", resolution="x"), "red"),
    ],
)
def test_the_light_of_issues(bottleneck: dict[str, str], light: str) -> None:
    assert status(pilot(bottlenecks=[bottleneck]), "2026-06-30").issues.light == light


_E1 = {
    "id": "E1", "title": "e", "kind": "document", "date": "2025-09-01", "url": "https://example.invalid",
    "access": "public", "verified": {"date": "2025-10-01", "by": "yx-hrss", "method": "original_seen"},
}  # fmt: skip
_STEP = (milestone("M1", "2025-09-30", "2025-09-20"),)
_ADOPTION = {"org": "yx-eval", "date": "2026-03-01", "document": "2号"}


def _measured(value: str, **more: Any) -> tuple[Any, ...]:
    return (indicator(key="true", observations=[{"date": "2026-03-31", "value": value}], **more),)


@pytest.mark.parametrize(
    ("subject", "level"),
    [
        (pilot(_STEP, approval=None), None),
        (pilot(), None),
        (pilot(_STEP, objective=None), None),
        (pilot((milestone("M1", "2025-09-30"),)), "M0"),
        (pilot(_STEP, _measured("50")), "M1"),
        (pilot(_STEP, _measured("0"), evidence=[_E1]), "M1"),
        (pilot(_STEP, _measured("50"), evidence=[_E1]), "M2"),
        (pilot(_STEP, _measured("79.9"), evidence=[_E1]), "M2"),
        (pilot(_STEP, _measured("80"), evidence=[_E1]), "M3"),
        (pilot(_STEP, _measured("80"), (practice(documented="2026-07-01"),), evidence=[_E1]), "M3"),
        (pilot(_STEP, _measured("80"), (practice(conditions=None),), evidence=[_E1]), "M3"),
        (pilot(_STEP, _measured("80"), (practice(withdrawn="2026-06-01"),), evidence=[_E1]), "M3"),
        (pilot(_STEP, _measured("80"), (practice(),), evidence=[_E1]), "M4"),
        (pilot(_STEP, _measured("80"), (practice(adoptions=[_ADOPTION]),), evidence=[_E1]), "M5"),
        (pilot(_STEP, _measured("80"), (practice(adoptions=[_ADOPTION | {"org": "nj-hrss"}]),), evidence=[_E1]), "M4"),
        (pilot(_STEP, _measured("80"), (practice(adoptions=[_ADOPTION | {"document": None}]),), evidence=[_E1]), "M4"),
        (pilot(_STEP, _measured("80"), (practice(adoptions=[_ADOPTION | {"date": "2026-07-01"}]),), evidence=[_E1]),
         "M4"),
        (pilot(_STEP, _measured("80"), (practice(adoptions=[{"region": "320000", "date": "2026-03-01",
         "document": "2号"}]),), evidence=[_E1]), "M5"),
    ],
)  # fmt: skip
def test_the_lowest_gate_decides_maturity(subject: Pilot, level: str | None) -> None:
    assert status(subject, "2026-06-30").maturity == level


def test_facts_after_the_day_have_not_happened() -> None:
    step = milestone("M1", "2025-09-30", "2026-03-01", forecasts=[{"date": "2026-02-01", "stated": "2026-01-15"}])
    found = status(pilot((step,)), "2026-01-10").milestones[0]
    assert (found.state.value, found.done, found.forecast) == ("overdue", None, None)
