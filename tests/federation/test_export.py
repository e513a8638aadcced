"""Exports over a federation: the rows of each ledger, behind a column that names it; what is for one ledger says so."""

import csv
import sqlite3
from collections.abc import Callable
from contextlib import closing
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
    assert (ran.code, ran.err) == (0, "talentpilot: 2 of 2 ledgers, 2 pilots\n")
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


def data(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The tables of an export for analysts, by name; every reference in them leads to a row."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as base:
        base.row_factory = sqlite3.Row
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(one) for one in base.execute(f"SELECT * FROM {name}")] for name in names}


def test_the_data_are_those_of_the_ledgers(many: Many, run: Run, tmp_path: Path) -> None:
    assert run("export", "data", *DAY, "--output", tmp_path / "all").code == 0
    whole = data(tmp_path / "all")
    assert [(one["id"], one["state"], one["title_zh"]) for one in whole.pop("ledgers")] == [
        ("js", "read", None), ("zj", "read", "浙江")
    ]  # fmt: skip
    assert len(whole) > 30
    expected: dict[str, list[dict[str, object]]] = {name: [] for name in whole}
    for name in ("js", "zj"):
        own = ("export", "data", *DAY, "--root", many.folder / name, "--output", tmp_path / f"{name}-data")
        assert run(*own).code == 0
        for table, found in data(tmp_path / f"{name}-data").items():
            pilot = "id" if table == "pilots" else "pilot"
            for one in found:
                named = {pilot: f"{name}:{one[pilot]}"} if one.get(pilot) else {}
                place = {"source_path": f"{name}/{one['source_path']}"} if one["source_path"] else {}
                expected[table].append({"ledger": name, **one, **named, **place})
    assert whole == expected
    assert len(whole["observations"]) > 2


def test_the_data_name_a_missing_ledger(many: Many, run: Run, tmp_path: Path) -> None:
    many.ledgers["zj"]["path"] = "../secret-place"
    many.write()
    whole = ("export", "data", *DAY, "--pilot", "js:yx-titles-01")
    assert run(*whole, "--output", tmp_path / "all").code == 1
    assert run(*whole, "--output", tmp_path / "all", "--allow-missing").code == 0
    _, missing = data(tmp_path / "all")["ledgers"]
    assert (missing["state"], missing["reason_en"]) == ("missing", "there is no folder ../secret-place")
    assert "zj 浙江：没有文件夹" in (tmp_path / "all" / "README.md").read_text("utf-8")


def test_a_public_edition_does_not_say_why_a_ledger_is_missing(many: Many, run: Run, tmp_path: Path) -> None:
    many.ledgers["zj"]["path"] = "../secret-place"
    many.write()
    for edition, there in (("internal", True), ("public", False)):
        folder, book = tmp_path / edition, tmp_path / f"{edition}.xlsx"
        asked = (*DAY, "--edition", edition, "--allow-missing", "--output")
        assert run("export", "data", *asked, folder).code == run("export", "xlsx", *asked, book).code == 0
        held = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()).decode(errors="ignore")
        cells = " ".join(str(cell) for sheet in openpyxl.load_workbook(book) for cell in sheet.values)
        for texts in (held, cells):
            assert ("secret-place" in texts) is there, edition
            assert "浙江" in texts, edition


@pytest.mark.parametrize(
    "command",
    [
        ("due", "--notice", "all"), ("due", "--notice", "unit"), ("due", "--owner", "all", "--layout", "gongwen"),
        ("report", "--layout", "gongwen"), ("report", "--brief"), ("report", "--whole-life", "--view", "pilot:js:x"),
        ("evaluate-report",),
    ],
)  # fmt: skip
def test_what_is_for_one_ledger_says_so_in_one_message(command: tuple[str, ...], many: Many, run: Run) -> None:
    before = sorted(many.root.rglob("*"))
    ran = run(*command)
    assert (ran.code, ran.out) == (2, "")
    first, advice = ran.err.splitlines()
    assert "one ledger" in first
    assert advice.startswith("  help: ")
    assert "--root" in advice
    assert sorted(many.root.rglob("*")) == before
