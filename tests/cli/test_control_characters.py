"""No control character that a ledger, a path or an argument holds reaches a terminal or a file raw."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from conftest import Ran
from talentpilot.escaping import visible, visible_but_colors

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
PLANTED = "\x1b[35;5m\x1b]0;owned\x07\x7f\x9b2J\u202e\u2066\u061c\u2028\x0b"
RAW = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)"
)
TYPED = re.compile(r"\d{4}[QH]\d|[a-z0-9_-]+|[\w.-]+(/[\w.-]+)+|[A-Z]\d+", re.ASCII)
"""Texts that are ids, dates, codes or file names: with a mark in them a ledger can't be read at all."""
DAY = ("--as-of", "2026-09-30")
COLORS = re.compile(r"\x1b\[[0-9;]*m")


def test_each_control_character_is_shown_and_nothing_else_changes() -> None:
    assert visible("a\tb\n c\r\n d\re") == "a\tb\n c\r\n d\\u000de"
    assert visible("\x1b[2J\x7f\x85\u202e\u2029中文") == "\\u001b[2J\\u007f\\u0085\\u202e\\u2029中文"
    assert json.loads(visible(json.dumps(PLANTED, ensure_ascii=False))) == PLANTED


def test_only_colours_pass_where_colours_are_expected() -> None:
    assert (
        visible_but_colors("\x1b[1;31mred\x1b[0m\x1b[2J\x1b]0;x\x07")
        == "\x1b[1;31mred\x1b[0m\\u001b[2J\\u001b]0;x\\u0007"
    )


def _planted(value: object) -> object:
    if isinstance(value, dict):
        return {"no" if key is False else key: _planted(item) for key, item in value.items()}  # YAML 1.1 reads `no` so
    if isinstance(value, list):
        return [_planted(item) for item in value]
    return f"{value}{PLANTED}" if isinstance(value, str) and not TYPED.fullmatch(value) else value


@pytest.fixture
def planted(sound: Path) -> Path:
    """A ledger with control characters in every text."""
    for file in sound.rglob("*.yaml"):
        document = _planted(yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader))
        file.write_text(
            yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=False, sort_keys=False), encoding="utf-8"
        )
    return sound


COMMANDS = [
    *(("status", "--format", form) for form in ("table", "json", "csv", "markdown")),
    *(("status", "yx-titles-01", "--format", form) for form in ("table", "json")),
    *(("due", "--within", "800", "--format", form) for form in ("table", "json", "csv", "markdown", "ics")),
    *(("diff", "--since", "2025-12-31", "--format", form) for form in ("text", "json", "markdown")),
    *(("explain", f"yx-titles-01{inner}", "--format", "text") for inner in ("", "/M1", "/I1")),
    ("explain", "yx-titles-01", "--format", "json"),
    *(
        ("validate", "-v", "--format", form)
        for form in ("text", "brief", "markdown", "json", "sarif", "junit", "github", "gitlab")
    ),
    *(("evaluate", "--format", form) for form in ("table", "json", "csv", "markdown")),
    *(("list", what, "--format", "csv") for what in ("incentives", "practices", "bottlenecks", "filings")),
]  # fmt: skip


def _raw(text: str, *, color: bool) -> list[str]:
    if color:
        assert "\x1b[35;5m" not in text, "the ledger's own colour came through"
        text = COLORS.sub("", text)
    return RAW.findall(text)


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_reading_command_prints_one(run: Run, planted: Path, command: tuple[str, ...], color: str) -> None:
    ran = run(*command, "--root", planted, *DAY, "--color", color)
    assert ran.code in (0, 1), ran.err
    assert not _raw(ran.out, color=color == "always")
    assert not _raw(ran.err, color=False)
    if command[0] in ("status", "due", "explain") and "markdown" not in command:  # Markdown leaves them out
        assert "can't be read" not in ran.err
        assert "\\u202e" in ran.out, "what was planted is not even shown"
    if "json" in command:
        json.loads(ran.out)


