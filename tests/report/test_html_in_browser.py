"""The page in Chromium: without network and with scripts off, light and dark, on a phone, on a screen, in print."""

import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from conftest import Ran
from documents import BODY, EN, HOSTILE, LONG, PICTURES, ZH, with_text
from ledgers import write_ledger
from pdf_layout import layout_of
from report.evaluated import TITLES, many, view_of
from report_sources import EVERYTHING, source_of
from talentpilot.cli.main import main
from talentpilot.model.base import Language
from talentpilot.report import charts
from talentpilot.report.evaluation import render_evaluation, render_evaluations
from talentpilot.report.formats.html import render_html
from talentpilot.report.quarterly import render_quarterly
from talentpilot.report.views.evaluation.summary import evaluations_view
from talentpilot.report.views.quarterly import quarterly_view
from talentpilot.services.reporting import narrow
from typefaces import fontconfig

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "tests" / "browser"
PHONE = 844
"""The height of the screen of a phone."""
PHONE_ONLY = ("--look", "390-light")
PATIENCE = 240
"""Seconds for one page in all its looks."""


def needed(*names: str) -> str:
    """A program. Where it is missing the test is skipped, saying why; with CI=true it fails instead."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    return missing(f"{names[0]} is not installed: apt-get install {names[0]}")


def squeezed(sheet: pypdf.PageObject) -> str:
    """The text without spaces; Chromium writes some Chinese letters as the radicals that look like them."""
    return "".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())


def squeezed_all(printed: bytes) -> str:
    return "".join(squeezed(sheet) for sheet in pypdf.PdfReader(BytesIO(printed)).pages)


def missing(said: str) -> str:
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(said)
    pytest.skip(said)


Looks = Sequence[Mapping[str, Any]]
Look = Callable[..., tuple[Looks, bytes]]


def looking(folder: Path, fonts: Sequence[Path]) -> Look:
    """Opens a page with these fonts and the system's, in every look or as the options of `look.mjs` say.

    Gives what was found in each look, and the printed pages if no look is named.
    """
    chromium, node = needed("chromium", "chromium-browser", "google-chrome"), needed("node", "nodejs")
    if not (TOOLS / "node_modules" / "axe-core").is_dir():
        missing("the browser's tools are not installed: make test-tools")
    environment = os.environ | {"FONTCONFIG_FILE": fontconfig(folder, fonts)}

    def opened(page: bytes, *options: str) -> tuple[Looks, bytes]:
        file, printed = folder / "page.html", folder / "page.pdf"
        file.write_bytes(page)
        printing = () if "--look" in options else ("--pdf", str(printed))
        done = subprocess.run(
            [node, str(TOOLS / "look.mjs"), chromium, str(file), *options, *printing],
            capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), printed.read_bytes() if printing else b""

    return opened


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return looking(tmp_path_factory.mktemp("browser"), charts.page_font_folders())


def is_sound(looks: Looks, pictures: int) -> None:
    assert [(one["width"], one["scheme"]) for one in looks] == [
        (390, "light"),
        (390, "dark"),
        (1200, "light"),
        (1200, "dark"),
    ]
    assert len({one["background"] for one in looks}) == 2
    for one in looks:
        assert one["violations"] == []
        assert one["quotes"] < 0.6
        assert one["overflowing"] == []
        assert one["page"] <= one["window"]
        assert one["messages"] == []
        assert [address for address in one["requests"] if not address.startswith(("file:", "data:"))] == []
        assert sum(address.startswith("file:") for address in one["requests"]) == 1
        assert one["unlabelled"] == 0
        assert one["outside"] == []
        assert len(one["pictures"]) == pictures
        assert all(one["pictures"])
        assert one["text"] > 100


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The report of the example in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    argv = ["report", "--period", "2026Q3", "--issued", "2026-10-20", "--format", "html", "--lang", "both"]
    assert main([*argv, "--root", str(ROOT), "--as-of", "2026-09-30", "--output", str(folder)]) == 0
    return {language: (folder / f"2026Q3-{language}.html").read_bytes() for language in ("zh", "en")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_is_sound_in_every_look(language: str, look: Look, pages: Mapping[str, bytes]) -> None:
    page = pages[language]
    found, printed = look(page)
    is_sound(found, pictures=page.count(b"<img "))
    screens = found[0]["height"] / PHONE
    assert screens <= 20, screens
    assert found[0]["folded"] == 16  # twelve pilots, three annexes of tables and the method
    assert squeezed_all(printed).count("Rounding" if language == "en" else "数值修约") >= 1  # in print they are open
    layout = layout_of(printed)
    assert len(layout.headings) > 30
    assert [text for _, text, below in layout.headings if not below] == []
    assert [*layout.lone_rows()] == []
    for table in layout.tables:
        assert len({row.page for row in table[:3]}) == 1  # the head and two rows
    sheets = pypdf.PdfReader(BytesIO(printed)).pages
    assert 5 < len(sheets) < 60
    for number, sheet in enumerate(sheets, 1):
        foot = ("第{}./共{}." if language == "zh" else "Page{}of{}").format(number, len(sheets))
        assert re.search(foot, squeezed(sheet))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_keyboard_stops_at_no_table_that_fits(language: str, look: Look, pages: Mapping[str, bytes]) -> None:
    looks = ("--look", "390-light", "--look", "1200-light")
    (phone, screen), _ = look(pages[language], "--no-axe", "--keyboard", *looks)
    assert screen["keyboard"] == {"tables": 0, "idle": [], "unreached": []}
    assert phone["keyboard"]["tables"] >= 4 + 12  # the charts, and a table of milestones of each pilot
    assert phone["keyboard"]["idle"] == phone["keyboard"]["unreached"] == []


def all_charts(language: Language) -> dict[str, bytes]:
    """Every chart of the reports: of the programme, of a pilot, of an evaluation, of all evaluations."""
    asked = [EVERYTHING, narrow("pilot:yx-titles-01")]
    sources = [source_of(ROOT, "2026Q3", "2026-09-30", "2026-10-20", *one) for one in asked]
    reports = [
        *(render_quarterly(quarterly_view(source), language) for source in sources),
        render_evaluation(view_of(TITLES), language),
        render_evaluations(evaluations_view(many()), language),
    ]
    slips = {"rows": [{"label": "Comprehensive talent services", "dots": [{"days": 30, "pilots": 2}]}], "axis": "days"}
    drawn = [charts.render(report.specifications) for report in reports]
    drawn.append(charts.render({"slips": charts.specification(charts.environment(()), "slips", slips)}))
    return {f"charts/{number}-{name}.svg": svg for number, one in enumerate(drawn) for name, svg in one.items()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_chart_is_cut_where_the_bundled_fonts_are_missing(language: Language, tmp_path: Path) -> None:
    drawn = all_charts(language)
    built_in = {file.name.split(".")[0] for file in (ROOT / "templates" / "charts").glob("*.vl.json.j2")}
    assert {name.rpartition("-")[2].removesuffix(".svg") for name in drawn} == built_in
    wide = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    if not wide.is_file():
        missing("a font with wide letters is not installed: apt-get install fonts-dejavu-core")
    body = "".join(f'![One of the charts.]({name} "图 1　{name}")\n\n' for name in drawn)
    look = looking(tmp_path, [charts.page_font_folders()[1]])
    page = render_html(f"---\n\n## A\n\n{body}", drawn, ZH, ())
    found, _ = look(page, *PHONE_ONLY, "--look", "1200-light", "--no-axe")
    assert len(found) == 2
    for one in found:
        assert len(one["pictures"]) == len(drawn)
        assert one["outside"] == []


def test_screens_show_the_first_rows_of_long_tables_and_all_when_ticked(
    look: Look, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    write_ledger(tmp_path / "ledger", 60)
    command = ["--as-of", "2026-03-31", "report", "--period", "2026Q1", "--issued", "2026-04-20", "--format", "html"]
    done = run("--root", tmp_path / "ledger", *command, "--lang", "en", "--output", tmp_path)
    assert done.code == 0, done.err
    page = (tmp_path / "2026Q1-en.html").read_bytes()
    found, printed = look(page, "--no-axe")  # axe takes minutes over so many cells, and reads the example's
    is_sound(found, pictures=page.count(b"<img "))
    phone, _, screen, _ = found
    assert phone["height"] / PHONE <= 20, phone["height"] / PHONE
    assert phone["cut"] > 8
    assert screen["cut"] == len(re.findall(rb'<div class="[^"]*\bendless\b', page)) == 3  # of more than 100 rows
    assert (phone["cutOnceTicked"], screen["cutOnceTicked"]) == (0, 0)
    assert len(set(re.findall(r"yx-titles-\d{4}", squeezed_all(printed)))) == 60


@pytest.mark.parametrize("pilots", [10, 12])
def test_a_report_that_nearly_needs_no_folding_has_twenty_screens_on_a_phone(
    pilots: int, look: Look, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    write_ledger(tmp_path / "ledger", pilots)
    command = ["--as-of", "2026-03-31", "report", "--period", "2026Q1", "--issued", "2026-04-20", "--format", "html"]
    done = run("--root", tmp_path / "ledger", *command, "--lang", "en", "--output", tmp_path)
    assert done.code == 0, done.err
    found, _ = look((tmp_path / "2026Q1-en.html").read_bytes(), *PHONE_ONLY, "--no-axe")
    assert found[0]["height"] / PHONE <= 20, found[0]["height"] / PHONE


@pytest.mark.parametrize("head", [ZH, EN], ids=["zh", "en"])
def test_one_of_everything_is_sound_and_prints_with_its_heads(head: Any, look: Look) -> None:
    rows = "\n".join(f"| ● On track {number} | {number} |" for number in range(120))
    found, printed = look(render_html(f"{BODY}\n\n| Repeated | N |\n|---|--:|\n{rows}\n", PICTURES, head, ()))
    is_sound(found, pictures=2)
    sheets = pypdf.PdfReader(BytesIO(printed)).pages
    texts = [squeezed(sheet) for sheet in sheets]
    assert any(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)  # the wide table
    carried = [text for text in texts if "Ontrack" in text]
    assert len(carried) > 2
    assert all("Repeated" in text for text in carried[-3:])
    assert "".join(head.as_of.split()) not in texts[0]
    assert all("".join(head.as_of.split()) in text for text in texts[1:])


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "long"])
def test_no_text_whatever_runs_or_makes_the_page_wider(text: str, look: Look) -> None:
    is_sound(look(render_html(with_text(text), PICTURES, ZH, ()), "--no-axe")[0], pictures=1)


def test_the_check_finds_what_is_wrong(look: Look) -> None:
    wrong: Sequence[tuple[bytes, bytes]] = (
        (b'<html lang="zh-CN">', b"<html>"),
        (b"--mute: #52606d", b"--mute: #d0d0d0"),
        (b'alt="What the picture shows."', b""),
        (
            b"<h1>",
            b'<p style="width:900px">x</p><img src="https://example.invalid/x.png"><script>document.title=1</script><h1>',
        ),
    )
    page = render_html(BODY, PICTURES, ZH, ())
    for old, new in wrong:
        assert old in page
        page = page.replace(old, new, 1)
    ((narrow,), _) = look(page, *PHONE_ONLY)
    assert {"html-has-lang", "color-contrast", "image-alt"} <= {one["id"] for one in narrow["violations"]}
    assert narrow["page"] > narrow["window"]
    assert narrow["overflowing"]
    assert narrow["messages"]
    assert not all(narrow["pictures"])


def test_the_check_reads_the_colours_of_tables(look: Look) -> None:
    page = render_html(BODY, PICTURES, ZH, ())
    rule = b"td { text-wrap: pretty; }"
    assert rule in page
    ((narrow,), _) = look(page.replace(rule, b"td { color: #d0d0d0; }"), *PHONE_ONLY)
    assert [one["id"] for one in narrow["violations"]] == ["color-contrast"]


def test_the_check_measures_english_quotes(look: Look) -> None:
    page = render_html("| A |\n|---|\n| The “first” of them |\n", {}, EN, ())
    rule = b"font-variant-east-asian: proportional-width;"
    assert rule in page
    pages = (page, page.replace(rule, b""))
    assert [look(one, *PHONE_ONLY, "--no-axe")[0][0]["quotes"] < 0.6 for one in pages] == [True, False]
