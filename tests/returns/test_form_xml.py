"""What is in the XML of every return of the example: what it asks and knows, and that it asks for nothing known."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from conftest import Ran
from returns.workbooks import ROOT, opened
from talentpilot.exchange.return_sheets.layout import BLOCKS
from talentpilot.services.ledger import open_ledger
from talentpilot.services.returns.make import MadeReturn, MakeRequest, make_returns

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
DAYS = {
    "2025Q4": date(2025, 12, 31),
    "2026Q1": date(2026, 4, 10),
    "2026Q2": date(2026, 7, 12),
    "2026Q3": date(2026, 9, 30),
}


@dataclass(frozen=True)
class Seen:
    """A cell of a field as the file has it."""

    key: str
    block: str
    field: str
    value: Any
    locked: bool


def seen(book: Workbook) -> Iterator[Seen]:
    """The cells below the ids of fields, in rows that have a key."""
    for sheet in book.worksheets[1:]:
        block, fields = "", dict[int, str]()
        for row in sheet.iter_rows() if not sheet.title.startswith("_") else ():
            key = str(row[0].value or "")
            if key.startswith("#"):
                block, fields = key[1:], {cell.column: str(cell.value) for cell in row[1:] if cell.value}
            elif "/" in key:
                for cell in row[1:]:
                    if cell.column in fields:
                        yield Seen(key, block, fields[cell.column], cell.value, cell.protection.locked)


def returns_of(period: str) -> tuple[MadeReturn, ...]:
    return make_returns(open_ledger(ROOT, as_of=DAYS[period]), MakeRequest(period)).returns


@pytest.mark.parametrize("period", DAYS)
def test_the_counts_are_those_of_the_cells(period: str) -> None:
    for made in returns_of(period):
        book = opened(made.content)
        meta = list(book["_meta"].iter_rows(values_only=True, max_col=5))
        sorts = {(str(key), str(name)): str(sort) for key, name, sort, *_ in meta}
        asked: dict[str, Counter[str]] = {}
        known = 0
        for cell in seen(book):
            sort = sorts[cell.key, cell.field]
            assert cell.locked == (sort == "known"), cell
            known += sort == "known" and cell.value not in (None, "–")
            field = BLOCKS[cell.block].field(cell.field)
            assert field is not None
            if sort == "asked":
                asked.setdefault(cell.key, Counter())[field.branch] += 1
                asked[cell.key]["state"] += cell.field == "state"
        assert known == made.known
        assert sum(map(longest, asked.values())) == made.asked


def longest(row: Counter[str]) -> int:
    """How many cells of a row are to be filled at most; without a state, nothing is asked for a step that is done."""
    return row[""] + (max(row["done"], row["open"]) if row["state"] else row["open"])


@pytest.mark.parametrize("period", DAYS)
def test_nothing_that_status_knows_is_asked(period: str, run: Run) -> None:
    said = run("status", "--format", "json", "--root", ROOT, "--as-of", DAYS[period])
    status = {one["id"]: one for one in json.loads(said.out)["pilots"]}
    ledger = open_ledger(ROOT, as_of=DAYS[period])
    checked = 0
    for made in returns_of(period):
        for key, name, sort, *_ in opened(made.content)["_meta"].iter_rows(values_only=True, max_col=5):
            if sort != "asked" or "/" not in str(key):
                continue
            pilot, _, item = str(key).partition("/")
            one, checked = status[pilot], checked + 1
            if item.startswith("M"):
                step = next(step for step in one["milestones"] if step["id"] == item)
                assert step["done"] is None
                assert name != "forecast" or step["forecast"] is None or step["forecast"] <= str(DAYS[period])
            elif item.startswith("B"):
                assert item in {open_["id"] for open_ in one["issues"]["open"]}
            elif item.startswith("I"):
                reading = ledger.read(pilot).pilot
                assert reading is not None
                indicator = reading.indicator(item.partition("@")[0])
                assert indicator is not None
                at = item.partition("@")[2]
                times = {
                    str(value.period or value.date) for value in indicator.observations if value.day <= DAYS[period]
                }
                assert at not in times
            else:
                reports = ledger.read(pilot).pilot
                assert reports is not None
                there = [x for x in reports.file.reports if str(x.period) == period and x.submitted <= DAYS[period]]
                assert not there or (item == "next" and there[0].next is None)
    assert checked > 50
