"""A real office: what LibreOffice saves is read like the original, and its other formats are told."""

from pathlib import Path

import pytest

from office import convert
from returns.workbooks import ANSWERS, cells, filled, made, opened, take, tree, waiting_ledger

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return waiting_ledger(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def form(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "return.xlsx"
    path.write_bytes(filled(made(root, language="both").content, ANSWERS))
    return path


LOCALES = ("zh-CN", "en-US")


@pytest.fixture(scope="module", params=LOCALES)
def again(request: pytest.FixtureRequest, form: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The form as an office saves it on a computer of that region."""
    return convert(form, "xlsx", tmp_path_factory.mktemp("again"), request.param).read_bytes()


def test_what_an_office_saves_again_is_read_alike(root: Path, form: Path, again: bytes) -> None:
    before, after = (take(root, content, dry_run=True) for content in (form.read_bytes(), again))
    commands = [[fact.command for pilot in result.pilots for fact in pilot.facts] for result in (before, after)]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 5
    assert not after.problems
    assert not [one for pilot in after.pilots for one in pilot.problems]
    remarks = [
        [(one.place.sheet, one.place.cell, one.message) for pilot in result.pilots for one in pilot.remarks]
        for result in (before, after)
    ]
    assert remarks[0] == remarks[1]


def test_the_form_survives_an_office(form: Path, again: bytes) -> None:
    before, after = (opened(content) for content in (form.read_bytes(), again))
    one, other = before.worksheets[1], after.worksheets[1]
    assert cells(before).keys() == cells(after).keys()
    unlocked = [{key for key, cell in cells(book).items() if not cell.protection.locked} for book in (before, after)]
    assert unlocked[0] == unlocked[1]
    formats = [
        {key: cell.number_format.replace("\\", "") for key, cell in cells(book).items()} for book in (before, after)
    ]
    assert formats[0] == formats[1]
    assert other.column_dimensions["A"].hidden
    assert other.protection.sheet
    rules = [sum(len(area.rules) for area in sheet.conditional_formatting) for sheet in (one, other)]
    assert rules[0] == rules[1] > 20
    lists = [
        {check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"}
        for sheet in (one, other)
    ]
    assert lists[0] == lists[1]
    assert lists[0] <= set(after.defined_names)
    typed = [
        {
            (check.type, check.operator or "between", check.formula1, cell)
            for check in sheet.data_validations.dataValidation
            for area in check.sqref.ranges
            for cell in area.cells
        }
        for sheet in (one, other)
    ]
    assert typed[0] == typed[1]
    assert {number for number, row in one.row_dimensions.items() if row.hidden} == {
        number for number, row in other.row_dimensions.items() if row.hidden
    }
    assert other.print_title_rows == one.print_title_rows
    assert other.page_setup.orientation == "landscape"


@pytest.mark.parametrize(
    ("ending", "said"), [("ods", "OpenDocument"), ("xls", "older format"), ("csv", "CSV"), ("pdf", "PDF")]
)
def test_its_other_formats_are_told(root: Path, form: Path, tmp_path: Path, ending: str, said: str) -> None:
    before = tree(root)
    result = take(root, convert(form, ending, tmp_path).read_bytes())
    (problem,) = result.problems
    assert said in str(problem.message)
    assert tree(root) == before
