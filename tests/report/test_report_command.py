"""`talentpilot report`: what it writes where, what it says, and how it ends."""

import json
import re
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


@pytest.mark.slow
def test_it_writes_markdown_with_charts_and_pdf_and_names_them(run: Callable[..., Ran], tmp_path: Path) -> None:
    when = ("--period", "2026Q3", "--as-of", "2026-09-30", "--issued", "2026-10-20")
    ran = run("report", "--root", ROOT, *when, "--lang", "en", "--output", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    written = [Path(line) for line in ran.out.splitlines()]
    assert all(path.is_file() for path in written)
    assert [path.name for path in written if path.suffix != ".svg"] == ["2026Q3-en.md", "2026Q3-en.pdf"]
    assert (tmp_path / "charts" / "2026Q3-en" / "lights.svg") in written
    markdown = (tmp_path / "2026Q3-en.md").read_text(encoding="utf-8")
    assert "(charts/2026Q3-en/lights.svg " in markdown


@pytest.mark.parametrize(
    ("title", "language"), [("Pilots of Yunxi", "en"), ("{en: Pilots of Yunxi}", "en"), ("云溪省试点", "zh")]
)
def test_a_ledger_in_one_language_gets_reports_in_it(
    run: Callable[..., Ran], sound: Path, tmp_path: Path, title: str, language: str
) -> None:
    file = sound / "programme.yaml"
    text = re.sub("^title: .*$", f"title: {title}", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    ran = run("report", "--root", sound, *WHEN, "--format", "md", "-o", tmp_path / "out")
    assert f"2026Q1-{language}.md" in ran.out


def test_the_ledger_is_left_as_it_was(run: Callable[..., Ran], tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert run("report", "--root", root, *WHEN, "--format", "md", "-o", tmp_path / "out").code == 0
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.slow
def test_views_and_filters_are_in_the_name_of_the_files(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run(
        "report", "--root", GOLDEN, *WHEN, "--view", "domain:titles", "--light", "amber",
        "--lang", "both", "--format", "md", "-o", tmp_path,
    )  # fmt: skip
    names = [Path(line).name for line in ran.out.splitlines() if line.endswith(".md")]
    assert names == ["2026Q1-domain-titles-light-amber-zh.md", "2026Q1-domain-titles-light-amber-en.md"]


@pytest.mark.slow
def test_one_file_may_be_asked_for(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "zh", "--output", tmp_path / "季报.pdf")
    assert ran.out.splitlines() == [str(tmp_path / "季报.pdf")]
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "both", "--output", tmp_path / "季报.pdf")
    assert (ran.code, "one language" in ran.err) == (2, True)


@pytest.mark.slow
def test_figures_are_those_of_the_periods_last_day(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("report", "--root", GOLDEN, "--period", "2026Q1", "--lang", "en", "--format", "md", "-o", tmp_path)
    assert ran.code == 0
    assert "31 March 2026" in (tmp_path / "2026Q1-en.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--period", "2026Q5"], 2, "2026Q5 is not a period"),
        (["--period", "2099"], 2, "has not begun"),
        (["--period", "2026Q1", "--as-of", "2025-12-31"], 2, "is before the period"),
        (["--as-of", "2026-03-31", "--issued", "2026-03-01"], 2, "is before the day of the figures"),
        (["--lang", "fr"], 2, "there is no language fr"),
        (["--format", "odt"], 2, "there is no format odt"),
        (["--output", "-"], 2, "a report is written to files"),
        (["--light", "blue"], 2, "there is no light blue"),
        (["--view", "town:x"], 2, "there is no view town:x"),
        (["--view", "pilot:nobody"], 3, "no pilot found: nobody"),
        (["--templates", "nowhere"], 2, "is not a folder"),
        (["--format", "md", "--output", "x.pdf"], 2, "one file"),
        (["--output", "x.txt"], 2, "x.txt: there is no report format txt"),
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


@pytest.mark.slow
def test_without_the_extra_the_markdown_is_still_there(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise MissingExtra("charts need vl-convert: pip install 'talentpilot[report]'")

    monkeypatch.setattr(charts, "render", missing)
    ran = run("report", "--root", GOLDEN, *WHEN, "--lang", "zh", "-o", tmp_path)
    assert (ran.code, [path.name for path in tmp_path.iterdir()]) == (0, ["2026Q1-zh.md"])
    assert ran.err == (
        "talentpilot: 2026Q1-zh没有图表、PDF：生成图表需要vl-convert：pip install 'talentpilot[report]'\n"
    )
    assert "![" not in (tmp_path / "2026Q1-zh.md").read_text(encoding="utf-8")
    assert run("report", "--root", GOLDEN, *WHEN, "--format", "pdf", "-o", tmp_path).code == 2


@pytest.mark.parametrize(
    ("view", "option", "value"),
    [("domain:titles", "--domain", "experts"), ("region:990100", "--region", "990200"), ("lead:a", "--lead", "b")],
)
def test_a_filter_that_contradicts_the_view_is_refused_not_preferred(
    run: Callable[..., Ran], tmp_path: Path, view: str, option: str, value: str
) -> None:
    for command in (["report", "--format", "md", "-o", tmp_path], ["status"]):
        ran = run(*command, "--root", ROOT, "--view", view, option, value)
        assert ran.code == 2
        assert f"{option} {value} has no pilot in common with --view {view}" in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("view", "region"), [("990000", "990100"), ("990100", "990000"), ("990100", "990100")])
def test_of_two_regions_the_inner_one_is_meant(run: Callable[..., Ran], view: str, region: str) -> None:
    both = run("status", "--root", ROOT, "--as-of", "2026-09-30", "--view", f"region:{view}", "--region", region)
    inner = run("status", "--root", ROOT, "--as-of", "2026-09-30", "--region", "990100")
    assert (both.code, both.out) == (inner.code, inner.out)
    assert "2 of 12 pilots" in inner.out


def test_a_pilot_that_can_not_be_read_leaves_no_section_empty(run: Callable[..., Ran], tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    file = root / "pilots" / "yx-titles-01" / "pilot.yaml"
    file.chmod(0o644)
    file.write_text(file.read_text(encoding="utf-8") + "\n  bad: [unclosed\n", encoding="utf-8")
    out = ("--lang", "en", "--format", "md", "-o", tmp_path / "out")
    assert run("report", "--root", root, *WHEN, "--view", "pilot:yx-titles-01", *out).code == 1
    markdown = (tmp_path / "out" / "2026Q1-pilot-yx-titles-01-en.md").read_text(encoding="utf-8")
    assert "No light has changed" not in markdown
    assert "nothing is compared" in markdown
    sections = markdown.split("\n## ")[1:]
    heads = [one.splitlines()[0] for one in sections]
    assert heads == ["1. Lights and reasons", "Annex 1: Data notes", "Annex 2: Method"]
    assert [one.splitlines()[0] for one in sections if not one.partition("\n")[2].strip()] == []


@pytest.mark.slow
def test_what_could_not_be_read_is_named_at_its_pilot(run: Callable[..., Ran], tmp_path: Path) -> None:
    root = Path(shutil.copytree(GOLDEN, tmp_path / "ledger"))
    file = root / "pilots" / "yx-titles-01" / "milestones.yaml"
    file.chmod(0o644)
    file.write_text(re.sub(r"(id: M2\b[\s\S]*?due: )[\d-]+", r"\g<1>2025-11-31", file.read_text("utf-8")), "utf-8")
    out = ("--lang", "en", "--format", "md", "-o", tmp_path / "out")
    for view, name in (("programme", "2026Q1-en.md"), ("pilot:yx-titles-01", "2026Q1-pilot-yx-titles-01-en.md")):
        assert run("report", "--root", root, *WHEN, "--view", view, *out).code == 1
        markdown = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "**Could not be read, and is in none of these figures**: yx-titles-01/M2." in markdown


@pytest.mark.slow
def test_without_charts_no_table_is_missing(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: object) -> None:
        raise MissingExtra("charts need vl-convert")

    def tables(folder: str) -> list[str]:
        arguments = ("--lang", "en", "--format", "md", "-o", tmp_path / folder)
        assert run("report", "--root", ROOT, "--period", "2026Q3", "--issued", "2026-10-20", *arguments).code == 0
        return re.findall(r"^Table \d+.*$", (tmp_path / folder / "2026Q3-en.md").read_text("utf-8"), re.MULTILINE)

    drawn = tables("drawn")
    monkeypatch.setattr(charts, "render", missing)
    assert tables("plain") == drawn


@pytest.mark.slow
def test_what_other_pilots_lack_is_no_matter_of_a_view(run: Callable[..., Ran], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pilots", tmp_path / "pilots", ignore=shutil.ignore_patterns("evidence"))
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    file = tmp_path / "pilots" / "yx-titles-02" / "milestones.yaml"  # a step without its day: its region is still known
    file.write_text(file.read_text(encoding="utf-8").replace("due: 2026-04-30", "due: 2026-04-31"), encoding="utf-8")
    lost = tmp_path / "pilots" / "yx-services-02" / "pilot.yaml"  # nobody can say which region this one is of
    lost.write_text("{", encoding="utf-8")
    out = ("--period", "2026Q3", "--lang", "en", "--format", "json", "-o", tmp_path / "x.json")

    def unread(*filters: str) -> list[str]:
        assert run("report", "--root", tmp_path, *filters, *out).code == 1
        found = json.loads((tmp_path / "x.json").read_bytes())
        return [one["object"] for one in found["notes"]["unreadable"]]

    assert unread("--view", "region:990100") == ["yx-services-02"]
    assert unread("--view", "domain:titles") == ["yx-services-02", "yx-titles-02/M3"]
    assert unread("--light", "red") == ["yx-services-02", "yx-titles-02/M3"]
