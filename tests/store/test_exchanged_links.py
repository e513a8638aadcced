"""Folders that are exchanged for links while a ledger is read and written: nothing outside is ever read or changed."""

import ctypes
import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from talentpilot.errors import FolderRefused, TalentpilotError
from talentpilot.model.pilot import Evidence
from talentpilot.store.confinement import leads_out
from talentpilot.store.evidence import examine, loose_on_disk
from talentpilot.store.issued_reports import read_issued
from talentpilot.store.tree import DiskTree
from talentpilot.store.writer import Replacement, create_folder, replace_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere links are looked at before a path is opened"),
]

PILOT = "pilots/a"
SECONDS = 3
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""
FILES = {
    "programme.yaml": b"programme",
    f"{PILOT}/pilot.yaml": b"pilot",
    f"{PILOT}/evidence/x.pdf": b"paper",
    f"{PILOT}/evaluations/e.yaml": b"evaluation",
    "reports/2026Q2/manifest.json": b"manifest",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _put(tmp_path / "ledger", FILES)
    return tmp_path / "ledger"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Return a folder with the same files and one more in each folder, all of which hold a secret."""
    more = {f"{Path(path).parent.as_posix()}/secret-{Path(path).name}": b"" for path in FILES}
    _put(tmp_path / "outside", dict.fromkeys(FILES | more, b"secret"))
    return tmp_path / "outside"


def _put(root: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


@contextmanager
def _exchanged(root: Path, outside: Path, path: str) -> Iterator[Callable[[], int]]:
    """Exchange a folder for a link to that outside, over and over, and tell how often that was done."""
    done, count, other = threading.Event(), 0, root.parent / "other"
    other.symlink_to(outside / path)
    exchange = ctypes.CDLL(None, use_errno=True).renameat2

    def exchange_again() -> None:
        nonlocal count
        while not done.is_set():
            assert not exchange(_HERE, os.fsencode(root / path), _HERE, os.fsencode(other), _EXCHANGE)
            time.sleep(0.0002)
            count += 1

    thread = threading.Thread(target=exchange_again)
    thread.start()
    try:
        yield lambda: count
    finally:
        done.set()
        thread.join()


def _everything_read(root: Path) -> Iterator[object]:
    tree = DiskTree(root)
    for path in FILES:
        yield tree.read(path)
        with suppress(FolderRefused):
            yield tree.names(path.rpartition("/")[0])
    proof = (Evidence.model_construct(id="E1", path="evidence/x.pdf", sha256=SECRET),)
    yield examine(root, PILOT, proof)
    yield loose_on_disk(root, PILOT, ())
    yield read_issued(tree, "2026Q2", "manifest.json")


SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
"""The digest of the word secret."""


@pytest.mark.parametrize("path", ["pilots", PILOT, f"{PILOT}/evidence", f"{PILOT}/evaluations", "reports/2026Q2"])
def test_nothing_outside_is_read(root: Path, outside: Path, path: str) -> None:
    reads, until = 0, time.monotonic() + SECONDS
    with _exchanged(root, outside, path) as exchanges:
        while time.monotonic() < until:
            for found in _everything_read(root):
                reads += 1
                assert "secret" not in repr(found)
                assert SECRET not in repr(found)
    sys.stdout.write(f"{path}: {reads} reads during {exchanges()} exchanges\n")
    assert min(reads, exchanges()) > 100


def _everything_written(root: Path, number: int) -> Iterator[Callable[[], None]]:
    tree = DiskTree(root)
    paths = (f"{PILOT}/pilot.yaml", f"{PILOT}/evidence/x.pdf", f"{PILOT}/evaluations/e.yaml")
    before = {path: content for path in paths if isinstance(content := tree.read(path), bytes)}
    yield lambda: replace_files(root, {path: Replacement(old, b"%d" % number) for path, old in before.items()})
    new = {f"{PILOT}/evidence/new-{number}.pdf": Replacement(None, b"new"), "programme.yaml": Replacement(None, b"no")}
    yield lambda: replace_files(root, dict(list(new.items())[:1]))
    yield lambda: replace_files(root, new)  # is refused: programme.yaml is there
    yield lambda: create_folder(root, f"pilots/b{number}", {"pilot.yaml": b"new", "evidence/x.pdf": b"new"})
    yield lambda: create_folder(root, f"reports/r{number}", {"manifest.json": b"new"})


@pytest.mark.parametrize("path", ["pilots", PILOT, f"{PILOT}/evidence", f"{PILOT}/evaluations", "reports"])
def test_nothing_outside_is_written(root: Path, outside: Path, path: str) -> None:
    def everything_outside() -> dict[str, bytes]:
        """Return the files; an empty one, whose lock is held for the write, may be made if the folder is exchanged
        right before.
        """
        found = {
            file.relative_to(outside).as_posix(): file.read_bytes() for file in outside.rglob("*") if file.is_file()
        }
        return {path: content for path, content in found.items() if (Path(path).name, content) != ("lock", b"")}

    whole, written, number, until = everything_outside(), 0, 0, time.monotonic() + SECONDS
    with _exchanged(root, outside, path) as exchanges:
        while time.monotonic() < until:
            number += 1
            for write in _everything_written(root, number):
                with suppress(TalentpilotError):
                    write()
                    written += 1
                assert everything_outside() == whole
    sys.stdout.write(f"{path}: {written} writes during {exchanges()} exchanges\n")
    assert min(written, exchanges()) > 20


def test_a_link_that_is_exchanged_while_it_is_followed_leads_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exchanged(_: object) -> str:
        raise OSError(errno.EINVAL, "Invalid argument")

    (root / PILOT / "link").symlink_to("pilot.yaml")
    monkeypatch.setattr(os, "readlink", exchanged)
    assert leads_out(root, f"{PILOT}/link")
