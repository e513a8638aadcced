"""A report is in time on its due day and missing from the day after: every command says so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

Run = Callable[..., Ran]
PILOT = "yx-titles-01"
PERIOD = "2026Q1"


@pytest.mark.parametrize(("day", "missing"), [("2026-04-15", False), ("2026-04-16", True)])
def test_every_command_says_the_same(run: Run, sound: Path, tmp_path: Path, day: str, missing: bool) -> None:
    common = ("--root", sound, "--as-of", day)
    assert (f"report {PERIOD}" in run("validate", *common, "--select", "U01").out) is missing

    status = json.loads(run("status", *common, PILOT, "--format", "json").out)
    assert (PERIOD in status["pilots"][0]["reporting"]["missing"]) is missing

    due = json.loads(run("due", *common, "--format", "json").out)
    (report,) = [item for owner in due["owners"] for item in owner["items"] if item["object"] == PERIOD]
    assert report["days"] == (-1 if missing else 0)

    assert (f"{PERIOD}: missing" in run("explain", *common, PILOT).out) is missing

    made = run("report", *common, "--period", PERIOD, "--issued", day, "--format", "json,md", "-o", tmp_path / "out")
    assert made.code == 0
    reports = json.loads((tmp_path / "out" / f"{PERIOD}.json").read_text(encoding="utf-8"))["summary"]["reports"]
    assert [one["period"] for one in reports["missing"]] == [PERIOD]
    assert reports["open"] is not missing
