"""A report over a federation: issued with its lock, and made again byte for byte from the lock alone."""

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from federation.many import HOME, Many, edit, two_ledgers
from report.issuing import SPRING
from repository import Repository, new_repository
from talentpilot.errors import ManifestProblem
from talentpilot.report.manifest import manifest_json, parse_manifest

Run = Callable[..., Ran]
ISSUE = ("report", *SPRING, "--issue", "--format", "md")
DONE = {"due: 2026-06-30, weight: 1}": "due: 2026-06-30, weight: 1, done: 2026-03-30}"}


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Many:
    """Two ledgers read at their main branch, and the committed federation's folder as the working folder."""
    found = two_ledgers(tmp_path)
    for name in ("js", "zj"):
        found.ledgers[name]["rev"] = "main"
    new_repository(found.write()).commit()
    monkeypatch.chdir(found.root)
    return found


def matches(document: object, name: str) -> None:
    schema = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []


def verified(run: Run, folder: str = "reports/2026Q1") -> dict[str, Any]:
    ran = run("verify-report", folder, "--format", "json")
    document: dict[str, Any] = json.loads(ran.out)
    matches(document, "verification-1")
    assert ran.code == (0 if document["equal"] else 1)
    return document


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "reports/2026Q1/manifest.json").read_text("utf-8"))
    return found


def test_the_manifest_holds_the_lock_and_the_report_comes_out_again(many: Many, run: Run) -> None:
    assert run(*ISSUE).code == 0
    manifest = manifest_of(many.root)
    matches(manifest, "manifest-1")
    matches(json.loads((many.root / "reports/2026Q1/figures.json").read_text("utf-8")), "federation-report-1")
    locked = manifest["federation"]["lock"]["ledgers"]
    assert {name: entry["commit"] for name, entry in locked.items()} == {
        name: Repository(many.folder / name).git("rev-parse", "main").strip() for name in ("js", "zj")
    }
    found = verified(run)
    assert [(one["id"], one["found"]) for one in found["inputs"]["ledgers"]] == [("js", "revision"), ("zj", "revision")]
    assert found["later"]["unchanged"]
    assert "2 of 2 ledgers of the lock found" in run("verify-report", "reports/2026Q1").out


@pytest.mark.slow
def test_what_a_ledger_records_later_is_no_difference_of_the_report(many: Many, run: Run) -> None:
    run(*ISSUE)
    many.edit("js", f"{HOME}/milestones.yaml", DONE)
    found = verified(run)
    assert found["equal"]
    assert any(one["field"].startswith("ledgers/1/") for one in found["later"]["figures"]), found["later"]
    ran = run("verify-report", "reports/2026Q1")
    assert "Verified" in ran.out
    assert "Restated since" in ran.out


@pytest.mark.slow
def test_a_ledger_is_found_by_its_commit_wherever_it_lies(many: Many, run: Run) -> None:
    run(*ISSUE)
    shutil.move(many.folder / "zj", many.folder / "elsewhere")
    found = verified(run)
    assert [(one["id"], one["reason"]) for one in found["inputs"]["ledgers"]] == [
        ("js", None), ("zj", "there is no folder ../zj")
    ]  # fmt: skip
    assert found["outputs"]["unmade"] == "ledgers of the lock can't be reached: zj"
    ran = run("verify-report", "reports/2026Q1", "--lang", "zh")
    assert (ran.code, "zj：没有文件夹../zj" in ran.out) == (1, True), ran.out
    many.ledgers["zj"]["path"] = "../elsewhere"
    many.write()
    assert verified(run)["equal"]


@pytest.mark.slow
def test_a_commit_that_is_gone_is_told(many: Many, run: Run) -> None:
    run(*ISSUE)
    books = Repository(many.folder / "js")
    shutil.rmtree(books.root / ".git")
    new_repository(books.root)
    many.edit("js", f"{HOME}/milestones.yaml", DONE)
    found = verified(run)
    assert found["inputs"]["ledgers"][0]["reason"].startswith("no revision ")


@pytest.mark.slow
def test_a_missing_ledger_holds_the_report_back_until_it_is_allowed(many: Many, run: Run) -> None:
    many.ledgers["zj"]["rev"] = "refs/tags/2026Q1"
    many.write()
    Repository(many.root).commit()
    refused = run(*ISSUE)
    assert (refused.code, "missing: zj: no revision" in refused.err, (many.root / "reports").exists()) == (
        2,
        True,
        False,
    )
    assert run(*ISSUE, "--allow-missing").code == 0
    manifest = manifest_of(many.root)
    matches(manifest, "manifest-1")
    assert manifest["federation"]["lock"]["ledgers"]["zj"] is None
    Repository(many.folder / "zj").git("tag", "2026Q1")  # by now it is there, and the report stays what it was
    found = verified(run)
    assert found["equal"]
    assert "没有版本refs/tags/2026Q1" in (many.root / "reports/2026Q1/2026Q1-zh.md").read_text("utf-8")
    assert "missing when it was issued: zj" in run("verify-report", "reports/2026Q1").out


