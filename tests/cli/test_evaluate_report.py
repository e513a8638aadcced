"""`talentpilot evaluate-report`: the report on one evaluation, and the summary over all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
WHEN = ("--as-of", "2026-09-30", "--issued", "2026-10-20", "--root", ROOT)


@pytest.mark.slow
def test_the_report_on_one_evaluation_is_written_in_the_forms_and_languages_asked_for(run: Run, tmp_path: Path) -> None:
    ran = run("evaluate-report", "yx-titles-01", *WHEN, "--format", "md,json", "--lang", "both", "--output", tmp_path)
    stem = "evaluation-yx-titles-01-2026-midterm"
    assert ran.code == 0, ran.err
    names = [Path(line).name for line in ran.out.splitlines()]
    assert [name for name in names if not name.endswith(".svg")] == [f"{stem}.json", f"{stem}-zh.md", f"{stem}-en.md"]
    assert {name for name in names if name.endswith(".svg")} == {"timeline.svg", "bullets.svg", "radar.svg"}
    assert "Recommended: continue the pilot, because" in (tmp_path / f"{stem}-en.md").read_text(encoding="utf-8")
    report = json.loads((tmp_path / f"{stem}.json").read_text(encoding="utf-8"))
    (answer,) = json.loads(run("evaluate", "yx-titles-01", *WHEN[:2], "--root", ROOT, "--format", "json").out)[
        "evaluations"
    ]
    for basis in ("to_target", "to_date"):
        assert report["scores"][f"p_{basis}"] == answer["performance"][basis]["score"]
        assert report["scores"][f"coverage_{basis}"] == answer["performance"][basis]["coverage"]
    assert report["scores"]["judgement"] == answer["judgement"]["score"]
    assert report["scores"]["replicability"] == answer["replicability"]["score"]
    assert report["scores"]["overall"] == answer["grade"]["score"]
    assert report["path"]["outcome"] == answer["recommendation"]
    tests = [test["value"] for row in report["path"]["rows"] for test in row["tests"]]
    assert tests == [test["value"] for test in answer["tests"]]


def test_without_a_pilot_the_summary_is_written(run: Run, tmp_path: Path) -> None:
    ran = run("evaluate-report", *WHEN, "--format", "md", "--lang", "en", "--output", tmp_path / "all.md")
    assert ran.code == 0, ran.err
    text = (tmp_path / "all.md").read_text(encoding="utf-8")
    assert "2 pilots of 12 registered have been evaluated" in text
    assert not (tmp_path / "charts").exists()  # two pilots make no map


def test_a_summary_is_not_issued_before_its_day(run: Run, tmp_path: Path) -> None:
    early = ("--as-of", "2026-09-30", "--issued", "2026-09-20")
    ran = run("evaluate-report", *early, "--root", ROOT, "--format", "md", "--output", tmp_path)
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])
    assert "the day of issue, 2026-09-20, is before the day of the figures, 2026-09-30" in ran.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--format", "odt"), "there is no format odt"),
        (("--format", "md", "--edition", "secret"), "there is no edition secret"),
        (("--format", "md", "--issued", "2026-01-01"), "2026-01-01, is before the day of an evaluation"),
        (("--format", "md", "--templates", "nowhere"), "--templates nowhere is not a folder"),
        (("--format", "md", "--issue"), "so --output has no place beside it"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told(run: Run, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    ran = run("evaluate-report", "yx-titles-01", *WHEN[:2], "--root", ROOT, *options, "--output", tmp_path)
    assert ran.code == 2
    assert told in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_stays_as_it_is(run: Run, golden_root: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in golden_root.rglob("*") if path.is_file()}
    ran = run("evaluate-report", "--root", golden_root, "--as-of", "2026-03-31", "--format", "md", "--output", tmp_path)
    assert ran.code == 0, ran.err
    assert {path: path.read_bytes() for path in golden_root.rglob("*") if path.is_file()} == before
