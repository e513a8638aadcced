"""Completion by maturity: who can be evaluated early, whose end must be decided (`status.md` 5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.build import adjustment, indicator, milestone, pilot, practice
from talentpilot.analysis.agenda import AgendaKind, agenda
from talentpilot.analysis.readiness import NextStep, Readiness, readiness_of, ready_pilots
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme

PROGRAMME = Programme.model_validate({"id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}})
END = date(2027, 6, 30)
PROOF = {
    "id": "E1", "title": "e", "kind": "document", "date": "2025-08-01", "url": "https://example.invalid/e",
    "access": "public", "verified": {"date": "2025-09-01", "by": "x", "method": "original_seen"},
}  # fmt: skip


def subject(level: str, *changes: dict[str, object]) -> Pilot:
    """A pilot at M1, M3 or M4."""
    steps = (milestone("M1", "2025-12-31", "2025-12-20"),)
    if level == "M1":
        return pilot(steps, adjustments=list(changes))
    measures = (indicator(key="true", observations=[{"date": "2026-01-31", "value": "90"}]),)
    ways = (practice(),) if level == "M4" else ()
    return pilot(steps, measures, ways, evidence=[PROOF], adjustments=list(changes))


def status(found: Pilot, day: date) -> PilotStatus:
    return pilot_status(found, PROGRAMME, day)


@pytest.mark.parametrize(
    ("level", "days_left", "step"),
    [
        ("M4", 500, NextStep.EVALUATE),
        ("M4", 1, NextStep.EVALUATE),
        ("M4", 0, None),
        ("M4", -1, NextStep.DECIDE),
        ("M3", 500, None),
        ("M3", 90, None),
        ("M3", -1, NextStep.DECIDE),
        ("M1", 91, None),
        ("M1", 90, NextStep.DECIDE),
        ("M1", 0, NextStep.DECIDE),
        ("M1", -30, NextStep.DECIDE),
    ],
)
def test_maturity_and_the_days_left_decide(level: str, days_left: int, step: NextStep | None) -> None:
    rated = status(subject(level), END - timedelta(days_left))
    assert rated.maturity == level
    found = readiness_of(rated)
    if step is None:
        assert found is None
    else:
        assert found == Readiness(step, "yx-titles-01", level, END, days_left)
        assert found.term_over is (days_left < 0)


def test_closed_and_proposed_pilots_have_nothing_to_decide() -> None:
    closing = adjustment("A1", "termination", procedure="approval", decided="2026-02-01", decision="approved")
    assert readiness_of(status(subject("M1", closing), date(2027, 7, 30))) is None
    assert readiness_of(status(subject("M1"), date(2025, 7, 15))) is None, "approved in August"


def test_one_with_a_final_evaluation_is_ready_no_more_and_others_leave_it_so() -> None:
    data = {"as_of": "2026-03-01", "evaluator": {"org": "x", "independent": "true"}, "evidence_level": "2"}
    for type_, ready in (("final", False), ("midterm", True), ("self", True)):
        evaluation = Evaluation.model_validate({"type": type_, **data})
        found = replace(subject("M4"), evaluations={"one": evaluation})
        assert (readiness_of(status(found, date(2026, 3, 1))) is not None) is ready
        assert readiness_of(status(found, date(2026, 2, 28))) is not None


def test_an_extension_moves_the_day() -> None:
    change = {"path": "term/end", "from": "2027-06-30", "to": "2027-12-31"}
    longer = adjustment("A1", "extension", change, procedure="approval", decided="2026-02-01", decision="approved")
    found = status(subject("M1", longer), END)
    assert found.plan.term_end == date(2027, 12, 31)
    assert readiness_of(found) is None


@pytest.mark.parametrize(("level", "left"), [("M4", 200), ("M1", 60), ("M1", -5), ("M3", 200)])
def test_the_agenda_says_the_same(level: str, left: int) -> None:
    rated = status(subject(level), END - timedelta(left))
    found = readiness_of(rated)
    matters = [
        item for item in agenda([rated], PROGRAMME, 200) if item.matter in (AgendaKind.EVALUATION, AgendaKind.CLOSING)
    ]
    if found is None:
        assert matters == []
        return
    (item,) = matters
    assert item.matter is (AgendaKind.EVALUATION if found.step is NextStep.EVALUATE else AgendaKind.CLOSING)
    assert (item.due, item.days) == (found.term_end, found.days)
    assert ("the term is over" in str(item.note)) is found.term_over


def test_they_come_in_the_order_of_the_statuses() -> None:
    first, second = status(subject("M4"), date(2026, 3, 1)), status(subject("M1"), date(2026, 3, 1))
    third = status(replace(subject("M4"), id="aa"), date(2026, 3, 1))
    found = tuple(map(readiness_of, (first, second, third)))
    assert [item.pilot for item in ready_pilots(found, NextStep.EVALUATE)] == ["yx-titles-01", "aa"]
    assert ready_pilots(found, NextStep.DECIDE) == ()