@pytest.mark.slow
def test_a_report_of_what_nobody_could_find_again_is_held_back(many: Many, run: Run) -> None:
    (many.root / "federation.yaml").write_text((many.root / "federation.yaml").read_text("utf-8") + "\n", "utf-8")
    assert "not committed" in run(*ISSUE).err
    del many.ledgers["js"]["rev"]
    many.write()
    Repository(many.root).commit()
    path = many.folder / "js" / HOME / "milestones.yaml"
    committed = path.read_text("utf-8")
    edit(path, DONE)
    assert path.read_text("utf-8") != committed
    ran = run(*ISSUE)
    assert (ran.code, "ledger js is read from files that are not committed" in ran.err) == (2, True)
    path.write_text(committed, "utf-8")
    assert run(*ISSUE).code == 0
    assert verified(run)["inputs"]["ledgers"][0]["found"] == "files"
    many.edit("js", f"{HOME}/milestones.yaml", DONE)
    found = verified(run)
    assert (found["equal"], found["inputs"]["ledgers"][0]["found"]) == (True, "commit")


def test_the_federations_own_file_is_found_again(many: Many, run: Run) -> None:
    run(*ISSUE)
    many.settings["rules"] = {"thresholds": {"amber_gap_pp": 0, "red_gap_pp": 1}}
    many.write()
    Repository(many.root).commit()
    found = verified(run)
    assert (found["equal"], found["inputs"]["found"], found["later"]["unchanged"]) == (True, "revision", False)


def test_the_same_lock_gives_the_same_bytes_in_another_place(many: Many, run: Run, tmp_path: Path) -> None:
    (copy := tmp_path / "another" / "machine").mkdir(parents=True)
    for name in ("js", "zj", "federation"):
        new_repository(copy / name)
        Repository(copy / name).git("pull", "--quiet", str(many.folder / name), "main")
    assert run(*ISSUE).code == 0
    assert run(*ISSUE, "--root", copy / "federation").code == 0
    assert manifest_of(copy / "federation") == manifest_of(many.root)


@pytest.mark.slow
def test_a_view_an_annex_and_chosen_ledgers_come_out_again(many: Many, run: Run) -> None:
    for options, name in (
        (("--view", "ledger:js"), "2026Q1-ledger-js"),
        (("--annex", "pilots", "--edition", "public"), "2026Q1-public"),
        (("--ledger", "zj", "--domain", "titles"), "2026Q1-domain-titles-ledger-zj"),
    ):
        assert run(*ISSUE, *options).code == 0, name
        matches(json.loads((many.root / "reports" / name / "manifest.json").read_text("utf-8")), "manifest-1")
        assert verified(run, f"reports/{name}")["equal"], name


@pytest.mark.slow
def test_another_method_is_told_from_other_facts(many: Many, run: Run) -> None:
    run(*ISSUE)
    folder = many.root / "reports/2026Q1"
    manifest = manifest_of(many.root)
    figures = json.loads((folder / "figures.json").read_text("utf-8"))
    figures["total"]["lights"] = {**figures["total"]["lights"], "green": 7}
    content = (json.dumps(figures, ensure_ascii=False, indent=1) + "\n").encode()
    (folder / "figures.json").write_bytes(content)
    from talentpilot.report.manifest import digest

    manifest["outputs"]["figures.json"] = {"sha256": digest(content), "size": len(content)}
    manifest["parts"]["method"] = "2026.1"
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")
    found = verified(run)
    assert (found["by_method"], found["outputs"]["figures"][0]["place"]) == (True, "total/lights/green")
    assert "no fact has changed" in run("verify-report", "reports/2026Q1").out


def test_a_report_is_verified_where_it_was_issued(many: Many, run: Run) -> None:
    run(*ISSUE)
    ran = run("verify-report", many.root / "reports/2026Q1", "--root", many.folder / "js")
    assert (ran.code, "holds the report of a federation" in ran.err) == (2, True)
    single = ("report", "--root", many.folder / "js", *SPRING, "--issue", "--format", "md")
    assert run(*single).code == 0
    ran = run("verify-report", many.folder / "js/reports/2026Q1", "--root", many.root)
    assert (ran.code, "holds the report of a single ledger" in ran.err) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{reason.__class__}", "{reason!r}", "{reason:>9}", "{other}", "{"])
def test_a_reason_in_a_manifest_is_plain_text(text: str, many: Many, run: Run) -> None:
    run(*ISSUE)
    manifest = manifest_of(many.root)
    manifest["federation"]["missing"] = {"zj": {"text": text, "values": {"reason": "x"}}}
    with pytest.raises(ManifestProblem):
        parse_manifest(json.dumps(manifest).encode())


def test_a_manifest_is_written_as_it_is_read(many: Many, run: Run) -> None:
    run(*ISSUE)
    content = (many.root / "reports/2026Q1/manifest.json").read_bytes()
    assert manifest_json(parse_manifest(content)).encode() == content
