"""`rename`, `remove` and `undo`, and facts that are corrected before they are committed."""

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from repository import new_repository
from talentpilot import Ledger
from talentpilot.errors import UsageProblem

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")
OLD, NEW = "yx-titles-01", "yx-titles-09"
HOME = f"pilots/{OLD}"


def tree_of(root: Path) -> dict[str, bytes]:
    """The files of the ledger, without those of git."""
    files = (path for path in root.rglob("*") if path.is_file())
    paths = {path.relative_to(root).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(".")}


@pytest.fixture
def two(sound: Path) -> Path:
    """A ledger with a second pilot, which refers to the first in every way there is."""
    other = sound / "pilots" / "yx-titles-02"
    shutil.copytree(sound / HOME, other)
    file = other / "pilot.yaml"
    text = file.read_text("utf-8").replace(f"id: {OLD}", "id: yx-titles-02", 1)
    text = text.replace("{id: B2, ", f"{{id: B2, same_as: {OLD}/B2, ", 1)
    text = text.replace("path: evidence/plan.txt", f"path: ../{OLD}/evidence/plan.txt", 1)
    file.write_text(text, "utf-8")
    programme = sound / "programme.yaml"
    waivers = f"waivers:\n  - {{rule: M04, object: {OLD}/M2, reason: lost, by: yx-hrss, until: 2027-01-01}}\n"
    programme.write_text(programme.read_text("utf-8") + waivers, "utf-8")
    return sound


def test_a_renamed_pilot_takes_every_reference_along_and_nothing_else_changes(run: Run, two: Path) -> None:
    before = tree_of(two)
    status = run("status", OLD, "--root", two, *DAY, "--format", "json").out
    ran = run("rename", OLD, NEW, "--root", two, *DAY)
    assert ran.code == 0, ran.err
    after = tree_of(two)
    moved = {name.replace(f"pilots/{OLD}/", f"pilots/{NEW}/"): content for name, content in before.items()}
    assert after == {
        name: content.replace(OLD.encode(), NEW.encode()) if name.endswith(".yaml") else content
        for name, content in moved.items()
    }
    assert f"../{NEW}/evidence/plan.txt".encode() in after["pilots/yx-titles-02/pilot.yaml"]
    assert f"same_as: {NEW}/B2".encode() in after["pilots/yx-titles-02/pilot.yaml"]
    now = run("status", NEW, "--root", two, *DAY, "--format", "json").out
    assert [line for line in now.split("\n") if "sha256" not in line] == [
        line.replace(OLD, NEW) for line in status.split("\n") if "sha256" not in line
    ]
    assert run("validate", "--root", two, *DAY, "-q", "--select", "F,S,R,E,G").code == 0


def test_a_renaming_is_shown_first(run: Run, two: Path) -> None:
    before = tree_of(two)
    out = run("rename", OLD, NEW, "--root", two, "--dry-run").out
    assert "-id: yx-titles-01\n+id: yx-titles-09" in out
    assert f"{{id: B2, same_as: {NEW}/B2, " in out
    assert tree_of(two) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("yx-titles-07", NEW, "did you mean yx-titles-01"),
        (OLD, "yx-titles-02", "exists already"),
        (OLD, "YX titles", "id YX titles is malformed"),
        (OLD, OLD, "exists already"),
    ],
)
def test_a_wrong_name_changes_nothing(run: Run, two: Path, old: str, new: str, said: str) -> None:
    before = tree_of(two)
    ran = run("rename", old, new, "--root", two)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert tree_of(two) == before


def test_issued_reports_keep_the_old_id_and_that_is_said(run: Run, sound: Path) -> None:
    issued(sound)
    ran = run("rename", OLD, NEW, "--root", sound, *DAY)
    assert ran.code == 0
    assert "issued reports keep the old id: 2025Q4" in ran.err
    assert b"yx-titles-01" in (sound / "reports" / "2025Q4" / "figures.json").read_bytes()


def issued(root: Path) -> None:
    folder = root / "reports" / "2025Q4"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", "utf-8")
    figures = '{"pilots": [{"id": "yx-titles-01", "standing": "active"}]}'
    (folder / "figures.json").write_text(figures, "utf-8")


def test_a_removed_pilot_is_gone_with_its_files_and_no_other(run: Run, two: Path) -> None:
    before = tree_of(two)
    ran = run("remove", "yx-titles-02", "--yes", "--root", two, *DAY)
    assert ran.code == 0, ran.err
    assert "pilots/yx-titles-02: " in ran.out
    assert "milestone 7, indicator 4" in ran.out
    assert tree_of(two) == {name: content for name, content in before.items() if "yx-titles-02" not in name}
    assert [path.name for path in (two / "pilots").iterdir()] == [OLD]


