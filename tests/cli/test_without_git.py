"""Everything but history works where there is no repository, and where there is no git at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

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