def _outputs() -> Iterator[tuple[str, str]]:
    yield from (("status", name) for name in ("a.csv", "a.json", "a.md", "a.txt"))
    yield from (("due", name) for name in ("a.csv", "a.json", "a.md", "a.txt", "a.ics"))
    yield from (("validate", name) for name in ("a.json", "a.md", "a.txt", "a.sarif", "a.xml"))


@pytest.mark.parametrize(("command", "name"), list(_outputs()))
def test_no_file_holds_one(run: Run, planted: Path, tmp_path: Path, command: str, name: str) -> None:
    file = tmp_path / name
    ran = run(command, "--root", planted, *DAY, "--output", file, "--color", "always")
    assert ran.code in (0, 1), ran.err
    with file.open(encoding="utf-8", newline="") as stream:
        assert not _raw(stream.read(), color=False)


@pytest.mark.parametrize("what", ["csv", "data"])
def test_no_table_of_an_export_holds_one(run: Run, planted: Path, tmp_path: Path, what: str) -> None:
    ran = run("export", what, "--root", planted, *DAY, "--output", tmp_path / "tables")
    assert ran.code in (0, 1), ran.err
    tables = {file.name: file.read_bytes().decode("utf-8") for file in (tmp_path / "tables").rglob("*.csv")}
    assert any("\\u001b" in text for text in tables.values())
    assert not {name: _raw(text, color=False) for name, text in tables.items() if _raw(text, color=False)}


def test_workbooks_open_and_return_every_character(run: Run, planted: Path, tmp_path: Path) -> None:
    ran = run("export", "xlsx", "--root", planted, *DAY, "--output", tmp_path / "tables.xlsx")
    assert ran.code in (0, 1), ran.err
    said = {
        cell.value for sheet in load_workbook(tmp_path / "tables.xlsx") for row in sheet.iter_rows() for cell in row
    }
    assert any("_x001B_]0;owned_x0007_" in text for text in said if isinstance(text, str))
    ran = run("return", "make", "--period", "2026Q2", "--root", planted, *DAY, "--output", tmp_path / "returns")
    assert ran.code in (0, 1), ran.err
    before = {file: file.read_bytes() for file in planted.rglob("*.yaml")}
    ran = run("return", "take", tmp_path / "returns", "--root", planted, *DAY)
    assert "not filled in" in ran.out, ran.out + ran.err
    assert before == {file: file.read_bytes() for file in planted.rglob("*.yaml")}


def test_the_calendar_escapes_as_its_format_wants(run: Run, planted: Path) -> None:
    out = run("due", "--root", planted, *DAY, "--within", "800", "--format", "ics").out
    assert "\\\\u001b" in out.replace("\r\n ", "")
    assert "\\\\\\u" not in out


@pytest.mark.parametrize("option", ["--root", "--as-of", "--rev", "--light", "--view", "--format", "--nonsense"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_no_argument_comes_back_raw(run: Run, sound: Path, option: str, color: str) -> None:
    ran = run("status", *(("--root", sound) if option != "--root" else ()), option, f"x{PLANTED}", "--color", color)
    assert ran.code != 0
    assert not _raw(ran.out + ran.err, color=False)


def test_no_name_of_a_folder_comes_back_raw(run: Run, sound: Path) -> None:
    shutil.copytree(sound / "pilots" / "yx-titles-01", sound / "pilots" / "x\x1b[2J\u202e")
    for command in ("status", "validate", "due", "fmt"):
        ran = run(command, "--root", sound, *DAY, "--color", "always")
        assert not _raw(ran.err, color=False)
        assert not _raw(ran.out, color=True)


def test_no_name_of_a_revision_comes_back_raw(run: Run, planted: Path) -> None:
    for arguments in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a\u202e", "-c", "user.email=b", "commit", "-qm", "c\u202e"),
    ):
        subprocess.run(["git", *arguments], cwd=planted, check=True)
    for command in (
        ("status", "--rev", "HEAD"),
        ("diff", "HEAD"),
        ("validate", "--base", "HEAD"),
        ("status", "--rev", "x\u202e"),
    ):
        ran = run(*command, "--root", planted, *DAY)
        assert not _raw(ran.out + ran.err, color=False)
