"""Keys without a value: refused where the format does not know them, and no figure is read beside a torn one."""

import pytest

from talentpilot.model.catalogue import Catalogue
from talentpilot.model.evaluation import Evaluation
from talentpilot.model.milestones import MilestonesFile
from talentpilot.model.outcomes import OutcomesFile
from talentpilot.model.pilot import PilotFile
from talentpilot.model.programme import Programme
from talentpilot.store.source import SourceFile, open_source, read_as

OUTCOMES = """\
schema: talentpilot/outcomes/1
indicators:
  - id: I1
    title: Days
    level: outcome
    unit: days
    direction: decrease
    reporting: level
    frequency: quarterly
    baseline: {value: 100, date: 2025-06-30}
    target: {value: 50, date: 2027-06-30}
    observations:
      - {date: 2025-09-30, value: 95}
      - OBSERVATION
"""
PILOT = """\
schema: talentpilot/pilot/1
id: p1
title: Pilot
task: k1
region: 110000
term: {start: 2025-07-01, end: 2027-06-30}
roles: {lead: aa, units: [bb]}
"""


def outcomes(text: str) -> tuple[OutcomesFile | None, SourceFile]:
    source = open_source("outcomes.yaml", text.encode())
    return read_as(source, OutcomesFile, "talentpilot/outcomes/1"), source


def told(source: SourceFile) -> list[str]:
    return [f"{item.rule} {item.mark.line + 1}:{item.mark.column + 1} {item.help}" for item in source.faults]


@pytest.mark.parametrize(
    ("written", "column", "advice"),
    [
        ("{date: 2025-12-31, value: 1,920}", 37, "write 1920; a number has no comma"),
        ("{date: 2025-12-31, value: 50, 000}", 39, "write 50000; a number has no comma"),
        ("{date: 2025-12-31, value: 1,234,567}", 37, "write 1234567; a number has no comma"),
        ("{date: 2025-12-31, value: 84,5}", 38, "write 84.5; a number has no comma"),
        ("{date: 2025-12-31, value: 12,5%}", 38, "write 12.5; a number has no comma"),
        ("{value: 1,920, date: 2025-12-31}", 19, "write 1920; a number has no comma"),
        ("{date:2025-12-31, value: 90}", 10, "write date: 2025-12-31, with an ASCII colon and a space behind it"),
        ("{date: 2025-12-31, value：９０}", 28, "write value: 90, with an ASCII colon and a space behind it"),
        ("{date: 2025-12-31, value=90}", 28, "write value: 90, with an ASCII colon and a space behind it"),
        ("{date: 2025-12-31, value: {90}}", 36, "write value: 90, without braces"),
        ("{date: 2025-12-31, value: 90, evidence: {E1}}", 50, "write evidence: [E1], in brackets"),
        ("{date: 2025-12-31, 2026, value: 90}", 28, "delete the comma or the word"),
    ],
)
def test_an_observation_that_is_torn_is_no_figure(written: str, column: int, advice: str) -> None:
    record, source = outcomes(OUTCOMES.replace("OBSERVATION", written))
    assert record is not None
    assert [str(item.value) for item in record.indicators[0].observations] == ["95"]
    first = told(source)[0]
    assert first.startswith(f"S02 14:{column} {advice}")
    assert ("S02", "I1") in [(item.rule, item.object) for item in source.left_out]


def test_a_torn_target_is_never_read_as_its_first_digits() -> None:
    text = OUTCOMES.replace("{value: 50, date", "{value: 50,000, date").replace("OBSERVATION", "{date: x, value: 1}")
    record, source = outcomes(text)
    assert record is not None
    assert record.indicators == ()
    assert told(source)[0] == "S02 11:24 write 50000; a number has no comma"


