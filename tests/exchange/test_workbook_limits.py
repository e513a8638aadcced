"""Workbooks from elsewhere: a small file takes neither minutes nor memory, and only what a reader needs is read."""

import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Ran
from exchange.filling import blank_bytes, filled
from talentpilot.errors import UnreadableWorkbook
from talentpilot.exchange.return_sheets.reader import LIMITS as RETURNS
from talentpilot.exchange.workbook_parts import coordinate, place_of
from talentpilot.exchange.workbooks import WorkbookLimits, file_content, read_workbook

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

LIMITS = WorkbookLimits()
BLANK = blank_bytes(("R1",))
FILLED = filled(BLANK, {"R1": {"relevance": 3}})
HEAD = b'<worksheet xmlns:r="urn:r"><sheetData>'
FOOT = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_sheet(text: bytes) -> bytes:
    return packed({**parts_of(BLANK), SHEET: text})


def with_merges(merges: bytes) -> bytes:
    text = parts_of(BLANK)[SHEET]
    return with_sheet(text.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"))


def same_sheet_many_times() -> bytes:
    parts = parts_of(BLANK)
    cells = b"<row>" + b"<c><v>1</v></c>" * 5000 + b"</row>"
    listed = b"".join(b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (one, one) for one in range(1, 240))
    book = b'<workbook xmlns:r="urn:r"><sheets>' + listed + b"</sheets></workbook>"
    return packed({**parts, SHEET: HEAD + cells + FOOT, "xl/workbook.xml": book})


def many_sheets() -> bytes:
    listed = b'<sheet name="S" r:id="rId1"/>' * 100_000
    book = b'<workbook xmlns:r="urn:r"><sheets>' + listed + b"</sheets></workbook>"
    return packed({**parts_of(BLANK), "xl/workbook.xml": book})


def many_styles() -> bytes:
    return packed({**parts_of(BLANK), "xl/styles.xml": b"<s><cellXfs>" + b"<xf/>" * 5_000_000 + b"</cellXfs></s>"})


def long_format() -> bytes:
    code = b'<numFmt numFmtId="200" formatCode="' + b"[d" * 1_000_000 + b'"/>'
    text = b"<s>" + code + b"<cellXfs>" + b'<xf numFmtId="200"/>' * 50_000 + b"</cellXfs></s>"
    return packed({**parts_of(BLANK), "xl/styles.xml": text})


def long_formula() -> bytes:
    first = b'<c><f t="shared" si="0">' + b"A1+" * 1_000_000 + b"1</f></c>"
    return with_sheet(HEAD + b"<row>" + first + b'<c><f t="shared" si="0"/></c>' * 50_000 + b"</row>" + FOOT)


def many_entries() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"{number}", b"")
    return stream.getvalue()


def deep_nesting() -> bytes:
    return with_sheet(b"<a>" * 150_000 + b"</a>" * 150_000)


ATTACKS: dict[str, Callable[[], bytes]] = {
    "one merged range over the sheet": lambda: with_merges(b'<mergeCell ref="A1:XFD1048576"/>'),
    "a merged range far away": lambda: with_merges(b'<mergeCell ref="A600:ZZ20600"/>'),
    "500,000 merged ranges": lambda: with_merges(
        b"".join(b'<mergeCell ref="A%d:B%d"/>' % (one, one) for one in range(1, 500_001))
    ),
    "14 million empty cells": lambda: with_sheet(HEAD + b"<row>" + b"<c/>" * 14_000_000 + b"</row>" + FOOT),
    "2 million cells": lambda: with_sheet(HEAD + b"<row>" + b"<c><v>1</v></c>" * 2_000_000 + b"</row>" + FOOT),
    "9 million rows": lambda: with_sheet(HEAD + b"<row/>" * 9_000_000 + FOOT),
    "5 million styles": many_styles,
    "a number format without end": long_format,
    "a formula repeated": long_formula,
    "one sheet many times": same_sheet_many_times,
    "100,000 sheets": many_sheets,
    "60,000 parts": many_entries,
    "elements in elements": deep_nesting,
    "one long attribute": lambda: with_sheet(HEAD + b'<row r="' + b"1" * 9_000_000 + b'"/>' + FOOT),
    "one long number": lambda: with_sheet(HEAD + b"<row><c><v>" + b"1" * 9_000_000 + b"</v></c></row>" + FOOT),
    "one long text": lambda: with_sheet(HEAD + b"<row><c t='str'><v>" + b"x" * 9_000_000 + b"</v></c></row>" + FOOT),
    "a link over the sheet": lambda: with_sheet(
        HEAD + b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks></worksheet>'
    ),
    "a comment over the sheet": lambda: packed(
        {**parts_of(BLANK), "xl/comments1.xml": b'<comments><comment ref="A1:XFD1048576"/></comments>'}
    ),
}


