"""A setting or a field that could not be read: each command that computes with it says so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran

Run = Callable[..., Ran]
EXAMPLE = Path(__file__).parents[2]
COMMANDS = (
    ("status",), ("status", "yx-titles-01"), ("due",), ("explain", "yx-titles-01"), ("list", "bottlenecks"),
    ("evaluate", "--all"), ("report", "--period", "2025Q4", "--format", "md", "--output", "r.md"),
    ("export", "csv", "--output", "tables"), ("evaluate-report", "yx-titles-01", "--format", "md", "--output", "e.md"),
)  # fmt: skip


@pytest.fixture
def books(sound: Path) -> Path:
    file = sound / "programme.yaml"
    text = file.read_text("utf-8")
    file.write_text(text + "rules:\n  thresholds: {amber_gapp: 3}\n", "utf-8")
    return sound


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_unknown_threshold_is_said(
    run: Run, books: Path, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*command, "--root", books, "--as-of", "2026-03-31")
    assert ran.err.count("programme.yaml: rules/thresholds/amber_gapp") == 1, ran.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_misspelt_field_of_a_pilot_is_said(
    run: Run, sound: Path, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(sound, "milestones.yaml", "done: ", "doen: ")
    monkeypatch.chdir(tmp_path)
    ran = run(*command, "--root", sound, "--as-of", "2026-03-31")
    assert ran.err.count("pilots/yx-titles-01/milestones.yaml: yx-titles-01/M1/doen can't be read (S02)") == 1, ran.err
    assert ran.code == 1


def test_many_misspelt_fields_are_counted(run: Run, sound: Path) -> None:
    _put(sound, "pilot.yaml", "objective:", "".join(f"note{number}: a\n" for number in range(30)) + "objective:")
    ran = run("status", "--root", sound, "--as-of", "2026-03-31")
    assert "and 10 more" in ran.err
    assert ran.err.count("can't be read") == 20


def test_a_file_of_two_documents_is_no_ground_for_figures(run: Run, sound: Path) -> None:
    _put(sound, "milestones.yaml", "  - {id: M3", "---\nmilestones:\n  - {id: M3")
    ran = run("status", "--root", sound, "--as-of", "2026-03-31")
    assert "yx-titles-01 can't be read (F05) and is left out" in ran.err
    assert "0 of 1 pilots" in ran.out


def test_what_cannot_be_read_is_not_said_to_be_missing(run: Run, sound: Path) -> None:
    _put(sound, "milestones.yaml", "due: 2025-11-30", "due: 2025-11-31")
    ran = run("explain", "yx-titles-01/M2", "--root", sound, "--as-of", "2026-03-31")
    assert "yx-titles-01/M2 can't be read (D01) and is left out" in ran.err
    assert ran.code == 1


def _put(root: Path, name: str, old: str, new: str) -> None:
    file = root / "pilots" / "yx-titles-01" / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_what_lists_findings_says_it_there(run: Run, books: Path) -> None:
    ran = run("validate", "--root", books, "--as-of", "2026-03-31")
    assert "unknown field amber_gapp" in ran.out
    assert "left out" not in ran.err


def test_an_item_left_out_is_named_in_chinese_too(run: Run, sound: Path) -> None:
    file = sound / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("id: yx-eval,", "id: yx eval,"), "utf-8")
    assert "yx eval无法读取" in run("status", "--root", sound, "--as-of", "2026-03-31", "--lang", "zh").err.replace(
        " 无", "无"
    )


def test_of_a_federation_its_own_settings_and_those_of_its_ledgers(run: Run, tmp_path: Path, sound: Path) -> None:
    root = tmp_path / "bund"
    shutil.copytree(sound, root / "ledgers" / "yx")
    shutil.copy(sound / "catalogue.yaml", root / "catalogue.yaml")
    (root / "federation.yaml").write_text(
        "schema: talentpilot/federation/1\nid: bund\ntitle: {zh: 二, en: Two}\n"
        "term: {start: 2025-07-01, end: 2027-06-30}\n"
        "rules:\n  thresholds: {red_gapp: 3}\n"
        "ledgers:\n  - {id: yx, region: 990000, path: ledgers/yx}\n",
        "utf-8",
    )
    inner = root / "ledgers" / "yx" / "programme.yaml"
    inner.write_text(inner.read_text("utf-8") + "rules:\n  thresholds: {amber_gapp: 3}\n", "utf-8")
    said = run("status", "--root", root, "--as-of", "2026-03-31").err
    assert "federation.yaml: rules/thresholds/red_gapp can't be read (S02)" in said
    assert "yx/programme.yaml: yx:rules/thresholds/amber_gapp can't be read (S02)" in said
