"""A ledger at a git revision: the same shape as a folder, whatever the names, read with few processes."""

import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from conftest import Ran
from repository import Repository, new_repository
from talentpilot.errors import StorageProblem
from talentpilot.store.git import process as gitcalls
from talentpilot.store.git import repository as git
from talentpilot.store.git.repository import (
    Commit,
    find_commit,
    find_repository,
    list_commits,
    list_versions,
    named_repository,
    writers_of,
)
from talentpilot.store.git.revision import GitTree, file_differs, open_commit, open_revision, pilot_differs
from talentpilot.store.git.worktree import describe_revision, not_checked_out
from talentpilot.store.reader import pilot_folders, read_config, read_pilot
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
    tree.preload([PILOT])
    tree.examine_evidence()
    assert read_config(tree).require() == read_config(DiskTree(ledger)).require()
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
    command = gitcalls.command

    def counted(folder: Path, arguments: tuple[str, ...], options: tuple[str, ...] = ()) -> list[str]:
        started.append(arguments[0])
        return command(folder, arguments, options)

    monkeypatch.setattr(gitcalls, "command", counted)
    tree = open_revision(tmp_path, "HEAD")
    tree.preload(pilot_folders(tree))
    assert all(read_pilot(tree.part(name), name).pilot is not None for name in pilot_folders(tree))
    assert started == ["rev-parse", "rev-parse", "ls-tree", "cat-file"]


def test_a_file_over_the_limit_is_not_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.commit()
    monkeypatch.setattr("talentpilot.store.git.revision.SIZE_LIMIT", 1000)
    tree = open_revision(tmp_path, "HEAD")
    tree.preload([PILOT])
    assert isinstance(tree.read(f"pilots/{PILOT}/pilot.yaml"), TooLarge)
    assert isinstance(tree.read(f"pilots/{PILOT}/milestones.yaml"), bytes | TooLarge)


