"""Everything but history works where there is no repository, and where there is no git at all."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from repository import Repository, clone, new_repository

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")
PILOT = "yx-titles-01"

ANSWERS: tuple[tuple[str, ...], ...] = (
    ("validate",),
    ("status",),
    ("status", PILOT, "--format", "json"),
    ("explain", f"{PILOT}/I1"),
    ("due",),
    ("due", "--format", "ics"),
    ("diff", "--since", "2025-12-31"),
    ("evaluate", PILOT),
    ("report", "--period", "2026Q1", "--issued", "2026-04-20", "--format", "md", "--output", "OUT"),
    ("record", "done", f"{PILOT}/M4", "--evidence", "E4"),
    ("adjust", PILOT, "M5/due", "2026-11-30", "--reason", "r", "--document", "1号"),
    ("decide", PILOT, "A2", "rejected"),
    ("seal", PILOT),
    ("fmt", "--check"),
)
HISTORY: tuple[tuple[str, ...], ...] = (
    ("status", "--rev", "HEAD"),
    ("diff",),
    ("diff", "v1..v2"),
    ("validate", "--base", "HEAD"),
    ("due", "--rev", "HEAD"),
)


@pytest.fixture(params=["no repository", "no git"])
def alone(request: pytest.FixtureRequest, sound: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger outside any repository; once with git on the machine, once without."""
    if request.param == "no git":
        monkeypatch.setenv("PATH", str(sound / "nothing"))
    return sound


@pytest.mark.parametrize("command", ANSWERS, ids=" ".join)
def test_what_needs_no_history_answers(run: Run, alone: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    words = [str(tmp_path / "out") if word == "OUT" else word for word in command]
    ran = run(*words, "--root", alone, *DAY)
    assert ran.code == 0, ran.err
    assert "git" not in ran.err


@pytest.mark.parametrize("command", HISTORY, ids=" ".join)
def test_what_needs_history_says_what_is_missing(run: Run, alone: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "--root", alone, *DAY)
    assert (ran.code, ran.out) == (4, "")
    assert "\n  help: " in ran.err
    assert "not in a git repository" in ran.err or "git is not installed" in ran.err


def test_a_refused_repository_is_said_and_nothing_is_issued(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_repository(sound).commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    period = ("report", "--period", "2026Q1", "--issued", "2026-04-20", "--format", "md", "--root", sound)
    issued = run(*period, "--issue")
    assert issued.code == 4
    assert "git config --global --add safe.directory" in issued.err
    assert not (sound / "reports").exists()
    draft = run(*period, "--output", tmp_path / "out")
    assert draft.code == 0
    assert "git config --global --add safe.directory" in draft.err
    (page,) = (tmp_path / "out").glob("*.md")
    assert "not under version control" not in page.read_text("utf-8")
    assert "未纳入版本管理" not in page.read_text("utf-8")
    figures = run("status", "--format", "json", "--root", sound)
    assert figures.code == 0
    assert "safe.directory" in figures.err


@pytest.mark.parametrize("command", ["status", f"explain {PILOT}"])
def test_an_unknown_revision_is_said_in_the_language_of_the_command(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    new_repository(sound).commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    ran = run(*command.split(), "--format", "json", "--root", sound, *DAY, "--lang", "zh")
    assert ran.code == 0
    assert ran.err.startswith("talentpilot: 台账版本不明：")
    assert "not known" not in ran.err
    assert "help:" not in ran.err


def test_a_missing_git_is_said_where_a_repository_is(run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_repository(sound).commit()
    monkeypatch.setenv("PATH", str(sound / "nothing"))
    ran = run("status", "--format", "json", "--root", sound, *DAY)
    assert ran.code == 0
    assert "git is not installed" in ran.err


def test_a_pilot_that_is_not_checked_out_is_not_gone(run: Run, sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound / "pilots" / PILOT, sound / "pilots" / "yx-titles-02")
    new_repository(sound).commit()
    there = clone(Repository(sound), tmp_path / "sparse")
    there.git("sparse-checkout", "set", "--no-cone", "/*", "!/pilots/yx-titles-02/")
    ran = run("validate", "--base", "HEAD", "--format", "brief", "--root", there.root, *DAY)
    assert "C01" not in ran.out
    assert "yx-titles-02 is not checked out here" in ran.out + ran.err
    ran = run("diff", "HEAD", "--root", there.root, *DAY)
    assert "not checked out here: yx-titles-02" in ran.out
    assert "removed" not in ran.out
