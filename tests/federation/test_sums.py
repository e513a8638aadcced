"""Every figure over a federation is the sum of what each ledger says by itself, whatever is wrong with the others."""

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from conftest import Ran
from repository import new_repository

EXAMPLE = Path(__file__).parent.parent.parent
DAY = ("--as-of", "2026-09-30")
Run = Callable[..., Ran]


def add_ledger(folder: Path, name: str, dice: random.Random, *leave: str) -> dict[str, str]:
    """A ledger of some of the example's pilots without the files to `leave`, with thresholds of its own."""
    repository = new_repository(folder / name)
    for file in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(EXAMPLE / file, repository.root / file)
    every = sorted(item.name for item in (EXAMPLE / "pilots").iterdir() if item.is_dir())
    for pilot in dice.sample(every, dice.randint(1, 5)):
        target = repository.root / "pilots" / pilot
        shutil.copytree(EXAMPLE / "pilots" / pilot, target, ignore=shutil.ignore_patterns(*leave))
    programme = repository.root / "programme.yaml"
    limit = dice.choice((5, 10, 20, 40))
    text = programme.read_text("utf-8").replace("rules:\n", "rules:\n  max_units: 2\n", 1)
    data = yaml.load(text, yaml.BaseLoader)
    data["rules"]["thresholds"] = {"amber_gap_pp": str(limit), "red_gap_pp": str(limit * 2)}
    programme.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    repository.commit()
    return {"id": name, "region": "990000", "path": f"../{name}", "rev": "main"}


def spoil(entries: list[dict[str, str]], folder: Path, schema: int = 7) -> set[str]:
    """One absent, one at a wrong tag, one of another schema (newer or older), one whose path leads out: their ids."""
    absent, tagged, other, linked = entries[:4]
    absent["path"] = "../nowhere"
    tagged["rev"] = "refs/tags/2026Q3"
    programme = folder / other["id"] / "programme.yaml"
    programme.write_text(
        programme.read_text("utf-8").replace("talentpilot/programme/1", f"talentpilot/programme/{schema}"), "utf-8"
    )
    new_repository(folder / other["id"]).commit()
    (folder / "link").symlink_to(folder / linked["id"])
    linked["path"] = "../link"
    return {entry["id"] for entry in entries[:4]}


FOREIGN = "foreign-task"


def add_foreign_task(ledger: Path) -> str:
    """Give the first pilot of a ledger a task that only its own catalogue has; its id."""
    pilot = min((ledger / "pilots").iterdir())
    file, catalogue = pilot / "pilot.yaml", ledger / "catalogue.yaml"
    head = file.read_text("utf-8")
    task = str(yaml.load(head, yaml.BaseLoader)["task"])
    file.write_text(head.replace(f"task: {task}\n", f"task: {FOREIGN}\n", 1), "utf-8")
    data = yaml.load(catalogue.read_text("utf-8"), yaml.BaseLoader)
    data["domains"][0]["tasks"].append({"id": FOREIGN, "zh": "另设事项", "en": "Own task"})
    catalogue.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    new_repository(ledger).commit()
    return pilot.name


