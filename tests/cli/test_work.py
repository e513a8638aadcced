"""How much a command does, counted and not timed: a second reading of the same file never comes back unseen.

A number that changes is not a mistake in itself: look at what brought it, and write the new one here.
"""

import gc
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from conftest import TESTS, Ran
from talentpilot.analysis.status import PilotStatus, pilot_status
from talentpilot.services import portfolio
from talentpilot.services.office_tables import gather
from talentpilot.services.parallel import BATCH, in_batches
from talentpilot.store import tree
from talentpilot.store.journal import Move
from talentpilot.store.reader import read_pilot

Run = Callable[..., Ran]
ROOT = TESTS.parent
DAY = ("--root", ROOT, "--as-of", "2026-09-30")
COUNTED = {
    ("store/tree.py", "_read_plain"): "files",
    ("yaml/parser.py", "parse"): "texts",
    ("analysis/status.py", "pilot_status"): "rated",
    ("validation/pilot.py", "check_pilot"): "checked",
}
"""The function that does each kind of work once a call: reads a file, parses a text, rates a pilot, checks one."""
WORK: dict[tuple[str, ...], tuple[int, int, int, int]] = {
    ("validate",): (40, 40, 14, 12),  # two pilots are also rated on the day of their evaluation
    ("status",): (40, 40, 12, 0),
    ("status", "--format", "json"): (40, 40, 12, 0),
    ("status", "yx-titles-01"): (6, 6, 1, 0),
    ("due",): (40, 40, 12, 0),
    ("due", "--format", "json"): (40, 40, 12, 0),
    ("diff", "--since", "2026-06-30"): (40, 40, 24, 0),  # on two days
    ("explain", "yx-titles-01/M3"): (6, 6, 1, 0),
    ("evaluate", "--all"): (40, 41, 2, 0),  # once more the settings as they once stood
    # the settings are read for the day, then again with all; rated at the end of each quarter so far for the trend
    ("report", "--period", "2026Q3", "--format", "md", "--lang", "zh"): (42, 42, 55, 12),
    ("record", "done", "yx-titles-01/M5", "--evidence", "E11", "--dry-run"): (6, 10, 6, 2),
}
"""By command on the example of twelve pilots in 40 files: files read, texts parsed, pilots rated, pilots checked."""
MODULES = {
    ("--help",): 45,
    ("validate",): 124,
    ("status",): 106,
    ("status", "--format", "json"): 109,
    ("due",): 91,
    ("due", "--format", "json"): 91,
    ("diff", "--since", "2026-06-30"): 110,
    ("evaluate", "--all"): 137,
    ("report", "--period", "2026Q3", "--format", "md", "--lang", "zh"): 178,
    ("record", "done", "yx-titles-01/M5", "--evidence", "E11", "--dry-run"): 136,
}
"""By command, the modules of the package that are imported for it; a handful more or less is nothing."""
A_HANDFUL = 4
WITHOUT_TABLES = {
    ("--help",),
    ("validate",),
    ("diff", "--since", "2026-06-30"),
    *(one for one in MODULES if one[0] == "record"),
}
"""Commands that draw no table, and so need not wait for rich, a tenth of their time."""


def done_by(command: Callable[[], object]) -> Counter[str]:
    """Count what is done while that runs."""
    found: Counter[str] = Counter()

    def look(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            code = frame.f_code
            kind = COUNTED.get(("/".join(Path(code.co_filename).parts[-2:]), code.co_name))
            if kind is not None:
                found[kind] += 1

    sys.setprofile(look)
    try:
        command()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("command", WORK, ids=" ".join)
def test_a_command_reads_parses_rates_and_checks_no_more_than_it_must(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    target = ("--output", tmp_path) if command[0] == "report" else ()
    found = done_by(lambda: run(*command, *DAY, *target))
    assert tuple(found[kind] for kind in COUNTED.values()) == WORK[command]


def test_pilots_are_read_in_batches_and_answered_in_order() -> None:
    done: list[str] = []

    def read(number: int) -> int:
        done.append("read")
        return number

    def work(number: int) -> int:
        done.append("work")
        return number * 2

    assert list(in_batches(read, work, range(BATCH + 2))) == [number * 2 for number in range(BATCH + 2)]
    assert done == [*["read"] * BATCH, *["work"] * BATCH, "read", "read", "work", "work"]


def test_unfinished_writes_are_looked_for_once_for_a_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def waiting(root: Path, base: str) -> dict[str, Move]:
        asked.append(base)
        return {}

    monkeypatch.setattr(tree, "waiting_files", waiting)
    assert read_pilot(tree.DiskTree(TESTS / "sound"), "yx-titles-01").pilot is not None
    assert asked == ["", "pilots/yx-titles-01"]


STREAMED = (
    ("status",),
    ("status", "--format", "json"),
    ("status", "--format", "csv"),
    ("due",),
    ("due", "--format", "json"),
    ("list", "bottlenecks"),
    ("export", "csv"),
    ("export", "xlsx"),
)


@pytest.mark.slow
@pytest.mark.parametrize("command", STREAMED, ids=" ".join)
def test_a_command_over_many_pilots_keeps_none_of_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    kept: list[int] = []

    def rate(*arguments: Any) -> PilotStatus:
        kept.append(sum(type(one) is PilotStatus for one in gc.get_objects()))
        return pilot_status(*arguments)

    monkeypatch.setattr(portfolio, "pilot_status", rate)
    monkeypatch.setattr(gather, "pilot_status", rate)
    before = sum(type(one) is PilotStatus for one in gc.get_objects())
    run(*command, *DAY, *(("--output", tmp_path / "tables.xlsx") if command[0] == "export" else ()))
    assert len(kept) == 12
    assert max(kept) <= before + 1, "the one before is let go when the next one is there"


@pytest.mark.slow
@pytest.mark.parametrize("command", MODULES, ids=" ".join)
def test_a_command_imports_no_more_modules_than_it_must(tmp_path: Path, command: tuple[str, ...]) -> None:
    target = ("--output", str(tmp_path)) if command[0] == "report" else ()
    arguments = [*command, *map(str, () if command == ("--help",) else DAY), *target]
    script = (
        f"import sys\nfrom talentpilot.cli.main import main\nmain({arguments!r})\n"
        "own = sum(name.startswith('talentpilot') for name in sys.modules)\n"
        "sys.stderr.write(f'{own} {\"rich.console\" in sys.modules}')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules, draws = done.stderr.split()[-2:]
    assert abs(int(modules) - MODULES[command]) <= A_HANDFUL, done.stderr
    assert draws == "False" or command not in WITHOUT_TABLES
