"""`talentpilot due`: table, rows, JSON, and a calendar that other programs read."""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from conftest import Ran

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
DAY = ("--as-of", "2026-09-30")


def items(run: Run, *more: object) -> list[dict[str, Any]]:
    found = json.loads(run("due", "--root", ROOT, *DAY, "--format", "json", *more).out)
    schema = json.loads((files("talentpilot") / "_schemas" / "due-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    assert found["summary"]["items"] == sum(found["summary"]["spans"].values())
    return [item | {"owner": owner["id"]} for owner in found["owners"] for item in owner["items"]]


def test_the_table_goes_by_owner_and_begins_with_what_is_late(run: Run) -> None:
    ran = run("due", "--root", ROOT, *DAY, "--owner", "qc-hrss")
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines() if "yx-" in line]
    assert lines[0][:5] == ["overdue", "-153", "2026-04-30", "milestone", "yx-education-01/M3"]
    assert [int(line[line.index("days") + 1]) for line in lines[1:]] == [15, 15, 31]
    assert "Qingcen HRSS Bureau" in ran.out
    assert "qc-hrss" not in ran.out
    assert lines[1][-5:] == ["AI", "tutors", "in", "continuing", "education"]
    assert "4 due: 1 overdue, 2 within 30 days, 1 within 60 days; 12 of 12 pilots" in ran.out


def test_within_and_filters_narrow(run: Run) -> None:
    every = items(run)
    soon = items(run, "--within", "0")
    assert {(item["pilot"], item["object"]) for item in soon} < {(item["pilot"], item["object"]) for item in every}
    for days in (0, 15, 60):
        assert all(item["days"] <= days for item in items(run, "--within", days))
    assert {item["pilot"] for item in items(run, "--domain", "titles")} == {
        "yx-titles-01",
        "yx-titles-02",
        "yx-titles-03",
    }


def test_rows_hold_the_same_items(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("due", "--root", ROOT, *DAY, "--format", "csv").out)))
    assert [(row["pilot"], row["object"], row["due"]) for row in rows] == [
        (item["pilot"], item["object"] or "", item["due"]) for item in items(run)
    ]
    markdown = run("due", "--root", ROOT, *DAY, "--format", "markdown").out
    table = [line.split(" | ") for line in markdown.splitlines() if line.startswith("|")]
    assert [line[4] for line in table[2:]] == [row["due"] for row in rows]


def test_the_calendar_is_read_by_a_library_and_holds_every_item(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    assert run("due", "--root", ROOT, *DAY, "--output", file).code == 0
    content = file.read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(content)
    assert not list(calendar.errors)
    events = list(calendar.walk("VEVENT"))
    assert not [problem for event in events for problem in event.errors]
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert [event.decoded("DTSTART").isoformat() for event in events] == [item["due"] for item in items(run)]
    assert all(isinstance(event.decoded("DTSTART"), date) for event in events)


def test_the_calendar_speaks_chinese_and_keeps_its_characters_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    out = run("due", "--root", ROOT, *DAY, "--format", "ics").out.replace("\n", "\r\n").replace("\r\r\n", "\r\n")
    assert all(len(line.encode()) <= 75 for line in out.split("\r\n"))
    said = [str(event["SUMMARY"]) for event in Calendar.from_ical(out).walk("VEVENT")]
    assert any(text.startswith("逾期：yx-titles-02/M4") and "评审" in text for text in said)


def test_an_event_keeps_its_uid_when_its_day_moves(run: Run, sound: Path) -> None:
    def uids() -> dict[str, date]:
        out = run("due", "--root", sound, "--as-of", "2026-03-31", "--within", 365, "--format", "ics").out
        return {str(item["UID"]): item.decoded("DTSTART") for item in Calendar.from_ical(out).walk("VEVENT")}

    before = uids()
    file = sound / "pilots" / "yx-titles-01" / "milestones.yaml"
    text = file.read_text(encoding="utf-8")
    assert "due: 2026-06-30" in text
    file.write_text(text.replace("due: 2026-06-30", "due: 2026-07-31"), encoding="utf-8")
    after = uids()
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == ["milestone-yx-titles-01-M4@yx-2025.talentpilot"]


def test_without_the_library_the_extra_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    ran = run("due", "--root", ROOT, *DAY, "--format", "ics")
    assert ran.code == 2
    assert "talentpilot[calendar]" in ran.err
    assert run("due", "--root", ROOT, *DAY).code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--owner", "qc-hrs"), "did you mean"), (("--output", "x.docx"), ".ics"), (("--light", "blue"), "green")],
)
def test_a_wrong_option_says_what_is_right(run: Run, options: tuple[str, ...], words: str) -> None:
    ran = run("due", "--root", ROOT, *DAY, *options)
    assert ran.code == 2
    assert words in ran.err


def test_nothing_due_is_said(run: Run, golden_root: Path) -> None:
    ran = run("due", "--root", golden_root, "--as-of", "2025-07-10", "--within", 0)
    assert ran.code == 0
    assert "nothing due; 1 of 1 pilots" in ran.out
