"""`talentpilot report`: what it writes where, what it says, and how it ends."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.errors import MissingExtra
from talentpilot.report import charts

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "ledger"
WHEN = ("--period", "2026Q1", "--as-of", "2026-03-31", "--issued", "2026-04-20")


def test_it_writes_markdown_with_charts_and_pdf_and_names_them(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "en", "--output", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    written = [Path(line) for line in ran.out.splitlines()]
    assert all(path.is_file() for path in written)
    assert [path.name for path in written if path.suffix != ".svg"] == ["2026Q1-en.md", "2026Q1-en.pdf"]
    assert (tmp_path / "charts" / "2026Q1-en" / "lights.svg") in written
    markdown = (tmp_path / "2026Q1-en.md").read_text(encoding="utf-8")
    assert "(charts/2026Q1-en/lights.svg " in markdown


def test_the_ledger_is_left_as_it_was(run: Callable[..., Ran], tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert run("report", "--root", root, *WHEN, "--format", "md", "-o", tmp_path / "out").code == 0
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_views_and_filters_are_in_the_name_of_the_files(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run(
        "report", "--root", GOLDEN, *WHEN, "--view", "domain:titles", "--light", "amber",
        "--lang", "both", "--format", "md", "-o", tmp_path,
    )  # fmt: skip
    names = [Path(line).name for line in ran.out.splitlines() if line.endswith(".md")]
    assert names == ["2026Q1-domain-titles-light-amber-zh.md", "2026Q1-domain-titles-light-amber-en.md"]


def test_one_file_may_be_asked_for(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "zh", "--output", tmp_path / "季报.pdf")
    assert ran.out.splitlines() == [str(tmp_path / "季报.pdf")]
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "both", "--output", tmp_path / "季报.pdf")
    assert (ran.code, "one language" in ran.err) == (2, True)


def test_figures_are_those_of_the_periods_last_day(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("report", "--root", GOLDEN, "--period", "2026Q1", "--lang", "en", "--format", "md", "-o", tmp_path)
    assert ran.code == 0
    assert "31 March 2026" in (tmp_path / "2026Q1-en.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--period", "2026Q5"], 2, "period 2026Q5 is none"),
        (["--period", "2099"], 2, "has not begun"),
        (["--period", "2026Q1", "--as-of", "2025-12-31"], 2, "lies before period"),
        (["--as-of", "2026-03-31", "--issued", "2026-03-01"], 2, "lies before the day of the figures"),
        (["--lang", "fr"], 2, "language fr is unknown"),
        (["--format", "odt"], 2, "form odt is unknown"),
        (["--light", "blue"], 2, "light blue is unknown"),
        (["--view", "town:x"], 2, "view town:x is unknown"),
        (["--view", "pilot:nobody"], 3, "no pilot found: nobody"),
        (["--templates", "nowhere"], 2, "is no folder"),
        (["--format", "md", "--output", "x.pdf"], 2, "one file"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("report", "--root", GOLDEN, *arguments)
    assert (ran.code, said in ran.err, list(tmp_path.iterdir())) == (code, True, [])


def test_what_could_not_be_read_is_named_and_ends_with_1(run: Callable[..., Ran], tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    outcomes = root / "pilots" / "yx-titles-01" / "outcomes.yaml"
    outcomes.chmod(0o644)
    outcomes.write_text(outcomes.read_text(encoding="utf-8").replace("value: 41", "value: many"), encoding="utf-8")
    ran = run("report", "--root", root, *WHEN, "--format", "md", "-o", tmp_path / "out")
    assert ran.code == 1
    assert "can't be read" in ran.err
    assert "2026Q1" in ran.out


def test_without_the_extra_the_markdown_is_still_there(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise MissingExtra("charts need vl-convert: pip install 'talentpilot[report]'")

    monkeypatch.setattr(charts, "render", missing)
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "zh", "-o", tmp_path)
    assert (ran.code, [path.name for path in tmp_path.iterdir()]) == (0, ["2026Q1-zh.md"])
    assert "pip install" in ran.err
    assert "![" not in (tmp_path / "2026Q1-zh.md").read_text(encoding="utf-8")
    assert run("report", "--root", GOLDEN, *WHEN, "--format", "pdf", "-o", tmp_path).code == 2
