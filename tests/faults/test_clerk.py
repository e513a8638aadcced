"""Ten mistakes of a clerk who never saw the tool, and what he is told, in both languages, to be read in review."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from rules.test_cases import reseal

FOLDER = Path(__file__).parent / "clerk"
HOME = "pilots/yx-titles-01"
MISTAKES = yaml.safe_load((FOLDER / "mistakes.yaml").read_text(encoding="utf-8"))
Run = Callable[..., Ran]


@pytest.fixture
def clerk(sound: Path) -> Path:
    """The sound ledger after the clerk."""
    for mistake in MISTAKES:
        file = sound / HOME / mistake["file"]
        text = file.read_text(encoding="utf-8")
        assert mistake["there"] in text, mistake["what"]
        file.write_text(text.replace(mistake["there"], mistake["instead"], 1), encoding="utf-8")
    reseal(sound, HOME)
    return sound


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_clerk_is_told_what_to_do(run: Run, clerk: Path, language: str) -> None:
    said = run("validate", "--root", clerk, "--as-of", "2026-03-31", "--lang", language).out
    golden = FOLDER / f"said.{language}.txt"
    if os.environ.get("REWRITE"):
        golden.write_text(said, encoding="utf-8", newline="\n")
    assert said == golden.read_text(encoding="utf-8"), "read the change, then run with REWRITE=1"


def test_each_mistake_is_told_once_and_nothing_else_is(run: Run, clerk: Path) -> None:
    out = run("validate", "--root", clerk, "--as-of", "2026-03-31", "--format", "brief", "--lang", "en").out
    assert sorted(re.findall(r"\[([A-Z]\d\d)\]", out)) == sorted(mistake["rule"] for mistake in MISTAKES)


def test_a_chinese_answer_holds_no_english_but_codes(run: Run, clerk: Path) -> None:
    out = run("validate", "--root", clerk, "--as-of", "2026-03-31", "--lang", "zh").out
    said = [line for line in out.splitlines() if not re.match(r" *(\d+)? \|", line)]
    for line in said:
        text = re.sub(r"^pilots/\S+|`[^`]*`|[\w./-]*[._/][\w./-]*|[a-z_]+:|\[\S+\]", " ", line)
        assert not re.search(r"[A-Za-z]{4,} [A-Za-z]{3,} [A-Za-z]{3,}", text), line
