"""The documentation says what the program does: generated parts are compared, and nothing is left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from talentpilot.cli.app import COMMANDS, FAMILIES
from talentpilot.cli.session import ExitCode
from talentpilot.rules import ALL_RULES

ROOT = Path(__file__).parent.parent


def test_the_generated_pages_are_those_that_the_program_would_write() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run `make docs`; stale: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", [entry.name for entry in (*COMMANDS, *FAMILIES)])
def test_every_command_is_in_the_readme(name: str) -> None:
    for readme in ("README.md", "README.zh.md"):
        assert f"talentpilot {name}" in (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_told(code: ExitCode) -> None:
    section = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8").partition("## Exit codes")[2].partition("## ")[0]
    assert str(code.value) in section


def test_every_rule_has_its_section() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [f"## {rule.id} {rule.name}" in text for rule in ALL_RULES].count(False) == 0


def test_the_pages_keep_their_length() -> None:
    limits = {"README.md": 226, "CONTRIBUTING.md": 165}
    for name, limit in limits.items():
        assert (ROOT / name).read_text(encoding="utf-8").count("\n") <= limit, name


def test_both_pages_on_security_name_the_same_tests_and_numbers() -> None:
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "security.zh.md")]
    english, chinese = [re.findall(r"`((?:tests|benchmarks)/\S+?\.py)`", page) for page in pages]
    assert english == chinese
    assert [path for path in english if not (ROOT / path).is_file()] == []
    tables = [[line for line in page.splitlines() if line.startswith("|")] for page in pages]
    for row in zip(*tables, strict=True):
        of_english, of_chinese = [sorted(re.findall(r"\d+(?:,\d{3})*", line)) for line in row]
        assert of_english == of_chinese, row
