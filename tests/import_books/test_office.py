"""Old books as LibreOffice saves them again: the same ledger comes of them, and its other forms are told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from import_books.books import COMMITMENTS, PROJECTS, RECTIFICATION, commitments, projects, rectification
from import_books.ledgers import contents, empty_ledger, observe, said, take_over
from office import convert

pytestmark = pytest.mark.slow
CSV = "44,34,76,1"
"""Commas, quotes, UTF-8, from the first line."""


def ledger_of(folder: Path, mapping: Path, book: Path) -> dict[str, bytes]:
    folder.mkdir()
    root = empty_ledger(folder)
    result = take_over(root, mapping, book)
    assert result.complete, said(result)
    return contents(root)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize(
    ("mapping", "build"), [(RECTIFICATION, rectification), (COMMITMENTS, commitments)], ids=["rectification", "ogp"]
)
def test_a_workbook_saved_again_gives_the_same_ledger(
    tmp_path: Path, mapping: Path, build: Callable[[Path], Path], locale: str
) -> None:
    book = build(tmp_path / "old.xlsx")
    again = convert(book, "xlsx", tmp_path / "again", locale)
    assert ledger_of(tmp_path / "one", mapping, book) == ledger_of(tmp_path / "two", mapping, again)


def test_a_csv_file_saved_again_or_kept_as_a_workbook_gives_the_same_ledger(tmp_path: Path) -> None:
    book = projects(tmp_path / "projects.csv")
    as_text = f"CSV:{CSV},{'/'.join(f'{column}/2' for column in range(1, 5))}"  # else days become those of the locale
    again = convert(book, f"csv:Text - txt - csv (StarCalc):{CSV}", tmp_path / "again", "zh-CN", as_text)
    kept = convert(book, "xlsx", tmp_path / "kept", "zh-CN", as_text)
    mapping = tmp_path / "any.yaml"
    mapping.write_text(PROJECTS.read_text(encoding="utf-8").replace("sheet: projects", 'sheet: "1"'), encoding="utf-8")
    first = ledger_of(tmp_path / "one", mapping, book)
    assert first == ledger_of(tmp_path / "two", mapping, again)
    assert first == ledger_of(tmp_path / "three", mapping, kept)


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_other_forms_of_an_office_are_told(tmp_path: Path, form: str) -> None:
    root = empty_ledger(tmp_path)
    other = convert(rectification(tmp_path / "old.xlsx"), form, tmp_path / "other")
    before = contents(root)
    for result in (take_over(root, RECTIFICATION, other), observe(root, other)):
        (problem,) = result.problems
        assert str(problem.help) == "save it as .xlsx or as CSV, in parts if it is large"
        assert contents(root) == before
