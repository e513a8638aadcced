"""Office tables: rows by hand, the counts of status, texts that come back as they were, pages that print."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from conftest import Ran
from office import convert, row_heights
from talentpilot import Ledger
from talentpilot.exchange.office_tables.table import (
    OfficeRow,
    OfficeTable,
    columns,
    csv_table,
    protected,
    whole_columns,
)
from talentpilot.exchange.office_tables.workbook import render_tables
from talentpilot.exchange.return_sheets.words import FormWords
from talentpilot.model.base import Text
from talentpilot.services.office_tables.gather import TABLES
from typefaces import fontconfig

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
ROOT = Path(__file__).parent.parent
DAY = date(2026, 9, 30)
AT = ("--root", ROOT, "--as-of", DAY)


def unprotected(text: str) -> str:
    """Return a text as docs/office-tables.md tells a program to read it: without exactly one tab before it."""
    return text.removeprefix("\t")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.open(ROOT, as_of=DAY, today=DAY)


def table(ledger: Ledger, name: str, **filters: object) -> OfficeTable:
    (found,) = ledger.office_tables(name, **filters).tables  # type: ignore[arg-type]
    return found


def by_label(found: OfficeTable, number: int) -> dict[str, object]:
    return {head.label.say("zh"): value for head, value in zip(found.columns, found.rows[number].values, strict=True)}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_every_row_has_a_value_for_each_column_and_a_place(ledger: Ledger, name: str, language: str) -> None:
    found = table(ledger, name, language=language)
    assert found.rows or name == "rollout"
    for row in found.rows:
        assert len(row.values) == len(found.columns)
        path, _, line = row.source.rpartition(":")
        assert 0 < int(line) <= len((ROOT / path).read_text(encoding="utf-8").splitlines())
    assert all(len(one) == len(whole_columns(found)) for one in found.sums)


def test_the_rows_of_one_pilot_are_those_written_by_hand(ledger: Ledger) -> None:
    tasks = table(ledger, "tasks", view="pilot:yx-education-01")
    third = next(by_label(tasks, number) for number in range(len(tasks.rows)) if tasks.rows[number].values[3] == "M3")
    assert third == {
        "领域": "继续教育", "试点任务": third["试点任务"], "试点": "专业技术人员智能助学试点", "编号": "M3",
        "里程碑": "智能助学系统采购并部署", "交付成果": "系统验收报告", "完成标准": "", "牵头单位": "青岑市人力资源和社会保障局",
        "责任单位": "青岑市人力资源和社会保障局", "配合单位": "云溪数智学习科技有限公司", "原定时限": date(2026, 4, 30),
        "现行时限": date(2026, 4, 30), "完成日期": None, "状态": "逾期", "逾期天数": 153, "预计完成": date(2026, 12, 15),
        "未完成原因": "", "下一步措施": "", "佐证": "",
    }  # fmt: skip
    open_ = table(ledger, "bottlenecks", view="pilot:yx-education-01")
    first, second = (by_label(open_, number) for number in (0, 1))
    assert (first["编号"], first["是否解决"], first["历时天数"], first["是否销号"]) == ("B1", "否", 163, "否")
    assert (second["编号"], second["解决日期"], second["历时天数"], second["是否销号"]) == (
        "B2",
        date(2026, 6, 17),
        134,
        "是",
    )
    closed = table(ledger, "closures", view="pilot:yx-education-01")
    assert [by_label(closed, 0)[name] for name in ("编号", "销号日期", "历时天数", "签字")] == [
        "B2",
        date(2026, 6, 17),
        134,
        None,
    ]
    filed = table(ledger, "adjustments", view="pilot:yx-education-01")
    assert [row.values[4] for row in filed.rows] == [
        "试点期满日",
        "M6 全面运行 · 完成时限",
        "M7 形成案例和总结报告 · 完成时限",
    ]
    assert [row.values[7] for row in filed.rows] == [184, 184, 183]
    values = table(ledger, "indicators", view="pilot:yx-education-01")
    second = by_label(values, 1)
    assert [str(second[name]) for name in ("实际值", "进展%", "基期值", "现行目标值")] == ["17", "42.5", "0", "40"]


def test_the_counts_are_those_of_status(ledger: Ledger, run: Run) -> None:
    status = json.loads(run("status", "--format", "json", *AT).out)
    pilots = table(ledger, "pilots")
    assert [row.values[0] for row in pilots.rows] != []
    assert {row.values[0] for row in pilots.rows} == {one["id"] for one in status["pilots"]}
    for row in pilots.rows:
        one = next(item for item in status["pilots"] if item["id"] == row.values[0])
        assert row.values[19] == len(one["issues"]["open"])
        reports = one["reporting"]
        assert row.values[23] == f"{len(reports['expected']) - len(reports['missing'])}/{len(reports['expected'])}"
    open_ = [row for row in table(ledger, "bottlenecks").rows if row.values[16] == "否"]
    assert len(open_) == sum(len(one["issues"]["open"]) for one in status["pilots"])
    assert len(table(ledger, "tasks").rows) == sum(len(one["milestones"]) for one in status["pilots"])
    assert len(table(ledger, "indicators").rows) == sum(len(one["indicators"]) for one in status["pilots"])


def test_sums_never_cross_currencies(ledger: Ledger) -> None:
    found = table(ledger, "support")
    amounts = [row.values for row in found.rows if row.values[7] is not None]
    sums = [one for one in found.sums if one[8] is not None]
    assert sum(one[8] for one in sums) == sum(one[7] for one in amounts)  # type: ignore[misc]
    assert len({(one[2], one[9]) for one in found.sums}) == len(found.sums)


def test_a_period_keeps_its_facts(ledger: Ledger) -> None:
    third = table(ledger, "observations", period="2026Q3")
    assert all(str(row.values[2] or "2026-07-01") >= "2026-07-01" for row in third.rows)
    assert 0 < len(third.rows) < len(table(ledger, "observations").rows)


def test_the_life_of_a_pilot_is_in_order(ledger: Ledger) -> None:
    found = table(ledger, "life", view="pilot:yx-titles-01")
    days = [row.values[0] for row in found.rows]
    assert days == sorted(days)  # type: ignore[type-var]
    kinds = {row.values[1] for row in found.rows}
    assert {
        "遴选",
        "批准",
        "里程碑完成",
        "堵点提出",
        "报送",
        "监测值",
        "佐证",
        "核验",
        "调整申请",
        "评估",
    } <= kinds


def test_the_public_edition_leaves_internal_things_out(run: Run, tmp_path: Path) -> None:
    assert run("export", "csv", "--edition", "public", "-o", tmp_path / "open", *AT).code == 0
    assert run("export", "csv", "-o", tmp_path / "all", *AT).code == 0
    secret = "采购情况说明"
    texts = [
        "".join(one.read_text(encoding="utf-8") for one in (tmp_path / name).iterdir()) for name in ("open", "all")
    ]
    assert secret in texts[1]
    assert secret not in texts[0]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "＝1",
    "＋1",
    "－1",
    "＠A1",
    "\t=1",
    "\n=1",
    "0010",
    "1-2",
    "3.10",
    "2026-9-30",
    "1,5",
    "12:30",
    "5%",
    "TRUE",
    "false",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_is_protected_and_comes_back(text: str) -> None:
    assert protected(text) == f"\t{text}"
    assert unprotected(protected(text)) == text


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unprotected(protected(text)) == text


@pytest.mark.parametrize("text", ["试点", "M3 完成", "E4", "2026年第三季度报告", ""])
def test_other_texts_are_left_alone(text: str) -> None:
    assert protected(text) == text


def test_csv_is_what_a_chinese_excel_reads(run: Run, tmp_path: Path) -> None:
    assert (
        run(
            "export", "csv", "--table", "pilots", "--table", "life", "--pilot", "yx-titles-01", "-o", tmp_path, *AT
        ).code
        == 0
    )
    content = (tmp_path / "life.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0][:3] == ["序号", "日期", "事项"]
    assert run("export", "csv", "--table", "pilots", "--lang", "en", "-o", tmp_path / "en", *AT).code == 0
    assert not (tmp_path / "en" / "pilots.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert run("export", "csv", "--table", "pilots", "--lang", "en", "--bom", "-o", tmp_path / "en", *AT).code == 0
    assert (tmp_path / "en" / "pilots.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_mistakes_are_told(run: Run, tmp_path: Path) -> None:
    ran = run("export", "xlsx", "--table", "pilot", "-o", tmp_path / "a.xlsx", *AT, "--lang", "en")
    assert (ran.code, "there is no table pilot" in ran.err) == (2, True)
    assert run("export", "xlsx", "-o", tmp_path / "a.xls", *AT).code == 2
    assert run("export", "csv", "--period", "2026Q9", "-o", tmp_path, *AT).code == 2
    assert run("export", "csv", "--pilot", "nowhere", "-o", tmp_path, *AT).code == 3


def test_the_workbook_prints_and_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.xlsx", "b.xlsx")]
    for file in files:
        assert run("export", "xlsx", "-o", file, *AT).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    book = load_workbook(files[0])
    assert book.sheetnames[:3] == ["任务分解表", "试点一览表", "问题台账"]
    sheet = book["任务分解表"]
    assert sheet["A1"].value == "云溪省专业技术人才管理服务改革试点（虚构示例） 任务分解表"
    assert sheet["A2"].value == "截至2026年9月30日 · 试点 12 个"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.paperSize == 8
    assert not sheet.protection.sheet
    assert all(cell.data_type != "f" for one in book.worksheets for row in one.iter_rows() for cell in row)


def test_groups_have_a_heading_of_their_own(run: Run, tmp_path: Path) -> None:
    assert run("export", "xlsx", "--lang", "zh", "-o", tmp_path / "a.xlsx", *AT).code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    sheet = book["经验做法清单"]
    assert [cell.value for cell in sheet[3]][13:23] == [
        "形成日期", "认可", None, None, "推广", None, None, "采纳数", "采纳方", "出处",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[4]][14:20] == ["单位", "日期", "文号", "单位", "日期", "文号"]
    assert {"O3:Q3", "R3:T3", "A3:A4", "V3:V4"} <= {str(one) for one in sheet.merged_cells.ranges}
    assert (sheet.print_title_rows, sheet.auto_filter.ref, sheet.freeze_panes) == ("$1:$4", "A4:V13", "C5")
    assert book["问题台账"]["O3"].value == book["销号表"]["I3"].value == "验收"
    assert book["激励表"].print_title_rows == "$1:$3"


def test_csv_names_the_group_in_each_heading(run: Run, tmp_path: Path) -> None:
    assert run("export", "csv", "--table", "closures", "-o", tmp_path, *AT).code == 0
    heads = (tmp_path / "closures.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert heads[8:11] == ["验收单位", "验收日期", "验收文号"]


def test_values_are_shown_for_what_they_are(run: Run, tmp_path: Path) -> None:
    assert run("export", "xlsx", "-o", tmp_path / "a.xlsx", *AT).code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    filed, support = book["调整备案表"], book["激励表"]
    before = [filed.cell(row, 7) for row in range(4, filed.max_row + 1)]
    days = [cell for cell in before if isinstance(cell.value, date)]
    assert len(days) > 5
    assert {cell.number_format for cell in days} == {"yyyy-mm-dd"}
    assert not any(isinstance(cell.value, int | float) and cell.value > 40_000 for cell in before)
    figures = [cell for cell in before if isinstance(cell.value, int | float)]
    assert {90, 50} <= {cell.value for cell in figures}
    assert {cell.number_format for cell in figures} == {"General_ "}
    targets = [book["指标表"].cell(row, 15).value for row in range(4, book["指标表"].max_row + 1)]
    assert {type(one) for one in targets if one is not None and "–" not in str(one)} == {int}
    amounts = [support.cell(row, 9) for row in range(4, support.max_row + 1)]
    assert {cell.number_format for cell in amounts if cell.value} == {"#,##0_ "}


def test_a_narrow_table_is_as_wide_as_its_title_and_ids_have_room(run: Run, tmp_path: Path) -> None:
    names = ("--table", "observations", "--table", "publicity", "--table", "pilots")
    assert run("export", "xlsx", *names, "-o", tmp_path / "a.xlsx", *AT).code == 0
    book = load_workbook(tmp_path / "a.xlsx")
    for sheet in book:
        widths = {name: one.width for name, one in sheet.column_dimensions.items() if not one.hidden}
        title = str(sheet["A1"].value)
        assert sum(widths.values()) >= 4 * len(title), "a letter of the title takes as much as four digits"
    assert book["试点一览表"].column_dimensions["B"].width >= len("yx-education-01")


HOSTILE = [
    f"{before}{text}"
    for before in ("=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", " =", "\u200b=", "\n=", "")
    for text in (
        "1+1", "A1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("https://example.org","点")', "2026-9-30", "1-2",
        "0010", "3.10", "5%", "1,5", "12:30", "1E5", "TRUE", "\"引号\"，逗号,换行\n下一行", "试点",
    )
]  # fmt: skip


def hostile_table() -> OfficeTable:
    rows = tuple(OfficeRow((text, text), f"a.yaml:{number}") for number, text in enumerate(HOSTILE, start=1))
    return OfficeTable("hostile", Text(zh="表"), columns(("一", "One"), ("二", "Two")), rows)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_no_text_becomes_a_formula_or_a_number_in_an_office(tmp_path: Path, locale: str) -> None:
    assert len(HOSTILE) >= 200
    found, words = hostile_table(), FormWords("zh")
    (tmp_path / "a.xlsx").write_bytes(render_tables((found,), {"hostile": ("表", "行")}, words, DAY))
    (tmp_path / "b.csv").write_bytes(csv_table(found, words, mark=True))
    for name, reading, first in (("a.xlsx", None, 4), ("b.csv", "CSV:44,34,76", 2)):
        sheet = load_workbook(convert(tmp_path / name, "xlsx", tmp_path / "back", locale, reading)).worksheets[0]
        cells = [sheet.cell(first + number, column) for number in range(len(HOSTILE)) for column in (2, 3)]
        assert {cell.data_type for cell in cells} == {"s"}, name
        said = [str(cell.value).replace("_x000D_", "") for cell in cells]
        if name == "b.csv":
            said = [unprotected(one) for one in said]
        assert said == [text for text in HOSTILE for _ in (2, 3)], name


@pytest.mark.slow
def test_every_page_has_its_heading(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", fontconfig(tmp_path))  # a machine without Chinese letters prints none
    assert run("export", "xlsx", "-o", tmp_path / "a.xlsx", *AT).code == 0
    titles = {bare(str(sheet["A1"].value)) for sheet in load_workbook(tmp_path / "a.xlsx").worksheets}
    pages = [bare(page.extract_text()) for page in PdfReader(convert(tmp_path / "a.xlsx", "pdf", tmp_path)).pages]
    assert len(pages) > len(titles)
    assert all(any(title in page for title in titles) for page in pages)
    assert all("序号" in page for page in pages)


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_no_text_is_cut_off(run: Run, tmp_path: Path, language: str) -> None:
    assert run("export", "xlsx", "-o", tmp_path / "a.xlsx", "--lang", language, *AT).code == 0
    heights = row_heights(tmp_path / "a.xlsx", first=3)
    assert len(heights) > 150
    assert {place: both for place, both in heights.items() if both[0] < 0.93 * both[1]} == {}


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.slow
def test_texts_survive_an_office(run: Run, tmp_path: Path) -> None:
    assert run("export", "xlsx", "-o", tmp_path / "a.xlsx", *AT).code == 0
    back = load_workbook(convert(tmp_path / "a.xlsx", "xlsx", tmp_path / "back"))
    before = load_workbook(tmp_path / "a.xlsx")
    for sheet in before.worksheets:
        there = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
        again = [
            [cell.value for cell in row]
            for row in back[sheet.title].iter_rows(min_row=3, max_row=sheet.max_row, max_col=sheet.max_column)
        ]
        assert again == there, sheet.title
    assert convert(tmp_path / "a.xlsx", "pdf", tmp_path).stat().st_size > 10_000
