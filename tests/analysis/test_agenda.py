"""The agenda: what is due of a pilot, by whom, how soon."""

from datetime import date, timedelta
from typing import Any

import pytest

from analysis.build import adjustment, indicator, milestone, pilot, practice
from talentpilot.analysis.agenda import AgendaItem, AgendaKind, AgendaSpan, agenda, carried_by
from talentpilot.analysis.status import pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

PROGRAMME = Programme.model_validate(
    {
        "id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"},
        "organizations": [
            {"id": "old", "kind": "other", "region": "990000", "until": "2026-01-31", "succeeded_by": "middle"},
            {"id": "middle", "kind": "other", "region": "990000", "until": "2026-02-28", "succeeded_by": "new"},
            {"id": "new", "kind": "other", "region": "990000"},
        ],
    }
)  # fmt: skip


def due(subject: Pilot, day: str, within: int = 90) -> tuple[AgendaItem, ...]:
    return agenda([pilot_status(subject, PROGRAMME, date.fromisoformat(day))], PROGRAMME, within)


def of(items: tuple[AgendaItem, ...], matter: AgendaKind) -> list[tuple[str, int]]:
    return [(item.object, item.days) for item in items if item.matter is matter]


def test_the_golden_agenda(golden_pilot: Pilot, golden_programme: Programme) -> None:
    found = agenda([pilot_status(golden_pilot, golden_programme, date(2026, 3, 31))], golden_programme, 30)
    assert [(item.matter.value, item.object, item.days, item.owner) for item in found] == [
        ("milestone", "M3", 30, "nj-hrss"),
        ("decision", "A2", 9, "yx-hrss"),
        ("report", "2026Q1", 15, "yx-hrss"),
    ]
    assert str(found[0].note) == "forecast 2026-04-28"


@pytest.mark.parametrize(
    ("days", "span"),
    [(-1, AgendaSpan.OVERDUE), (0, AgendaSpan.DAYS_30), (30, AgendaSpan.DAYS_30), (31, AgendaSpan.DAYS_60),
        (60, AgendaSpan.DAYS_60),
     (61, AgendaSpan.DAYS_90), (90, AgendaSpan.DAYS_90), (91, AgendaSpan.LATER)],
)  # fmt: skip
def test_the_spans_of_days(days: int, span: AgendaSpan) -> None:
    day = date(2026, 3, 31)
    assert AgendaItem(AgendaKind.MILESTONE, "p", "M1", day + timedelta(days), days, "o").span is span


def test_what_is_done_withdrawn_undated_or_far_away_is_not_due() -> None:
    steps = (
        milestone("M1", "2026-02-28", "2026-02-20"), milestone("M2", "2026-02-28"), milestone("M3"),
        milestone("M4", "2026-06-30"), milestone("M5", "2026-04-30"),
    )  # fmt: skip
    withdrawn = adjustment("A1", "withdraw_milestone", {"path": "milestones/M5"})
    found = due(pilot(steps, adjustments=[withdrawn]), "2026-03-31", 90)
    assert of(found, AgendaKind.MILESTONE) == [("M2", -31)]


def test_reports_are_due_from_the_first_missing_one_to_those_of_the_window() -> None:
    sent = [{"period": "2025Q3", "submitted": "2025-10-10", "progress": "x"}]
    late = [{"period": "2025Q4", "submitted": "2026-04-10", "progress": "x"}]
    found = due(pilot(reports=sent + late), "2026-03-31", 120)
    assert of(found, AgendaKind.REPORT) == [("2025Q4", -75), ("2026Q1", 15), ("2026Q2", 106)]


def test_a_decision_is_due_thirty_days_after_it_was_asked_for() -> None:
    filings = [
        adjustment("A1", "extension", procedure="approval", submitted="2026-01-10", authority="old"),
        adjustment("A2", "extension", procedure="approval", submitted="2026-03-20"),
        adjustment("A3", "reschedule", submitted="2026-03-20"),
        adjustment("A4", "extension", procedure="approval", submitted="2026-01-10", decision="rejected",
                   decided="2026-02-01"),
        adjustment("A5", "extension", procedure="approval", submitted="2026-04-20"),
    ]  # fmt: skip
    found = due(pilot(adjustments=filings), "2026-03-31")
    assert of(found, AgendaKind.DECISION) == [("A1", -50), ("A2", 19)]
    assert {item.object: item.owner for item in found if item.matter is AgendaKind.DECISION} == {
        "A1": "new",
        "A2": "yx-hrss",
    }


def test_open_bottlenecks_with_a_day_are_due() -> None:
    one: dict[str, Any] = {"title": "t", "kind": "data", "severity": "major", "needs": "city"}
    one |= {"raised": "2026-01-01", "owner": "nj-hrss"}
    bottlenecks = [
        one | {"id": "B1", "due": "2026-03-01"}, one | {"id": "B2"},
        one | {"id": "B3", "due": "2026-05-01", "resolved": "2026-03-01"},
    ]  # fmt: skip
    assert of(due(pilot(bottlenecks=bottlenecks), "2026-03-31"), AgendaKind.BOTTLENECK) == [("B1", -30)]


def mature() -> Pilot:
    verified = {"date": "2025-10-01", "by": "yx-hrss", "method": "original_seen"}
    return pilot(
        (milestone("M1", "2025-09-30", "2025-09-20"),),
        (indicator(key="true", observations=[{"date": "2026-03-31", "value": "95"}]),),
        (practice(),),
        evidence=[{"id": "E1", "title": "t", "kind": "document", "date": "2025-09-20", "url": "https://example.invalid",
                   "access": "public", "verified": verified}],
    )  # fmt: skip


def test_a_replicable_pilot_is_ready_for_evaluation_until_its_term_ends() -> None:
    assert of(due(mature(), "2026-03-31", 455), AgendaKind.EVALUATION) == []
    assert of(due(mature(), "2026-03-31", 456), AgendaKind.EVALUATION) == [("", 456)]
    assert of(due(mature(), "2027-06-30", 0), AgendaKind.EVALUATION) == []


def test_the_end_of_the_term_wants_a_decision_below_m3_and_from_every_pilot_once_it_is_over() -> None:
    weak = pilot((milestone("M1", "2025-09-30", "2025-09-20"),))
    assert of(due(weak, "2027-03-31", 91), AgendaKind.CLOSING) == []
    assert of(due(weak, "2027-04-01", 90), AgendaKind.CLOSING) == [("", 90)]
    assert of(due(weak, "2027-04-01", 89), AgendaKind.CLOSING) == []
    assert of(due(mature(), "2027-06-01", 0), AgendaKind.CLOSING) == []
    assert of(due(mature(), "2027-07-01", 0), AgendaKind.CLOSING) == [("", -1)]


def test_closed_and_proposed_pilots_owe_nothing() -> None:
    steps = (milestone("M1", "2025-09-30"),)
    closed = adjustment("A1", "termination")
    assert due(pilot(steps, adjustments=[closed]), "2026-03-31") == ()
    assert due(pilot(steps, approval=None), "2026-03-31") == ()


def test_an_organization_that_has_ended_hands_on_to_its_successor() -> None:
    found = [
        carried_by("old", PROGRAMME, date.fromisoformat(day)) for day in ("2026-01-31", "2026-02-28", "2026-03-01")
    ]
    assert found == ["old", "middle", "new"]
    assert carried_by("nobody", PROGRAMME, date(2026, 1, 1)) == "nobody"
