"""The options that `evaluate` had before it was split: they work as before and name the new command on stderr."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from exchange.filling import Answer, filled
from talentpilot.analysis.evaluation.result import JUDGEMENT_ITEMS, REPLICABILITY_ITEMS

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-05-01")
TWOS: dict[str, Answer] = dict.fromkeys((*JUDGEMENT_ITEMS, *REPLICABILITY_ITEMS), 2)


def hint(option: str, command: str) -> str:
    return (
        f"talentpilot: evaluate {option} is now a command of its own, and goes with the next version\n"
        f"  help: talentpilot {command}\n"
    )


def test_sheet_writes_what_ratings_make_writes(run: Run, sound: Path, tmp_path: Path) -> None:
    more = ("yx-titles-01", "--root", sound, *DAY, "--reviewers", "R3,R4", "--lang", "both")
    old = run("evaluate", *more, "--sheet", "--output", tmp_path / "old.md")
    assert (old.code, old.out) == (0, f"{tmp_path / 'old.md'}\n")
    assert old.err == hint("--sheet", "ratings make yx-titles-01")
    assert run("ratings", "make", *more, "--output", tmp_path / "new.md").err == ""
    assert (tmp_path / "old.md").read_bytes() == (tmp_path / "new.md").read_bytes()


def test_ratings_takes_in_what_ratings_take_takes_in(run: Run, sound: Path, tmp_path: Path) -> None:
    subject, files = "yx-titles-01/2026-final", (tmp_path / "r.xlsx", tmp_path / "blank.xlsx")
    run("ratings", "make", subject, "--root", sound, *DAY, "--reviewers", "R1,R2", "--output", files[1])
    files[0].write_bytes(filled(files[1].read_bytes(), {"R1": TWOS, "R2": {**TWOS, "evidence_level": 2}}))
    new = ("--type", "final", "--evaluator", "yx-eval", "--not-independent", "--evidence-level", 0)
    more = ("--root", sound, *DAY, *new, "--dry-run")
    old = run("evaluate", subject, "--ratings", files[0], *more)
    now = run("ratings", "take", files[0], *more)
    assert "independent: false" in now.out
    assert "+evidence_level: 0" in now.out
    assert (old.code, old.out) == (now.code, now.out)
    assert old.err == hint("--ratings", "ratings take FILE") + now.err
    past = run("evaluate", subject, "--ratings", files[0], "--root", sound, "--rev", "HEAD")
    assert (past.code, "does not read an earlier revision" in past.err) == (2, True)


@pytest.mark.slow
def test_report_writes_what_evaluate_report_writes(run: Run, sound: Path, tmp_path: Path) -> None:
    more = ("yx-titles-01", "--root", sound, *DAY, "--issued", "2026-05-02", "--edition", "public", "--lang", "en")
    old = run("evaluate", *more, "--report", "md,json", "--output", tmp_path / "old")
    now = run("evaluate-report", *more, "--format", "md,json", "--output", tmp_path / "now")
    assert old.code == now.code == 0, now.err
    assert old.err == hint("--report", "evaluate-report yx-titles-01") + now.err
    written = [{file.name: file.read_bytes() for file in (tmp_path / name).rglob("*.*")} for name in ("old", "now")]
    assert written[0] == written[1] != {}


def test_the_hint_is_chinese_where_the_terminal_is(run: Run, sound: Path, tmp_path: Path) -> None:
    ran = run("--lang", "zh", "evaluate", "yx-titles-01", "--sheet", "--root", sound, "-o", tmp_path / "a.md")
    assert "evaluate --sheet已改为单独的命令，下一版本起不再支持" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--sheet", "--ratings", "x.xlsx"), "evaluate does not take --ratings"),
        (("--sheet", "--format", "json"), "--sheet and --format contradict each other"),
        (("--report", "md", "--format", "json"), "--report and --format contradict each other"),
        (("--report", "md", "--sheet"), "evaluate does not take --report"),
        (("--reviewers", "3"), "evaluate does not take --reviewers\n  help: see talentpilot ratings make --help"),
        (("--dry-run",), "evaluate does not take --dry-run\n  help: see talentpilot ratings take --help"),
        (("--not-independent", "--evidence-level", "0"), "does not take --independent, --evidence-level"),
        (("--edition", "public"), "evaluate does not take --edition\n  help: see talentpilot evaluate-report --help"),
        (("--lang", "both"), "language both is unknown"),
    ],
)
def test_options_of_several_commands_are_refused(
    run: Run, sound: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    before = {path: path.read_bytes() for path in sound.rglob("*") if path.is_file()}
    ran = run("evaluate", "yx-titles-01", *options, "--root", sound, *DAY, "--output", tmp_path / "out.json")
    assert ran.code == 2
    assert words in ran.err
    assert {path: path.read_bytes() for path in sound.rglob("*") if path.is_file()} == before
