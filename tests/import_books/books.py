"""Three old books, built as offices keep them: a list of rectifications, a projects CSV, a table of commitments."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
RECTIFICATION = HERE / "rectification.yaml"
PROJECTS = HERE / "projects.yaml"
COMMITMENTS = HERE / "commitments.yaml"

_MORE = [f"附件情况/{kind}/{number}" for kind in ("文件", "照片", "台账") for number in ("份数", "页数", "备注")]
_CHECKS = [f"核查情况/第{turn}次/{what}" for turn in ("一", "二", "三") for what in ("日期", "人数", "结论", "意见")]
HEADINGS = [
    "序号", "单位名称/一级单位", "单位名称/具体责任单位", "试点事项", "问题描述", "问题来源",
    "任务清单/目标任务/表述", "任务清单/目标任务/完成标准", "任务清单/目标任务/交付成果", "任务清单/时限",
    "任务清单/权重", "进展情况/是否完成", "进展情况/完成日期", "进展情况/已采取措施", "进展情况/完成比例",
    "未完成原因及下一步计划", "投入资金/金额/万元", "投入资金/其中:财政/万元", "投入资金/其中:自筹/万元",
    "是否销号", "销号日期", "分管领导职务", "联系处室", "堵点/内容", "堵点/严重程度", "堵点/需哪级解决",
    "堵点/提出日期", "宣传/题目", "宣传/日期", "宣传/级别", "备注", *_MORE, *_CHECKS,
]  # fmt: skip
"""Fifty-two columns in three heading rows."""
_MERGED_BODY = ("序号", "单位名称/一级单位", "单位名称/具体责任单位", "试点事项")


def rectification_rows() -> list[dict[str, Any]]:
    """Return the records: two pilots, nine tasks, as a clerk typed them."""
    rows: list[dict[str, Any]] = []
    pilots = (
        ("职称诚信", "云溪省人力资源和社会保障厅", "制定诚信办法、建立黑名单、开展培训、系统上线、总结评估"),
        ("专家基地", "青岑市人力资源和社会保障局", "遴选基地、拨付资金、专家下沉、年度评估"),
    )
    for number, (title, unit, tasks) in enumerate(pilots, 1):
        for step, task in enumerate(tasks.split("、")):
            done = step < 2
            rows.append(
                {
                    "序号": number,
                    "单位名称/一级单位": "省本级",
                    "单位名称/具体责任单位": unit,
                    "试点事项": title,
                    "任务清单/目标任务/表述": task,
                    "任务清单/目标任务/完成标准": f"{task}经验收",
                    "任务清单/时限": (date(2025, 9, 30), "2025.12.31", "2026年3月31日", "2026-6-30", date(2026, 9, 30))[
                        step
                    ],
                    "任务清单/权重": step + 1,
                    "进展情况/是否完成": "√" if done else "否",
                    "进展情况/完成日期": (date(2025, 9, 20), "2025.12.30")[step] if done else "—",
                    "进展情况/已采取措施": f"印发通知，{task}\n有序推进",
                    "进展情况/完成比例": 1 if done else 0.4,
                    "未完成原因及下一步计划": "无" if done else "等待上级批复，下月报送",
                    "投入资金/金额/万元": 12.5 + step,
                    "投入资金/其中:财政/万元": 10 + step if step < 3 else "/",
                    "堵点/内容": "数据未共享" if step == 2 else None,
                    "堵点/严重程度": "重要" if step == 2 else None,
                    "堵点/需哪级解决": "省级" if step == 2 else None,
                    "堵点/提出日期": "2025-11-05" if step == 2 else None,
                    "是否销号": "否",
                }
            )
    return rows


def rectification(path: Path, change: dict[tuple[int, str], Any] | None = None) -> Path:
    """Write the book; `change` replaces cells by the number of the record and the heading."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "整改清单"
    sheet["A1"] = "试点任务整改清单（截至2025年12月31日）"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    _headings(sheet, 3)
    rows = rectification_rows()
    for (number, heading), value in (change or {}).items():
        rows[number][heading] = value
    at = 6
    starts: list[int] = []
    for number, row in enumerate(rows):
        new = number == 0 or row["试点事项"] != rows[number - 1]["试点事项"]
        if new and number:
            at = _subtotal(sheet, at, rows[starts_index(rows, number - 1) : number])
        starts += [at] if new else []
        for column, heading in enumerate(HEADINGS, 1):
            if new or heading not in _MERGED_BODY:
                sheet.cell(at, column, row.get(heading))
        at += 1
    at = _subtotal(sheet, at, rows[starts_index(rows, len(rows) - 1) :])
    _subtotal(sheet, at, rows, "合计")
    sheet.cell(at + 2, 1, "填表人：办公室　　审核人：综合处")
    for start, length in zip(starts, _lengths(rows), strict=True):
        for heading in _MERGED_BODY:
            column = HEADINGS.index(heading) + 1
            sheet.merge_cells(start_row=start, start_column=column, end_row=start + length - 1, end_column=column)
    book.save(path)
    return path


def starts_index(rows: Sequence[dict[str, Any]], last: int) -> int:
    """Return the first record of the pilot of a record."""
    return next(number for number, row in enumerate(rows) if row["试点事项"] == rows[last]["试点事项"])