@pytest.mark.parametrize(
    ("note", "meant"),
    [
        ("完成招收, 下一步培训", '"完成招收, 下一步培训"'),
        ("完成招收,下一步培训, 再说", '"完成招收,下一步培训, 再说"'),
        ("见 2025, 2026", '"见 2025, 2026"'),
    ],
)
def test_a_text_with_a_comma_leaves_the_figure_beside_it_alone(note: str, meant: str) -> None:
    record, source = outcomes(OUTCOMES.replace("OBSERVATION", f"{{date: 2025-12-31, value: 90, note: {note}}}"))
    assert record is not None
    assert [str(item.value) for item in record.indicators[0].observations] == ["95", "90"]
    assert [item.split(" ", 2)[2] for item in told(source)] == [f"a text with a comma needs quotes: {meant}"]


def test_a_text_in_two_languages_names_its_comma() -> None:
    text = PILOT.replace("title: Pilot", "title: {zh: 完成招收, 下一步培训}")
    source = open_source("pilot.yaml", text.encode())
    assert read_as(source, PilotFile, "talentpilot/pilot/1") is not None
    assert told(source) == ['S02 3:19 a text with a comma needs quotes: "完成招收, 下一步培训"']


def test_a_step_with_a_missing_space_is_left_out() -> None:
    text = "schema: talentpilot/milestones/1\nmilestones:\n  - {id: M1, title: x, owner: aa, weight:3}\n"
    source = open_source("milestones.yaml", text.encode())
    record = read_as(source, MilestonesFile, "talentpilot/milestones/1")
    assert record is not None
    assert record.milestones == ()
    assert told(source) == ["S02 3:35 write weight: 3, with an ASCII colon and a space behind it"]


@pytest.mark.parametrize("value", ["", " ~", " null", " {}", " ''", " {a: , b: {}}", " 5", " [1]"])
@pytest.mark.parametrize(
    ("model", "name", "key"),
    [
        (PilotFile, "pilot", "bottlenecs"),
        (MilestonesFile, "milestones", "milestons"),
        (OutcomesFile, "outcomes", "practises"),
        (Catalogue, "catalogue", "domans"),
        (Programme, "programme", "organisations"),
        (Evaluation, "evaluation", "evaluater"),
    ],
)
def test_an_unknown_field_is_told_whatever_it_holds(model: type, name: str, key: str, value: str) -> None:
    source = open_source(f"{name}.yaml", f"schema: talentpilot/{name}/1\n{key}:{value}\n".encode())
    read_as(source, model, f"talentpilot/{name}/1")
    found = [item for item in told(source) if item.startswith("S02")]
    assert len(found) == 1
    assert found[0].startswith("S02 2:1 did you mean ")


@pytest.mark.parametrize("value", ["", " ~", " null", " {}", " ''"])
def test_a_known_field_without_value_is_absent(value: str) -> None:
    source = open_source("pilot.yaml", f"{PILOT}objective:{value}\nselection:{value}\n".encode())
    assert read_as(source, PilotFile, "talentpilot/pilot/1") is not None
    assert source.faults == []


def test_checkpoints_in_a_filing_are_read_as_strictly() -> None:
    change = "{path: indicators/I1/checkpoints, to: [{date: 2026-01-31, value: 1,920}]}"
    filing = f"adjustments:\n  - {{id: A1, kind: change_target, reason: x, procedure: filing, changes: [{change}]}}\n"
    for text in (PILOT + filing, PILOT + filing.replace("1,920", "1920, note: x")):
        source = open_source("pilot.yaml", text.encode())
        record = read_as(source, PilotFile, "talentpilot/pilot/1")
        assert [item.rule for item in source.faults] == ["S02"]
        assert source.faults[0].mark.line == 8
        if "1,920" in text:
            assert record is not None
            assert record.adjustments == ()


def test_two_faults_in_one_item_leave_out_that_item_alone() -> None:
    text = OUTCOMES.replace(
        "OBSERVATION", "{date: 2025-12-31, value: 1,920, value: 3, date: 4}\n      - {date: 2026-03-31, value: 80}"
    )
    record, source = outcomes(text)
    assert record is not None
    assert [str(item.value) for item in record.indicators[0].observations] == ["95", "80"]
    assert len(source.left_out) == 1
