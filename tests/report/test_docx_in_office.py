"""The Word document in LibreOffice: it opens, has its pages, and can be written again."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest

from conftest import Ran
from documents import BODY, EN, HOSTILE, LONG, PICTURES, SHOWN, ZH, with_text
from ledgers import reseal, write_ledger
from office import convert
from pdf_layout import Layout, layout_of
from talentpilot.report.document import Head
from talentpilot.report.formats.docx import render_docx
from typefaces import fontconfig

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MOST_PAGES = 1.1
"""Of the pages of the PDF."""


@pytest.fixture(autouse=True)
def _fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def layout_in_office(file: Path, into: Path) -> Layout:
    return layout_of(convert(file, TAGGED, into).read_bytes())


def nothing_stands_alone(layout: Layout) -> None:
    assert [fill for fill in layout.fills[:-1] if fill < 0.25] == []
    assert list(layout.lone_rows()) == []
    assert list(layout.lone_letters()) == []
    # one line is enough: "none", or the caption of a picture, which itself is no text
    assert [text for _, text, below in layout.headings if below == 0] == []


def pages_of(file: Path, into: Path) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(convert(file, "pdf", into).read_bytes())).pages)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_opens_and_has_full_numbered_pages_with_running_heads(
    language: str, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    command = ["--as-of", "2026-09-30", "report", "--period", "2026Q3", "--issued", "2026-10-20"]
    done = run("--root", ROOT, *command, "--format", "docx,pdf", "--lang", language, "--output", tmp_path)
    assert done.code == 0, done.err
    file = next(tmp_path.glob(f"*{language}.docx"))
    opened = convert(file, TAGGED, tmp_path / "pdf").read_bytes()
    nothing_stands_alone(layout_of(opened))
    pages = list(pypdf.PdfReader(io.BytesIO(opened)).pages)
    printed = pypdf.PdfReader(next(tmp_path.glob(f"*{language}.pdf"))).pages
    assert 5 < len(pages) <= MOST_PAGES * len(printed)
    day = "数据截至2026年9月30日" if language == "zh" else "Figuresasof30September2026"
    for number, page in enumerate(pages, 1):
        text = squeezed(page.extract_text())
        assert ("第{}页/共{}页" if language == "zh" else "Page{}of{}").format(number, len(pages)) in text
        if number > 1:
            assert day in text
        assert len(text) > 60, f"page {number} is empty"
    drawn = {name for page in pages for name in page.images.keys()}  # noqa: SIM118 -- no mapping
    assert len(drawn) == len(docx.Document(str(file)).inline_shapes) > 0


@pytest.mark.parametrize("pilots", [1, 3])
def test_a_short_report_takes_at_most_a_page_more_than_on_paper(
    pilots: int, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    write_ledger(tmp_path / "ledger", pilots)
    when = ("--as-of", "2026-03-31", "report", "--period", "2026Q1", "--issued", "2026-04-20")
    done = run("--root", tmp_path / "ledger", *when, "--format", "docx,pdf", "--lang", "zh", "--output", tmp_path)
    assert done.code == 0, done.err
    printed = pypdf.PdfReader(tmp_path / "2026Q1-zh.pdf").pages
    # a pilot's words stay with its table, which can leave the end of a page free
    most = max(MOST_PAGES * len(printed), len(printed) + 1)
    assert len(pages_of(tmp_path / "2026Q1-zh.docx", tmp_path / "pdf")) <= most


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", [
    ("report", "--period", "2026Q3", "--view", "region:990100"),
    ("report", "--period", "2026Q3", "--view", "pilot:yx-titles-01", "--whole-life"),
    ("evaluate-report", "yx-titles-01"),
], ids=["region", "life", "evaluation"])  # fmt: skip
def test_nothing_stands_alone_on_the_pages_of_word(
    command: tuple[str, ...], language: str, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    options = ("--issued", "2026-10-20", "--format", "docx", "--lang", language, "-o", tmp_path)
    done = run("--root", ROOT, "--as-of", "2026-09-30", *command, *options)
    assert done.code == 0, done.err
    nothing_stands_alone(layout_in_office(next(tmp_path.glob("*.docx")), tmp_path / "pdf"))


def _with_long_names(ledger: Path) -> None:
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, ledger)
    shutil.copytree(ROOT / "pilots", ledger / "pilots")
    for file in ledger.glob("pilots/*/pilot.yaml"):
        text = file.read_text(encoding="utf-8")
        longer = (
            "title: {zh: "
            + "面向战略性新兴产业集群的专业技术人才" * 3
            + ", en: "
            + "A long title of a pilot " * 4
            + "}"
        )
        text = re.sub(r"^title: \{.*\}$", longer, text, count=1, flags=re.MULTILINE)
        text = re.sub(
            r"^  contact: .*$", f"  contact: {'专业技术人才综合服务保障处' * 4} 0553-3991234", text, flags=re.MULTILINE
        )
        file.write_text(text, encoding="utf-8")
        reseal(ledger, file.parent)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_is_one_page_however_long_names_are(
    language: str, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    _with_long_names(ledger)
    command = ("--as-of", "2026-09-30", "report", "--period", "2026Q3", "--issued", "2026-10-20", "--brief")
    done = run("--root", ledger, *command, "--format", "docx", "--lang", language, "-o", tmp_path)
    assert done.code == 0, done.err
    assert len(pages_of(next(tmp_path.glob("*.docx")), tmp_path / "pdf")) == 1


@pytest.mark.parametrize("head", [ZH, EN], ids=["zh", "en"])
def test_what_is_written_again_is_the_same_document(head: Head, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(render_docx(BODY, PICTURES, head, ()))
    before, after = docx.Document(str(file)), docx.Document(str(convert(file, "docx", tmp_path / "again")))
    for document in (before, after):
        assert [len(table.rows) for table in document.tables] == [1, 3, 3, 2]
        assert len(document.inline_shapes) == 2
        assert [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"] == [
            "一、First",
            "Second",
            "Third",
        ]
    assert after.core_properties.title == head.title


def test_wide_tables_turn_their_page_and_long_ones_repeat_their_head(tmp_path: Path) -> None:
    rows = "\n".join(f"| row {number} | {number} |" for number in range(150))
    file = tmp_path / "report.docx"
    file.write_bytes(render_docx(f"{BODY}\n\n| Repeated | N |\n|---|--:|\n{rows}\n", PICTURES, EN, ()))
    pages = pages_of(file, tmp_path / "pdf")
    turned = [page.extract_text() for page in pages if page.mediabox.width > page.mediabox.height]
    assert len(turned) == 1
    assert "Table 2 Wide" in turned[0]
    carried = [page.extract_text() for page in pages if re.search(r"row \d", page.extract_text())]
    assert len(carried) > 2
    assert all("Repeated" in text for text in carried)


def test_any_text_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(render_docx(f"{with_text(HOSTILE)}\n\n{LONG}\n", PICTURES, ZH, ()))
    text = squeezed("".join(page.extract_text() for page in pages_of(file, tmp_path / "pdf")))
    latin = re.sub(r"[^!-~]", "", squeezed(SHOWN))
    assert re.sub(r"[^!-~]", "", text).count(latin[:200]) >= 5
    assert LONG[:30] in text
