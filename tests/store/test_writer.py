"""Writing: whole or not at all, also when the process is killed at any point."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock, Timeout

from talentpilot.diagnostics import Message
from talentpilot.errors import StorageProblem, UsageProblem
from talentpilot.store import working_folder as hidden
from talentpilot.store.writer import Replacement, create_folder, replace_files, write_file

LOOP = """
    import sys
    from pathlib import Path
    from talentpilot.store.writer import Replacement, replace_files
    file = Path(sys.argv[1])
    contents = [bytes([65 + n]) * 200_000 for n in range(26)]
    print("ready", flush=True)
    at = 0
    while True:
        replace_files(file.parent, {file.name: Replacement(contents[at % 26], contents[(at + 1) % 26])})
        at += 1
"""
SPACE = OSError(28, "No space left on device")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def change_two(root: Path) -> None:
    replace_files(root, {"new/one": Replacement(None, b"1"), "two": Replacement(b"2", b"new")})


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
    replace_files(tmp_path, {"pilot.yaml": Replacement(content, b"next")})
    assert names_in(tmp_path) == ["pilot.yaml"], "what the killed process left is gone"


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"somebody else")
    with pytest.raises(UsageProblem, match="has changed since it was read"):
        replace_files(tmp_path, {"one": Replacement(b"1", b"new"), "two": Replacement(b"2", b"new")})
    assert ((tmp_path / "one").read_bytes(), (tmp_path / "two").read_bytes()) == (b"1", b"somebody else")
    assert names_in(tmp_path) == ["one", "two"]


def _failing_before(target_name: str, accident: BaseException, monkeypatch: pytest.MonkeyPatch, times: int = 1) -> None:
    """Let the rename onto a file fail that often."""
    real, left = Path.replace, [times]

    def replace(self: Path, target: Path) -> Path:
        if target.name == target_name and left[0]:
            left[0] -= 1
            raise accident
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_disk_that_refuses_the_second_file_brings_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "two").write_bytes(b"2")
    _failing_before("two", SPACE, monkeypatch)
    with pytest.raises(StorageProblem, match="No space left"):
        change_two(tmp_path)
    assert (tmp_path / "two").read_bytes() == b"2"
    assert names_in(tmp_path) == ["two"]


def test_an_interruption_between_two_files_comes_too_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "two").write_bytes(b"2")
    _failing_before("two", KeyboardInterrupt(), monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        change_two(tmp_path)
    assert ((tmp_path / "new" / "one").read_bytes(), (tmp_path / "two").read_bytes()) == (b"1", b"new")
    assert names_in(tmp_path) == ["new", "two"]


def test_files_are_removed_together_with_others_that_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(b"old")
    changes = {"one": Replacement(b"old", None), "two": Replacement(b"old", b"new")}
    with monkeypatch.context() as patched:
        _failing_before("two", SPACE, patched)
        with pytest.raises(StorageProblem):
            replace_files(tmp_path, changes)
    assert {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)} == {"one": b"old", "two": b"old"}
    replace_files(tmp_path, changes)
    assert {name: (tmp_path / name).read_bytes() for name in names_in(tmp_path)} == {"two": b"new"}


def test_mode_owner_and_group_of_a_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "pilot.yaml"
    file.write_bytes(b"1")
    file.chmod(0o640)
    if sys.platform != "win32" and os.geteuid() == 0:
        os.chown(file, 1234, 1235)
    before = file.stat()
    replace_files(tmp_path, {"pilot.yaml": Replacement(b"1", b"2")})
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_mtime_ns >= before.st_mtime_ns


def test_a_further_name_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    (tmp_path / "copy").hardlink_to(tmp_path / "one")
    told: list[Message] = []
    replace_files(tmp_path, {"one": Replacement(b"1", b"new"), "two": Replacement(b"2", b"new")}, told.append)
    assert [str(message) for message in told] == ["one had further names (hard links); they keep the old content"]
    assert ((tmp_path / "one").read_bytes(), (tmp_path / "copy").read_bytes()) == (b"new", b"1")


CLERK = """
    import sys
    from pathlib import Path
    from talentpilot.errors import UsageProblem
    from talentpilot.store.writer import Replacement, replace_files
    file, name, written = Path(sys.argv[1]), sys.argv[2], 0
    while written < 25:
        before = file.read_bytes()
        try:
            replace_files(file.parent, {file.name: Replacement(before, before + f"{name}{written} ".encode())})
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
    assert names_in(tmp_path) == ["pilot.yaml"]


def test_writing_waits_for_whoever_writes_into_the_same_folder_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "pilot.yaml").write_bytes(b"1")
    said: list[Message] = []
    change = {"pilot.yaml": Replacement(b"1", b"2")}
    writer = Thread(target=replace_files, args=(tmp_path, change, said.append))
    with hidden.working_folder(tmp_path, "", print):
        writer.start()
        writer.join(1.5)
        assert (tmp_path / "pilot.yaml").read_bytes() == b"1"
    writer.join(10)
    assert (tmp_path / "pilot.yaml").read_bytes() == b"2"
    assert [str(item) for item in said] == [f"another process writes in {tmp_path}; waiting for it"]
    assert names_in(tmp_path) == ["pilot.yaml"]


@pytest.mark.parametrize("met", [FileExistsError(17, "File exists"), FileNotFoundError(2, "No such file")])
def test_a_folder_that_another_writer_is_removing_is_made_anew_and_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, met: OSError
) -> None:
    acquire, problems = FileLock.acquire, [met]

    def acquire_late(lock: FileLock, timeout: float | None = None) -> object:
        if problems:
            shutil.rmtree(Path(lock.lock_file).parent)
            raise problems.pop()
        return acquire(lock, timeout)

    monkeypatch.setattr(FileLock, "acquire", acquire_late)
    with hidden.working_folder(tmp_path, "", print) as folder, pytest.raises(Timeout):
        acquire(FileLock(folder / "lock"), timeout=0)
    assert names_in(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="locks by other means")
