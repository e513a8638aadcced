"""The golden numbers of the specification's example (`status.md` 7)."""

from datetime import date
from fractions import Fraction

import pytest

from talentpilot.analysis.lights import Light
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

MARCH = date(2026, 3, 31)


@pytest.fixture
def march(golden_pilot: Pilot, golden_programme: Programme) -> PilotStatus:
    return pilot_status(golden_pilot, golden_programme, MARCH)


@pytest.mark.parametrize(
    ("day", "overall", "schedule", "gap", "results", "issues", "reporting", "missing"),
    [
        ("2025-06-01", "grey", "grey SCH0", 0, "grey", "green", "grey", ""),
        ("2025-09-30", "green", "green", 0, "green", "green", "grey", ""),
        ("2025-12-31", "amber", "green", 0, "amber I4/IND3", "green", "green", ""),
        ("2026-03-31", "amber", "green", 0, "amber I4/IND3", "amber B1", "green", ""),
        ("2026-05-01", "amber", "amber SCH1", 30, "amber I4/IND3", "amber B1", "amber", "2026Q1"),
        ("2026-06-30", "amber", "amber SCH1", 30, "amber I4/IND3", "amber B1", "amber", "2026Q1"),
        ("2026-09-30", "red", "red SCH1", 40, "amber I1/IND7 I1/IND8 I2/IND7 I2/IND8 I3/IND7 I3/IND8 I4/IND3 I4/IND8",
         "amber B1", "red", "2026Q1 2026Q2"),
        ("2027-07-01", "red", "red SCH1", 70, "red I1/IND5 I2/IND5", "amber B1", "red",
         "2026Q1 2026Q2 2026Q3 2026Q4 2027Q1"),
    ],
)  # fmt: skip
def test_the_lights_on_eight_days(
    golden_pilot: Pilot, golden_programme: Programme, day: str, overall: str, schedule: str, gap: int,
    results: str, issues: str, reporting: str, missing: str,
) -> None:  # fmt: skip
    status = pilot_status(golden_pilot, golden_programme, date.fromisoformat(day))
    assert status.light == overall
    assert " ".join((status.schedule.rated.light, *status.schedule.rated.reasons)) == schedule
    assert status.schedule.gap == gap
    if results != "grey":
        assert " ".join((status.results.light, *status.results.reasons)) == results
    assert " ".join((status.issues.light, *status.issues.reasons)) == issues
    assert status.reporting.rated.light == reporting
    assert " ".join(map(str, status.reporting.missing)) == missing


def test_the_milestones_in_march(march: PilotStatus) -> None:
    shown = [(item.id, item.state.value, item.late_days, item.slip_days) for item in march.milestones]
    assert shown == [
        ("M1", "done", -5, 0),
        ("M2", "done_late", 18, 0),
        ("M3", "due_soon", None, 61),
        ("M4", "upcoming", None, 0),
        ("M5", "upcoming", None, 0),
        ("M6", "upcoming", None, 0),
    ]
    assert march.milestones[2].due == date(2026, 4, 30)
    assert march.milestones[2].forecast == date(2026, 4, 28)


def test_the_schedule_in_march(march: PilotStatus) -> None:
    schedule = march.schedule
    assert [schedule.completion, schedule.planned, schedule.planned_original, schedule.gap] == [30, 30, 60, 0]


def test_the_indicators_in_march(march: PilotStatus) -> None:
    expected = Fraction(274, 730)
    shown = [(i.id, i.actual, i.progress.value, i.expected, i.rated.light, i.rated.reasons) for i in march.indicators]
    assert shown == [
        ("I1", 41, Fraction(41, 90), expected, Light.GREEN, ("IND7",)),
        ("I2", 104, Fraction(16, 45), expected, Light.GREEN, ("IND7",)),
        ("I3", 177, Fraction(59, 100), expected, Light.GREEN, ("IND7",)),
        ("I4", Fraction(421, 5), 0, None, Light.AMBER, ("IND3",)),
        ("I5", None, None, None, Light.GREY, ("IND0",)),
    ]
    gaps = [round(float(item.gap), 1) for item in march.indicators if item.gap is not None]
    assert gaps == [-8.0, 2.0, -21.5]
    assert round(float(march.indicators[3].progress.credit or 0), 3) == 0.906


def test_the_rest_in_march(march: PilotStatus) -> None:
    assert march.reasons == ("results:I4/IND3", "issues:B1")
    assert march.maturity == "M2"
    assert [(item.id, item.age_days) for item in march.bottlenecks] == [("B1", 162)]
    assert len(march.reporting.expected) == 2


@pytest.mark.parametrize("day", ["2026-03-31", "2026-05-01", "2026-06-30", "2026-09-30"])
def test_a_gap_stays_until_a_later_value_comes(golden_pilot: Pilot, golden_programme: Programme, day: str) -> None:
    found = pilot_status(golden_pilot, golden_programme, date.fromisoformat(day)).indicators[0]
    assert (found.expected, round(float(found.gap or 0), 1)) == (Fraction(274, 730), -8.0)
