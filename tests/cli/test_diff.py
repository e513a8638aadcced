"""`talentpilot diff`: two revisions or two days, in sub-folders, worktrees and shallow clones."""

import json
import re
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")
HOME = "pilots/yx-titles-01"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.invalid", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def edit(root: Path, name: str, before: str, after: str) -> None:
    file = root / HOME / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture
def kept(sound: Path) -> Path:
    """The sound ledger in a repository of its own, with one commit, then one in which a target moved unfiled."""
    git(sound, "init", "-q", "-b", "main")
    git(sound, "add", "-A")
    git(sound, "commit", "-qm", "books")
    git(sound, "tag", "v1")
    edit(sound, "outcomes.yaml", "target: {value: 90", "target: {value: 80")
    edit(sound, "outcomes.yaml", "value: 41", "value: 43")
    git(sound, "commit", "-qam", "moved")
    return sound


def document(run: Run, *arguments: object) -> dict[str, Any]:
    found = json.loads(run("diff", *arguments, "--format", "json").out)
    assert isinstance(found, dict)
    schema = json.loads((files("talentpilot") / "_schemas" / "diff-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(found)
    return found


def test_two_revisions_say_what_was_compared_and_what_no_filing_accounts_for(run: Run, kept: Path) -> None:
    ran = run("diff", "v1..HEAD", "--root", kept, *DAY)
    assert ran.code == 0
    first = ran.out.splitlines()[0]
    assert re.fullmatch(
        r"Compared: [0-9a-f]{7} \(v1\) and [0-9a-f]{7} \(HEAD\), both as of 2026-03-31; 1 and 1 pilots", first
    )
    assert "I1 target value 90 -> 80, WITHOUT A FILING" in ran.out
    assert "I1 restated 2026-03-31: 41 -> 43" in ran.out
    assert "2 changes in 1 pilot; 1 of the plan without a filing" in ran.out


def test_the_document_and_markdown_tell_the_same(run: Run, kept: Path) -> None:
    found = document(run, "v1..", "--root", kept, *DAY)
    assert found["summary"] == {"changes": 2, "pilots": 1, "unfiled": 1}
    assert found["then"]["revision"] == git(kept, "rev-parse", "v1")
    assert found["changes"][0] | {"title": None} == {
        "kind": "target", "pilot": "yx-titles-01", "object": "I1", "field": "target/value", "before": 90, "after": 80,
        "days": None, "filings": [], "unfiled": True, "title": None, "note": None,
        "text": "I1 target value 90 -> 80, WITHOUT A FILING",
    }  # fmt: skip
    markdown = run("diff", "v1..", "--root", kept, *DAY, "--format", "markdown").out
    assert "### yx-titles-01" in markdown
    assert markdown.count("\n- ") == 2


def test_one_revision_or_none_compares_with_the_files_as_they_stand(run: Run, kept: Path) -> None:
    assert "No change" in run("diff", "--root", kept, *DAY).out
    edit(kept, "milestones.yaml", "done: 2025-08-26", "done: 2025-08-27")
    out = run("diff", "--root", kept, *DAY).out
    assert "(HEAD) and the files as they stand" in out
    assert "M1 restated done: 2025-08-26 -> 2025-08-27" in out
    assert len(document(run, "v1", "--root", kept, *DAY)["changes"]) == 3
    assert len(document(run, "v1..HEAD", "--root", kept, *DAY)["changes"]) == 2


def test_since_a_day_compares_the_present_ledger_at_two_days(run: Run, golden_root: Path) -> None:
    ran = run("diff", "--since", "2025-12-31", "--root", golden_root, *DAY)
    assert ran.code == 0
    assert ran.out.startswith("Compared: the files as they stand on 2025-12-31 and on 2026-03-31; 1 and 1 pilots")
    assert "M3 due 2026-02-28 -> 2026-04-30, 61 days later, by A1" in ran.out


def test_since_a_period_means_its_last_day(run: Run, golden_root: Path) -> None:
    of_a_day = run("diff", "--since", "2025-12-31", "--root", golden_root, *DAY)
    of_a_period = run("diff", "--since", "2025Q4", "--root", golden_root, *DAY)
    assert (of_a_period.code, of_a_period.out) == (0, of_a_day.out)
    assert "is after" in run("diff", "--since", "2026Q2", "--root", golden_root, *DAY).err


def test_an_issued_report_is_compared_with_the_present_ledger(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    when = ("--period", "2025Q4", "--as-of", "2025-12-31", "--issued", "2026-01-20")
    assert run("report", "--root", kept, *when, "--format", "md", "--issue").code == 0
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "issued")
    edit(kept, "milestones.yaml", "done: 2025-08-26", "done: 2025-08-27")
    ran = run("diff", "reports/2025Q4", "--root", kept, *DAY)
    head = "Compared: reports/2025Q4 as of 2025-12-31 and the files as they stand as of 2026-03-31; 1 and 1 pilots"
    assert ran.out.splitlines()[0] == head
    assert "M1 restated done: 2025-08-26 -> 2025-08-27" in ran.out
    found = document(run, "reports/2025Q4", "--root", kept, *DAY)
    assert (found["then"]["name"], found["then"]["as_of"]) == ("reports/2025Q4", "2025-12-31")
    monkeypatch.chdir(kept / "reports")
    assert run("diff", "2025Q4", *DAY).out == ran.out
    assert "later than 2025-11-30" in run("diff", "reports/2025Q4", "--root", kept, "--as-of", "2025-11-30").err


def test_an_issued_report_whose_ledger_is_gone_is_not_compared(run: Run, kept: Path, tmp_path: Path) -> None:
    when = ("--period", "2025Q4", "--as-of", "2025-12-31", "--issued", "2026-01-20")
    assert run("report", "--root", kept, *when, "--format", "md", "--issue").code == 0
    edit(kept, "milestones.yaml", "done: 2025-08-26", "done: 2025-08-27")
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "issued")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", kept.as_uri(), str(clone))
    ran = run("diff", "reports/2025Q4", "--root", clone, *DAY)
    assert (ran.code, ran.out) == (4, "")
    assert "the ledger that 2025Q4 was made from is neither in the files nor in any commit" in ran.err


def test_a_ledger_in_a_sub_folder_and_a_worktree(run: Run, sound: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    root = repository / "books" / "ledger"
    root.parent.mkdir()
    sound.rename(root)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "books")
    edit(root, "outcomes.yaml", "value: 41", "value: 43")
    assert "41 -> 43" in run("diff", "--root", root, *DAY).out
    git(repository, "commit", "-qam", "restated")
    git(repository, "worktree", "add", "-q", str(tmp_path / "tree"), "HEAD~1")
    there = tmp_path / "tree" / "books" / "ledger"
    assert "43 -> 41" in run("diff", "main", "--root", there, *DAY).out


@pytest.mark.parametrize("span", ["v1..HEAD", "HEAD~1..HEAD"])
def test_a_shallow_clone_that_lacks_the_revision_is_no_empty_diff(
    run: Run, kept: Path, tmp_path: Path, span: str
) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", kept.as_uri(), str(clone))
    ran = run("diff", span, "--root", clone, *DAY)
    assert ran.code == 4
    assert ran.out == ""
    assert "shallow" in ran.err


def test_thresholds_that_differ_are_named_since_each_side_is_rated_by_its_own(run: Run, kept: Path) -> None:
    file = kept / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "rules: {thresholds: {amber_gap_pp: 5}}\n", encoding="utf-8")
    assert "\nprogramme.yaml\n  rules/thresholds/amber_gap_pp 10 → 5\n" in run("diff", "--root", kept, *DAY).out


