"""The worked example of the documentation, run: a bureau's own section and chart, in both languages and in PDF."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.i18n.translator import translator_for
from talentpilot.report import charts, templates
from talentpilot.report.environment import report_environment
from talentpilot.report.evaluation import evaluation_environment
from talentpilot.report.publish import publish

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "examples" / "own-section" / "templates"
FILES = (
    "quarterly/own_brief.md.j2",
    "quarterly/own_first.md.j2",
    "charts/due-by-owner.vl.json.j2",
    "gongwen/progress.md.j2",
)
WHEN = ("--period", "2026Q3", "--as-of", "2026-09-30", "--issued", "2026-10-20")
Run = Callable[..., Ran]
OURS = ("--trust-templates",)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """The example ledger with the bureau's own templates in it."""
    target = tmp_path / "ledger"
    shutil.copytree(ROOT / "pilots", target / "pilots", ignore=shutil.ignore_patterns("evidence"))
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, target / name)
    shutil.copytree(EXAMPLE, target / "templates")
    return target


def section_of(markdown: str, heading: str) -> str:
    return markdown.partition(f"## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.slow
def test_the_section_shows_what_falls_due_with_its_chart(run: Run, ledger: Path, tmp_path: Path) -> None:
    ran = run("report", *OURS, "--root", ledger, *WHEN, "--lang", "both", "--format", "md", "-o", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    for language, heading in (("zh", "下季度到期节点"), ("en", "Due next quarter")):
        markdown = (tmp_path / "out" / f"2026Q3-{language}.md").read_text(encoding="utf-8")
        section = section_of(markdown, heading)
        days = re.findall(r"^\| (\d{4}-\d\d-\d\d) \|", section, re.MULTILINE)
        assert len(days) > 5
        assert days == sorted(days)
        assert "2026-09-30" < days[0] <= days[-1] <= "2026-12-31"
        assert re.search(r"!\[[^\]]{20,}\]\(charts/2026Q3-\w\w/due-by-owner\.svg ", section), "a picture with its text"
        assert (tmp_path / "out" / "charts" / f"2026Q3-{language}" / "due-by-owner.svg").is_file()
        latin = re.findall(r"[A-Za-z]{4,}", re.sub(r"yx-\S+|!\[.*|<!--.*", "", section))
        assert bool(latin) is (language == "en")


@pytest.mark.slow
def test_the_pages_take_the_section_and_the_part_of_the_first_page(run: Run, ledger: Path, tmp_path: Path) -> None:
    ran = run(
        "report", *OURS, "--root", ledger, *WHEN, "--lang", "zh", "--format", "pdf,docx,html", "-o", tmp_path / "out"
    )
    assert (ran.code, ran.err) == (0, "")
    pages = subprocess.run(["pdftotext", tmp_path / "out" / "2026Q3-zh.pdf", "-"], capture_output=True, check=True)
    first, *others = pages.stdout.decode().split("\f")
    assert "待批复的调整" in first
    assert "".join(others).count("下季度到期节点") >= 2, "above the section, above the table"
    assert "下季度到期节点" in (tmp_path / "out" / "2026Q3-zh.html").read_text(encoding="utf-8")


def test_without_charts_the_section_is_there_without_its_picture(
    run: Run, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from talentpilot.errors import MissingExtra

    def missing(_: object) -> None:
        raise MissingExtra("charts need vl-convert")

    monkeypatch.setattr(charts, "render", missing)
    monkeypatch.setattr("talentpilot.services.report_files.publish_within_limits", publish)  # in this process
    assert (
        run("report", *OURS, "--root", ledger, *WHEN, "--lang", "en", "--format", "md", "-o", tmp_path / "out").code
        == 0
    )
    section = section_of((tmp_path / "out" / "2026Q3-en.md").read_text(encoding="utf-8"), "Due next quarter")
    assert "![" not in section
    assert section.count("\n| 2026-") > 5


@pytest.mark.parametrize("name", FILES)
def test_the_page_shows_the_files_that_are_run(name: str) -> None:
    page = (DOCS / "templates.md").read_text(encoding="utf-8")
    block = re.search(rf"<!-- example: {re.escape(name)} -->\n```jinja\n(.*?)```\n", page, re.DOTALL)
    assert block is not None
    assert block[1] == (EXAMPLE / name).read_text(encoding="utf-8")


def test_the_example_is_these_files_and_each_says_what_it_is_for() -> None:
    assert sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.j2")) == sorted(FILES)
    assert all((EXAMPLE / name).read_text(encoding="utf-8").startswith("{#") for name in FILES)


def test_every_filter_and_function_of_the_templates_is_on_the_page() -> None:
    page = (DOCS / "templates.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([a-z_]+)(?:\([^`]*\))?`", page))
    plain = templates.environment(())
    jinja = set(type(plain)(loader=None).filters)
    report, evaluation = (made(translator_for("en"), ()) for made in (report_environment, evaluation_environment))
    drawn = charts.environment(())
    filters = {*report.filters, *evaluation.filters, *drawn.filters} - jinja
    functions = set(report.globals) - set(type(plain)(loader=None).globals)
    assert {"say", "md", "wrapped", "score"} <= filters
    assert {"either", "numeral", "marks"} <= functions
    assert (filters | functions) - known == set()


def test_words_of_ones_own_are_said_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "page.md.j2").write_text(
        "{{ _('No such message: {n}', n=2) }}|{{ either(zh='本局', en='Our bureau') }}|{{ language }}", encoding="utf-8"
    )
    for language, said in (("zh", "本局|zh"), ("en", "Our bureau|en")):
        source = report_environment(translator_for("zh" if language == "zh" else "en"), (tmp_path,))
        assert templates.render(source, "page.md.j2", {}) == f"No such message: 2|{said}"