def test_nothing_is_removed_without_being_told_to(run: Run, two: Path) -> None:
    before = tree_of(two)
    ran = run("remove", "yx-titles-02", "--root", two)
    assert (ran.code, "--yes" in ran.err) == (2, True)
    ran = run("remove", OLD, "--yes", "--root", two)
    assert ran.code == 2
    assert "pilots/yx-titles-02/pilot.yaml:" in ran.err
    assert "--leave-references" in ran.err
    assert run("remove", OLD, "--dry-run", "--root", two).code == 0
    assert tree_of(two) == before
    assert run("remove", OLD, "--yes", "--leave-references", "--root", two).code == 0
    assert not (two / HOME).exists()


def test_a_pilot_of_an_issued_report_stays_unless_forced(run: Run, sound: Path) -> None:
    issued(sound)
    ran = run("remove", OLD, "--yes", "--root", sound)
    assert (ran.code, "2025Q4" in ran.err, (sound / HOME).exists()) == (2, True, True)
    assert run("remove", OLD, "--yes", "--force", "--root", sound).code == 0
    assert not (sound / HOME).exists()


def test_facts_are_taken_back_one_by_one_until_the_commit(run: Run, sound: Path, tmp_path: Path) -> None:
    new_repository(sound).commit()
    start = tree_of(sound)
    paper = tmp_path / "证明.txt"
    paper.write_text("x", "utf-8")
    assert run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY).code == 0
    one = tree_of(sound)
    evidence = ("record", "evidence", OLD, paper, "--title", "证明", "--root", sound, *DAY)
    assert run(*evidence).code == 0
    assert f"{HOME}/evidence/证明.txt" in tree_of(sound)
    ran = run("undo", OLD, "--root", sound)
    assert ran.code == 0, ran.err
    assert "taken back: E" in ran.err
    assert tree_of(sound) == one
    ran = run("undo", OLD, "--root", sound)
    assert "done: 2026-03-20" in ran.out
    assert tree_of(sound) == start
    ran = run("undo", OLD, "--root", sound)
    assert (ran.code, "nothing was recorded of yx-titles-01 that could be taken back" in ran.err) == (2, True)


def test_a_committed_fact_is_not_taken_back(run: Run, sound: Path) -> None:
    repository = new_repository(sound)
    repository.commit()
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    repository.commit()
    before = tree_of(sound)
    ran = run("undo", OLD, "--root", sound)
    assert (ran.code, "this is committed" in ran.err) == (2, True)
    assert tree_of(sound) == before


def test_a_file_changed_by_hand_is_not_overwritten(run: Run, sound: Path) -> None:
    new_repository(sound).commit()
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    file = sound / HOME / "milestones.yaml"
    file.write_text(file.read_text("utf-8") + "# by hand\n", "utf-8")
    ran = run("undo", OLD, "--root", sound)
    assert (ran.code, "milestones.yaml was changed since" in ran.err) == (2, True)
    assert "# by hand" in file.read_text("utf-8")


def test_the_log_is_no_part_of_the_work_tree(run: Run, sound: Path) -> None:
    repository = new_repository(sound)
    repository.commit()
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    run("undo", OLD, "--root", sound)
    assert repository.git("status", "--porcelain") == ""


def test_a_slip_is_corrected_without_force_until_it_is_committed(run: Run, sound: Path) -> None:
    repository = new_repository(sound)
    repository.commit()
    done = ("record", "done", f"{OLD}/M3", "--root", sound, *DAY, "--date")
    value = ("record", "observe", f"{OLD}/I2", "--date", "2026-02-28", "--root", sound, *DAY, "--value")
    assert run(*done, "2026-03-20").code == 0
    assert run(*value, "108").code == 0
    assert run(*done, "2026-03-21").code == 0
    assert run(*value, "107").code == 0
    milestones, outcomes = ((sound / HOME / name).read_text("utf-8") for name in ("milestones.yaml", "outcomes.yaml"))
    assert "done: 2026-03-21" in milestones
    assert "done: 2026-03-20" not in milestones
    assert "{date: 2026-02-28, value: 107}" in outcomes
    repository.commit()
    ran = run(*done, "2026-03-22")
    assert (ran.code, "is recorded already" in ran.err) == (2, True)
    assert run(*value, "106").code == 2
    assert run(*done, "2026-03-22", "--force").code == 0


def test_a_fact_of_the_last_commit_wants_force_even_beside_others_that_are_new(run: Run, sound: Path) -> None:
    new_repository(sound).commit()
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    ran = run("record", "done", f"{OLD}/M1", "--date", "2025-09-01", "--root", sound, *DAY)
    assert (ran.code, "is recorded already" in ran.err) == (2, True)