def test_every_setting_on_which_findings_or_figures_rest_is_told(run: Run, kept: Path) -> None:
    """A rule switched off, a waiver or an easier procedure changes no pilot, and what is said of all of them."""
    file = kept / "programme.yaml"
    added = """opened: 2026-01-01
rules: {acceptance: [critical], procedures: {change_target: filing}, severity: {P12: off}}
evaluation: {weights: {results: 25, delivery: 50}, thresholds: {continue: {P: 40}}, min_reviewers: 1}
waivers: [{rule: M08, object: yx-titles-01, reason: Agreed, by: yx-hrss, until: 2026-12-31}]
"""
    file.write_text(file.read_text(encoding="utf-8") + added, encoding="utf-8")
    said = run("diff", "--root", kept, *DAY).out
    assert said.split("\n\n")[1].splitlines() == [
        "programme.yaml",
        "  evaluation/min_reviewers 2 → 1",
        "  evaluation/thresholds/continue/P – → 40",
        "  evaluation/weights/delivery 25 → 50",
        "  evaluation/weights/results 50 → 25",
        "  opened – → 2026-01-01",
        "  rules/acceptance – → critical",
        "  rules/procedures/change_target – → filing",
        "  rules/severity/P12 – → off",
        "  waivers/M08 yx-titles-01 – → 2026-12-31",
    ]


def test_a_pilot_added_removed_and_renamed(run: Run, kept: Path) -> None:
    git(kept, "mv", HOME, "pilots/yx-titles-09")
    file = kept / "pilots" / "yx-titles-09" / "pilot.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: yx-titles-01", "id: yx-titles-09"), encoding="utf-8")
    assert "renamed, was yx-titles-01" in run("diff", "--root", kept, *DAY).out


