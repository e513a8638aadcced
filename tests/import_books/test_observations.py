"""Values of indicators as a long table: the ledger is the one that `record observe` would have kept."""

import csv
import random
import shutil
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from conftest import Ran
from import_books.ledgers import contents, observe, opened, said
from talentpilot.services.recording.observations import record_observation
from talentpilot.services.recording.transaction import open_edit
from talentpilot.store.reader import read_pilot
from talentpilot.store.tree import DiskTree

Run = Callable[..., Ran]
PILOT = "yx-titles-01"
HEADINGS = ("pilot", "indicator", "date", "period", "value", "provisional", "evidence", "note")


def table(path: Path, *rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def test_the_bytes_are_those_of_record_observe(sound: Path, tmp_path: Path) -> None:
    outcomes = sound / "pilots" / PILOT / "outcomes.yaml"
    text = outcomes.read_text(encoding="utf-8")
    outcomes.write_text(text.replace("      - {period: 2026Q1, value: 72}\n", ""), encoding="utf-8")
    other = Path(shutil.copytree(sound, tmp_path / "other"))
    rows = (
        (PILOT, "I1", "2026-01-31", "", "30%", "是", "E2；E3", "初步统计"),
        (PILOT, "I1", "2026年2月28日", "", "３５", "", "", ""),
        (PILOT, "I2", "2026-02-28", "", "106天", "no", "E3", "by hand"),
        (PILOT, "I3", "", "2026年第一季度", "1,200", "", "", ""),
    )
    result = observe(sound, table(tmp_path / "o.csv", *rows))
    assert said(result) == []
    edit = open_edit(opened(other), PILOT)
    record_observation(edit, "I1", Decimal(30), date(2026, 1, 31), evidence=["E2", "E3"], provisional=True,
                       note={"zh": "初步统计"})  # fmt: skip
    record_observation(edit, "I1", Decimal(35), date(2026, 2, 28))
    record_observation(edit, "I2", Decimal(106), date(2026, 2, 28), evidence=["E3"], note={"en": "by hand"})
    record_observation(edit, "I3", Decimal(1200), period="2026Q1")
    edit.commit(force=True)
    assert contents(sound) == contents(other)
    before = contents(sound)
    again = observe(sound, tmp_path / "o.csv")
    assert again.complete
    assert contents(sound) == before


@pytest.mark.slow
def test_many_values_at_once_are_those_recorded_one_by_one(sound: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(sound, tmp_path / "other"))
    draw = random.Random(7)
    every = (date(2025, 7, 1) + timedelta(days=number) for number in range(280))
    days = [day for day in every if day not in (date(2025, 12, 31), date(2026, 3, 31))]
    values = [(name, day, Decimal(draw.randint(1, 900)) / 10) for day in days for name in ("I1", "I2")]
    result = observe(sound, table(tmp_path / "o.csv", *((PILOT, name, day, "", value) for name, day, value in values)))
    assert said(result) == []
    edit = open_edit(opened(other), PILOT)
    for name, day, value in values:
        record_observation(edit, name, value, day)
    edit.commit(force=True)
    assert contents(sound) == contents(other)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((PILOT, "I1", "2026-03-31", "", "42"), "E2 I1 of 2026-03-31 is 42 here, and the ledger says 41"),
        ((PILOT, "I1", "2026-2-30", "", "42"), 'C2 "2026-2-30" is not a day of the calendar'),
        ((PILOT, "I1", "2026-02-28", "", "约42"), 'E2 "约42" is not a number in digits'),
        ((PILOT, "I1", "", "", "42"), "E2 the row needs a value, and either a date or a period"),
        ((PILOT, "I1", "2026-02-28", "2026Q1", "42"), "E2 the row needs a value, and either a date or a period"),
        ((PILOT, "I1", "2026-02-28", "", ""), "A2 the row needs a value, and either a date or a period"),
        ((PILOT, "I2", "2026-02-28", "", "42%"), "E2 42% is a percentage, and the unit is another"),
        ((PILOT, "I9", "2026-02-28", "", "42"), "B2 yx-titles-01 has no indicator I9"),
        (("yx-titles-02", "I1", "2026-02-28", "", "42"), "A2 there is no pilot yx-titles-02"),
        (("", "I1", "2026-02-28", "", "42"), "A2 the row names no pilot"),
        ((PILOT, "I1", "2026-02-28", "", "42", "也许"), 'F2 "也许" is neither yes nor no'),
    ],
)
def test_what_can_t_be_taken_is_told_and_nothing_is_written(
    sound: Path, tmp_path: Path, row: Sequence[object], told: str
) -> None:
    before = contents(sound)
    result = observe(sound, table(tmp_path / "o.csv", row))
    expected = told.replace("A2 the row needs", "E2 the row needs")
    assert said(result) == [expected]
    assert not result.complete
    assert contents(sound) == before


