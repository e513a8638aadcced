"""Four quarters kept only through workbooks, which an office fills in, and the same kept by `record`: equal bytes."""

import shlex
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from office import type_into
from returns.clerk import Clerk, asked
from returns.workbooks import ROOT, opened, tree
from talentpilot.model.periods import Period, parse_period
from talentpilot.services.ledger import OpenLedger, open_ledger
from talentpilot.services.returns.make import MakeRequest, make_returns, write_returns
from talentpilot.services.returns.result import TakeRequest, TakeResult
from talentpilot.services.returns.take import take_returns

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
QUARTERS = (
    ("2025Q4", date(2026, 1, 10), "zh-CN"),
    ("2026Q1", date(2026, 4, 10), "en-US"),
    ("2026Q2", date(2026, 7, 10), "zh-CN"),
    ("2026Q3", date(2026, 10, 10), "en-US"),
)
"""Period, day of filling in, region of the computer."""


def new_ledger(root: Path) -> Path:
    """The pilots of the example as they were approved, without any fact since."""
    root.mkdir()
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root / name)
    for folder in sorted((ROOT / "pilots").iterdir()):
        home = root / "pilots" / folder.name
        home.mkdir(parents=True)
        agreement, steps, outcomes = (
            yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
            for name in ("pilot", "milestones", "outcomes")
        )
        for name in ("adjustments", "bottlenecks", "reports", "incentives", "publicity", "evidence"):
            agreement.pop(name, None)
        agreement.get("approval", {}).pop("evidence", None)
        plan = ("id", "title", "owner", "due", "weight", "deliverable", "standard")
        steps["milestones"] = [
            {name: item[name] for name in plan if name in item} for item in steps["milestones"] if "added" not in item
        ]
        outcomes["indicators"] = [
            {name: value for name, value in item.items() if name != "observations"}
            for item in outcomes["indicators"]
            if "added" not in item
        ]
        outcomes["practices"] = []
        for name, content in (("pilot", agreement), ("milestones", steps), ("outcomes", outcomes)):
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            (home / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def on(root: Path, day: date) -> OpenLedger:
    return open_ledger(root, as_of=day, clock=lambda _: day)


def keep(root: Path, period: Period, day: date, locale: str, folder: Path) -> tuple[TakeResult, set[tuple[str, str]]]:
    """Send the returns of a quarter out, let them be filled in, take them; return what was taken and what was asked."""
    ledger = on(root, day)
    pilots = {name: pilot for name in ledger.pilot_ids if (pilot := ledger.read(name).pilot) is not None}
    written = write_returns(make_returns(ledger, MakeRequest(str(period))), folder)
    clerk, answered = Clerk(period, day, folder, pilots), set[tuple[str, str]]()
    books = {one.path: opened(one.path.read_bytes()) for one in written}
    type_into({path: clerk.typed(book) for path, book in books.items()}, locale)
    for book in books.values():
        answered |= clerk.answered(book)
    return take_returns(on(root, day), TakeRequest((folder,))), answered


def told(result: TakeResult) -> list[str]:
    problems = (*result.problems, *(one for pilot in result.pilots for one in pilot.problems))
    return [f"{one.place} {one.message} = {one.help}" for one in problems]


def test_four_quarters_through_workbooks_are_those_of_record(tmp_path: Path, run: Run) -> None:
    root = new_ledger(tmp_path / "workbooks")
    kept = Path(shutil.copytree(root, tmp_path / "commands"))
    sorts: Counter[str] = Counter()
    for text, day, locale in QUARTERS:
        period = parse_period(text)
        assert period is not None
        folder = tmp_path / text
        result, answered = keep(root, period, day, locale, folder)
        assert told(result) == []
        gaps = [(gap.key, gap.field) for pilot in result.pilots for gap in pilot.gaps]
        assert gaps == [], "every cell that was asked was answered"
        commands = [fact.command for pilot in result.pilots for fact in pilot.facts]
        sorts.update(shlex.split(command)[2] for command in commands)
        for command in commands:
            ran = run(*shlex.split(command)[1:], "--root", kept, "--as-of", day)
            assert ran.code == 0, (command, ran.err)
        after = tree(root)
        assert after == tree(kept)
        again = take_returns(on(root, day), TakeRequest((folder,)))
        assert told(again) == []
        assert not any(pilot.facts for pilot in again.pilots)
        assert tree(root) == after, "the same files add nothing"
        for one in make_returns(on(root, day), MakeRequest(text)).returns:
            repeated = asked(opened(one.content)) & answered
            assert {key for key, _ in repeated} <= {"signature"}, "nothing that was answered is asked again"
    assert sorts.total() > 300
    assert set(sorts) == {
        "done", "forecast", "observe", "resolve", "bottleneck", "practice", "adoption", "incentive", "publicity",
        "evidence", "report",
    }  # fmt: skip
    assert run("validate", "--root", kept, "--as-of", QUARTERS[-1][1]).code == 0