def _lengths(rows: Sequence[dict[str, Any]]) -> list[int]:
    titles = [row["试点事项"] for row in rows]
    return [titles.count(title) for title in dict.fromkeys(titles)]


def _headings(sheet: Worksheet, first: int) -> None:
    """Write the headings in three rows: groups merged across, single words merged down."""
    parts = [heading.split("/") for heading in HEADINGS]
    for column, names in enumerate(parts, 1):
        for level, name in enumerate(names):
            before = parts[column - 2] if column > 1 else []
            if level == len(names) - 1 or before[: level + 1] != names[: level + 1]:
                sheet.cell(first + level, column, name.replace("其中:", "其中：\n"))
        if len(names) < 3:
            last = first + len(names) - 1
            sheet.merge_cells(start_row=last, start_column=column, end_row=first + 2, end_column=column)
    for level in (0, 1):
        column = 1
        while column <= len(parts):
            end = column
            while (
                end < len(parts)
                and len(parts[end]) > level + 1
                and parts[end][: level + 1] == parts[column - 1][: level + 1]
            ):
                end += 1
            if end > column and len(parts[column - 1]) > level + 1:
                sheet.merge_cells(start_row=first + level, start_column=column, end_row=first + level, end_column=end)
            column = end + 1


def _subtotal(sheet: Worksheet, at: int, rows: Sequence[dict[str, Any]], word: str = "小计") -> int:
    sheet.cell(at, 1, word)
    for heading in ("投入资金/金额/万元", "投入资金/其中:财政/万元"):
        values = [row[heading] for row in rows if isinstance(row[heading], int | float)]
        sheet.cell(at, HEADINGS.index(heading) + 1, sum(values))
    return at + 1


PROJECT_FIELDS = (
    "Project Name", "Department", "IPA Delivery Confidence Assessment", "Description / Aims", "Project - Start Date",
    "Project - End Date", "TOTAL Baseline Whole Life Costs (£m)", "Financial Year Forecast (£m)",
    "Financial Year Outturn (£m)", "Variance (%)",
)  # fmt: skip


def projects(path: Path, encoding: str = "utf-8-sig", change: dict[tuple[int, str], str] | None = None) -> Path:
    """Write the projects CSV: a field a row, a project a column, dates with the day first."""
    names = ("Credential Transparency", "Expert Bases, Phase 2", "Digital Records")
    rows: list[list[str]] = []
    for number, field in enumerate(PROJECT_FIELDS):
        values = []
        for at, name in enumerate(names):
            values.append(
                (
                    name,
                    ("Yunxi Finance Department", "Office for Talent", "Office for Talent")[at],
                    ("Green", "Amber", "Exempt")[at],
                    f'To make "{name}" work,\nfor everyone',
                    "01/07/2025",
                    ("30/06/2027", "31/12/2026", "30/06/2027")[at],
                    ("1,234.50", "80", "7.25")[at],
                    ("1,200.00", "N/A", "7.5")[at],
                    ("1,190.25", "82.125", "N/A")[at],
                    "-3%",
                )[number]
            )
        rows.append([field, *values])
    for (at, field), value in (change or {}).items():
        rows[PROJECT_FIELDS.index(field)][1 + at] = value
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


COMMITMENT_FIELDS = (
    "No.", "Theme", "Commitment", "Milestone deliverable", "Lead institution", "Other actors", "Start", "End",
    "Completion level", "Completed on", "Next steps", "New end", "Evidence (link)",
)  # fmt: skip


def commitments(path: Path, change: dict[tuple[int, str], Any] | None = None) -> Path:
    """Write the table of commitments of a self-assessment."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Self-assessment"
    sheet.append(["Open government partnership: mid-term self-assessment"])
    sheet.append([])
    sheet.append(list(COMMITMENT_FIELDS))
    rows: list[list[Any]] = [
        [1, "Open credentials", "Publish the register", "Register online", "yx-hrss", "yx-edu; Yunxi University",
         date(2025, 7, 1), date(2025, 12, 31), "Complete", "2025-12-20", "none", None, "https://example.org/register"],
        [2, None, "Open an appeals office", "Office", "yx-hrss", None, date(2025, 9, 1), "2026-03", "Limited", None,
         "Recruit two officers", "2026-06", None],
        [3, None, "Report every year", "Report", "yx-hrss", None, date(2026, 1, 1), date(2026, 12, 31), "Not started",
         None, None, None, None],
        [4, "Open experts", "Publish the list of bases", "List", "Nanjiao HRSS Bureau", None, date(2025, 7, 1),
         "2025-11", "Complete", date(2025, 11, 28), None, None, "https://example.org/bases"],
        [5, None, "Score the bases", "Scores", "nj-hrss", None, date(2026, 1, 1), "2026-10", "Substantial", None,
         "Publish scores", "2026-11", None],
    ]  # fmt: skip
    for (at, field), value in (change or {}).items():
        rows[at][COMMITMENT_FIELDS.index(field)] = value
    for row in rows:
        sheet.append(row)
    book.create_sheet("Read me")["A1"] = "How to fill in this sheet"
    book.save(path)
    return path
