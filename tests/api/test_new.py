"""Ledgers and pilots created from Python are valid from the start."""

from datetime import date
from pathlib import Path

import pytest

import talentpilot
from talentpilot.errors import UsageProblem
from talentpilot.services.new_ledger import NewLedgerRequest
from talentpilot.services.new_pilot import NewPilotRequest

TODAY = date(2026, 3, 31)
BOOKS = NewLedgerRequest(
    name="nx-2026", title_zh="宁溪省试点", start="2025-07-01", end="2027-06-30",
    organizations=("nx-hrss hrss_department 640000 宁溪省人社厅",),
)  # fmt: skip


def test_a_new_ledger_takes_a_new_pilot_and_is_valid(tmp_path: Path) -> None:
    ledger = talentpilot.create_ledger(tmp_path / "books", BOOKS, today=TODAY)
    unit = "nx-univ university 640000 宁溪大学"
    request = NewPilotRequest(task="titles-integrity", region="640000", lead="nx-hrss", units=("nx-univ",))
    pilot = talentpilot.create_pilot(ledger, request, organizations=(unit,))
    assert ledger.pilots == (pilot,)
    assert not ledger.validate().fails
    assert ledger.status(pilot).state.value == "proposed"


def test_what_is_wrong_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        talentpilot.create_ledger(tmp_path / "books", NewLedgerRequest(name="Nx 2026", start="2025-13-01"))
    assert not (tmp_path / "books").exists()
    ledger = talentpilot.create_ledger(tmp_path / "books", BOOKS, today=TODAY)
    with pytest.raises(UsageProblem) as problem:
        talentpilot.create_pilot(ledger, NewPilotRequest(task="titels-integrity", region="6400"))
    assert "titles-integrity" in str(problem.value)
    assert ledger.pilots == ()
