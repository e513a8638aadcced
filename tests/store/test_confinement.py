"""No link of a ledger leads its reader out, and a folder that can't be read hides nothing else."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from talentpilot.store.confinement import LeadsOut, open_inside, opened_folder

Run = Callable[..., Ran]
PILOT = "pilots/yx-titles-01"
AS_OF = ("--as-of", "2026-03-31")
RECORD = ("record", "publicity", "yx-titles-01", "--channel", "national", "--title", "News", "--evidence", "E4")


@pytest.fixture
def outside(sound: Path, tmp_path: Path) -> Path:
    """A folder outside the ledger with a copy of everything in it."""
    return Path(shutil.copytree(sound, tmp_path / "outside"))


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _linked(root: Path, outside: Path, path: str) -> None:
    place = root / path
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    place.symlink_to(outside / path)


@pytest.mark.parametrize(
    "path", [PILOT, f"{PILOT}/evaluations", f"{PILOT}/pilot.yaml", "programme.yaml", "pilots", "reports"]
)
def test_a_link_out_of_the_ledger_is_told_and_not_read(run: Run, sound: Path, outside: Path, path: str) -> None:
    (outside / "reports").mkdir(exist_ok=True)
    for file in outside.rglob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("a", "SECRET"), "utf-8")
    _linked(sound, outside, path)
    before = _content(outside)
    ran = run("validate", "--root", sound, *AS_OF)
    assert ran.code != 0
    assert "leads out of the ledger, by a link" in ran.out + ran.err
    assert "SECRET" not in ran.out + ran.err
    assert "a bug" not in ran.err
    for command in (("status",), ("due",), RECORD, ("fmt",)):
        ran = run(*command, "--root", sound, *AS_OF)
        assert "SECRET" not in ran.out + ran.err
        assert "a bug" not in ran.err
    assert _content(outside) == before


def test_evidence_is_not_copied_through_a_link(run: Run, sound: Path, outside: Path, tmp_path: Path) -> None:
    _linked(sound, outside, f"{PILOT}/evidence")
    (tmp_path / "paper.txt").write_text("x", "utf-8")
    before = _content(outside)
    ran = run(
        "record", "evidence", "yx-titles-01", tmp_path / "paper.txt", "--title", "Paper", "--force", "--root", sound,
        *AS_OF,
    )  # fmt: skip
    assert (ran.code, "leads out of the ledger" in ran.err) == (4, True), ran.err
    assert _content(outside) == before


@pytest.mark.skipif(os.name == "nt", reason="there the way from the root is looked at for each file")
def test_a_file_is_opened_from_the_folder_that_is_open_already(tmp_path: Path) -> None:
    folder = tmp_path / "ledger" / "pilots" / "a" / "evidence"
    folder.mkdir(parents=True)
    (folder / "paper.txt").write_text("paper", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "in.txt").symlink_to(folder / "paper.txt")
    with opened_folder(tmp_path / "ledger", "pilots/a/evidence") as opened:
        assert opened is not None
        place = partial(open_inside, tmp_path / "ledger", within=opened)
        with pytest.raises(LeadsOut):
            place("pilots/a/evidence/out.txt")
        with pytest.raises(LeadsOut):
            place("pilots/a/evidence/../../../../secret.txt")
        assert _read(place("pilots/a/evidence/in.txt")) == b"paper"
        folder.rename(folder.with_name("moved"))
        assert _read(place("pilots/a/evidence/paper.txt")) == b"paper"
        with pytest.raises(FileNotFoundError):
            place("pilots/a/other.txt")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(opened.handle)
    with opened_folder(tmp_path / "ledger", "pilots/a/evidence") as gone:
        assert gone is None


def _read(stream: FileIO | None) -> bytes:
    assert stream is not None
    with stream:
        return stream.readall()


def test_a_report_is_not_written_through_a_link(
    run: Run, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "away").mkdir()
    (sound / "build").mkdir()
    (sound / "build" / "out").symlink_to(tmp_path / "away")
    monkeypatch.chdir(sound)
    ran = run("report", "--period", "2026Q1", "--format", "md", *AS_OF)
    assert (ran.code, "leads out of the ledger" in ran.err) == (4, True), ran.err
    assert not list((tmp_path / "away").iterdir())


def test_a_folder_that_can_not_be_opened_hides_no_other_pilot(
    run: Run, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(sound / PILOT, sound / "pilots" / "yx-titles-02")
    real_open, real_lstat, home = os.open, os.lstat, sound / PILOT
    opened: dict[int, Path] = {}

    def refuse(path: Path) -> None:
        if path.is_relative_to(home) and path != home:
            raise PermissionError(13, "Permission denied", str(path))

    def open_(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = Path(path) if dir_fd is None else opened[dir_fd] / path
        refuse(place if flags & os.O_PATH else place / "anything")
        handle = real_open(path, flags, mode, dir_fd=dir_fd)
        opened[handle] = place
        return handle

    def lstat(path: str, **more: Any) -> os.stat_result:
        refuse(Path(path))
        return real_lstat(path, **more)

    monkeypatch.setattr(os, "open", open_)  # root may open whatever the mode of a folder is
    monkeypatch.setattr(os, "lstat", lstat)
    ran = run("validate", "--root", sound, *AS_OF)
    assert ran.code == 1, ran.err
    assert f"{PILOT}:1:1: error[F01] the folder can't be read: Permission denied" in ran.out
    assert "1 of 2" in run("status", "--root", sound, *AS_OF).out
