"""`talentpilot list`: the facts of one kind over all pilots and years, in every form."""

import csv
import io
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from conftest import Ran
from talentpilot import Ledger
from talentpilot.errors import UsageProblem
from talentpilot.services.lists import ListName

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]
AT = ("--root", str(ROOT), "--as-of", "2026-09-30")
LISTS = get_args(ListName)


@pytest.mark.parametrize("name", LISTS)
def test_every_form_holds_the_same_rows(name: str, run: Run) -> None:
    document = json.loads(run("list", name, *AT, "--format", "json").out)
    schema = json.loads((files("talentpilot") / "_schemas" / "list-1.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []
    keys = [(row["pilot"], row["id"]) for row in document["rows"]]
    assert keys, "the example ledger has some of each"
    cells = list(csv.DictReader(io.StringIO(run("list", name, *AT, "--format", "csv").out)))
    assert [(row["pilot"], row["id"]) for row in cells] == keys
    markdown = run("list", name, *AT, "--format", "markdown").out
    assert sum(line.startswith("| yx-") for line in markdown.splitlines()) == len(keys)
    table = run("list", name, *AT).out
    assert all(pilot in table for pilot, _ in keys)


def test_a_fact_of_a_later_day_is_not_known_yet(run: Run) -> None:
    at = ("--root", str(ROOT), "--format", "json")
    rows = json.loads(run("list", "adoptions", *at, "--as-of", "2026-06-30").out)["rows"]
    assert [row["date"] for row in rows] == ["2026-06-15"]
    filings = json.loads(run("list", "filings", *at, "--as-of", "2026-03-15").out)["rows"]
    second = next(row for row in filings if (row["pilot"], row["id"]) == ("yx-titles-01", "A2"))
    assert (second["submitted"], second["decision"], second["decided"]) == ("2026-03-10", "pending", None)


def test_support_is_summed_by_recipient_and_currency(sound: Path, run: Run) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    common = "kind: funding, title: x, grantor: yx-edu, date: 2026-01-10"
    support = "".join(
        f"  - {{id: S{number}, {common}, amount: {amount}, currency: {currency}}}\n"
        for number, (amount, currency) in enumerate([("100.10", "CNY"), ("0.20", "CNY"), ("7", "USD")], 1)
    )
    text = file.read_text("utf-8")
    text = text.replace("id: S1, kind: project", "id: S9, kind: project")
    file.write_text(text.replace("incentives:\n", f"incentives:\n{support}"), "utf-8")
    sums = json.loads(run("list", "incentives", "--root", sound, "--as-of", "2026-03-31", "--format", "json").out)[
        "sums"
    ]
    assert sums == [
        {"recipient": "yx-hrss", "currency": "CNY", "count": 3, "amount": 300100.3},
        {"recipient": "yx-hrss", "currency": "USD", "count": 1, "amount": 7},
    ]


def test_filings_come_with_reason_and_authority(run: Run) -> None:
    row = json.loads(run("list", "filings", *AT, "--format", "json").out)["rows"][0]
    assert row["change"] == "M3/due 2026-02-28 → 2026-04-30"
    assert row["reason"]["en"] == "Vendor interface delivered late"
    assert row["authority"] == "yx-hrss"


def test_filters_hold(run: Run) -> None:
    rows = json.loads(run("list", "filings", *AT, "--domain", "titles", "--format", "json").out)["rows"]
    assert {row["pilot"].split("-")[1] for row in rows} == {"titles"}


def test_an_empty_list_says_none(sound: Path, run: Run) -> None:
    ran = run("list", "incentives", "--root", sound, "--format", "markdown", "--as-of", "2026-01-31")
    assert ran.code == 0
    assert ran.out == "Support and honours as of 2026-01-31: 0\n\nnone\n"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("堵点", "bottlenecks"),
        ("激励", "incentives"),
        ("宣传", "publicity"),
        ("推广", "adoptions"),
        ("调整", "filings"),
    ],
)
def test_a_list_is_called_by_its_chinese_name_too(word: str, name: str, run: Run) -> None:
    assert run("list", word, *AT).out == run("list", name, *AT).out != ""


def test_a_list_that_is_none_is_refused(run: Run) -> None:
    ran = run("list", "bottleneck", *AT)
    assert (ran.code, "there is no list bottleneck" in ran.err, "bottlenecks" in ran.err) == (2, True, True)


def test_python_names_the_lists_there_are() -> None:
    with pytest.raises(UsageProblem, match=r"no list support\n  help: write adoptions, incentives"):
        Ledger.open(ROOT).facts("support")  # type: ignore[arg-type]
