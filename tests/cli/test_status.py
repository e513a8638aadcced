"""`talentpilot status`: table, JSON, rows, filters, and a ledger with mistakes."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from report.test_machine import published

Run = Callable[..., Ran]


def document(run: Run, root: Path, *more: str) -> dict[str, object]:
    ran = run("status", "--root", root, "--as-of", "2026-03-31", "--format", "json", *more)
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def test_the_status_of_one_pilot_is_its_whole_file(run: Run) -> None:
    at = ("--root", Path(__file__).parents[2], "--as-of", "2026-09-30")
    found = json.loads(run("status", "yx-titles-01", *at, "--format", "json").out)
    published("status-1").validate(found)
    file = found["pilots"][0]["file"]
    assert [one["id"] for one in file["filings"]] == ["A1", "A2", "A3"]
    assert file["filings"][0]["authority"] == "yx-hrss"
    assert [one["period"] for one in file["reports"]] == ["2025Q3", "2025Q4", "2026Q1", "2026Q2"]
    assert (file["adoptions"], file["incentives"][0]["amount"]) == ([], 300000)
    assert file["evidence"][0]["verified_by"] == "yx-hrss"
    assert "file" not in json.loads(run("status", *at, "--format", "json").out)["pilots"][0]
    text = run("status", "yx-titles-01", *at).out
    for words in (
        "Filings",
        "M3 due 2026-02-28",
        "Reports of the unit",
        "Provincial digital review project",
        "Evidence",
    ):
        assert words in text
    assert "Adoptions of practices" not in text, "no head of an empty table"


def test_the_file_has_the_settled_and_the_reopened_bottlenecks_with_their_dates(run: Run) -> None:
    at = ("--root", Path(__file__).parents[2], "--as-of", "2026-09-30")
    told: dict[tuple[str, str, str | None], dict[str, object]] = {}
    for pilot in ("yx-education-02", "yx-experts-01"):
        (found,) = json.loads(run("status", pilot, *at, "--format", "json").out)["pilots"]
        told |= {(pilot, one["id"], one["reopened_on"]): one for one in found["file"]["bottlenecks"]}
    first, again = (told["yx-education-02", "B1", day] for day in (None, "2026-03-09"))
    assert (first["raised"], first["resolved"], again["resolved"]) == ("2025-10-14", "2025-12-26", "2026-05-12")
    settled = told["yx-experts-01", "B1", None]
    assert (settled["accepted"], settled["accepted_by"], settled["open_days"]) == ("2025-12-16", "yx-hrss", None)
    assert told["yx-education-02", "B2", None]["open_days"] == 159
    text = run("status", "yx-education-02", *at).out
    assert all(day in text for day in ("2025-10-14", "2025-12-26", "2026-03-09", "2026-05-12"))
    early = run("status", "yx-education-02", *at[:2], "--as-of", "2026-03-31").out
    assert "2026-03-09" in early
    assert "2026-05-12" not in early, "resolved after the day"


def test_the_document_has_the_agreed_shape(run: Run, golden_root: Path) -> None:
    found = document(run, golden_root)
    assert list(found) == [
        "schema", "as_of", "revision", "inputs", "version", "summary", "pilots", "ready_for_evaluation", "to_decide",
        "restated", "unreadable",
    ]  # fmt: skip
    assert found["schema"] == "talentpilot/status/1"
    assert found["summary"] == {
        "pilots": 1,
        "lights": {"green": 0, "amber": 1, "red": 0, "grey": 0, "none": 0},
        "maturity": {"M2": 1},
        "status": {"active": 1},
    }
    pilots = found["pilots"]
    assert isinstance(pilots, list)
    pilot = pilots[0]
    assert pilot["reasons"] == ["results:I4/IND3", "issues:B1"]
    assert pilot["schedule"] == {
        "light": "green", "reasons": [], "completion": 30, "planned": 30, "planned_original": 60, "gap": 0,
    }  # fmt: skip
    assert pilot["issues"]["open"] == [{"id": "B1", "severity": "major", "age_days": 162}]
    assert pilot["reporting"] == {
        "light": "green", "reasons": [], "expected": ["2025Q3", "2025Q4"], "missing": [], "late": [],
    }  # fmt: skip
    assert pilot["milestones"][2] == {
        "id": "M3", "state": "due_soon", "due": "2026-04-30", "due_original": "2026-02-28", "done": None,
        "forecast": "2026-04-28", "late_days": None, "slip_days": 61, "weight": 3, "owner": "nj-hrss",
    }  # fmt: skip
    first = pilot["indicators"][0]
    assert (first["progress"], first["expected"], first["met"], first["stale"]) == (41 / 90, 274 / 730, False, False)


def test_the_inputs_digest_moves_with_the_files_and_not_with_line_ends(run: Run, sound: Path) -> None:
    before = document(run, sound)["inputs"]
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert document(run, sound)["inputs"] == before
    file.write_bytes(file.read_bytes() + b"# a remark\n")
    assert document(run, sound)["inputs"] != before


def test_the_revision_is_the_commit_or_null(run: Run, sound: Path) -> None:
    assert document(run, sound)["revision"] is None
    git = ["git", "-C", str(sound), "-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "books"]):
        subprocess.run([*git, *command], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert document(run, sound)["revision"] == head
    (sound / "catalogue.yaml").write_bytes((sound / "catalogue.yaml").read_bytes() + b"# changed\n")
    assert document(run, sound)["revision"] == f"{head}-dirty"


@pytest.mark.parametrize(
    ("options", "pilots"),
    [
        ((), 1),
        (("--domain", "titles"), 1),
        (("--region", "990000"), 1),
        (("--region", "990100"), 0),
        (("--lead", "yx-hrss"), 1),
        (("--light", "amber"), 0),
        (("--light", "green"), 1),
        (("--view", "domain:titles"), 1),
        (("--view", "pilot:yx-titles-01"), 1),
        (("--domain", "nowhere"), 0),
    ],
)
def test_filters_narrow_and_nothing_left_is_exit_3(
    run: Run, sound: Path, options: tuple[str, ...], pilots: int
) -> None:
    ran = run("status", "--root", sound, "--as-of", "2025-12-31", *options)
    assert ran.code == (0 if pilots else 3)


@pytest.mark.parametrize(
    ("options", "word"),
    [(("--light", "blue"), "green"), (("--view", "town:x"), "domain:ID"), (("--as-of", "31.3.2026"), "YYYY-MM-DD"),
     (("--output", "x.docx"), ".json")],
)  # fmt: skip
def test_a_wrong_option_says_what_is_right(run: Run, sound: Path, options: tuple[str, ...], word: str) -> None:
    ran = run("status", "--root", sound, *options)
    assert ran.code == 2
    assert word in ran.err


def test_the_table_shows_shape_and_word_beside_colour(run: Run, golden_root: Path) -> None:
    ran = run("status", "--root", golden_root, "--as-of", "2026-03-31")
    assert "▲ behind" in ran.out
    assert "\x1b[" not in ran.out
    assert "1 of 1 pilots: ● 0 on track · ▲ 1 behind · ■ 0 off track · ○ 0 not rated" in ran.out
    assert "\x1b[" in run("status", "--root", golden_root, "--as-of", "2026-03-31", "--color", "always").out


def test_reports_missing_one_after_the_other_are_one_reason_for_people(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("--root", sound, "--as-of", "2027-02-01")
    codes = ["reporting:2026Q1", "reporting:2026Q2", "reporting:2026Q3", "reporting:2026Q4"]
    assert set(codes) <= set(json.loads(run("status", *asked, "--format", "json").out)["pilots"][0]["reasons"])
    for command in (("status",), ("status", "yx-titles-01"), ("explain", "yx-titles-01")):
        said = run(*command, *asked).out
        assert "reporting:2026Q1–2026Q4" in said, command
        assert "reporting:2026Q3" not in said, command
    run("report", "--period", "2026Q4", *asked, "--lang", "en", "--format", "md", "--output", "r.md")
    assert "4 reports missing, Q1 2026 to Q4 2026" in Path("r.md").read_text("utf-8").partition("Data notes")[0]
    run("export", "csv", *asked, "--table", "pilots", "--output", "tables")
    assert "缺 4 份报告，2026Q1 至 2026Q4" in Path("tables/pilots.csv").read_text("utf-8")


def test_one_pilot_in_full_shows_original_and_present_dates(run: Run, golden_root: Path) -> None:
    out = run("status", "yx-titles-01", "--root", golden_root, "--as-of", "2026-05-31").out
    row = next(line for line in out.splitlines() if line.strip().startswith("M3"))
    assert re.split(r" {2,}", row)[-7:] == [
        "2026-04-30", "2026-02-28", "–", "2026-04-28", "31", "61", "Nanjiao HRSS Bureau",
    ]  # fmt: skip


def test_observed_values_have_one_decimal_unless_that_hides_a_difference(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "outcomes.yaml"
    text = file.read_text(encoding="utf-8")
    day = ("--as-of", "2026-03-31")
    for value, shown in (("41.349", "41.3"), ("89.96", "89.96")):
        file.write_text(text.replace("value: 41", f"value: {value}"), encoding="utf-8")
        assert re.search(rf" {shown} +2026-03-31", run("status", "yx-titles-01", "--root", sound, *day).out)
        asked = ("report", "--root", sound, "--period", "2026Q1", "--view", "pilot:yx-titles-01", *day)
        assert run(*asked, "--format", "md", "--output", tmp_path / value).code == 0
        (report,) = (tmp_path / value).glob("*.md")
        assert re.search(rf"\| {shown}<br>2026-03-31 \|", report.read_text(encoding="utf-8"))


def test_csv_gives_a_spreadsheet_nothing_to_run(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("en: Integrity records in title review", "en: '=1+1'"), encoding="utf-8")
    output = tmp_path / "status.csv"
    assert run("status", "--root", sound, "--as-of", "2026-03-31", "--output", output).code == 0
    rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    assert rows[0]["title_en"] == "'=1+1"
    assert rows[0]["completion"] == "27.3"
    assert rows[0]["gap"] == "0.0"


def test_markdown_prints_a_hostile_title_as_itself(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("en: Integrity records in title review", "en: 'a | <b>'"), encoding="utf-8")
    out = run("status", "--root", sound, "--as-of", "2026-03-31", "--format", "markdown").out
    assert r"a \| &lt;b&gt;" in out


def test_what_cannot_be_read_is_named_and_never_guessed(run: Run, sound: Path) -> None:
    file = sound / "pilots" / "yx-titles-01" / "outcomes.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 41", "value: 41%"), encoding="utf-8")
    ran = run("status", "--root", sound, "--as-of", "2026-03-31", "--format", "json")
    found = json.loads(ran.out)
    assert ran.code == 1
    assert found["pilots"][0]["indicators"][0]["actual"] == 22
    assert found["unreadable"] == [
        {"path": "pilots/yx-titles-01/outcomes.yaml", "rule": "I06", "object": "yx-titles-01/I1"}
    ]
    assert "talentpilot validate" in ran.err


def test_a_pilot_that_cannot_be_read_is_left_out_and_named(run: Run, sound: Path) -> None:
    (sound / "pilots" / "yx-titles-02").mkdir()
    ran = run("status", "--root", sound, "--as-of", "2026-03-31")
    assert ran.code == 1
    assert "1 of 2 pilots" in ran.out
    assert "pilots/yx-titles-02/pilot.yaml" in ran.err


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_pipe_gets_utf8_whatever_the_locale_says(golden_root: Path, encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "talentpilot", "status", "--root", str(golden_root), "--format", "json"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert json.loads(done.stdout.decode("utf-8"))["pilots"][0]["title"]["zh"] == "工程系列职称评审诚信档案试点"


def test_a_reader_that_leaves_is_no_finding(sound: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "talentpilot", "status", "--root", str(sound), "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait() in (141, -13)
    assert error == b""


@pytest.mark.parametrize("command", [("status",), ("due",), ("evaluate",), ("templates", "list")], ids=" ".join)
def test_csv_for_chinese_readers_begins_with_a_byte_order_mark(
    run: Run, golden_root: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A Chinese Excel takes a CSV file without one for GB18030."""
    call = (*command, "--root", golden_root, "--as-of", "2026-06-30")
    english = run(*call, "--format", "csv", "--lang", "en").out
    assert not english.startswith("\ufeff")
    assert run(*call, "--format", "csv", "--lang", "zh").out == f"\ufeff{english}"
    run(*call, "--lang", "zh", "--output", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not run(*call, "--format", "json", "--lang", "zh").out.startswith("\ufeff")
