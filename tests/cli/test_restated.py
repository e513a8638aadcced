"""`status --as-of D --rev REV`: what the books said of that day then, and what has been restated since."""

import csv
import io
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cli.writing import HOME, replace
from conftest import Ran
from repository import Repository, clone, new_repository

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")
PILOT = "yx-titles-01"


@pytest.fixture
def books(sound: Path) -> Repository:
    """The sound ledger in a repository, committed as `then`."""
    repository = new_repository(sound)
    repository.commit("quarter")
    repository.git("tag", "then")
    return repository


def restated(run: Run, root: Path, *more: object) -> list[dict[str, Any]]:
    document = json.loads(run("status", "--root", root, *DAY, "--rev", "then", "--format", "json", *more).out)
    schema = json.loads((files("talentpilot") / "_schemas" / "status-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
    assert isinstance(document["restated"], list)
    return document["restated"]


def facts(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (item["sort"], item["object"], item["field"], item["then"], item["now"])
        for item in found
        if item["sort"] != "figure"
    ]


def test_nothing_restated_is_said(run: Run, books: Repository) -> None:
    assert restated(run, books.root) == []
    out = run("status", "--root", books.root, *DAY, "--rev", "then").out
    assert "\nNothing of 2026-03-31 restated since " in out


def test_without_a_revision_nothing_is_compared(run: Run, books: Repository) -> None:
    document = json.loads(run("status", "--root", books.root, *DAY, "--format", "json").out)
    assert document["restated"] is None
    assert "restated since" not in run("status", "--root", books.root, *DAY).out


def test_a_value_rewritten_is_told_with_what_follows_and_the_commit(run: Run, books: Repository) -> None:
    replace(books.root, "outcomes.yaml", "value: 41", "value: 46")
    commit = books.commit("mended")
    found = restated(run, books.root)
    assert facts(found) == [("changed", "I1", "observation 2026-03-31 value", "41", "46")]
    assert found[0]["commit"] == commit
    figures = {(item["object"], item["field"]) for item in found if item["sort"] == "figure"}
    assert {("I1", "actual"), ("I1", "progress")} <= figures
    assert {name for name, _ in figures} == {"I1"}
    out = run("status", "--root", books.root, *DAY, "--rev", "then").out
    assert f"    I1 observation 2026-03-31 value: 41 -> 46  ({commit[:7]})\n" in out
    assert "figures: I1 actual 41 -> 46; I1 progress" in out


def test_what_is_in_no_commit_yet_is_said_so(run: Run, books: Repository) -> None:
    replace(books.root, "outcomes.yaml", "value: 41", "value: 46")
    assert restated(run, books.root)[0]["commit"] is None
    assert "41 -> 46  (not committed)" in run("status", "--root", books.root, *DAY, "--rev", "then").out


def test_a_fact_recorded_late_is_told_apart_from_one_of_the_future(run: Run, books: Repository) -> None:
    at = ("--root", books.root, "--as-of", "2026-04-20")
    assert run("record", "done", f"{PILOT}/M4", "--date", "2026-03-30", "--evidence", "E4", *at).code == 0
    assert run("record", "done", f"{PILOT}/M3", "--date", "2026-04-18", "--evidence", "E4", *at).code == 0
    assert run("record", "resolve", f"{PILOT}/B1", "--resolution", "x", *at).code == 0
    found = restated(run, books.root)
    assert facts(found) == [("recorded_late", "M4", "milestone done", None, "2026-03-30")]
    assert {(item["object"], item["field"]) for item in found if item["sort"] == "figure"} >= {
        ("M4", "state"),
        (None, "schedule/completion"),
    }


def test_a_fact_taken_away_is_told(run: Run, books: Repository) -> None:
    text = (books.root / HOME / "pilot.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if "id: B1," in line)
    replace(books.root, "pilot.yaml", f"{line}\n", "")
    assert facts(restated(run, books.root))[0][:3] == ("taken_away", "B1", "bottleneck")


def test_a_filing_entered_late_moves_the_plan_of_that_day(run: Run, books: Repository) -> None:
    filed = ("--reason", "r", "--document", "1号", "--date", "2026-03-15", "--as-of", "2026-04-20")
    assert run("adjust", PILOT, "M4/due", "2026-08-31", *filed, "--root", books.root).code == 0
    found = restated(run, books.root)
    assert facts(found)[0][:2] == ("recorded_late", "A3")
    assert facts(found)[1] == ("plan", "M4", "due", "2026-06-30", "2026-08-31")
    assert next(item for item in found if item["sort"] == "plan")["filings"] == ["A3"]


def test_a_pilot_that_came_or_went_is_told_and_one_that_can_not_be_read_is_not(run: Run, books: Repository) -> None:
    home = books.root / HOME
    home.rename(home.parent / "yx-titles-07")
    assert [item["pilot"] for item in restated(run, books.root)] == [PILOT, "yx-titles-07"]
    (home.parent / "yx-titles-07").rename(home)
    (home / "outcomes.yaml").write_text("a: [", encoding="utf-8")
    ran = run("status", "--root", books.root, *DAY, "--rev", "then")
    assert ran.code == 0
    assert f"not compared, since unreadable: {PILOT}" in ran.out
    assert restated(run, books.root) == []


def test_a_ledger_that_is_no_more_at_hand_answers_all_the_same(run: Run, books: Repository) -> None:
    (books.root / "catalogue.yaml").write_text("a: [", encoding="utf-8")
    ran = run("status", "--root", books.root, *DAY, "--rev", "then")
    assert ran.code == 0
    assert f"not compared, since unreadable: {PILOT}" in ran.out


def test_rows_count_what_was_restated_and_markdown_lists_it(run: Run, books: Repository) -> None:
    replace(books.root, "outcomes.yaml", "value: 41", "value: 46")
    asked = ("status", "--root", books.root, *DAY, "--rev", "then", "--format")
    row = next(csv.DictReader(io.StringIO(run(*asked, "csv").out)))
    assert int(row["restated"]) == len(restated(run, books.root))
    lines = run(*asked, "markdown").out.splitlines()
    assert any(line.startswith("Restated since ") for line in lines)
    assert f"| {PILOT} | I1 | observation 2026-03-31 value | 41 | 46 | changed |  | not committed |" in lines


def test_filters_hold_for_what_was_restated_too(run: Run, books: Repository) -> None:
    replace(books.root, "outcomes.yaml", "value: 41", "value: 46")
    assert restated(run, books.root, "--region", "990000") == restated(run, books.root)
    assert restated(run, books.root, PILOT) == restated(run, books.root)


def test_a_shallow_clone_tells_the_restatement_without_its_commit(
    run: Run, books: Repository, tmp_path: Path
) -> None:  # fmt: skip
    replace(books.root, "outcomes.yaml", "value: 41", "value: 46")
    books.commit("mended")
    shallow = clone(books, tmp_path / "clone", "--depth", "1")
    shallow.git("fetch", "--quiet", "--depth", "1", "origin", "refs/tags/then:refs/tags/then")
    found = restated(run, shallow.root)
    assert facts(found) == [("changed", "I1", "observation 2026-03-31 value", "41", "46")]
    assert found[0]["commit"] is None


def test_a_threshold_moved_since_is_named_beside_the_figures_that_follow(run: Run, books: Repository) -> None:
    file = books.root / "programme.yaml"
    settings = "rules: {thresholds: {bottleneck_amber_days: 300}}\n"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    found = restated(run, books.root)
    assert facts(found) == []
    assert [(item["field"], item["then"], item["now"]) for item in found][:1] == [("light", "amber", "green")]
    out = run("status", "--root", books.root, *DAY, "--rev", "then").out
    assert "0 facts, 3 figures; rules/thresholds/bottleneck_amber_days 90 -> 300\n" in out


def test_the_commit_is_found_in_a_sub_folder_and_a_worktree_too(run: Run, sound: Path, tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "work")
    root = repository.root / "省 厅" / "账本"
    root.parent.mkdir()
    sound.rename(root)
    repository.commit("quarter")
    repository.git("tag", "then")
    replace(root, "outcomes.yaml", "value: 41", "value: 46")
    commit = repository.commit("mended")
    repository.git("worktree", "add", "--quiet", tmp_path / "tree", "HEAD")
    for ledger in (root, tmp_path / "tree" / "省 厅" / "账本"):
        assert restated(run, ledger)[0]["commit"] == commit
