"""Changes between two states of the books: what a filing made, what none accounts for, and what was recorded."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.build import adjustment, indicator, milestone, pilot, practice
from talentpilot.analysis.changes import changes_between, unfiled
from talentpilot.analysis.ledger_change import ChangeKind, LedgerChange
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot, Unreadable
from talentpilot.model.programme import Programme

PROGRAMME = Programme.model_validate({"id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}})
DAY = date(2026, 3, 31)


def on(subject: Pilot, day: date = DAY) -> PilotStatus:
    return pilot_status(subject, PROGRAMME, day)


def between(then: Pilot, now: Pilot) -> tuple[LedgerChange, ...]:
    return changes_between([on(then)], [on(now)])


def brief(found: tuple[LedgerChange, ...], *kinds: ChangeKind) -> list[tuple[Any, ...]]:
    return [
        (item.object, item.field, item.before, item.after, item.days, item.filings, item.unfiled)
        for item in found
        if item.kind in kinds
    ]


def test_the_same_books_have_no_changes(golden_pilot: Pilot) -> None:
    assert between(golden_pilot, golden_pilot) == ()


def test_the_golden_ledger_between_two_days(golden_pilot: Pilot, golden_programme: Programme) -> None:
    days = (date(2025, 12, 31), date(2026, 3, 31))
    then, now = (pilot_status(golden_pilot, golden_programme, day) for day in days)
    found = changes_between([then], [now])
    assert [(item.kind.value, item.object, item.field) for item in found] == [
        ("slipped", "M3", "due"),
        ("filed", "A1", ""),
        ("filed", "A2", ""),
        ("observed", "I1", "2026-03-31"),
        ("observed", "I2", "2026-03-31"),
        ("observed", "I3", "2026Q1"),
        ("reported", "2025Q4", ""),
        ("evaluated", "2026-midterm", ""),
        ("recorded", "E2", "evidence verified/date"),
        ("recorded", "E3", "evidence"),
        ("recorded", "E6", "evidence"),
        ("recorded", "M3", "forecast 2026-03-20"),
        ("recorded", "N1", "publicity"),
        ("recorded", "S1", "incentive"),
    ]
    assert brief(found, ChangeKind.SLIPPED) == [("M3", "due", date(2026, 2, 28), date(2026, 4, 30), 61, ("A1",), False)]


TARGET = {"path": "indicators/I1/target/value", "from": "100", "to": "90"}


def test_a_target_moved_by_a_filing_names_it_and_one_moved_without_is_marked() -> None:
    then = pilot((), (indicator(),))
    filed = pilot((), (indicator(),), adjustments=[adjustment("A1", "change_target", TARGET)])
    assert brief(between(then, filed), ChangeKind.TARGET) == [("I1", "target/value", 100, 90, None, ("A1",), False)]
    found = between(then, pilot((), (indicator(target="90"),)))
    assert brief(found, ChangeKind.TARGET) == [("I1", "target/value", 100, 90, None, (), True)]
    assert unfiled(found) == found


def test_before_its_approval_a_plan_may_change_without_a_filing() -> None:
    then = pilot((milestone("M1", "2026-06-30"),), approval=None)
    found = between(then, pilot((milestone("M1", "2026-07-31"),)))
    assert brief(found, ChangeKind.SLIPPED) == [("M1", "due", date(2026, 6, 30), date(2026, 7, 31), 31, (), False)]
    assert [(item.before, item.after) for item in found if item.kind is ChangeKind.STATUS] == [("proposed", "active")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"baseline": "5"}, "baseline/value"),
        ({"key": "true"}, "key"),
        ({"unit": "persons"}, "unit"),
        ({"checkpoints": [{"date": "2026-06-30", "value": "40"}]}, "checkpoints"),
        ({"direction": "keep_above"}, "direction"),
    ],
)
def test_every_field_of_a_sealed_indicator_is_watched(more: dict[str, Any], field: str) -> None:
    found = between(pilot((), (indicator(),)), pilot((), (indicator(**more),)))
    assert [item.field for item in unfiled(found)] == [field]


def test_milestones_added_withdrawn_and_removed() -> None:
    one, two, three = (milestone(name, "2026-06-30") for name in ("M1", "M2", "M3"))
    added = milestone("M4", "2026-09-30", added="A1")
    filings = [
        adjustment("A1", "add_milestone", {"path": "milestones/M4"}),
        adjustment("A2", "withdraw_milestone", {"path": "milestones/M1"}),
    ]
    found = between(pilot((one, two, three)), pilot((one, two, added), adjustments=filings))
    assert brief(found, ChangeKind.PLAN) == [
        ("M1", "withdrawn", None, None, None, ("A2",), False),
        ("M3", "removed", None, None, None, (), True),
        ("M4", "added", None, None, None, ("A1",), False),
    ]


def test_what_was_done_is_told_with_how_late_and_what_is_undone_as_well() -> None:
    then = pilot((milestone("M1", "2026-02-28"), milestone("M2", "2026-02-28", "2026-02-20")))
    now = pilot((milestone("M1", "2026-02-28", "2026-03-10"), milestone("M2", "2026-02-28")))
    found = between(then, now)
    assert brief(found, ChangeKind.DONE) == [("M1", "", None, date(2026, 3, 10), 10, (), False)]
    assert brief(found, ChangeKind.REOPENED) == [("M2", "done", date(2026, 2, 20), None, None, (), False)]
    assert brief(found, ChangeKind.OVERDUE) == [("M2", "", None, date(2026, 2, 28), 31, (), False)]


def observed(*pairs: tuple[str, str]) -> Pilot:
    return pilot((), (indicator(observations=[{"date": day, "value": value} for day, value in pairs]),))


def test_observations_new_restated_and_taken_away() -> None:
    found = between(
        observed(("2025-12-31", "20"), ("2025-09-30", "5")), observed(("2025-12-31", "22"), ("2026-03-31", "4"))
    )
    assert brief(found, ChangeKind.OBSERVED) == [("I1", "2026-03-31", None, 4, None, (), False)]
    assert brief(found, ChangeKind.RESTATED) == [
        ("I1", "2025-09-30", 5, None, None, (), False),
        ("I1", "2025-12-31", 20, 22, None, (), False),
    ]


def test_what_cannot_be_read_now_was_not_taken_away() -> None:
    then, now = observed(("2025-12-31", "20")), observed()
    broken = Unreadable("pilots/yx-titles-01/outcomes.yaml", "I06", "yx-titles-01/I1")
    assert brief(between(then, now), ChangeKind.RESTATED)
    assert brief(between(then, replace(now, unreadable=(broken,))), ChangeKind.RESTATED) == []
    assert brief(between(replace(now, unreadable=(broken,)), then), ChangeKind.OBSERVED) == []


def test_bottlenecks_raised_settled_and_opened_again() -> None:
    one: dict[str, Any] = {"id": "B1", "title": "t", "kind": "data", "severity": "major", "needs": "city"}
    one |= {"raised": "2026-01-01", "owner": "nj-hrss"}
    settled = one | {"resolved": "2026-03-01", "resolution": "x"}
    none, is_open, closed = pilot(), pilot(bottlenecks=[one]), pilot(bottlenecks=[settled])
    assert [item.kind for item in between(none, is_open)] == [ChangeKind.RAISED]
    assert [item.kind for item in between(none, closed)] == [ChangeKind.RAISED, ChangeKind.SETTLED]
    assert brief(between(is_open, closed), ChangeKind.SETTLED) == [("B1", "", None, date(2026, 3, 1), 59, (), False)]
    assert [item.kind for item in between(closed, is_open)] == [ChangeKind.REOPENED]


def test_a_decision_on_a_filing_is_told() -> None:
    filing = adjustment("A1", "extension", {"path": "term/end", "from": "2027-06-30", "to": "2027-12-31"})
    filing |= {"procedure": "approval", "decision": "pending"}
    decided = filing | {"decision": "approved", "decided": "2026-02-01"}
    found = between(pilot(adjustments=[filing]), pilot(adjustments=[decided]))
    assert brief(found, ChangeKind.DECIDED) == [("A1", "decision", "pending", "approved", None, (), False)]
    assert brief(found, ChangeKind.PLAN) == [
        ("", "term/end", date(2027, 6, 30), date(2027, 12, 31), 184, ("A1",), False)
    ]


def test_practices_adoptions_reports_and_evaluations() -> None:
    adopted = practice(adoptions=[{"region": "310000", "date": "2026-03-01", "document": "1号"}])
    report = [{"period": "2025Q4", "submitted": "2026-03-01", "progress": "x"}]
    found = between(pilot((), (), (practice(documented=None),)), pilot((), (), (adopted,), reports=report))
    assert [(item.kind, item.object, item.note) for item in found if item.kind is not ChangeKind.LIGHT] == [
        (ChangeKind.REPORTED, "2025Q4", "late"), (ChangeKind.PRACTICE, "P1", ""), (ChangeKind.ADOPTED, "P1", "310000"),
    ]  # fmt: skip


def named(name: str, **more: Any) -> PilotStatus:
    return on(replace(pilot(**more), id=name))


def test_pilots_added_removed_and_renamed() -> None:
    then = [named("a", title="One"), named("b", title="Two"), named("c", title="Three")]
    now = [named("a", title="One"), named("b2", title="Two"), named("d", title="Four")]
    found = changes_between(then, now)
    assert [(item.kind, item.pilot, item.before) for item in found] == [
        (ChangeKind.RENAMED, "b2", "b"), (ChangeKind.REMOVED, "c", None), (ChangeKind.ADDED, "d", None),
    ]  # fmt: skip
    assert changes_between(then, now, frozenset(("b2", "b", "c", "d"))) == ()


def test_two_pilots_alike_are_not_taken_for_a_renaming() -> None:
    then = [named("a", title="One"), named("b", title="One")]
    assert {item.kind for item in changes_between(then, [named("c", title="One")])} == {
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
    }


def test_the_order_of_pilots_never_matters() -> None:
    then = [named("a", title="One"), named("b", title="Two")]
    now = [named("a", title="Uno"), named("c", title="Three")]
    assert changes_between(then, now) == changes_between(then[::-1], now[::-1])
