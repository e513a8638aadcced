"""Edits by the Python API: facts are checked together and written at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from talentpilot import Ledger
from talentpilot.errors import UsageProblem

DAY = date(2026, 3, 31)
ID = "yx-titles-01"


@pytest.fixture
def ledger(sound: Path) -> Ledger:
    return Ledger.open(sound, as_of=DAY, today=DAY)


def open_step(ledger: Ledger) -> str:
    return next(item.id for item in ledger.status(ID).milestones if item.done is None)


def test_a_step_is_done_once_it_is_committed(ledger: Ledger) -> None:
    step = open_step(ledger)
    edit = ledger.edit(ID)
    edit.record_done(step, date(2026, 3, 30), evidence=["E1"])
    check = edit.check()
    assert not check.errors
    (change,) = edit.changes()
    assert change.path == f"pilots/{ID}/milestones.yaml"
    assert b"2026-03-30" in change.after
    assert (ledger.root / change.path).read_bytes() == change.before
    result = edit.commit()
    assert [str(fact.meaning) for fact in result.facts] == [f"{step} done on 2026-03-30"]
    assert (ledger.root / change.path).read_bytes() == change.after
    assert next(item.done for item in ledger.status(ID).milestones if item.id == step) == date(2026, 3, 30)
    with pytest.raises(UsageProblem, match="recorded already"):
        ledger.edit(ID).record_done(step, DAY)


def test_what_is_shown_before_writing_is_what_is_written(ledger: Ledger, tmp_path: Path) -> None:
    paper = tmp_path / "minutes.txt"
    paper.write_text("done", encoding="utf-8")
    edit = ledger.edit(ID)
    edit.record_done(open_step(ledger), date(2026, 3, 30), evidence=[edit.record_evidence("Minutes", file=paper)])
    (copied,) = edit.attachments()
    assert copied.content == b"done"
    steps = next(change.diff for change in edit.changes() if change.path.endswith("milestones.yaml"))
    assert steps.startswith(f"--- a/pilots/{ID}/milestones.yaml\n+++ b/pilots/{ID}/milestones.yaml\n@@ ")
    assert "done: 2026-03-30" in "".join(line for line in steps.split("\n") if line.startswith("+"))
    wanted = {change.path: change.after for change in edit.changes()} | {copied.path: copied.content}
    assert {path for path in wanted if path.endswith(".yaml")} == {
        f"pilots/{ID}/{name}.yaml" for name in ("pilot", "milestones")
    }
    edit.commit()
    assert {path: (ledger.root / path).read_bytes() for path in wanted} == wanted


def test_an_error_keeps_everything_from_being_written(ledger: Ledger) -> None:
    edit = ledger.edit(ID)
    edit.record_done(open_step(ledger), evidence=["E99"])
    (change,) = edit.changes()
    with pytest.raises(UsageProblem, match="R03") as problem:
        edit.commit()
    assert "nothing was written" in str(problem.value)
    assert (ledger.root / change.path).read_bytes() == change.before
    assert edit.commit(force=True).written
    assert (ledger.root / change.path).read_bytes() == change.after


def test_several_facts_are_one_edit(ledger: Ledger) -> None:
    edit = ledger.edit(ID)
    name = edit.record_bottleneck(
        {"zh": "数据接口未开通", "en": "No interface"}, kind="data", severity="minor", owner="yx-hrss", needs="ministry"
    )
    edit.record_publicity("简报", channel="provincial", day=date(2026, 3, 20), evidence=["E1"])
    edit.record_incentive("经费", kind="funding", grantor="yx-hrss", amount=5000, currency="CNY", evidence=["E1"])
    edit.record_forecast(open_step(ledger), date(2026, 5, 1), reason={"zh": "延迟"})
    edit.commit()
    file = ledger.pilot(ID).file
    bottleneck = file.bottlenecks[-1]
    assert (bottleneck.id, bottleneck.raised) == (name, DAY)
    assert (file.publicity[-1].date, file.incentives[-1].amount) == (date(2026, 3, 20), Decimal(5000))
    again = ledger.edit(ID)
    again.record_resolution(name, "已开通")
    again.commit()
    assert ledger.pilot(ID).file.bottlenecks[-1].resolved == DAY


def test_a_change_of_the_plan_is_filed_and_decided(ledger: Ledger) -> None:
    step = open_step(ledger)
    edit = ledger.edit(ID)
    filed = edit.adjust({f"{step}/due": date(2026, 12, 31)}, reason="延期", document="云人社函〔2026〕9号")
    assert edit.check().errors == ()
    edit.commit()
    adjustment = ledger.pilot(ID).file.adjustments[-1]
    assert (adjustment.id, adjustment.kind, adjustment.submitted) == (filed, "reschedule", DAY)
    assert adjustment.changes[0].to == date(2026, 12, 31)
    with pytest.raises(UsageProblem, match="is not a decision"):
        ledger.edit(ID).decide(filed, "perhaps")


def test_what_can_not_be_edited_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageProblem, match="there is no pilot yx-title-01"):
        ledger.edit("yx-title-01")
    with pytest.raises(UsageProblem, match="no M99"):
        ledger.edit(ID).record_done("M99")
