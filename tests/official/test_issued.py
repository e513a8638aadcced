"""Official documents that are issued: filed once with the figures they are made from, and made again byte for byte."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from conftest import Ran
from official.official import ROOT
from repository import Repository
from talentpilot import Ledger
from talentpilot.errors import UsageProblem

DAY = ("--as-of", "2026-09-30")
PERIOD = ("--layout", "gongwen", "--period", "2026Q3", "--issued", "2026-10-20", "--from", "yx-hrss")
PROFILE = "schema: talentpilot/gongwen/1\nwords: {milestone: 任务节点}\n"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """The example with a profile of its own, committed."""
    root = tmp_path / "ledger"
    shutil.copytree(ROOT / "pilots", root / "pilots")
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, root)
    house = root / "templates" / "gongwen" / "profile.yaml"
    house.parent.mkdir(parents=True)
    house.write_text(PROFILE, encoding="utf-8")
    repository = Repository(root)
    repository.git("init", "-q")
    repository.commit()
    return root


@pytest.mark.slow
def test_an_issued_document_lies_beside_its_figures_and_is_made_again(books: Path, run: Callable[..., Ran]) -> None:
    done = run("--root", books, *DAY, "report", *PERIOD, "--issue", "--format", "docx,md", "--max-chars", "3500")
    assert done.code == 0, done.err
    folder = books / "reports" / "2026Q3-progress"
    assert {file.name for file in folder.iterdir()} == {
        "figures.json", "manifest.json", "2026Q3-progress-zh.docx", "2026Q3-progress-zh.md",
    }  # fmt: skip
    assert "任务节点76个" in (folder / "2026Q3-progress-zh.md").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["official"] == {
        "document": "progress", "sender": "yx-hrss", "to": None, "title": None, "max_characters": 3500,
    }  # fmt: skip
    assert "gongwen/profile.yaml" in manifest["templates"]
    jsonschema.validate(manifest, json.loads((ROOT / "src/talentpilot/_schemas/manifest-1.json").read_text()))
    assert run("--root", books, "verify-report", folder).code == 0
    (books / "templates" / "gongwen" / "profile.yaml").write_text(PROFILE + "seal: false\n", encoding="utf-8")
    Repository(books).commit("another profile")
    assert run("--root", books, "verify-report", folder).code == 0, "the profile of then is in the history"
    again = run("--root", books, *DAY, "report", *PERIOD, "--issue")
    assert again.code == 2
    assert "was issued on 2026-10-20" in again.err


@pytest.mark.slow
def test_a_profile_that_is_lost_or_a_changed_file_is_told(books: Path, run: Callable[..., Ran]) -> None:
    shutil.rmtree(books / ".git")
    assert run("--root", books, *DAY, "report", *PERIOD, "--document", "circular", "--issue").code == 0
    folder = books / "reports" / "2026Q3-circular"
    (books / "templates" / "gongwen" / "profile.yaml").write_text(PROFILE + "seal: false\n", encoding="utf-8")
    told = run("--root", books, "verify-report", folder)
    assert told.code == 1
    assert "gongwen/profile.yaml" in told.out
    with (folder / "2026Q3-circular-zh.docx").open("ab") as file:
        file.write(b"edited")
    assert "2026Q3-circular-zh.docx" in run("--root", books, "verify-report", folder).out


@pytest.mark.slow
def test_what_lies_outside_the_ledger_can_not_be_made_again_and_is_refused(
    books: Path, tmp_path: Path, run: Callable[..., Ran]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(PROFILE, encoding="utf-8")
    for more in (("--profile", own), ("--font-dir", tmp_path), ("--output", tmp_path / "a.docx")):
        done = run("--root", books, *DAY, "report", *PERIOD, "--issue", *more)
        assert done.code == 2, more
    assert not (books / "reports").exists()


@pytest.mark.slow
def test_an_evaluation_is_issued_through_python_and_a_reminder_is_not(books: Path, run: Callable[..., Ran]) -> None:
    ledger = Ledger.open(books, as_of=date(2026, 9, 30))
    (document,) = ledger.evaluation_documents("yx-titles-01", issued=date(2026, 10, 20))
    paths = document.issue("docx")
    assert [path.name for path in paths][-1] == "manifest.json"
    assert run("--root", books, "verify-report", paths[0].parent).code == 0
    with pytest.raises(UsageProblem, match="a reminder is not issued"):
        ledger.reminders("qc-hrss")[0].issue()
