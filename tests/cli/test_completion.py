"""Completion by maturity in `status`, `due` and the quarterly report; and rows that are never a ranking."""

import csv
import io
import itertools
import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
READY, DECIDE = ("--as-of", "2026-09-30"), ("--as-of", "2027-04-15")
OVER = ("--as-of", "2027-07-15")


def document(run: Run, *more: str) -> dict[str, Any]:
    found = json.loads(run("status", "--root", ROOT, "--format", "json", *more).out)
    schema = json.loads((files("talentpilot") / "_schemas" / "status-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    assert isinstance(found, dict)
    return found


def due(run: Run, matter: str, *more: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(run("due", "--root", ROOT, "--within", 730, "--format", "csv", *more).out))
    return sorted(row["pilot"] for row in rows if row["what"] == matter)


@pytest.mark.parametrize("day", [READY, DECIDE, OVER])
def test_status_and_due_name_the_same_pilots(run: Run, day: tuple[str, str]) -> None:
    found = document(run, *day)
    assert found["ready_for_evaluation"] == due(run, "evaluation", *day)
    assert found["to_decide"] == due(run, "closing", *day)
    assert not set(found["ready_for_evaluation"]) & set(found["to_decide"])


def test_the_example_has_both(run: Run) -> None:
    assert document(run, *READY)["ready_for_evaluation"] == ["yx-postdoc-01"]
    assert len(document(run, *DECIDE)["to_decide"]) > 2


def test_the_table_says_it_below_the_counts(run: Run) -> None:
    out = run("status", "--root", ROOT, *READY).out
    assert "Ready for evaluation before the term ends: yx-postdoc-01 (M4, term until 2027-06-30)" in out
    assert "to be decided" not in out
    out = " ".join(run("status", "--root", ROOT, *OVER).out.split())
    assert "Extension or closing to be decided: " in out
    assert "term over since 2027-06-30" in out


def test_one_pilot_in_full_says_it(run: Run) -> None:
    out = run("status", "yx-postdoc-01", "--root", ROOT, *READY).out
    assert "next: ready for evaluation before the term ends (M4, term until 2027-06-30)" in out
    assert "next:" not in run("status", "yx-titles-01", "--root", ROOT, *READY).out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "ready", "decide", "none"),
    [
        ("en", "Ready for evaluation |", "to be decided |", "or extension or closing to be decided**: none."),
        ("zh", "可开展评估 |", "需决定延期或结束 |", "需决定延期、结束的试点**：无。"),
    ],
)
def test_the_quarterly_report_lists_them(
    run: Run, tmp_path: Path, language: str, ready: str, decide: str, none: str
) -> None:
    def report(period: str, view: str, *more: str) -> str:
        file = tmp_path / f"{period}.md"
        ran = run(
            "report", "--root", ROOT, "--period", period, "--view", view, "--issued", "2027-12-31", "--lang", language,
            "--output", file, *more,
        )  # fmt: skip
        assert file.is_file(), ran.err
        return file.read_text(encoding="utf-8")

    text = report("2026Q3", "programme")
    row = next(line for line in text.splitlines() if ready in line)
    assert {"en": "A continuous path from doctorate to postdoctoral work", "zh": "博士—博士后贯通培养试点"}[
        language
    ] in row
    assert sum(ready in line for line in text.splitlines()) == 1
    assert decide in report("2027Q1", "programme", "--as-of", "2027-04-15")
    assert none in report("2025Q4", "domain:titles")


def _pilots(text: str, known: list[str]) -> list[str]:
    """The pilots of the first column of rows, each where it first stands."""
    heads = (line.strip().lstrip("|").split() for line in text.replace(",", " ").splitlines())
    found = [head[0].partition("/")[0] for head in heads if head]
    return list(dict.fromkeys(name for name in found if name in known))


@pytest.mark.parametrize("command", ["status", "evaluate"])
@pytest.mark.parametrize("form", ["table", "csv", "markdown", "json"])
def test_rows_come_by_pilot_and_never_by_score(run: Run, tmp_path: Path, command: str, form: str) -> None:
    """No league table: a listing that ranks is read as one, whatever stands above it."""
    names = sorted(path.name for path in (ROOT / "pilots").iterdir())
    out = run(command, "--root", ROOT, *READY, "--format", form).out
    if form == "json":
        rows = json.loads(out)["pilots" if command == "status" else "evaluations"]
        found = [row["id" if command == "status" else "pilot"] for row in rows]
    else:
        found = _pilots(out, names)
    assert found == [name for name in names if name in found]
    assert len(found) == (12 if command == "status" else 2)


def test_turning_the_ratings_round_does_not_turn_the_rows_round(run: Run, tmp_path: Path) -> None:
    """The pilot with the lower R becomes the one with the higher, and every listing stays in the ledger's order."""
    root = tmp_path / "ledger"
    shutil.copytree(ROOT / "pilots", root / "pilots")
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root / name)

    def told() -> tuple[list[str], list[bool]]:
        rows = json.loads(run("evaluate", "--root", root, *READY, "--format", "json").out)["evaluations"]
        scores = [row["replicability"]["score"] for row in rows]
        return [row["pilot"] for row in rows], [one > other for one, other in itertools.pairwise(scores)]

    before, order = told()
    homes = [root / "pilots" / name / "evaluations" for name in before]
    files_ = [next(home.iterdir()) for home in homes]
    texts = [file.read_text(encoding="utf-8") for file in files_]
    for file, text, other in zip(files_, texts, reversed(texts), strict=True):
        head, _, tail = text.partition("\nreviewers:")
        rated = other.partition("\nreviewers:")[2].partition("\ncomments:")[0]
        rest = tail.partition("\ncomments:")[2]
        file.write_text(f"{head}\nreviewers:{rated}\ncomments:{rest}", encoding="utf-8")
    after, turned = told()
    assert after == before == sorted(before)
    assert turned == [not one for one in order]
