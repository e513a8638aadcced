"""Tables for people: wide where there is room, stacked where there is none, and never cut."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from talentpilot.cli.output.tables import Column, Listing, TableRow, printed

COLUMNS = (Column("编号"), Column("title", grows=1, least=10), Column("天数", right=True))


def table(identifier: str, *rows: TableRow) -> Listing:
    return Listing(COLUMNS, [TableRow((identifier, "职称评审诚信档案 records", "7")), *rows], ((0, 1), (2,)))


def lines(listing: Listing) -> list[str]:
    return [line for line in printed([listing], color=False).splitlines() if line.strip()]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_where_there_is_room_each_column_has_its_own_place() -> None:
    head, _, row = lines(table("a-01"))
    assert (head.split(), row.split()) == (["编号", "title", "天数"], ["a-01", "职称评审诚信档案", "records", "7"])
    assert cell_len(head) == cell_len(row)


def test_where_there_is_none_the_columns_of_a_stack_stand_below_each_other() -> None:
    found = lines(table("a" * 62))
    assert [line.split() for line in found[:2]] == [["编号"], ["title", "天数"]]
    assert found[3].split() == ["a" * 62, "7"]
    assert found[4].split() == ["职称评审诚信档案", "records"]
    assert max(map(cell_len, found)) <= 80


def test_an_id_longer_than_the_line_is_shown_whole() -> None:
    assert any("a" * 100 in line for line in lines(table("a" * 100)))


def test_what_says_nothing_takes_no_line() -> None:
    owner = TableRow((Text("owner"), "", ""), ends=True)
    found = lines(table("a" * 62, owner))
    assert found[-1].split() == ["owner"]