def test_a_return_full_of_cells_is_read() -> None:
    row = b"<row>" + b"<c t='str'><v>12345678901234567890123456789012345678</v></c>" * 1000 + b"</row>"
    content = with_sheet(HEAD + row * 490 + FOOT)
    (first, *_) = read_workbook(content, RETURNS).sheets
    assert len(first.cells) == 490_000
    with pytest.raises(UnreadableWorkbook, match="more cells, styles or text"):
        read_workbook(with_sheet(HEAD + row * 1000 + FOOT), RETURNS)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_small_file_takes_neither_minutes_nor_100_mb(name: str) -> None:
    content = ATTACKS[name]()
    assert len(content) < 10_000_000
    tracemalloc.start()
    try:
        said = outcome(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000, said


def outcome(content: bytes) -> str:
    """What is said of the workbook; empty where it is read."""
    try:
        read_workbook(content, LIMITS)
    except UnreadableWorkbook as problem:
        return str(problem.message)
    return ""


@pytest.mark.parametrize(
    "name", ["14 million empty cells", "9 million rows", "5 million styles", "one sheet many times"]
)
def test_what_is_beyond_the_limits_is_said(name: str) -> None:
    assert (
        outcome(ATTACKS[name]())
        == "the file holds more cells, styles or text than a workbook of its kind; it is not read"
    )


def test_a_merged_range_over_the_whole_sheet_is_one_range_and_no_cells() -> None:
    (first, *_) = read_workbook(ATTACKS["one merged range over the sheet"](), LIMITS).sheets
    assert "A1:XFD1048576" in [str(one) for one in first.merged]
    assert len(first.cells) < 500


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_no_office_uses_is_refused(method: int) -> None:
    assert "packed as no office packs it" in outcome(packed(parts_of(BLANK), method))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused() -> None:
    stream = io.BytesIO(FILLED)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET, HEAD + FOOT)
    assert "one of them twice" in outcome(stream.getvalue())


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://x/y"])
def test_a_part_is_looked_for_in_the_file_alone(target: str) -> None:
    parts = parts_of(FILLED)
    links = parts["xl/_rels/workbook.xml.rels"].replace(b"/xl/worksheets/sheet1.xml", target.encode())
    assert target.encode() in links
    (first, *_) = read_workbook(packed({**parts, "xl/_rels/workbook.xml.rels": links}), LIMITS).sheets
    assert first.cells == {}


def test_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(UnreadableWorkbook, match="not a regular file"):
            file_content(path, LIMITS)


@pytest.mark.parametrize("command", [("return", "take"), ("import", "--suggest")])
def test_a_command_says_that_a_device_is_no_workbook(
    run: Callable[..., Ran], sound: Path, command: tuple[str, ...]
) -> None:
    ran = run(*command, os.devnull, "--root", sound)
    assert (ran.code > 0, "not a regular file" in ran.out + ran.err) == (True, True), ran


def test_a_file_is_read_to_its_limit_and_no_further(tmp_path: Path) -> None:
    file = tmp_path / "large.xlsx"
    with file.open("wb") as stream:
        stream.truncate(10**11)
    with pytest.raises(UnreadableWorkbook, match="larger than 10 MB"):
        file_content(file, LIMITS)


def test_the_strict_form_reads_like_the_usual_one() -> None:
    def strict(data: bytes) -> bytes:
        return (
            data.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/x/main")
            .replace(b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument")
        )  # fmt: skip

    usual = read_workbook(FILLED, LIMITS)
    parts = {name: strict(data) for name, data in parts_of(FILLED).items()}
    assert read_workbook(packed(parts), LIMITS) == usual
    assert usual.sheets[0].cells


def test_values_are_read_as_openpyxl_reads_them() -> None:
    from datetime import datetime

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    values: list[str | float | bool | datetime] = [
        "text",
        "多行\n文字",
        3,
        -2.5,
        0.1,
        True,
        datetime.fromisoformat("2026-03-01"),
        "=A1+1",
        "#N/A",
        1e300,
        "１",
    ]
    for row, value in enumerate(values, 1):
        sheet.cell(row, 28, value)
    sheet.merge_cells("A20:B21")
    stream = io.BytesIO()
    book.save(stream)
    (read,) = read_workbook(stream.getvalue(), LIMITS).sheets
    assert [read.at(row, 28).value for row in range(1, len(values) + 1)] == values
    kinds = [read.at(row, 28).kind for row in range(1, len(values) + 1)]
    assert kinds[5:9] == ["flag", "day", "formula", "error"]
    assert [str(one) for one in read.merged] == ["A20:B21"]
    assert read.at(99, 99).value is None


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "ZZZ9999999"])
def test_a_cell_that_no_sheet_has_is_damage(place: str) -> None:
    far = with_sheet(HEAD + b'<row><c r="' + place.encode() + b'"><v>1</v></c></row>' + FOOT)
    assert "the workbook is damaged" in outcome(far)


def test_places_have_names() -> None:
    for row, column, name in (
        (1, 1, "A1"),
        (9, 26, "Z9"),
        (10, 27, "AA10"),
        (7, 702, "ZZ7"),
        (1048576, 16384, "XFD1048576"),
    ):
        assert coordinate(row, column) == name
        assert place_of(name) == (row, column)