def federation(folder: Path, entries: list[dict[str, str]], **settings: Any) -> Path:
    root = folder / "federation"
    root.mkdir()
    shutil.copy(EXAMPLE / "catalogue.yaml", root / "catalogue.yaml")
    head = {
        "schema": "talentpilot/federation/1", "id": "many", "title": "Many",
        "term": {"start": "2025-07-01", "end": "2027-06-30"}, **settings,
    }  # fmt: skip
    text = yaml.safe_dump({**head, "ledgers": entries}, allow_unicode=True, sort_keys=False)
    (root / "federation.yaml").write_text(text, "utf-8")
    return root


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("number", [6, pytest.param(31, marks=pytest.mark.slow)])
@pytest.mark.parametrize("thresholds", [None, {"amber_gap_pp": 10, "red_gap_pp": 30}], ids=["own", "national"])
def test_the_figures_are_the_sums_of_the_ledgers(
    number: int, thresholds: dict[str, int] | None, tmp_path: Path, run: Run
) -> None:
    dice = random.Random(number)
    entries = [add_ledger(tmp_path, f"l{index}", dice, "evidence") for index in range(number)]
    missing, foreign = spoil(entries, tmp_path), add_foreign_task(tmp_path / "l4")
    root = federation(tmp_path, entries, **({"rules": {"thresholds": thresholds}} if thresholds else {}))
    document = json.loads(run("status", *DAY, "--root", root, "--format", "json").out)
    assert {item["id"] for item in document["ledgers"] if item["state"] == "missing"} == missing
    expected: dict[str, Any] = {}
    for entry in entries:
        if entry["id"] not in missing:
            if thresholds:
                set_thresholds(tmp_path / entry["id"], thresholds)
            single = json.loads(run("status", *DAY, "--root", tmp_path / entry["id"], "--format", "json").out)
            expected |= {f"{entry['id']}:{item['id']}": item for item in single["pilots"]}
    found = {item["id"]: item for item in document["pilots"]}
    expected[f"l4:{foreign}"]["domain"] = None  # the shared catalogue does not have the task
    assert found == {name: {**item, "id": name} for name, item in expected.items()}
    lights = Counter(item["light"] or "none" for item in expected.values())
    assert {word: n for word, n in document["summary"]["lights"].items() if n} == dict(lights)
    head = run("status", *DAY, "--root", root).out
    started = [item["schedule"]["completion"] for item in expected.values() if item["status"] != "proposed"]
    assert f"median completion {median(started):.1f} %" in head
    assert f"{number - 4} of {number} ledgers, {len(expected)} pilots; missing: l0: there is no folder" in head


def set_thresholds(ledger: Path, thresholds: dict[str, int]) -> None:
    programme = ledger / "programme.yaml"
    data = yaml.load(programme.read_text("utf-8"), yaml.BaseLoader)
    data["rules"]["thresholds"] = {name: str(value) for name, value in thresholds.items()}
    programme.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("number", [6, pytest.param(31, marks=pytest.mark.slow)])
def test_what_is_due_and_found_is_what_each_ledger_says(number: int, tmp_path: Path, run: Run) -> None:
    dice = random.Random(3)
    entries = [add_ledger(tmp_path, f"l{index}", dice) for index in range(number)]
    missing = spoil(entries, tmp_path, schema=0)
    root = federation(tmp_path, entries)
    due = json.loads(run("due", *DAY, "--root", root, "--format", "json").out)
    findings = json.loads(run("validate", *DAY, "--root", root, "--format", "json").out)["findings"]
    items = sorted(
        (one["pilot"], one["object"], one["what"], one["due"]) for who in due["owners"] for one in who["items"]
    )
    expected_items, expected_findings = [], []
    for name in sorted({entry["id"] for entry in entries} - missing):
        own = json.loads(run("due", *DAY, "--root", tmp_path / name, "--format", "json").out)
        expected_items += [
            (f"{name}:{one['pilot']}", one["object"], one["what"], one["due"])
            for who in own["owners"]
            for one in who["items"]
        ]
        said = json.loads(run("validate", *DAY, "--root", tmp_path / name, "--format", "json").out)["findings"]
        # Evidence files are not read over a federation: they were verified where they lie.
        expected_findings += [
            (item["rule"], f"{name}/{item['path']}", item["line"])
            for item in said
            if item["rule"] not in ("E01", "E02")
        ]
    assert items == sorted(expected_items)
    heard = [(item["rule"], item["path"], item["line"]) for item in findings if item["rule"][0] != "N"]
    assert sorted(heard) == sorted(expected_findings)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("number", [6, pytest.param(31, marks=pytest.mark.slow)])