def test_what_cannot_be_read_on_one_side_is_named_and_not_called_removed(run: Run, kept: Path) -> None:
    (kept / HOME / "outcomes.yaml").write_text("a: [", encoding="utf-8")
    ran = run("diff", "--root", kept, *DAY)
    assert ran.code == 1
    assert "not compared, since unreadable: yx-titles-01" in ran.out
    assert "removed" not in ran.out
    git(kept, "commit", "-qam", "broken")
    git(kept, "checkout", "-q", "v1", "--", ".")
    ran = run("diff", "--root", kept, *DAY)
    assert re.search(r"outcomes.yaml at [0-9a-f]{7} \(HEAD\)", ran.err)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("v1..HEAD", "--since", "2026-01-01"), 2, "contradict"),
        (("v1...HEAD",), 2, "two"),
        (("--since", "2026-04-01"), 2, "is after"),
        (("--since", "1.1.2026"), 2, "YYYY-MM-DD"),
        (("nowhere..HEAD",), 4, "nowhere"),
        (("2025Q4",), 2, "diff --since 2025Q4"),
        (("2025-12-31",), 2, "diff --since 2025-12-31"),
        (("2025Q4..HEAD",), 4, "2025Q4"),
        (("v1..HEAD", "--rev", "v1"), 2, "contradict"),
        (("--rev", "v1"), 2, "one side"),
    ],
)
def test_what_makes_no_sense_is_told(run: Run, kept: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run("diff", *arguments, "--root", kept, *DAY)
    assert ran.code == code
    assert words in ran.err


def test_outside_a_repository_days_can_be_compared_and_revisions_not(run: Run, golden_root: Path, sound: Path) -> None:
    assert run("diff", "--since", "2025-12-31", "--root", sound, *DAY).code == 0
    ran = run("diff", "--root", sound, *DAY)
    assert ran.code == 4
    assert "git" in ran.err


def test_filters_narrow_to_the_pilots_meant_on_either_side(run: Run) -> None:
    root = Path(__file__).parents[2]
    asked = ("diff", "--since", "2026-06-30", "--root", root, "--as-of", "2026-09-30", "--format", "json")

    def pilots(*more: str) -> set[str]:
        return {item["pilot"] for item in json.loads(run(*asked, *more).out)["changes"]}

    every = pilots()
    assert pilots("--domain", "titles") == {name for name in every if name.startswith("yx-titles-")}
    assert pilots("--view", "pilot:yx-titles-01") == {"yx-titles-01"}
    assert pilots("--lead", "qc-hrss") | pilots("--region", "990300") <= every
    moved = json.loads(run(*asked, "--light", "green").out)["changes"]
    lights = [item for item in moved if item["kind"] == "light" and item["object"] is None]
    assert all("green" in (item["before"], item["after"]) for item in lights)
    assert not [item for item in moved if item["kind"] in ("added", "removed")]
    assert run(*asked, "--domain", "titels").code == 3
    assert run(*asked, "--light", "blue").code == 2


def test_a_renamed_pilot_is_found_by_its_present_name(run: Run, kept: Path) -> None:
    git(kept, "mv", HOME, "pilots/yx-titles-09")
    file = kept / "pilots" / "yx-titles-09" / "pilot.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("id: yx-titles-01", "id: yx-titles-09"), encoding="utf-8")
    out = run("diff", "--root", kept, *DAY, "--view", "pilot:yx-titles-09").out
    assert "renamed, was yx-titles-01" in out
    assert "removed" not in out


def test_what_was_recorded_corrected_or_taken_away_beside_the_plan_is_told(run: Run, kept: Path) -> None:
    """Support, evidence, forecasts, the days of bottlenecks and reports: each of them is a change."""
    file = kept / "pilots" / "yx-titles-01" / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    edits = (
        ("raised: 2025-10-20", "raised: 2026-01-20"),
        ("submitted: 2025-10-12", "submitted: 2025-10-20"),
        ("amount: 300000", "amount: 30000"),
    )
    for there, typed in edits:
        assert text.count(there) == 1, there
        text = text.replace(there, typed)
    grant = "  - {id: S9, kind: honour, title: Award, grantor: yx-hrss, date: 2026-03-01}\n"
    file.write_text(text.replace("incentives:\n", f"incentives:\n{grant}"), encoding="utf-8")
    said = run("diff", "--root", kept, *DAY).out
    assert "  B1 restated bottleneck raised: 2025-10-20 -> 2026-01-20" in said
    assert "  2025Q3 restated report submitted: 2025-10-12 -> 2025-10-20" in said
    assert "  S1 restated incentive amount: 300000 -> 30000" in said
    assert "  S9 recorded incentive: 2026-03-01  Award" in said
