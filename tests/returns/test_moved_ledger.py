"""Mutation 53: the ledger has moved on since the form was made, in every block."""

import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from returns.catalogue import FULL, kind_of
from returns.workbooks import DAY, PILOT, cells, filled, ledger_with_practice, made, opened, take, tree
from talentpilot.exchange.return_sheets.layout import BLOCKS
from talentpilot.services.returns.result import TakeResult

pytestmark = pytest.mark.slow
Run = Callable[..., Ran]
FACTS = list(dict.fromkeys(answer.fact for answer in FULL.values() if answer.fact))
KNOWN_AGAIN_BY = {
    "new_bottlenecks": {"title"},
    "matters": {"title"},
    "practices": {"title"},
    "adoptions": {"adopter"},
    "incentives": {"title", "grantor", "date", "amount"},
    "publicity": {"title", "channel", "date"},
}
"""Another word here is another object."""
ASKED = ("M3/forecast", "M3/reason", "M3/next", "M5/done", "I1@2026Q3/value", "I2@2026-09-30/value", "B1/resolved",
         "B1/resolution", "progress/text", "problems/text", "next/text")  # fmt: skip
"""The answers that the ledger and a return may contradict each other in."""
OTHER_WORDS = {
    "kind": "policy", "severity": "major", "needs": "city", "owner": "yx-fin", "grantor": "yx-hrss", "evidence": "E5",
    "document": "京〔2026〕8号", "adopter": "310000", "channel": "national", "same_as": "", "url": "https://example.org/c",
}  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger_with_practice(tmp_path_factory.mktemp("moved"))


@pytest.fixture(scope="module")
def full(before: Path) -> bytes:
    """The form filled in as meant."""
    return filled(made(before, pilots=(PILOT,)).content, {key: answer.typed for key, answer in FULL.items()})


@pytest.fixture(scope="module")
def commands(before: Path, full: bytes) -> dict[str, str]:
    """The commands of its facts, by row and sort."""
    return recorded(take(before, full, dry_run=True))


@pytest.fixture
def root(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "ledger"))


def recorded(result: TakeResult) -> dict[str, str]:
    facts = (fact for pilot in result.pilots for fact in pilot.facts)
    return {f"{fact.key.removeprefix(f'{PILOT}/')} {fact.sort}": fact.command for fact in facts}


def told(result: TakeResult) -> list[tuple[str, str]]:
    every = [*result.problems, *(one for pilot in result.pilots for one in pilot.problems)]
    return [(one.place.cell, str(one.message)) for one in every]


def move(run: Run, root: Path, words: list[str]) -> None:
    ran = run(*words, "--root", root, "--as-of", DAY)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("fact", FACTS)
def test_the_same_fact_is_not_written_twice(
    run: Run, root: Path, full: bytes, commands: dict[str, str], fact: str
) -> None:
    move(run, root, shlex.split(commands[fact])[1:])
    result = take(root, full, dry_run=True)
    assert told(result) == []
    assert recorded(result).keys() == commands.keys() - {fact}
    assert [str(one.message) for pilot in result.pilots for one in pilot.remarks if "already" in str(one.message)] == []


def other(key: str) -> str:
    """What the ledger says where the return says what `FULL` has."""
    answer, name = FULL[key], key.rpartition("/")[2]
    if name in OTHER_WORDS:
        return OTHER_WORDS[name]
    if kind_of(key) == "number":
        return str(int(answer.said) + 1)
    return str(date.fromisoformat(answer.said).replace(day=5)) if kind_of(key) == "date" else "别的话"


def changed(command: str, key: str) -> list[str]:
    """The command with another word for the answer in that cell."""
    answer = FULL[key]
    words = shlex.split(command)[1:]
    option, _, value = answer.token.format(answer.said).partition("=")
    place = next(n for n, one in enumerate(words) if one == option and (not value or words[n + 1] == value))
    if not value:
        return words[:place] + words[place + 1 :]
    words[place + 1] = (
        answer.token.format(other(key)).partition("=")[2].replace("province::", "province:").replace(":=", "=")
    )
    return words


@pytest.mark.parametrize("key", [key for key, answer in FULL.items() if answer.token])
def test_another_fact_is_told_at_its_cell(
    run: Run, root: Path, full: bytes, commands: dict[str, str], key: str
) -> None:
    fact, (row, _, name) = FULL[key].fact, key.rpartition("/")
    move(run, root, changed(commands[fact], key))
    state, cell = tree(root), cells(opened(full))[key].coordinate
    result = take(root, full, dry_run=True)
    assert tree(root) == state
    remarked = {one.place.cell for pilot in result.pilots for one in pilot.remarks if "already" in str(one.message)}
    problems = told(result)
    if key in ASKED:
        ((where, said),) = problems
        assert where == cell
        assert f"the ledger says {other(key)}" in said
        assert recorded(result) == {}
        return
    if key == "adoptions/1/date":
        assert [where for where, _ in problems] == [cells(opened(full))["adoptions/1/practice"].coordinate]
        return
    assert problems == []
    block = row.partition("/")[0]
    if name in KNOWN_AGAIN_BY.get(block, ()):
        assert remarked == set()
        assert fact in recorded(result)
    else:
        assert remarked == {cell}
        assert recorded(result).keys() == commands.keys() - {fact}


PAPER = ("--reason-zh", "合并", "--date", "2026-10-16", "--evidence", "E4", "--document", "青人社〔2026〕9号")
DECIDED = ("--date", "2026-10-18", "--document", "云人社函〔2026〕9号")
GONE: dict[str, list[tuple[str, ...]]] = {
    "M3": [("adjust", PILOT, "--kind", "withdraw_milestone", "M3", *PAPER)],
    "I1@2026Q3": [
        ("adjust", PILOT, "--kind", "withdraw_indicator", "I1", *PAPER, "--procedure", "approval"),
        ("decide", PILOT, "A2", "approved", *DECIDED),
    ],
}
"""A row, and what took its step or its indicator out of the plan."""


@pytest.mark.parametrize("row", GONE)
def test_what_is_no_longer_in_the_plan_is_told_in_its_row(run: Run, root: Path, full: bytes, row: str) -> None:
    for words in GONE[row]:
        move(run, root, list(words))
    result = take(root, full, dry_run=True)
    ((where, message),) = told(result)
    there: dict[str, Any] = cells(opened(full))
    assert where in {cell.coordinate for key, cell in there.items() if key.startswith(f"{row}/")}
    assert f"{row.partition('@')[0]} is not in the plan any more" in message
    assert recorded(result) == {}


def test_nothing_is_taken_of_a_pilot_that_is_closed(root: Path, full: bytes) -> None:
    file = root / "pilots" / PILOT / "pilot.yaml"
    text = file.read_text(encoding="utf-8")
    closing = "adjustments:\n  - {id: A7, kind: termination, reason: x, procedure: filing, submitted: 2026-10-01}\n"
    file.write_text(text.replace("adjustments:\n", closing), encoding="utf-8")
    result = take(root, full, dry_run=True)
    assert ["closed by now" in said for _, said in told(result)] == [True]
    assert recorded(result) == {}


def test_each_block_has_a_fact() -> None:
    rows = {fact.partition("/")[0] for fact in FACTS}
    assert {name for name, block in BLOCKS.items() if block.adds} - rows == {"matters"}, "matters are in the report"
