"""Every call by which a write changes the disk fails once, in every write there is: all of it is there, or nothing."""

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from talentpilot.errors import TalentpilotError
from talentpilot.store import working_folder
from talentpilot.store.new_pilot import start_pilot
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import Replacement, create_folder, finish_interrupted, replace_files, write_file

pytestmark = pytest.mark.slow

Write = Callable[[Path], object]
CALLS = [
    *((Path, name) for name in ("open", "replace", "rename", "unlink", "mkdir", "rmdir", "chmod", "write_bytes")),
    *((os, name) for name in ("fsync", "utime", "chown")),
    (shutil, "copystat"),
    (shutil, "copymode"),
]
ACCIDENTS: dict[str, BaseException] = {
    "full": OSError(28, "No space left on device"),
    "broken": OSError(5, "Input/output error"),
    "interrupted": KeyboardInterrupt(),
}
WRITES: dict[str, Write] = {
    "one file": lambda root: replace_files(root, {"pilots/a/one.yaml": Replacement(b"1", b"11")}),
    "two files": lambda root: replace_files(
        root, {"pilots/a/one.yaml": Replacement(b"1", b"11"), "pilots/a/two.yaml": Replacement(b"2", b"22")}
    ),
    "with evidence": lambda root: replace_files(
        root, {"pilots/a/evidence/x.pdf": Replacement(None, b"x"), "pilots/a/one.yaml": Replacement(b"1", b"11")}
    ),
    "one goes": lambda root: replace_files(
        root, {"pilots/a/one.yaml": Replacement(b"1", None), "pilots/a/two.yaml": Replacement(b"2", b"22")}
    ),
    "two pilots": lambda root: replace_files(
        root, {"pilots/a/one.yaml": Replacement(b"1", b"11"), "pilots/c/one.yaml": Replacement(b"c", b"cc")}
    ),
    "new pilot": lambda root: start_pilot(root, "b", {"pilot.yaml": b"p", "outcomes.yaml": b"o"}, None),
    "new pilot and organization": lambda root: start_pilot(
        root, "b", {"pilot.yaml": b"p", "outcomes.yaml": b"o"}, Replacement(b"programme", b"programme, organization")
    ),
    "issued report": lambda root: create_folder(root, "reports/2026Q2", {"manifest.json": b"m", "charts/a.svg": b"s"}),
    "output": lambda root: write_file(root / "status.csv", b"s"),
}


def _new(root: Path) -> Path:
    for path, content in (
        ("programme.yaml", b"programme"), ("pilots/a/one.yaml", b"1"), ("pilots/a/two.yaml", b"2"),
        ("pilots/c/one.yaml", b"c"),
    ):  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def _visible(root: Path, folder: str = "") -> dict[str, object]:
    """What a reader sees."""
    tree = DiskTree(root)
    found: dict[str, object] = {}
    for name, is_folder in tree.names(folder):
        path = f"{folder}/{name}" if folder else name
        found |= _visible(root, path) if is_folder else {path: tree.read(path)}
    return found


@contextmanager
def _failing(at: int, accident: BaseException) -> Iterator[list[int]]:
    """Let the call of that number fail, counting from 0; the list holds how many there have been."""
    count = [0]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            count[0] += 1
            if count[0] == at + 1:
                raise accident
            return real(*arguments, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in CALLS:
            if hasattr(owner, name):
                patch.setattr(owner, name, counted(getattr(owner, name)))
        yield count


def _tried(root: Path, write: Write, at: int, accident: BaseException) -> tuple[bool, int]:
    """Whether the write came to its end, and how many calls it made."""
    with _failing(at, accident) as count:
        try:
            write(root)
        except (TalentpilotError, KeyboardInterrupt):
            return False, count[0]
    return True, count[0]


@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("name", WRITES)
def test_a_write_is_whole_or_not_at_all_wherever_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, accident: str
) -> None:
    monkeypatch.setattr(working_folder, "PATIENCE", 1)
    write, before = WRITES[name], _visible(_new(tmp_path / "before"))
    write(_new(tmp_path / "after"))
    after = _visible(tmp_path / "after")
    for point in range(200):
        root = _new(tmp_path / str(point))
        ended, calls = _tried(root, write, point, ACCIDENTS[accident])
        where = f"call {point + 1} of {calls}"
        seen = _visible(root)
        assert seen == after if ended else seen in (before, after), where
        finish_interrupted(root, ("", "pilots/a", "pilots/c"))
        assert _visible(root) == seen, where
        if seen == before:
            write(root)
        assert _visible(root) == after, where
        _sweep(root)
        assert not list(root.rglob(".*")), where
        if calls <= point:
            break
    sys.stdout.write(f"{name}, {accident}: {point} points\n")
    assert 8 < point < 199


def _sweep(root: Path) -> None:
    """Write once more into every folder, as a user would some day: it takes along what an accident left."""
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir() and ".talentpilot" not in path.parts)):
        write_file(folder / "later.txt", b"")


KILLED = """
    import sys
    from talentpilot.cli.main import main
    root, n = sys.argv[1], 0
    print("ready", flush=True)
    while True:
        n += 1
        day = f"2026-12-{n % 28 + 1:02}"
        main(["adjust", "yx-titles-01", "M4/due", day, "--also", "roles/guide=yx-eval", "--document", f"No. {n}",
              "--reason", "r", "--root", root, "--as-of", "2026-03-31", "--force", "-q"])
        main(["record", "publicity", "yx-titles-01", "--channel", "national", "--title", f"News {n}",
              "--evidence", "E4", "--root", root, "--as-of", "2026-03-31", "-q"])
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_a_ledger_whose_commands_are_killed_at_random_is_whole(run: Callable[..., Ran], sound: Path, seed: int) -> None:
    chance = random.Random(seed)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(sound)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.5, 3))
        process.send_signal(signal.SIGKILL)
    day = ("--root", sound, "--as-of", "2026-03-31")
    assert "a bug" not in run("validate", *day).err
    facts = ("publicity", "yx-titles-01", "--channel", "national", "--title", "Last", "--evidence", "E4")
    ran = run("record", *facts, *day)
    assert ran.code == 0, ran.err
    assert "title: Last" in (sound / "pilots/yx-titles-01/pilot.yaml").read_text("utf-8")
    assert not list(sound.rglob(".talentpilot"))
    sys.stdout.write(f"seed {seed}\n")
