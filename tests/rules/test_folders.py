"""A folder renamed or copied: the one finding that matters goes first, and what follows from it is not repeated."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from checking import check_folder
from conftest import Ran
from rules.overlay import AS_OF

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "pilots", tmp_path / "pilots")
    return tmp_path


def heads(run: Run, root: Path) -> list[str]:
    out = run("validate", "--root", root, "--as-of", "2026-09-30", "--lang", "en").out
    return [line for line in out.splitlines() if line.startswith(("pilots/", "catalogue", "programme"))]


def rules(lines: list[str], severity: str) -> list[str]:
    return [line.split(f"{severity}[")[1][:3] for line in lines if f" {severity}[" in line]


def test_a_renamed_folder_is_one_error_and_it_leads(run: Run, books: Path) -> None:
    before = rules(heads(run, books), "warning")
    (books / "pilots" / "yx-titles-01").rename(books / "pilots" / "yx-titles-09")
    lines = heads(run, books)
    assert "error[F07] the id is yx-titles-01, the folder is yx-titles-09" in lines[0]
    assert rules(lines, "error") == ["F07"]
    assert rules(lines, "warning") == before


def test_a_copied_folder_is_told_by_two_rules_that_lead(run: Run, books: Path) -> None:
    before = rules(heads(run, books), "warning")
    shutil.copytree(books / "pilots" / "yx-titles-01", books / "pilots" / "yx-titles-09")
    lines = heads(run, books)
    assert rules(lines[:2], "error") == ["F07", "S06"]
    assert rules(lines, "error") == ["F07", "S06"]
    assert rules(lines, "warning") == before


@pytest.mark.parametrize("name", ["yx-titles-01 - 副本", "yx-titles-01 (2)", "新建文件夹", "Copy of yx-titles-01"])
def test_a_copy_by_the_file_manager_is_not_told_to_become_an_id(sound: Path, name: str) -> None:
    shutil.copytree(sound / "pilots" / "yx-titles-01", sound / "pilots" / name)
    found = [item for item in check_folder(sound, AS_OF, today=AS_OF).diagnostics if item.rule in ("F07", "S06")]
    assert [item.rule for item in found] == ["F07", "S06"]
    assert all(f"id: {name}" not in str(item.help) and "delete" in str(item.help) for item in found)


@pytest.mark.parametrize("name", ["yx-titles-03", "yx-titles-01 - 副本", "Copy of yx-titles-01"])
def test_a_pilot_beside_the_folder_of_pilots_is_told_since_nobody_reads_it(sound: Path, name: str) -> None:
    shutil.copytree(sound / "pilots" / "yx-titles-01", sound / name)
    (found,) = check_folder(sound, AS_OF, today=AS_OF).diagnostics
    assert (found.rule, found.location.path) == ("F07", f"{name}/pilot.yaml")
