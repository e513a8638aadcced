"""Small ledgers cut out of two converted data sets: what once came out wrong, and what is right (method 2026.2)."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import TESTS, Ran

Run = Callable[..., Ran]
DATA = TESTS / "realdata"


@pytest.fixture
def answer(run: Run) -> Any:
    """The status of the one pilot of a ledger on a day."""

    def ask(ledger: str, day: str) -> dict[str, Any]:
        ran = run("status", "--format", "json", "--root", DATA / ledger, "--as-of", day)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads(ran.out)["pilots"][0]
        return found

    return ask


@pytest.mark.parametrize(
    ("day", "light", "gap"),
    [("2025-03-30", "green", 0), ("2025-03-31", "green", 0), ("2025-04-01", "amber", 100 / 3),
     ("2025-04-30", "amber", 100 / 3), ("2025-05-01", "red", 100 / 3)],
)  # fmt: skip
def test_a_step_due_today_is_not_behind(answer: Any, day: str, light: str, gap: float) -> None:
    schedule = answer("due-today-is-red", day)["schedule"]
    assert (schedule["light"], round(schedule["gap"], 9)) == (light, round(gap, 9))


@pytest.mark.parametrize(
    ("day", "reasons"), [("2027-01-29", ["IND2"]), ("2027-01-30", ["IND2", "IND8"]), ("2028-12-31", ["IND2"])]
)
def test_a_target_that_was_reached_stays_reached(answer: Any, day: str, reasons: list[str]) -> None:
    indicator = answer("met-but-behind", day)["indicators"][0]
    assert (indicator["light"], indicator["reasons"]) == ("green", reasons)


def test_steps_added_later_do_not_dilute_the_original_plan(answer: Any) -> None:
    schedule = answer("original-plan-of-added-steps", "2025-12-01")["schedule"]
    assert schedule["planned_original"] == 100
    assert round(schedule["planned"], 1) == 66.7


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-11-02", []), ("2026-01-31", ["2025Q4"]), ("2026-04-30", ["2025Q4", "2026Q1"])],
)
def test_no_report_is_owed_for_the_time_before_the_approval(answer: Any, day: str, expected: list[str]) -> None:
    reporting = answer("reports-due-before-approval", day)["reporting"]
    assert reporting["missing"] == expected


def test_getting_worse_is_no_progress(answer: Any, run: Run) -> None:
    indicator = answer("wrong-side-750-percent", "2026-01-15")["indicators"][0]
    assert (indicator["light"], indicator["reasons"]) == ("grey", ["IND6"])
    assert [indicator[name] for name in ("progress", "expected", "gap", "met")] == [None, None, None, False]
    ledger = DATA / "wrong-side-750-percent"
    told = run("explain", "p1/I1", "--root", ledger, "--as-of", "2026-01-15").out
    assert "progress: undefined: the target is on the wrong side of the baseline" in told
    assert "750" not in told


@pytest.fixture
def golden(golden_root: Path, tmp_path: Path) -> Path:
    """A copy of the specification's example."""
    return Path(shutil.copytree(golden_root, tmp_path / "ledger"))


def watched(ledger: Path) -> Path:
    """The ledger with I3 only watched, and I2 published a year later with a baseline of a half-year."""
    file = ledger / "pilots" / "yx-titles-01" / "outcomes.yaml"
    text = file.read_text("utf-8")
    for old, new in (
        ("    target: {value: 300, date: 2027-06-30}\n", ""),
        (
            "    baseline: {value: 120, date: 2025-06-30}",
            "    lag_days: 365\n    baseline: {value: 120, period: 2025H1}",
        ),
    ):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8", newline="\n")
    return ledger


class TestExplanations:
    def test_an_indicator_is_explained_on_the_day_of_its_value(self, run: Run, golden: Path) -> None:
        told = run("explain", "yx-titles-01/I1", "--root", golden, "--as-of", "2026-09-30").out
        assert "expected: 274 of 730 days from 2025-06-30 to 2027-06-30 = 37.5 %, on 2026-03-31, the day of" in told
        assert "gap -8.0 pp < 10 pp; amber because no value is there for the period that ended 2026-06-30" in told

    def test_a_milestone_due_today_is_not_in_the_planned_pace(self, run: Run, golden: Path) -> None:
        told = run("explain", "yx-titles-01", "--root", golden, "--as-of", "2026-06-30").out
        assert "planned: (1 + 2 + 3) / 10 = 60.0 %, due before 2026-06-30" in told
        assert "schedule: ▲ amber (SCH1), 10 pp <= gap 30.0 pp <= 30 pp" in told
        told = run("explain", "yx-titles-01", "--root", golden, "--as-of", "2026-07-01").out
        assert "gap 40.0 pp > 30 pp, and a milestone is overdue by more than 30 days" in told

    def test_a_watched_and_a_lagging_indicator_say_so(self, run: Run, golden: Path) -> None:
        ledger = watched(golden)
        told = run("explain", "yx-titles-01/I3", "--root", ledger, "--as-of", "2026-03-31").out
        assert "light: ○ grey (IND9)" in told
        told = run("explain", "yx-titles-01/I2", "--root", ledger, "--as-of", "2028-06-29").out
        assert "365 days after the target date 2027-06-30 have passed" in told
        assert "baseline: 120 days, of 2025H1, counted at 2025-06-30" in told


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_reports_show_what_is_only_watched(run: Run, golden: Path, tmp_path: Path, language: str) -> None:
    ledger, words = watched(golden), {"zh": "仅监测", "en": "only watched"}[language]
    out = ("--root", ledger, "--output", tmp_path / "out", "--lang", language)
    for command in (("report", "--period", "2026Q1", "--issued", "2026-04-20", "--format", "md"),
                    ("evaluate-report", "yx-titles-01", "--format", "md")):  # fmt: skip
        ran = run(*command, *out)
        assert ran.code == 0, ran.err
    pages = [file.read_text("utf-8") for file in (tmp_path / "out").glob("*.md")]
    assert len(pages) == 2
    assert all(
        any("Review committee members trained" in line and words in line for line in page.split("\n")) for page in pages
    )
