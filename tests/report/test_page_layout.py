"""Pages of every report: filled, no row or letter alone, words beside their tables; for 1, 3, 12 and 60 pilots."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from conftest import Ran
from documents import ZH
from ledgers import write_ledger
from pdf_layout import Layout, layout_of
from talentpilot.report import pandoc
from talentpilot.report.document import Head
from talentpilot.report.formats.pdf import render_pdf

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLE = ("--as-of", "2026-09-30", "report", "--period", "2026Q3", "--issued", "2026-10-20")
FORCED = 0.6
"""How full a page is at least before a part that begins on a new one."""


def _is_sound(layout: Layout) -> None:
    assert [fill for fill in layout.fills[:-1] if fill < 0.25] == []
    assert list(layout.lone_rows()) == []
    assert list(layout.lone_letters()) == []
    assert list(layout.lone_headings()) == []


@pytest.mark.parametrize(("view", "language"), [
    (None, "zh"), (None, "en"), ("pilot:yx-titles-01", "zh"), ("pilot:yx-titles-01", "en"), ("lead:yx-hrss", "zh"),
])  # fmt: skip
def test_the_example_stands_well_on_its_pages(
    run: Callable[..., Ran], tmp_path: Path, view: str | None, language: str
) -> None:
    chosen = ("--view", view) if view else ()
    ran = run("--root", ROOT, *EXAMPLE, *chosen, "--lang", language, "--format", "pdf", "-o", tmp_path / "report.pdf")
    assert ran.code == 0, ran.err
    _is_sound(layout_of((tmp_path / "report.pdf").read_bytes()))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_on_an_evaluation_stands_well_on_its_pages(
    run: Callable[..., Ran], tmp_path: Path, language: str
) -> None:
    when = ("--as-of", "2026-09-30", "evaluate-report", "yx-titles-01", "--issued", "2026-10-20")
    ran = run("--root", ROOT, *when, "--lang", language, "--format", "pdf", "-o", tmp_path)
    assert ran.code == 0, ran.err
    _is_sound(layout_of(next(tmp_path.glob("*.pdf")).read_bytes()))


@pytest.mark.parametrize("pilots", [1, 3, 60])
def test_few_and_many_pilots_stand_well_on_their_pages(run: Callable[..., Ran], tmp_path: Path, pilots: int) -> None:
    write_ledger(tmp_path / "ledger", pilots)
    when = ("--as-of", "2026-03-31", "report", "--period", "2026Q1", "--issued", "2026-04-20")
    ran = run("--root", tmp_path / "ledger", *when, "--lang", "zh", "--format", "pdf", "-o", tmp_path / "report.pdf")
    assert ran.code == 0, ran.err
    _is_sound(layout_of((tmp_path / "report.pdf").read_bytes()))


def _table(rows: int, caption: str = "表 1　长表") -> str:
    body = "\n".join(f"| 第{number}行的内容 | {number} | 说明 |" for number in range(1, rows + 1))
    return f"{caption}\n\n| 名称 | 数 | 说明 |\n|:--|--:|:--|\n{body}\n"


def _pages(markdown: str, head: Head = ZH) -> Layout:
    return layout_of(render_pdf(f"x\n\n---\n\n{markdown}", {}, head, ()).data)


@pytest.mark.parametrize("rows", range(26, 46, 2))
def test_a_table_wherever_it_breaks_leaves_no_row_alone_and_says_that_it_goes_on(rows: int) -> None:
    layout = _pages(f"## 一、甲\n\n{_table(rows)}\n\n正文。\n")
    assert list(layout.lone_rows()) == []


def test_a_table_that_goes_on_says_so_above_its_repeated_head() -> None:
    data = render_pdf(f"x\n\n---\n\n## 一、甲\n\n{_table(70)}", {}, ZH, ()).data
    said = [page.extract_text().count("表 1（续）") for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert said[0] == 0
    assert set(said[1:]) == {1}


def test_the_table_of_a_pilot_that_goes_on_says_of_which() -> None:
    rows = _table(70).partition("\n\n")[2]
    data = render_pdf(f"x\n\n---\n\n## 附件1 各试点\n\n### 领域\n\n#### 甲试点（yx-a-01）\n\n{rows}", {}, ZH, ()).data
    assert [page.extract_text().count("甲试点（yx-a-01）（续）") for page in pypdf.PdfReader(io.BytesIO(data)).pages][
        :2
    ] == [0, 1]


@pytest.mark.parametrize("lines", range(20, 34, 2))
def test_a_table_begins_with_two_rows_or_on_the_next_page(lines: int) -> None:
    filling = "\n\n".join(["一段文字。"] * lines)
    layout = _pages(f"## 一、甲\n\n{filling}\n\n### （一）乙\n\n一句话。\n\n{_table(30)}")
    assert list(layout.lone_rows()) == []
    assert list(layout.lone_headings()) == []


@pytest.mark.parametrize(("lines", "turned"), [(3, False), (30, True)])
def test_a_part_begins_on_a_new_page_only_if_most_of_the_last_one_is_filled(lines: int, *, turned: bool) -> None:
    filling = "\n\n".join(["一段文字。"] * lines)
    layout = _pages(f"## 一、甲\n\n{filling}\n\n<!-- page -->\n\n## 附件\n\n正文。\n")
    assert len(layout.fills) == (2 if turned else 1)
    assert not turned or layout.fills[0] >= FORCED


@pytest.mark.parametrize("lines", range(23, 30))
def test_an_empty_section_at_the_end_of_a_page_goes_to_the_next_with_the_section_after_it(lines: int) -> None:
    filling = "\n\n".join(["一段文字。"] * lines)
    layout = _pages(f"## 一、甲\n\n{filling}\n\n<!-- empty -->\n\n## 二、乙\n\n无\n\n## 三、丙\n\n正文。\n\n正文。\n")
    assert list(layout.lone_headings()) == []


def test_no_line_ends_within_the_id_of_a_pilot() -> None:
    made = pandoc.convert("x\n\n---\n\n## A\n\nyx-education-01, in (yx-experts-01) on 2026-09-30.\n", "typst").decode()
    assert r"#box[yx\-education\-01];\, in \(#box[yx\-experts\-01];\) on 2026\-09\-30\." in made


@pytest.mark.parametrize("rows", [2, 30])
def test_the_room_between_a_heading_and_a_table_is_the_same_whether_it_may_break_or_not(rows: int) -> None:
    data = render_pdf(f"x\n\n---\n\n## 一、甲\n\n{_table(rows)}\n\n正文。\n", {}, ZH, ()).data
    found: dict[str, float] = {}

    def said(text: str, matrix: Sequence[float], place: Sequence[float], *_: object) -> None:
        found.setdefault(text.strip()[:1], matrix[1] * place[4] + matrix[3] * place[5] + matrix[5])

    pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=said)
    heading, caption = found["一"], found["表"]
    assert 20 < heading - caption < 34


def test_pages_that_do_not_settle_are_made_again_without_what_unsettles_them(tmp_path: Path) -> None:
    template = (ROOT / "templates" / "report.typ").read_text(encoding="utf-8")
    restless = """
  context if "steady" not in sys.inputs {
    let steps = counter("restless").final().first()
    if calc.even(steps) { pagebreak(); v(1mm) }
    counter("restless").update(steps + 1)
  }
