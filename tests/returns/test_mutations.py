"""What people and programs do to a return: an answer is taken as meant, or told with its cell; never a wrong fact."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from returns.workbooks import (
    ANSWERS,
    PILOT,
    SIGNED,
    cells,
    filled,
    made,
    opened,
    pilot_sheet,
    put,
    saved,
    take,
    tree,
    waiting_ledger,
)
from talentpilot.services.returns.result import TakeResult

TOLD, NOTHING = "told", "nothing"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return waiting_ledger(tmp_path_factory.mktemp("mutations"))


@pytest.fixture(scope="module")
def blank(root: Path) -> bytes:
    return made(root).content


def told(result: TakeResult) -> list[Any]:
    return [*result.problems, *(one for pilot in result.pilots for one in pilot.problems)]


def commands(result: TakeResult) -> list[str]:
    return [fact.command for pilot in result.pilots for fact in pilot.facts]


DONE = {"M5/state": "已完成", "M5/done": date(2026, 8, 28)}
LATE = {"M3/state": "未完成", "M3/forecast": date(2027, 3, 31), "M3/reason": "流标"}
SOLVED = {"B1/state": "已解决", "B1/resolved": date(2026, 9, 1), "B1/resolution": "拆包"}
TROUBLE = {
    f"new_bottlenecks/1/{name}": value
    for name, value in {
        "title": "新",
        "owner": "yx-univ",
        "kind": "policy",
        "severity": "minor",
        "needs": "city",
    }.items()
}
GRANT = {
    f"incentives/1/{name}": value
    for name, value in {"title": "奖", "kind": "荣誉", "date": date(2026, 9, 1), "grantor": "yx-hrss"}.items()
}
MEDIA = {
    f"publicity/1/{name}": value
    for name, value in {"title": "报", "channel": "国家级", "date": date(2026, 9, 1)}.items()
}
PAST = {
    "M5/done": (DONE, "--date"), "B1/resolved": (SOLVED, "--date"), "incentives/1/date": (GRANT, "--date"),
    "publicity/1/date": (MEDIA, "--date"), "new_bottlenecks/1/raised": (TROUBLE, "--date"),
}  # fmt: skip
AHEAD = {"M3/forecast": (LATE, "--date"), "new_bottlenecks/1/due": (TROUBLE, "--due")}

DAYS: tuple[tuple[object, str | None, str], ...] = (
    (datetime(2026, 8, 28), None, "2026-08-28"),  # noqa: DTZ001
    (datetime(2026, 8, 28, 9, 30), "yyyy-mm-dd hh:mm", TOLD),  # noqa: DTZ001
    ("2026-8-28", "@", "2026-08-28"),
    ("2026/8/28", "@", "2026-08-28"),
    ("2026.8.28", "@", "2026-08-28"),
    ("2026年8月28日", "@", "2026-08-28"),
    (" ２０２６-８-２８ ", "@", "2026-08-28"),
    ("20260828", "@", "2026-08-28"),
    (20260828, "yyyy-mm-dd", "2026-08-28"),
    (20260828, "General", "2026-08-28"),
    (46262, "General", TOLD),
    ("8/28", "@", TOLD),
    ("8月28日", "@", TOLD),
    ("2026.8", "@", TOLD),
    ("8月底", "@", TOLD),
    ("26-8-28", "@", TOLD),
    ("28/8/2026", "@", TOLD),
    ("2026-8-28 10:00", "@", TOLD),
    ("2026-2-30", "@", TOLD),
    (datetime(1905, 7, 18), None, TOLD),  # noqa: DTZ001
    (datetime(2036, 8, 28), None, TOLD),  # noqa: DTZ001
    ("#REF!", "error", TOLD),
    ("=TODAY()", "formula", TOLD),
    ("已完成", "@", TOLD),
)
NUMBERS: tuple[tuple[object, str | None, str], ...] = (
    (540, None, "540"), (540.0, None, "540"), ("540", "@", "540"), ("５４０", "@", "540"), ("1,200", "@", "1200"),
    ("1，200", "@", "1200"), ("104人", "@", "104"), ("-3.5", "@", "-3.5"), ("−3", "@", "-3"), (0, None, "0"),
    ("0", "@", "0"), ("3万", "@", TOLD), ("约30", "@", TOLD), ("30余", "@", TOLD), ("百分之十七", "@", TOLD),
    ("30、40", "@", TOLD), ("10²", "@", TOLD), ("1,20", "@", TOLD), (0.41, "0.00%", TOLD), ("41%", "@", TOLD),
    (0.1234567891234, None, "0.123456789"), (datetime(2026, 6, 15), "yyyy-mm-dd", TOLD), ("=120+310", "formula", "430"),  # noqa: DTZ001
    ("=(1+2)*3/2-1.5", "formula", "3"), ("=SUM(A1:A3)", "formula", TOLD), ("#REF!", "error", TOLD), ("无", "@", NOTHING),
    ("没有", "@", NOTHING), ("暂无", "@", NOTHING), ("N/A", "@", NOTHING), ("-", "@", NOTHING), ("——", "@", NOTHING),
    ("/", "@", NOTHING), ("不涉及", "@", NOTHING), ("已完成", "@", TOLD), (True, None, TOLD), (1e20, None, TOLD),
)  # fmt: skip
SHARES: tuple[tuple[object, str | None, str], ...] = (
    (0.41, "0.00%", "41"), (0.17, "0%", "17"), ("17%", "@", "17"), ("１７％", "@", "17"), ("0.5%", "@", "0.5"), (17, None, "17"),
    (0.17, None, TOLD), ("0.17", "@", TOLD), ("17人", "@", TOLD), (0, None, "0"),
)  # fmt: skip
STATES: tuple[tuple[object, str | None, str], ...] = (
    ("已完成", None, "done"), ("done", None, "done"), ("DONE", None, "done"), (" 已 完成 ", None, "done"), ("已完成 / done", None, "done"),
    ("完成", None, TOLD), ("是", None, TOLD), ("√", None, TOLD), (1, None, TOLD), ("#N/A", "error", TOLD), ("=TRUE()", "formula", TOLD),
    ("未完成", None, TOLD), ("not done", None, TOLD), ("无", None, TOLD), ("-", None, "done"), ("/", None, "done"),
)  # fmt: skip
TEXTS: tuple[tuple[object, str | None, str], ...] = (
    ("=好", "@", "=好"), ("+好", "@", "+好"), ("-好", "@", "-好"), ("@好", "@", "@好"), ("  好\r\n好  ", "@", "好"), ("好🎉", "@", "好🎉"), ("好_x0007_", "@", TOLD),
    ("无", "@", "无"), ("x" * 32_767, "@", TOLD), ("=1+1", "formula", TOLD), ("#VALUE!", "error", TOLD), (2026, None, "2026"),
)  # fmt: skip


def cases() -> list[Any]:
    found = []
    for key, (base, option) in {**PAST, **AHEAD}.items():
        for value, form, expected in DAYS:
            ahead = key in AHEAD
            day = expected
            if ahead and value == datetime(2036, 8, 28):  # noqa: DTZ001
                day = TOLD
            found.append(
                pytest.param(
                    base,
                    key,
                    value,
                    form,
                    f"{option} {day}" if day not in (TOLD, NOTHING) else day,
                    id=f"{key} {value!r} {form}",
                )
            )
    for value, form, expected in NUMBERS:
        for key, base, option in (("I1@2026Q3/value", {}, "--value"), ("incentives/1/amount", GRANT, "--amount")):
            spoken = TOLD if key.startswith("incentives") and value == "104人" else expected
            if key.startswith("incentives") and spoken == NOTHING:
                spoken = "--grantor yx-hrss"
            elif spoken not in (TOLD, NOTHING):
                spoken = f"{option} {spoken}"
            found.append(pytest.param(base, key, value, form, spoken, id=f"{key} {value!r} {form}"))
    found += [
        pytest.param(base, key, word, "@", NOTHING, id=f"{key} {word}")
        for key, base in (("M5/done", DONE), ("B1/resolved", SOLVED))
        for word in ("无", "没有", "-", "——", "/")
    ]
    found += [
        pytest.param(
            {},
            "I2@2026-09-30/value",
            value,
            form,
            f"--value {expected}" if expected != TOLD else TOLD,
            id=f"share {value!r} {form}",
        )
        for value, form, expected in SHARES
    ]
    found += [
        pytest.param(
            DONE, "M5/state", value, form, "record done" if expected == "done" else TOLD, id=f"state {value!r}"
        )
        for value, form, expected in STATES
    ]
    for key, base in (
        ("progress/text", {}),
        ("M3/reason", LATE),
        ("B1/resolution", SOLVED),
        ("new_bottlenecks/1/title", TROUBLE),
    ):
        found += [
            pytest.param(base, key, value, form, expected, id=f"{key} {str(value)[:9]!r} {form}")
            for value, form, expected in TEXTS
        ]
    for key, base in (("new_bottlenecks/1/owner", TROUBLE), ("incentives/1/grantor", GRANT)):
        words = (
            ("云溪大学", "yx-univ"),
            ("Yunxi University", "yx-univ"),
            ("yx-univ", "yx-univ"),
            ("云溪大", TOLD),
            ("某某局", TOLD),
        )
        found += [pytest.param(base, key, value, "@", expected, id=f"{key} {value}") for value, expected in words]
    return found


def test_the_catalogue_is_long_enough() -> None:
    assert len(cases()) >= 200


@pytest.mark.parametrize(("base", "key", "value", "form", "expected"), cases())
def test_an_answer_is_taken_as_meant_or_told_with_its_cell(
    root: Path, blank: bytes, base: dict[str, object], key: str, value: object, form: str | None, expected: str
) -> None:
    book = opened(blank)
    there = cells(book)
    for name, one in {**SIGNED, **base}.items():
        put(there[name], one)
    cell = there[key]
    cell.value = value
    if form in ("error", "formula"):
        cell.data_type = "e" if form == "error" else "f"
    elif isinstance(value, str):
        cell.data_type = "s"
    if form not in (None, "error", "formula"):
        cell.number_format = form
    before = tree(root)
    result = take(root, saved(book), dry_run=True)
    assert tree(root) == before
    if expected == TOLD:
        assert told(result), commands(result)
        row = "".join(filter(str.isdigit, cell.coordinate))
        assert all(one.place.cell.endswith(row) for one in told(result)), [one.place for one in told(result)]
        assert not commands(result)
    elif expected == NOTHING:
        assert told(result) == []
        assert commands(result) == []
    else:
        assert told(result) == [], [str(one.message) for one in told(result)]
        assert any(expected in command for command in commands(result)), commands(result)


Change = Callable[[Workbook], object]


def row_of(book: Workbook, key: str) -> int:
    found = next(cell.row for cell in pilot_sheet(book)["A"] if cell.value == f"{PILOT}/{key}")
    return int(found)


def swap_without_keys(book: Workbook) -> None:
    """Sort two rows and leave column A where it was."""
    sheet, one, other = pilot_sheet(book), row_of(book, "M3"), row_of(book, "M5")
    for column in range(2, 12):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def move_row(book: Workbook) -> None:
    sheet, one, other = pilot_sheet(book), row_of(book, "M3"), row_of(book, "M5")
    for column in range(1, 12):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


def drop_row(book: Workbook) -> None:
    for cell in pilot_sheet(book)[row_of(book, "M3")]:
        cell.value = None


def copy_row(book: Workbook) -> None:
    sheet, source, target = pilot_sheet(book), row_of(book, "M3"), sheet_end(book)
    for column in range(1, 12):
        sheet.cell(target, column).value = sheet.cell(source, column).value


def sheet_end(book: Workbook) -> int:
    return pilot_sheet(book).max_row + 1


def drop_column(book: Workbook) -> None:
    sheet = pilot_sheet(book)
    for row in range(1, sheet.max_row + 1):
        cell = sheet.cell(row, 7)
        if type(cell).__name__ == "Cell":
            cell.value = None


def meta_cell(book: Workbook, value: str, to: str) -> None:
    cell = next(cell for row in book["_meta"].iter_rows() for cell in row if cell.value == value)
    cell.value = to


def grey(book: Workbook, value: object) -> None:
    cells(book)["M3/due"].value = value


def merge(book: Workbook, area: str) -> None:
    sheet = pilot_sheet(book)
    sheet.merge_cells(area.format(one=row_of(book, "M3"), other=row_of(book, "M5")))


STRUCTURE: tuple[tuple[str, Change, str], ...] = (
    ("rows sorted without their keys", swap_without_keys, "moved apart"),
    ("a row lost", drop_row, "rows are gone"),
    ("a row copied to the end", copy_row, "below the heading of another part"),
    ("a column lost", drop_column, "is gone, or there twice"),
    ("the sheet copied", lambda book: book.copy_worksheet(pilot_sheet(book)), "of the same pilot"),
    ("the sheet deleted", lambda book: book.remove(pilot_sheet(book)), f"the sheet of {PILOT} is gone"),
    ("the hidden sheet deleted", lambda book: book.remove(book["_meta"]), "has no sheet _meta"),
    ("the hidden sheet edited", lambda book: meta_cell(book, f"{PILOT}/M3", f"{PILOT}/M9"), "was changed"),
    ("another ledger", lambda book: meta_cell(book, "yx-2025", "ab-2025"), "of the programme ab-2025"),
    ("another layout", lambda book: meta_cell(book, "talentpilot/return/1", "talentpilot/return/9"), "talentpilot/return/9"),
    ("no period", lambda book: meta_cell(book, "2026Q3", "2026-13"), "2026-13 is no period"),
    ("a due date changed", lambda book: grey(book, "2027-01-01"), "a grey cell was changed"),
    ("a grey cell cleared", lambda book: grey(book, None), "a grey cell was changed"),
    ("a title changed", lambda book: cells(book)["M3/title"].__setattr__("value", "M3 别的"), "moved apart"),
    ("answers merged down", lambda book: merge(book, "J{one}:J{other}"), "merged over several answers"),
    ("answers merged across", lambda book: merge(book, "I{one}:J{one}"), "merged over several answers"),
    ("done and late at once", lambda book: put(cells(book)["M3/done"], date(2026, 9, 1)), "belongs to the other state"),
    ("a row begun", lambda book: put(cells(book)["practices/1/title"], "半"), "lacks 类别"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [item[1:] for item in STRUCTURE], ids=[item[0] for item in STRUCTURE])
def test_a_changed_form_is_told_and_nothing_of_the_pilot_is_taken(
    root: Path, blank: bytes, change: Change, said: str
) -> None:
    before = tree(root)
    result = take(root, filled(blank, ANSWERS, change))
    assert any(said in str(one.message) for one in told(result)), [str(one.message) for one in told(result)]
    assert not [command for command in commands(result) if PILOT in command]
    assert tree(root) == before


def rename(book: Workbook) -> None:
    pilot_sheet(book).title = "我的表"


def reorder(book: Workbook) -> None:
    book.move_sheet(pilot_sheet(book), 1)


def hide(book: Workbook) -> None:
    sheet = pilot_sheet(book)
    for row in range(5, 30):
        sheet.row_dimensions[row].hidden = True
    sheet.auto_filter.ref = "B5:K30"


def show_hidden_sheets(book: Workbook) -> None:
    for name in ("_meta", "_lists"):
        book[name].sheet_state = "visible"


def edit_lists(book: Workbook) -> None:
    book["_lists"]["A1"].value = "做完了"


def insert_column(book: Workbook) -> None:
    """Move everything from column B on to the right, as inserting a column does."""
    sheet = pilot_sheet(book)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.move_range(f"B1:K{sheet.max_row}", cols=1)


def insert_row(book: Workbook) -> None:
    sheet = pilot_sheet(book)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.move_range(f"A{row_of(book, 'M5')}:K{sheet.max_row}", rows=1)


def swap_columns(book: Workbook) -> None:
    """Move column I behind J, with the ids of the fields."""
    sheet = pilot_sheet(book)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    for row in range(4, sheet.max_row + 1):
        one, other = sheet.cell(row, 9), sheet.cell(row, 10)
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format


def from_1904(book: Workbook) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904


HARMLESS: tuple[tuple[str, Change], ...] = (
    ("a row moved with its key", move_row),
    ("the sheet renamed", rename),
    ("sheets in another order", reorder),
    ("rows hidden and filtered", hide),
    ("hidden sheets shown", show_hidden_sheets),
    ("the lists edited", edit_lists),
    ("a column inserted", insert_column),
    ("a row inserted", insert_row),
    ("columns in another order", swap_columns),
    ("the calendar of 1904", from_1904),
)


@pytest.mark.parametrize("change", [item[1] for item in HARMLESS], ids=[item[0] for item in HARMLESS])
def test_what_does_no_harm_changes_no_fact(root: Path, blank: bytes, change: Change) -> None:
    expected = commands(take(root, filled(blank, ANSWERS), dry_run=True))
    result = take(root, filled(blank, ANSWERS, change), dry_run=True)
    assert told(result) == [], [str(one.message) for one in told(result)]
    assert sorted(commands(result)) == sorted(expected)


def test_what_stands_beside_the_form_is_remarked(root: Path, blank: bytes) -> None:
    def scribble(book: Workbook) -> None:
        sheet = pilot_sheet(book)
        sheet["M3"].value = "见附件"
        sheet.cell(sheet.max_row + 2, 3).value = "谢谢"
        cell = cells(book)["M3/reason"]
        cell.comment = Comment("为什么", "某")
        cell.font = Font(strike=True)

    result = take(root, filled(blank, ANSWERS, scribble), dry_run=True)
    remarks = {(one.place.cell, str(one.message)) for pilot in result.pilots for one in pilot.remarks}
    assert ("M3", "nothing is asked here, so this was not read: 见附件") in remarks
    assert sum("谢谢" in said for _, said in remarks) == 1
    assert sum("comment" in said for _, said in remarks) == 1
    assert sum("struck through" in said for _, said in remarks) == 1
    assert told(result) == []


def test_a_copied_row_for_something_new_is_one_more(root: Path, blank: bytes) -> None:
    def more(book: Workbook) -> None:
        sheet, row = pilot_sheet(book), row_of(book, "publicity/2")
        for column in range(1, 12):
            cell = sheet.cell(row + 1, column)
            cell.value = sheet.cell(row, column).value
        sheet.cell(row + 2, 3).value, sheet.cell(row + 2, 6).value = "第三篇", "国家级"
        put(sheet.cell(row + 2, 7), date(2026, 9, 3))
        sheet.cell(row + 1, 3).value, sheet.cell(row + 1, 6).value = "第二篇", "省级"
        put(sheet.cell(row + 1, 7), date(2026, 9, 2))

    result = take(root, filled(blank, {**SIGNED, **MEDIA}, more), dry_run=True)
    assert told(result) == [], [str(one.message) for one in told(result)]
    assert [command.split("--title-zh ")[1].strip("'") for command in commands(result)] == ["报", "第二篇", "第三篇"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "older format"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        ("编号,名称\n".encode("gb18030"), "text such as CSV"),
        (b"", "text such as CSV"),
    ],
)
def test_a_file_of_another_form_is_named_by_its_content(root: Path, content: bytes, said: str) -> None:
    (one,) = told(take(root, content))
    assert said in str(one.message)
    assert "另存为 .xlsx" in str(one.help)


def test_an_archive_a_bomb_and_a_macro_are_refused(root: Path, blank: bytes) -> None:
    def packed(extra: dict[str, bytes], base: bytes | None = None) -> bytes:
        stream = io.BytesIO(base or b"")
        with zipfile.ZipFile(stream, "a" if base else "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in extra.items():
                archive.writestr(name, part)
        return stream.getvalue()

    files = [
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
        packed({"a.txt": b"a"}),
        packed({"xl/vbaProject.bin": b"x"}, blank),
        packed({"xl/externalLinks/externalLink1.xml": b"<a/>"}, blank),
    ]
    with zipfile.ZipFile(io.BytesIO(blank)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entity = {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/workbook.xml"]}
    bomb = {"xl/sharedStrings.xml": b"<sst><si><t>%s</t></si></sst>" % (b"x" * 50_000_000)}
    files += [packed(parts | entity), packed(parts | bomb)]
    for content in files:
        before = tree(root)
        assert len(told(take(root, content))) == 1
        assert tree(root) == before
