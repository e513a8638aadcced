"""`talentpilot evaluate`: the argument in full, the roll-up, and the agreed document."""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from repository import new_repository

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-09-30")


@pytest.fixture
def golden_copy(golden_root: Path, tmp_path: Path) -> Path:
    """The specification's example with its evidence files in place, so that row 0 is silent."""
    root = Path(shutil.copytree(golden_root, tmp_path / "ledger"))
    home = root / "pilots" / "yx-titles-01"
    (home / "evidence").mkdir()
    text = (home / "pilot.yaml").read_text(encoding="utf-8")
    for number, name in enumerate(("plan.pdf", "2025q4.csv", "2026q1.csv", "letter.pdf", "filing.pdf")):
        content = f"content {number}".encode()
        (home / "evidence" / name).write_bytes(content)
        before, _, after = text.partition(f"path: evidence/{name}, sha256: ")
        text = f"{before}path: evidence/{name}, sha256: {hashlib.sha256(content).hexdigest()}{after[64:]}"
    (home / "pilot.yaml").write_text(text, encoding="utf-8")
    return root


def document(run: Run, root: Path, *more: object) -> dict[str, Any]:
    found = json.loads(run("evaluate", "--root", root, "--format", "json", *more).out)
    assert isinstance(found, dict)
    schema = json.loads((files("talentpilot") / "_schemas" / "evaluation-summary-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(found)
    return found


def test_the_golden_document(run: Run, golden_copy: Path) -> None:
    (found,) = document(run, golden_copy, "yx-titles-01/2026-midterm", "--as-of", "2026-03-31")["evaluations"]
    assert list(found) == [
        "pilot", "name", "type", "as_of", "basis", "performance", "judgement", "replicability", "evidence_level",
        "maturity", "grade", "recommendation", "because", "tests", "sensitivity", "conditions", "decision",
    ]  # fmt: skip
    assert round(found["performance"]["to_target"]["score"], 1) == 43.6
    assert round(found["performance"]["to_date"]["components"]["results"]["value"], 1) == 97.1
    assert (round(found["grade"]["score"], 1), found["grade"]["band"]) == (78.2, "中")
    assert found["recommendation"] == "continue"
    assert [item["recommendation"] for item in found["sensitivity"]] == ["continue"] * 12
    first = next(item for item in found["tests"] if item["row"] == "roll_out")
    assert first | {"value": round(first["value"], 1)} == {
        "row": "roll_out", "test": "P >= 80", "value": 43.6, "threshold": 80, "passed": False,
    }  # fmt: skip


def test_the_errors_of_the_ledger_keep_it_from_a_finding(run: Run, golden_root: Path) -> None:
    (found,) = document(run, golden_root, "--as-of", "2026-03-31")["evaluations"]
    assert found["recommendation"] == "no_finding"
    assert found["because"] == "5 validation errors stand in the pilot's files or in this evaluation"


def test_the_text_argues_for_itself(run: Run, golden_copy: Path) -> None:
    ran = run("evaluate", "yx-titles-01", "--root", golden_copy, "--as-of", "2026-03-31")
    out = " ".join(ran.out.split())
    assert ran.code == 0
    assert "Recommended: continue the pilot, because the term runs until 2027-06-30, P to date 87.3 >= 60;" in out
    assert "conditional roll-out fails on P (43.6 < 70) and documented practices (0 < 1)" in out
    assert "The authority has not decided yet." in out
    assert "same outcome in 12 of 12 variants" in out
    assert "Scores help to structure a discussion; they do not replace it." in out


def test_the_decision_stands_beside_the_recommendation_once_it_is_taken(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "evaluations" / "2026-midterm.yaml"
    text = file.read_text(encoding="utf-8")
    decision = "decision: {outcome: stop, date: 2026-04-20, document: 1号, override_reason: {en: New law}}"
    file.write_text(text.replace("decision: {}", decision), encoding="utf-8")
    ran = run("evaluate", "yx-titles-01", "--root", sound, "--as-of", "2026-05-01")
    assert "on 2026-04-20 (1号): stop the pilot, other than recommended: New law" in ran.out
    assert "has not decided yet" in run("evaluate", "yx-titles-01", "--root", sound, "--as-of", "2026-04-19").out
    file.write_text(file.read_text(encoding="utf-8").replace(", override_reason: {en: New law}", ""), encoding="utf-8")
    silent = run("evaluate", "yx-titles-01", "--root", sound, "--as-of", "2026-05-01").out
    assert "stop the pilot, other than recommended, without a reason." in " ".join(silent.split())
    file.write_text(text.replace("decision: {}", decision), encoding="utf-8")
    (found,) = document(run, sound, "--as-of", "2026-05-01")["evaluations"]
    assert found["decision"]["override_reason"] == {"zh": None, "en": "New law"}


def test_all_evaluations_are_rolled_up_by_task(run: Run) -> None:
    found = document(run, ROOT, *DAY)
    assert {item["task"]: item["agreement"] for item in found["tasks"]} == {
        "overseas-onestop": "one site only", "titles-integrity": "one site only",
    }  # fmt: skip
    assert [(item["pilot"], item["practice"]) for item in found["practices"]] == [("yx-overseas-01", "P1")]
    ran = run("evaluate", "--all", "--root", ROOT, *DAY)
    assert "2, of 2 of 12 pilots" in ran.out
    assert "yx-overseas-01/P1" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("yx-titles-77",), 3, "no pilot found"),
        (("yx-postdoc-01",), 3, "no evaluation by"),
        (("yx-titles-01/x",), 2, "there are 2026-midterm"),
        (("yx-titles-01", "--all"), 2, "contradict"),
        (("--output", "x.docx"), 2, ".json"),
    ],
)
def test_what_does_not_exist_is_told(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run("evaluate", *arguments, "--root", ROOT, *DAY)
    assert ran.code == code
    assert words in ran.err


def test_rows_hold_a_line_for_each_evaluation(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "all.csv"
    assert run("evaluate", "--root", ROOT, *DAY, "--output", output).code == 0
    found = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    assert [(row["pilot"], row["p_to_target"], row["band"], row["decision"]) for row in found] == [
        ("yx-overseas-01", "98.8", "优", "roll_out"), ("yx-titles-01", "43.6", "中", "continue"),
    ]  # fmt: skip
    assert run("evaluate", "--root", ROOT, *DAY, "--format", "markdown").out.count("\n") == 4


def test_evaluations_after_the_day_do_not_exist(run: Run) -> None:
    assert len(document(run, ROOT, "--as-of", "2026-04-01")["evaluations"]) == 1
    assert run("evaluate", "--root", ROOT, "--as-of", "2026-03-30").code == 3


def test_an_evaluation_that_cannot_be_read_is_named(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "evaluations" / "2026-midterm.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("type: midterm", "type: middle"), encoding="utf-8")
    ran = run("evaluate", "--root", sound, "--as-of", "2026-05-01", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["evaluations"] == []
    assert "2026-midterm" in ran.err


def test_settings_changed_after_the_first_evaluation_are_told(run: Run, sound: Path) -> None:
    def told(*more: object) -> tuple[str, dict[str, Any]]:
        text = " ".join(run("evaluate", *more, "--root", sound, "--as-of", "2026-05-01").out.split())
        return text, document(run, sound, "--as-of", "2026-05-01")

    text, found = told("yx-titles-01")
    assert "cannot be established: the ledger is not under version control." in text
    assert (found["settings_since"], found["settings_changed"]) == ("2026-03-31", None)
    repository = new_repository(sound)
    repository.commit(when="2025-07-01T08:00:00+0800")
    text, found = told()
    assert "Weights and thresholds are those of 2026-03-31, the day of the first evaluation." in text
    assert found["settings_changed"] == []
    programme = sound / "programme.yaml"
    head = programme.read_text(encoding="utf-8").partition("\nevaluation:")[0].rstrip("\n")
    weights = "{results: 55, delivery: 20, bottlenecks: 15, management: 10}"
    programme.write_text(f"{head}\nevaluation:\n  weights: {weights}\n", encoding="utf-8")
    text, found = told("yx-titles-01")
    assert "changed after 2026-03-31, the day of the first evaluation: weights/results 50 → 55, weights/d" in text
    assert found["settings_changed"][0] == {"name": "weights/results", "then": 50, "now": 55}
    assert run("evaluate", "--root", sound, "--as-of", "2026-05-01", "--rev", "HEAD").out.count("are those of") == 1