def test_a_value_twice_in_one_file_is_told(sound: Path, tmp_path: Path) -> None:
    row = (PILOT, "I1", "2026-02-28", "", "40")
    assert said(observe(sound, table(tmp_path / "o.csv", row, row))) == ["E3 I1 of 2026-02-28 stands in E2 already"]


def test_correct_replaces_and_final_values_confirm(sound: Path, tmp_path: Path) -> None:
    observe(sound, table(tmp_path / "o.csv", (PILOT, "I1", "2026-02-28", "", "40", "yes")))
    observe(sound, table(tmp_path / "o.csv", (PILOT, "I1", "2026-02-28", "", "40", "no")))
    result = observe(sound, table(tmp_path / "o.csv", (PILOT, "I1", "2026-03-31", "", "42")), correct=True)
    assert result.complete, said(result)
    pilot = read_pilot(DiskTree(sound), PILOT).pilot
    assert pilot is not None
    assert [(one.value, one.provisional) for one in pilot.indicators[0].observations[1:]] == [
        (Decimal(42), False), (Decimal(40), False),
    ]  # fmt: skip


def test_headings_in_chinese_in_any_order_below_a_title(sound: Path, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["监测值补报"])
    sheet.append(["序号", "数值", "指标编号", "日期", "试点编号"])
    sheet.append([1, 0.375, "I1", date(2026, 2, 28), PILOT])
    sheet["B3"].number_format = "0.0%"
    book.save(tmp_path / "o.xlsx")
    result = observe(sound, tmp_path / "o.xlsx")
    assert result.complete, said(result)
    pilot = read_pilot(DiskTree(sound), PILOT).pilot
    assert pilot is not None
    assert pilot.indicators[0].observations[-1].value == Decimal("37.5")


def test_an_unknown_heading_stops(sound: Path, tmp_path: Path) -> None:
    rows = table(tmp_path / "o.csv", (PILOT, "I1", "2026-02-28", "4"), headings=("pilot", "indicator", "date", "valu"))
    result = observe(sound, rows)
    assert result.stopped
    assert str(result.problems[0].message) == "the sheet has no heading value"
    assert str(result.problems[0].help) == "the nearest is valu"


def test_another_table_has_one_problem_and_is_told_of_mappings(sound: Path, tmp_path: Path, run: Run) -> None:
    table(tmp_path / "steps.csv", ("1", PILOT, "M1", "x"), headings=("序号", "试点", "佐证", "里程碑"))
    ran = run("import", "--root", sound, tmp_path / "steps.csv")
    assert ran.code == 1
    told = ran.out + ran.err
    assert "the sheet is no table of observations: it has no indicator, value, date" in told
    assert f"talentpilot import --suggest {tmp_path / 'steps.csv'} > mapping.yaml" in told
    assert "里程碑" not in told


def test_the_exported_table_comes_back_without_a_change(sound: Path, tmp_path: Path, run: Run) -> None:
    for language in ("zh", "en"):
        folder = tmp_path / language
        shown = run("--root", sound, "--as-of", "2026-04-15", "export", "csv", "--table", "observations",
                    "--lang", language, "--output", folder)  # fmt: skip
        assert shown.code == 0
        before = contents(sound)
        taken = run("--root", sound, "--as-of", "2026-04-15", "import", *folder.iterdir())
        assert (taken.code, taken.err) == (0, "")
        assert "yx-titles-01: nothing new" in taken.out
        assert contents(sound) == before
