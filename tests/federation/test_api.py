"""`Federation`, the Python API to many ledgers."""

from datetime import date
from pathlib import Path

import pytest

from federation.many import two_ledgers
from repository import new_repository
from talentpilot import Federation
from talentpilot.errors import LedgerNotFound, NothingToCheck
from talentpilot.services.federation.members import LockUse

DAY = date(2026, 3, 31)


def test_many_ledgers_are_read_as_one(tmp_path: Path) -> None:
    federation = Federation.open(two_ledgers(tmp_path).write(), as_of=DAY)
    assert [member.id for member in federation.ledgers] == ["js", "zj"]
    portfolio = federation.portfolio()
    assert [status.pilot.id for status in portfolio.whole.statuses] == ["js:yx-titles-01", "zj:yx-titles-01"]
    assert federation.validate().errors == {"js": 0, "zj": 0}
    assert {item.pilot for item in federation.due(within=365).items} <= {"js:yx-titles-01", "zj:yx-titles-01"}
    assert federation.explain("js:yx-titles-01/M1").explanation is not None
    assert {row["pilot"] for row in federation.facts("practices").rows} == {"js:yx-titles-01", "zj:yx-titles-01"}
    assert federation.diff(since=date(2025, 12, 31)).changes


def test_a_missing_ledger_is_named(tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    many.ledgers["zj"]["path"] = "../nowhere"
    federation = Federation.open(many.write(), as_of=DAY)
    assert {member.id: str(member.reason) for member in federation.missing} == {"zj": "there is no folder ../nowhere"}
    assert [state.state for state in federation.states()] == ["read", "missing"]


def test_a_lock_is_written_and_used(tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    root = many.write()
    assert Federation.open(root, as_of=DAY).write_lock() == root / "federation.lock"
    assert len(Federation.open(root, as_of=DAY, lock=LockUse.LOCKED).ledgers) == 2


def test_a_folder_without_federation_is_told(tmp_path: Path) -> None:
    with pytest.raises(LedgerNotFound, match=r"no federation\.yaml"):
        Federation.open(tmp_path)


def test_a_report_is_issued_and_verified(tmp_path: Path) -> None:
    many = two_ledgers(tmp_path)
    for name in ("js", "zj"):
        many.ledgers[name]["rev"] = "main"
    new_repository(many.write()).commit()
    federation = Federation.open(many.root, as_of=DAY)
    report = federation.report("2026Q1", view="ledger:js", issued=date(2026, 4, 20), annex=True)
    assert (report.name, report.as_of) == ("2026Q1-ledger-js", DAY)
    assert [one["id"] for one in report.figures["pilots"]] == ["js:yx-titles-01"]
    assert [path.name for path in report.issue("md")][-1] == "manifest.json"
    verification = federation.verify_report("reports/2026Q1-ledger-js")
    assert verification.equal
    assert [(one.id, one.how) for one in verification.inputs.ledgers] == [("js", "revision")]
    with pytest.raises(NothingToCheck, match="no ledger zi"):
        federation.report("2026Q1", view="ledger:zi")
    some = Federation.open(many.root, as_of=DAY, ledgers=("zj",)).report("2026Q1")
    assert some.name == "2026Q1-ledger-zj"