def test_a_small_object_that_unpacks_to_any_size_is_not_unpacked(tmp_path: Path) -> None:
    """The head of the object says 100 GB; what follows is damaged, so that unpacking it would be an error."""
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.git("add", "--all", "--force")
    for number, name in enumerate(("pilot.yaml", "outcomes.yaml"), 1):
        oid = f"ab{number:038}"
        place = tmp_path / ".git" / "objects" / oid[:2] / oid[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(zlib.compress(b"blob 107374182400\0" + bytes(1_000_000)))
        repository.git("update-index", "--cacheinfo", f"100644,{oid},pilots/{PILOT}/{name}")
    repository.git("commit", "--quiet", "--message", "bombs")
    tree = open_revision(tmp_path, "HEAD")
    tree.preload([PILOT])
    assert tree.read(f"pilots/{PILOT}/pilot.yaml") == TooLarge(100 << 30)
    assert isinstance(tree.read(f"pilots/{PILOT}/milestones.yaml"), bytes)
    assert isinstance(tree.read("programme.yaml"), bytes)
    assert git.read_object(tree.repository, "ab" + "1".rjust(38, "0")) is None


@pytest.mark.parametrize("stated", ["99999999999999", "18446744073709551614", "-1", "", "x"])
def test_a_commit_of_no_time_is_told(tmp_path: Path, stated: str) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.commit()
    plain = repository.git("cat-file", "commit", "HEAD")
    forged = re.sub(r"(?m)^(committer .*>) \d+ .*$", rf"\1 {stated} +0000", plain)
    (tmp_path / "commit").write_text(f"{forged}\n", encoding="utf-8")
    commit = repository.git("hash-object", "-t", "commit", "-w", "--literally", tmp_path / "commit")
    repository.git("update-ref", "refs/heads/main", commit)
    found = find_repository(tmp_path)
    with pytest.raises(StorageProblem, match="the time of this commit is none"):
        list_versions(found, find_commit(found, commit), "programme.yaml")


def test_a_damaged_repository_is_told(tmp_path: Path) -> None:
    repository = new_repository(tmp_path)
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    repository.commit()
    lost = repository.git("rev-parse", f"HEAD:pilots/{PILOT}/pilot.yaml")
    (tmp_path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    tree = open_revision(tmp_path, "HEAD")
    with pytest.raises(StorageProblem, match="git can't read"):
        tree.preload([PILOT])


def test_a_repository_of_another_user_names_the_command_that_admits_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_repository(tmp_path)
    said = f"fatal: detected dubious ownership in repository at '{tmp_path}'\nTo add an exception"
    answer: Callable[..., object] = lambda *_, **__: gitcalls.Answer(128, b"", said)  # noqa: E731
    monkeypatch.setattr(git, "ask_git", answer)
    with pytest.raises(StorageProblem, match=r"git config --global --add safe\.directory"):
        find_repository(tmp_path)


def test_a_named_repository_is_read_bare_or_with_its_files(tmp_path: Path) -> None:
    work, bare = new_repository(tmp_path / "work"), tmp_path / "bare.git"
    shutil.copytree(SOUND, work.root, dirs_exist_ok=True)
    work.commit()
    subprocess.run(["git", "clone", "-q", "--bare", str(work.root), str(bare)], check=True)
    trees = [open_commit(named_repository(place), "HEAD") for place in (work.root, bare)]
    assert {tree.commit.oid for tree in trees} == {open_revision(work.root, "HEAD").commit.oid}
    tree = trees[1]
    assert read_pilot(tree.part(PILOT), PILOT).pilot is not None


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


FOREIGN = {
    "showing signatures": ("log.showSignature", "true"),
    "hiding untracked files": ("status.showUntrackedFiles", "no"),
    "following renames": ("log.follow", "true"),
    "silent namesakes": ("core.warnAmbiguousRefs", "false"),
    "blame with a list that is not there": ("blame.ignoreRevsFile", "nowhere"),
    "colours": ("color.ui", "always"),
    "another encoding": ("i18n.logOutputEncoding", "UTF-16"),
    "short names": ("core.abbrev", "4"),
    "days as years": ("log.date", "format:%Y"),
    "quoted paths": ("core.quotePath", "true"),
}


@pytest.mark.slow
@pytest.mark.parametrize("setting", FOREIGN.values(), ids=FOREIGN)
def test_no_setting_of_the_repository_changes_an_answer(ledger: Path, setting: tuple[str, str]) -> None:
    repository = Repository(ledger)
    repository.git("mv", "catalogue.yaml", "other.yaml")
    repository.commit()
    repository.git("mv", "other.yaml", "catalogue.yaml")
    repository.commit()

    def answers() -> tuple[object, ...]:
        found = find_repository(ledger)
        head = find_commit(found, "HEAD")
        tree = open_revision(ledger, "HEAD")
        return (
            list_versions(found, head, "catalogue.yaml"),
            list_commits(found, ("programme.yaml", "pilots"), 10),
            git.last_writers(found, head, "programme.yaml", [1, 3], head),
            git.last_writers(found, head, "catalogue.yaml", [1], find_commit(found, "HEAD~1")),
            dict(everything(tree)),
            describe_revision(ledger),
        )

    before = answers()
    repository.git("config", *setting)
    assert answers() == before
    assert len(before[0]) == 3  # type: ignore[arg-type]


def test_nothing_that_a_repository_names_is_started(ledger: Path, tmp_path: Path) -> None:
    mark = tmp_path / "started"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $* >> {mark}\ncat\n", encoding="utf-8")
    script.chmod(0o755)
    repository = Repository(ledger)
    (ledger / ".gitattributes").write_text("*.yaml filter=f diff=f\n", encoding="utf-8")
    repository.commit()
    names = ("core.fsmonitor", "filter.f.clean", "filter.f.smudge", "filter.f.process", "diff.f.textconv",
             "diff.external", "core.sshCommand", "gpg.program", "core.pager", "core.alternateRefsCommand")  # fmt: skip
    for name in names:
        repository.git("config", name, script)
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        place = Path(repository.git("rev-parse", "--absolute-git-dir")) / "hooks" / hook
        place.parent.mkdir(exist_ok=True)
        shutil.copy(script, place)
    mark.unlink(missing_ok=True)
    (ledger / "programme.yaml").write_text((ledger / "programme.yaml").read_text("utf-8") + "# x\n", encoding="utf-8")
    tree, disk = open_revision(ledger, "HEAD"), DiskTree(ledger)
    tree.examine_evidence()
    content = (ledger / "programme.yaml").read_bytes()
    written = len(content.splitlines())
    assert writers_of(tree.repository, tree.commit, "programme.yaml", content, [1, written]) == {written: ""}
    assert (describe_revision(ledger) or "").endswith("-dirty")
    assert not_checked_out(disk) == frozenset()
    found = find_repository(ledger)
    list_versions(found, find_commit(found, "HEAD"), "programme.yaml")
    assert not mark.exists(), mark.read_text()


def test_a_bare_repository_among_the_files_is_not_opened(tmp_path: Path) -> None:
    repository = new_repository(tmp_path)
    books = Path(shutil.copytree(SOUND, tmp_path / "books"))
    mark = tmp_path.parent / "started"
    for folder in ("refs", "objects"):
        (books / folder).mkdir()
        (books / folder / "keep").write_text("", encoding="utf-8")
    (books / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    config = f'[core]\nrepositoryformatversion=0\nbare=false\nworktree=.\nfsmonitor="touch {mark}; false"\n'
    (books / "config").write_text(config, encoding="utf-8")
    repository.commit()
    with pytest.raises(StorageProblem, match="looks like a git repository itself"):
        describe_revision(books)
    assert not mark.exists(), mark.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["GIT_INDEX_FILE", "GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_TRACE",
                                  "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_CEILING_DIRECTORIES"])  # fmt: skip
def test_the_variables_of_a_hook_lead_to_no_other_repository(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    other = new_repository(tmp_path / "other")
    other.commit()
    value = {"GIT_INDEX_FILE": ".git/index", "GIT_WORK_TREE": ".", "GIT_OBJECT_DIRECTORY": ".git/objects"}
    commit = describe_revision(ledger)
    monkeypatch.setenv(name, str(other.root / value.get(name, ".git")) if name != "GIT_TRACE" else "1")
    assert describe_revision(ledger) == commit
    assert dict(everything(open_revision(ledger, "HEAD"))) == dict(everything(DiskTree(ledger)))


def test_a_replaced_object_is_the_old_one(ledger: Path) -> None:
    repository = Repository(ledger)
    first = describe_revision(ledger)
    blob = repository.git("hash-object", "-w", ledger / "catalogue.yaml")
    repository.git("replace", "--force", repository.git("rev-parse", "HEAD:./programme.yaml"), blob)
    assert open_revision(ledger, "HEAD").read("programme.yaml") == (ledger / "programme.yaml").read_bytes()
    assert describe_revision(ledger) == first


def _assume_unchanged(repository: Repository) -> None:
    repository.git("update-index", "--assume-unchanged", "programme.yaml")
    (repository.root / "programme.yaml").write_text("", encoding="utf-8")


def _break_the_index(repository: Repository) -> None:
    Path(repository.git("rev-parse", "--absolute-git-dir"), "index").write_bytes(b"broken")
    (repository.root / "programme.yaml").write_text("", encoding="utf-8")


def _exclude_a_pilot(repository: Repository) -> None:
    Path(repository.git("rev-parse", "--absolute-git-dir"), "info", "exclude").write_text("new*\n", encoding="utf-8")
    shutil.copytree(repository.root / "pilots" / PILOT, repository.root / "pilots" / "new-pilot")


def _hide_untracked_files(repository: Repository) -> None:
    repository.git("config", "status.showUntrackedFiles", "no")
    shutil.copytree(repository.root / "pilots" / PILOT, repository.root / "pilots" / "new-pilot")


def _add_a_template(repository: Repository) -> None:
    (repository.root / "templates").mkdir()
    (repository.root / "templates" / "own.md.j2").write_text("", encoding="utf-8")


def _change_evidence(repository: Repository) -> None:
    (repository.root / "pilots" / PILOT / "evidence" / "plan.txt").write_text("other", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [_assume_unchanged, _break_the_index, _exclude_a_pilot, _hide_untracked_files, _add_a_template, _change_evidence],
)
def test_a_change_that_git_status_is_not_shown_counts(ledger: Path, change: Callable[[Repository], None]) -> None:
    commit = describe_revision(ledger)
    change(Repository(ledger))
    assert describe_revision(ledger) == f"{commit}-dirty"


def test_a_large_file_of_another_size_is_not_read(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = describe_revision(ledger)
    monkeypatch.setattr("talentpilot.store.git.revision._POINTER_AT_MOST", 5)
    with (ledger / "pilots" / PILOT / "evidence" / "plan.txt").open("r+b") as stream:
        stream.truncate(100 << 30)  # with holes: reading it would take minutes, on a disk that keeps holes
    assert describe_revision(ledger) == f"{commit}-dirty"


def test_what_changes_no_content_does_not_count(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = describe_revision(ledger)
    programme = ledger / "programme.yaml"
    programme.write_bytes(programme.read_bytes().replace(b"\n", b"\r\n"))
    (ledger / "pilots" / PILOT / "~$plan.docx").write_text("", encoding="utf-8")
    (ledger / "pilots" / PILOT / ".pending").write_text("", encoding="utf-8")
    monkeypatch.setattr("talentpilot.store.git.revision._IN_MEMORY", 10)
    (ledger / "catalogue.yaml").touch()
    assert describe_revision(ledger) == f"{commit}-dirty"  # a large file is compared with its own line ends
    monkeypatch.undo()
    assert describe_revision(ledger) == commit


def test_a_lost_main_repository_is_told(ledger: Path, tmp_path: Path) -> None:
    outside = Path(shutil.copytree(ledger, tmp_path / "worktree", ignore=shutil.ignore_patterns(".git")))
    (outside / ".git").write_text("gitdir: /nowhere/.git/worktrees/x\n", encoding="utf-8")
    with pytest.raises(StorageProblem, match=r"points to /nowhere/\.git/worktrees/x.*\n.*git worktree repair"):
        describe_revision(outside)


def test_lines_have_writers_whatever_the_file_holds_now(tmp_path: Path) -> None:
    repository = new_repository(tmp_path)
    file = tmp_path / "programme.yaml"
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    file.write_text("a: 1\nb: 2\nc: 3\n", encoding="utf-8")
    repository.commit()
    base = open_revision(tmp_path, "HEAD")
    file.write_text("a: 1\nb: 5\nc: 3\n", encoding="utf-8")
    second = repository.commit()
    now = b"new: 0\r\na: 1\r\nb: 5\r\nc: 4\r\n"
    writers = writers_of(base.repository, base.commit, "programme.yaml", now, range(1, 5))
    assert writers == {1: "", 3: second, 4: ""}


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A git that gives the beginning of its answer to one subcommand, and then hangs; the file lists its calls."""
    real, home, calls = shutil.which("git"), tmp_path / "bin", tmp_path / "calls"
    monkeypatch.setattr(gitcalls, "PATIENCE", 1)
    monkeypatch.setattr(gitcalls, "_unanswered", {})

    def made(subcommand: str) -> Path:
        home.mkdir()
        (home / "git").write_text(
            f'#!/bin/sh\nfor word; do case "$word" in rev-parse|ls-tree|cat-file|log) break;; esac; done\n'
            f'echo "$word" >> {calls}\n[ "$word" = {subcommand} ] || exec {real} "$@"\n'
            f'{real} "$@" | head -c 100\nexec sleep 60\n',
            encoding="utf-8",
        )  # fmt: skip
        (home / "git").chmod(0o755)
        monkeypatch.setenv("PATH", f"{home}:{os.environ['PATH']}")
        return calls

    return made


@pytest.mark.slow
@pytest.mark.timeout(50)  # the git of this test hangs for a minute
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("subcommand", ["rev-parse", "ls-tree", "cat-file"])
def test_a_git_that_hangs_is_ended_and_not_asked_again(
    ledger: Path, hanging: Callable[[str], Path], subcommand: str
) -> None:
    calls = hanging(subcommand)

    def read() -> None:
        open_revision(ledger, "HEAD").preload([PILOT])

    with pytest.raises(StorageProblem, match=f"git {subcommand} did not answer within 1 seconds"):
        read()
    with pytest.raises(StorageProblem, match="did not answer within 1 seconds"):
        read()
    assert calls.read_text().split().count(subcommand) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes among files")
@pytest.mark.parametrize("device", [None, "/dev/zero"], ids=["pipe", "device"])
@pytest.mark.parametrize("name", ["config", "HEAD", "index", "info/grafts", "refs/heads/main"])
def test_a_pipe_or_a_device_in_git_is_named_before_git_waits_for_it(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, device: str | None
) -> None:
    monkeypatch.setattr(gitcalls, "PATIENCE", 1)
    file = tmp_path / "work" / ".git" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    if device:
        file.symlink_to(device)
    else:
        os.mkfifo(file)
    with pytest.raises(StorageProblem, match=f"{re.escape(str(file))} is a pipe or a device"):
        open_revision(ledger, "HEAD")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_command_says_that_git_hangs(run: Callable[..., Ran], ledger: Path, hanging: Callable[[str], Path]) -> None:
    hanging("rev-parse")
    said = "git rev-parse did not answer within 1 seconds"
    ran = run("status", "--rev", "HEAD", "--root", ledger, "--as-of", "2026-03-31")
    assert (ran.code, said in ran.err) == (4, True), ran.err


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_an_evaluation_says_why_it_can_not_tell_whether_settings_changed(
    run: Callable[..., Ran], sound: Path, hanging: Callable[[str], Path]
) -> None:
    new_repository(sound).commit()
    hanging("rev-parse")
    ran = run("evaluate", "--root", sound, "--as-of", "2026-03-31")
    assert ran.code == 0, ran.err
    assert "cannot be established: git rev-parse did not answer within 1 seconds." in " ".join(ran.out.split())