"""
    (tmp_path / "report.typ").write_text(template.replace("  cover()\n", f"  cover()\n{restless}"), encoding="utf-8")
    data = render_pdf(f"x\n\n---\n\n## 一、甲\n\n{_table(120)}", {}, ZH, (tmp_path,)).data
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    feet = ["".join(page.extract_text().split()) for page in pages]
    assert all(f"第{number}页/共{len(pages)}页" in text for number, text in enumerate(feet, 1))


def test_contents_at_the_top_of_a_page_keep_off_its_head() -> None:
    made = pandoc.convert("x\n\n---\n\n<!-- page -->\n\n" + "## 部分\n\n一段文字。\n\n" * 500, "typst").decode()
    assert "#contents(" in made
    assert "#turn()" not in made.partition("#contents(")[0]


def test_contents_name_the_sections_and_leave_no_page_unfilled() -> None:
    sections = "\n\n".join(f"## 第{number}部分\n\n### 分项{number}\n\n一段文字。" for number in range(1, 8))
    data = render_pdf(f"x\n\n---\n\n{sections}\n", {}, replace(ZH, contents="目录"), ()).data
    text = "".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    assert (text.count("第3部分"), text.count("分项3")) == (2, 1)


def test_the_measure_finds_what_stands_alone() -> None:
    layout = _pages(
        "## 一、甲\n\n"
        + _table(9)
        + '\n<!-- table widths="8 46 46" -->\n\n| 名称 | 数 | 说明 |\n|:--|--:|:--|\n| 大学<br>学 | 1 | a |\n'
    )
    assert len(list(layout.lone_letters())) == 1
    rows = layout.tables[0]
    assert len([row for row in rows if not row.head]) == 9
    apart = Layout(layout.fills, (tuple(rows[:2]) + tuple(type(row)(1, row.head, row.cells) for row in rows[2:]),), ())
    assert len(list(apart.lone_rows())) == 1
