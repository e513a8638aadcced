"""The journal of an interrupted write: it finishes what was begun, and is trusted for nothing."""

import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from conftest import Ran
from talentpilot.errors import StorageProblem
from talentpilot.services.ledger import open_ledger
from talentpilot.store import undo_log
from talentpilot.store.journal import digest
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import Replacement, finish_interrupted, replace_files

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
PILOT = "pilots/yx-titles-01"
RECORD = ("record", "publicity", "yx-titles-01", "--channel", "national", "--title", "News", "--evidence", "E4")
AS_OF = ("--as-of", "2026-03-31")
KILLED = """
    import os, sys
    from pathlib import Path
    from talentpilot.store.writer import Replacement, replace_files
    root, step = Path(sys.argv[1]), int(sys.argv[2])
    left = [step]
    def counted(real):
        def call(*arguments, **more):
            if left[0] == 0:
                os._exit(9)
            left[0] -= 1
            return real(*arguments, **more)
        return call
    for name in ("replace", "unlink", "mkdir", "rmdir", "open"):
        setattr(Path, name, counted(getattr(Path, name)))
    os.open = counted(os.open)  # by which the lock is taken
    one, two = ((root / "pilots/a" / name).read_bytes() for name in ("one.yaml", "two.yaml"))
    replace_files(root, {
        "pilots/a/evidence/paper": Replacement(None, b"p"),
        "pilots/a/one.yaml": Replacement(one, b"11"),
        "pilots/a/two.yaml": Replacement(two, b"22"),
        "pilots/a/gone.yaml": Replacement(b"g", None),
    })
"""


def _new(root: Path) -> Path:
    home = root / "pilots" / "a"
    home.mkdir(parents=True)
    for name, content in (("one.yaml", b"1"), ("two.yaml", b"2"), ("gone.yaml", b"g")):
        (home / name).write_bytes(content)
    return root


def _killed(root: Path, step: int) -> int:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(root), str(step)], check=False).returncode


def _visible(root: Path) -> dict[str, object]:
    tree = DiskTree(root)
    names = [name for name, is_folder in tree.names("pilots/a") if not is_folder]
    names += [f"evidence/{name}" for name, _ in tree.names("pilots/a/evidence")]
    return {name: tree.read(f"pilots/a/{name}") for name in names}


BEFORE: dict[str, object] = {"gone.yaml": b"g", "one.yaml": b"1", "two.yaml": b"2"}
AFTER: dict[str, object] = {"evidence/paper": b"p", "one.yaml": b"11", "two.yaml": b"22"}


