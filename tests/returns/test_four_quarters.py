"""Four quarters kept only through workbooks, which an office fills in, and the same kept by `record`: equal bytes."""

import shlex
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from conftest import Ran
from office import type_into
from returns.clerk import Clerk, asked, rows
from returns.workbooks import ROOT, opened, put, tree
from talentpilot.model.ledger import Pilot
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


def pilots_of(root: Path, day: date) -> dict[str, Pilot]:
    ledger = on(root, day)
    return {name: pilot for name in ledger.pilot_ids if (pilot := ledger.read(name).pilot) is not None}


def keep(
    root: Path, period: Period, day: date, locale: str, folder: Path
) -> tuple[TakeResult, set[tuple[str, str]], dict[Path, Workbook]]:
    """Send the returns of a quarter out, let them be filled in, take them.

    Return what was taken, the cells that were answered, and the workbooks as they were sent.
    """
    written = write_returns(make_returns(on(root, day), MakeRequest(str(period))), folder)
    clerk, answered = Clerk(period, day, folder, pilots_of(root, day), "next"), set[tuple[str, str]]()
    books = {one.path: opened(one.path.read_bytes()) for one in written}
    type_into({path: clerk.typed(book) for path, book in books.items()}, locale)
    for book in books.values():
        answered |= clerk.answered(book)
    return take_returns(on(root, day), TakeRequest((folder,))), answered, books


def keep_on(root: Path, period: Period, day: date, folder: Path) -> TakeResult:
    """Send out a second time what is still open, and take what was forgotten."""
    clerk = Clerk(period, day, folder, pilots_of(root, day), news=False)
    for one in write_returns(make_returns(on(root, day), MakeRequest(str(period))), folder):
        book = opened(one.path.read_bytes())
        for sheet, place, text in clerk.typed(book):
            put(book[sheet][place], text)
        book.save(one.path)
    return take_returns(on(root, day), TakeRequest((folder,)))


def correct(root: Path, day: date, locale: str, folder: Path, books: dict[Path, Workbook]) -> TakeResult:
    """Take the workbooks of the quarter once more, after one value of each was corrected in it: by a tenth."""
    typed, pilots = {}, pilots_of(root, day)
    for path, book in books.items():
        for row in (row for row in rows(book) if row.key.startswith("I") and row.sorts["value"] == "asked"):
            identifier, _, at = row.key.partition("@")
            indicator = pilots[row.pilot].indicator(identifier)
            assert indicator is not None
            if indicator.reporting != "level":
                continue  # a total since the start that falls is an error
            mark = "%" if indicator.unit == "%" else ""
            was = next(one.value for one in indicator.observations if str(one.period or one.date) == at)
            typed[path] = [(row.sheet, row.cells["value"], f"{was - Decimal('0.1')}{mark}")]
    type_into(typed, locale)
    return take_returns(on(root, day), TakeRequest((folder,), correct=True))


def told(result: TakeResult) -> list[str]:
    problems = (*result.problems, *(one for pilot in result.pilots for one in pilot.problems))
    return [f"{one.place} {one.message} = {one.help}" for one in problems]


def test_four_quarters_through_workbooks_are_those_of_record(tmp_path: Path, run: Run) -> None:
    root = new_ledger(tmp_path / "workbooks")
    kept = Path(shutil.copytree(root, tmp_path / "commands"))
    ways: Counter[str] = Counter()

    def is_kept_by_commands(result: TakeResult, day: date) -> None:
        """Run the commands that the taking of returns prints in the other ledger: both must be the same."""
        assert not told(result), "\n".join(told(result))
        for fact in (fact for pilot in result.pilots for fact in pilot.facts):
            words = shlex.split(fact.command)
            ran = run(*words[1:], "--root", kept, "--as-of", day)
            assert ran.code == 0, (fact.command, ran.err)
            completed = words[2] == "report" and "--progress-zh" not in words
            ways.update((words[2], *(word for word in words if word in ("--open", "--confirm", "--force"))))
            ways["completed report"] += completed
        assert tree(root) == tree(kept)

    for text, day, locale in QUARTERS:
        period = parse_period(text)
        assert period is not None
        folder = tmp_path / text
        result, answered, books = keep(root, period, day, locale, folder)
        gaps = [(gap.key, gap.field) for pilot in result.pilots for gap in pilot.gaps]
        assert {key.partition("/")[2] for key, _ in gaps} <= {"next"}, "every other cell that was asked was answered"
        is_kept_by_commands(result, day)
        before = tree(root)
        again = take_returns(on(root, day), TakeRequest((folder,)))
        assert told(again) == []
        assert not any(pilot.facts for pilot in again.pilots)
        assert tree(root) == before, "the same files add nothing"
        for one in make_returns(on(root, day), MakeRequest(text)).returns:
            repeated = asked(opened(one.content)) & answered
            assert {key for key, _ in repeated} <= {"signature"}, "nothing that was answered is asked again"
        later = day + timedelta(days=5)
        is_kept_by_commands(keep_on(root, period, later, tmp_path / f"{text} again"), later)
        is_kept_by_commands(correct(root, later, locale, folder, books), later)
    print(dict(ways))  # noqa: T201
    assert ways.total() > 300
    assert {way for way, count in ways.items() if count} == {
        "done", "forecast", "observe", "resolve", "bottleneck", "practice", "adoption", "incentive", "publicity",
        "evidence", "report", "--open", "--confirm", "--force", "completed report",
    }  # fmt: skip
    ran = run("validate", "--root", kept, "--as-of", QUARTERS[-1][1])
    assert ran.code == 0, [line for line in ran.out.splitlines() if " error[" in line]
