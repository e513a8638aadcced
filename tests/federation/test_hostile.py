"""Ledgers that mean ill: nothing of theirs runs, nothing outside their folder is read, and the others stay readable."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from federation.many import HOME, Many, two_ledgers
from repository import Repository

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and shell commands are planted")

Run = Callable[..., Ran]
DAY = ("--as-of", "2026-03-31")
READING = (("status",), ("validate",), ("due",), ("list", "practices"), ("federation", "status"))


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Many:
    """Two ledgers read at their main branch, and the federation's folder as the working folder."""
    found = two_ledgers(tmp_path)
    for name in ("js", "zj"):
        found.ledgers[name]["rev"] = "main"
    monkeypatch.chdir(found.write())
    return found


def states(run: Run, *more: str) -> dict[str, str]:
    rows = json.loads(run("status", *DAY, "--format", "json", *more).out)["ledgers"]
    return {row["id"]: row["state"] for row in rows}


def test_links_inside_a_ledger_lead_nowhere(many: Many, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: {zh: 机密, en: Secret of another office}\n", "utf-8")
    books = Repository(many.folder / "js")
    for file in (f"{HOME}/outcomes.yaml", f"{HOME}/evaluations/2026-planted.yaml"):
        place = books.root / file
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(secret)
    books.commit()
    for on_disk in (False, True):
        if on_disk:
            del many.ledgers["js"]["rev"]
        many.write()
        for command in READING:
            ran = run(*command, *DAY)
            assert "Secret of another office" not in ran.out + ran.err, command
            assert ran.out.startswith("2 of 2 ledgers"), command


def test_objects_of_another_repository_are_git_s_own_business_and_run_nothing(many: Many, run: Run) -> None:
    """Alternates name a folder of objects; without them the objects are gone, and the ledger is missing."""
    books = Repository(many.folder / "js")
    info = books.root / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text("/nonexistent/objects\n", "utf-8")
    assert states(run) == {"js": "read", "zj": "read"}
    for folder in (books.root / ".git" / "objects").iterdir():
        if len(folder.name) == 2:
            folder.rename(many.folder / f"gone-{folder.name}")
    assert states(run) == {"js": "missing", "zj": "read"}


def test_a_configuration_that_includes_another_runs_nothing(many: Many, run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    books = Repository(many.folder / "js")
    planted = tmp_path / "planted"
    planted.write_text(
        f'[core]\n\tfsmonitor = "touch {mark}"\n\tsshCommand = "touch {mark}"\n'
        f'[uploadpack]\n\tpackObjectsHook = "touch {mark}"\n[alias]\n\trev-parse = "!touch {mark}"\n'
        f'[filter "x"]\n\tsmudge = "touch {mark}"\n\tprocess = "touch {mark}"\n\trequired = true\n',
        "utf-8",
    )
    with (books.root / ".git" / "config").open("a", encoding="utf-8") as stream:
        stream.write(f'[include]\n\tpath = {planted}\n[remote "o"]\n\turl = ext::touch {mark}\n\tpromisor = true\n')
    (books.root / ".gitattributes").write_text("* filter=x\n", "utf-8")
    for command in (*READING, ("federation", "lock")):
        run(*command, *DAY) if command[-1] != "lock" else run(*command)
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.parametrize("commit", ["--upload-pack=x", "-h", "main\n--all", "", "0" * 40])
def test_a_commit_in_the_lock_is_no_option(commit: str, many: Many, run: Run) -> None:
    run("federation", "lock")
    lock = Path("federation.lock")
    real = Repository(many.folder / "js").git("rev-parse", "main").strip()
    lock.write_text(lock.read_text("utf-8").replace(f'"{real}"', json.dumps(commit)), "utf-8")
    found = states(run)
    assert found["zj"] == "read"
    assert found["js"] == ("read" if commit == "" else "missing")


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(97 + n)}: &{chr(97 + n)} [{', '.join([f'*{chr(96 + n)}'] * 9)}]\n" for n in range(1, 20)
)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "schema: x\n---\nschema: y\n"])
def test_a_lock_of_another_shape_is_refused(text: str, many: Many, run: Run) -> None:
    Path("federation.lock").write_text(text, "utf-8")
    ran = run("status", *DAY, "--locked")
    assert (ran.code, "federation.lock can't be read" in ran.err) == (4, True)


def test_a_lock_with_aliases_does_not_grow(many: Many, run: Run) -> None:
    run("federation", "lock")
    lock = Path("federation.lock")
    lock.write_text(re.sub("(?m)^federation: .*", f"{LAUGHS}federation: *t", lock.read_text("utf-8")), "utf-8")
    ran = run("status", *DAY, "--locked")
    assert (ran.code, "federation.lock can't be read" in ran.err) == (4, True)


def test_what_is_wrong_with_the_files_of_the_federation_is_told_by_every_command(many: Many, run: Run) -> None:
    (many.root / "catalogue.yaml").unlink()
    for command in ("validate", "status"):
        ran = run(command)
        assert ran.code == 2
        assert "the shared catalogue catalogue.yaml is missing\n  help: copy that of a ledger" in ran.err
    (many.root / "catalogue.yaml").write_text("x: [\n", "utf-8")
    assert "catalogue.yaml can't be read: 2:1: " in run("validate").err
    (many.root / "federation.yaml").write_text("schema: talentpilot/federation/1\nidx: 7\n", "utf-8")
    ran = run("validate", "--lang", "zh")
    assert "无法读取federation.yaml：" in ran.err
    assert "2:1：" in ran.err


def test_two_ledgers_with_one_id_are_told(many: Many, run: Run) -> None:
    many.ledgers["other"] = {**many.ledgers["zj"], "id": "js"}
    many.write()
    ran = run("validate", *DAY)
    assert (ran.code, "js is the id of two ledgers" in ran.out) == (1, True)
    assert "it stands first in federation.yaml:" in ran.out


@pytest.mark.slow
@pytest.mark.parametrize("identifier", ["JS", "j/s", "../js", "j:s", "", "abcdefghijklm", "江苏"])
def test_an_id_that_would_be_a_path_is_refused(identifier: str, many: Many, run: Run) -> None:
    many.ledgers["js"]["id"] = identifier
    many.write()
    ran = run("status", *DAY)
    assert ran.code in (1, 2)
    assert "Traceback" not in ran.err


@pytest.mark.slow
def test_a_million_files_are_not_listed(many: Many, run: Run) -> None:
    """A tree of a million entries, which takes git one object for each of three levels of folders."""
    books = Repository(many.folder / "js")
    blob = books.git("hash-object", "-w", f"{HOME}/pilot.yaml").strip()

    def tree(lines: str) -> str:
        source = many.folder / "tree"
        source.write_text(lines, "utf-8")
        with source.open("rb") as stream:
            done = subprocess.run(
                ["git", "-C", str(books.root), "mktree"], stdin=stream, capture_output=True, check=True
            )
        return done.stdout.decode().strip()

    leaf = tree("".join(f"100644 blob {blob}\tf{number:03}.yaml\n" for number in range(100)))
    middle = tree("".join(f"040000 tree {leaf}\td{number:03}\n" for number in range(100)))
    upper = tree("".join(f"040000 tree {middle}\td{number:03}\n" for number in range(100)))
    top = books.git("ls-tree", "main") + f"\n040000 tree {upper}\tmany\n"
    commit = books.git("commit-tree", tree(top), "-m", "many", "-p", "main").strip()
    books.git("update-ref", "refs/heads/main", commit)
    assert states(run) == {"js": "missing", "zj": "read"}
    assert "more than" in run("status", *DAY).out