def test_without_a_repository_nothing_is_remembered(run: Run, sound: Path) -> None:
    before = {path.name for path in sound.iterdir()}
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    assert {path.name for path in sound.iterdir()} == before
    ran = run("undo", OLD, "--root", sound)
    assert (ran.code, "is in no git repository" in ran.err) == (2, True)


def test_a_ledger_inside_a_work_tree_of_its_own_is_remembered(run: Run, sound: Path, tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "repo")
    shutil.copytree(sound, repository.root / "a" / "books")
    repository.commit()
    repository.git("worktree", "add", "--quiet", tmp_path / "tree")
    books = tmp_path / "tree" / "a" / "books"
    before = tree_of(books)
    run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", books, *DAY)
    assert run("undo", OLD, "--root", books).code == 0
    assert tree_of(books) == before


def _forged(books: Path, path: str, content: bytes) -> None:
    """A log, as an archive could bring one, by which a file is to become `content` once more."""
    now = (books / path).read_bytes() if (books / path).is_file() else b""
    edit = {"meanings": ["x"], "files": [[path, base64.b64encode(content).decode(), hashlib.sha256(now).hexdigest()]]}
    log = books / ".git" / "talentpilot" / "undo" / f"{OLD}.json"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(json.dumps([edit]), encoding="utf-8")


@pytest.mark.parametrize(
    "path", ["../victim", "/etc/hostname", ".git/config", "pilots/../../victim", "pilots/.x/y", "..\\victim", "C:/x",
             "a\0b", "reports/out/victim"]
)  # fmt: skip
def test_a_log_that_names_files_elsewhere_is_none(run: Run, sound: Path, tmp_path: Path, path: str) -> None:
    new_repository(sound).commit()
    outside = tmp_path / "outside"
    outside.mkdir()
    for victim in (sound.parent / "victim", outside / "victim"):
        victim.write_bytes(b"precious")
    (sound / "reports").mkdir(exist_ok=True)
    (sound / "reports" / "out").symlink_to(outside)
    _forged(sound, path, b"owned")
    before = tree_of(sound)
    ran = run("undo", OLD, "--root", sound)
    assert ran.code in (2, 4), ran.err
    assert "precious" not in ran.out + ran.err
    for victim in (sound.parent / "victim", outside / "victim"):
        assert victim.read_bytes() == b"precious"
    assert tree_of(sound) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
@pytest.mark.parametrize("kind", ["pipe", "sparse", "folder"])
def test_what_is_no_file_of_an_edit_is_not_read(run: Run, sound: Path, kind: str) -> None:
    new_repository(sound).commit()
    place = sound / "pilots" / OLD / "evidence" / "x.bin"
    _forged(sound, f"pilots/{OLD}/evidence/x.bin", b"owned")
    if kind == "sparse":
        with place.open("wb") as stream:
            stream.truncate(100 << 30)
    else:
        os.mkfifo(place) if kind == "pipe" else place.mkdir()
    ran = run("undo", OLD, "--root", sound)
    assert (ran.code, "was changed since" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("kind", [".git file", ".git link", "link inside", "pipe", "sparse"])
def test_no_log_is_kept_outside_the_repository(run: Run, sound: Path, tmp_path: Path, kind: str) -> None:
    new_repository(sound).commit()
    victim, git = tmp_path / "victim", sound / ".git"
    victim.mkdir()
    if kind == "link inside":
        (git / "talentpilot").symlink_to(victim)
    else:
        git.rename(tmp_path / "repository")
        if kind == ".git file":
            git.write_text(f"gitdir: {victim}\n", encoding="utf-8")
        elif kind == ".git link":
            git.symlink_to(victim)
        elif kind == "pipe":
            os.mkfifo(git)
        else:
            with git.open("wb") as stream:
                stream.truncate(100 << 30)
    ran = run("record", "done", f"{OLD}/M3", "--date", "2026-03-20", "--root", sound, *DAY)
    assert ran.code == 0, ran.err
    assert run("undo", OLD, "--root", sound).code in (2, 4)
    assert not list(victim.iterdir())


def test_python_does_the_same(two: Path) -> None:
    new_repository(two).commit()
    ledger = Ledger.open(two)
    assert [change.path for change in ledger.rename(OLD, NEW).changes][:1] == ["programme.yaml"]
    with pytest.raises(UsageProblem, match="is referred to in"):
        ledger.remove(NEW)
    assert dict(ledger.remove("yx-titles-02").counts)["milestone"] == 7
    with pytest.raises(UsageProblem, match="nothing was recorded"):
        ledger.undo(NEW)
    edit = ledger.edit(NEW)
    edit.record_done("M3")
    edit.commit(force=True)
    assert str(ledger.undo(NEW).meanings[0]).startswith("M3")
