"""`--rev REV`: reading commands answer from the ledger as it stood at a git revision."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from repository import Repository, new_repository

DAY = ("--as-of", "2026-03-31")
PILOT = "yx-titles-01"
SOUND = Path(__file__).parent.parent / "sound"
Run = Callable[..., Ran]


@pytest.fixture
def books(tmp_path: Path) -> Repository:
    """The sound ledger in a sub-folder, committed as `then`; spoilt since, and not committed."""
    repository = new_repository(tmp_path / "work")
    ledger = shutil.copytree(SOUND, repository.root / "省 厅" / "账本")
    repository.commit("begin")
    repository.git("tag", "then")
    for file in sorted((ledger / "pilots").rglob("*")):
        if file.is_file():
            file.write_text("spoilt", encoding="utf-8")
    return repository


@pytest.fixture
def ledger(books: Repository) -> Path:
    return books.root / "省 厅" / "账本"


def test_status_answers_from_the_revision(run: Run, ledger: Path, books: Repository) -> None:
    now = run("status", "--root", SOUND, *DAY, "--format", "json")
    then = run("status", "--root", ledger, *DAY, "--format", "json", "--rev", "then")
    assert (then.code, then.err) == (0, "")
    before, after = json.loads(now.out), json.loads(then.out)
    assert after["revision"] == books.git("rev-parse", "then")
    assert after["inputs"] == before["inputs"], "the digest is that of the same files on disk"
    assert after["pilots"] == before["pilots"]
    assert run("status", "--root", ledger, *DAY).code == 1, "as they stand, the files can't be read"


def test_the_option_stands_before_the_command_too(run: Run, ledger: Path) -> None:
    assert run("--rev", "then", "status", PILOT, "--root", ledger, *DAY).code == 0


def test_validate_takes_the_digests_of_evidence_from_the_revision(run: Run, ledger: Path, books: Repository) -> None:
    ran = run("validate", "--root", ledger, *DAY, "--rev", "then")
    assert ran.code == 0
    assert f"Read as it stood at {books.git('rev-parse', 'then')[:7]} (then), evidence files too\n" in ran.out
    assert "Checked 1 pilot, 7 milestones, 4 indicators, 4 evidence files: 0 errors" in ran.out
    books.git("checkout", "--quiet", "--", ".")
    home = ledger / "pilots" / PILOT
    (home / "evidence" / "plan.txt").write_text("another plan", encoding="utf-8")
    (home / "evidence" / "2025q4.csv").unlink()
    (home / "evidence" / "2026q1.csv").unlink()
    (home / "evidence" / "2026q1.csv").symlink_to("plan.txt")
    books.commit("tampered")
    ran = run("validate", "--root", ledger, *DAY, "--rev", "HEAD")
    assert re.findall(r"error\[(E\d\d)\]", ran.out) == ["E02", "E01", "E01"]
    assert "file evidence/2025q4.csv is not there" in ran.out
    assert "file evidence/2026q1.csv is a link, not followed at a revision" in ran.out


def test_evidence_outside_the_pilots_folder_is_found_at_the_revision(run: Run, ledger: Path, books: Repository) -> None:
    books.git("checkout", "--quiet", "--", ".")
    home = ledger / "pilots" / PILOT
    (ledger / "shared").mkdir()
    (home / "evidence" / "plan.txt").rename(ledger / "shared" / "plan.txt")
    file = home / "pilot.yaml"
    text = file.read_text(encoding="utf-8").replace("path: evidence/plan.txt", "path: ../../shared/plan.txt")
    file.write_text(text, encoding="utf-8")
    books.commit("moved")
    assert run("validate", "--root", ledger, *DAY, "--rev", "HEAD").code == 0
    file.write_text(text.replace("../../shared", "../../../.."), encoding="utf-8")
    books.commit("led out")
    assert "leads out of the ledger" in run("validate", "--root", ledger, *DAY, "--rev", "HEAD").out


def test_two_revisions_are_compared(run: Run, ledger: Path, books: Repository) -> None:
    books.git("checkout", "--quiet", "--", ".")
    file = ledger / "pilots" / PILOT / "milestones.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("done: 2025-12-18", "done: 2025-12-01"), encoding="utf-8")
    books.commit("restated")
    file.write_text("spoilt", encoding="utf-8")
    ran = run("validate", "--root", ledger, *DAY, "--base", "then", "--rev", "HEAD", "--changed")
    assert re.findall(r"\[(\w\d\d)\]", ran.out) == ["C02"]
    assert "1 of 1 pilot changed since " in ran.out


def test_a_figure_is_walked_back_in_the_revision(run: Run, ledger: Path) -> None:
    ran = run("explain", f"{PILOT}/M3", "--root", ledger, *DAY, "--rev", "then")
    assert ran.code == 0
    assert "pilots/yx-titles-01/milestones.yaml:5" in ran.out


def test_a_report_is_made_from_the_revision(run: Run, ledger: Path, books: Repository, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ("--period", "2026Q1", "--issued", "2026-04-20", "--lang", "en", "--format", "md", "--output", out)
    ran = run("report", "--root", ledger, "--rev", "then", *options)
    assert ran.code == 0, ran.err
    text = (out / "2026Q1-en.md").read_text(encoding="utf-8")
    assert books.git("rev-parse", "then")[:12] in text
    assert "-dirty" not in text


@pytest.mark.parametrize("command", [("status",), ("validate",), ("due",), ("evaluate", "--all"), ("explain", PILOT)])
def test_an_unknown_revision_is_no_answer(run: Run, ledger: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "--root", ledger, "--rev", "v9")
    assert (ran.code, ran.out) == (4, "")
    assert "revision v9 is not in this clone" in ran.err


def test_a_command_that_writes_refuses_it(run: Run, ledger: Path) -> None:
    for argv in (("--rev", "then", "new", "--root", ledger), ("new", "--root", ledger, "--rev", "then")):
        assert run(*argv).code == 2


@pytest.mark.parametrize(
    "linked", ["pilots/yx-titles-09", f"pilots/{PILOT}/evaluations", f"pilots/{PILOT}/milestones.yaml"]
)
def test_a_link_is_told_never_followed_or_passed_over(run: Run, ledger: Path, books: Repository, linked: str) -> None:
    books.git("checkout", "--quiet", "--", ".")
    place = ledger / linked
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(ledger / "pilots" / PILOT)
    books.commit("linked")
    ran = run("validate", "--root", ledger, *DAY, "--rev", "HEAD")
    assert ran.code in (1, 4)
    assert "link" in ran.out + ran.err


def test_a_submodule_is_told(run: Run, ledger: Path, books: Repository) -> None:
    books.git("checkout", "--quiet", "--", ".")
    entry = f"160000,{books.git('rev-parse', 'HEAD')},省 厅/账本/pilots/yx-titles-09"
    books.git("update-index", "--add", "--cacheinfo", entry)
    books.git("commit", "--quiet", "--message", "a submodule")
    ran = run("validate", "--root", ledger, *DAY, "--rev", "HEAD")
    assert ran.code == 1
    assert "pilots/yx-titles-09/pilot.yaml:1:1: error[F" in ran.out
