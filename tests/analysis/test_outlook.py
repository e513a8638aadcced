"""When a pilot will end: golden numbers of slips, forecasts and extensions."""

from datetime import date

import pytest

from analysis.build import adjustment, milestone, pilot
from talentpilot.analysis.readiness import Outlook, outlook_of
from talentpilot.analysis.status import pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

PROGRAMME = Programme.model_validate({"id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}})
END, DAY = date(2027, 6, 30), date(2026, 3, 31)
LATER = {"path": "term/end", "from": "2027-06-30", "to": "2027-12-31"}
AGAIN = {"path": "term/end", "from": "2027-12-31", "to": "2028-03-31"}


def outlook(found: Pilot, day: date = DAY) -> Outlook:
    return outlook_of(pilot_status(found, PROGRAMME, day))


def test_the_forecast_is_the_last_open_step() -> None:
    steps = (milestone("M1", "2025-12-31", "2025-12-20"), milestone("M2", "2026-09-30"), milestone("M3", "2027-05-31"))
    assert outlook(pilot(steps)) == Outlook(END, END, date(2027, 5, 31), 0, 0, 0, False)


def test_a_forecast_after_the_end_is_so_many_days_late() -> None:
    step = milestone("M1", "2027-05-31", forecasts=[{"date": "2027-09-30", "stated": "2026-03-01"}])
    found = outlook(pilot((step,)))
    assert (found.forecast, found.late_days, found.is_moved) == (date(2027, 9, 30), 92, True)


@pytest.mark.parametrize(
    "step",
    [
        milestone("M1", "2026-02-28"),
        milestone("M1"),
        milestone("M1", "2026-09-30", forecasts=[{"stated": "2026-03-01", "reason": "open"}]),
    ],
    ids=["overdue without a forecast", "undated", "the new day is open"],
)
def test_without_a_day_for_each_open_step_there_is_no_forecast(step: object) -> None:
    found = outlook(pilot((step, milestone("M2", "2027-05-31"))))  # type: ignore[arg-type]
    assert (found.forecast, found.late_days, found.is_moved) == (None, None, True)


def test_extensions_in_effect_are_counted_and_their_days_added() -> None:
    first = adjustment("A1", "extension", LATER, procedure="approval", decided="2026-02-01", decision="approved")
    second = adjustment("A2", "extension", AGAIN, procedure="approval", decided="2026-05-01", decision="approved")
    extended = pilot((milestone("M1", "2027-05-31"),), adjustments=[first, second])
    assert outlook(extended, date(2026, 1, 15)).extensions == 0
    assert outlook(extended) == Outlook(END, date(2027, 12, 31), date(2027, 5, 31), 184, 0, 1, False)
    assert outlook(extended, date(2026, 6, 1)).slip_days == 275
    assert outlook(extended, date(2026, 6, 1)).extensions == 2
