"""Lines of a cell in Word: none ends within a day, none holds one Chinese letter alone."""

import re

import pytest

from talentpilot.report.formats.word_lines import lines, with_whole_lines


def _cell(*texts: str) -> str:
    runs = "<w:br />".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)
    return f"<w:tc><w:p><w:pPr/>{runs}</w:p></w:tc>"


def _spacing(cell: str) -> list[int]:
    return [int(value) for value in re.findall(r'<w:spacing w:val="(-?\d+)"/>', cell)]


@pytest.mark.parametrize(("text", "room", "found"), [
    ("职称比照认定", 4.2, ["职称比照", "认定"]),
    ("比照认定。", 4.2, ["比照认", "定。"]),  # no line begins with a full stop
    ("（比照）认定", 3.2, ["（比", "照）认", "定"]),
    ("one two three", 4.2, ["one two ", "three"]),
    ("yx-titles-01 reviewed", 5.0, ["yx-titles-", "01 ", "reviewed"]),
    ("自2025年起", 4.6, ["自2025", "年起"]),  # with a gap on either side of the year
    ("", 4.2, [""]),
])  # fmt: skip
def test_lines_end_where_word_ends_them(text: str, room: float, found: list[str]) -> None:
    assert lines(text, room) == found


@pytest.mark.parametrize("room", [width / 10 for width in range(41, 150, 3)])
def test_no_letter_stands_alone_in_a_cell_however_wide_it_is(room: float) -> None:
    for count in range(2, 40):
        text = ("境外职业资格与职称比照认定试点" * 3)[:count]
        made = with_whole_lines(_cell(text), room * 8, 8)
        closer = -(_spacing(made) or [0])[0] / 20 / 8
        assert abs(closer) <= 0.125
        assert len(lines(text, room, closer)[-1]) != 1 or (closer == 0 and room < 7)  # where no spacing helps


@pytest.mark.parametrize("room", [width / 20 for width in range(83, 140)])
def test_no_letter_stands_alone_where_the_last_of_a_line_has_no_space_after_it(room: float) -> None:
    for text in ("连续培养模式", "以赛识才机制", "职称比照认定"):
        closer = -(_spacing(with_whole_lines(_cell(text), room * 8, 8)) or [0])[0] / 20 / 8
        for more in (0, -closer):
            assert len(lines(text, room + more, closer)[-1]) != 1


def test_only_the_line_that_needs_it_is_set_closer() -> None:
    made = with_whole_lines(_cell("职称比照认定", "职称"), 5.95 * 8, 8)
    assert _spacing(made) == [-5]
    assert made.index("w:spacing") < made.index("职称比照认定") < made.index("w:br")


def test_the_looks_of_a_run_stay_in_the_order_of_the_schema() -> None:
    look = '<w:rStyle w:val="Strong"/><w:sz w:val="10"/>'
    cell = f"<w:tc><w:p><w:r><w:rPr>{look}</w:rPr><w:t>职称比照认定</w:t></w:r></w:p></w:tc>"
    made = with_whole_lines(cell, 5.95 * 8, 8)
    assert '<w:rStyle w:val="Strong"/><w:spacing w:val="-5"/><w:sz w:val="10"/>' in made


@pytest.mark.parametrize(("text", "parts"), [
    ("next: a step that is due on 2027-02-28", ["2027", "02", "28"]),
    ("2027-02-28", []),  # alone, it has a line to itself
    ("the number 12027-02-281 is no day at all", []),
])  # fmt: skip
def test_no_line_ends_within_a_day(text: str, parts: list[str]) -> None:
    made = with_whole_lines(_cell(text), 80, 8)
    assert made.count("<w:noBreakHyphen/>") == max(len(parts) - 1, 0)
    assert re.sub("<[^>]*>", "", made.replace("<w:noBreakHyphen/>", "-")) == text
