"""Facts recorded from Python are those that the command line writes, byte for byte."""

import shlex
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot import Ledger
from talentpilot.api.edit import LedgerEdit
from talentpilot.services.recording.practices import PracticeFacts

DAY = date(2026, 3, 31)
HOME = "yx-titles-01"
SOUND = Path(__file__).parents[1] / "sound"


def observe(edit: LedgerEdit) -> None:
    edit.record_observation("I1", Decimal("45.5"), date(2026, 3, 30), evidence=["E3"])


def report(edit: LedgerEdit) -> None:
    edit.record_report("2026Q1", DAY, progress={"zh": "完成", "en": "Done"}, next_steps="go on")


def page(edit: LedgerEdit) -> None:
    edit.record_evidence("Notice", url="https://example.org/a", day=date(2026, 3, 1))


def verification(edit: LedgerEdit) -> None:
    edit.record_verification("E3", "yx-eval", "original_seen", DAY, force=True)


def practice(edit: LedgerEdit) -> None:
    edit.record_practice(PracticeFacts(title="Shared review", kind="service", stage="documented", day=DAY))


def adoption(edit: LedgerEdit) -> None:
    edit.record_adoption("P1", DAY, org="yx-edu", document="云教函〔2026〕5号", scale="two schools")


def done(edit: LedgerEdit) -> None:
    edit.record_done("M3", date(2026, 3, 30), evidence=["E1"], note="in time")


def forecast(edit: LedgerEdit) -> None:
    edit.record_forecast("M3", date(2026, 5, 15), stated=DAY, reason={"zh": "场地原因"}, next_step="another room")


def bottleneck(edit: LedgerEdit) -> None:
    edit.record_bottleneck("数据不通", kind="data", severity="major", owner="yx-hrss", needs="ministry", raised=DAY)


def incentive(edit: LedgerEdit) -> None:
    edit.record_incentive("经费", kind="funding", grantor="yx-hrss", day=DAY, amount=5000, currency="CNY")


def publicity(edit: LedgerEdit) -> None:
    edit.record_publicity("报道", channel="national", day=DAY, url="https://example.org/b", evidence=["E1"])


CASES: list[tuple[Callable[[LedgerEdit], None], str]] = [
    (done, f"done {HOME}/M3 --date 2026-03-30 --evidence E1 --note 'in time'"),
    (
        forecast,
        f"forecast {HOME}/M3 --date 2026-05-15 --stated 2026-03-31 --reason-zh 场地原因 --next 'another room'",
    ),
    (
        bottleneck,
        f"bottleneck {HOME} --title 数据不通 --kind data --severity major --owner yx-hrss --needs ministry "
        "--date 2026-03-31",
    ),
    (
        incentive,
        f"incentive {HOME} --title 经费 --kind funding --grantor yx-hrss --date 2026-03-31 --amount 5000 "
        "--currency CNY",
    ),
    (
        publicity,
        f"publicity {HOME} --title 报道 --channel national --date 2026-03-31 --url https://example.org/b --evidence E1",
    ),
    (observe, f"observe {HOME}/I1 --value 45.5 --date 2026-03-30 --evidence E3"),
    (report, f"report {HOME} --period 2026Q1 --date 2026-03-31 --progress-zh 完成 --progress-en Done --next 'go on'"),
    (page, f"evidence {HOME} --title Notice --url https://example.org/a --date 2026-03-01"),
    (verification, f"verify {HOME}/E3 --by yx-eval --method original_seen --date 2026-03-31 --force"),
    (practice, f"practice {HOME} --title 'Shared review' --kind service --stage documented --date 2026-03-31"),
    (
        adoption,
        f"adoption {HOME}/P1 --org yx-edu --document 云教函〔2026〕5号 --text scale='two schools' --date 2026-03-31",
    ),
]


@pytest.mark.parametrize(("record", "command"), CASES, ids=[case[0].__name__ for case in CASES])
def test_python_writes_what_the_command_writes(
    record: Callable[[LedgerEdit], None], command: str, sound: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    other = Path(shutil.copytree(sound, tmp_path / "other"))
    edit = Ledger.open(sound, as_of=DAY).edit(HOME)
    record(edit)
    edit.commit(force=True)
    forced = () if "--force" in command else ("--force",)
    ran = run("record", *shlex.split(command), "--root", other, "--as-of", DAY, *forced)
    assert ran.code == 0, ran.err
    changed = []
    for file in ("pilot.yaml", "outcomes.yaml", "milestones.yaml"):
        ours, theirs, before = (root / "pilots" / HOME / file for root in (sound, other, SOUND))
        assert ours.read_bytes() == theirs.read_bytes(), file
        changed += [file] if ours.read_bytes() != before.read_bytes() else []
    assert changed, "nothing was recorded"


def test_a_plan_is_sealed(sound: Path) -> None:
    ledger = Ledger.open(sound, as_of=DAY)
    file = sound / "pilots" / HOME / "pilot.yaml"
    lines = file.read_text("utf-8").split("\n")
    start = lines.index("  seal:")
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith("    "))
    file.write_text("\n".join(lines[:start] + lines[end:]), "utf-8")
    assert ledger.unsealed() == (HOME,)
    edit = ledger.edit(HOME)
    assert edit.seal()
    edit.commit()
    assert ledger.unsealed() == ()


def test_rating_sheets_are_made(sound: Path, tmp_path: Path) -> None:
    written = Ledger.open(sound, as_of=DAY).evaluations.make_sheets(HOME, tmp_path / "out", reviewers="2")
    assert len(written.paths) == len([path for path in written.paths if path.exists()]) >= 2
