"""The page that has a person fill in a return in WPS and in Excel: what it asks to be typed gives what it says."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from conftest import Ran
from returns.workbooks import ROOT, opened, put

Run = Callable[..., Ran]
PAGES = tuple(ROOT / "docs" / name for name in ("check-by-hand.md", "check-by-hand.zh.md"))
AT = ("--root", ROOT, "--as-of", "2026-10-20")


def part(page: Path, name: str) -> str:
    return page.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")[2].partition("<!-- end -->")[0]


def answers(page: Path) -> dict[tuple[int, str], str]:
    """What is typed, by the number of the sheet and the cell."""
    rows = re.findall(r"^\| (\S+ )?`([A-K][0-9]+)` \| `(.+)` \|$", part(page, "answers"), re.MULTILINE)
    return {(0 if cover else 1, cell): text.replace("⏎", "\n") for cover, cell, text in rows}


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Workbook:
    made = run("return", "make", "--period", "2026Q3", "--unit", "wl-hrss", "-o", tmp_path / "made", *AT)
    assert made.code == 0, made.err
    (file,) = (tmp_path / "made").iterdir()
    book = opened(file.read_bytes())
    for (sheet, cell), text in answers(PAGES[0]).items():
        put(book.worksheets[sheet][cell], text)
    book.worksheets[1]["G16"].value = "=10+5"
    return book


def take(run: Run, book: Workbook, file: Path) -> Ran:
    book.save(file)
    return run("return", "take", file, "--dry-run", "--lang", "en", *AT)


def test_what_is_typed_gives_the_commands_of_the_page(run: Run, filled: Workbook, tmp_path: Path) -> None:
    assert len(answers(PAGES[0])) == 27
    ran = take(run, filled, tmp_path / "a.xlsx")
    assert ran.code == 0, ran.err
    assert part(PAGES[0], "commands").removeprefix("```text\n").removesuffix("```\n") in ran.out.replace(
        "  talent", "talent"
    )


def test_both_pages_say_the_same() -> None:
    assert answers(PAGES[0]) == answers(PAGES[1])
    assert part(PAGES[0], "commands") == part(PAGES[1], "commands")
    numbers = [re.findall(r"^\| ([0-9]+) \|", page.read_text(encoding="utf-8"), re.MULTILINE) for page in PAGES]
    assert numbers == [[str(number) for number in range(1, 33)]] * 2


@pytest.mark.parametrize(
    ("cell", "typed", "said"),
    [
        ("I51", "$500,000", 'I51 金额（元）: "$500,000" is not a number in digits'),
        ("I51", "US$500", "write the amount in yuan (元) alone, such as 500000"),
        ("G15", "12万", "if that is what is meant, write 120000"),
        ("D8", "2027-01-01", "D8 完成时限: a grey cell was changed from"),
    ],
)
def test_mistakes_are_told_as_the_page_says(
    run: Run, filled: Workbook, tmp_path: Path, cell: str, typed: str, said: str
) -> None:
    put(filled.worksheets[1][cell], typed)
    ran = take(run, filled, tmp_path / "a.xlsx")
    assert (ran.code, said in ran.out + ran.err) == (1, True)


def test_a_format_a_comment_and_a_copied_row_are_told(run: Run, filled: Workbook, tmp_path: Path) -> None:
    sheet = filled.worksheets[1]
    sheet["C8"].comment = Comment("请加急", "某")
    for cell in sheet[36]:
        if cell.value is not None:
            sheet.cell(38, cell.column).value = cell.value
    ran = take(run, filled, tmp_path / "a.xlsx")
    assert ran.code == 0
    for said in ("C8 里程碑: the comment of the cell was not read: 请加急", "a row above says the same"):
        assert said in ran.err
    put(sheet["I51"], 500000, '"$"#,##0')
    ran = take(run, filled, tmp_path / "a.xlsx")
    assert (ran.code, 'the format of the cell shows "$" beside 500000' in ran.err) == (1, True)
