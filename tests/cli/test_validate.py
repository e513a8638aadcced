"""`talentpilot validate`: outputs, exit codes, nothing written, no traceback whatever the folder holds."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from checking import BRIEF_PATTERN
from conftest import Ran

DAY = "2026-03-31"
PILOT = "pilots/yx-titles-01"
Run = Callable[..., Ran]


def change(root: Path, name: str, old: str, new: str) -> None:
    file = root / PILOT / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_ledger_says_how_much_was_checked(run: Run, sound: Path) -> None:
    ran = run("validate", "--root", sound, "--as-of", DAY)
    assert ran.code == 0
    assert ran.out == (
        "Checked 1 pilot, 7 milestones, 4 indicators, 4 evidence files: 0 errors, 0 warnings (rules 2026.2)\n"
    )
    assert ran.err == ""


def test_rules_that_the_programme_has_switched_off_are_named(run: Run, sound: Path) -> None:
    """What they would say passes in silence: whoever reads that all is well must know."""
    file = sound / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "rules: {severity: {X02: off, P12: off, M08: info}}\n", "utf-8")
    ran = run("validate", "--root", sound, "--as-of", DAY)
    assert ran.out.endswith("(rules 2026.2; off in programme.yaml: P12, X02)\n")


def test_a_finding_shows_place_fact_excerpt_caret_and_help(run: Run, sound: Path) -> None:
    change(sound, "milestones.yaml", "due: 2027-05-31", "due: 2027-09-30")
    ran = run("validate", "--root", sound, "--as-of", DAY)
    assert ran.code == 1
    lines = ran.out.split("\n")
    head = f"{PILOT}/milestones.yaml:9:60: error[M02] due 2027-09-30 is after the end of the term in force, 2027-06-30"
    assert head in lines
    at = lines.index(head)
    excerpt, caret = lines[at + 1], lines[at + 2]
    assert excerpt.startswith("   9 |   - {id: M7")
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "2027-09-30"
    assert lines[at + 3].startswith("     = help: ")
    assert "file an extension: kind: extension with path: term/end, to: 2027-09-30" in lines[at + 3]


def test_the_caret_stands_under_the_value_after_chinese_characters(run: Run, sound: Path) -> None:
    change(sound, "milestones.yaml", "title: Cases written up, owner: yx-hrss, due: 2027-05-31",
           "title: 总结材料, owner: yx-hrss, due: 2027-09-30")  # fmt: skip
    lines = run("validate", "--root", sound, "--as-of", DAY).out.split("\n")
    at = next(number for number, line in enumerate(lines) if "error[M02]" in line)
    assert cell_len(lines[at + 1][: lines[at + 1].index("2027-09-30")]) == lines[at + 2].index("^")


def test_all_problems_of_all_files_in_one_run(run: Run, sound: Path) -> None:
    change(sound, "pilot.yaml", "kind: data", "kind: dta")
    change(sound, "milestones.yaml", "due: 2025-11-30", "due: 2025/11/30")
    change(sound, "outcomes.yaml", "value: 112", "value: 112天")
    change(sound, "evaluations/2026-midterm.yaml", "credible: 2", "credible: 5")
    ran = run("validate", "--root", sound, "--as-of", DAY, "--format", "brief")
    found = {
        (m["path"].rsplit("/", 1)[1], m["rule"])
        for m in map(re.compile(BRIEF_PATTERN).match, ran.out.splitlines())
        if m
    }
    assert {
        ("pilot.yaml", "S04"), ("milestones.yaml", "D02"), ("outcomes.yaml", "I06"), ("2026-midterm.yaml", "V01"),
    } <= found  # fmt: skip
    assert len(ran.out.splitlines()) == sum(1 for line in ran.out.splitlines() if re.match(BRIEF_PATTERN, line))


def test_json_is_one_document_with_its_own_version(run: Run, sound: Path) -> None:
    change(sound, "milestones.yaml", "due: 2027-05-31", "due: 2027-09-30")
    document = json.loads(run("validate", "--root", sound, "--as-of", DAY, "--format", "json").out)
    assert document["schema"] == "talentpilot/findings/1"
    assert document["as_of"] == DAY
    assert document["checked"] == {"files": 6, "pilots": 1, "milestones": 7, "indicators": 4, "evidence": 4}
    finding = next(item for item in document["findings"] if item["rule"] == "M02")
    assert finding == {
        "rule": "M02", "name": "due-outside-term", "severity": "error", "path": f"{PILOT}/milestones.yaml", "line": 9,
        "column": 60, "object": "yx-titles-01/M7",
        "message": "due 2027-09-30 is after the end of the term in force, 2027-06-30",
        "help": finding["help"], "waived": False,
    }  # fmt: skip
    assert document["summary"]["error"] == sum(1 for item in document["findings"] if item["severity"] == "error")


def test_github_annotations_by_themselves_in_a_workflow(run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(sound, "milestones.yaml", "due: 2027-05-31", "due: 2027-09-30")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = run("validate", "--root", sound, "--as-of", DAY)
    assert f"::error file={PILOT}/milestones.yaml,line=9,col=60,endColumn=70,title=M02 due-outside-term::" in ran.out


def test_a_programme_may_weigh_a_rule_and_waive_an_object(run: Run, sound: Path) -> None:
    change(sound, "milestones.yaml", "done: 2025-08-26, evidence: [E1]", "done: 2025-08-26")
    programme = sound / "programme.yaml"
    text = programme.read_text(encoding="utf-8")
    assert "warning[M04]" in run("validate", "--root", sound, "--as-of", DAY).out
    programme.write_text(text + "rules: {severity: {M04: error}}\n", encoding="utf-8")
    assert "error[M04]" in run("validate", "--root", sound, "--as-of", DAY).out
    programme.write_text(text + "rules: {severity: {M04: off}}\n", encoding="utf-8")
    assert "[M04]" not in run("validate", "--root", sound, "--as-of", DAY).out
    waiver = "waivers: [{rule: M04, object: yx-titles-01/M1, reason: paper burnt, by: yx-hrss, until: 2026-12-31}]\n"
    programme.write_text(text + waiver, encoding="utf-8")
    ran = run("validate", "--root", sound, "--as-of", DAY)
    assert "[M04]" not in ran.out
    assert "1 waiver" in ran.out


def test_strict_makes_warnings_count_but_not_those_that_days_bring(run: Run, sound: Path) -> None:
    options = ("--root", sound, "--as-of", "2026-09-30")
    plain = run("validate", *options)
    assert (plain.code, "warning[" in plain.out) == (0, True)
    assert run("validate", *options, "--strict").code == 0
    assert run("validate", *options, "--strict", "--clock").code == 1
    change(sound, "milestones.yaml", "done: 2025-08-26, evidence: [E1]", "done: 2025-08-26")
    assert run("validate", *options, "--strict").code == 1
    assert run("validate", *options, "--strict", "--exit-zero").code == 0


def test_nothing_to_check_is_never_all_fine(run: Run, sound: Path) -> None:
    ran = run("validate", "yx-nowhere-01", "--root", sound)
    assert ran.code == 3
    assert "no pilot found: yx-nowhere-01" in ran.err
    for file in sorted((sound / "pilots").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert run("validate", "--root", sound).code == 3
    assert run("validate", "--root", sound, "--allow-empty").code == 0


def test_a_folder_that_is_no_ledger_is_usage(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("validate", "--root", tmp_path).code == 2
    monkeypatch.chdir(tmp_path)
    ran = run("validate")
    assert ran.code == 2
    assert "no programme.yaml" in ran.err
    assert "--root DIR" in ran.err


@pytest.mark.slow
def test_a_broken_pilot_hides_no_other(run: Run, sound: Path) -> None:
    second = sound / "pilots" / "yx-titles-02"
    second.mkdir()
    (second / "pilot.yaml").write_bytes("标题".encode("gb18030"))
    (second / "outcomes.yaml").write_text("[" * 50_000, encoding="utf-8")
    change(sound, "milestones.yaml", "due: 2027-05-31", "due: 2027-09-30")
    ran = run("validate", "--root", sound, "--as-of", DAY, "--format", "brief")
    assert ran.code == 1
    rules = set(re.findall(r"\[([A-Z]\d\d)\]", ran.out))
    assert {"F01", "F03", "F07", "M02"} <= rules


def test_an_unreadable_programme_is_told_and_the_pilots_are_still_read(run: Run, sound: Path) -> None:
    (sound / "programme.yaml").write_text("schema: talentpilot/programme/1\nid: x\nid: y\n", encoding="utf-8")
    change(sound, "milestones.yaml", "due: 2025-11-30", "due: 2025/11/30")
    ran = run("validate", "--root", sound, "--as-of", DAY, "--format", "brief")
    assert ran.code == 1
    assert "programme.yaml:3:1: error[F04]" in ran.out
    assert "[D02]" in ran.out
    assert run("status", "--root", sound, "--as-of", DAY).code == 2


def _digest(root: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        digest.update(f"{file} {file.stat().st_mtime_ns}".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


@pytest.mark.parametrize("command", [("validate",), ("status",), ("status", "yx-titles-01", "--format", "json")])
def test_reading_commands_write_nothing(run: Run, sound: Path, command: tuple[str, ...]) -> None:
    before = _digest(sound)
    run(*command, "--root", sound, "--as-of", DAY)
    assert _digest(sound) == before


@pytest.mark.parametrize("position", ["before", "after"])
def test_shared_options_stand_before_or_after_the_command(run: Run, sound: Path, position: str) -> None:
    shared = ("--root", sound, "--as-of", DAY)
    ran = run(*shared, "validate") if position == "before" else run("validate", *shared)
    assert ran.code == 0


def test_a_bug_is_told_as_a_bug_without_a_traceback(run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("talentpilot.services.validation.request.check_ledger", break_down)
    ran = run("validate", "--root", sound)
    assert ran.code == 70
    assert "Traceback" not in ran.err
    assert "ZeroDivisionError: by hand" in ran.err
    assert "please report" in ran.err
