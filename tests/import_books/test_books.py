"""Old books taken over by a mapping: read right or told with the cell; nothing twice, nothing half."""

import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from checking import check_folder
from conftest import Ran
from import_books.books import (
    COMMITMENT_FIELDS,
    COMMITMENTS,
    HEADINGS,
    PROJECT_FIELDS,
    PROJECTS,
    RECTIFICATION,
    commitments,
    projects,
    rectification,
)
from import_books.ledgers import TODAY, cells, contents, empty_ledger, opened, said, take_over
from talentpilot.diagnostics import Severity
from talentpilot.errors import UsageProblem
from talentpilot.services.importing.suggest import suggest_mapping
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

Run = Callable[..., Ran]
Builder = Callable[[Path], Path]
BOOKS: list[tuple[Path, Callable[..., Path], str]] = [
    (RECTIFICATION, rectification, "old.xlsx"),
    (PROJECTS, projects, "projects.csv"),
    (COMMITMENTS, commitments, "ogp.xlsx"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return empty_ledger(tmp_path)


def fits(document: object, name: str) -> None:
    schema = json.loads((files("talentpilot") / "_schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document)


@pytest.mark.parametrize(("mapping", "build", "name"), BOOKS, ids=[name for _, _, name in BOOKS])
def test_a_book_becomes_a_sound_ledger_and_the_second_run_writes_nothing(
    root: Path, tmp_path: Path, mapping: Path, build: Builder, name: str
) -> None:
    assert len(mapping.read_text(encoding="utf-8").splitlines()) <= 40
    book = build(tmp_path / name)
    result = take_over(root, mapping, book)
    assert said(result) == []
    assert result.complete
    assert result.coverage.unexplained == 0
    found = check_folder(root, TODAY, today=TODAY).diagnostics
    assert [str(one.message) for one in found if one.severity is Severity.ERROR] == []
    before = contents(root)
    again = take_over(root, mapping, book)
    assert again.complete
    assert contents(root) == before


def test_every_value_of_the_list_of_rectifications_stands_where_it_belongs(root: Path, tmp_path: Path) -> None:
    result = take_over(root, RECTIFICATION, rectification(tmp_path / "old.xlsx"))
    sheet = result.coverage.sheets[0]
    assert sheet.rows == {
        "title": 2, "header": 3, "read": 9, "skipped": 3, "after_stop": 1, "blank": 1, "unexplained": 0,
    }  # fmt: skip
    assert sheet.skipped == {"序号: 小计": [11, 16], "序号: 合计": [17]}
    assert [(one.sum, one.own, one.own_cell, one.agrees) for one in sheet.sums if one.own is not None] == [
        (Decimal(66), Decimal(66), "R17", True)
    ]
    pilot = read_pilot(DiskTree(root), "yx-titles-01").pilot
    assert pilot is not None
    assert pilot.file.approval is None
    assert (pilot.file.title.zh, pilot.file.task, pilot.file.roles.lead) == ("职称诚信", "titles-integrity", "yx-hrss")
    second, third = pilot.milestones[1:3]
    assert (second.id, second.title.zh, second.due) == ("M2", "建立黑名单", date(2025, 12, 31))
    assert (second.done, second.weight, second.forecasts) == (date(2025, 12, 30), Decimal(2), ())
    assert (third.due, third.done, third.forecasts[0].stated) == (date(2026, 3, 31), None, date(2025, 12, 31))
    assert third.forecasts[0].reason is not None
    assert third.forecasts[0].reason.zh == "等待上级批复，下月报送"
    assert [one.amount for one in pilot.file.incentives] == [Decimal(100_000), Decimal(110_000), Decimal(120_000)]
    assert [(one.title.zh, one.severity, one.needs) for one in pilot.file.bottlenecks] == [
        ("数据未共享", "major", "province")
    ]


def test_columns_are_read_as_records(root: Path, tmp_path: Path) -> None:
    result = take_over(root, PROJECTS, projects(tmp_path / "p.csv"))
    pilot = read_pilot(DiskTree(root), "gm-01").pilot
    assert pilot is not None
    assert (pilot.file.term.start, pilot.file.term.end) == (date(2025, 7, 1), date(2027, 6, 30))
    (indicator,) = pilot.indicators
    assert indicator.baseline is not None
    assert indicator.baseline.value == Decimal(123_450)
    assert [(one.date, one.value) for one in indicator.observations] == [
        (date(2025, 12, 31), Decimal(120_000)), (date(2026, 3, 31), Decimal(119_025)),
    ]  # fmt: skip
    assert [one.id for one in result.organizations] == ["yx-1"]
    assert "Office for Talent" in (root / "programme.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_are_found_out(root: Path, tmp_path: Path, encoding: str) -> None:
    book = projects(tmp_path / "p.csv", "utf-8")
    text = book.read_text(encoding="utf-8").replace("£m", "万元").replace("Digital Records", "数字档案")
    book.write_bytes(text.encode(encoding))
    mapping = tmp_path / "m.yaml"
    mapping.write_text(PROJECTS.read_text(encoding="utf-8").replace("£m", "万元"), encoding="utf-8")
    assert take_over(root, mapping, book).complete
    pilot = read_pilot(DiskTree(root), "gm-03").pilot
    assert pilot is not None
    assert pilot.file.title.en == "数字档案"


def test_commitments_bring_their_evidence(root: Path, tmp_path: Path) -> None:
    take_over(root, COMMITMENTS, commitments(tmp_path / "ogp.xlsx"))
    pilot = read_pilot(DiskTree(root), "ogp-titles-01").pilot
    assert pilot is not None
    assert [(one.id, one.url, one.date) for one in pilot.file.evidence] == [
        ("E1", "https://example.org/register", date(2025, 12, 20))
    ]
    assert pilot.file.roles.partners == ("yx-edu", "yx-univ")
    assert pilot.milestones[1].due == date(2026, 3, 31)
    assert pilot.milestones[1].forecasts[0].date == date(2026, 6, 30)


def test_a_renamed_heading_stops_with_both_lists_and_the_nearest(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    workbook["整改清单"].cell(3, HEADINGS.index("未完成原因及下一步计划") + 1).value = "未完成原因和下一步计划"
    workbook.save(book)
    result = take_over(root, RECTIFICATION, book)
    assert result.stopped
    assert not (root / "pilots" / "yx-titles-01").exists()
    texts = [str(one.message) for one in result.problems]
    helps = [str(one.help) for one in result.problems]
    assert texts[0] == "the sheet has no heading 未完成原因及下一步计划"
    assert helps[0] == "the nearest is 未完成原因和下一步计划"
    assert texts[1] == "the mapping says nothing of the heading 未完成原因和下一步计划"
    assert texts[2].startswith("headings of the sheet: 序号, 单位名称/一级单位, ")
    assert "未完成原因及下一步计划" in helps[2]


@pytest.mark.slow
def test_whichever_heading_is_renamed_the_import_stops(root: Path, tmp_path: Path) -> None:
    before = contents(root)
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    sheet = workbook["整改清单"]
    for heading in [cell for row in sheet["A3:AZ5"] for cell in row if cell.value is not None]:
        said_before, heading.value = heading.value, f"{heading.value}等"
        workbook.save(book)
        assert take_over(root, RECTIFICATION, book).stopped, heading.coordinate
        heading.value = said_before
    for name in PROJECT_FIELDS:
        text = projects(tmp_path / "p.csv").read_text(encoding="utf-8-sig")
        (tmp_path / "p.csv").write_text(text.replace(name, f"{name} (new)", 1), encoding="utf-8")
        assert take_over(root, PROJECTS, tmp_path / "p.csv").stopped, name
    for column, name in enumerate(COMMITMENT_FIELDS, 1):
        commitments(tmp_path / "ogp.xlsx")
        workbook = load_workbook(tmp_path / "ogp.xlsx")
        workbook["Self-assessment"].cell(3, column).value = f"{name} (new)"
        workbook.save(tmp_path / "ogp.xlsx")
        assert take_over(root, COMMITMENTS, tmp_path / "ogp.xlsx").stopped, name
    assert contents(root) == before


READ = [
    (number, heading)
    for number in range(9)
    for heading in (
        "任务清单/目标任务/表述", "任务清单/目标任务/完成标准", "任务清单/时限", "任务清单/权重", "进展情况/是否完成",
        "进展情况/完成日期", "进展情况/已采取措施", "未完成原因及下一步计划", "投入资金/其中:财政/万元", "堵点/内容",
        "堵点/严重程度", "堵点/需哪级解决", "堵点/提出日期",
    )
]  # fmt: skip
ROWS = (6, 7, 8, 9, 10, 12, 13, 14, 15)


def named(root: Path, tmp_path: Path, number: int, heading: str) -> None:
    book = rectification(tmp_path / "old.xlsx", {(number, heading): "#REF!"})
    result = take_over(root, RECTIFICATION, book, dry_run=True)
    column = HEADINGS.index(heading)
    letters = (chr(ord("A") + column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)
    assert f"{letters}{ROWS[number]}" in cells(result)
    whole = {one.id for one in result.pilots if not one.refused}
    assert whole == {"qc-experts-01" if number < 5 else "yx-titles-01"}


@pytest.mark.parametrize(("number", "heading"), READ[::11])
def test_a_broken_cell_is_named(root: Path, tmp_path: Path, number: int, heading: str) -> None:
    named(root, tmp_path, number, heading)


@pytest.mark.slow
def test_whichever_cell_of_the_book_is_broken_is_named(root: Path, tmp_path: Path) -> None:
    for number, heading in READ:
        named(root, tmp_path, number, heading)


@pytest.mark.slow
def test_whichever_cell_of_the_projects_is_broken_is_named(root: Path, tmp_path: Path) -> None:
    ignored = ("IPA Delivery Confidence Assessment", "Variance (%)")
    for at in range(3):
        for row, name in enumerate(PROJECT_FIELDS, 1):
            if name not in ignored:
                book = projects(tmp_path / "p.csv", change={(at, name): "\x07"})
                result = take_over(root, PROJECTS, book, dry_run=True)
                assert f"{'BCD'[at]}{row}" in cells(result), name


THEMES = {(row, "Theme") for row in (1, 2, 4)}
"""Cells that mean the same as above."""
COMMITTED = [
    (row, name)
    for row in range(5)
    for name in COMMITMENT_FIELDS
    if name not in ("No.", "Start") and (row, name) not in THEMES
]
"""The cells of the table of commitments that are read."""


def named_commitment(root: Path, tmp_path: Path, row: int, name: str) -> None:
    result = take_over(root, COMMITMENTS, commitments(tmp_path / "ogp.xlsx", {(row, name): "#N/A"}), dry_run=True)
    assert f"{'ABCDEFGHIJKLM'[COMMITMENT_FIELDS.index(name)]}{row + 4}" in cells(result), (row, name)
    assert {one.id for one in result.pilots if not one.refused} <= {"ogp-experts-01" if row < 3 else "ogp-titles-01"}


@pytest.mark.parametrize(("row", "name"), COMMITTED[::7])
def test_a_broken_cell_of_the_commitments_is_named(root: Path, tmp_path: Path, row: int, name: str) -> None:
    named_commitment(root, tmp_path, row, name)


@pytest.mark.slow
def test_whichever_cell_of_the_commitments_is_broken_is_named(root: Path, tmp_path: Path) -> None:
    for row, name in COMMITTED:
        named_commitment(root, tmp_path, row, name)


@pytest.mark.parametrize("cell", ["C6", "D6", "C12", "D12"])
def test_a_broken_cell_that_stands_for_several_rows_is_told_once(root: Path, tmp_path: Path, cell: str) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    workbook["整改清单"][cell] = "#REF!"
    workbook.save(book)
    result = take_over(root, RECTIFICATION, book, partial=True)
    assert cells(result) == {cell}
    assert len(said(result)) == len(set(said(result)))
    assert [one.id for one in result.pilots if one.written] == [
        "qc-experts-01" if cell.endswith("6") else "yx-titles-01"
    ]


def test_what_the_mapping_gives_to_no_object_is_told_once_for_each_pilot(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(RECTIFICATION.read_text(encoding="utf-8").replace(", milestone.owner", ""), encoding="utf-8")
    assert said(take_over(root, mapping, rectification(tmp_path / "old.xlsx"))) == [
        "G6 milestone 制定诚信办法 and 4 more: required field owner is missing",
        "G12 milestone 遴选基地 and 3 more: required field owner is missing",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({(1, "进展情况/是否完成"): "否"}, "L7 否 here, and milestone.done says 2025-12-30"),
        ({(2, "进展情况/是否完成"): "√"}, "L8 √ here, and milestone.done says nothing"),
        ({(2, "进展情况/是否完成"): "大概"}, 'L8 "大概" is not among the values of the mapping'),
        ({(2, "任务清单/时限"): "2026年6月底前"}, 'J8 "2026年6月底前" names no day'),
        (
            {(2, "任务清单/时限"): "2026/6/30"},
            'J8 "2026/6/30" is not a day in any of the styles cell, y-m-d, y.m.d, zh',
        ),
        (
            {(2, "任务清单/时限"): "31/12/2025"},
            'J8 "31/12/2025" is not a day in any of the styles cell, y-m-d, y.m.d, zh',
        ),
        ({(2, "任务清单/时限"): 46188}, "J8 46188 is a number, not a day"),
        ({(2, "任务清单/时限"): date(1905, 7, 18)}, "J8 1905-07-18 is not between 2024-07-01 and 2029-06-30"),
        ({(0, "投入资金/其中:财政/万元"): "约10"}, 'R6 "约10" is not a number in digits'),
        ({(0, "投入资金/其中:财政/万元"): "=SUM(A1:A2)"}, "R6 =SUM(A1:A2) is a formula; it showed –"),
        ({(3, "任务清单/目标任务/表述"): "开展培训"}, "G9 开展培训 stands in G8 already"),
        (
            {(3, "任务清单/目标任务/表述"): None},
            "H9 milestone.standard.zh is filled in, and 任务清单/目标任务/表述 is empty",
        ),
        ({(2, "堵点/内容"): None}, "Y8 bottleneck.severity is filled in, and 堵点/内容 is empty"),
        ({(2, "堵点/提出日期"): None}, "X8 bottleneck 数据未共享: required field raised is missing"),
    ],
)
def test_what_can_t_be_taken_is_told_and_that_pilot_is_left_alone(
    root: Path, tmp_path: Path, change: dict[tuple[int, str], Any], told: str
) -> None:
    result = take_over(root, RECTIFICATION, rectification(tmp_path / "old.xlsx", change))
    assert told in said(result)
    assert len(said(result)) == 1 or "is filled in" in told, "those cells are told one by one, all others once"
    assert not result.complete
    assert not (root / "pilots" / "yx-titles-01").exists()
    assert (root / "pilots" / "qc-experts-01").is_dir()


def test_partial_leaves_out_the_cell_and_takes_the_rest(root: Path, tmp_path: Path) -> None:
    change = {(2, "任务清单/权重"): "很多", (3, "堵点/内容"): "审批慢", (1, "进展情况/是否完成"): "否"}
    result = take_over(root, RECTIFICATION, rectification(tmp_path / "old.xlsx", change), partial=True)
    assert not result.complete
    assert [one.written for one in result.pilots] == [True, True]
    pilot = read_pilot(DiskTree(root), "yx-titles-01").pilot
    assert pilot is not None
    assert [one.title.zh for one in pilot.milestones] == ["制定诚信办法", "开展培训", "系统上线", "总结评估"]
    assert pilot.milestones[1].weight == 1
    assert [one.title.zh for one in pilot.file.bottlenecks] == ["数据未共享"]
    assert {one.place.cell for one in result.pilots[0].problems} == {"K8", "L7", "X9"}


def test_what_the_ledger_says_otherwise_is_a_conflict(root: Path, tmp_path: Path) -> None:
    take_over(root, RECTIFICATION, rectification(tmp_path / "old.xlsx"))
    changed = rectification(tmp_path / "new.xlsx", {(2, "任务清单/时限"): date(2026, 5, 31)})
    before = contents(root)
    result = take_over(root, RECTIFICATION, changed)
    assert said(result) == [
        "J8 2026-05-31 for milestones.due, and pilots/yx-titles-01/milestones.yaml:22 says 2026-03-31"
    ]
    assert contents(root) == before


def test_into_an_existing_pilot_only_what_is_missing_is_written(root: Path, tmp_path: Path) -> None:
    take_over(root, RECTIFICATION, rectification(tmp_path / "old.xlsx", {(2, "任务清单/权重"): None}))
    before = contents(root)
    words = {"内容": "人手不足", "严重程度": "一般", "需哪级解决": "市级", "提出日期": "2025.12.1"}
    change = {(4, f"堵点/{name}"): word for name, word in words.items()}
    result = take_over(root, RECTIFICATION, rectification(tmp_path / "new.xlsx", change))
    assert result.complete, said(result)
    after = contents(root)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"pilots/yx-titles-01/milestones.yaml", "pilots/yx-titles-01/pilot.yaml"}
    assert result.pilots[0].added == {"bottleneck": 1, "field": 1}
    text = after["pilots/yx-titles-01/pilot.yaml"].decode()
    assert "- id: B2\n    title: {zh: 人手不足}\n    kind: data\n    severity: minor\n    raised: 2025-12-01\n" in text


def test_merged_cells_mean_something_only_where_the_mapping_says_so(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    workbook["整改清单"].merge_cells("J8:J9")
    workbook.save(book)
    assert "J9 the cell is merged with J8" in said(take_over(root, RECTIFICATION, book))


def with_cached(book: Path, formula: str, shown: str) -> None:
    """Let a formula of a workbook show a value, as an office saves it."""
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    written = parts[name].decode()
    assert f"<f>{formula}</f><v />" in written or f"<f>{formula}</f><v></v>" in written
    for empty in ("<v />", "<v></v>"):
        written = written.replace(f"<f>{formula}</f>{empty}", f"<f>{formula}</f><v>{shown}</v>")
    parts[name] = written.encode()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_a_formula_is_read_by_what_it_showed_and_named(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx", {(0, "投入资金/其中:财政/万元"): "=SUM(Q6)-2.5"})
    with_cached(book, "SUM(Q6)-2.5", "10")
    result = take_over(root, RECTIFICATION, book)
    assert result.complete, said(result)
    assert [f"{one.place.cell} {one.message}" for one in result.remarks] == ["R6 =SUM(Q6)-2.5 showed 10, which is read"]
    pilot = read_pilot(DiskTree(root), "yx-titles-01").pilot
    assert pilot is not None
    assert pilot.file.incentives[0].amount == Decimal(100_000)
    with_error = rectification(tmp_path / "error.xlsx", {(0, "投入资金/其中:财政/万元"): "=Q6/0"})
    with_cached(with_error, "Q6/0", "#DIV/0!")
    assert "R6 the cell shows the error #DIV/0!" in said(take_over(root, RECTIFICATION, with_error))


def test_the_format_of_a_number_must_agree_with_the_mapping(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    cell = workbook["整改清单"]["R6"]
    cell.number_format = '"$"0.0'
    workbook.save(book)
    assert 'R6 the format of the cell shows "$" beside 10' in said(take_over(root, RECTIFICATION, book))
    cell.number_format = '0.0"万元"'
    workbook.save(book)
    assert take_over(root, RECTIFICATION, book).complete
    pilot = read_pilot(DiskTree(root), "yx-titles-01").pilot
    assert pilot is not None
    assert pilot.file.incentives[0].amount == Decimal(100_000)


def test_macros_are_told_and_not_run(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    result = take_over(root, RECTIFICATION, book)
    assert [str(one.message) for one in result.remarks] == ["the workbook holds macros; they are not run"]
    assert result.complete


def test_hidden_sheets_and_comments_are_told_and_read(root: Path, tmp_path: Path) -> None:
    from openpyxl.chart import BarChart
    from openpyxl.comments import Comment

    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    sheet = workbook["整改清单"]
    sheet["J8"].comment = Comment("to be checked", "clerk")
    chart = BarChart()
    chart.anchor = "A20"
    sheet.add_chart(chart)
    workbook.create_sheet("别的")
    sheet.sheet_state = "hidden"
    workbook.active = 1
    workbook.save(book)
    result = take_over(root, RECTIFICATION, book)
    assert result.complete
    texts = [f"{one.place.cell} {one.message}" for one in result.remarks]
    assert texts == [
        " the sheet is hidden; it is read all the same",
        " pictures, shapes or text boxes lie on the sheet, and were not read",
        "J8 the comment of the cell was not read: to be checked",
    ]


def test_a_sheet_of_which_nothing_is_said_is_unexplained(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    workbook.create_sheet("附表")["A1"] = "遗漏"
    workbook.save(book)
    result = take_over(root, RECTIFICATION, book)
    assert result.coverage.unexplained == 1
    assert not result.complete
    assert list((root / "pilots").iterdir()) == []


def test_a_cell_below_no_heading_is_unexplained(root: Path, tmp_path: Path) -> None:
    book = rectification(tmp_path / "old.xlsx")
    workbook = load_workbook(book)
    workbook["整改清单"].cell(8, len(HEADINGS) + 2).value = "张某核对过"
    workbook.save(book)
    result = take_over(root, RECTIFICATION, book)
    assert said(result)[0] == "BB8 the cell stands below no heading"
    assert result.coverage.unexplained == 1
    assert list((root / "pilots").iterdir()) == []


def mistakes(root: Path, mapping: Path) -> str:
    """Return what is said of a mapping."""
    with pytest.raises(UsageProblem) as caught:
        take_over(root, mapping)
    return str(caught.value.message)


def lines_on(root: Path, mapping: Path) -> tuple[list[str], list[str]]:
    """Return the mistakes of a mapping from their line on, and all lines that are said."""
    lines = [line.removeprefix(f"{mapping}:") for line in mistakes(root, mapping).splitlines()]
    return [line for line in lines if line[0].isdigit()], lines


def test_every_mistake_of_a_mapping_is_told_with_its_line(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "schema: talentpilot/import/1\n"
        "sheets:\n"
        "  - sheet: 1\n"
        "    header: {first: A}\n"
        "    dates: [d/m/y, m/d/y]\n"
        "    objects:\n"
        "      pilot: {key: A, id: {x: y-01}, set: {term: {start: 2025-13-01}, task: titels-integrity, region: CODE}}\n"
        "      incentive: {key: C, set: {kind: money, grantor: 云溪省财厅}}\n"
        "    columns:\n"
        "      A: pilot.titel.zh\n"
        "      B: {to: milestone.due, times: 10}\n"
        "      C: incentive.title\n"
        "      D: {ignore: true, to: milestone.done}\n",
        encoding="utf-8",
    )
    told, lines = lines_on(root, mapping)
    assert told == [
        "5:12: d/m/y and m/d/y can't both be meant",
        "6:5: objects does not say how milestone is known",
        "7:58: 2025-13-01 is not a day of the calendar",
        "7:77: no task is called titels-integrity",
        "7:103: no region is called CODE",
        "8:18: the key of incentive is none of its fields",
        "8:39: money is not an allowed value of incentive.kind",
        "8:55: no organization is called 云溪省财厅",
        "10:10: pilot.titel.zh: there is no field titel",
        "11:37: times means nothing for milestone.due",
        "12:10: incentive.title needs a language",
        "13:10: a column is ignored or mapped, not both",
    ]
    assert "  = help: did you mean title?" in lines


def test_fields_that_cannot_be_read_do_not_hide_what_is_wrong_with_the_others(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "schema: talentpilot/import/1\n"
        "sheets:\n"
        "  - sheet: 1\n"
        "    header: {first: A}\n"
        "    filldown: [A]\n"
        "    dates: [cell, foo, d/m/y, m/d/y]\n"
        "    objects:\n"
        "      pilot: {key: A, id: {x: y-01}, set: {term: {start: 2025-13-01}}}\n"
        "      milstone: {key: B}\n"
        "    columns:\n"
        "      A: pilot.titel.zh\n"
        "      B: {to: milestone.due, times: abc}\n"
        "      C: {foo: 1}\n"
        "  - header: {first: A}\n",
        encoding="utf-8",
    )
    told, lines = lines_on(root, mapping)
    assert told == [
        "5:5: unknown field filldown",
        "6:12: d/m/y and m/d/y can't both be meant",
        "6:19: foo is not an allowed value",
        "8:58: 2025-13-01 is not a day of the calendar",
        "9:7: unknown field milstone",
        "11:10: pilot.titel.zh: there is no field titel",
        "12:37: abc is not a plain number",
        "13:11: unknown field foo",
        "14:5: required field sheet is missing",
    ]
    assert "  = help: fields here: to, ignore, check, values, times, unit, split, stated, organizations" in lines


def test_a_wrong_schema_or_a_key_twice_hides_no_other_mistake(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "schema: talentpilot/import/2\n"
        "sheets:\n"
        "  - sheet: 1\n"
        "    header: {first: A, rows: x}\n"
        "    objects:\n"
        "      pilot: {key: A, id: y-}\n"
        "    columns:\n"
        "      A: pilot.titel.zh\n"
        "      A: ignore\n"
        '      B: {to: pilot.roles.lead, organizations: {kind: office, region: "1"}}\n'
        "  - {sheet: 2, header: {first: A, rows: 11}}\n",
        encoding="utf-8",
    )
    told, _ = lines_on(root, mapping)
    assert told == [
        "1:9: schema talentpilot/import/2 is not the one of this file, talentpilot/import/1",
        "4:30: x is not a whole number",
        "8:10: pilot.titel.zh: there is no field titel",
        "9:7: key A stands twice, first on line 8",
        "10:55: office is not an allowed value",
        "10:71: region 1 is not a code of six digits",
        "11:5: objects does not say how pilot is known",
        "11:24: header is missing, or takes no rows",
    ]


def test_unknown_keys_of_a_mapping_get_the_nearest_word(root: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.yaml"
    text = RECTIFICATION.read_text(encoding="utf-8").replace("fill_down:", "filldown:")
    mapping.write_text(text, encoding="utf-8")
    assert "unknown field filldown" in mistakes(root, mapping)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "the file is encrypted, or of the old .xls form"),
        (b"PK\x03\x04 and no more", "the file is not an .xlsx workbook, or it is damaged"),
        (b"%PDF-1.7", "this is neither an .xlsx workbook nor a CSV file"),
    ],
)
def test_files_that_are_no_books_are_told(root: Path, tmp_path: Path, content: bytes, told: str) -> None:
    book = tmp_path / "old.xlsx"
    book.write_bytes(content)
    result = take_over(root, RECTIFICATION, book)
    assert result.stopped
    assert str(result.problems[0].message).startswith(told)


def test_broken_csv_is_told(root: Path, tmp_path: Path) -> None:
    for content in (b'a,"b\nc', b"\xff\xff\x00", b"a\x00b"):
        book = tmp_path / "p.csv"
        book.write_bytes(content)
        assert take_over(root, PROJECTS, book).stopped


def test_the_command_says_all_of_it(root: Path, tmp_path: Path, run: Run) -> None:
    book = rectification(tmp_path / "old.xlsx")
    start = ("--root", root, "--as-of", "2026-04-15", "import", RECTIFICATION, book)
    shown = run(*start, "--dry-run")
    assert shown.code == 0
    assert "+title: {zh: 职称诚信}" in shown.out
    assert list((root / "pilots").iterdir()) == []
    for ending, first in ((".json", "{"), (".csv", "file,sheet,part"), (".txt", str(book))):
        coverage = tmp_path / f"coverage{ending}"
        assert run(*start, "--dry-run", "--coverage", coverage).code == 0
        assert coverage.read_text(encoding="utf-8").startswith(first)
    fits(json.loads((tmp_path / "coverage.json").read_text(encoding="utf-8")), "import-coverage-1")
    done = run(*start, "--format", "json")
    document = json.loads(done.out)
    fits(document, "import-result-1")
    assert (document["complete"], [one["written"] for one in document["pilots"]]) == (True, [True, True])
    spoken = run("--lang", "zh", *start)
    assert spoken.out.splitlines()[-1] == "1 个文件、2个试点：已收 2 个、未收 0 个"


def test_a_wrong_address_is_told_with_all_else_and_nothing_of_what_follows_from_it(root: Path, tmp_path: Path) -> None:
    mapping, book = tmp_path / "m.yaml", tmp_path / "book.csv"
    mapping.write_text(
        "schema: talentpilot/import/1\n"
        "sheets:\n"
        "  - sheet: book\n"
        "    header: {first: A}\n"
        "    objects:\n"
        "      pilot:\n"
        "        key: A\n"
        "        id: nj-\n"
        '        set: {task: titles-integrity, region: "990100", term: {start: 2025-07-01, end: 2027-06-30}}\n'
        "      milestone: {key: C, id: M}\n"
        "      publicity: {when: F, id: N, set: {channel: provincial, date: 2025-12-01}}\n"
        "      evidence: {when: H, id: E, set: {kind: document, date: 2025-12-01, access: public}}\n"
        "    columns:\n"
        "      A: pilot.title.zh\n"
        "      B: {to: [pilot.roles.lead, pilot.roles.units, milestone.owner],\n"
        '          organizations: {kind: hrss_department, region: "990100"}}\n'
        "      C: milestone.title.zh\n"
        "      D: milestone.due\n"
        "      W: milestone.weight\n"
        "      F: publicity.title.zh\n"
        "      G: publicity.url\n"
        "      H: evidence.title.zh\n"
        "      I: evidence.url\n"
        "      J: pilot.approval.date\n"
        "      L: pilot.approval.document\n",
        encoding="utf-8",
    )
    book.write_text(
        "A,B,C,D,W,F,G,H,I,J,L\n"
        "甲试点,甲市人社局,任务一,2026-13-01,多,报道一,见报,材料一,ftp://x/y,2025-06-20,甲〔2025〕1号\n"
        "乙试点,乙市人社局,任务二,2026-06-01,20,报道二,www.a.cn,材料二,https://example.org/a,2025-06-20,甲〔2025〕1号\n",
        encoding="utf-8",
    )
    result = take_over(root, mapping, book)
    every = [*result.problems, *(problem for one in result.pilots for problem in one.problems)]
    rules = {one.place.cell: str(one.message) for one in every if one.place.cell in ("A2", "A3")}
    assert {one.place.cell for one in every} == {"D2", "E2", "G2", "I2", "G3", *rules}
    assert ["approved" in said for said in rules.values()] == [True, True], "what the rules say is told with the cells"
    advice = {one.place.cell: str(one.help) for one in every}
    assert advice["E2"].endswith("where there is none, empty the cell, or list its word in `nothing`")
    assert "the whole address" in advice["G3"]


def test_the_command_refuses_what_makes_no_sense(root: Path, tmp_path: Path, run: Run) -> None:
    book = rectification(tmp_path / "old.xlsx")
    for arguments in (
        (), (RECTIFICATION,), (RECTIFICATION, tmp_path / "no.xlsx"), (tmp_path / "no.yaml", book),
        (RECTIFICATION, book, "--correct"), (book, "--partial"), (RECTIFICATION, book, "--coverage", "x.pdf"),
    ):  # fmt: skip
        assert run("--root", root, "import", *arguments).code == 2, arguments


def test_a_suggested_mapping_names_every_heading_and_hides_numbers_of_people(tmp_path: Path, run: Run) -> None:
    book = rectification(tmp_path / "old.xlsx", {(0, "联系处室"): "110101199003071234 13800138000"})
    shown = run("import", "--suggest", book)
    assert shown.code == 0
    assert "header: {first: 序号, rows: 3}" in shown.out
    assert all(f"      {heading}: " in shown.out for heading in HEADINGS)
    assert "任务清单/时限: milestone.due # 2025-09-30 | 2025.12.31" in shown.out
    assert "联系处室: ignore # ? # *** ***" in shown.out
    assert "is: [小计, 合计]" in shown.out


def test_a_cell_far_from_the_table_is_told_at_once(tmp_path: Path, run: Run) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["项目", "责任单位", "完成时限"])
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    ran = run("import", "--suggest", tmp_path / "far.xlsx")
    assert (ran.code, "XFD1048576: this cell stands too far" in ran.err) == (2, True), ran.err


def test_a_suggestion_knows_the_words_of_other_offices(tmp_path: Path, run: Run) -> None:
    book = tmp_path / "承诺.csv"
    heads = "项目名称,承诺事项,主责单位,开始时间,截止时间,目标描述,问题类型,权重,销号日期"
    book.write_bytes(f"{heads}\n银龄,聘请专家,教育厅,2026/1/1,2026/9/30,聘请百名,数据,1,无\n".encode("gb18030"))
    lines = run("import", "--suggest", book).out.splitlines()
    for line in (
        "        key: 项目名称",
        "      承诺事项: milestone.title.zh # 聘请专家",
        "      主责单位: ignore # ? milestone.owner or pilot.roles.lead # 教育厅",
        "      截止时间: milestone.due # 2026/9/30",
        "      目标描述: pilot.objective.zh # 聘请百名",
        "      问题类型: bottleneck.kind # 数据",
        "      权重: ignore # ? milestone.weight or indicator.weight # 1",
        "      销号日期: ignore # ? bottleneck.accepted.date or milestone.done # 无",
    ):
        assert line in lines


def test_a_suggestion_finds_records_in_columns_and_three_rows_of_headings(tmp_path: Path, run: Run) -> None:
    shown = run("import", "--suggest", projects(tmp_path / "p.csv")).out
    assert "    orientation: columns\n    header: {first: Project Name, rows: 1}\n" in shown
    assert 'id: {Credential Transparency: pilot-01, "Expert Bases, Phase 2": pilot-02' in shown
    assert "Project - End Date: pilot.term.end # 30/06/2027 | 31/12/2026" in shown
    assert "TOTAL Baseline Whole Life Costs (£m): indicator.baseline.value" in shown
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    rows = (
        ("整改台账", None, None, None, None, None),
        ("序号", "试点名称", "整改任务", None, None, None),  # few headings here, and more below
        (None, None, "整改措施", None, "完成时限", "下一步打算"),
        (None, None, "编号", "责任处室", None, None),
        (1, "一号试点", 1, "一处", date(2026, 6, 30), "无"),
        ("注：由牵头单位汇总", None, None, None, None, None),
    )
    for row in rows:
        sheet.append(row)
    for merged in ("A1:F1", "A2:A4", "B2:B4", "C2:F2", "C3:D3", "E3:E4", "F3:F4"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "b.xlsx")
    lines = run("import", "--suggest", tmp_path / "b.xlsx").out.splitlines()
    for line in (
        "    header: {first: 序号, rows: 3}",
        '    stop: [{column: 序号, begins: ["注:"]}]',
        "        set: {region: CODE, task: TASK, term: {start: DATE, end: DATE}} # ? what the book does not say",
        "      整改任务/整改措施/编号: ignore # ? # 1",
        "      整改任务/完成时限: milestone.due # 2026-06-30",
        "      整改任务/下一步打算: {to: milestone.forecasts.next.zh, stated: DATE} # 无",
    ):
        assert line in lines, (line, lines)


def test_a_title_over_records_in_columns_is_no_heading(root: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ("2026年试点项目一览", None, None, None),
        ("基本情况", "试点名称", "建档试点", "互认试点"),
        (None, "牵头单位", "yx-hrss", "yx-edu"),
        (None, "开始日期", date(2025, 7, 1), "2025.7.1"),
        (None, "结束日期", date(2027, 6, 30), "2027.6.30"),
    ):
        sheet.append(row)
    for merged in ("A1:D1", "A2:A5"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "cards.xlsx")
    text = suggest_mapping(tmp_path / "cards.xlsx")
    assert "    orientation: columns\n    header: {first: 试点名称, rows: 1}\n" in text
    assert "      2026年试点项目一览: ignore # ?\n" in text
    mapping = tmp_path / "m.yaml"
    mapping.write_text(text.replace("CODE", '"990000"').replace("TASK", "titles-integrity"), encoding="utf-8")
    result = take_over(root, mapping, tmp_path / "cards.xlsx")
    assert result.complete, said(result)
    assert [one.id for one in result.pilots if one.written] == ["pilot-01", "pilot-02"]


def test_the_api_does_the_same(root: Path, tmp_path: Path) -> None:
    from talentpilot import Ledger

    book = rectification(tmp_path / "old.xlsx")
    ledger = Ledger.open(root, today=TODAY)
    assert ledger.imports.books(RECTIFICATION, book, dry_run=True).complete
    assert ledger.imports.suggest(book).startswith("schema: talentpilot/import/1\n")
    assert opened(root).pilot_ids == ()