def test_the_report_adds_up_what_each_ledger_says(number: int, tmp_path: Path, run: Run) -> None:
    dice = random.Random(number + 100)
    entries = [add_ledger(tmp_path, f"l{index}", dice) for index in range(number)]
    missing, foreign = spoil(entries, tmp_path), add_foreign_task(tmp_path / "l4")
    root = federation(tmp_path, entries)
    asked = ("report", *DAY, "--period", "2026Q3", "--annex", "pilots", "--format", "json", "--allow-missing")
    assert run(*asked, "--root", root, "--output", tmp_path).code == 0
    document = json.loads((tmp_path / "2026Q3.json").read_text("utf-8"))
    assert [row["id"] for row in document["missing"]] == sorted(missing)
    assert (document["every"], document["read"]) == (number, number - 4)
    every: dict[str, dict[str, Any]] = {}
    for row in document["ledgers"]:
        name = row["facts"]["id"]
        pilots = json.loads(run("status", *DAY, "--root", tmp_path / name, "--format", "json").out)["pilots"]
        if name == "l4":
            next(item for item in pilots if item["id"] == foreign)["domain"] = None
        checks_counts(row["counts"], pilots)
        for domain in row["domains"]:
            checks_counts(domain, [item for item in pilots if item["domain"] == domain["id"]])
        owing = [item["reporting"] for item in pilots if item["reporting"]["expected"]]
        latest = max((one["expected"][-1] for one in owing), default=None)
        owing = [one for one in owing if one["expected"][-1] == latest]
        assert row["facts"]["owed"] == len(owing)
        assert row["facts"]["reports"] == sum(latest not in one["missing"] for one in owing)
        found = json.loads(run("validate", *DAY, "--root", tmp_path / name, "--format", "json").out)["findings"]
        errors = [one for one in found if one["severity"] == "error" and not one["waived"]]
        assert row["facts"]["errors"] == len(errors), name
        every |= {f"{name}:{item['id']}": item for item in pilots}
    checks_counts(document["total"], list(every.values()))
    for domain in document["domains"]:
        checks_counts(domain, [item for item in every.values() if item["domain"] == domain["id"]])
    assert {one["id"]: one["light"] for one in document["pilots"]} == {
        name: item["light"] or "none" for name, item in every.items()
    }
    levels = Counter(item["maturity"] for item in every.values() if item["maturity"])
    assert document["maturity"] == dict(levels)


def checks_counts(row: dict[str, Any], pilots: list[dict[str, Any]]) -> None:
    """A row of the report counts these pilots."""
    started = [item["schedule"]["completion"] for item in pilots if item["status"] != "proposed"]
    known = [one for one in started if one is not None]
    assert row["pilots"] == len(pilots)
    assert {word: n for word, n in row["lights"].items() if n} == Counter(item["light"] or "none" for item in pilots)
    assert row["median_completion"] == (pytest.approx(median(known)) if known else None)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("number", [9, pytest.param(31, marks=pytest.mark.slow)])
def test_changes_and_evaluations_are_those_of_the_ledgers(number: int, tmp_path: Path, run: Run) -> None:
    dice = random.Random(9)
    entries = [add_ledger(tmp_path, f"l{index}", dice) for index in range(number)]
    missing = spoil(entries, tmp_path, schema=0)
    root = federation(tmp_path, entries)
    since = ("diff", "--since", "2026-03-31", *DAY, "--format", "json")
    changes = json.loads(run(*since, "--root", root).out)["changes"]
    evaluate = ("evaluate", *DAY, "--format", "json")
    evaluations = json.loads(run(*evaluate, "--root", root).out)["evaluations"]
    expected_changes, expected_evaluations = [], []
    for name in sorted({entry["id"] for entry in entries} - missing):
        own = json.loads(run(*since, "--root", tmp_path / name).out)["changes"]
        expected_changes += [{**one, "pilot": f"{name}:{one['pilot']}"} for one in own]
        ran = run(*evaluate, "--root", tmp_path / name)
        if ran.code == 0:
            found = json.loads(ran.out)["evaluations"]
            expected_evaluations += [{**one, "pilot": f"{name}:{one['pilot']}"} for one in found]
    assert in_order(changes) == in_order(expected_changes)
    assert len(changes) > 20
    assert in_order(evaluations) == in_order(expected_evaluations)
    assert len(evaluations) > 0


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)
