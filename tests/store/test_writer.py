"""Writing: whole or not at all, also when the process is killed at any point."""

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Thread

import pytest

from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import Replacement, locked, recover_pending, replace_files

LOOP = """
    import sys
    from pathlib import Path
    from talentpilot.store.writer import Replacement, replace_files
    file = Path(sys.argv[1])
    contents = [bytes([65 + n]) * 200_000 for n in range(26)]
    print("ready", flush=True)
    at = 0
    while True:
        replace_files({file: Replacement(contents[at % 26], contents[(at + 1) % 26])})
        at += 1
"""


@pytest.mark.parametrize("seed", range(8))
def test_a_process_killed_at_any_point_leaves_the_file_before_or_after(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"A" * 200_000)
    command = [sys.executable, "-c", textwrap.dedent(LOOP), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.Random(seed).uniform(0.001, 0.15))
        process.send_signal(signal.SIGKILL)
    content = file.read_bytes()
    assert len(content) == 200_000
    assert len(set(content)) == 1


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"somebody else")
    with pytest.raises(UsageProblem, match="has changed since it was read"):
        replace_files({one: Replacement(b"1", b"new"), two: Replacement(b"2", b"new")})
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"somebody else")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("accident", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_accident_between_two_files_brings_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accident: BaseException
) -> None:
    one, two = tmp_path / "new" / "one", tmp_path / "two"
    two.write_bytes(b"2")
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target == two:
            raise accident
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises((StorageProblem, KeyboardInterrupt)):
        replace_files({one: Replacement(None, b"1"), two: Replacement(b"2", b"new")})
    assert not one.exists()
    assert two.read_bytes() == b"2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "two"]


def test_what_a_killed_process_left_is_swept_away_after_an_hour(tmp_path: Path) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"1")
    old, fresh = tmp_path / ".pilot.yaml.a.unfinished", tmp_path / ".pilot.yaml.b.unfinished"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    replace_files({file: Replacement(b"1", b"2")})
    assert sorted(path.name for path in tmp_path.iterdir()) == [fresh.name, "pilot.yaml"]


KILLED = """
    import os, sys
    from pathlib import Path
    from talentpilot.store.writer import Replacement, replace_files
    folder, step = Path(sys.argv[1]), int(sys.argv[2])
    left = [step]
    for name in ("replace", "unlink"):
        real = getattr(Path, name)
        def counted(self, *arguments, real=real, **more):
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return real(self, *arguments, **more)
        setattr(Path, name, counted)
    new, one, two = folder / "new" / "paper", folder / "one.yaml", folder / "two.yaml"
    replace_files({new: Replacement(None, b"p"), one: Replacement(b"1", b"11"), two: Replacement(b"2", b"22")})
"""


def test_two_files_are_both_old_or_both_new_wherever_the_process_is_killed(tmp_path: Path) -> None:
    seen: set[tuple[object, object]] = set()
    for step in range(40):
        folder = tmp_path / f"killed-{step}"
        folder.mkdir()
        for name, content in (("one.yaml", b"1"), ("two.yaml", b"2")):
            (folder / name).write_bytes(content)
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(folder), str(step)], check=False)
        tree = DiskTree(folder)
        state = (tree.read("one.yaml"), tree.read("two.yaml"))
        assert state in ((b"1", b"2"), (b"11", b"22")), f"killed at step {step}"
        seen.add(state)
        recover_pending(folder)
        assert ((folder / "one.yaml").read_bytes(), (folder / "two.yaml").read_bytes()) == state
        assert not (folder / ".pending").exists()
        if state == (b"11", b"22"):
            assert (folder / "new" / "paper").read_bytes() == b"p"
        replace_files({folder / "one.yaml": Replacement((folder / "one.yaml").read_bytes(), b"next")})
        if done.returncode == 0:
            break
    else:
        pytest.fail("the process was killed every time")
    assert len(seen) == 2, "some were killed before, some after"


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"1")
    file.chmod(0o640)
    replace_files({file: Replacement(b"1", b"2")})
    assert file.stat().st_mode & 0o777 == 0o640


CLERK = """
    import sys
    from pathlib import Path
    from talentpilot.errors import UsageProblem
    from talentpilot.store.writer import Replacement, replace_files
    file, name, written = Path(sys.argv[1]), sys.argv[2], 0
    while written < 25:
        before = file.read_bytes()
        try:
            replace_files({file: Replacement(before, before + f"{name}{written} ".encode())})
        except UsageProblem:
            continue
        written += 1
"""


def test_of_several_processes_at_once_none_overwrites_what_another_has_written(tmp_path: Path) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"")
    command = [sys.executable, "-c", textwrap.dedent(CLERK), str(file)]
    clerks = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [clerk.wait(60) for clerk in clerks] == [0, 0, 0]
    assert sorted(file.read_text().split()) == sorted(f"{name}{number}" for name in "abc" for number in range(25))
    assert [path.name for path in tmp_path.iterdir()] == ["pilot.yaml"]


def test_writing_waits_for_whoever_writes_into_the_same_folder(tmp_path: Path) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"1")
    writer = Thread(target=replace_files, args=({file: Replacement(b"1", b"2")},))
    with locked([tmp_path]):
        writer.start()
        writer.join(0.3)
        assert file.read_bytes() == b"1"
    writer.join(10)
    assert file.read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["pilot.yaml"]


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    monkeypatch.setattr(os, "access", lambda path, mode: path != two)  # root may write whatever its mode is
    with pytest.raises(StorageProblem, match="two is read-only; nothing was written"):
        replace_files({one: Replacement(b"1", b"new"), two: Replacement(b"2", b"new")})
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
