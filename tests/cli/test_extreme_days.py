"""The ends of the calendar: no command fails on the first or the last day there is, or looks further than it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
DAYS = ("0001-01-01", "0001-03-31", "9999-10-01", "9999-12-31")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("status", "yx-titles-01"),
    ("validate", "-q"),
    ("due",),
    ("due", "--within", "99999999999", "--format", "ics"),
    ("explain", "yx-titles-01"),
    ("explain", "yx-titles-01/I1"),
    ("evaluate", "--all"),
)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_answers_on_any_day(run: Callable[..., Ran], command: tuple[str, ...], day: str) -> None:
    ran = run(*command, "--root", ROOT, "--as-of", day)
    assert ran.code in (0, 1, 3), ran.err
    assert "a bug" not in ran.err


@pytest.mark.parametrize(("day", "period"), [("0001-01-01", "0001Q1"), ("9999-12-31", "9999"), ("0001-01-02", None)])
def test_a_report_is_made_on_any_day(run: Callable[..., Ran], tmp_path: Path, day: str, period: str | None) -> None:
    named = () if period is None else ("--period", period)
    ran = run("report", *named, "--root", ROOT, "--as-of", day, "--format", "md", "--output", tmp_path)
    assert ran.code in (0, 1), ran.err
    assert list(tmp_path.glob("*.md"))


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31"])
def test_diff_compares_with_any_day(run: Callable[..., Ran], since: str) -> None:
    ran = run("diff", "--root", ROOT, "--as-of", "9999-12-31", "--since", since)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_every_day_that_a_file_holds_may_be_the_first_or_the_last(
    run: Callable[..., Ran], sound: Path, day: str
) -> None:
    tried = 0
    for file in (*sorted((sound / "pilots").rglob("*.yaml")), sound / "programme.yaml"):
        text = file.read_text("utf-8")
        for found in DATE.finditer(text):
            file.write_text(f"{text[: found.start()]}{day}{text[found.end() :]}", "utf-8")
            for command in (("validate", "-q"), ("status",), ("due",)):
                ran = run(*command, "--root", sound, "--as-of", "2026-03-31")
                place = f"{file.name}, line {text.count(chr(10), 0, found.start()) + 1}"
                assert ran.code in (0, 1), (place, ran.err)
                assert "a bug" not in ran.err, (place, ran.err)
            tried += 1
        file.write_text(text, "utf-8")
    assert tried > 50
