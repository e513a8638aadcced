"""The documentation says what the program does: generated parts are compared, and nothing is left out."""

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
