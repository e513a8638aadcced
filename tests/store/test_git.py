"""A ledger at a git revision: the same shape as a folder, whatever the names, read with few processes."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from repository import Repository, new_repository
from talentpilot.errors import StorageProblem
from talentpilot.store import git
from talentpilot.store.differing import file_differs, pilot_differs
from talentpilot.store.git import Commit, describe_revision, find_repository
from talentpilot.store.reader import pilot_folders, read_frame, read_pilot
from talentpilot.store.revision import GitTree, open_revision
from talentpilot.store.tree import DiskTree, TooLarge

SOUND = Path(__file__).parent.parent / "sound"
PILOT = "yx-titles-01"


@pytest.fixture(params=["", "books/云溪 省", "-x/ledger"], ids=["at the top", "below", "like an option"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    repository = new_repository(tmp_path / "work")
    root = Path(shutil.copytree(SOUND, repository.root / str(request.param), dirs_exist_ok=True))
    (root / "pilots" / PILOT / "evidence" / '试点 "方案"\t.txt').write_text("plan", encoding="utf-8")
    repository.git("config", "core.quotePath", "true")
    repository.commit()
    return root


def everything(tree: DiskTree | GitTree, folder: str = "") -> Iterable[tuple[str, object]]:
    for name, is_folder in tree.names(folder):
        path = f"{folder}/{name}".lstrip("/")
        if is_folder:
            yield from everything(tree, path)
        else:
            yield path, tree.read(path)


def test_a_revision_holds_what_the_folder_held(ledger: Path) -> None:
    disk, then = dict(everything(DiskTree(ledger))), dict(everything(open_revision(ledger, "HEAD")))
    assert disk == then
    assert len(disk) > 8


def test_a_pilot_reads_the_same(ledger: Path) -> None:
    tree = open_revision(ledger, "HEAD")
    tree.hold([PILOT])
    tree.examine_evidence()
    assert read_frame(tree).demand() == read_frame(DiskTree(ledger)).demand()
    now, then = read_pilot(DiskTree(ledger), PILOT, ledger), read_pilot(tree.part(PILOT), PILOT)
    assert now.pilot == then.pilot
    assert then.pilot is not None
    assert {item.sha256 for item in then.pilot.attachments.values()} > {None} or len(then.pilot.attachments) == 4


def test_what_is_not_there_is_none(ledger: Path) -> None:
    tree = open_revision(ledger, "HEAD")
    assert tree.read("pilots/nowhere/pilot.yaml") is None
    assert tree.read("nowhere.yaml") is None
    assert tree.names("nowhere") == ()
    assert tree.part("nowhere").read("pilots/nowhere/pilot.yaml") is None


def test_nothing_differs_until_something_does(ledger: Path) -> None:
    base, disk = open_revision(ledger, "HEAD"), DiskTree(ledger)
    assert not pilot_differs(disk, base, PILOT, PILOT, whole=True)
    assert not pilot_differs(base, base, PILOT, PILOT, whole=True)
    assert not file_differs(disk, base, "programme.yaml")
    (ledger / "pilots" / PILOT / "evidence" / "plan.txt").write_text("other", encoding="utf-8")
    assert not pilot_differs(disk, base, PILOT, PILOT, whole=False)
    assert pilot_differs(disk, base, PILOT, PILOT, whole=True)
    (ledger / "pilots" / PILOT / "evaluations" / "2026-self.yaml").write_text("", encoding="utf-8")
    assert pilot_differs(disk, base, PILOT, PILOT, whole=False)
    (ledger / "catalogue.yaml").unlink()
    assert file_differs(disk, base, "catalogue.yaml")


def test_a_large_ledger_takes_as_many_processes_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    for number in range(2, 40):
        shutil.copytree(SOUND / "pilots" / PILOT, tmp_path / "pilots" / f"yx-titles-{number:02d}")
    repository.commit()
    started: list[str] = []
    command = git._command

    def counted(folder: Path, arguments: tuple[str, ...]) -> list[str]:
        started.append(arguments[0])
        return command(folder, arguments)

    monkeypatch.setattr(git, "_command", counted)
    tree = open_revision(tmp_path, "HEAD")
    tree.hold(pilot_folders(tree))
    assert all(read_pilot(tree.part(name), name).pilot is not None for name in pilot_folders(tree))
    assert started == ["rev-parse", "rev-parse", "ls-tree", "cat-file"]


def test_a_file_over_the_limit_is_not_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.commit()
    monkeypatch.setattr("talentpilot.store.revision.SIZE_LIMIT", 1000)
    tree = open_revision(tmp_path, "HEAD")
    tree.hold([PILOT])
    assert isinstance(tree.read(f"pilots/{PILOT}/pilot.yaml"), TooLarge)
    assert isinstance(tree.read(f"pilots/{PILOT}/milestones.yaml"), bytes | TooLarge)


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.commit()
    lost = repository.git("rev-parse", f"HEAD:pilots/{PILOT}/pilot.yaml")
    (tmp_path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    tree = open_revision(tmp_path, "HEAD")
    with pytest.raises(StorageProblem, match="git can't read"):
        tree.hold([PILOT])


def test_a_repository_of_another_user_names_the_command_that_admits_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_repository(tmp_path)
    said = f"fatal: detected dubious ownership in repository at '{tmp_path}'\nTo add an exception"
    answer: Callable[..., object] = lambda *_: git._Answer(128, b"", said)  # noqa: E731
    monkeypatch.setattr(git, "_git", answer)
    with pytest.raises(StorageProblem, match=r"git config --global --add safe\.directory"):
        find_repository(tmp_path)


def test_a_commit_is_called_by_its_name_and_its_number() -> None:
    oid = "3f2c1ab" + "0" * 33
    assert Commit(oid, "origin/main").label == "3f2c1ab (origin/main)"
    assert Commit(oid, "3f2c1ab0").label == "3f2c1ab"


def test_the_revision_of_the_files_says_whether_they_differ(tmp_path: Path) -> None:
    assert describe_revision(tmp_path) is None
    repository: Repository = new_repository(tmp_path)
    assert describe_revision(tmp_path) is None
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    commit = repository.commit()
    assert describe_revision(tmp_path) == commit
    (tmp_path / "programme.yaml").write_text("", encoding="utf-8")
    assert describe_revision(tmp_path) == f"{commit}-dirty"
