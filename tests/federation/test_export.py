"""Office tables over a federation: the rows of each ledger, behind a column that names it."""

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from conftest import Ran
from federation.many import Many, two_ledgers

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-11-30")


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Many:
    """Two ledgers, one of them with a name, and the federation's folder as the working folder."""
    found = two_ledgers(tmp_path)
    found.ledgers["zj"]["title"] = {"zh": "浙江", "en": "Zhejiang"}
    monkeypatch.chdir(found.write())
    return found


def rows(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_the_rows_are_those_of_the_ledgers(many: Many, run: Run, tmp_path: Path) -> None:
    ran = run("export", "csv", *DAY, "--output", tmp_path / "all")
    assert (ran.code, ran.err) == (0, "talentpilot: 2个台账中读到2个，共2个试点\n")
    for table in ("tasks", "indicators", "practices", "support"):
        expected, head = [], [""]
        for name, title in (("js", "js"), ("zj", "浙江")):
            own = ("export", "csv", *DAY, "--root", many.folder / name, "--output", tmp_path / name)
            assert run(*own).code == 0
            head, *mine = rows(tmp_path / name, table)
            for row in mine:
                cells = [f"{name}:{cell}" if cell == "yx-titles-01" else cell for cell in row[1:-1]]
                expected.append([title, *cells, f"{name}/{row[-1]}" if row[-1] else ""])
        found_head, *found = rows(tmp_path / "all", table)
        assert found_head == [head[0], "台账", *head[1:]], table
        assert sorted(row[1:] for row in found) == sorted(expected), table


def test_a_missing_ledger_stands_below_every_title(many: Many, run: Run, tmp_path: Path) -> None:
    many.ledgers["zj"]["rev"] = "refs/tags/2026Q3"
    many.write()
    file = tmp_path / "tables.xlsx"
    assert run("export", "xlsx", *DAY, "--output", file).code == 1
    assert run("export", "xlsx", *DAY, "--output", file, "--allow-missing").code == 0
    for sheet in openpyxl.load_workbook(file):
        above = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row if cell.value)
        assert "2个台账中读到1个" in above, sheet.title
        assert "浙江：没有版本refs/tags/2026Q3" in above, sheet.title