def test_readers_see_all_or_nothing_wherever_the_process_is_killed(tmp_path: Path) -> None:
    seen = []
    for step in range(300):
        root = _new(tmp_path / f"killed-{step}")
        code = _killed(root, step)
        assert _visible(root) in (BEFORE, AFTER), f"killed at step {step}"
        seen.append(_visible(root))
        finish_interrupted(root, ("", "pilots/a"))
        assert _visible(root) == seen[-1]
        on_disk = {p.relative_to(root / "pilots/a").as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        assert {name: content for name, content in on_disk.items() if ".talentpilot" not in name} == seen[-1]
        replace_files(root, {"pilots/a/one.yaml": Replacement(DiskTree(root).read("pilots/a/one.yaml"), b"next")})  # type: ignore[arg-type]
        assert not list(root.rglob(".*")), "nothing is left for good"
        if code == 0:
            break
    else:
        pytest.fail("the process was killed every time")
    assert BEFORE in seen
    assert AFTER in seen
    assert seen[-1] == AFTER


@cache
def _killed_between_two_files() -> tuple[tuple[str, bytes], ...]:
    """The files of such a ledger, by their paths."""
    with tempfile.TemporaryDirectory() as folder:
        for step in range(300):
            root = _new(Path(folder) / f"at-{step}")
            _killed(root, step)
            if (root / "pilots/a/evidence/paper").exists() and (root / "pilots/a/one.yaml").read_bytes() == b"1":
                return tuple((str(p.relative_to(root)), p.read_bytes()) for p in root.rglob("*") if p.is_file())
    pytest.fail("never killed between two files")


def interrupted(root: Path) -> Path:
    """The ledger with the write of all its files begun: the journal stands, the first file is renamed."""
    for name, content in _killed_between_two_files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def test_git_takes_nothing_along_wherever_the_process_is_killed(tmp_path: Path) -> None:
    for step in range(300):
        root = _new(tmp_path / f"killed-{step}")
        code = _killed(root, step)
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
        listed = subprocess.run(["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True).stdout
        assert ".talentpilot" not in listed, f"killed at step {step}"
        if code == 0:
            return
    pytest.fail("the process was killed every time")


def test_a_hand_edit_made_meanwhile_wins_and_is_never_thrown_away(tmp_path: Path) -> None:
    root = interrupted(tmp_path)
    edited = root / "pilots/a/one.yaml"
    edited.write_bytes(b"1 HAND EDIT")
    assert DiskTree(root).read("pilots/a/one.yaml") == b"1 HAND EDIT"
    assert DiskTree(root).read("pilots/a/two.yaml") == b"2"
    (said,) = open_ledger(root).interrupted_writes()
    assert "pilots/a/one.yaml has changed since; the files count as they are" in str(said)
    replace_files(root, {"pilots/a/two.yaml": Replacement(b"2", b"by the next command")})
    assert edited.read_bytes() == b"1 HAND EDIT"
    assert (root / "pilots/a/two.yaml").read_bytes() == b"by the next command"
    assert not (root / "pilots/a/.talentpilot").exists()


def test_an_edit_of_a_file_that_was_renamed_already_stays_too(tmp_path: Path) -> None:
    root = interrupted(tmp_path)
    (root / "pilots/a/evidence/paper").write_bytes(b"another paper")
    finish_interrupted(root, ("pilots/a",))
    assert (root / "pilots/a/evidence/paper").read_bytes() == b"another paper"
    assert (root / "pilots/a/one.yaml").read_bytes() == b"1"


def test_an_interrupted_write_is_told_and_the_next_command_finishes_it(tmp_path: Path) -> None:
    root = interrupted(tmp_path)
    (said,) = open_ledger(root).interrupted_writes()
    assert "was interrupted; it is read as finished" in str(said)
    replace_files(root, {"pilots/a/one.yaml": Replacement(b"11", b"12")})
    assert (root / "pilots/a/two.yaml").read_bytes() == b"22"
    assert open_ledger(root).interrupted_writes() == ()


# ---- journals that somebody else has made


def _author(root: Path) -> str:
    """The second line of a real journal."""
    return next(interrupted(root).rglob("journal")).read_text().split("\n")[1]


def _forge(root: Path, lines: list[str], staged: bytes = b"staged") -> Path:
    folder = root / PILOT / ".talentpilot"
    folder.mkdir()
    (folder / "new-0").write_bytes(staged)
    (folder / "journal").write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    return folder


@pytest.mark.parametrize(
    "path",
    ["../../../victim", "/etc/hostname", "evidence/../../../victim", ".git/config", "a/./b", "//x", "evidence/out/x",
     "C:/x", "..\\..\\x"],
)  # fmt: skip
def test_no_path_leads_out_of_the_pilots_folder(run: Run, sound: Path, tmp_path: Path, path: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (sound / PILOT / "evidence" / "out").symlink_to(tmp_path)
    head = ["talentpilot/journal/1", _author(tmp_path / "author")]
    _forge(sound, [*head, f"- {digest(b'staged')} new-0 {path}", f"{digest(b'precious')} - new-1 {path}"])
    ran = run(*RECORD, "--root", sound, *AS_OF)
    assert (ran.code, "nothing was written" in ran.err) == (4, True), ran.err
    assert "is ignored:" in run("validate", "--root", sound, *AS_OF).err
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "x").exists() is False


def test_the_name_of_the_new_content_is_a_plain_one(sound: Path, tmp_path: Path) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_bytes(b"secret")
    head = ["talentpilot/journal/1", _author(tmp_path / "author")]
    known = digest((sound / PILOT / "pilot.yaml").read_bytes())
    for name in ("../../../../id_rsa", str(secret), "new-0/../../../../../id_rsa", "id_rsa"):
        folder = _forge(sound, [*head, f"{known} {digest(b'secret')} {name} pilot.yaml"])
        assert b"secret" not in (DiskTree(sound).read(f"{PILOT}/pilot.yaml") or b"")
        with pytest.raises(StorageProblem, match="nothing was written"):
            finish_interrupted(sound, (PILOT,))
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert secret.read_bytes() == b"secret"


def test_a_link_in_the_place_of_the_new_content_is_not_followed(sound: Path, tmp_path: Path) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_bytes(b"secret")
    known = digest((sound / PILOT / "pilot.yaml").read_bytes())
    head = ["talentpilot/journal/1", _author(tmp_path / "author")]
    folder = _forge(sound, [*head, f"{known} {digest(b'secret')} new-0 pilot.yaml"])
    (folder / "new-0").unlink()
    (folder / "new-0").symlink_to(secret)
    assert b"secret" not in (DiskTree(sound).read(f"{PILOT}/pilot.yaml") or b"")
    finish_interrupted(sound, (PILOT,))
    assert secret.read_bytes() == b"secret"
    assert not (sound / PILOT / "pilot.yaml").is_symlink()


def test_a_journal_of_another_computer_or_user_moves_nothing(run: Run, sound: Path) -> None:
    before = (sound / PILOT / "pilot.yaml").read_bytes()
    _forge(sound, ["talentpilot/journal/1", "elsewhere 4711", f"{digest(before)} {digest(b'staged')} new-0 pilot.yaml"])
    ran = run("status", "--root", sound, *AS_OF)
    assert ran.code == 0
    assert "left on another computer or by another user (elsewhere 4711)" in ran.err
    for command in (("fmt",), RECORD):
        ran = run(*command, "--root", sound, *AS_OF)
        assert (ran.code, "nothing was written" in ran.err) == (4, True), ran.err
    assert (sound / PILOT / "pilot.yaml").read_bytes() == before


SHAPES: dict[str, Callable[[Path], object]] = {
    "list": lambda file: file.write_text("[1]"),
    "number": lambda file: file.write_text("5"),
    "null": lambda file: file.write_text("null"),
    "empty": lambda file: file.write_text(""),
    "brackets": lambda file: file.write_text("[" * 100_000),
    "binary": lambda file: file.write_bytes(bytes(range(256)) * 100),
    "long name": lambda file: file.write_text(f"talentpilot/journal/1\nx\n- - new-0 {'n' * 5000}"),
    "pipe": os.mkfifo,
    "device": lambda file: file.symlink_to("/dev/zero"),
    "folder": lambda file: file.mkdir(),
    "broken link": lambda file: file.symlink_to("nowhere"),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("base", ["", PILOT])
def test_a_journal_of_another_shape_is_ignored_and_said(run: Run, sound: Path, shape: str, base: str) -> None:
    folder = sound / base / ".talentpilot"
    folder.mkdir()
    SHAPES[shape](folder / "journal")
    ran = run("validate", "--root", sound, *AS_OF)
    assert ran.code == 0, ran.err
    assert "its journal is not of the form that this program writes" in ran.err
    ran = run(*RECORD, "--root", sound, *AS_OF)
    assert (ran.code, "nothing was written" in ran.err, "delete" in ran.err) == (4, True, True), ran.err


def test_fmt_finishes_an_interrupted_write_though_nothing_else_is_to_do(run: Run, sound: Path, tmp_path: Path) -> None:
    file = sound / PILOT / "milestones.yaml"
    formatted = file.read_bytes()
    file.write_bytes(formatted + b"\n\n")
    head = ["talentpilot/journal/1", _author(tmp_path / "author")]
    moves = [f"{digest(file.read_bytes())} {digest(formatted)} new-0 milestones.yaml"]
    _forge(sound, [*head, *moves], formatted)
    assert "was interrupted" in run("fmt", "--check", "--root", sound).err
    assert file.read_bytes() != formatted
    assert run("fmt", "--root", sound).code == 0
    assert file.read_bytes() == formatted
    assert not (sound / PILOT / ".talentpilot").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
@pytest.mark.parametrize("shape", ["list", "number", "brackets", "binary", "pipe", "device", "folder"])
def test_a_log_of_undone_edits_of_another_shape_is_none(
    sound: Path, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sound / "log.json"
    SHAPES[shape](file)
    monkeypatch.setattr(undo_log, "_file", lambda root, pilot: file)
    assert undo_log.logged_edits(sound, "yx-titles-01") == ()
