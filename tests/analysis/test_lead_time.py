"""How long before a failure the light had warned: golden numbers for each kind of failure, and what is not known."""

from datetime import date

from analysis.build import adjustment, indicator, milestone, pilot
from talentpilot.analysis.lead_time import Failure, LeadTime, failures_of, lead_times, share_seen_early
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

TERM = {"start": "2025-07-01", "end": "2027-06-30"}
PROGRAMME = Programme.model_validate({"id": "yx", "title": "T", "term": TERM, "reporting": {"cadence": "none"}})
DECIDED = {"procedure": "approval", "decided": "2026-06-01", "decision": "approved"}


def status(found: Pilot, day: date = date(2026, 12, 31), programme: Programme = PROGRAMME) -> PilotStatus:
    return pilot_status(found, programme, day)


def ended(kind: str, *steps: object) -> Pilot:
    return pilot(steps, adjustments=[adjustment("A1", kind, **DECIDED)])  # type: ignore[arg-type]


def test_a_terminated_pilot_failed_on_the_day_of_its_end_and_its_late_step_had_warned() -> None:
    found = ended("termination", milestone("M1", "2025-12-31"), milestone("M2", "2027-03-31"))
    assert failures_of(status(found)) == (
        Failure("milestone", "M1", date(2025, 12, 31)),
        Failure("termination", "A1", date(2026, 6, 1)),
    )
    step, end = lead_times(status(found), PROGRAMME)
    assert (step.warned, step.days) == (None, 0)
    assert (end.warned, end.days, end.is_early) == (date(2026, 1, 1), 151, True)


def test_a_step_withdrawn_after_its_day_is_missed_and_one_withdrawn_before_is_not() -> None:
    gone = adjustment("A1", "withdraw_milestone", {"path": "milestones/M1", "from": None, "to": None}, **DECIDED)
    for due, missed in (("2026-03-31", ["M1"]), ("2026-09-30", [])):
        steps = (milestone("M1", due), milestone("M2", "2027-03-31"))
        found = status(pilot(steps, adjustments=[gone]))
        assert [one.object for one in failures_of(found)] == missed


def test_a_missed_target_failed_on_its_day() -> None:
    values = [{"date": "2026-03-31", "value": "2"}, {"date": "2026-06-30", "value": "3"}]
    goal = {"value": "100", "date": "2026-06-30"}
    measure = indicator(target=goal, key="true", observations=values)
    found = pilot((milestone("M1", "2027-03-31"),), (measure,))
    (lead,) = lead_times(status(found), PROGRAMME)
    assert lead == LeadTime(Failure("target", "I1", date(2026, 6, 30)), date(2026, 3, 31), 91)
    assert lead.is_early
    met = indicator(target=goal, key="true", observations=[{"date": "2026-06-30", "value": "100"}])
    assert failures_of(status(pilot((milestone("M1", "2027-03-31"),), (met,)))) == ()


def test_what_is_older_than_the_ledger_is_not_known() -> None:
    found = ended("termination", milestone("M1", "2025-12-31"))
    opened = PROGRAMME.model_copy(update={"opened": date(2026, 7, 1)})
    assert [one.days for one in lead_times(status(found, programme=opened), opened)] == [None, None]
    opened = PROGRAMME.model_copy(update={"opened": date(2026, 3, 1)})
    before, at_once = lead_times(status(found, programme=opened), opened)
    assert (before.warned, before.days) == (None, None)
    assert (at_once.warned, at_once.days) == (date(2026, 3, 1), None)


def test_the_share_is_of_what_is_known() -> None:
    failure = Failure("target", "I1", date(2026, 6, 30))
    found = [LeadTime(failure, None, days) for days in (None, 0, 89, 90, 400)]
    assert share_seen_early(found) == (2, 4)