@pytest.mark.parametrize("answer", [errno.ENOLCK, errno.ENOSYS])
def test_on_a_file_system_without_locks_writing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(answer, os.strerror(answer))

    monkeypatch.setattr("fcntl.flock", refuse)
    write_file(tmp_path / "pilot.yaml", b"1")
    assert (tmp_path / "pilot.yaml").read_bytes() == b"1"
    assert names_in(tmp_path) == ["pilot.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="locks by other means")
def test_a_lock_that_the_system_refuses_stops_the_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StorageProblem, match="not permitted"):
        write_file(tmp_path / "pilot.yaml", b"1")
    assert not (tmp_path / "pilot.yaml").exists()


def test_waiting_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pilot.yaml").write_bytes(b"1")
    monkeypatch.setattr(hidden, "PATIENCE", 0.2)
    with (
        hidden.working_folder(tmp_path, "", print),
        pytest.raises(StorageProblem, match=r"has been writing in .* nothing was written"),
    ):
        replace_files(tmp_path, {"pilot.yaml": Replacement(b"1", b"2")})
    assert (tmp_path / "pilot.yaml").read_bytes() == b"1"


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "two")  # root may write whatever its mode is
    with pytest.raises(StorageProblem, match="two is read-only; nothing was written"):
        replace_files(tmp_path, {"one": Replacement(b"1", b"new"), "two": Replacement(b"2", b"new")})
    assert ((tmp_path / "one").read_bytes(), (tmp_path / "two").read_bytes()) == (b"1", b"2")
    assert names_in(tmp_path) == ["one", "two"]


# ---- links


def test_a_link_within_the_ledger_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "one").write_bytes(b"1")
    (tmp_path / "one").symlink_to("kept/one")
    (tmp_path / "two").write_bytes(b"2")
    replace_files(tmp_path, {"one": Replacement(b"1", b"new"), "two": Replacement(b"2", b"new")})
    assert (tmp_path / "one").is_symlink()
    assert (tmp_path / "kept" / "one").read_bytes() == b"new"


@pytest.mark.parametrize("target", ["outside", "ledger/.git"])
def test_no_link_leads_writing_out_of_the_ledger_or_into_git(tmp_path: Path, target: str) -> None:
    root, outside = tmp_path / "ledger", tmp_path / target
    (root / "pilots" / "a").mkdir(parents=True)
    (root / "programme.yaml").write_bytes(b"")
    outside.mkdir()
    (outside / "pilot.yaml").write_bytes(b"1")
    (root / "pilots" / "a" / "evidence").symlink_to(outside)
    (root / "pilots" / "b").symlink_to(outside)
    (root / "reports").symlink_to(outside)
    (root / "pilots" / "a" / "pilot.yaml").symlink_to(outside / "pilot.yaml")
    for path, before in (("evidence/x", None), ("pilot.yaml", b"1"), ("../b/pilot.yaml", b"1")):
        with pytest.raises(StorageProblem, match="leads out of the ledger"):
            replace_files(root, {f"pilots/a/{path}": Replacement(before, b"new")})
    with pytest.raises(StorageProblem, match="leads out of the ledger"):
        create_folder(root, "reports/2026Q2", {"manifest.json": b""})
    with pytest.raises(StorageProblem, match="leads out of the ledger"):
        write_file(root / "reports" / "status.csv", b"")
    assert names_in(outside) == ["pilot.yaml"]
    assert (outside / "pilot.yaml").read_bytes() == b"1"


def test_a_folder_that_looks_like_a_ledger_does_not_excuse_a_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "ledger", tmp_path / "other"
    for folder in (root, outside):
        folder.mkdir()
        (folder / "programme.yaml").write_bytes(b"")
    (root / "out").symlink_to(outside)
    with pytest.raises(StorageProblem, match="leads out of the ledger"):
        write_file(root / "out" / "status.csv", b"")
    assert names_in(outside) == ["programme.yaml"]


@pytest.mark.parametrize("kind", ["link", "file", "link as lock", "pipe as lock", "link as .gitignore"])
def test_a_working_folder_of_another_kind_reaches_nothing(tmp_path: Path, kind: str) -> None:
    root, victim = tmp_path / "ledger", tmp_path / "victim"
    root.mkdir()
    victim.mkdir()
    (victim / "precious").write_bytes(b"precious")
    (root / "one").write_bytes(b"1")
    if kind in ("link", "file"):
        (root / hidden.NAME).symlink_to(victim) if kind == "link" else (root / hidden.NAME).write_bytes(b"")
    else:
        (root / hidden.NAME).mkdir()
        name = root / hidden.NAME / kind.rpartition(" ")[2]
        os.mkfifo(name) if kind.startswith("pipe") else name.symlink_to(victim / "precious")
    if kind == "link as .gitignore":
        replace_files(root, {"one": Replacement(b"1", b"2")})
    else:
        with pytest.raises(StorageProblem, match="is in the way of writing; nothing was written"):
            replace_files(root, {"one": Replacement(b"1", b"2")})
        assert (root / "one").read_bytes() == b"1"
    assert names_in(victim) == ["precious"]
    assert (victim / "precious").read_bytes() == b"precious"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StorageProblem, match="not a regular file"):
        write_file(tmp_path / "pipe", b"x")
    assert names_in(tmp_path) == ["pipe"]
