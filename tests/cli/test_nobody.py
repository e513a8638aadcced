"""Where no pilot is the one that was asked for: the word that none answers to is named, and what there is instead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

ROOT = Path(__file__).parents[2]
Run = Callable[..., Ran]

DAY = ("--as-of", "2026-09-30")


@pytest.mark.parametrize("command", ["status", "due"])
@pytest.mark.parametrize(
    ("arguments", "said", "advice"),
    [
        (("--domain", "title"), "--domain title", "did you mean titles?"),
        (("--view", "domain:title"), "--domain title", "did you mean titles?"),
        (("--region", "320000"), "--region 320000", "there are 990"),
        (("--lead", "qqqq"), "--lead qqqq", "there are "),
        (("--domain", "overseas", "--light", "red"), "--domain overseas --light red", "leave one of these out"),
    ],
)
def test_the_filter_that_no_pilot_passes_is_named(
    run: Run, command: str, arguments: tuple[str, ...], said: str, advice: str
) -> None:
    ran = run(command, *arguments, "--root", ROOT, *DAY)
    assert ran.code == 3
    assert f"no pilot found: {said}\n" in ran.err
    assert f"  help: {advice}" in ran.err


def test_a_pilot_that_is_not_there_has_a_nearest_one(run: Run) -> None:
    assert "help: did you mean yx-titles-03?" in run("status", "yx-title-03", "--root", ROOT).err
    assert "help: talentpilot status lists the 12 pilots" in run("status", "qqqq", "--root", ROOT).err


@pytest.mark.parametrize("command", [("status",), ("due",), ("evaluate", "--all")])
def test_a_ledger_without_pilots_is_told_how_to_start_one(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    run("init", tmp_path / "books", "--yes")
    ran = run(*command, "--root", tmp_path / "books")
    assert ran.code == 3
    assert ran.err == "talentpilot: no pilot found: under pilots/\n  help: talentpilot new starts one\n"
