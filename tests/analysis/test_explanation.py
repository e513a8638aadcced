"""Explanations: the arithmetic they print gives the figure they print, and every input is a field that exists."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from analysis.build import adjustment, indicator, milestone, pilot
from talentpilot.analysis.explain.explanation import Explanation
from talentpilot.analysis.explain.indicator import explain_indicator
from talentpilot.analysis.explain.pilot import explain_pilot
from talentpilot.analysis.explain.records import explain_milestone
from talentpilot.analysis.lights import REASONS
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.model.ledger import Pilot
from talentpilot.model.programme import Programme
from talentpilot.store.reader import pilot_folders, read_config, read_pilot
from talentpilot.store.tree import DiskTree

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 31)
DAYS = tuple(map(date.fromisoformat, ("2025-06-01", "2025-10-01", "2026-03-31", "2026-09-30", "2027-07-01")))


def every(item: Explanation) -> Iterator[Explanation]:
    yield item
    for part in item.parts:
        yield from every(part)


def named(item: Explanation, label: str) -> Explanation:
    return next(one for one in every(item) if str(one.label) == label)


@pytest.fixture
def status(golden_pilot: Pilot, golden_programme: Programme) -> PilotStatus:
    return pilot_status(golden_pilot, golden_programme, DAY)


def test_the_arithmetic_of_the_golden_indicator(status: PilotStatus, golden_programme: Programme) -> None:
    found = explain_indicator(status, golden_programme, "I1")
    said = {str(one.label): (str(one.formula), one.shown) for one in every(found)}
    assert said["progress"] == ("(41 − 0) / (90 − 0)", "45.6 %")
    assert said["expected"] == ("274 of 730 days from 2025-06-30 to 2027-06-30", "37.5 %")
    assert said["gap"] == ("37.5 − 45.6", "-8.0 pp")
    assert str(named(found, "light").because) == "gap -8.0 pp < 10 pp"


def test_a_pending_filing_is_told_and_moves_nothing(status: PilotStatus, golden_programme: Programme) -> None:
    target = named(explain_indicator(status, golden_programme, "I1"), "target")
    assert target.value == 90
    assert [str(part.label) for part in target.parts] == ["A2 change_target (approval), pending since 2026-03-10"]
    assert str(target.parts[0].because) == "would replace 90; not in force"


def test_a_moved_due_date_names_the_plan_and_each_filing(status: PilotStatus, golden_programme: Programme) -> None:
    due = named(explain_milestone(status, golden_programme, "M3"), "due")
    assert (due.value, str(due.because)) == (date(2026, 4, 30), "set by A1")
    approved, filed = due.parts
    assert (str(approved.label), approved.value) == ("as approved", date(2026, 2, 28))
    assert approved.inputs[0].file == "milestones.yaml"
    assert filed.inputs[0].path == ("adjustments", 0, "changes", 0, "to")


def test_the_sum_of_a_per_period_series_names_each_period(status: PilotStatus, golden_programme: Programme) -> None:
    actual = named(explain_indicator(status, golden_programme, "I3"), "actual")
    assert (str(actual.formula), actual.shown) == ("40 + 65 + 72", "177 persons")
    assert [part.inputs[0].path[-2] for part in actual.parts] == [0, 1, 2]


def test_the_first_gate_that_fails_ends_the_maturity(status: PilotStatus, golden_programme: Programme) -> None:
    maturity = named(explain_pilot(status, golden_programme), "maturity")
    assert [(str(gate.label), str(gate.value)) for gate in maturity.parts] == [
        ("gate M0", "passed"), ("gate M1", "passed"), ("gate M2", "passed"), ("gate M3", "fails"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "day", "code", "words"),
    [
        ({}, "2026-03-31", "IND0", "before the target date 2027-06-30"),
        ({}, "2027-06-30", "IND1", "has come"),
        ({"observations": [("2026-03-31", "100")]}, "2026-03-31", "IND2", "met: 100 >= 100"),
        ({"observations": [("2026-03-31", "-5")]}, "2026-03-31", "IND4", "progress -5.0 % is below 0"),
        ({"observations": [("2027-06-30", "80")]}, "2027-06-30", "IND5", "100 − 80.0 = 20.0 pp are missing <= 30 pp"),
        ({"observations": [("2027-06-30", "60")]}, "2027-06-30", "IND5", "40.0 pp are missing > 30 pp"),
        ({"observations": [("2026-03-31", "9")], "frequency": "once"}, "2026-03-31", "IND6", "no pace"),
        ({"observations": [("2026-03-31", "9")]}, "2026-03-31", "IND7", "10 pp <= gap 28.5 pp <= 30 pp"),
        ({"observations": [("2025-12-31", "60")]}, "2026-05-31", "IND8", "the period that ended 2026-03-31"),
        ({"direction": "keep_above", "observations": [("2026-03-31", "80")]}, "2026-03-31", "IND3", "20.0 % of it >"),
        (
            {"baseline": "25", "target": ("20", "30"), "direction": "within", "observations": [("2026-03-31", "31")]},
            "2026-03-31", "IND3", "30 is to be kept; missed by 1, 3.3 % of it <= 10 %",
        ),
    ],
)  # fmt: skip
def test_the_row_that_decided_has_its_numbers(more: dict[str, Any], day: str, code: str, words: str) -> None:
    observations = [{"date": when, "value": value} for when, value in more.get("observations", ())]
    subject = pilot((), (indicator(**{**more, "observations": observations}),))
    programme = Programme.model_validate(
        {"id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}}
    )
    found = named(
        explain_indicator(pilot_status(subject, programme, date.fromisoformat(day)), programme, "I1"), "light"
    )
    assert code in found.rule.split()
    assert words in str(found.because)


def test_an_added_and_a_withdrawn_milestone_name_their_filings() -> None:
    filings = (
        adjustment("A1", "add_milestone", {"path": "milestones/M2"}),
        adjustment("A2", "withdraw_milestone", {"path": "milestones/M1"}, submitted="2026-02-01"),
    )
    steps = (milestone("M1", "2026-06-30"), milestone("M2", "2026-09-30", added="A1"))
    programme = Programme.model_validate(
        {"id": "yx", "title": "T", "term": {"start": "2025-07-01", "end": "2027-06-30"}}
    )
    found = pilot_status(pilot(steps, adjustments=list(filings)), programme, DAY)
    assert (
        str(named(explain_milestone(found, programme, "M1"), "state").because) == "withdrawn by A2; it counts nowhere"
    )
    assert named(explain_milestone(found, programme, "M2"), "filings").value == "A1"
    assert str(named(explain_milestone(found, programme, "M2"), "due").because) == "as added by A1"
    proposed = pilot_status(pilot(steps, approval=None), programme, DAY)
    assert str(named(explain_milestone(proposed, programme, "M1"), "due").because) == "as proposed"


def test_each_reason_has_its_sentence() -> None:
    assert set(REASONS) == {f"SCH{n}" for n in range(7)} | {f"IND{n}" for n in range(10)}


def ledgers() -> Iterator[tuple[Path, str]]:
    for root in (ROOT, ROOT / "tests" / "golden" / "ledger", ROOT / "tests" / "sound"):
        yield from ((root, name) for name in pilot_folders(DiskTree(root)))


@pytest.mark.parametrize(
    ("root", "folder"), tuple(ledgers()), ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_explanations_agree_with_status_and_point_at_fields_that_exist(root: Path, folder: str) -> None:
    config = read_config(DiskTree(root))
    programme, _ = config.require()
    reading = read_pilot(DiskTree(root), folder)
    assert reading.pilot is not None
    for day in DAYS:
        status = pilot_status(reading.pilot, programme, day)
        whole = explain_pilot(status, programme)
        assert named(whole, "light").light is status.light
        assert named(whole, "schedule").value == status.schedule.rated.light.value
        parts = [explain_milestone(status, programme, item.id) for item in status.milestones]
        parts += [explain_indicator(status, programme, item.id) for item in status.indicators]
        for item in (one for part in (whole, *parts) for one in every(part)):
            assert item.shown
            check_inputs(item, reading.sources, config.sources["programme.yaml"])
            check_arithmetic(item)


def check_inputs(item: Explanation, sources: Any, programme: Any) -> None:
    for given in item.inputs:
        source = programme if given.file == "programme.yaml" else sources[given.file]
        stated = source.raw(given.path)
        assert stated is not None or given.path[-1] in ("weight", "key") or given.file == "programme.yaml", given


def check_arithmetic(item: Explanation) -> None:
    """Formulas with nothing but exact numbers in them give exactly the figure."""
    formula = str(item.formula).replace("−", "-")
    if item.value is None or not re.fullmatch(r"[-+/() .\d]+", formula) or item.label == "gap":
        return
    if re.search(r"\d{4}-\d\d-\d\d", formula):
        first, second = map(date.fromisoformat, formula.split(" - "))
        assert item.value == (first - second).days
        return
    exact = eval(re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number[0]}')", formula), {"Fraction": Fraction})
    assert exact * (100 if item.unit == "%" and "/" in formula else 1) == item.value, item
